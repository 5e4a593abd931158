"""A sheet read by an XML parser, cell by cell: slower than calamine, but stopped by nothing.

For sheets with a cell far out, without cell names, with comments or in UTF-16, and where calamine is not installed.
"""

import datetime as dt
import io
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree

from crm.xlsx.cells import CellError, Formula, Result, Value, moment_of, unescape, whole
from crm.xlsx.errors import RefusedWorkbook
from crm.xlsx.formulas import move
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, place_of
from crm.xlsx.styles import Styles
from crm.xlsx.xmltext import children, forbid_doctype, local, parse


@dataclass(frozen=True)
class Source:
    """What a sheet refers to: the XML of the shared strings, the styles, and whether days count from 1904."""

    strings: bytes | None
    styles: Styles
    date1904: bool

    @cached_property
    def texts(self) -> list[str]:
        """The shared strings."""
        if self.strings is None:
            return []
        return [text_of(item) for item in children(parse(self.strings, "sharedStrings.xml"), "si")]


def text_of(item: ElementTree.Element) -> str:
    """The text of `<si>` or `<is>`: all runs, without the pronunciation of Japanese words."""
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
    forbid_doctype(xml, "sheet")
    found = Found()
    last = 0
    try:
        for _, row in ElementTree.iterparse(io.BytesIO(xml), events=("end",)):
            if local(row.tag) == "row":
                last = _read_row(row, last, found, source)
                row.clear()
    except ElementTree.ParseError:
        raise RefusedWorkbook(
            "A sheet of this workbook is damaged. Take your latest backup, or let Excel repair it."
        ) from None
    except ValueError as error:
        raise RefusedWorkbook(f"A cell of this workbook cannot be read ({error}). Let Excel repair the file.") from None
    found.rows = {number: dict(sorted(found.rows[number].items())) for number in sorted(found.rows)}
    return found


def _read_row(row: ElementTree.Element, last: int, found: Found, source: Source) -> int:
    number = int(row.get("r", last + 1))
    if not 1 <= number <= LAST_ROW:
        raise ValueError(f"row {number}")
    if row.get("hidden") in ("1", "true", "on"):
        found.hidden.add(number)
    column = 0
    for cell in children(row, "c"):
        name = cell.get("r")
        at, column = place_of(name) if name else (number, column + 1)
        if column > LAST_COLUMN:
            raise ValueError(f"column {column}")
        value = _value(cell, (at, column), found, source)
        if value is not None:
            found.rows.setdefault(at, {})[column] = value
        else:
            found.rows.get(at, {}).pop(column, None)
    return number


def _value(cell: ElementTree.Element, place: tuple[int, int], found: Found, source: Source) -> Value:
    parts = {local(child.tag): child for child in cell}
    raw = (parts["v"].text or "") if "v" in parts else ""
    result = text_of(parts["is"]) or None if "is" in parts else _result(cell, raw, source)
    if "f" not in parts:
        return result
    formula = parts["f"]
    text, group = formula.text or "", formula.get("si", "")
    if formula.get("t") == "shared" and text:
        found.masters[group] = (text, *place)
    elif formula.get("t") == "shared" and group in found.masters:
        text, row, column = found.masters[group]
        text = move(text, place[0] - row, place[1] - column)
    return Formula(text, result)


def _result(cell: ElementTree.Element, raw: str, source: Source) -> Result:
    kind, style = cell.get("t", "n"), int(cell.get("s", "0"))
    if kind == "str":
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
    format_ = source.styles.kind(style)
    return moment_of(float(raw), format_ == "duration", source.date1904) if format_ else whole(float(raw))


def _shared(raw: str, source: Source) -> str | None:
    index = int(raw)
    if not 0 <= index < len(source.texts):
        raise ValueError("a text that is not there")
    return source.texts[index] or None


def _iso(raw: str) -> dt.date | dt.datetime | dt.time:
    """A day, moment or time as ISO 8601 text."""
    text = raw.removesuffix("Z")
    if "T" in text:
        return dt.datetime.fromisoformat(text)
    return dt.time.fromisoformat(text) if ":" in text else dt.date.fromisoformat(text)
