"""Requests that look for text or for equal rows."""

from collections.abc import Mapping

from . import cells
from .a1 import Area
from .batch import Draft
from .errors import only, refused, unsupported
from .sheet import Sheet
from .values import guard


def find_replace(draft: Draft, body: Mapping) -> dict:
    """findReplace: text in cells that hold values; the counts say what changed."""
    only(
        body, "find", "replacement", "matchCase", "matchEntireCell", "sheetId", "range", "allSheets", "includeFormulas"
    )
    if not body.get("find"):
        raise refused("Nothing to find")
    if body.get("includeFormulas"):
        raise unsupported("findReplace in formulas")
    counts = {"valuesChanged": 0, "rowsChanged": 0, "sheetsChanged": 0, "occurrencesChanged": 0}
    for sheet, area in searched(draft, body):
        rows: set[int] = set()
        for row, column, cell in list(sheet.each(area)):
            found = 0 if cell.formula else occurrences(cell.value, body)
            if found:
                guard(sheet, Area(row, column, row + 1, column + 1), draft.caller)
                sheet.put(row, column, cell.holding(replaced(cell.value, body)))
                rows.add(row)
                counts["valuesChanged"] += 1
                counts["occurrencesChanged"] += found
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {name: count for name, count in counts.items() if count}


def searched(draft: Draft, body: Mapping) -> list[tuple[Sheet, Area]]:
    """Where findReplace looks."""
    if body.get("allSheets"):
        return [(sheet, sheet.whole) for sheet in draft.book.sheets]
    if body.get("range") is not None:
        return [draft.place(body["range"])]
    if "sheetId" not in body:
        raise refused("No place to search was given")
    sheet = draft.book.sheet(body["sheetId"])
    return [(sheet, sheet.whole)]


def occurrences(value: cells.Value, body: Mapping) -> int:
    """How often the text is found in a value."""
    text, find = as_found(value), str(body["find"])
    if not body.get("matchCase"):
        text, find = text.lower(), find.lower()
    return int(text == find) if body.get("matchEntireCell") else text.count(find)


def as_found(value: cells.Value) -> str:
    """A value as text to search in."""
    return "" if value is None else str(value).upper() if isinstance(value, bool) else str(value)


def replaced(value: cells.Value, body: Mapping) -> cells.Value:
    """A value with the text replaced; what was a number stays one where it still reads as one."""
    find, new = str(body["find"]), str(body.get("replacement") or "")
    text = as_found(value)
    if body.get("matchEntireCell"):
        text = new
    elif body.get("matchCase"):
        text = text.replace(find, new)
    else:
        start = text.lower().find(find.lower())
        while start >= 0:
            text = text[:start] + new + text[start + len(find) :]
            start = text.lower().find(find.lower(), start + len(new))
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and text.lstrip("-").replace(".", "", 1).isdigit()
    ):
        return cells.plain(float(text))
    return text or None


def delete_duplicates(draft: Draft, body: Mapping) -> dict:
    """deleteDuplicates: of rows that are equal in the compared columns the first stays, the others move out."""
    only(body, "range", "comparisonColumns")
    sheet, area = draft.to_write(body.get("range"))
    columns = [column for span in body.get("comparisonColumns") or [] for column in compared_columns(span, area)]
    columns = columns or list(range(area.left, area.right))
    seen: set[tuple] = set()
    kept = []
    for number in range(area.top, area.bottom):
        found = tuple(same(draft.book.computed(sheet, number, column)) for column in columns)
        if found not in seen:
            kept.append(sheet.rows[number].slice(area.left, area.right))
        seen.add(found)
    removed = area.height - len(kept)
    for number in range(area.top, area.bottom):
        at = number - area.top
        new = kept[at] if at < len(kept) else (None,) * area.width
        sheet.rows[number] = sheet.rows[number].with_cells(area.left, new)
    return {"duplicatesRemovedCount": removed} if removed else {}


def compared_columns(span: Mapping, area: Area) -> range:
    """The columns of a DimensionRange, within an area."""
    if span.get("dimension") != "COLUMNS":
        raise refused("Only columns can be compared")
    start, end = span.get("startIndex") or 0, span.get("endIndex") or area.right
    if start < area.left or end > area.right:
        raise refused("A compared column lies outside of the range")
    return range(start, end)


def same(value: cells.Value) -> object:
    """A value for comparing: text without regard to case, TRUE not equal to 1."""
    return value.casefold() if isinstance(value, str) else (type(value) is bool, value)


KINDS = {"findReplace": find_replace, "deleteDuplicates": delete_duplicates}
