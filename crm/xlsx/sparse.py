"""A sheet read by an XML parser, cell by cell: slower than calamine, but stopped by nothing.

For sheets with a cell far out, without cell names, with comments or in UTF-16, and where calamine is not installed.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree

from crm.xlsx.cells import CellError, Formula, Result, Value, moment_of, unescape, whole
from crm.xlsx.errors import RefusedWorkbook
from crm.xlsx.formulas import move
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, place_of
from crm.xlsx.streaming import Stream
from crm.xlsx.styles import Styles
from crm.xlsx.xmltext import children, local

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
        return [] if self.strings is None else read_texts(self.strings, "sharedStrings.xml")


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
    masters: dict[str, tuple[str, int, int]] = field(default_factory=dict)


def read(xml: bytes, source: Source) -> Found:
    """All cells that hold something, rows ascending; of two at one place the last wins. Raises RefusedWorkbook."""
    stream = Stream(xml, "sheet")
    reading = _Reading(stream, source)
    try:
        stream.read(reading.start, reading.end)
    except ValueError as error:
        raise RefusedWorkbook(f"A cell of this workbook cannot be read ({error}). Let Excel repair the file.") from None
    found = reading.found
    found.rows = {
        number: dict(sorted(found.rows[number].items())) for number in sorted(found.rows) if found.rows[number]
    }
    return found


@dataclass
class _Cell:
    """A cell while it is read: its attributes, and what was collected of it so far (None: there is no such tag)."""

    attributes: dict[str, str]
    raw: str = ""
    text: str | None = None
    formula: str | None = None
    shared: str | None = None  # the number of a shared formula


class _Reading:
    """Where the reading of a sheet is."""

    def __init__(self, stream: Stream, source: Source):
        self.found = Found()
        self._stream, self._source = stream, source
        self._row = self._column = 0
        self._cell: _Cell | None = None
        self._phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag begins. Raises ValueError."""
        cell = self._cell
        if tag == "c":
            self._cell = _Cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif cell is None:
            return
        elif tag == "v" or (tag == "t" and not self._phonetic):
            self._stream.collect()
        elif tag == "f":
            cell.shared = attributes.get("si", "") if attributes.get("t") == "shared" else None
            self._stream.collect()
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        """A tag ends. Raises ValueError, RefusedWorkbook."""
        cell = self._cell
        if cell is None:
            return
        if tag == "c":
            self._end_cell(cell)
            self._cell = None
        elif tag == "v":
            cell.raw = self._stream.collected()
        elif tag == "f":
            cell.formula = self._stream.collected()
        elif tag == "t" and not self._phonetic:
            cell.text = (cell.text or "") + self._stream.collected()
        elif tag == "rPh":
            self._phonetic = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row, self._column = _count(attributes["r"]) if "r" in attributes else self._row + 1, 0
        if not 1 <= self._row <= LAST_ROW:
            raise ValueError(f"row {self._row}")
        if attributes.get("hidden") in ("1", "true", "on"):
            self.found.hidden.add(self._row)

    def _end_cell(self, cell: _Cell) -> None:
        name = cell.attributes.get("r")
        row, column = place_of(name) if name else (self._row, self._column + 1)
        if not row or column > LAST_COLUMN:
            raise ValueError(f"row {row}, column {column}")
        self._column = column
        value = self._value(cell, row, column)
        if value is not None:
            self.found.rows.setdefault(row, {})[column] = value
        elif row in self.found.rows:
            self.found.rows[row].pop(column, None)

    def _value(self, cell: _Cell, row: int, column: int) -> Value:
        result = _result(cell.attributes, cell.raw, self._source) if cell.text is None else unescape(cell.text) or None
        if cell.formula is None:
            return result
        text = cell.formula
        if cell.shared is not None and text:
            self.found.masters[cell.shared] = (text, row, column)
        elif cell.shared in self.found.masters:
            text, first_row, first_column = self.found.masters[cell.shared]
            text = move(text, row - first_row, column - first_column)
        return Formula(text, result)


def _result(attributes: dict[str, str], raw: str, source: Source) -> Result:
    kind = attributes.get("t", "n")
    if kind in ("str", "inlineStr"):
        return unescape(raw) or None
    raw = raw.strip()
    if not raw:
        return None
    if kind == "s":
        return _shared(raw, source)
    if kind == "b":
        return raw in ("1", "true")
    if kind == "e":
        return CellError(raw)
    if kind == "d":
        return _iso(raw)
    return _number(raw, source.styles.kind(_count(attributes.get("s", "0"))), source.date1904)


def _number(raw: str, format_: str, date1904: bool) -> Result:
    """A number, or a day by its format; what is no number that a cell can hold stays the text that it is."""
    number = float(raw) if _NUMBER.fullmatch(raw) else float("inf")
    if abs(number) == float("inf"):
        return raw
    return moment_of(number, format_ == "duration", date1904) if format_ else whole(number)


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
