"""The tab One thread: the four figures, what came of answers, who needs a call, and who is a good customer."""

import pandas as pd
import streamlit as st

from crm.analytics import standing_words, thread_lines, thread_words, words
from crm.analytics.care import RISK, care_list
from crm.analytics.frames import Frames
from crm.analytics.standing import Standing
from crm.analytics.standing_facts import standing, standing_tried
from crm.analytics.thread_of import thread_link
from crm.model.snapshot import Snapshot
from crm.ui import glance, session
from crm.ui.charts import Told, bars_chart, figure
from crm.ui.messages import safe
from crm.ui.shares import shares_chart
from crm.ui.steps import line, who
from crm.ui.words import money

SHOWN = 12  # people of one list; the table has all


def tab(snapshot: Snapshot) -> None:
    """All of it, of the whole business."""
    frames = session.frames(snapshot)
    if frames.events.empty:
        st.text(words.empty_activity(frames.rules))
        if session.is_editor():
            st.page_link("pages/log.py", label="Log a visit", icon=":material/edit_note:")
    four(snapshot, frames)
    st.subheader("What came of the answers")
    link(snapshot, frames)
    st.subheader("Who needs a call")
    care(snapshot, frames)
    st.subheader(safe(f"Good {frames.rules.customers} and unpromising ones"))
    standings(snapshot, frames)


def four(snapshot: Snapshot, frames: Frames) -> None:
    """Kept, loyal, money, satisfaction: a line each, beside the year before."""
    now, write = glance.found(snapshot, frames), glance.writer(snapshot)
    said = thread_words.tiles(now, frames.rules, write)
    with st.container(border=True, gap="small", key="four_lines"):
        for name, title in thread_lines.titles(now, frames.rules).items():
            value = thread_lines.value(getattr(now, name), write)
            st.markdown(f"**{safe(title)}{safe(f': {value}') if value else ''}**")
            st.text(f"{said[name]} {thread_lines.earlier(now, name, write)}".strip())
    sentence = thread_lines.changes_sentence(now, frames.rules)
    rows = thread_lines.share_rows(now, frames.rules)
    left = frames.left_out["events"]
    caption = words.caption(f"{frames.rules.people(now.people)} who came in 24 months", left)
    table = thread_lines.thread_table(now, frames.rules, glance.exact(snapshot))
    told = Told(sentence, caption, table, thread_lines.HOW, left)
    figure(*([shares_chart(rows, "Share", sentence)] if len(rows) else []), told=told, key="thread")


def link(snapshot: Snapshot, frames: Frames) -> None:
    """Whether those who were content came back more often."""
    found = session.kept(snapshot, "thread_link", lambda _: thread_link(frames, as_of=frames.as_of))
    sentence, rows = thread_words.link_sentence(found), thread_lines.link_rows(found)
    n, left = int(found["n"].sum()), frames.left_out["answers"]
    caption = words.caption(f"{words.times(n, 'person', 'people')} answered half a year ago or more", left)
    currency = frames.rules.currency
    table = thread_lines.link_table(found, glance.exact(snapshot), currency)
    told = Told(sentence, caption, table, thread_lines.HOW_LINK, left)
    figure(
        *([shares_chart(rows, "Share that came back", sentence)] if len(rows) > 1 else []),
        told=told,
        key="thread_link",
    )


def care(snapshot: Snapshot, frames: Frames) -> None:
    """Everybody who needs a call, with every reason, those who bring most first."""
    found = session.kept(snapshot, "care", lambda _: care_list(frames, as_of=frames.as_of))
    names, currency = [frames.name(id) for id in found.index], frames.rules.currency
    table = thread_lines.care_table(found, names, glance.exact(snapshot), currency)
    people = frames.contacts
    looked_at = int((~people["archived"] & ~people["former"] & ~people["test"]).sum())
    caption = words.caption(f"{words.times(looked_at, 'contact', 'contacts')} looked at", {})
    told = Told(thread_words.care_sentence(found), caption, table, thread_lines.how_care(frames.rules))
    figure(told=told, key="care")
    for title, rows in (("Call", found[found["level"] == RISK]), ("Keep an eye on", found[found["level"] != RISK])):
        if len(rows):
            st.caption(safe(_counted(title, len(rows))))
            with st.container(border=True, gap="small"):
                for id, row in rows.head(SHOWN).iterrows():
                    _one(snapshot, str(id), row)


def _counted(title: str, n: int) -> str:
    return title if n <= SHOWN else f"{title}: the first {SHOWN} of {n:,}"


def _one(snapshot: Snapshot, contact: str, row: pd.Series) -> None:
    bring = "" if pd.isna(row["money"]) else f" · {money(row['money'], '', snapshot.settings)} in 12 months"
    with st.container(gap="xxsmall", key=f"care_{contact}"):
        with line():
            who(snapshot, contact)
            if session.is_editor():
                st.page_link(
                    "pages/follow_ups.py", label="Plan a follow-up", icon=":material/event:",
                    query_params={"contact": contact},
                )  # fmt: skip
        st.text("; ".join(row["reasons"]) + bring)


def standings(snapshot: Snapshot, frames: Frames) -> None:
    """How many stand how, what came of those who stood so half a year ago, and who they are."""
    found = session.kept(snapshot, "standings", lambda _: present(frames))
    counted = standing_words.levels(found.values())
    sentence = standing_words.levels_sentence(counted, frames.rules)
    groups = [(level.capitalize(), n) for level, n in counted.items()]
    told = Told(sentence, tried(snapshot, frames) if found else "", _table(found, frames), _how(frames))
    picture = [bars_chart(groups, "People", sentence)] if found else []
    figure(*picture, told=told, key="standing")
    for level, title in (("good", "Good"), ("unpromising", "Unpromising")):
        ids = [id for id, one in found.items() if one.level == level]
        if ids:
            st.caption(safe(_counted(title, len(ids))))
            with st.container(horizontal=True, key=f"standing_{level}"):
                for id in ids[:SHOWN]:
                    who(snapshot, id)


def present(frames: Frames) -> dict[str, Standing]:
    """The standing of those who were not put away and did not leave, the most points first."""
    people = frames.contacts
    there = set(people.index[~people["archived"] & ~people["former"]])
    found = standing(frames, as_of=frames.as_of)
    ranked = sorted((id for id in found if id in there), key=lambda id: -found[id].points)
    return {id: found[id] for id in ranked}


def tried(snapshot: Snapshot, frames: Frames) -> str:
    """The back-test of the standing in a sentence, made once a snapshot."""
    found = session.kept(snapshot, "standing_tried", lambda _: standing_tried(frames, as_of=frames.as_of))
    return standing_words.tried_sentence(found, frames.rules)


def _how(frames: Frames) -> str:
    return f"{standing_words.HOW} {standing_words.weights(False, frames.rules.weights)}"


def _table(found: dict[str, Standing], frames: Frames) -> pd.DataFrame:
    return pd.DataFrame({
        "Name": [frames.name(id) for id in found],
        "Standing": [one.level for one in found.values()],
        "Points": [one.points for one in found.values()],
        "Why": ["; ".join(f"{reason.text}" for reason in one.reasons if reason.is_known) for one in found.values()],
    })  # fmt: skip
