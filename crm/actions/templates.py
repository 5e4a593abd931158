"""Texts that are used again, and how one is filled for a person."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crm.actions.rows import existing, full_name, updated
from crm.actions.values import cells_from
from crm.model.cells import LONG_TEXT, Cell, written
from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow, UpdateRow
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import brief, key, squash, tidy
from crm.search.keys import COMPUTED, keys, nearest
from crm.search.names import split_name

_SLOT = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")
_FIRST_NAME, _LAST_NAME = "first name", "last name"


@dataclass(frozen=True)
class Template:
    """A text: its name, the team's word for how it is sent, and what is sent."""

    name: str
    channel: str
    subject: str
    message: str

    @classmethod
    def of(cls, row: Mapping[str, Cell]) -> "Template":
        """From a row of the sheet Templates."""
        return cls(*(written(row.get(field)) for field in ("name", "channel", "subject", "message")))


@dataclass(frozen=True)
class Filled:
    """A text as one person gets it. It may be sent only when `is_ready`.

    `unknown`: slots that name no heading. `blank`: those for which this person has nothing, and the text no `|else`.
    """

    subject: str
    text: str
    unknown: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether every slot is filled."""
        return not self.unknown and not self.blank


def fill(snapshot: Snapshot, template: Template, contact: str) -> Filled:
    """The text for one contact: `{First name}`, `{Owner}`, any heading; `{Heading|else}` where that may be blank.

    What a cell holds is put in as it stands: a slot that somebody typed into a cell stays text. Raises NoSuchRow.
    """
    return next(fill_all(snapshot, template, (contact,)))


def fill_all(snapshot: Snapshot, template: Template, contacts: Iterable[str]) -> Iterator[Filled]:
    """The same for each of several contacts, in their order."""
    known = _headings(snapshot)
    unknown = unknown_slots(snapshot, template)
    slots = {slot: known.get(key(slot)) for slot in _slots(template) if slot not in unknown}
    for contact in contacts:
        row = snapshot.row("Contacts", contact)
        if not row:
            raise NoSuchRow(f"No contact has the number {contact}. It may have been removed in the sheet.")
        values = {slot: _value(snapshot, contact, row, slot, column) for slot, column in slots.items()}
        yield _filled(template, values, unknown)


def _filled(template: Template, values: Mapping[str, str], unknown: tuple[str, ...]) -> Filled:
    blank: dict[str, None] = {}

    def put(match: re.Match[str]) -> str:
        slot = match[1].strip()
        if match[2] is not None:
            return values.get(slot) or match[2].strip()
        if slot in values and not values[slot]:
            blank[slot] = None
        return values.get(slot) or match[0]

    subject, text = (_SLOT.sub(put, part) for part in (template.subject, template.message))
    return Filled(squash(subject), tidy(text, lines=True), unknown, tuple(blank))


def unknown_slots(snapshot: Snapshot, template: Template) -> tuple[str, ...]:
    """The slots of a text that name no heading of the contacts, in their order."""
    known = _headings(snapshot)
    return tuple(slot for slot in _slots(template) if key(slot) not in (_FIRST_NAME, _LAST_NAME, *known))


def slot_trouble(snapshot: Snapshot, template: Template) -> str:
    """A sentence about slots that name no heading, "" when all do."""
    unknown = unknown_slots(snapshot, template)
    if not unknown:
        return ""
    near = nearest(unknown[0], _headings(snapshot))
    meant = f" Did you mean {{{near}}}?" if near else ""
    told = ", ".join(f"{{{brief(slot)}}}" for slot in unknown[:3])
    return f"{told} is no heading of your contacts, so this text cannot be sent.{meant}"


def _slots(template: Template) -> list[str]:
    parts = (template.subject, template.message)
    return list(dict.fromkeys(match[1].strip() for part in parts for match in _SLOT.finditer(part)))


def _headings(snapshot: Snapshot) -> dict[str, Column]:
    """The headings of the sheet, and those it could have: under one that it lacks, everybody's cell is blank."""
    present = snapshot.columns("Contacts")
    fields = {column.field for column in present}
    absent = (column for column in SHEETS["Contacts"].columns if column.field not in fields)
    return {name: column for name, column in keys((*present, *absent)).items() if column not in COMPUTED}


def _value(snapshot: Snapshot, contact: str, row: Mapping[str, Cell], slot: str, column: Column | None) -> str:
    """What stands under a heading, as one writes it in a letter; "" where that is blank or cannot be read."""
    found = _written(snapshot, contact, row, column) if column else ""
    if found or key(slot) not in (_FIRST_NAME, _LAST_NAME):
        return found
    if snapshot.contacts["kind"].get(contact) == "Organisation":
        return ""
    first, last = split_name(full_name(row))
    return first if key(slot) == _FIRST_NAME else last


def _written(snapshot: Snapshot, contact: str, row: Mapping[str, Cell], column: Column) -> str:
    if column.field == "id":
        return contact
    if column.field == "name":
        return full_name(row)
    frame = snapshot.contacts
    value: Any = frame[column.field].get(contact) if column.field in frame else row.get(column.field)
    if isinstance(value, tuple):
        return ", ".join(value)
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, dt.date):
        return f"{value.day} {value:%B %Y}"
    text = written(value if isinstance(value, bool | int | float) else row.get(column.field))
    return tidy(text, lines=True) if column.kind is LONG_TEXT else squash(text)


# keeping them ---------------------------------------------------------------------------------------------------------


def add_template(snapshot: Snapshot, given: Given) -> ChangeSet:
    """A new text. Raises InvalidInput for a missing name or message, a name that is taken, or an unknown slot."""
    entry = Entry.of(given)
    cells = cells_from(snapshot, "Templates", entry.values)
    _check(snapshot, cells, "")
    row = AddRow("Templates", snapshot.draw_id("Templates"), {f: cell for f, cell in cells.items() if cell is not None})
    return ChangeSet(f"Text “{cells['name']}” added", (row,), entry.batch)


def edit_template(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """Other words for a text; under a new name the groups that use it follow. Raises NoSuchRow, or InvalidInput."""
    entry, now = Entry.of(given), existing(snapshot, "Templates", id)
    cells = cells_from(snapshot, "Templates", entry.values)
    _check(snapshot, {**now, **cells}, id)
    seen = {**now, **entry.expected}
    row = updated("Templates", id, seen, cells)
    if row is None:
        return ChangeSet("Nothing was changed", batch=entry.batch)
    renamed = _pointed(snapshot, written(now.get("name")), row.values["name"]) if "name" in row.values else []
    return ChangeSet(f"Text “{squash(written({**now, **row.values}['name']))}”", (row, *renamed), entry.batch)


def remove_template(snapshot: Snapshot, id: str) -> ChangeSet:
    """A text out of the sheet; the groups that use it have none then."""
    now = existing(snapshot, "Templates", id)
    name = written(now.get("name"))
    return ChangeSet(
        f"Text “{squash(name)}” removed", (RemoveRow("Templates", id, now), *_pointed(snapshot, name, None))
    )


def _pointed(snapshot: Snapshot, name: str, to: Cell) -> list[Change]:
    """The groups that name a text, naming another one."""
    rows = ((id, snapshot.cell("Segments", id, "template")) for id in snapshot.frame("Segments").index)
    return [
        UpdateRow("Segments", id, {"template": to}, {"template": cell})
        for id, cell in rows
        if name and key(written(cell)) == key(name)
    ]


def _check(snapshot: Snapshot, cells: Mapping[str, Cell], id: str) -> None:
    name = squash(written(cells.get("name")))
    if not name:
        raise InvalidInput("name", "Give the text a name.")
    if not squash(written(cells.get("message"))):
        raise InvalidInput("message", "Write the text that is sent.")
    if is_taken(snapshot, "Templates", name, id):
        raise InvalidInput("name", f"There is a text called “{brief(name)}” already.")
    if sentence := slot_trouble(snapshot, Template.of(cells)):
        raise InvalidInput("message", sentence)


def is_taken(snapshot: Snapshot, sheet: str, name: str, id: str) -> bool:
    """Whether another row of a sheet bears this name."""
    names = snapshot.frame(sheet)["name"].dropna().items()
    return any(key(other) == key(name) and row != id for row, other in names)
