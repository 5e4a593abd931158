"""Requests about the spreadsheet and its tabs."""

from collections.abc import Mapping
from dataclasses import replace

from . import masks, metadata, resource
from .batch import Draft
from .errors import only, refused, unsupported
from .locales import locale_named
from .sheet import Line, Row, Sheet

GRID = {"rowCount", "columnCount", "frozenRowCount", "frozenColumnCount", "hideGridlines", "rowGroupControlAfter"}
GRID |= {"columnGroupControlAfter"}
MORE = {"tabColor", "tabColorStyle", "rightToLeft"}
OWN = {"autoRecalc", "timeZone", "locale", "title", "iterativeCalculationSettings"}


def add_sheet(draft: Draft, body: Mapping) -> dict:
    """addSheet."""
    only(body, "properties")
    given = body.get("properties") or {}
    sheet = Sheet.new(*identity(draft, given), **sizes(given.get("gridProperties") or {}))
    change(sheet, given, {name: {} for name in given if name not in ("sheetId", "title", "index", "sheetType")})
    if given.get("sheetType") not in (None, "GRID"):
        raise unsupported(f"tabs of the kind {given['sheetType']}")
    put(draft, sheet, given.get("index"))
    return {"properties": resource.properties(draft.book, sheet)}


def identity(draft: Draft, given: Mapping) -> tuple[int, str]:
    """The id and the title of a new tab. Raises ApiError when another tab has them."""
    taken = {sheet.id for sheet in draft.book.sheets}
    id, title = given.get("sheetId"), given.get("title")
    if id in taken:
        raise refused(f"Sheet with id {id} already exists.")
    if id is not None and id < 0:
        raise refused("Sheet id must be non-negative.")
    if title is None:
        number = len(taken) + 1
        while draft.book.titled(f"Sheet{number}"):
            number += 1
        title = f"Sheet{number}"
    check_title(draft, title)
    return (metadata.free_id(draft.chance, taken) if id is None else id), title


def check_title(draft: Draft, title: str, own: Sheet | None = None) -> None:
    """Raise ApiError when a tab may not be called that."""
    if not title:
        raise refused("The name of a sheet cannot be empty.")
    if len(title) > 100:
        raise refused("The sheet name cannot be greater than 100 characters.")
    if draft.book.titled(title) not in (None, own):
        raise refused(f'A sheet with the name "{title}" already exists. Please enter another name.')


def sizes(grid: Mapping) -> dict:
    """The size of a new tab."""
    return {"rows": grid.get("rowCount") or 1000, "columns": grid.get("columnCount") or 26}


def put(draft: Draft, sheet: Sheet, index: int | None) -> None:
    """Put a new tab among the others."""
    sheets = draft.book.sheets
    if index is not None and not 0 <= index <= len(sheets):
        raise refused(f"Sheet index {index} is out of range")
    sheets.insert(len(sheets) if index is None else index, sheet)


def delete_sheet(draft: Draft, body: Mapping) -> None:
    """deleteSheet."""
    only(body, "sheetId")
    sheet = draft.book.sheet(body.get("sheetId"))
    draft.book.sheets.remove(sheet)
    if all(other.hidden for other in draft.book.sheets):
        raise refused("You can't remove all the visible sheets in a document.")


def check_seen(draft: Draft) -> None:
    """Raise ApiError when no tab would be seen."""
    if all(sheet.hidden for sheet in draft.book.sheets):
        raise refused("You can't hide all the sheets in a document.")


def duplicate_sheet(draft: Draft, body: Mapping) -> dict:
    """duplicateSheet: values, looks and rules; no metadata."""
    only(body, "sourceSheetId", "insertSheetIndex", "newSheetId", "newSheetName")
    source = draft.book.sheet(body.get("sourceSheetId"))
    title = body.get("newSheetName") or free_title(draft, f"Copy of {source.title}")
    id, title = identity(draft, {"sheetId": body.get("newSheetId"), "title": title})
    rows = [Row(Line(), row.cells) for row in source.rows]
    copy = replace(source.copy(), id=id, title=title, rows=rows, columns=[Line() for _ in source.columns])
    copy.places, copy.looks, copy.named = None, {}, {}
    copy.protected = {
        metadata.free_id(draft.chance, source.protected): {
            **rule,
            "range": {**(rule.get("range") or {}), "sheetId": id},
        }
        for rule in source.protected.values()
    }
    copy.protected = {key: {**rule, "protectedRangeId": key} for key, rule in copy.protected.items()}
    index = body.get("insertSheetIndex")
    put(draft, copy, 0 if index is None else index)
    return {"properties": resource.properties(draft.book, copy)}


def free_title(draft: Draft, title: str) -> str:
    """A title, with a number where it is taken."""
    number, wanted = 1, title
    while draft.book.titled(title):
        number += 1
        title = f"{wanted} {number}"
    return title


def update_sheet_properties(draft: Draft, body: Mapping) -> None:
    """updateSheetProperties."""
    only(body, "properties", "fields")
    given, mask = body.get("properties") or {}, masks.parsed(body.get("fields") or "")
    sheet = draft.book.sheet(given.get("sheetId"))
    mask = mask or {name: {} for name in given if name not in ("sheetId", "sheetType")}
    if "title" in mask:
        check_title(draft, given.get("title") or "", sheet)
        draft.book.retitle(sheet, given["title"])
    if "index" in mask:
        move(draft, sheet, given.get("index", len(draft.book.sheets)))
    change(sheet, given, {name: below for name, below in mask.items() if name not in ("title", "index")})
    check_seen(draft)


def move(draft: Draft, sheet: Sheet, index: int) -> None:
    """Move a tab; the index counts the tabs before the move."""
    sheets = draft.book.sheets
    before = sheets.index(sheet)
    if not 0 <= index <= len(sheets):
        raise refused(f"Sheet index {index} is out of range")
    sheets.remove(sheet)
    sheets.insert(index - 1 if index > before else index, sheet)


def change(sheet: Sheet, given: Mapping, mask: Mapping) -> None:
    """Change the other properties of a tab under a mask."""
    for name, below in mask.items():
        if name == "hidden":
            sheet.hidden = bool(given.get("hidden"))
        elif name == "gridProperties":
            change_grid(sheet, given.get("gridProperties") or {}, below)
        elif name in MORE:
            sheet.more.pop(name, None)
            sheet.more |= {name: given[name]} if given.get(name) else {}
        else:
            raise unsupported(f"the property {name} of a tab")


def change_grid(sheet: Sheet, grid: Mapping, below: Mapping) -> None:
    """Change the size of a tab, and what is frozen."""
    names = set(below or grid)
    if names - GRID:
        raise unsupported(f"the grid property {min(names - GRID)}")
    rows = grid.get("rowCount") or 0 if "rowCount" in names else len(sheet.rows)
    columns = grid.get("columnCount") or 0 if "columnCount" in names else len(sheet.columns)
    sheet.resize(rows, columns)
    for name in names - {"rowCount", "columnCount"}:
        sheet.grid_more.pop(name, None)
        sheet.grid_more |= {name: grid[name]} if grid.get(name) else {}


def update_spreadsheet_properties(draft: Draft, body: Mapping) -> None:
    """updateSpreadsheetProperties."""
    only(body, "properties", "fields")
    given = body.get("properties") or {}
    for name in masks.parsed(body.get("fields") or "") or given:
        if name not in OWN:
            raise unsupported(f"the property {name} of a spreadsheet")
        if name == "locale":
            locale_named(given.get("locale") or "")
        draft.book.properties[name] = given.get(name)


KINDS = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
}
