"""Requests for help: taken down, answered, solved, put off.

`now` is the wall clock of the team (BusinessTime.local), without a zone, as cells hold moments.
"""

import datetime as dt
from collections.abc import Mapping

from crm.actions.rows import day_of, existing, linked, missing, updated
from crm.actions.values import cells_from
from crm.model.business_time import BusinessTime
from crm.model.cells import DATE, Cell, Unreadable, written
from crm.model.changes import ChangeSet, RemoveRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.lacking import no_column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot

LIST = "Ticket statuses"


def add_request(snapshot: Snapshot, contact: str | None, given: Given, *, now: dt.datetime) -> ChangeSet:
    """A request of a contact, or of nobody we know: `subject` and other fields of Tickets.

    Opened is now, the status the first that means open, the priority the usual one, and Promised by follows from both,
    unless they were said. Raises NoSuchRow when the contact is unknown, InvalidInput for a value that cannot be kept.
    """
    entry = Entry.of(given)
    cells = cells_from(snapshot, "Tickets", entry.values)
    if not cells.get("subject"):
        raise missing(snapshot, "Tickets", "subject", "What is the request about? Write a few words.")
    _fill(snapshot, cells, now)
    _check_order(snapshot, cells)
    there = {field: cell for field, cell in cells.items() if field in _fields(snapshot)}
    row = linked(snapshot, "Tickets", contact or None, there)
    return ChangeSet(f"Request: {_subject(cells)}", (row,), entry.batch)


def edit_request(
    snapshot: Snapshot, id: str, given: Given, *, now: dt.datetime, contact: str | None = None
) -> ChangeSet:
    """Other values for some fields of a request; `contact` makes it theirs.

    A new priority moves a promise that was reckoned from the old one; a status that means solved notes when, one that
    does not takes that away. Raises NoSuchRow, or InvalidInput for a value that cannot be kept.
    """
    entry, row = Entry.of(given), existing(snapshot, "Tickets", id)
    cells = cells_from(snapshot, "Tickets", entry.values)
    if "subject" in cells and not cells["subject"]:
        raise InvalidInput("subject", "What is the request about? Write a few words.")
    wanted = {**row, **cells}
    cells |= _following(snapshot, row, cells, now)
    _check_order(snapshot, {**wanted, **cells})
    if contact and contact != snapshot.frame("Tickets")["contact_id"].get(id):
        link = linked(snapshot, "Tickets", contact, {}).values
        cells |= {field: link[field] for field in ("contact", "contact_id") if field in link}
    change = updated("Tickets", id, {**row, **entry.expected}, cells)
    if change is None:
        return ChangeSet("Nothing was changed", batch=entry.batch)
    headings = ", ".join(SHEETS["Tickets"].column(field).heading.lower() for field in change.values)
    return ChangeSet(f"{_subject(row)}: {headings}", (change,), entry.batch)


def replied(snapshot: Snapshot, id: str, *, now: dt.datetime) -> ChangeSet:
    """Somebody answered for the first time, now. Raises InvalidInput when that was noted already."""
    row = existing(snapshot, "Tickets", id)
    if row.get("first_reply"):
        raise InvalidInput("first_reply", f"The first reply was noted already: {_said(row['first_reply'])}.")
    return _set(snapshot, id, f"First reply: {_subject(row)}", {"first_reply": now})


def solved(snapshot: Snapshot, id: str, *, now: dt.datetime) -> ChangeSet:
    """The request is solved, now. Raises InvalidInput when it was solved already."""
    row = existing(snapshot, "Tickets", id)
    if meaning(snapshot, row) == "solved":
        raise InvalidInput("status", "This was already solved in the sheet. Nothing to do.")
    return _set(snapshot, id, f"Solved: {_subject(row)}", {"status": _words(snapshot, "solved")[0], "solved_on": now})


def reopen(snapshot: Snapshot, id: str, *, now: dt.datetime) -> ChangeSet:
    """Taken up again: the last status that means open; what was solved is promised anew where the promise is past."""
    row = existing(snapshot, "Tickets", id)
    cells: dict[str, Cell] = {"status": _words(snapshot, "open")[-1]}
    if meaning(snapshot, row) == "solved":
        cells["solved_on"] = None
        promise = _moment(snapshot, row.get("promised_by"))
        if promise is not None and _is_before(promise, now):
            cells["promised_by"] = promised(snapshot, row.get("priority"), now)
    return _set(snapshot, id, f"Taken up again: {_subject(row)}", cells)


def waiting(snapshot: Snapshot, id: str) -> ChangeSet:
    """It waits for somebody else. Raises InvalidInput when no status of the team means that."""
    row = existing(snapshot, "Tickets", id)
    return _set(snapshot, id, f"Waiting: {_subject(row)}", {"status": _words(snapshot, "waiting")[0]})


def later(snapshot: Snapshot, id: str, day: dt.date) -> ChangeSet:
    """Promised for another day, by its end."""
    row = existing(snapshot, "Tickets", id)
    cells: dict[str, Cell] = {"promised_by": day}
    _check_order(snapshot, {**row, **cells})
    return _set(snapshot, id, f"{_subject(row)}: now promised for {_said(day)}", cells)


def remove_request(snapshot: Snapshot, id: str) -> ChangeSet:
    """The row of a request emptied."""
    row = existing(snapshot, "Tickets", id)
    return ChangeSet(f"Removed the request {_subject(row)}", (RemoveRow("Tickets", id, row),))


def promised(snapshot: Snapshot, priority: Cell, opened: dt.date) -> dt.date | None:
    """When a request of a priority (blank: the usual one) is promised for; None where no hours are set for it."""
    hours = snapshot.lists.answer_within(written(priority) or snapshot.lists.usual_priority)
    return None if hours is None else BusinessTime.of(snapshot.settings).promise(opened, hours)


def meaning(snapshot: Snapshot, row: Mapping[str, Cell]) -> str:
    """open, waiting or solved; Solved on without a status is solved."""
    if not written(row.get("status")).strip():
        return "solved" if row.get("solved_on") else "open"
    return snapshot.lists.meaning(LIST, written(row.get("status")))


# what the functions above share ---------------------------------------------------------------------------------------


def _fields(snapshot: Snapshot) -> set[str]:
    """The fields that the sheet has a column for."""
    return {column.field for column in snapshot.columns("Tickets")}


def _fill(snapshot: Snapshot, cells: dict[str, Cell], now: dt.datetime) -> None:
    """What a new request has unless it was said otherwise."""
    opened = _moment(snapshot, cells.get("opened")) or now
    if _is_before(now, opened):
        raise InvalidInput("opened", "This moment lies ahead. When did the request come in?")
    cells["opened"] = cells.get("opened") or now
    cells["status"] = cells.get("status") or next(iter(snapshot.lists.meant(LIST, "open")), None)
    cells["priority"] = cells.get("priority") or snapshot.lists.usual_priority or None
    cells["promised_by"] = cells.get("promised_by") or promised(snapshot, cells["priority"], opened)
    if meaning(snapshot, cells) == "solved":
        cells["solved_on"] = cells.get("solved_on") or now


def _set(snapshot: Snapshot, id: str, summary: str, cells: Mapping[str, Cell]) -> ChangeSet:
    """Those cells of a request that its sheet has a column for and that are other than wanted.

    Raises InvalidInput where it has none for any of them.
    """
    row = existing(snapshot, "Tickets", id)
    there = {field: cell for field, cell in cells.items() if field in _fields(snapshot)}
    if not there:
        raise no_column(snapshot.contents, "Tickets", next(iter(cells)))
    change = updated("Tickets", id, row, there)
    return ChangeSet(summary, (change,)) if change else ChangeSet("Nothing was changed")


def _words(snapshot: Snapshot, means: str) -> list[str]:
    words = snapshot.lists.meant(LIST, means)
    if not words:
        raise InvalidInput("status", f"No word in your list Ticket statuses means {means}. Add one in the sheet Lists.")
    return words


def _following(
    snapshot: Snapshot, row: Mapping[str, Cell], cells: Mapping[str, Cell], now: dt.datetime
) -> dict[str, Cell]:
    """What follows from new values: the promise from the priority, Solved on from the status."""
    found: dict[str, Cell] = {}
    wanted = {**row, **cells}
    opened = _moment(snapshot, wanted.get("opened"))
    if {"priority", "opened"} & set(cells) and "promised_by" not in cells and opened:
        before = _moment(snapshot, row.get("opened"))
        reckoned = promised(snapshot, row.get("priority"), before) if before else None
        if _moment(snapshot, row.get("promised_by")) in (None, reckoned):
            found["promised_by"] = promised(snapshot, wanted.get("priority"), opened)
    if "status" in cells and "solved_on" not in cells:
        is_solved = meaning(snapshot, wanted) == "solved"
        found["solved_on"] = (row.get("solved_on") or now) if is_solved else None
    return {field: cell for field, cell in found.items() if field in _fields(snapshot)}


def _check_order(snapshot: Snapshot, cells: Mapping[str, Cell]) -> None:
    """Nothing of a request lies before it was opened."""
    opened = _moment(snapshot, cells.get("opened"))
    for field in ("promised_by", "first_reply", "solved_on"):
        moment = _moment(snapshot, cells.get(field))
        if opened and moment and _is_before(moment, opened):
            raise InvalidInput(field, f"{SHEETS['Tickets'].column(field).heading} lies before Opened.")


def _moment(snapshot: Snapshot, cell: Cell) -> dt.date | None:
    """A cell as a day or moment; None when it is blank or cannot be read."""
    value = DATE.parse(cell, snapshot.rules)
    return value if isinstance(value, dt.date) and not isinstance(value, Unreadable) else None


def _is_before(one: dt.date, other: dt.date) -> bool:
    """Whether a moment lies before another; as days where one of them is no more than a day."""
    if isinstance(one, dt.datetime) and isinstance(other, dt.datetime):
        return one < other
    return day_of(one) < day_of(other)


def _subject(row: Mapping[str, Cell]) -> str:
    return written(row.get("subject"))[:80] or "a request"


def _said(cell: Cell) -> str:
    if not isinstance(cell, dt.date):
        return written(cell)
    return f"{cell.day} {cell:%b %Y}{f' {cell:%H:%M}' if isinstance(cell, dt.datetime) else ''}"
