"""The few calls that Kith makes to a spreadsheet, in its own words. Every one is one call, and may raise Trouble.

Source: the reference of the Sheets API, version 4. Rows and columns count from 1 here, from 0 in its ranges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.model.laid import Block, Laid
from crm.store.google.link import GOOGLE
from crm.store.google.transport import Transport
from crm.store.google.web import gspread

Json = dict[str, Any]
Raw = str | int | float | bool
Rows = list[list[Raw]]
Strip = tuple[int, int]
"""A row: the number of its sheet, and its own from 1."""

PLAIN, FORMULA = "UNFORMATTED_VALUE", "FORMULA"
_SERIAL = "SERIAL_NUMBER"  # days as numbers: a text would follow the spreadsheet's country
_FORMATS = (
    "sheets(properties(sheetId),data(startRow,startColumn,rowData(values(effectiveFormat(numberFormat),"
    "userEnteredFormat(numberFormat)))))"
)
_LAID = "sheets(properties(title),merges,data(rowMetadata(hiddenByUser,hiddenByFilter)))"
_ECHO = "sheets(properties(sheetId),data(startRow,startColumn,rowData(values(effectiveValue))))"


@dataclass(frozen=True)
class Page:
    """A sheet's number, which stays when it is renamed, its title, its size, and whether it is hidden."""

    id: int
    title: str
    rows: int
    columns: int
    is_hidden: bool


@dataclass(frozen=True)
class Found:
    """A range that a filter matched: the row it begins in, and its cells from column A."""

    row: int
    cells: Rows


class Spreadsheet:
    """One spreadsheet at Google."""

    def __init__(self, http: Transport, id: str) -> None:
        self.http, self.id = http, id
        self._url = f"{GOOGLE}/v4/spreadsheets/{id}"

    # reading ----------------------------------------------------------------------------------------------------------

    def about(self, fields: str = "properties,sheets.properties") -> Json:
        """Its properties and those of its sheets, or what else the mask names."""
        return self._json(self.http.request("get", self._url, params={"fields": fields}))

    def pages(self) -> list[Page]:
        """Its sheets, in their order."""
        return pages_in(self.about("sheets.properties"))

    def values(self, titles: Sequence[str], render: str = PLAIN) -> list[Rows]:
        """The cells of whole sheets, in one go; what is blank at the end of a row or sheet is left out."""
        params = {
            "ranges": [quoted(title) for title in titles],
            "valueRenderOption": render,
            "dateTimeRenderOption": _SERIAL,
            "majorDimension": "ROWS",
        }
        answer = self._json(self.http.request("get", f"{self._url}/values:batchGet", params=params))
        return [found.get("values", []) for found in answer.get("valueRanges", [])]

    def laid(self) -> dict[str, Laid]:
        """How the rows of its sheets lie, by title."""
        found = {}
        for sheet in self.about(_LAID).get("sheets", []):
            blocks = (
                Block(
                    block.get("startRowIndex", 0) + 1, block.get("startColumnIndex", 0) + 1,
                    block.get("endRowIndex", 0), block.get("endColumnIndex", 0),
                )
                for block in sheet.get("merges", [])
            )  # fmt: skip
            lines = [line for block in sheet.get("data", [])[:1] for line in block.get("rowMetadata", [])]
            hidden = (n for n, line in enumerate(lines, 1) if line.get("hiddenByUser") or line.get("hiddenByFilter"))
            found[sheet["properties"]["title"]] = Laid(tuple(blocks), frozenset(hidden))
        return found

    def number_formats(self, places: Sequence[tuple[Page, int, int]]) -> list[str]:
        """How the numbers of some cells are shown, each by its sheet, row and column: DATE, PERCENT ...; "" where
        nothing is said of it."""
        params: Json = {
            "ranges": [
                f"{quoted(page.title)}!{gspread.utils.rowcol_to_a1(row, column)}" for page, row, column in places
            ],
            "fields": _FORMATS,
        }
        told = self._json(self.http.request("get", self._url, params=params))
        found = {}
        for sheet in told.get("sheets", []):
            page = sheet.get("properties", {}).get("sheetId", 0)
            for block in sheet.get("data", []):
                cells = [cell for row in block.get("rowData", []) for cell in row.get("values", [])]
                place = page, block.get("startRow", 0) + 1, block.get("startColumn", 0) + 1
                found[place] = _number_format(cells[0]) if cells else ""
        return [found.get((page.id, row, column), "") for page, row, column in places]

    def matched(self, filters: Sequence[Json]) -> list[list[Found]]:
        """For each filter the ranges it matches, formulas as they were typed."""
        body = {
            "dataFilters": list(filters),
            "valueRenderOption": FORMULA,
            "dateTimeRenderOption": _SERIAL,
            "majorDimension": "ROWS",
        }
        answer = self._json(self.http.request("post", f"{self._url}/values:batchGetByDataFilter", json=body))
        found: list[list[Found]] = [[] for _ in filters]
        for match in answer.get("valueRanges", []):
            cells = match["valueRange"]
            for each in match.get("dataFilters", []):
                number = _place(filters, each)
                found[number].append(Found(_first_row(cells["range"]), cells.get("values", [])))
        return found

    def metadata(self) -> list[Json]:
        """Every developer metadata that the spreadsheet bears."""
        body: Json = {"dataFilters": [{"developerMetadataLookup": {}}]}
        answer = self._json(self.http.request("post", f"{self._url}/developerMetadata:search", json=body))
        return [match["developerMetadata"] for match in answer.get("matchedDeveloperMetadata", [])]

    # writing ----------------------------------------------------------------------------------------------------------

    def write_matched(self, entries: Sequence[tuple[Json, list[Raw | None]]]) -> list[Found | None]:
        """Write cells into rows by filter, from column A, None leaving a cell alone. For each what its row holds after
        all of them, None where nothing matched."""
        body = {
            "valueInputOption": "RAW",
            "data": [{"dataFilter": which, "majorDimension": "ROWS", "values": [cells]} for which, cells in entries],
            "includeValuesInResponse": True,
            "responseValueRenderOption": PLAIN,
            "responseDateTimeRenderOption": _SERIAL,
        }
        answer = self._json(self.http.request("post", f"{self._url}/values:batchUpdateByDataFilter", json=body))
        filters = [which for which, _ in entries]
        found: list[Found | None] = [None] * len(entries)
        for number, response in enumerate(answer.get("responses", [])):
            if (data := response.get("updatedData")) is not None:
                place = _place(filters, response["dataFilter"]) if "dataFilter" in response else number
                found[place] = Found(_first_row(data["range"]), data.get("values", []))
        return found

    def batch(self, requests: Sequence[Json]) -> list[Json]:
        """Several requests as one, all or none; their replies."""
        answer = self._json(self.http.batch_update(self.id, {"requests": list(requests)}))
        replies: list[Json] = answer.get("replies", [])
        return replies

    def batch_and_look(self, requests: Sequence[Json], rows: Sequence[tuple[Page, int]]) -> dict[Strip, list[Raw]]:
        """The same, and what some rows hold right after it. The answer may tell fewer rows, or all there are."""
        if not rows:
            self.batch(requests)
            return {}
        body = {
            "requests": list(requests),
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": True,
            "responseRanges": [f"{quoted(page.title)}!{row}:{row}" for page, row in rows],
        }
        params = {"fields": f"replies,updatedSpreadsheet({_ECHO})"}
        answer = self._json(self.http.request("post", f"{self._url}:batchUpdate", params=params, json=body))
        return _strips(answer.get("updatedSpreadsheet", {}))

    @staticmethod
    def _json(response: Any) -> Json:
        """The JSON of an answer."""
        found: Json = response if isinstance(response, dict) else response.json()
        return found


def pages_in(about: Json) -> list[Page]:
    """The sheets that an answer lists."""
    pages = []
    for sheet in about.get("sheets", []):
        looks = sheet["properties"]
        size = looks.get("gridProperties", {})
        pages.append(
            Page(
                looks.get("sheetId", 0),
                looks["title"],
                size.get("rowCount", 0),
                size.get("columnCount", 0),
                looks.get("hidden", False),
            )
        )
    return pages


def _strips(spreadsheet: Json) -> dict[Strip, list[Raw]]:
    """Row by row what an answer tells of a spreadsheet's cells, from column A."""
    found: dict[Strip, list[Raw]] = {}
    for sheet in spreadsheet.get("sheets", []):
        page = sheet.get("properties", {}).get("sheetId", 0)
        for block in sheet.get("data", []):
            lead: list[Raw] = [""] * block.get("startColumn", 0)
            for number, row in enumerate(block.get("rowData", [{}]), start=block.get("startRow", 0) + 1):
                found[page, number] = lead + [_seen(cell) for cell in row.get("values", [])]
    return found


def _number_format(cell: Json) -> str:
    """How the number of a cell is shown, with what a formula makes of it."""
    told = (cell.get(name, {}).get("numberFormat", {}) for name in ("effectiveFormat", "userEnteredFormat"))
    return next((str(each["type"]) for each in told if "type" in each), "")


def _seen(cell: Json) -> Raw:
    """A cell of grid data as values show it; an error as Google writes it."""
    value = cell.get("effectiveValue", {})
    if "errorValue" in value:
        return f"#{value['errorValue'].get('type', 'ERROR')}"
    seen: Raw = next(iter(value.values()), "")
    return seen


def quoted(title: str) -> str:
    """A sheet's title as a range: all of the sheet.

    >>> quoted("Bob's list")
    "'Bob''s list'"
    """
    return "'" + title.replace("'", "''") + "'"


def strip(page: int, first: int, last: int = 0) -> Json:
    """Whole rows of a sheet, from 1, as a grid range."""
    return {"sheetId": page, "startRowIndex": first - 1, "endRowIndex": last or first}


def anchored(number: int) -> Json:
    """The filter that finds a row by its anchor, wherever it stands by now."""
    return {"developerMetadataLookup": {"metadataId": number, "locationType": "ROW"}}


def typed(cell: Raw | None) -> Json:
    """A value as a typed cell; nothing clears it."""
    if cell is None or cell == "":
        return {}
    if isinstance(cell, bool):
        return {"userEnteredValue": {"boolValue": cell}}
    name = "stringValue" if isinstance(cell, str) else "numberValue"
    return {"userEnteredValue": {name: cell}}


def _place(filters: Sequence[Json], found: Json) -> int:
    """Which filter an answer is about; defaults may be left out in it."""
    bare = _without_defaults(found)
    return next(n for n, each in enumerate(filters) if _without_defaults(each) == bare)


def _without_defaults(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_defaults(each) for key, each in value.items() if each not in (0, "", False, None)}
    return value


def _first_row(range: str) -> int:
    """The row that a range begins in.

    >>> _first_row("'My list'!A12:Z12"), _first_row("Lists!A:B"), _first_row("'!9'!C3")
    (12, 1, 3)
    """
    corner = range.rpartition("!")[2].partition(":")[0]
    digits = "".join(letter for letter in corner if letter.isdigit())
    return int(digits) if digits else 1
