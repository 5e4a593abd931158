"""A spreadsheet as JSON: spreadsheets.get, getByDataFilter, and the answer to a batch that asks for it."""

from collections.abc import Mapping, Sequence

from . import filters, metadata
from .a1 import Area
from .book import Book
from .cells import Cell, entered_json, value_json
from .errors import unsupported
from .locales import locale_named
from .masks import parsed, trimmed
from .sheet import Line, Sheet, grid_json
from .shown import shown
from .values import true
from .world import ROBOT, World

LOOK = {"backgroundColor": {"red": 1, "green": 1, "blue": 1}, "verticalAlignment": "BOTTOM"}
PARTS = {"spreadsheetId", "properties", "sheets", "namedRanges", "spreadsheetUrl", "developerMetadata"}
SHEET_PARTS = {"properties", "data", "merges", "protectedRanges", "basicFilter", "conditionalFormats", "tables"}
SHEET_PARTS |= {"developerMetadata", "rowGroups", "columnGroups"}
DATA_PARTS = {"startRow", "startColumn", "rowData", "rowMetadata", "columnMetadata"}
CELL_PARTS = {"userEnteredValue", "effectiveValue", "formattedValue", "userEnteredFormat", "note", "dataValidation"}
WORKED_OUT = {"numberFormat"}  # of effectiveFormat, where it is what was entered
Places = Sequence[tuple[Sheet, Area]]
Parts = set[str] | None


def get(world: World, id: str, query: Mapping, texts: list[str]) -> dict:
    """spreadsheets.get."""
    book = world.book(id)
    mask = parsed(query["fields"]) if query.get("fields") else None
    places = [book.area(text) for text in texts]
    return spreadsheet(book, places, wanted_parts(mask, true(query.get("includeGridData"))))


def get_by_filter(world: World, id: str, body: Mapping, mask: str | None) -> dict:
    """spreadsheets.getByDataFilter."""
    book = world.book(id)
    places = [place for each in body.get("dataFilters") or [] for place in filters.areas(book, each)]
    return spreadsheet(book, places, wanted_parts(parsed(mask) if mask else None, true(body.get("includeGridData"))))


def wanted_parts(mask: dict | None, asked: bool) -> Parts:
    """Which parts of cells an answer has, None for no cells at all; the mask decides where there is one."""
    if mask is None:
        return CELL_PARTS if asked else None
    levels = each_level(mask)
    for name, tree, known in levels:
        for part in tree:
            if part not in known:
                raise unsupported(f"the field {name}{part} in an answer")
    sheets = mask.get("sheets")
    if (mask and sheets is None) or (sheets and "data" not in sheets):
        return None
    data, cells = levels[2][1], levels[3][1]
    return set(cells) or (CELL_PARTS if not data or "rowData" in data else set())


def each_level(mask: dict) -> list[tuple[str, dict, set[str]]]:
    """The levels of a mask with the names that may stand there."""
    sheets = mask.get("sheets") or {}
    data = sheets.get("data") or {}
    cells = (data.get("rowData") or {}).get("values") or {}
    levels = [("", mask, PARTS), ("sheets.", sheets, SHEET_PARTS), ("sheets.data.", data, DATA_PARTS)]
    levels.append(("sheets.data.rowData.values.", cells, {*CELL_PARTS, "effectiveFormat"}))
    if "effectiveFormat" in cells:
        looks = cells["effectiveFormat"] or {"*": {}}
        levels.append(("sheets.data.rowData.values.effectiveFormat.", looks, WORKED_OUT))
    return levels


def spreadsheet(book: Book, places: Places, parts: Parts = None) -> dict:
    """A Spreadsheet; places limit it to their tabs and cells, parts are those of its cells."""
    wanted = [sheet for sheet in book.sheets if not places or any(place[0] is sheet for place in places)]
    found: dict = {
        "spreadsheetId": book.id,
        "properties": {**book.properties, "defaultFormat": LOOK},
        "sheets": [sheet_json(book, sheet, places, parts) for sheet in wanted],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }
    named = [entry for sheet in book.sheets for entry in sheet.named.values()]
    if named:
        found["namedRanges"] = named
    return found | metadata_json(book, kind="SPREADSHEET")


def properties(book: Book, sheet: Sheet) -> dict:
    """SheetProperties."""
    grid = {"rowCount": len(sheet.rows), "columnCount": len(sheet.columns), **sheet.grid_more}
    found = {"sheetId": sheet.id, "title": sheet.title, "index": book.sheets.index(sheet), "sheetType": "GRID"}
    return found | {"gridProperties": grid} | ({"hidden": True} if sheet.hidden else {}) | sheet.more


def sheet_json(book: Book, sheet: Sheet, places: Places, parts: Parts) -> dict:
    """A Sheet."""
    found: dict = {"properties": properties(book, sheet)}
    if parts is not None:
        areas = [area for there, area in places if there is sheet] or [sheet.whole]
        found["data"] = [grid_data(book, sheet, area, parts) for area in areas]
    if sheet.merges:
        found["merges"] = [grid_json(sheet, area) for area in sheet.merges]
    if sheet.protected:
        found["protectedRanges"] = [protected_json(rule) for rule in sheet.protected.values()]
    kept = {name: part for name, part in sheet.kept.items() if part}
    return found | kept | metadata_json(book, sheet_id=sheet.id, kind="SHEET")


def protected_json(rule: Mapping) -> dict:
    """A ProtectedRange as the robot sees it."""
    may = rule.get("warningOnly") or ROBOT in rule["editors"].get("users", [])
    found = {name: part for name, part in rule.items() if name != "editors"}
    found |= {"requestingUserCanEdit": True} if may else {}
    return found | ({"editors": rule["editors"]} if may and not rule.get("warningOnly") else {})


def metadata_json(book: Book, **wanted: object) -> dict:
    """The developerMetadata of one object."""
    entries = [each for each in book.metadata.values() if all(getattr(each, k) == v for k, v in wanted.items())]
    return {"developerMetadata": [metadata.as_json(book, each) for each in entries]} if entries else {}


def grid_data(book: Book, sheet: Sheet, area: Area, parts: set[str]) -> dict:
    """A GridData."""
    starts = {"startRow": area.top, "startColumn": area.left}
    found: dict = {name: start for name, start in starts.items() if start}
    rows = trimmed([row_data(book, sheet, number, area, parts) for number in range(area.top, area.bottom)])
    if rows:
        found["rowData"] = rows
    by_line = {entry.line: entry for entry in book.metadata.values() if entry.sheet_id == sheet.id and entry.line}
    lines = [row.line for row in sheet.rows[area.top : area.bottom]]
    found["rowMetadata"] = [line_json(book, sheet, line, 21, line in by_line) for line in lines]
    columns = sheet.columns[area.left : area.right]
    return found | {"columnMetadata": [line_json(book, sheet, line, 100, line in by_line) for line in columns]}


def line_json(book: Book, sheet: Sheet, line: Line, size: int, described: bool) -> dict:
    """DimensionProperties of one row or column."""
    found = {"pixelSize": size} | sheet.looks.get(line, {})
    return found | metadata_json(book, line=line) if described else found


def row_data(book: Book, sheet: Sheet, number: int, area: Area, parts: set[str]) -> dict:
    """A RowData; a row without cells is {}."""
    row = sheet.rows[number]
    right = (
        area.right
        if parts & {"userEnteredFormat", "effectiveFormat", "note", "dataValidation"}
        else min(area.right, row.data)
    )
    cells = row.cells[area.left : right]
    values = [cell_json(book, sheet, (number, area.left + at), cell, parts) for at, cell in enumerate(cells)]
    values = trimmed(values)
    return {"values": values} if values else {}


def cell_json(book: Book, sheet: Sheet, place: tuple[int, int], cell: Cell | None, parts: set[str]) -> dict:
    """The wanted parts of a CellData; {} is an empty cell. Formats are those that were entered, never worked out; of a
    number format that was entered it is known that it has its effect."""
    if cell is None:
        return {}
    found = {"userEnteredFormat": cell.format, "note": cell.note, "dataValidation": cell.rule}
    if cell.number_format:
        found["effectiveFormat"] = {"numberFormat": cell.number_format}
    if cell.has_data:
        value = book.computed(sheet, *place)
        found |= {"userEnteredValue": entered_json(cell), "effectiveValue": value_json(value)}
        found["formattedValue"] = shown(value, cell.number_format, locale_named(book.locale))
    return {name: part for name, part in found.items() if part and name in parts}
