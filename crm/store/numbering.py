"""IDs for rows that people typed without one, and for copies of a row that kept the ID of the first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from crm.model.cells import Cell, same, written
from crm.model.contents import Contents, SheetContents
from crm.model.problems import Problem
from crm.model.sheets import SHEETS
from crm.store.workbook import GiveId

Fingerprint = tuple[str, tuple[tuple[str, str], ...]]
"""A sheet and the filled cells of a row: how a row without ID is known again at the next read."""


def fingerprint(sheet: str, cells: Mapping[str, Cell]) -> Fingerprint:
    """What a row without ID is known by."""
    return sheet, tuple(sorted((name, written(cell)) for name, cell in cells.items() if cell not in (None, "")))


def number(
    contents: Contents, before: Contents | None, known: Sequence[GiveId], draw: Callable[[str], str]
) -> tuple[Contents, list[GiveId]]:
    """Give every row an ID, in memory: the contents with IDs, and the IDs that the record does not hold yet.

    `contents` is as `plain` leaves it. `before` is the last read, which says whose ID a copied row bears; `known` are
    IDs given at earlier reads; `draw(letter)` gives a new one.
    """
    given: list[GiveId] = []
    sheets = dict(contents.sheets)
    for name, sheet in contents.sheets.items():
        if "id" in sheet.columns:
            sheet = _without_copies(sheet, before.sheets.get(name) if before else None)
            blank = _blank_rows(sheet)
            old = _known_again(blank, [give for give in known if give.sheet == name])
            drawn = {place: old.get(place) or draw(SHEETS[name].letter) for place in blank}
            given += [replace(row, id=drawn[place]) for place, row in blank.items()]
            sheets[name] = sheet.with_ids(drawn) if drawn else sheet
    return replace(contents, sheets=sheets), given


def _blank_rows(sheet: SheetContents) -> dict[int, GiveId]:
    """The rows without ID, by their place in the columns."""
    columns = [(field, column) for field, column in sheet.columns.items() if field != "id"]
    return {
        place: GiveId(sheet.key, sheet.rows[place], "", {field: column[place] for field, column in columns})
        for place, id in enumerate(sheet.columns["id"])
        if id is None
    }


def _known_again(blank: Mapping[int, GiveId], known: Sequence[GiveId]) -> dict[int, str]:
    """Which rows without ID were seen before: first by all their cells, then by their row and most of the cells."""
    found: dict[int, str] = {}
    by_cells: dict[Fingerprint, list[GiveId]] = {}
    for give in known:
        by_cells.setdefault(fingerprint(give.sheet, give.cells), []).append(give)
    for place, row in blank.items():
        if alike := by_cells.get(fingerprint(row.sheet, row.cells)):
            found[place] = alike.pop(0).id
    by_row = {give.row: give for alike in by_cells.values() for give in alike}
    for place, row in blank.items():
        if place not in found and row.row in by_row and _akin(by_row[row.row], row):
            found[place] = by_row[row.row].id
    return found


def _akin(one: GiveId, other: GiveId) -> bool:
    """At least half of what stood there stands there still."""
    filled = [field for field, cell in one.cells.items() if cell not in (None, "")]
    alike = sum(same(one.cells[field], other.cells.get(field)) for field in filled)
    return alike > 0 and 2 * alike >= len(filled)


def plain(contents: Contents) -> Contents:
    """The contents of a read with its IDs as they are compared: `1.0` is 1, without blanks around; None where none."""
    sheets = dict(contents.sheets)
    for name, sheet in sheets.items():
        if "id" in sheet.columns:
            cells = sheet.columns["id"]
            ids: list[Cell] = [(cell.strip() if type(cell) is str else squashed(cell)) or None for cell in cells]
            sheets[name] = replace(sheet, columns={**sheet.columns, "id": ids})
    return replace(contents, sheets=sheets)


def squashed(cell: Cell) -> str:
    """An ID as it is compared: `1.0` is 1, without blanks around it."""
    return cell.strip() if isinstance(cell, str) else written(cell).strip()


def _without_copies(sheet: SheetContents, before: SheetContents | None) -> SheetContents:
    """Where an ID stands on several rows: the row nearest to the last read keeps it, another with other cells loses it
    (and gets a new one), an identical one is left out and listed."""
    ids = [cell and str(cell) for cell in sheet.columns["id"]]
    if len(set(ids) - {None}) == sum(map(bool, ids)):
        return sheet
    groups: dict[str, list[int]] = {}
    for place, id in enumerate(ids):
        if id:
            groups.setdefault(id, []).append(place)
    blanked, left = set[int](), dict[int, Problem]()
    for id, places in groups.items():
        if len(places) > 1:
            keeper = _nearest(sheet, places, before.row(id) if before else None)
            for place in places:
                if place != keeper and _cells(sheet, place) == _cells(sheet, keeper):
                    sentence = f"Row {sheet.rows[place]} is a copy of row {sheet.rows[keeper]}, so it counts once."
                    left[place] = Problem("duplicate_id", sheet.key, sheet.rows[place], id, "id", id, sentence)
                elif place != keeper:
                    blanked.add(place)
    keep = [place for place in range(len(ids)) if place not in left]
    columns = {field: [cells[place] for place in keep] for field, cells in sheet.columns.items()}
    columns["id"] = [None if place in blanked else ids[place] for place in keep]
    rows = [sheet.rows[place] for place in keep]
    return replace(sheet, rows=rows, columns=columns, left_out=(*sheet.left_out, *left.values()))


def _cells(sheet: SheetContents, place: int) -> list[str]:
    return [written(cells[place]) for field, cells in sheet.columns.items() if field != "id"]


def _nearest(sheet: SheetContents, places: list[int], base: dict[str, Cell] | None) -> int:
    if base is None:
        return places[0]

    def likeness(place: int) -> int:
        return sum(same(cells[place], base.get(field)) for field, cells in sheet.columns.items() if field != "id")

    return max(places, key=lambda place: (likeness(place), -place))
