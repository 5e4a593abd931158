"""The pieces of the page Today: what waits, each with what can be done about it."""

import datetime as dt
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from crm.actions import follow_ups
from crm.actions.satisfaction import mark_followed_up
from crm.analytics import retention, satisfaction, words
from crm.analytics.frames import Frames
from crm.model.snapshot import Snapshot
from crm.ui import session
from crm.ui.messages import safe
from crm.ui.words import day

SHOWN = 8  # rows of one kind before "and more"


def _name(snapshot: Snapshot, contact: object) -> str:
    found = snapshot.contacts["name"].get(contact) if isinstance(contact, str) else None
    return found if isinstance(found, str) else ""


def _who(snapshot: Snapshot, contact: object) -> bool:
    """A link to somebody's card; False where the row belongs to nobody we know."""
    name = _name(snapshot, contact)
    if name:
        st.page_link("pages/contact.py", label=safe(name), query_params={"id": str(contact)})
    return bool(name)


def _line() -> st.delta_generator.DeltaGenerator:
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def due(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Next steps that are overdue or due today, then those of the week, with Done and Later."""
    for title, states in (("To do", ["overdue", "today"]), ("This week", ["this week"])):
        shown = rows[rows["state"].isin(states)]
        if len(shown):
            st.subheader(title)
            steps(snapshot, shown)


def steps(snapshot: Snapshot, rows: pd.DataFrame, *, with_name: bool = True) -> None:
    """Open next steps, each with Done and Later."""
    with st.container(border=True, gap="small"):
        for id, row in rows.head(SHOWN).iterrows():
            with _line():
                when = "today" if row["state"] == "today" else f"due {day(row['due'])}" if day(row["due"]) else ""
                st.text(" · ".join(part for part in (str(row["what"]), when) if part), width="stretch")
                if with_name:
                    _who(snapshot, row["contact_id"])
                _step_buttons(snapshot, str(id))
        _more(len(rows))


def _step_buttons(snapshot: Snapshot, id: str) -> None:
    tomorrow = snapshot.rules.today + dt.timedelta(days=1)
    week = snapshot.rules.today + dt.timedelta(days=7)
    st.button("Done", key=f"done_{id}", on_click=session.act, args=(lambda: follow_ups.tick_off(snapshot, id),))
    with st.popover("Later", key=f"later_{id}"):
        for label, when in (("Tomorrow", tomorrow), ("In a week", week)):
            st.button(
                label, key=f"{label}_{id}", on_click=session.act,
                args=(lambda when=when: follow_ups.put_off(snapshot, id, when),),
            )  # fmt: skip
        st.button("Skip it", key=f"skip_{id}", on_click=session.act, args=(lambda: follow_ups.skip(snapshot, id),))


def unhappy(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Unhappy answers that nobody has seen to."""
    if rows.empty:
        return
    st.subheader("Unhappy, and nobody has rung back")
    with st.container(border=True, gap="small"):
        for id, row in rows.head(SHOWN).iterrows():
            with _line():
                comment = f" · “{row['comment']}”" if isinstance(row.get("comment"), str) else ""
                st.text(f"{row['score']} to “{row['question']}”, {day(row['date'])}{comment}", width="stretch")
                if not _who(snapshot, row["contact_id"]):
                    st.text(str(snapshot.cell("Satisfaction", str(id), "contact") or "nobody was named"))
                st.button(
                    "Followed up", key=f"followed_{id}", on_click=session.act,
                    args=(lambda id=str(id): mark_followed_up(snapshot, id),),
                )  # fmt: skip
        _more(len(rows))


def occasions(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Birthdays and anniversaries of the coming days."""
    if rows.empty:
        return
    st.subheader("Birthdays and anniversaries")
    with st.container(border=True, gap="xsmall"):
        for row in rows.head(SHOWN).to_dict("records"):
            _occasion(snapshot, row)
        _more(len(rows))


def _occasion(snapshot: Snapshot, row: Mapping[Hashable, Any]) -> None:
    with _line():
        when = {0: "today", 1: "tomorrow"}.get(int(row["in_days"]), f"on {day(row['day'])}")
        _who(snapshot, row["contact_id"])
        age = "" if pd.isna(row["years"]) else f", {row['years']}"
        st.text(f"{str(row['what']).capitalize()} {when}{age}")


def losing_touch(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """People who have been silent for longer than we wanted."""
    if rows.empty:
        return
    st.subheader("Losing touch")
    with st.container(border=True, gap="xsmall"):
        for id, row in rows.head(SHOWN).iterrows():
            with _line():
                _who(snapshot, row["contact_id"] if "contact_id" in rows else id)
                last = row.get("last")
                st.text("no contact yet" if pd.isna(last) else f"last contact {day(last)}")
        _more(len(rows))


def _more(count: int) -> None:
    if count > SHOWN:
        st.caption(f"and {count - SHOWN} more")


def first_steps(snapshot: Snapshot) -> None:
    """Three things to do in a new workbook; gone when all are done."""
    done = [not snapshot.contacts.empty, not snapshot.interactions.empty, not snapshot.follow_ups.empty]
    if all(done):
        return
    with st.container(border=True):
        st.markdown("**Three steps to begin**")
        steps = ("Add a person", "Note a conversation", "Set a next step")
        pages = ("pages/contacts.py", "pages/log.py", "pages/log.py")
        for is_done, label, target in zip(done, steps, pages, strict=True):
            if is_done:
                st.markdown(f":material/check_circle: {label}")  # a link that is off is too pale to read
            else:
                st.page_link(target, label=label, icon=":material/radio_button_unchecked:")


def glance(snapshot: Snapshot, frames: Frames) -> None:
    """The numbers at a glance, each with its page."""
    if snapshot.contacts.empty:
        return
    st.subheader("At a glance")
    as_of, rules = snapshot.rules.today, frames.rules
    question = satisfaction.headline(frames.answers, rules, as_of=as_of)
    answers = satisfaction.latest_answers(frames.answers, question, as_of=as_of) if question else None
    score = satisfaction.score(answers["score"], question) if question and answers is not None else None
    tiles = (
        (words.kept_sentence(retention.kept(frames.events, as_of=as_of), rules), "Who stayed?", "pages/retention.py"),
        (words.seen_sentence(retention.seen(frames), rules), "Who was here?", "pages/retention.py"),
        (words.score_sentence(score, question), "Would they recommend us?", "pages/satisfaction.py"),
    )
    with st.grid(3, min_column_width=240):
        for sentence, title, target in tiles:
            with st.container(border=True, height="stretch"):
                st.page_link(target, label=title)
                st.text(sentence)
