"""The cells of a sheet for another workbook: styles by their new numbers, shared strings written into the cells."""

import re
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from crm.xlsx.cells import escape
from crm.xlsx.elements import written
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.fallback import editable
from crm.xlsx.looks import Looks
from crm.xlsx.rows import SheetText
from crm.xlsx.sparse import text_of
from crm.xlsx.xmltext import attributes, local, parse, set_attribute

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet

_SELECTED = re.compile(rb"""\stabSelected\s*=\s*(?:"[^"]*"|'[^']*')""")
_PROPERTIES = re.compile(rb"<(?:[\w.-]+:)?sheetPr(?=[\s/>])[^<>]*>")
_CODE_NAME = re.compile(rb"""\scodeName\s*=\s*(?:"[^"]*"|'[^']*')""")
_OTHER_WINDOW = re.compile(
    rb"""<((?:[\w.-]+:)?)sheetView\s(?=[^<>]*workbookViewId\s*=\s*["'][1-9])[^<>]*?(?:/>|>.*?</\1sheetView\s*>)""",
    re.DOTALL,
)
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s[^<>]*>")
_EXTRA = re.compile(rb"""\s[cv]m\s*=\s*["'][1-9]""")
_STRINGS = re.compile(rb"<(?:[\w.-]+:)?sst(?=[\s/>])[^<>]*>")
_STRING = re.compile(rb"<((?:[\w.-]+:)?)si(?=[\s/>])[^<>]*?(?:/>|>.*?</\1si\s*>)", re.DOTALL)
_TYPE = re.compile(rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")


class Cells:
    """What a sheet holds up to the end of its rows, as it reads in the workbook whose styles `looks` adds to."""

    def __init__(self, like: "Sheet", text: SheetText, looks: Looks, *, same_days: bool):
        """`text` is that of the sheet; `same_days`: whether days count from the same day in both workbooks."""
        self._like, self._text, self._looks, self._same_days = like, text, looks, same_days
        self._source = like.book.source()
        self._prefix = text.prefix

    def head(self) -> bytes:
        """What stands before the rows: not chosen as a tab, without a name for macros, in one window."""
        head = _OTHER_WINDOW.sub(b"", _SELECTED.sub(b"", self._text.head))
        head = _PROPERTIES.sub(lambda found: _CODE_NAME.sub(b"", found[0]), head)
        return _COLUMN.sub(lambda found: self._styled(found[0], "style"), head)

    def rows(self) -> bytes:
        """All rows. Raises RefusedEdit for what only its own workbook can hold."""
        rows, p = b"".join(self._text.pieces()), re.escape(self._prefix)
        rows = re.sub(rb"<" + p + rb"row(?=[\s/>])[^<>]*>", lambda found: self._styled(found[0], "s"), rows)
        cell = rb"(<" + p + rb"c(?=[\s/>])[^<>]*?)(?:/>|>(.*?)</" + p + rb"c\s*>)"
        return re.sub(cell, lambda found: self._cell(found[1], found[2]), rows, flags=re.DOTALL)

    def _styled(self, tag: bytes, name: str) -> bytes:
        """A row's or column's tag, whose style is only there when it is named."""
        style = attributes(tag).get(name)
        return tag if style is None else set_attribute(tag, name, str(self._looks.cell(int(style))))

    def _cell(self, opened: bytes, inner: bytes | None) -> bytes:
        tag = attributes(opened)
        if _EXTRA.search(opened):
            raise RefusedEdit(
                f"Cell {tag.get('r', '')} of “{self._like.title}” holds a picture or a formula that fills other cells "
                "by itself, so the sheet cannot be copied."
            )
        style, kind = int(tag.get("s", "0")), tag.get("t", "n")
        if not self._same_days and inner and kind in ("n", "d") and self._source.styles.kind(style):
            raise RefusedEdit(
                f"“{self._like.title}” holds days, and this workbook counts them from another year. "
                "Clear the setting “Use 1904 date system” in Excel first."
            )
        new = self._looks.cell(style)
        if new != style:
            opened = set_attribute(opened + b">", "s", str(new))[:-1]
        if inner is None:
            return opened + b"/>"
        if kind == "s":
            opened, inner = self._with_text(opened, inner)
        return opened + b">" + inner + b"</" + self._prefix + b"c>"

    def _with_text(self, opened: bytes, inner: bytes) -> tuple[bytes, bytes]:
        """A cell with its text in it instead of the number of a shared string."""
        p = self._prefix
        found = re.search(rb"<" + p + rb"v(?:\s[^<>]*)?>\s*(\d+)\s*</" + p + rb"v\s*>", inner)
        item = self._string(int(found[1])) if found else None
        if found is None or item is None:
            raise RefusedEdit(
                f"A cell of “{self._like.title}” has a text that does not exist. Let Excel repair the file."
            )
        if b"<" + p + b"f" in inner:
            plain = b"<" + p + b"v>" + escape(text_of(item)).encode() + b"</" + p + b"v>"
            return _TYPE.sub(b' t="str"', opened), inner[: found.start()] + plain + inner[found.end() :]
        whole = b"<" + p + b"is>" + written(item, p, inside=True) + b"</" + p + b"is>"
        return _TYPE.sub(b' t="inlineStr"', opened), whole

    @cached_property
    def _strings(self) -> tuple[bytes, list[bytes]]:
        """The first tag of the shared strings, and each of them as bytes."""
        xml = editable(self._source.strings or b"<sst/>", "sharedStrings.xml")
        root = _STRINGS.search(xml)
        return (root[0] if root else b"<sst>"), [found[0] for found in _STRING.finditer(xml)]

    def _string(self, number: int) -> Element | None:
        """A shared string; what it says of the sound of Japanese words would name a font of its own workbook."""
        root, strings = self._strings
        if number >= len(strings):
            return None
        end = b"</" + root[1:].split(b">")[0].split()[0] + b">"
        item = parse(root + strings[number] + end, "sharedStrings.xml")[0]
        for part in list(item):
            if local(part.tag) == "phoneticPr":
                item.remove(part)
        return item
