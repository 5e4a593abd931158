"""Noting what happened: a call, a visit, a delivery, with the next step and a rating where there was one."""

import datetime as dt
from collections.abc import Mapping, Sequence

from crm.actions.follow_ups import next_step
from crm.actions.rows import day_of, existing, full_name, linked, missing
from crm.actions.satisfaction import answer
from crm.actions.values import cells_from
from crm.analytics.staleness import STILL_RIGHT
from crm.model.cells import Cell, written
from crm.model.changes import AddRow, Change, ChangeSet, UpdateRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot

EXTRA = ("next_what", "next_due", "next_how", "question", "score", "comment")
"""What may be given beside the fields of an interaction: the next step, and the rating."""


def log_interaction(snapshot: Snapshot, contact: str, given: Given) -> ChangeSet:
    """Record one call, meeting, delivery ... with a contact, and the next step and the rating if they were given.

    `values` holds fields of Interactions; beside them `next_what`, `next_due` and `next_how` of a next step, and
    `question`, `score` and `comment` of a rating. Raises NoSuchRow when the contact is unknown, InvalidInput when
    nothing was written, the day lies in the future, or a value cannot be kept.
    """
    return log_together(snapshot, [contact], given)


def log_together(snapshot: Snapshot, contacts: Sequence[str], given: Given, *, step_with: str = "") -> ChangeSet:
    """The same with several people at once: a note for each of them, saved and undone together.

    Without anybody it is one note to sort later, which has no rating. The next step is with `step_with`, else with the
    first of them. What only tells of a next step (no `what`, but `next_what`) is that next step and no note.
    """
    entry = Entry.of(given)
    told = {field: value for field, value in entry.values.items() if field not in EXTRA}
    has_step = _has_any(entry.values, "next_what", "next_due", "next_how")
    who: list[str | None] = [*dict.fromkeys(contacts)] or [None]
    notes: list[AddRow] = []
    summary = "Next step"
    if told.get("what") or not has_step:
        cells = _cells(snapshot, told)
        notes = [linked(snapshot, "Interactions", one, cells) for one in who]
        summary = written(cells["type"])
    changes: list[Change] = list(notes)
    if has_step:
        asked = step_with or who[0]
        about = notes[list(who).index(asked)].id if notes and asked in who else ""
        changes.append(next_step(snapshot, asked, entry.values, about=about))
    if _has_any(entry.values, "score", "question", "comment"):
        changes.append(_answer(snapshot, who, entry.values, notes))
    names = _listed([full_name(snapshot.row("Contacts", one)) for one in (who if notes else [asked]) if one])
    return ChangeSet(f"{summary} with {names}" if names else f"{summary} to sort later", tuple(changes), entry.batch)


def _has_any(values: Mapping[str, object], *fields: str) -> bool:
    return any(values.get(field) not in (None, "") for field in fields)


def _answer(snapshot: Snapshot, who: Sequence[str | None], values: Mapping[str, object], notes: list[AddRow]) -> Change:
    """A rating is one person's."""
    if len(who) != 1 or who[0] is None:
        raise InvalidInput("score", "A rating belongs to one person. Note it on their card.")
    return answer(snapshot, who[0], values, about=notes[0].id if notes else "")


def _cells(snapshot: Snapshot, values: Mapping[str, object]) -> dict[str, Cell]:
    """The cells of a note, of today and of the type that means note unless they say otherwise."""
    today = snapshot.rules.today
    cells = cells_from(snapshot, "Interactions", values)
    cells["date"] = cells.get("date") or today
    cells["type"] = cells.get("type") or note_type(snapshot)
    if isinstance(cells["date"], dt.date) and day_of(cells["date"]) > today:
        raise InvalidInput("date", "This day lies ahead. Note it as a next step instead.")
    if not cells.get("what"):
        raise missing(snapshot, "Interactions", "what", "Write a line about what happened.")
    return cells


def note_type(snapshot: Snapshot) -> str:
    """The team's word for a note that is no contact with anybody."""
    lists = snapshot.lists
    words = lists.entries("Interaction types")
    return next((word for word in words if lists.meaning("Interaction types", word) == "note"), "Note")


def still_right(snapshot: Snapshot, contact: str) -> ChangeSet:
    """Somebody looked at the facts of a card and found them right: a note about the card itself, which is no touch.

    It is a row and no stamp, for a stamp is only written with a change, and everybody can see a row in the sheet.
    """
    told = {"date": snapshot.rules.today, "type": note_type(snapshot), "what": STILL_RIGHT}
    cells = cells_from(snapshot, "Interactions", told)
    if "about" in {column.field for column in snapshot.columns("Interactions")}:
        cells["about"] = contact
    row = linked(snapshot, "Interactions", contact, cells)
    return ChangeSet(f"Facts still right: {full_name(snapshot.row('Contacts', contact))}", (row,))


def assign(snapshot: Snapshot, id: str, contact: str) -> ChangeSet:
    """Say whom a note without a person is about.

    Raises NoSuchRow when the note or the contact is not there, InvalidInput where no column can name them.
    """
    note = existing(snapshot, "Interactions", id)
    link = linked(snapshot, "Interactions", contact, {}).values
    seen = {field: note.get(field) for field in link}
    name = full_name(snapshot.row("Contacts", contact))
    return ChangeSet(f"A note sorted to {name}", (UpdateRow("Interactions", id, link, seen),))


def _listed(names: Sequence[str]) -> str:
    """Names as people say them, one after the other.

    >>> _listed(["Ann", "Bo", "Cy"]), _listed(["Ann"])
    ('Ann, Bo and Cy', 'Ann')
    """
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
