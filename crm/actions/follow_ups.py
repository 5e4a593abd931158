"""Next steps that somebody promised: set, ticked off, put off."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from crm.actions.rows import day_of, existing, linked
from crm.actions.values import cells_from
from crm.model import dates
from crm.model.cells import Cell, same, written
from crm.model.changes import AddRow, Change, ChangeSet, UpdateRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot

_MONTHS = {"Monthly": 1, "Quarterly": 3, "Yearly": 12}


def add_follow_up(snapshot: Snapshot, contact: str, given: Given) -> ChangeSet:
    """A next step with a contact: `what`, `due` and other fields of Follow-ups.

    Raises NoSuchRow when the contact is unknown, InvalidInput when a field is missing or cannot be kept.
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


def _step(snapshot: Snapshot, contact: str | None, values: Mapping[str, object]) -> AddRow:
    cells = cells_from(snapshot, "Follow-ups", values)
    if not cells.get("what"):
        raise InvalidInput("what", "What is the next step? Write a few words.")
    if not cells.get("due"):
        raise InvalidInput("due", "When is the next step due? Pick a day.")
    return linked(snapshot, "Follow-ups", contact, cells)


def tick_off(snapshot: Snapshot, id: str) -> ChangeSet:
    """Done today; a repeating step leaves the done row alone and adds the next one."""
    row = existing(snapshot, "Follow-ups", id)
    what, today = written(row.get("what")), snapshot.rules.today
    status = snapshot.frame("Follow-ups")["status"].get(id)
    if status in ("Done", "Skipped") or (row.get("done_on") and not row.get("status")):
        raise InvalidInput("status", "This was already ticked off in the sheet. Nothing to do.")
    wanted: dict[str, Cell] = {"status": "Done", "done_on": today}
    changed = {field: cell for field, cell in wanted.items() if field in row and not same(row[field], cell)}
    changes: list[Change] = [UpdateRow("Follow-ups", id, changed, {field: row.get(field) for field in changed})]
    if (again := _again(snapshot, id, row, today)) is not None:
        changes.append(again)
    return ChangeSet(f"Done: {what}", tuple(changes))


def put_off(snapshot: Snapshot, id: str, due: dt.date) -> ChangeSet:
    """Another due day."""
    row = existing(snapshot, "Follow-ups", id)
    update = UpdateRow("Follow-ups", id, {"due": due}, {"due": row.get("due")})
    return ChangeSet(f"{written(row.get('what'))}: now due {due.day} {due:%b %Y}", (update,))


def skip(snapshot: Snapshot, id: str) -> ChangeSet:
    """Not done, and not to be done."""
    row = existing(snapshot, "Follow-ups", id)
    update = UpdateRow("Follow-ups", id, {"status": "Skipped"}, {"status": row.get("status")})
    return ChangeSet(f"Skipped: {written(row.get('what'))}", (update,))


def _again(snapshot: Snapshot, id: str, row: Mapping[str, Cell], today: dt.date) -> AddRow | None:
    """The next row of a step that repeats: the first day after today, counted from the first due day."""
    repeat, due = snapshot.frame("Follow-ups")["repeat"].get(id), row.get("due")
    if not isinstance(repeat, str) or not isinstance(due, dt.date):
        return None
    kept = {f: cell for f, cell in row.items() if f not in ("id", "status", "done_on") and cell is not None}
    stamps = ("added_on", "changed_on", "changed_by")
    values = {field: cell for field, cell in kept.items() if field not in stamps}
    values["due"] = following(day_of(due), repeat, today)
    return AddRow("Follow-ups", snapshot.draw_id("Follow-ups"), values)


def following(due: dt.date, repeat: str, today: dt.date) -> dt.date:
    """The first day after `today` on which a repeating step falls, counted from `due`.

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
            day = dt.date(year, month, min(due.day, calendar.monthrange(year, month)[1]))
        if day > max(today, due) or day.year > dates.LAST_YEAR:
            return day
        count += 1
