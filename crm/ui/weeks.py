"""Next steps as a week and as a month."""

import calendar
import datetime as dt

import pandas as pd
import streamlit as st

from crm.model.snapshot import Snapshot
from crm.ui import forms, theme
from crm.ui.follow_ups import lines
from crm.ui.messages import safe
from crm.ui.words import day, weekday

IN_A_CELL = 3  # steps that a day of the month names


def week(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Seven days one below the other, each with its steps."""
    first = week_of(asked_day(snapshot), snapshot.settings.text("week_starts"))
    _turning("week", first - dt.timedelta(days=7), first + dt.timedelta(days=7))
    st.subheader(safe(f"{day(first)} to {day(first + dt.timedelta(days=6))}"))
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
        with st.container(key="month_table"):
            st.table(month_table(snapshot, rows, first), hide_index=True, alt=f"The steps of {first:%B %Y}")
    if rows.empty:
        st.text("Nothing is due in this month.")
    for when, found in rows.groupby("due"):
        if isinstance(when, pd.Timestamp):
            _one_day(snapshot, found, when.date())


def month_table(snapshot: Snapshot, rows: pd.DataFrame, first: dt.date) -> pd.DataFrame:
    """The weeks of a month, a column a weekday; each cell a day: its number, then what is due, nothing live."""
    starts = calendar.SUNDAY if snapshot.settings.text("week_starts") == "Sunday" else calendar.MONDAY
    weeks = calendar.Calendar(starts).monthdatescalendar(first.year, first.month)
    due: dict[dt.date, list[str]] = {}
    for when, what, contact in zip(rows["due"], rows["what"], rows["contact_id"], strict=True):
        name = snapshot.contacts["name"].get(contact) if isinstance(contact, str) else None
        due.setdefault(when.date(), []).append(": ".join(part for part in (name, what) if isinstance(part, str)))
    cells = [
        [_cell(when, due, snapshot.rules.today) if when.month == first.month else () for when in week] for week in weeks
    ]
    return pd.DataFrame(cells, columns=[f"{when:%a}" for when in weeks[0]]).map(safe_lines)


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
        for word, when in (("Previous", before.isoformat()), ("This", ""), ("Next", after.isoformat())):
            st.button(safe(f"{word} {what}"), key=f"turn_{word}", type="tertiary", on_click=_turn, args=(when,))


def _turn(when: str) -> None:
    st.query_params["day"] = when


def _one_day(snapshot: Snapshot, rows: pd.DataFrame, when: dt.date) -> None:
    mark = ", today" if when == snapshot.rules.today else ""
    st.markdown(f"**{safe(weekday(when))}{mark}**")
    if len(rows):
        lines(snapshot, rows)
    else:
        st.caption("Nothing")
