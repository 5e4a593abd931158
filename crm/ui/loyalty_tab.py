"""The tab Loyalty of Insights: who comes again, everybody's rhythm, groups of customers, and what to expect."""

import pandas as pd
import streamlit as st

from crm.analytics import loyalty, words
from crm.analytics import loyalty_words as said
from crm.analytics.buying import Expected, expected_visits
from crm.analytics.frames import Frames
from crm.analytics.intervals import Refused
from crm.model.snapshot import Snapshot
from crm.ui import session
from crm.ui.charts import Told, bars_chart, figure
from crm.ui.messages import safe
from crm.ui.people_lines import lines
from crm.ui.shares import shares_chart

MOST = 200  # rows of what to expect


def tab(snapshot: Snapshot) -> None:
    """All of it; in a workbook in which nobody has come yet, what to do for it."""
    frames = session.frames(snapshot)
    if frames.events.empty:
        nobody_came(frames)
        return
    _again(frames)
    st.subheader("Everybody's rhythm")
    _rhythm(frames)
    st.subheader("Groups of customers" if frames.rules.customers == "customers" else "Groups")
    _groups(snapshot, frames)
    _expected(snapshot, frames)


def nobody_came(frames: Frames) -> None:
    """What stands where nothing can be counted yet, with the way to the first."""
    st.text(words.empty_activity(frames.rules))
    if not session.is_editor():
        return
    if frames.rules.activity == "sales":
        st.page_link("pages/money.py", label="Add a sale", icon=":material/payments:")
    else:
        st.page_link("pages/log.py", label="Log a visit", icon=":material/edit_note:")


def _again(frames: Frames) -> None:
    rate = loyalty.repeat_rate(frames.events)
    within = said.within_year(frames.events, as_of=frames.as_of)
    sentence = f"{said.repeat_sentence(rate, frames.rules)} {said.within_sentence(within, frames.rules)}"
    rows, left = said.shares(rate, within), frames.left_out["events"]
    table = rows.assign(**{name: (100 * rows[name].astype("float64")).round(1) for name in ("share", "lo", "hi")})
    table.columns = ["Share", "%", "Low %", "High %", "Of"]
    caption = words.caption(f"{frames.rules.people(rate.n if rate else 0)} so far", left)
    shown = [shares_chart(rows, "Share", sentence)] if len(rows) else []
    figure(*shown, told=Told(sentence, caption, table, said.HOW["repeat"], left), key="repeat")


def _rhythm(frames: Frames) -> None:
    found = said.rhythms(frames)
    sentence = said.rhythm_sentence(found, frames.rules)
    counts = found["state"].value_counts()
    there = [state for state in said.STATES if counts.get(state)]
    picture = bars_chart([(state.capitalize(), int(counts[state])) for state in there], "People", sentence)
    caption, left = words.caption(frames.rules.people(len(found)), frames.left_out["events"]), frames.left_out["events"]
    told = Told(sentence, caption, said.rhythm_table(found, frames), said.how_rhythm(frames.rules), left)
    figure(*([picture] if there else []), told=told, key="rhythm")
    if there:
        _who(found, frames, there)


def _who(found: pd.DataFrame, frames: Frames, there: list[str]) -> None:
    """The people of one state, those who were here last on top: they are the likeliest to come back."""
    usual = next((state for state in ("at risk", "lapsed", "overdue") if state in there), there[0])
    state = st.segmented_control(
        "Who is", there, default=usual, required=True, format_func=str.capitalize, key="rhythm_who"
    )
    rows = found[found["state"] == state].iloc[::-1]
    people = [(str(id), frames.name(id), str(reason)) for id, reason in rows["reason"].items()]
    lines(people, "rhythm_people")


def _groups(snapshot: Snapshot, frames: Frames) -> None:
    found = session.kept(snapshot, "groups of customers", lambda seen: said.groups(session.frames(seen)))
    sentence = said.groups_sentence(found)
    if isinstance(found, Refused):
        figure(told=Told(sentence, "", pd.DataFrame(), said.HOW["groups"]), key="groups")
        return
    counts = found["group"].value_counts()
    shown = [(name.capitalize(), int(counts[name])) for name in said.GROUPS if counts.get(name)]
    left = frames.left_out["events"]
    caption = words.caption(frames.rules.people(len(found)), left)
    told = Told(sentence, caption, said.groups_table(found, frames), said.HOW["groups"], left)
    figure(bars_chart(shown, "People", sentence), told=told, key="groups")


def _expected(snapshot: Snapshot, frames: Frames) -> None:
    """Worked out only while it is open, once for everybody who looks at the same workbook."""
    label = "Expected purchases in the next 6 months" if frames.rules.activity == "sales" else (
        "Expected visits in the next 6 months")  # fmt: skip
    part = st.expander(label, key="expected_part", on_change="rerun", icon=":material/event_upcoming:")
    if not part.open:
        return
    with part:
        with st.spinner("Trying it on the last half year"):
            found = session.kept(snapshot, "expected visits", _expecting)
        sentence = said.expected_sentence(found, frames.rules)
        table = said.expected_table(found, frames) if isinstance(found, Expected) else pd.DataFrame()
        if isinstance(found, Refused):
            st.text(sentence)
            st.caption(safe(said.HOW["expected"]))
            return
        st.text(sentence)
        st.dataframe(table.head(MOST), hide_index=True, key="expected_visits", placeholder="", alt=sentence)
        if len(table) > MOST:
            st.caption(safe(f"The {MOST} with the most to expect."))
        st.caption(safe(said.HOW["expected"]))


def _expecting(snapshot: Snapshot) -> Expected | Refused:
    frames = session.frames(snapshot)
    return expected_visits(frames.events, as_of=frames.as_of)
