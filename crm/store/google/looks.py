"""How a new sheet looks at Google: headings, formats of whole columns, words to choose from, what is folded away.

Only sheets and columns that Kith makes are dressed, and once: colours that people give to words cannot be read, and
would be lost.
"""

from collections.abc import Iterator, Mapping, Sequence

from crm.model.cells import CHOICES, ID, LONG_TEXT
from crm.model.schema import KITH, SHOWN, UNDERSTOOD, Column, Sheet
from crm.store.google.calls import Json, Raw, typed
from crm.store.overview import HEADINGS, WIDTHS

FORMATS = {
    "text": {"type": "TEXT", "pattern": "@"},
    "day": {"type": "DATE", "pattern": "d mmm yyyy"},
    "moment": {"type": "DATE_TIME", "pattern": "d mmm yyyy hh:mm"},
    "whole": {"type": "NUMBER", "pattern": "0"},
    "money": {"type": "NUMBER", "pattern": "#,##0.00"},
}
_PALE_TEAL, _PALE, _GREY = "DCEBE8", "EEF2F1", "F1F1F1"
_INK, _QUIET = "1F2937", "6B7280"
ROWS = 1000
COLUMN_KEY = "f:"  # the key of a column's anchor begins so, and its field follows


def sheet_made(
    page: int, title: str, columns: int, *, is_hidden: bool = False, rows: int = ROWS, index: int | None = None
) -> Json:
    """The request that makes a sheet with a number of our choice, behind all others or at `index`; refused when that
    number is taken."""
    grid = {"rowCount": rows, "columnCount": columns, "frozenRowCount": 1}
    properties = {"sheetId": page, "title": title, "gridProperties": grid, "hidden": is_hidden}
    return {"addSheet": {"properties": properties if index is None else {**properties, "index": index}}}


def guided(page: int, headings: Sequence[int]) -> Iterator[Json]:
    """The requests that give the guide its widths, and its headings (rows from 0) their weight."""
    for column, pixels in enumerate((260, 600)):
        span = {"sheetId": page, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
        yield {"updateDimensionProperties": {"range": span, "properties": {"pixelSize": pixels}, "fields": "pixelSize"}}
    for row in headings:
        cell = {"userEnteredFormat": {"textFormat": {"bold": True}, "backgroundColor": _colour(_PALE_TEAL)}}
        span = {"sheetId": page, "startRowIndex": row, "endRowIndex": row + 1}
        yield {"repeatCell": {"range": span, "cell": cell, "fields": "userEnteredFormat(textFormat,backgroundColor)"}}


def shown(page: int) -> Iterator[Json]:
    """The requests that give the sheet of figures its widths, and its headings their weight."""
    for column, letters in enumerate(WIDTHS):
        span = {"sheetId": page, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
        pixels = {"pixelSize": 7 * letters}
        yield {"updateDimensionProperties": {"range": span, "properties": pixels, "fields": "pixelSize"}}
    titles: dict[int, Json] = {first - 2: {"backgroundColor": _colour(_PALE_TEAL)} for first in HEADINGS}
    for row, looks in {0: {}, **titles}.items():
        text = {"bold": True, **({} if row else {"fontSize": 16})}
        span = {"sheetId": page, "startRowIndex": row, "endRowIndex": row + 1}
        cell = {"userEnteredFormat": {"textFormat": text, **looks}}
        yield {"repeatCell": {"range": span, "cell": cell, "fields": "userEnteredFormat(textFormat,backgroundColor)"}}


def filled(page: int, rows: Sequence[Sequence[Raw]], *, row: int = 1, column: int = 1) -> Json:
    """The request that writes a block of cells."""
    start = {"sheetId": page, "rowIndex": row - 1, "columnIndex": column - 1}
    cells = [{"values": [typed(cell) for cell in each]} for each in rows]
    return {"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}}


def headed(page: int, columns: Sequence[Column], first: int = 1) -> Json:
    """The request that writes headings, each with its note and colour."""
    cells = [
        {**typed(column.heading), **({"note": column.help} if column.help else {}), "userEnteredFormat": _head(column)}
        for column in columns
    ]
    start = {"sheetId": page, "rowIndex": 0, "columnIndex": first - 1}
    return {
        "updateCells": {
            "start": start,
            "rows": [{"values": cells}],
            "fields": "userEnteredValue,note,userEnteredFormat",
        }
    }


def dressed(page: int, sheet: Sheet, columns: Sequence[Column], words: Mapping[str, Json]) -> Iterator[Json]:
    """The requests that give a new sheet its looks. `words` says where the words of each list stand."""
    for number, column in enumerate(columns):
        below = _below(page, number)
        yield {
            "repeatCell": {"range": below, "cell": {"userEnteredFormat": _cell(column)}, "fields": "userEnteredFormat"}
        }
        if rule := _choice(column, words):
            yield {"setDataValidation": {"range": below, "rule": rule}}
        yield column_anchor(page, number + 1, column.field)
    yield from _folded(page, columns)
    yield _warned(page, {"sheetId": page, "startRowIndex": 0, "endRowIndex": 1}, "Kith finds columns by these headings")
    ids = next(n for n, column in enumerate(columns) if column.kind is ID and column.field == "id")
    yield _warned(page, _below(page, ids), "Kith finds rows by these IDs")
    whole = {"sheetId": page, "startRowIndex": 0, "startColumnIndex": 0, "endColumnIndex": len(columns)}
    yield {"setBasicFilter": {"filter": {"range": whole}}}


def column_anchor(page: int, column: int, field: str) -> Json:
    """The request that lets a column be found again by its field when it is renamed or moved."""
    span = {"sheetId": page, "dimension": "COLUMNS", "startIndex": column - 1, "endIndex": column}
    made = {"metadataKey": COLUMN_KEY + field, "location": {"dimensionRange": span}, "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def as_text(page: int, columns: Sequence[int]) -> Iterator[Json]:
    """The requests that keep columns (from 0) of a sheet as they are typed."""
    for number in columns:
        cell = {"userEnteredFormat": {"numberFormat": FORMATS["text"]}}
        fields = "userEnteredFormat.numberFormat"
        yield {"repeatCell": {"range": _below(page, number), "cell": cell, "fields": fields}}


def as_numbers(page: int, number: int, heading_row: int, column: Column) -> Json:
    """The request that has a column (from 1) show its numbers and days as its kind does, below the headings."""
    cell = {"userEnteredFormat": {"numberFormat": FORMATS[column.kind.storage]}}
    span = {**_below(page, number - 1), "startRowIndex": heading_row}
    return {"repeatCell": {"range": span, "cell": cell, "fields": "userEnteredFormat.numberFormat"}}


def _below(page: int, column: int) -> Json:
    return {"sheetId": page, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}


def _is_grey(column: Column) -> bool:
    return column.field == "id" or column.place == KITH


def _head(column: Column) -> Json:
    fill = _GREY if _is_grey(column) else _PALE_TEAL if column.place == SHOWN else _PALE
    ink = _QUIET if _is_grey(column) else _INK
    text = {"bold": not _is_grey(column), "foregroundColor": _colour(ink)}
    return {"backgroundColor": _colour(fill), "textFormat": text}


def _cell(column: Column) -> Json:
    looks: Json = {"verticalAlignment": "TOP"}
    if column.kind.storage in FORMATS:
        looks["numberFormat"] = FORMATS[column.kind.storage]
    if column.kind is LONG_TEXT:
        looks["wrapStrategy"] = "WRAP"
    if _is_grey(column):
        looks |= {"backgroundColor": _colour(_GREY), "textFormat": {"foregroundColor": _colour(_QUIET)}}
    return looks


def _choice(column: Column, words: Mapping[str, Json]) -> Json | None:
    """A drop-down that lets people keep another word; several words in one cell cannot be chosen so."""
    if column.kind is CHOICES:
        return None
    if column.fixed:
        values: Json = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": word} for word in column.fixed]}
    elif column.list in words:
        values = words[column.list]
    else:
        return None
    return {"condition": values, "strict": False, "showCustomUi": True}


def _folded(page: int, columns: Sequence[Column]) -> Iterator[Json]:
    """Hide the columns that only few need, run by run."""
    first: int | None = None
    for number, column in enumerate((*columns, None)):
        is_folded = column is not None and column.place not in (SHOWN, UNDERSTOOD)
        if is_folded and first is None:
            first = number
        elif not is_folded and first is not None:
            span = {"sheetId": page, "dimension": "COLUMNS", "startIndex": first, "endIndex": number}
            hidden = {"range": span, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
            yield {"updateDimensionProperties": hidden}
            first = None


def _warned(page: int, span: Json, why: str) -> Json:
    return {"addProtectedRange": {"protectedRange": {"range": span, "description": why, "warningOnly": True}}}


def _colour(code: str) -> Json:
    red, green, blue = (round(int(code[n : n + 2], 16) / 255, 4) for n in (0, 2, 4))
    return {"red": red, "green": green, "blue": blue}
