"""Rows whose ID became another one, as when C-001 was pulled down over the others (5)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from crm.actions.tidying.finding import ASK, SHOW, Finding, Fix
from crm.model.cells import Cell, written
from crm.model.changes import AddRow, RemoveRow
from crm.model.contents import SheetContents
from crm.model.schema import KITH
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import brief

Gone = tuple[str, str, Mapping[str, Cell]]
"""A row that was in the workbook until not long ago: its sheet, its ID, and what stood in it."""
Typed = frozenset[tuple[str, str]]
"""What stands in a row, but for what Kith keeps there: field and text of each cell in which anything stands."""


def other_ids(snapshot: Snapshot, gone: Iterable[Gone]) -> Iterator[Finding]:
    """Rows that hold to the letter what a row held whose ID is nowhere any more. One ID is offered once."""
    rows: dict[str, dict[Typed, list[str]]] = {}
    used: Collection[str] | None = None
    for sheet, old, cells in gone:
        contents = snapshot.contents.sheets.get(sheet)
        if contents is None or "id" not in contents.columns or old in snapshot.people.ids or old in contents.places:
            continue
        if sheet not in rows:
            rows[sheet] = _by_cells(contents)
        if alike := rows[sheet].get(_typed(sheet, cells)):
            used = _used(snapshot) if used is None else used
            yield _finding(contents, (id := alike.pop(0)), old, is_used=id in used)


def _by_cells(contents: SheetContents) -> dict[Typed, list[str]]:
    """What stands in a row -> the IDs of the rows in which it stands, but of those that hold too little to be told."""
    found = defaultdict[Typed, list[str]](list)
    for id in contents.places:
        if len(typed := _typed(contents.key, contents.row(id) or {})) > 1:
            found[typed].append(id)
    return dict(found)


def _typed(sheet: str, cells: Mapping[str, Cell]) -> Typed:
    columns = SHEETS[sheet]
    return frozenset(
        (field, text)
        for field, cell in cells.items()
        if (text := written(cell)) and field != "id" and columns.column(field).place != KITH
    )


def _used(snapshot: Snapshot) -> set[str]:
    """The IDs that rows of any sheet name as the one that they belong to."""
    return {
        written(cell)
        for contents in snapshot.contents.sheets.values()
        for field, column in contents.columns.items()
        if field.endswith("_id")
        for cell in column
    }


def _finding(contents: SheetContents, id: str, old: str, *, is_used: bool) -> Finding:
    """What to do: nothing by Kith where rows belong to the new ID too, or a cell is not Kith's to write."""
    row, place = contents.row(id) or {}, contents.places[id]
    number = contents.rows[place]
    sentence = f"This row was {old} before, and is {brief(id, 20)} now. What belonged to {old} misses it."
    is_whole = None not in contents.fields and not any(where == number for where, _ in contents.formulas)
    fixes: tuple[Fix, ...] = ()
    if is_whole and not is_used:  # the row is written anew, blanks and all: it keeps its own day, and loses nothing
        values = {field: cell for field, cell in row.items() if field != "id"}
        changes = (RemoveRow(contents.key, id, row, number), AddRow(contents.key, old, values, number))
        fixes = (Fix(f"Give it back {old}", changes, old),)
    return Finding(
        "id_changed", contents.key, number, id, "id", id, sentence, fixes, way=ASK if fixes else SHOW
    )  # fmt: skip
