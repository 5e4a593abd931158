"""The tab Performance and goals: what the team and each of it did, beside the period before and what was aimed at."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from crm.analytics import performance_words as words
from crm.analytics.goal_words import Terms
from crm.analytics.goals import NOBODY, aims, year_start
from crm.analytics.performance import people, reached
from crm.analytics.periods import Period, beside, period_of
from crm.model.snapshot import Snapshot
from crm.model.text import key
from crm.ui import charts, goals, session, whose
from crm.ui.charts import Told
from crm.ui.messages import explained, safe
from crm.ui.paper import print_summary
from crm.ui.performance_charts import aimed, aims_chart
from crm.ui.words import terms

PERIODS = ("Month", "Quarter", "Year")
SO_FAR, WHOLE = "So far", "The last whole one"


@dataclass(frozen=True)
class Shown:
    """What is looked at: the kind of period, the two that stand beside each other, and what everybody reached."""

    name: str
    spans: tuple[Period, Period]
    found: Mapping[str, words.Found]
    terms: Terms
    elapsed: float

    def aims(self, snapshot: Snapshot, who: str) -> dict[str, float]:
        """What one of the team aims at in such a period."""
        return {} if who == NOBODY else aims(snapshot, self.name, who, self.spans[0].end)


def tab(snapshot: Snapshot) -> None:
    """One of the team or all of it, measure by measure; for the owner everybody's parts; and the goals."""
    _figures()
    print_summary(snapshot)
    st.subheader("Goals")
    goals.tab(snapshot)


@st.fragment
def _figures() -> None:
    with explained():
        snapshot = session.snapshot()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.segmented_control("Period", PERIODS, default="Month", required=True, key="performance_period")
            over = st.segmented_control("Which", (SO_FAR, WHOLE), default=SO_FAR, required=True, key="performance_over")
            who = _chosen(snapshot)
        shown = _shown(snapshot, str(name), over == WHOLE)
        _of(snapshot, shown, who)
        if session.is_owner() and len(shown.found) > 2:
            _everybody(shown)
            _compared(shown)


def members(snapshot: Snapshot) -> list[str]:
    """Whose figures may be looked at, one's own first: the team's, and those of everybody for the owner alone."""
    mine = whose.me(snapshot)
    if not session.is_owner():
        return [*filter(None, [mine]), ""]
    others = [name for name in people(session.frames(snapshot)) if key(name) != key(mine)]
    return [*filter(None, [mine]), "", *others, NOBODY]


def _chosen(snapshot: Snapshot) -> str:
    options = members(snapshot)
    if len(options) == 1:
        return options[0]
    return st.selectbox("Whose", options, format_func=words.whose, key="performance_of", width=240)


def _shown(snapshot: Snapshot, name: str, is_whole: bool) -> Shown:
    now = session.now(snapshot)
    begins = year_start(snapshot)
    spans = beside(name, now.date(), begins, whole=is_whole)
    team = ["", *(who for who in members(snapshot) if who)]
    found = session.kept(
        snapshot, f"performance {name} {is_whole} {now.date()} {team}",
        lambda seen: reached(seen, session.frames(seen), spans, now, team),
    )  # fmt: skip
    elapsed = 1.0 if is_whole else period_of(name, now.date(), begins).elapsed(now.date())
    return Shown(name, spans, found, terms(snapshot.settings), elapsed)


def _of(snapshot: Snapshot, shown: Shown, who: str) -> None:
    found, wanted, terms = shown.found[who], shown.aims(snapshot, who), shown.terms
    sentence = words.answer(found, who, shown.spans[0], terms)
    is_empty = not any(words.is_told(pair) for pair in found.values())
    caption = f"Beside it: {words.stretch(shown.spans[1])}."
    if is_empty:
        caption = "Log a conversation, set a next step or add a sale, and it is counted here."
    table = words.table(found, wanted, shown.elapsed, terms)
    left = session.frames(snapshot).left_out["events"]
    pictures = [aims_chart(found, wanted, terms, sentence)] if aimed(found, wanted) else []
    charts.figure(*pictures, told=Told(sentence, caption, table, words.HOW, left), key="performance")
    if not is_empty:
        with st.grid(3, min_column_width=240):
            for title, measures in words.GROUPS.items():
                with st.container(border=True, height="stretch", gap="small"):
                    _group(title, measures, shown, found, wanted)


def _group(title: str, measures: tuple[str, ...], shown: Shown, found: words.Found, wanted: dict[str, float]) -> None:
    st.subheader(title)
    silent = []
    for name in measures:
        if not words.is_told(found[name]) and name not in wanted:
            silent.append(words.named(name, shown.terms))
            continue
        with st.container(gap=None):
            st.markdown(f"**{safe(words.named(name, shown.terms))}**")
            st.text(words.line(name, found[name], shown.terms))
            if name in wanted:
                st.caption(safe(words.aim(name, found[name], wanted[name], shown.elapsed, shown.terms)))
    if silent:
        st.caption(safe(f"Nothing to count yet: {', '.join(silent)}."))


def _everybody(shown: Shown) -> None:
    st.subheader("Each of you")
    order = [*sorted((who for who in shown.found if who not in ("", NOBODY)), key=str.casefold), NOBODY, ""]
    table = words.team_table(shown.found, order, shown.terms)
    sentence = words.added(shown.found, shown.terms)
    caption = "By name, and no ranking: who looks after more people has more to count."
    charts.figure(told=Told(sentence, caption, table), key="performance_parts")


def _compared(shown: Shown) -> None:
    team = [who for who in shown.found if who not in ("", NOBODY)]
    if len(team) < 2:
        return
    with st.expander("Two of you side by side", key="performance_two"):
        with st.container(horizontal=True):
            one = st.selectbox("One", team, key="performance_one", width=240)
            others = [who for who in team if who != one]
            other = st.selectbox("Beside", others, key="performance_other", width=240)
        for sentence in words.compared(one, other, shown.found[one], shown.found[other], shown.terms):
            st.text(sentence)
