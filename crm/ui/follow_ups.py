"""The pieces of the page Follow-ups: a new step, the list, editing one, and those that are done."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import streamlit as st

from crm.actions.follow_ups import add_follow_up, day_meant, edit_follow_up, reopen
from crm.analytics.frames import Frames
from crm.analytics.today import STATES
from crm.exchange import ics
from crm.model.cells import TEXT
from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.ui import forms, session, whose
from crm.ui.calendars import FILE, calendar_of
from crm.ui.messages import explained, safe
from crm.ui.picking import pick, pick_person
from crm.ui.steps import DONE, line, steps, who
from crm.ui.words import day, weekday

LIST, WEEK, MONTH = "List", "Week", "Month"
PAGE = 25  # steps on a page of the list
EDITED = "editing_step"
TITLES = {
    "overdue": "Overdue",
    "today": "Today",
    "this week": "Within a week",
    "later": "Later",
    "some day": "Some day",
}
_DAYS = ("due", "what", "how", "owner", "repeat", "notes")


def view() -> str:
    """List, week or month; the choice stands in the address."""
    picked = st.segmented_control(
        "View", (LIST, WEEK, MONTH), default=LIST, required=True, key="view", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    return picked or LIST


# a new one ------------------------------------------------------------------------------------------------------------


def asked(snapshot: Snapshot) -> None:
    """Pick the person whom the address names; once, for afterwards it is theirs to choose somebody else."""
    contact = st.query_params.get("contact", "")
    if contact in snapshot.contacts.index and st.session_state.get("step_asked") != contact:
        pick("step_with", contact)
    st.session_state["step_asked"] = contact


def opens(rows: pd.DataFrame) -> bool:
    """Whether the form stands open by itself: in an empty list, and where the address names somebody."""
    return rows.empty or bool(st.query_params.get("contact"))


@st.fragment
def new_step() -> None:
    """The form for a next step, with somebody or with nobody."""
    saved = False
    with explained():
        snapshot = session.snapshot()
        contact = pick_person(snapshot, "step_with", asks="With whom? May stay blank", said="With") or ""
        saved = _new_form(snapshot, contact)
    if saved:
        pick("step_with", None)
        st.rerun()


def _new_form(snapshot: Snapshot, contact: str) -> bool:
    name = "new step"
    given: dict[str, object] = {"owner": whose.me(snapshot) or None}
    form, refused = forms.current(name, {"owner": whose.me(snapshot)}), session.refusal(name)
    at = refused if isinstance(refused, InvalidInput) else None
    columns = new_columns(snapshot)
    forms.fields(form, columns[:2], snapshot, at)
    st.caption(safe(_understood(snapshot, st.session_state.get(form.key("due")))))
    forms.fields(form, columns[2:5], snapshot, at)
    if columns[5:]:
        with st.expander("More", key=form.key("more"), expanded=at is not None and at.field in _fields(columns[5:])):
            forms.fields(form, columns[5:], snapshot, at)
    return forms.submit(
        name, form, lambda entry: add_follow_up(snapshot, contact, replace(entry, values={**given, **entry.values})),
        columns, label="Set the step", is_main=not (st.session_state.get(EDITED) or st.session_state.get(DONE)),
    )  # fmt: skip


def new_columns(snapshot: Snapshot) -> list[Column]:
    """The fields of a new step; its day is typed as people say it."""
    found = {column.field: column for column in forms.entry_columns(snapshot, "Follow-ups") if column.field != "status"}
    first = [found.pop(field) for field in ("what", "due", "how", "owner", "repeat") if field in found]
    when = Column("due", "When", TEXT, help="Tomorrow, Friday, in 2 weeks, 14 March ...")
    return [*(when if column.field == "due" else column for column in first), *found.values()]


def _fields(columns: list[Column]) -> set[str]:
    return {column.field for column in columns}


def _understood(snapshot: Snapshot, typed: object) -> str:
    """The day that was typed, spelled out; nothing while it is none, for that is said when it is saved."""
    if not isinstance(typed, str) or not typed.strip():
        return "When: tomorrow, Friday, in 2 weeks, 14 March ..."
    try:
        return weekday(day_meant(snapshot, typed))
    except InvalidInput as refused:
        return str(refused)


def empty() -> None:
    """What the page is for, with an example."""
    st.text("No next steps. They keep people from being forgotten.")
    with st.container(border=True):
        st.caption("For example: Send the quote · due Fri 27 Nov 2026 · Ann Lee")


# the list -----------------------------------------------------------------------------------------------------------


def listed(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """All open steps in their groups, a page at a time."""
    place = {state: number for number, state in enumerate(STATES)}
    rows = rows.sort_values("state", key=lambda states: states.map(place), kind="stable")
    pages = max(1, -(-len(rows) // PAGE))
    number = min(st.session_state.get("steps_page") or 1, pages)
    shown, counts = rows.iloc[(number - 1) * PAGE : number * PAGE], rows["state"].value_counts()
    for state, title in TITLES.items():
        group = shown[shown["state"] == state]
        if len(group):
            st.subheader(f"{title} ({int(counts[state]):,})")
            lines(snapshot, group)
    if pages > 1:
        st.pagination(pages, key="steps_page")


# one of them ----------------------------------------------------------------------------------------------------------


def lines(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Steps with Done, Later and Edit; the form of the one that is edited stands above them."""
    edited = st.session_state.get(EDITED)
    if edited in rows.index:
        with st.container(border=True):
            _editing(str(edited))
    steps(snapshot, rows, most=len(rows), beside=_edit_button)


def _edit_button(id: str) -> None:
    st.button("Edit", key=f"edit_{id}", type="tertiary", on_click=_begin, args=(id,))


def _begin(id: str) -> None:
    st.session_state[EDITED] = id
    forms.renew(f"step {id}")


@st.fragment
def _editing(id: str) -> None:
    done = False
    with explained():
        snapshot = session.snapshot()
        row, name = snapshot.row("Follow-ups", id), f"step {id}"
        columns = [c for c in editable(snapshot) if not snapshot.formula("Follow-ups", id, c.field)]
        done = forms.entry(
            name, columns, snapshot, lambda entry: edit_follow_up(snapshot, id, entry), everyday=5, expected=row
        )
        done = st.button("Cancel", key=f"cancel_{id}") or done
    if done:
        st.session_state.pop(EDITED, None)
        st.rerun()


def editable(snapshot: Snapshot) -> list[Column]:
    """The fields of a step that people change: day, what, how, owner, repeat, notes, then the team's own."""
    found = {column.field: column for column in forms.entry_columns(snapshot, "Follow-ups") if column.field != "status"}
    return [*(found.pop(field) for field in _DAYS if field in found), *found.values()]


def calendar_file(frames: Frames, who: str) -> None:
    """A button that makes the calendar file when it is pressed."""
    if ics.is_there():
        st.download_button(
            "Calendar file", data=lambda: calendar_of(frames, who), file_name=FILE, mime="text/calendar",
            key="calendar_file", icon=":material/calendar_add_on:", on_click="ignore",
            help="Next steps, birthdays and anniversaries, for Outlook, Google or Apple Calendar.",
        )  # fmt: skip


def done_lately(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """What was done in the last weeks; one may turn out to be open still."""
    if rows.empty:
        return
    with st.expander(f"Done in the last four weeks ({len(rows)})", key="done_lately"):
        for id, row in _first(rows):
            with line():
                st.text(f"{row['what']} · done {day(row['done_on'])}", width="stretch")
                who(snapshot, row["contact_id"])
                if session.is_editor():
                    st.button(
                        "Open again", key=f"reopen_{id}", type="tertiary", on_click=session.act,
                        args=(lambda id=id: reopen(snapshot, id),),
                    )  # fmt: skip


def _first(rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    return ((str(id), row) for id, row in rows.head(PAGE).iterrows())
