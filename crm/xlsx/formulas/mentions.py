"""Who names cells of a sheet by their address, anywhere in a package: formulas, names, charts, formats, links ...

What moves a row must know it, because whatever names the row would name another one afterwards.
"""

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crm.xlsx.contents.parts import Read, relationships
from crm.xlsx.editing.steps import block
from crm.xlsx.formulas.areas import references
from crm.xlsx.formulas.text import find_formulas, full_texts
from crm.xlsx.markup.fallback import in_utf8
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.markup.xmltext import attributes
from crm.xlsx.places import LAST_COLUMN, Range

_REF = rb"(\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?|\$?\d{1,7}:\$?\d{1,7})"
_RANGE_OF_TAG = re.compile(rb"""<(?:[\w.-]+:)?([\w.-]+)\s(?:[^<>]*?\s)?(?:sqref|ref|r)\s*=\s*["']([^"'<>]*)["']""")
_RANGE_AS_TEXT = re.compile(rb"<(?:[\w.-]+:)?(sqref)(?:\s[^<>]*)?>([^<]*)")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?(?:f|formula[12]?|FmlaLink|FmlaRange)(?:\s[^<>]*)?>([^<]*)")
_FORMULA_OF_TAG = re.compile(rb"""\s(?:fmla\w+|textlink|location|linkedCell|listFillRange)\s*=\s*["']([^"<>]*)["']""")
_SOURCE = re.compile(rb"<(?:[\w.-]+:)?(?:worksheetSource|dataRef)(\s[^<>]*)>")
_ANCHOR = re.compile(
    rb"<(?:[\w.-]+:)?from>(.*?)</(?:[\w.-]+:)?from>(?:\s*<(?:[\w.-]+:)?to>(.*?</(?:[\w.-]+:)?to>))?", re.S
)
_NUMBERS = re.compile(rb"<(?:[\w.-]+:)?(col|row)>\s*(\d+)")
_TEXT = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_WITHOUT_REFERENCES = re.compile(
    r"(?:^\[Content_Types\]|/(?:sharedStrings|styles|calcChain|metadata|theme\d*|pivotCacheRecords\d*)|^docProps/\w+)\.xml$"
)
_WORDS = {
    "mergeCell": "a merged block of cells", "hyperlink": "a link", "comment": "a comment",
    "threadedComment": "a comment", "conditionalFormatting": "a conditional format",
    "dataValidation": "a rule of entry",
}  # fmt: skip


class Mention(NamedTuple):
    """Cells that something names; `what` says who does, for a sentence."""

    cells: Range
    what: str


def mentions(sheet: tuple[str, str, SheetText], read: Read, parts: Iterable[str]) -> Iterator[Mention]:
    """All that names cells of a sheet (its title, part and text); `parts` are the names of all parts.

    Whole columns name no cell, and neither do tables and their columns. Raises RefusedWorkbook.
    """
    title, part, text = sheet
    own = {link.target: link.kind for link in relationships(read, part) if not link.external}
    for place, formula in full_texts(find_formulas(text)).items():
        yield from _in_formula(formula, title, f"the formula of row {place[0]}")
    yield from _beside_cells(title, text.tail)
    named = _by_title(title)
    for name in parts:
        if name == part or not _TEXT.search(name) or _WITHOUT_REFERENCES.search(name):
            continue
        xml = in_utf8(read(name) or b"", name)
        if own.get(name, "table") != "table":
            yield from _beside_cells(title, xml)
        yield from _elsewhere(named, title, xml)


def _in_formula(formula: str, title: str, what: str) -> list[Mention]:
    """References of a formula of the sheet; an address as text counts where INDIRECT makes a reference of it."""
    text = formula.replace('"', " ") if "INDIRECT(" in formula.upper() else formula
    return [Mention(cells, what) for ref in references(text, title) if (cells := _cells(ref))]


def _cells(ref: str) -> Range | None:
    """The cells of a reference, whole rows such as 3:4 too."""
    first, _, last = ref.replace("$", "").partition(":")
    return Range(int(first), 1, int(last), LAST_COLUMN) if first.isdigit() and last.isdigit() else block(ref)


def _beside_cells(title: str, xml: bytes) -> Iterator[Mention]:
    """What a part that belongs to the sheet says about its cells."""
    for found in (*_RANGE_OF_TAG.finditer(xml), *_RANGE_AS_TEXT.finditer(xml)):
        what = _WORDS.get(found[1].decode(), "something on the sheet")
        yield from (Mention(cells, what) for ref in found[2].decode().split() if (cells := block(ref)))
    for found in (*_FORMULA.finditer(xml), *_FORMULA_OF_TAG.finditer(xml)):
        yield from _in_formula(html.unescape(found[1].decode()), title, "a rule, a link or a control")
    for found in _ANCHOR.finditer(xml):
        corners = [dict(_NUMBERS.findall(corner)) for corner in (found[1], found[2] or found[1])]
        first, last = ((int(corner.get(b"row", 0)) + 1, int(corner.get(b"col", 0)) + 1) for corner in corners)
        yield Mention(Range(*first, *last), "a picture, chart or shape")


def _by_title(title: str) -> re.Pattern[bytes]:
    """References to the sheet by its title, however XML and the formula quote it, or to a span of sheets."""
    signs = {"'": "(?:''|(?:&apos;){2}|(?:&#39;){2})", "&": "&amp;", "<": "&lt;", ">": "(?:&gt;|>)"}
    signs['"'] = '(?:&quot;|")'
    written, quote = "".join(signs.get(sign, re.escape(sign)) for sign in title).encode(), rb"(?:'|&apos;|&#39;)"
    spans = rb"'[^'!:<>]*+:[^'!:<>]*+'|(?<![\w.])[\w.]++:[\w.]++"
    named = quote + written + quote + rb"|(?<![\w.\]'])" + written + rb"|" + spans
    return re.compile(rb"(?:" + named + rb")!" + _REF, re.IGNORECASE)


def _elsewhere(named: re.Pattern[bytes], title: str, xml: bytes) -> Iterator[Mention]:
    for found in named.finditer(xml):
        if cells := _cells(found[1].decode()):
            yield Mention(cells, "a name, chart, link or formula of another sheet")
    for found in _SOURCE.finditer(xml):
        tag = attributes(found[1])
        cells = block(tag.get("ref", ""))
        if cells and html.unescape(tag.get("sheet", "")).casefold() == title.casefold():
            yield Mention(cells, "a pivot table")
