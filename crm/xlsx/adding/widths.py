"""How wide a new column is (ECMA-376 part 1, 18.3.1.13 col): wide enough for what it holds, and not hidden.

The column may lie in a stretch of columns that are described together; that is cut around it, and all others stay.
"""

import re
from typing import TYPE_CHECKING

from crm.xlsx.markup.rowcells import style_number
from crm.xlsx.markup.xmltext import attributes, set_attribute

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet

_COLUMN = re.compile(rb"<((?:[\w.-]+:)?)col(\s[^<>]*?)(?:/>|>\s*</\1col\s*>)")
_NONE = re.compile(rb"<(?:[\w.-]+:)?cols\s*/>")
_END = re.compile(rb"</(?:[\w.-]+:)?cols\s*>")
_ROWS = re.compile(rb"<(?:[\w.-]+:)?sheetData[\s/>]")
Span = tuple[int, int]


def widen(sheet: "Sheet", column: int, width: float) -> None:
    """Make a column at least that wide, in characters of the usual font. One under a chart or a picture stays as it is,
    since that would be stretched with it."""
    if any(block.first_column <= column <= block.last_column for block in sheet.drawn_over):
        return
    head = _NONE.sub(b"", sheet.text.head)
    for found in _COLUMN.finditer(head):
        tag = attributes(found[2])
        first, last = style_number(tag.get("min", "0")), style_number(tag.get("max", "0"))
        if first <= column <= last:
            if _width(tag) < width or _is_hidden(tag):
                sheet.text.head = (
                    head[: found.start()] + _cut(found[0], (first, last), column, width) + head[found.end() :]
                )
            return
        if first > column:
            sheet.text.head = head[: found.start()] + _new(found[1], column, width) + head[found.start() :]
            return
    if end := _END.search(head):
        sheet.text.head = head[: end.start()] + _new(sheet.text.prefix, column, width) + head[end.start() :]
    elif rows := _ROWS.search(head):
        p = sheet.text.prefix
        group = b"<" + p + b"cols>" + _new(p, column, width) + b"</" + p + b"cols>"
        sheet.text.head = head[: rows.start()] + group + head[rows.start() :]


def _width(tag: dict[str, str]) -> float:
    try:
        return float(tag.get("width", "0"))
    except ValueError:
        return 0.0


def _is_hidden(tag: dict[str, str]) -> bool:
    return tag.get("hidden", "") in ("1", "true")


def _new(prefix: bytes, column: int, width: float) -> bytes:
    return b'<%scol min="%d" max="%d" width="%g" customWidth="1"/>' % (prefix, column, column, width)


def _cut(tag: bytes, span: Span, column: int, width: float) -> bytes:
    """The description of a stretch as up to three: before the column, the column, after it."""
    first, last = span
    own = set_attribute(set_attribute(_over(tag, column, column), "width", f"{width:g}"), "customWidth", "1")
    if b"hidden" in own:
        own = set_attribute(own, "hidden", "0")
    before = _over(tag, first, column - 1) if first < column else b""
    after = _over(tag, column + 1, last) if column < last else b""
    return before + own + after


def _over(tag: bytes, first: int, last: int) -> bytes:
    """The same description for other columns."""
    opening = tag[: tag.index(b">") + 1]
    whole = opening if opening.endswith(b"/>") else opening[:-1] + b"/>"
    return set_attribute(set_attribute(whole, "min", str(first)), "max", str(last))
