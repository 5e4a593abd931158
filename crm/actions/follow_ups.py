"""Next steps that somebody promised: set, changed, ticked off, put off."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from crm.actions.quick_days import day_ahead
from crm.actions.rows import existing, linked, missing, updated
from crm.actions.values import cells_from, to_cell
from crm.model import dates
from crm.model.cells import Cell, same, written
from crm.model.changes import AddRow, Change, ChangeSet, UpdateRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.lacking import no_column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot

_MONTHS = {"Monthly": 1, "Quarterly": 3, "Yearly": 12}
_OF_ONE = ("id", "status", "done_on", "added_on", "changed_on", "changed_by")


def add_follow_up(snapshot: Snapshot, contact: str, given: Given) -> ChangeSet:
    """A next step: `what`, `due` and other fields of Follow-ups; with a contact, or with nobody ("").

    A day may be given as people say it: tomorrow, Friday, in 2 weeks, 14 March. Raises NoSuchRow when the contact is
    unknown, InvalidInput when a field is missing or cannot be kept.
    """
    entry = Entry.of(given)
    row = _step(snapshot, contact, entry.values)
    return ChangeSet(f"Next step: {row.values['what']}", (row,), entry.batch)


def next_step(snapshot: Snapshot, contact: str | None, values: Mapping[str, object], *, about: str = "") -> AddRow:
    """The row of a next step from `next_what`, `next_due` and `next_how`; `about` is the row it belongs to.

    Raises InvalidInput naming one of these three.
    """
    fields = {field: values.get(f"next_{field}") for field in ("what", "due", "how")}
    try:
        row = _step(snapshot, contact, {field: value for field, value in fields.items() if value})
    except InvalidInput as error:
        raise InvalidInput(f"next_{error.field}", str(error)) from error
    belongs = about and "about" in snapshot.contents.sheets["Follow-ups"].columns
    return replace(row, values={**row.values, "about": about}) if belongs else row


def edit_follow_up(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """Other values for some fields of a next step. Raises NoSuchRow, or InvalidInput when a value cannot be kept."""
    entry, now = Entry.of(given), existing(snapshot, "Follow-ups", id)
    cells, seen = cells_from(snapshot, "Follow-ups", _with_day(snapshot, entry.values)), {**now, **entry.expected}
    if "what" in cells and not cells["what"]:
        raise InvalidInput("what", "What is the next step? Write a few words.")
    row = updated("Follow-ups", id, seen, cells)
    if row is None:
        return ChangeSet("Nothing was changed", batch=entry.batch)
    headings = ", ".join(SHEETS["Follow-ups"].column(field).heading.lower() for field in row.values)
    return ChangeSet(f"{written(now.get('what')) or id}, {headings}", (row,), entry.batch)


def day_meant(snapshot: Snapshot, typed: str) -> dt.date:
    """The day that somebody typed, as in a cell or as people say it. Raises InvalidInput for the field due."""
    try:
        cell = to_cell(SHEETS["Follow-ups"].column("due"), typed, snapshot)
    except InvalidInput:
        day = day_ahead(typed, snapshot.rules.today, "dmy" if snapshot.rules.day_first else "mdy")
        if day is None or day.year > dates.LAST_YEAR:
            raise
        return day
    if not isinstance(cell, dt.date):
        raise InvalidInput("due", "When is the next step due? Pick a day.")
    return cell


def _with_day(snapshot: Snapshot, values: Mapping[str, object]) -> dict[str, object]:
    typed = values.get("due")
    meant = day_meant(snapshot, typed) if isinstance(typed, str) and typed.strip() else typed
    return {**values, "due": meant} if "due" in values else dict(values)


def _step(snapshot: Snapshot, contact: str | None, values: Mapping[str, object]) -> AddRow:
    cells = cells_from(snapshot, "Follow-ups", _with_day(snapshot, values))
    if not cells.get("what"):
        raise missing(snapshot, "Follow-ups", "what", "What is the next step? Write a few words.")
    if not cells.get("due"):
        raise missing(snapshot, "Follow-ups", "due", "When is the next step due? Pick a day.")
    if not contact:
        filled = {field: cell for field, cell in cells.items() if cell is not None}
        return AddRow("Follow-ups", snapshot.draw_id("Follow-ups"), filled)
    return linked(snapshot, "Follow-ups", contact, cells)


def tick_off(snapshot: Snapshot, id: str) -> ChangeSet:
    """Done today; a repeating step leaves the done row alone and adds the next one."""
    return _closed(snapshot, id, {"status": "Done", "done_on": snapshot.rules.today})


def skip(snapshot: Snapshot, id: str) -> ChangeSet:
    """Not done, and not to be done; a repeating step comes again all the same."""
    return _closed(snapshot, id, {"status": "Skipped"})


def _closed(snapshot: Snapshot, id: str, wanted: Mapping[str, Cell]) -> ChangeSet:
    row = existing(snapshot, "Follow-ups", id)
    status = snapshot.frame("Follow-ups")["status"].get(id)
    if status in ("Done", "Skipped") or (row.get("done_on") and not row.get("status")):
        raise InvalidInput("status", "This was already ticked off in the sheet. Nothing to do.")
    changed = {field: cell for field, cell in wanted.items() if field in row and not same(row[field], cell)}
    if not changed:
        raise no_column(snapshot.contents, "Follow-ups", "status")
    changes: list[Change] = [UpdateRow("Follow-ups", id, changed, {field: row.get(field) for field in changed})]
    told = f"{wanted['status']}: {written(row.get('what'))}"
    if (again := _again(snapshot, id, row, snapshot.rules.today)) is not None:
        changes.append(again)
        told = f"{told}. Next on {_spelled(again.values['due'])}"
    return ChangeSet(told, tuple(changes))


def reopen(snapshot: Snapshot, id: str) -> ChangeSet:
    """To be done after all."""
    row = existing(snapshot, "Follow-ups", id)
    wanted: dict[str, Cell] = {"status": "Open", "done_on": None}
    there = {field: cell for field, cell in wanted.items() if field in row}
    if not there:
        raise no_column(snapshot.contents, "Follow-ups", "status")
    update = updated("Follow-ups", id, row, there)
    if update is None:
        raise InvalidInput("status", "This was opened again in the sheet already. Nothing to do.")
    return ChangeSet(f"Open again: {written(row.get('what'))}", (update,))


def put_off(snapshot: Snapshot, id: str, due: dt.date) -> ChangeSet:
    """Another due day."""
    row = existing(snapshot, "Follow-ups", id)
    update = UpdateRow("Follow-ups", id, {"due": due}, {"due": row.get("due")})
    return ChangeSet(f"{written(row.get('what'))}: now due {_spelled(due)}", (update,))


def _spelled(day: Cell) -> str:
    return f"{day.day} {day:%b %Y}" if isinstance(day, dt.date) else ""


def _again(snapshot: Snapshot, id: str, row: Mapping[str, Cell], today: dt.date) -> AddRow | None:
    """The next row of a step that repeats: the first day after today, counted from the first due day."""
    repeat, due = (snapshot.frame("Follow-ups")[field].get(id) for field in ("repeat", "due"))
    if not isinstance(repeat, str) or pd.isna(due):
        return None
    kept = {f: cell for f, cell in row.items() if f not in _OF_ONE and not snapshot.formula("Follow-ups", id, f)}
    values = {field: cell for field, cell in kept.items() if cell is not None}
    values["due"] = following(due.date(), repeat, today, _day_of_month(snapshot, id, due))
    return AddRow("Follow-ups", snapshot.draw_id("Follow-ups"), values)


def _day_of_month(snapshot: Snapshot, id: str, due: pd.Timestamp) -> int:
    """The day of the month that a step began with: on the last day of a short month, that of the same step before it,
    as it stands done in the sheet."""
    frame = snapshot.frame("Follow-ups")
    same_step = frame["due"] < due
    if not due.is_month_end:
        return int(due.day)
    for field in ("what", "contact_id", "repeat"):
        mine = frame[field].get(id)
        same_step &= frame[field].isna() if pd.isna(mine) else (frame[field] == mine).fillna(False)
    return int(max([due.day, *frame.loc[same_step, "due"].dt.day]))


def following(due: dt.date, repeat: str, today: dt.date, day_of_month: int = 0) -> dt.date:
    """The first day after `today` on which a repeating step falls, counted from `due`.

    `day_of_month` is the day it began with, where `due` lies in a month that has fewer; 0: that of `due`.

    >>> following(dt.date(2026, 2, 28), "Monthly", dt.date(2026, 3, 1), 31)
    datetime.date(2026, 3, 31)
    >>> following(dt.date(2026, 1, 31), "Monthly", dt.date(2026, 2, 1))
    datetime.date(2026, 2, 28)
    >>> following(dt.date(2026, 1, 5), "Weekly", dt.date(2026, 1, 20))
    datetime.date(2026, 1, 26)
    """
    count = 1
    while True:
        if repeat == "Weekly":
            day = due + dt.timedelta(weeks=count)
        else:
            month = due.month - 1 + count * _MONTHS.get(repeat, 1)
            year, month = due.year + month // 12, month % 12 + 1
            day = dt.date(year, month, min(day_of_month or due.day, calendar.monthrange(year, month)[1]))
        if day > max(today, due) or day.year > dates.LAST_YEAR:
            return day
        count += 1
