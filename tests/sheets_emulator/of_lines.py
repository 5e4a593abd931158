"""Requests about rows and columns: insert, delete, append, move, their looks and groups."""

from collections.abc import Mapping

from . import masks
from .a1 import Area
from .batch import Draft
from .errors import only, refused, unsupported
from .sheet import Sheet
from .values import guard

LOOKS = {"hiddenByUser", "pixelSize"}


def span_of(draft: Draft, given: object, insert: bool = False) -> tuple[Sheet, str, int, int]:
    """(tab, dimension, start, end) of a DimensionRange. insert: it may end beyond the grid."""
    span = given if isinstance(given, dict) else {}
    dimension = span.get("dimension")
    if dimension not in ("ROWS", "COLUMNS"):
        raise refused("No dimension was given")
    sheet = draft.book.sheet(span.get("sheetId"))
    there = len(sheet.lines(dimension))
    start, end = span.get("startIndex") or 0, span.get("endIndex")
    end = there if end is None else end
    word = dimension[:-1].lower()
    if start < 0 or start >= end:
        raise refused(f"Invalid range: from {word} {start} to {end}")
    if not insert and (start > there or end > there):
        index = start if start >= there else end - 1
        raise refused(
            f"Cannot use a {word} that doesn't exist. Tried {word} index {index} but there are only {there} {word}s."
        )
    return sheet, dimension, start, end


def insert_dimension(draft: Draft, body: Mapping) -> None:
    """insertDimension."""
    only(body, "range", "inheritFromBefore")
    sheet, dimension, start, end = span_of(draft, body.get("range"), insert=True)
    size, before = len(sheet.lines(dimension)), bool(body.get("inheritFromBefore"))
    if "startIndex" not in body["range"]:
        raise refused("range.startIndex must be set")
    if start > size:
        raise refused(f"range.startIndex is larger than current grid size ({size})")
    if start == size and not before:
        raise refused(f"range.startIndex must be less than the grid size ({size}) if inheritFromBefore is false.")
    if start == 0 and before:
        raise refused("inheritFromBefore cannot be true at the first row or column")
    sheet.insert(dimension, start, end - start, like=start - 1 if before else start)


def delete_dimension(draft: Draft, body: Mapping) -> None:
    """deleteDimension."""
    only(body, "range")
    sheet, dimension, start, end = span_of(draft, body.get("range"))
    area = sheet.whole
    area = Area(start, 0, end, area.right) if dimension == "ROWS" else Area(0, start, area.bottom, end)
    guard(sheet, area, draft.caller)
    sheet.delete(dimension, start, end)


def append_dimension(draft: Draft, body: Mapping) -> None:
    """appendDimension."""
    only(body, "sheetId", "dimension", "length")
    sheet = draft.book.sheet(body.get("sheetId"))
    dimension = body.get("dimension")
    if dimension not in ("ROWS", "COLUMNS") or (body.get("length") or 0) < 1:
        raise refused("No dimension or no length was given")
    sheet.insert(dimension, len(sheet.lines(dimension)), body["length"])


def move_dimension(draft: Draft, body: Mapping) -> None:
    """moveDimension: whole rows or columns, with all that is attached to them."""
    only(body, "source", "destinationIndex")
    sheet, dimension, start, end = span_of(draft, body.get("source"))
    to = body.get("destinationIndex") or 0
    if not 0 <= to <= len(sheet.lines(dimension)):
        raise refused(f"The destination index {to} is out of range")
    sheet.move(dimension, start, end, to)


def update_dimension_properties(draft: Draft, body: Mapping) -> None:
    """updateDimensionProperties: hidden, and the size."""
    only(body, "range", "properties", "fields")
    sheet, dimension, start, end = span_of(draft, body.get("range"))
    given = body.get("properties") or {}
    names = set(masks.parsed(body.get("fields") or "") or given)
    if names - LOOKS:
        raise unsupported(f"the dimension property {min(names - LOOKS)}")
    for line in sheet.lines(dimension)[start:end]:
        looks = {name: value for name, value in sheet.looks.get(line, {}).items() if name not in names}
        sheet.looks[line] = looks | {name: given[name] for name in names if given.get(name)}


def auto_resize_dimensions(draft: Draft, body: Mapping) -> None:
    """autoResizeDimensions: widths are not computed here, the request only has to be right."""
    only(body, "dimensions")
    span_of(draft, body.get("dimensions"))


def groups_of(sheet: Sheet, dimension: str) -> tuple[str, list[dict]]:
    """Where the groups of rows or columns are kept, and the groups."""
    name = "rowGroups" if dimension == "ROWS" else "columnGroups"
    return name, list(sheet.kept.get(name) or [])


def add_dimension_group(draft: Draft, body: Mapping) -> dict:
    """addDimensionGroup: kept, one level deep."""
    only(body, "range")
    sheet, dimension, start, end = span_of(draft, body.get("range"))
    name, groups = groups_of(sheet, dimension)
    span = {"dimension": dimension, "startIndex": start, "endIndex": end} | ({"sheetId": sheet.id} if sheet.id else {})
    depth = 1 + sum(start >= each["range"]["startIndex"] and end <= each["range"]["endIndex"] for each in groups)
    sheet.kept[name] = [*groups, {"range": span, "depth": depth}]
    return {"dimensionGroups": sheet.kept[name]}


def update_dimension_group(draft: Draft, body: Mapping) -> None:
    """updateDimensionGroup: collapsed or not."""
    only(body, "dimensionGroup", "fields")
    given = body.get("dimensionGroup") or {}
    sheet, dimension, start, end = span_of(draft, given.get("range"))
    name, groups = groups_of(sheet, dimension)
    for place, group in enumerate(groups):
        same = (group["range"]["startIndex"], group["range"]["endIndex"]) == (start, end)
        if same and group["depth"] == given.get("depth"):
            new = {"range": group["range"], "depth": group["depth"]}
            groups[place] = new | ({"collapsed": True} if given.get("collapsed") else {})
            sheet.kept[name] = groups
            return
    raise refused("There is no such group")


KINDS = {
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "appendDimension": append_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "autoResizeDimensions": auto_resize_dimensions,
    "addDimensionGroup": add_dimension_group,
    "updateDimensionGroup": update_dimension_group,
}
