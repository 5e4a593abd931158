"""A sheet read by an XML parser, cell by cell: slower than calamine, but stopped by nothing.

For sheets with a cell far out, without cell names, with comments or in UTF-16, and where calamine is not installed.
"""

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree

from crm.xlsx.cells import CellError, Formula, Result, Value, moment_of, unescape, whole
from crm.xlsx.contents.styles import Styles
from crm.xlsx.errors import RefusedWorkbook
from crm.xlsx.formulas.text import Allowance, Shared
from crm.xlsx.markup.streaming import Stream
from crm.xlsx.markup.xmltext import children, local
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, place_of
from crm.xlsx.reading.strings import shared_texts

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_DIGITS = re.compile(r"[0-9]{1,10}")


@dataclass(frozen=True)
class Source:
    """What a sheet refers to: the XML of the shared strings, the styles, and whether days count from 1904."""

    strings: bytes | None
    styles: Styles
    date1904: bool

    @cached_property
    def texts(self) -> list[str]:
        """The shared strings. Raises RefusedWorkbook."""
        if self.strings is None:
            return []
        quick = shared_texts(self.strings)
        return read_texts(self.strings, "sharedStrings.xml") if quick is None else quick


def read_texts(xml: bytes, part: str) -> list[str]:
    """The text of each `<si>`: all runs, without the pronunciation of Japanese words. Raises RefusedWorkbook."""
    stream, texts, runs = Stream(xml, part), list[str](), list[str]()
    phonetic = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal phonetic
        if tag == "t" and not phonetic:
            stream.collect()
        elif tag == "si":
            runs.clear()
        elif tag == "rPh":
            phonetic = True

    def end(tag: str) -> None:
        nonlocal phonetic
        if tag == "t" and not phonetic:
            runs.append(stream.collected())
        elif tag == "si":
            texts.append(unescape("".join(runs)))
        elif tag == "rPh":
            phonetic = False

    stream.read(start, end)
    return texts


def text_of(item: ElementTree.Element) -> str:
    """The text of an `<si>` or `<is>` that is in memory: all runs, without the pronunciation of Japanese words."""
    runs = [child for child in item if local(child.tag) in ("t", "r")]
    texts = [child if local(child.tag) == "t" else next(children(child, "t"), None) for child in runs]
    return unescape("".join(text.text or "" for text in texts if text is not None))


@dataclass
class Found:
    """Rows as they are read: {row: {column: value}}, hidden rows, first cells of shared formulas by their number."""

    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    masters: dict[str, Shared] = field(default_factory=dict)


def read(xml: bytes, source: Source) -> Found:
    """All cells that hold something, rows ascending; of two at one place the last wins. Raises RefusedWorkbook."""
    stream = Stream(xml, "sheet")
    reading = _Reading(stream, source)
    try:
        stream.read(reading.start, reading.end)
    except ValueError as error:
        raise RefusedWorkbook(f"A cell of this workbook cannot be read ({error}). Let Excel repair the file.") from None
    reading.write_out_shared()
    found = reading.found
    found.rows = {
        number: dict(sorted(found.rows[number].items())) for number in sorted(found.rows) if found.rows[number]
    }
    return found


class _Reading:
    """Where the reading of a sheet is."""

    def __init__(self, stream: Stream, source: Source):
        self.found = Found()
        self._stream, self._source = stream, source
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None  # the attributes of the cell that is open
        self._raw = ""
        self._texts: list[str] = []
        self._formula: tuple[dict[str, str], str] | None = None
        self._phonetic = False
        self._followers: list[tuple[int, int, str]] = []  # cells of shared formulas, which may precede the first one
        self._formats: dict[str, str] = {}  # what the styles met so far show

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag begins. Raises ValueError."""
        if tag == "c":
            self._cell, self._raw, self._formula = attributes, "", None
            self._texts.clear()
        elif tag == "v" or (tag == "t" and not self._phonetic):
            self._stream.collect()
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "f":
            self._formula = attributes, ""
            self._stream.collect()
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        """A tag ends. Raises ValueError, RefusedWorkbook."""
        if tag == "c":
            if self._cell is not None:
                self._end_cell(self._cell)
            self._cell = None
        elif tag == "v":
            self._raw = self._stream.collected()
        elif tag == "f" and self._formula:
            self._formula = self._formula[0], self._stream.collected()
        elif tag == "t" and not self._phonetic:
            self._texts.append(self._stream.collected())
        elif tag == "rPh":
            self._phonetic = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row, self._column = _count(attributes["r"]) if "r" in attributes else self._row + 1, 0
        if not 1 <= self._row <= LAST_ROW:
            raise ValueError(f"row {self._row}")
        if attributes.get("hidden") in ("1", "true", "on"):
            self.found.hidden.add(self._row)

    def _end_cell(self, cell: dict[str, str]) -> None:
        name = cell.get("r")
        row, column = place_of(name) if name else (self._row, self._column + 1)
        if not row or column > LAST_COLUMN:
            raise ValueError(f"row {row}, column {column}")
        self._column = column
        value: Value = None
        if self._texts:
            value = unescape("".join(self._texts)) or None
        elif self._raw:
            value = self._result(cell)
        if self._formula:
            value = self._with_formula(*self._formula, (row, column), value)
        if value is not None:
            self.found.rows.setdefault(row, {})[column] = value
        elif row in self.found.rows:
            self.found.rows[row].pop(column, None)

    def _with_formula(self, tag: dict[str, str], text: str, place: tuple[int, int], result: Value) -> Formula:
        group = tag.get("si", "")
        if tag.get("t") == "shared" and text:
            self.found.masters[group] = Shared(text, *place)
        elif tag.get("t") == "shared":
            self._followers.append((*place, group))
        assert not isinstance(result, Formula)
        return Formula(text, result)

    def write_out_shared(self) -> None:
        """Give the cells of shared formulas their texts, when all is read. Raises RefusedWorkbook."""
        written = Allowance()
        for row, column, group in self._followers:
            value, master = self.found.rows[row].get(column), self.found.masters.get(group)
            if master and isinstance(value, Formula) and not value.text:
                written.take(len(master))
                self.found.rows[row][column] = value._replace(text=master.at(row, column))

    def _result(self, cell: dict[str, str]) -> Result:
        kind = cell.get("t", "n")
        if kind in ("str", "inlineStr"):
            return unescape(self._raw) or None
        raw = self._raw.strip()
        if not raw:
            return None
        if kind == "s":
            return _shared(raw, self._source)
        if kind == "b":
            return raw in ("1", "true")
        if kind == "e":
            return CellError(raw)
        return _iso(raw) if kind == "d" else self._number(raw, cell.get("s", ""))

    def _number(self, raw: str, style: str) -> Result:
        """A number, or a day by its format; what is no number that a cell can hold stays the text that it is."""
        number = float(raw) if _NUMBER.fullmatch(raw) else math.inf
        if math.isinf(number):
            return raw
        if style not in self._formats:
            self._formats[style] = self._source.styles.kind(_count(style or "0"))
        shown = self._formats[style]
        return moment_of(number, shown == "duration", self._source.date1904) if shown else whole(number)


def _count(text: str) -> int:
    """A number of a row, style or text. Raises ValueError."""
    text = text.strip()
    if not _DIGITS.fullmatch(text):
        raise ValueError(f"“{text[:20]}” where a number should be")
    return int(text)


def _shared(raw: str, source: Source) -> str | None:
    index = _count(raw)
    if index >= len(source.texts):
        raise ValueError("a text that is not there")
    return source.texts[index] or None


def _iso(raw: str) -> dt.date | dt.datetime | dt.time:
    """A day, moment or time as ISO 8601 text. Raises ValueError."""
    text = raw.removesuffix("Z")
    if "T" in text:
        return dt.datetime.fromisoformat(text)
    return dt.time.fromisoformat(text) if ":" in text else dt.date.fromisoformat(text)
