"""What a save comes to, before anything is written: checked, stamped, and compared with the record as it stands."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from crm.model.cells import Cell, Rules, same, storable
from crm.model.changes import (
    AddRow,
    AddToList,
    Change,
    ChangeSet,
    RemoveFromList,
    RemoveRow,
    SetBeside,
    SetSetting,
    UpdateRow,
)  # fmt: skip
from crm.model.contents import Contents
from crm.model.errors import InvalidInput
from crm.model.lacking import no_column
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.store.entries import change_of, drafts
from crm.store.journal import Draft
from crm.store.merge import agreement
from crm.store.view import Verdict, View, is_stamp


def check(changes: ChangeSet, contents: Contents) -> None:
    """Refuse what no cell can hold and what the workbook has no place for. Raises InvalidInput, naming the field."""
    for change in changes.changes:
        if isinstance(change, AddRow | UpdateRow):
            _check_row(change, contents)
        elif isinstance(change, SetSetting):
            _check_text("value", change.value)
            if change.key not in SETTINGS and change.key not in contents.settings:
                raise InvalidInput("value", f"The workbook has no setting “{change.key}”.")
        elif isinstance(change, AddToList):
            _check_entry(change, contents)
        elif isinstance(change, SetBeside):
            _check_text("entry", change.value)
            if f"{change.list}: {change.part}" not in contents.lists_at:
                raise InvalidInput("entry", f"The sheet Lists has no column “{change.list}: {change.part}”.")


def _check_row(change: AddRow | UpdateRow, contents: Contents) -> None:
    sheet = contents.sheet(change.sheet)
    for name, cell in change.values.items():
        heading = SHEETS[change.sheet].column(name).heading
        if why := storable(cell):
            raise InvalidInput(name, f"{heading} {why}.")
        if cell is not None and (sheet is None or name not in sheet.columns):
            raise no_column(contents, change.sheet, name)
    if isinstance(change, AddRow) and (sheet is None or "id" not in sheet.columns):
        raise InvalidInput("id", f"The sheet {change.sheet} has no column “ID”, so nothing can be added to it.")


def _check_entry(change: AddToList, contents: Contents) -> None:
    _check_text("entry", change.entry)
    for heading, cell in _blocks(change):
        _check_text("entry", cell)
        if cell is not None and heading not in contents.lists_at:
            raise InvalidInput("entry", f"The sheet Lists has no column “{heading}” to keep this in.")


def _blocks(change: AddToList) -> Iterable[tuple[str, Cell]]:
    yield change.list, change.entry
    for part, cell in change.beside.items():
        yield f"{change.list}: {part}", cell


def _check_text(name: str, cell: Cell) -> None:
    if why := storable(cell):
        raise InvalidInput(name, f"This {why}.")


@dataclass
class Compared:
    """What a save comes to: the changes accepted, the rows of the journal that say all of it, and by the number of such
    a row what the record holds instead of it."""

    accepted: list[Change] = field(default_factory=list)
    rows: list[Draft] = field(default_factory=list)
    disputed: dict[int, Cell] = field(default_factory=dict)


def compare(changes: Iterable[Change], view: View, who: str, now: dt.datetime) -> Compared:
    """Compare each cell with what the person saw; `view` is the record with what is confirmed already, and has seen
    what is accepted afterwards. `who` is "" for rows that keep the stamps they have."""
    found = Compared()
    for change in changes:
        change = _agreed(_completed(_stamped(change, view.contents, who, now), view), view, now)
        place = view.place(change.sheet, change.id) if isinstance(change, RemoveRow) else None
        kept: dict[str, Cell] = {}
        for draft in drafts(change, place):
            _decide(draft, view, found, kept)
        if isinstance(change, UpdateRow) and any(not is_stamp(change.sheet, name) for name in kept):
            found.accepted.append(UpdateRow(change.sheet, change.id, kept))
            view.apply(found.accepted[-1])
    return found


def _decide(draft: Draft, view: View, found: Compared, kept: dict[str, Cell]) -> None:
    """One row of the journal; cells of a row that are accepted are gathered in `kept`."""
    cell = change_of(draft)
    assert cell is not None
    decision = view.decide(cell)
    if decision.verdict is Verdict.DONE:
        return
    if decision.verdict is Verdict.CONFLICT:
        found.disputed[len(found.rows)] = decision.theirs
    elif isinstance(cell, UpdateRow):
        kept |= cell.values
    else:
        found.accepted.append(cell)
        view.apply(cell)
    found.rows.append(draft)


def _completed(change: Change, view: View) -> Change:
    """A change with what stands in its cells where the caller expected nothing in particular."""
    if isinstance(change, UpdateRow):
        seen = {**(view.row(change.sheet, change.id) or {}), **change.expected}
        real = {name: cell for name, cell in change.values.items() if not is_stamp(change.sheet, name)}
        each = (view.decide(UpdateRow(change.sheet, change.id, {name: cell}, seen)) for name, cell in real.items())
        changes_something = any(decision.verdict is Verdict.WRITE for decision in each)
        return UpdateRow(change.sheet, change.id, change.values if changes_something else real, seen)
    if isinstance(change, RemoveRow):
        seen = dict(change.expected or view.row(change.sheet, change.id) or {})
        return RemoveRow(change.sheet, change.id, seen, change.place)
    if isinstance(change, RemoveFromList):
        return RemoveFromList(change.list, view.spelt(change.list, change.entry), change.beside)
    return change


def _agreed(change: Change, view: View, now: dt.datetime) -> Change:
    """A change of cells that somebody else changed too, with what both may be right about put in their place."""
    row = view.row(change.sheet, change.id) if isinstance(change, UpdateRow) else None
    if not isinstance(change, UpdateRow) or row is None:
        return change
    values, seen = dict(change.values), dict(change.expected)
    for name, ours in change.values.items():
        theirs = row.get(name)
        if name in row and not same(theirs, seen.get(name)) and not is_stamp(change.sheet, name):
            agreed = agreement((change.sheet, change.id, name), (seen.get(name), theirs, ours), Rules(now.date()))
            if agreed is not None:
                values[name], seen[name] = agreed[0], theirs
    return UpdateRow(change.sheet, change.id, values, seen)


def _stamped(change: Change, contents: Contents, who: str, now: dt.datetime) -> Change:
    """A change of a row with who and when, in the columns that the sheet has for it."""
    if not who or not isinstance(change, AddRow | UpdateRow):
        return change
    sheet = contents.sheet(change.sheet)
    columns = sheet.columns if sheet else {}
    changed: dict[str, Cell] = {"changed_on": now, "changed_by": who}
    known = {name: cell for name, cell in changed.items() if name in columns}
    if isinstance(change, UpdateRow):
        return UpdateRow(change.sheet, change.id, {**change.values, **known}, change.expected)
    values = {name: cell for name, cell in change.values.items() if cell is not None}
    if "added_on" in columns and "added_on" not in change.values:  # a row that comes back was added when it was added
        values["added_on"] = now
    return AddRow(change.sheet, change.id, {**values, **known}, change.place)
