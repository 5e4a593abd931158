"""The cells of one row as bytes: found, replaced, put in at their place, taken over by a new row."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from crm.xlsx.errors import OddlyWritten, RefusedEdit
from crm.xlsx.formulas.text import FormulaCell, formula_cell
from crm.xlsx.markup.xmltext import GAP, attributes, gap_end, without_marks
from crm.xlsx.places import place_of

_NOT_INHERITED = re.compile(rb"""\s(?:r|spans|hidden|collapsed|outlineLevel)\s*=\s*(?:"[^"]*"|'[^']*')""")
_USUAL_NAME = re.compile(r"[A-Z]+[0-9]+").fullmatch
_INDEX = re.compile(r"\s*[0-9]{1,9}\s*").fullmatch
_VALUE = re.compile(rb"<(?:[\w.-]+:)?(?:f[\s/>]|is[\s>]|v[^/>]*>[^<])")
_SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")


def style_number(written: str) -> int:
    """The index of a style, or of a column with one, as it is written. Raises RefusedEdit for what is none."""
    if not _INDEX(written):
        raise RefusedEdit(f"A sheet names “{written[:20]}” as the number of a style. Let Excel repair the workbook.")
    return int(written)


class CellText(NamedTuple):
    """A cell in its row: where its bytes begin and end, its attributes and what it holds."""

    row: int
    column: int
    start: int
    end: int
    attributes: dict[str, str]
    inner: bytes

    @property
    def style(self) -> int:
        """The index of its style."""
        return style_number(self.attributes.get("s", "0"))

    @property
    def has_value(self) -> bool:
        """Whether it holds a value or a formula (the tags may have any prefix)."""
        return b"<" in self.inner and may_have_values(self.inner)


@dataclass(frozen=True)
class RowText:
    """A row of one sheet: its number, its bytes, and the prefix of the sheet's tags."""

    number: int
    xml: bytes
    prefix: bytes

    @cached_property
    def cells(self) -> list[CellText]:
        """Its cells as they stand. Raises OddlyWritten when there is anything else, or one does not say its place."""
        cell_at, found = cell_pattern(self.prefix).match, []
        at = gap_end(self.xml, self._ends()[0])
        while cell := cell_at(self.xml, at):
            tag = attributes(cell[1] or b"")
            found.append(CellText(*self._place(tag.get("r", "")), cell.start(), cell.start(3), tag, cell[2] or b""))
            at = cell.end()
        if not re.fullmatch(rb"(?:</%brow\s*>\s*)?" % re.escape(self.prefix), without_marks(self.xml[at:])):
            raise self._odd("holds something we do not know")
        return found

    def in_order(self) -> "RowText":
        """This row, for an edit. Raises OddlyWritten when its cells are not in order, or one belongs to another row."""
        if any(cell.row != self.number for cell in self.cells):
            raise self._odd("holds a cell that names another row")
        columns = [cell.column for cell in self.cells]
        if any(left >= right for left, right in pairwise(columns)):
            raise self._odd("has cells that are not in order")
        return self

    def _place(self, name: str) -> tuple[int, int]:
        if not _USUAL_NAME(name):
            raise self._odd("has a cell that does not say its place")
        try:
            return place_of(name)
        except ValueError:
            raise self._odd("has a cell that does not say its place") from None

    def _odd(self, why: str) -> OddlyWritten:
        return OddlyWritten(f"Row {self.number} {why}. Open the workbook in Excel, save it, and try again.")

    def _ends(self) -> tuple[int, bytes]:
        """Where the start tag ends, and its attributes."""
        end = self.xml.index(b">") + 1
        return end, self.xml[len(self.prefix) + 4 : end - 1].rstrip(b"/")

    def cell(self, column: int) -> CellText | None:
        """The cell in a column, None when the row has none there."""
        return self.by_column.get(column)

    @cached_property
    def by_column(self) -> dict[int, CellText]:
        """Its cells by their columns, in order."""
        return {cell.column: cell for cell in self.cells}

    def style(self) -> int:
        """The style that the row gives to new cells, 0 for none."""
        tag = attributes(self._ends()[1])
        return style_number(tag.get("s", "0")) if tag.get("customFormat") in ("1", "true") else 0

    def inherited(self) -> bytes:
        """The attributes that a row made after this one takes over."""
        return _NOT_INHERITED.sub(b"", self._ends()[1]).rstrip()

    def with_cells(self, changes: Mapping[int, bytes]) -> "RowText":
        """The row with new bytes for some columns, b"" to take a cell away; without `spans`, which might be wrong."""
        opened, tag = self._ends()
        if self.xml[opened - 2 : opened] == b"/>":
            whole = b"<" + self.prefix + b"row" + tag + b"></" + self.prefix + b"row>" + self.xml[opened:]
            return RowText(self.number, whole, self.prefix).with_cells(changes)
        by_column, ends = self.by_column, [cell.end for cell in self.cells]
        columns, pieces, at = list(by_column), [], 0
        for column in sorted(changes):
            index = bisect_left(columns, column)
            start = end = ends[index - 1] if index else opened
            if column in by_column:
                start, end = by_column[column].start, by_column[column].end
            pieces += [self.xml[at:start], changes[column]]
            at = end
        xml = b"".join([*pieces, self.xml[at:]])
        return RowText(self.number, without_spans(xml), self.prefix)


def may_have_values(xml: bytes) -> bool:
    """Whether there is a value or a formula in a piece of a sheet, whatever the prefix of its tags."""
    return _VALUE.search(xml) is not None


def without_spans(row: bytes) -> bytes:
    """A row without the note of its columns, which is wrong once it has a cell more."""
    end = row.index(b">")
    return _SPANS.sub(b"", row[:end]) + row[end:]


def formula_in(cell: CellText, prefix: bytes) -> FormulaCell | None:
    """The formula that a cell holds, None for a value."""
    found = re.search(rb"<" + prefix + rb"f(\s[^<>]*?)?(?:/>|>([^<]*)<)", cell.inner)
    return formula_cell((cell.row, cell.column), found[1] or b"", found[2] or b"") if found else None


@lru_cache(maxsize=8)
def cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """A cell, (1) its attributes, (2) what it holds, and what stands behind it up to the next tag."""
    p = re.escape(prefix)
    return re.compile(rb"<" + p + rb"c(\s[^<>]*?)?(?:/>|>(.*?)</" + p + rb"c\s*>)(" + GAP + rb")", re.DOTALL)
