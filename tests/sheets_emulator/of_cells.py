"""Requests that write cells: updateCells, repeatCell, appendCells, setDataValidation, merges."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from . import masks
from .a1 import Area, letters
from .batch import Draft
from .cells import EMPTY, FIELDS, Cell, changed
from .errors import only, refused, unsupported
from .sheet import Cells, Row, Sheet
from .values import guard


def fields_of(body: Mapping) -> dict:
    """The mask of a request that writes cells. Raises ApiError when it has none."""
    if not body.get("fields"):
        raise refused("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    return masks.parsed(body["fields"]) or {name: {} for name in FIELDS}


def update_cells(draft: Draft, body: Mapping) -> None:
    """updateCells: in a range, what the rows leave out is cleared; from a start, only what is given is written."""
    only(body, "rows", "fields", "range", "start")
    mask, rows = fields_of(body), body.get("rows") or []
    if ("range" in body) == ("start" in body):
        raise refused("Exactly one of range and start must be set")
    if "range" in body:
        sheet, area = draft.to_write(body["range"])
        check_size(rows, area)
    else:
        sheet, area = from_start(draft, body["start"], rows)
    for down in range(area.height):
        given = (rows[down].get("values") or []) if down < len(rows) else []
        for right in range(area.width if "range" in body else len(given)):
            data = given[right] if right < len(given) else {}
            place = (area.top + down, area.left + right)
            sheet.put(*place, changed(sheet.cell(*place), data or {}, mask))


def check_size(rows: Sequence[Mapping], area: Area) -> None:
    """Raise ApiError when rows of cells are larger than the range they are for."""
    if len(rows) > area.height:
        raise refused(f"Attempting to write row: {area.bottom}, beyond the last requested row of: {area.bottom - 1}")
    widest = max((len(row.get("values") or []) for row in rows), default=0)
    if widest > area.width:
        last = area.right - 1
        raise refused(f"Attempting to write column: {area.right}, beyond the last requested column of: {last}")


def from_start(draft: Draft, start: Mapping, rows: Sequence[Mapping]) -> tuple[Sheet, Area]:
    """The area that rows of cells cover from a GridCoordinate on."""
    sheet = draft.book.sheet(start.get("sheetId"))
    top, left = start.get("rowIndex") or 0, start.get("columnIndex") or 0
    width = max((len(row.get("values") or []) for row in rows), default=0)
    area = Area(top, left, top + len(rows), left + width)
    check_on_grid(sheet, area)
    guard(sheet, area, draft.caller)
    return sheet, area


def check_on_grid(sheet: Sheet, area: Area) -> None:
    """Raise ApiError when an area ends outside of the grid."""
    rows, columns = len(sheet.rows), len(sheet.columns)
    if area.bottom > rows:
        raise refused(f"Attempting to write row: {area.bottom - 1}, beyond the last requested row of: {rows - 1}")
    if area.right > columns:
        text = f"Attempting to write column: {area.right - 1} ({letters(area.right - 1)}), beyond the last requested"
        raise refused(f"{text} column of: {columns - 1}")


def repeat_cell(draft: Draft, body: Mapping) -> None:
    """repeatCell: the same data into every cell of a range."""
    only(body, "range", "cell", "fields")
    mask, data = fields_of(body), body.get("cell") or {}
    if "formulaValue" in (data.get("userEnteredValue") or {}):
        raise unsupported("formulas in repeatCell")
    into_each(*draft.to_write(body.get("range")), lambda cell: changed(cell, data, mask))


def into_each(sheet: Sheet, area: Area, change: Callable[[Cell], Cell]) -> None:
    """Change every cell of an area; rows that were alike before (most are empty) stay alike, and cost little."""
    made: dict[tuple[int, ...], Cells] = {}
    for number in range(area.top, area.bottom):
        row = sheet.rows[number]
        alike = tuple(map(id, row.cells))
        if alike not in made:
            made[alike] = row.with_cells(
                area.left, tuple(change(cell or EMPTY) for cell in row.slice(area.left, area.right))
            ).cells
        sheet.rows[number] = Row(row.line, made[alike])


def append_cells(draft: Draft, body: Mapping) -> None:
    """appendCells: after the last row with data; the grid grows where it must."""
    only(body, "sheetId", "rows", "fields")
    mask, rows = fields_of(body), body.get("rows") or []
    sheet = draft.book.sheet(body.get("sheetId"))
    top = sheet.last_row()
    if top + len(rows) > len(sheet.rows):
        sheet.insert("ROWS", len(sheet.rows), top + len(rows) - len(sheet.rows))
    area = Area(top, 0, top + len(rows), max((len(row.get("values") or []) for row in rows), default=0))
    check_on_grid(sheet, area)
    guard(sheet, area, draft.caller)
    for down, row in enumerate(rows):
        for right, data in enumerate(row.get("values") or []):
            place = (top + down, right)
            sheet.put(*place, changed(sheet.cell(*place), data or {}, mask))


def set_data_validation(draft: Draft, body: Mapping) -> None:
    """setDataValidation: a rule for every cell of a range, or none."""
    only(body, "range", "rule", "filteredRowsIncluded")
    rule = {name: part for name, part in (body.get("rule") or {}).items() if part not in (None, False)}
    into_each(*draft.to_write(body.get("range")), lambda cell: replace(cell, rule=rule or None))


def merge_cells(draft: Draft, body: Mapping) -> None:
    """mergeCells: one cell, or one for each row or column; only the first value of each stays."""
    only(body, "range", "mergeType")
    sheet, area = draft.to_write(body.get("range"))
    kind = body.get("mergeType") or "MERGE_ALL"
    parts = {
        "MERGE_ALL": [area],
        "MERGE_ROWS": [area._replace(top=row, bottom=row + 1) for row in range(area.top, area.bottom)],
        "MERGE_COLUMNS": [area._replace(left=at, right=at + 1) for at in range(area.left, area.right)],
    }
    if kind not in parts:
        raise refused(f"Invalid merge type {kind}")
    unmerge(sheet, area)
    for part in parts[kind]:
        merge(sheet, part)


def merge(sheet: Sheet, area: Area) -> None:
    """Make one cell of an area."""
    if area.height * area.width < 2:
        return
    for row, column, cell in list(sheet.each(area)):
        if (row, column) != (area.top, area.left):
            sheet.put(row, column, cell.holding(None))
    sheet.merges.append(area)


def unmerge(sheet: Sheet, area: Area) -> None:
    """Take apart what is merged in an area."""
    sheet.merges = [each for each in sheet.merges if not each.meets(area)]


def unmerge_cells(draft: Draft, body: Mapping) -> None:
    """unmergeCells."""
    only(body, "range")
    sheet, area = draft.place(body.get("range"))
    if any(each.meets(area) and not area.covers(each) for each in sheet.merges):
        raise refused("You must select all cells in a merged range to merge or unmerge them.")
    unmerge(sheet, area)


KINDS = {
    "updateCells": update_cells,
    "repeatCell": repeat_cell,
    "appendCells": append_cells,
    "setDataValidation": set_data_validation,
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
}
