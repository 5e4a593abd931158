"""IDs for rows that people typed without one, and for copies of a row that kept the ID of the first."""

from collections.abc import Callable, Mapping
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
    contents: Contents, before: Contents | None, known: dict[Fingerprint, str], draw: Callable[[str], str]
) -> tuple[Contents, list[GiveId]]:
    """Give every row an ID, in memory: the contents with IDs, and the IDs that the record does not hold yet.

    `before` is the last read, which says whose ID a copied row bears; `known` holds IDs given at earlier reads;
    `draw(letter)` gives a new one.
    """
    given: list[GiveId] = []
    sheets = dict(contents.sheets)
    for name, sheet in contents.sheets.items():
        if "id" in sheet.columns:
            sheet = _without_copies(sheet, before.sheets.get(name) if before else None)
            drawn: dict[int, str] = {}
            for place, cell in enumerate(sheet.columns["id"]):
                if cell is None or cell == "":
                    cells = {field: column[place] for field, column in sheet.columns.items() if field != "id"}
                    mark = fingerprint(name, cells)
                    drawn[place] = known.pop(mark) if mark in known else draw(SHEETS[name].letter)
                    given.append(GiveId(name, sheet.rows[place], drawn[place], cells))
            ids: list[Cell] = [squashed(cell) for cell in sheet.columns["id"]]
            sheet = replace(sheet, columns={**sheet.columns, "id": ids})
            sheets[name] = sheet.with_ids(drawn) if drawn else sheet
    return replace(contents, sheets=sheets), given


def squashed(cell: Cell) -> str:
    """An ID as it is compared: `1.0` is 1, without blanks around it."""
    return cell if isinstance(cell, str) and not cell.isspace() and cell == cell.strip() else written(cell).strip()


def _without_copies(sheet: SheetContents, before: SheetContents | None) -> SheetContents:
    """Where an ID stands on several rows: the row nearest to the last read keeps it, another with other cells loses it
    (and gets a new one), an identical one is left out and listed."""
    ids = [squashed(cell) for cell in sheet.columns["id"]]
    if len(set(ids) - {""}) == sum(map(bool, ids)):
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
