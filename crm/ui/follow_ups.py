"""The pieces of the page Follow-ups: a new step, the list, the week and the month, editing one, and those done."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import streamlit as st

from crm.actions.follow_ups import add_follow_up, day_meant, edit_follow_up, reopen
from crm.analytics.today import STATES
from crm.model.cells import TEXT
from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.ui import forms, session, theme, whose
from crm.ui.messages import explained, safe
from crm.ui.picking import pick, pick_person
from crm.ui.steps import line, steps, who
from crm.ui.words import day, weekday

LIST, WEEK, MONTH = "List", "Week", "Month"
PAGE = 25  # steps on a page of the list
IN_A_CELL = 3  # steps that a day of the month names
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
    st.caption(_understood(snapshot, st.session_state.get(form.key("due"))))
    forms.fields(form, columns[2:5], snapshot, at)
    if columns[5:]:
        with st.expander("More", key=form.key("more"), expanded=at is not None and at.field in _fields(columns[5:])):
            forms.fields(form, columns[5:], snapshot, at)
    return forms.submit(
        name, form, lambda entry: add_follow_up(snapshot, contact, replace(entry, values={**given, **entry.values})),
        columns, label="Set the step",
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
        return f"{weekday(day_meant(snapshot, typed))}"
    except InvalidInput as refused:
        return safe(refused)


def empty() -> None:
    """What the page is for, with an example."""
    st.text("No next steps. They keep people from being forgotten.")
    with st.container(border=True):
        st.caption("For example: Send the quote · due Fri 27 Nov 2026 · Ann Lee")


# views ----------------------------------------------------------------------------------------------------------------


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
            st.subheader(f"{title} ({counts[state]})")
            lines(snapshot, group)
    if pages > 1:
        st.pagination(pages, key="steps_page")


def week(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Seven days one below the other, each with its steps."""
    first = week_of(asked_day(snapshot), snapshot.settings.text("week_starts"))
    _turning("week", first - dt.timedelta(days=7), first + dt.timedelta(days=7))
    st.subheader(f"{day(first)} to {day(first + dt.timedelta(days=6))}")
    for when in (first + dt.timedelta(days=number) for number in range(7)):
        _one_day(snapshot, rows[rows["due"] == pd.Timestamp(when)], when)


def month(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """The month as a table of weeks, then its steps by day; on a narrow screen the days alone."""
    first = asked_day(snapshot).replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    _turning("month", (first - dt.timedelta(days=1)).replace(day=1), last + dt.timedelta(days=1))
    st.subheader(f"{first:%B %Y}")
    rows = rows[rows["due"].between(pd.Timestamp(first), pd.Timestamp(last))]
    if not theme.is_narrow():
        st.table(month_table(snapshot, rows, first).map(safe_lines), hide_index=True, alt=f"The steps of {first:%B %Y}")
    if rows.empty:
        st.text("Nothing is due in this month.")
    for when, found in rows.groupby("due"):
        if isinstance(when, pd.Timestamp):
            _one_day(snapshot, found, when.date())


def month_table(snapshot: Snapshot, rows: pd.DataFrame, first: dt.date) -> pd.DataFrame:
    """The weeks of a month, a column a weekday; each cell the lines of a day: its number, then what is due."""
    starts = calendar.SUNDAY if snapshot.settings.text("week_starts") == "Sunday" else calendar.MONDAY
    weeks = calendar.Calendar(starts).monthdatescalendar(first.year, first.month)
    due: dict[dt.date, list[str]] = {}
    for when, what, contact in zip(rows["due"], rows["what"], rows["contact_id"], strict=True):
        name = snapshot.contacts["name"].get(contact) if isinstance(contact, str) else None
        due.setdefault(when.date(), []).append(": ".join(part for part in (name, what) if isinstance(part, str)))
    cells = [
        [_cell(when, due, snapshot.rules.today) if when.month == first.month else () for when in week] for week in weeks
    ]
    return pd.DataFrame(cells, columns=[f"{when:%a}" for when in weeks[0]])


def _cell(when: dt.date, due: dict[dt.date, list[str]], today: dt.date) -> tuple[str, ...]:
    found = due.get(when, [])
    more = (f"and {len(found) - IN_A_CELL} more",) if len(found) > IN_A_CELL else ()
    return (f"{when.day}, today" if when == today else str(when.day), *found[:IN_A_CELL], *more)


def safe_lines(lines: tuple[str, ...]) -> str:
    """The lines of a cell one below the other, the first one bold, nothing in them live."""
    if not lines:
        return ""
    first, *others = map(safe, lines)
    return "  \n".join([f"**{first}**", *others])


def week_of(when: dt.date, starts: str) -> dt.date:
    """The first day of the week that a day lies in.

    >>> week_of(dt.date(2026, 11, 22), "Monday"), week_of(dt.date(2026, 11, 22), "Sunday")
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 22))
    """
    return when - dt.timedelta(days=(when.weekday() + (starts == "Sunday")) % 7)


def asked_day(snapshot: Snapshot) -> dt.date:
    """The day in the address; today where there is none."""
    try:
        found = dt.date.fromisoformat(st.query_params.get("day", ""))
    except ValueError:
        return snapshot.rules.today
    return found if forms.EARLIEST.year < found.year < forms.LATEST.year else snapshot.rules.today


def _turning(what: str, before: dt.date, after: dt.date) -> None:
    with st.container(horizontal=True):
        for label, when in (
            (f"Previous {what}", before.isoformat()),
            (f"This {what}", ""),
            (f"Next {what}", after.isoformat()),
        ):
            st.button(label, key=f"turn_{label}", type="tertiary", on_click=_turn, args=(when,))


def _turn(when: str) -> None:
    st.query_params["day"] = when


def _one_day(snapshot: Snapshot, rows: pd.DataFrame, when: dt.date) -> None:
    mark = ", today" if when == snapshot.rules.today else ""
    st.markdown(f"**{weekday(when)}{mark}**")
    if len(rows):
        lines(snapshot, rows)
    else:
        st.caption("Nothing")


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
