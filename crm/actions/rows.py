"""Rows that belong to a contact."""

import datetime as dt
from collections.abc import Mapping

from crm.model.cells import Cell, same, written
from crm.model.changes import AddRow, UpdateRow
from crm.model.errors import InvalidInput, NoSuchRow
from crm.model.lacking import no_column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import squash


def full_name(cells: Mapping[str, Cell]) -> str:
    """The name of a contact, whether it stands in one column or in two.

    >>> full_name({"first_name": "Ann", "last_name": "Lee"})
    'Ann Lee'
    """
    name = squash(written(cells.get("name")))
    return name or squash(f"{written(cells.get('first_name'))} {written(cells.get('last_name'))}")


def linked(snapshot: Snapshot, sheet: str, contact: str | None, cells: Mapping[str, Cell]) -> AddRow:
    """A new row of a sheet that belongs to a contact, None: to nobody yet.

    Raises NoSuchRow when nobody has that ID, InvalidInput where the sheet has no column that could name them.
    """
    who = snapshot.row("Contacts", contact) if contact is not None else {}
    if contact is not None and not who:
        raise NoSuchRow(f"No contact has the number {contact}. It may have been removed in the sheet.")
    present = {column.field for column in snapshot.columns(sheet)}
    named = (("contact", full_name(who)), ("contact_id", contact)) if who else ()
    link = {field: cell for field, cell in named if field in present}
    if who and not link:
        raise no_column(snapshot.contents, sheet, "contact")
    filled = {field: cell for field, cell in cells.items() if cell is not None}
    return AddRow(sheet, snapshot.draw_id(sheet), {**filled, **link})


def existing(snapshot: Snapshot, sheet: str, id: str) -> dict[str, Cell]:
    """The cells of a row. Raises NoSuchRow when it is not there any more."""
    row = snapshot.row(sheet, id)
    if not row:
        raise NoSuchRow(f"This {SHEETS[sheet].noun} is not in the sheet {sheet} any more.")
    return row


def missing(snapshot: Snapshot, sheet: str, field: str, sentence: str) -> InvalidInput:
    """The refusal of a row without a cell that it cannot do without: `sentence`, where people can fill that in."""
    there = field in {column.field for column in snapshot.columns(sheet)}
    return InvalidInput(field, sentence) if there else no_column(snapshot.contents, sheet, field)


def day_of(moment: dt.date) -> dt.date:
    """The day of a day or moment."""
    return moment.date() if isinstance(moment, dt.datetime) else moment


def updated(sheet: str, id: str, seen: Mapping[str, Cell], cells: Mapping[str, Cell]) -> UpdateRow | None:
    """The change of those cells of a row that are other than what was seen; None when none is."""
    changed = {field: cell for field, cell in cells.items() if not same(cell, seen.get(field))}
    return UpdateRow(sheet, id, changed, {field: seen.get(field) for field in changed}) if changed else None
