"""Rows on the command line: a new workbook, adding and showing rows."""

import datetime as dt
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crm.actions.contacts import add_contact, linked_rows
from crm.actions.follow_ups import add_follow_up
from crm.actions.interactions import EXTRA, log_interaction
from crm.actions.rows import full_name
from crm.actions.satisfaction import record_answer
from crm.commands.answers import Arguments, Said, opened, saved
from crm.model import ids
from crm.model.cells import written
from crm.model.changes import ChangeSet
from crm.model.errors import CannotOpen, InvalidInput, NoSuchRow
from crm.model.schema import SHOWN, Column, Sheet
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import fold, key, squash
from crm.store.opening import keep_apart, keep_instead


def new(given: Arguments) -> Said:
    """Make a workbook where there is none."""
    from crm import demo
    from crm.store.excel import template

    path, book, today = Path(given.path).expanduser(), secrets.token_hex(8), dt.date.today()
    if path.suffix.lower() != ".xlsx":
        raise CannotOpen(f"The name of a workbook ends in .xlsx; {path.name} does not.")
    try:
        if given.demo:
            demo.write(path, today, book_id=book)
        else:
            template.write(path, book_id=book, today=today)
    except FileExistsError as error:
        raise CannotOpen(f"{path} is there already. It was left as it is.") from error
    return Said({"location": str(path), "book_id": book}, [f"Made {path}."])


def copy(given: Arguments) -> Said:
    """Say of a copy of a workbook whether it is one of its own, or goes on in the place of the other."""
    if given.apart == given.instead:
        raise InvalidInput("choice", "Choose one: --apart for a workbook of its own, or --instead of the other.")
    if given.apart:
        keep_apart(given.location)
        return Said({"kept": "apart"}, [f"{given.location} is a workbook of its own from now on."])
    keep_instead(given.location)
    return Said({"kept": "instead"}, [f"Kith goes on with {given.location}, instead of the one it was copied from."])


def add(given: Arguments) -> Said:
    """A new row, by the same action as on the page."""
    with opened(given.location) as store:
        snapshot, sheet = store.snapshot(), sheet_named(given.sheet)
        return saved(store, changes_for(snapshot, sheet, named_values(snapshot, sheet, given.values)))


def show(given: Arguments) -> Said:
    """One row, and for a contact what belongs to it."""
    with opened(given.location) as store:
        snapshot = store.snapshot()
    sheet, id = row_called(snapshot, given.id)
    cells, columns = snapshot.row(sheet, id), snapshot.columns(sheet)
    linked = linked_rows(snapshot, id) if sheet == "Contacts" else {}
    problems = [problem.sentence for problem in snapshot.problems_of(sheet, id)]
    lines = [f"{column.heading}: {written(cells[column.field])}" for column in columns if written(cells[column.field])]
    lines += [f"{name}: {line_of(snapshot, name, row)}" for name, rows in linked.items() for row in rows]
    data = {"sheet": sheet, "id": id, "cells": cells, "linked": linked, "problems": problems}
    return Said(data, [*lines, *(f"To tidy: {sentence}" for sentence in problems)])


# what was typed -----------------------------------------------------------------------------------------------------


def sheet_named(word: str) -> Sheet:
    """The sheet that somebody means: by its name, as in code, or by another word for it."""
    wanted = key(word)
    for sheet in SHEETS.values():
        if wanted in (*sheet.names, key(sheet.frame)):
            return sheet
    raise InvalidInput("sheet", f"There is no sheet “{word}”. There are {', '.join(SHEETS)}.")


def named_values(snapshot: Snapshot, sheet: Sheet, pairs: Sequence[str]) -> dict[str, object]:
    """`field=value` pairs by field. Raises InvalidInput for what is no pair, or a column that is not there."""
    values: dict[str, object] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise InvalidInput("values", f"“{pair}” is no field=value.")
        field = name if sheet.key == "Interactions" and name in EXTRA else column_named(snapshot, sheet, name).field
        if field in values:
            raise InvalidInput(field, f"“{name.strip()}” is given twice.")
        values[field] = value
    return values


def column_named(snapshot: Snapshot, sheet: Sheet, name: str) -> Column:
    """The column that somebody means: by field, by heading, or by another word for it."""
    columns, wanted = snapshot.columns(sheet.key), key(name)
    exact = [column for column in columns if wanted in (key(column.field), key(column.heading))]
    found = exact or [column for column in columns if wanted in column.names]
    if len(found) > 1:
        raise InvalidInput(name, f"“{name}” could mean {' or '.join(column.heading for column in found)}.")
    if not found:
        raise InvalidInput(name, f"The sheet {sheet.key} has no column “{name}”.")
    if found[0].by == "A" or found[0].field == "contact_id":
        raise InvalidInput(name, f"Kith fills the column “{found[0].heading}” itself.")
    return found[0]


def contact_called(snapshot: Snapshot, text: str) -> str:
    """The ID of a contact, from an ID or from a name that only one contact has."""
    people, name = snapshot.people, fold(squash(text))
    found = people.ids.get(text.strip()) or people.ids.get(ids.normal(text)) or people.names.get(name)
    if found:
        return found
    if name not in people.names:
        raise NoSuchRow(f"Nobody called “{squash(text)}” is among the contacts.")
    same = [id for id in snapshot.contacts.index if fold(name_of(snapshot, id)) == name]
    raise NoSuchRow(f"Several contacts are called “{squash(text)}”: {', '.join(same)}. Give the ID of one.")


def row_called(snapshot: Snapshot, text: str) -> tuple[str, str]:
    """The sheet and the ID of a row, from its ID however it was typed; an ID that was merged means who it is now."""
    for id in (text.strip(), ids.normal(text)):
        id = snapshot.people.ids.get(id, id)
        for sheet in SHEETS:
            if snapshot.row(sheet, id):
                return sheet, id
    raise NoSuchRow(f"No row has the ID {text.strip()}.")


# what is done -------------------------------------------------------------------------------------------------------

_WITH_A_CONTACT: Mapping[str, Callable[[Snapshot, str, dict[str, object]], ChangeSet]] = {
    "Interactions": log_interaction,
    "Follow-ups": add_follow_up,
    "Satisfaction": record_answer,
}


def changes_for(snapshot: Snapshot, sheet: Sheet, values: dict[str, object]) -> ChangeSet:
    """The changes that add a row with these values, by the action for its sheet."""
    if sheet.key == "Contacts":
        return add_contact(snapshot, values)
    action = _WITH_A_CONTACT.get(sheet.key)
    if action is None:
        raise InvalidInput("sheet", f"Rows of the sheet {sheet.key} cannot be added here; type them into the sheet.")
    who = str(values.pop("contact", ""))
    if not who.strip() and sheet.key == "Follow-ups":  # a next step may be with nobody
        return add_follow_up(snapshot, "", values)
    if not who.strip():
        raise InvalidInput("contact", "Say with whom: contact= and an ID, or a name that only one contact has.")
    return action(snapshot, contact_called(snapshot, who), values)


def name_of(snapshot: Snapshot, id: str) -> str:
    """The name of a contact."""
    return full_name(snapshot.row("Contacts", id))


def line_of(snapshot: Snapshot, sheet: str, id: str) -> str:
    """A row in one line: what stands in its columns in view, but for the contact."""
    shown = [c for c in snapshot.columns(sheet) if c.place == SHOWN and c.field not in ("id", "contact")]
    return " · ".join(text for c in shown if (text := written(snapshot.cell(sheet, id, c.field))))
