"""The cells of a sheet for another workbook: styles by their new numbers, shared strings written into the cells."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from crm.xlsx.adding.looks import Looks
from crm.xlsx.cells import escape, whole
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.markup.elements import written
from crm.xlsx.markup.fallback import editable
from crm.xlsx.markup.rowcells import style_number
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.markup.xmltext import attributes, local, parse, set_attribute
from crm.xlsx.reading.sparse import text_of

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
_STRINGS = re.compile(rb"<(?:[\w.-]+:)?sst(?=[\s/>])[^<>]*>")
_STRING = re.compile(rb"<((?:[\w.-]+:)?)si(?=[\s/>])[^<>]*?(?:/>|>.*?</\1si\s*>)", re.DOTALL)
_DECIMAL = rb"([0-9]{1,17}(?:\.[0-9]{1,25})?(?:[eE][+-]?[0-9]{1,3})?)(?=\s*<)"
_UNUSUAL = re.compile(rb"</?[\w.-]+:|phoneticPr")


class Cells:
    """What a sheet holds up to the end of its rows, as it reads in the workbook whose styles `looks` adds to."""

    def __init__(self, like: "Sheet", text: SheetText, looks: Looks, *, shift: int):
        """`text` is that of the sheet; `shift`: what to add to a day where days count from another first day."""
        self._like, self._text, self._looks, self._shift = like, text, looks, shift
        self._source = like.book.source()
        self._prefix = text.prefix
        self._styles: dict[bytes, bytes] = {}
        self._texts: dict[int, bytes] = {}

    def head(self) -> bytes:
        """What stands before the rows: not chosen as a tab, without a name for macros, in one window."""
        head = _OTHER_WINDOW.sub(b"", _SELECTED.sub(b"", self._text.head))
        head = _PROPERTIES.sub(lambda found: _CODE_NAME.sub(b"", found[0]), head)
        return _COLUMN.sub(lambda found: self._styled(found[0], "style"), head)

    def rows(self) -> bytes:
        """All rows. Raises RefusedEdit for what only its own workbook can hold."""
        return b"".join(map(self._piece, self._text.pieces()))

    def _piece(self, rows: bytes) -> bytes:
        """Some whole rows; what most cells have is changed in one go for all of them."""
        patterns, p = self._patterns, self._prefix
        if found := patterns.extra.search(rows):
            raise RefusedEdit(
                f"Cell {attributes(found[0]).get('r', '')} of “{self._like.title}” holds a picture or a formula that "
                "fills other cells by itself, so the sheet cannot be copied."
            )
        if self._shift:
            rows = patterns.numbers.sub(self._moved, rows)
        rows = patterns.styled.sub(lambda found: found[1] + self._style(found[2]), rows)
        if new := self._looks.cell(0):
            rows = patterns.unstyled.sub(rb'\g<0> s="%d"' % new, rows)
        start, end = b' t="inlineStr"', b"><" + p + b"is>"
        rows = patterns.texts.sub(
            lambda found: found[1] + start + found[2] + end + self._inner(int(found[3])) + b"</" + p + b"is>", rows
        )
        return patterns.computed.sub(self._computed, rows)

    @cached_property
    def _patterns(self) -> "_Patterns":
        return _Patterns.of(re.escape(self._prefix))

    def _style(self, number: bytes) -> bytes:
        if number not in self._styles:
            self._styles[number] = b"%d" % self._looks.cell(style_number(number.decode()))
        return self._styles[number]

    def _styled(self, tag: bytes, name: str) -> bytes:
        """A column's tag, whose style is only there when it is named."""
        style = attributes(tag).get(name)
        return tag if style is None else set_attribute(tag, name, str(self._looks.cell(style_number(style))))

    def _moved(self, found: re.Match[bytes]) -> bytes:
        """A number that is shown as a day, counted from the other first day."""
        tag = attributes(found[1])
        is_day = tag.get("t", "n") == "n" and self._source.styles.kind(style_number(tag.get("s", "0"))) == "date"
        serial = float(found[3]) if is_day else 0.0
        if serial < 1:  # a text, a number, a time of day
            return found[0]
        if serial + self._shift < 0:
            raise RefusedEdit(f"“{self._like.title}” holds days before 1904, which this workbook cannot show.")
        return found[1] + found[2] + repr(whole(serial + self._shift)).encode()

    def _computed(self, found: re.Match[bytes]) -> bytes:
        """A formula whose result is a shared string."""
        item = self._string(int(found[4]))
        return found[1] + b' t="str"' + found[2] + found[3] + escape(text_of(item)).encode()

    def _inner(self, number: int) -> bytes:
        """What a shared string holds, as it reads in this sheet."""
        if number not in self._texts:
            root, strings = self._strings
            whole = strings[number] if number < len(strings) else b""
            simple = whole and root.startswith(b"<" + self._prefix + b"sst") and not _UNUSUAL.search(whole)
            start, end = whole.find(b">") + 1, whole.rfind(b"</")
            if not simple:
                self._texts[number] = written(self._string(number), self._prefix, inside=True)
            else:
                self._texts[number] = whole[start:end] if end > 0 else b""
        return self._texts[number]

    @cached_property
    def _strings(self) -> tuple[bytes, list[bytes]]:
        """The first tag of the shared strings, and each of them as bytes."""
        xml = editable(self._source.strings or b"<sst/>", "sharedStrings.xml")
        root = _STRINGS.search(xml)
        return (root[0] if root else b"<sst>"), [found[0] for found in _STRING.finditer(xml)]

    def _string(self, number: int) -> Element:
        """A shared string; what it says of the sound of Japanese words would name a font of its own workbook."""
        root, strings = self._strings
        if number >= len(strings):
            raise RefusedEdit(
                f"A cell of “{self._like.title}” has a text that does not exist. Let Excel repair the file."
            )
        end = b"</" + root[1:].split(b">")[0].split()[0] + b">"
        item = parse(root + strings[number] + end, "sharedStrings.xml")[0]
        for part in list(item):
            if local(part.tag) == "phoneticPr":
                item.remove(part)
        return item


@dataclass(frozen=True)
class _Patterns:
    """Cells as bytes, for one prefix of tags."""

    styled: re.Pattern[bytes]  # the style of a cell or row that names one
    unstyled: re.Pattern[bytes]  # the start of a cell that names none
    texts: re.Pattern[bytes]  # a cell up to the end of the number of its shared string
    computed: re.Pattern[bytes]  # the same behind a formula
    extra: re.Pattern[bytes]  # a cell with what lies in other parts
    numbers: re.Pattern[bytes]  # a cell up to the end of its number

    @classmethod
    def of(cls, p: bytes) -> "_Patterns":
        cell, value = rb"<" + p + rb"c(?=[\s/>])", rb"<" + p + rb"v(?:\s[^<>]*)?>\s*(\d{1,9})\s*</" + p + rb"v\s*>"
        kind = rb"""(%b[^<>]*?)\st\s*=\s*["']s["']([^<>]*?)""" % cell
        formula = rb"<" + p + rb"f(?:\s[^<>]*)?(?:/>|>[^<]*</" + p + rb"f\s*>)\s*"
        return cls(
            re.compile(rb"""(<%b(?:c|row)\s(?:[^<>]*?\s)?s\s*=\s*["'])([^"'<>]*)""" % p),
            re.compile(rb"""%b(?![^<>]*\ss\s*=)(?:\sr="\w+")?""" % cell),
            re.compile(kind + rb">\s*" + value),
            re.compile(kind + rb"(>\s*" + formula + rb"<" + p + rb"v(?:\s[^<>]*)?>)\s*(\d{1,9})(?=\s*<)"),
            re.compile(rb"""%b[^<>]*?\s[cv]m\s*=\s*["'][1-9][^<>]*>""" % cell),
            re.compile(rb"(%b[^<>]*)(?<!/)(>\s*(?:%b)?<" % (cell, formula) + p + rb"v(?:\s[^<>]*)?>)" + _DECIMAL),
        )
