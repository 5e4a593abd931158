"""The cells of one row as bytes: found, replaced, put in at their place, taken over by a new row."""

import functools
import re
from dataclasses import dataclass

from crm.xlsx.errors import RefusedEdit
from crm.xlsx.formulas import FormulaCell, formula_cell
from crm.xlsx.places import place_of
from crm.xlsx.xmltext import attributes

_NOT_INHERITED = re.compile(rb"""\s(?:r|spans|hidden|collapsed|outlineLevel)\s*=\s*(?:"[^"]*"|'[^']*')""")
_SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class CellText:
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
        return int(self.attributes.get("s", "0"))

    @property
    def has_value(self) -> bool:
        """Whether it holds a value or a formula (the tags may have any prefix)."""
        return (
            b"<" in self.inner and re.search(rb"<(?:[\w.-]+:)?(?:f[\s/>]|is[\s>]|v[^/>]*>[^<])", self.inner) is not None
        )


@dataclass(frozen=True)
class RowText:
    """A row of one sheet: its number, its bytes, and the prefix of the sheet's tags."""

    number: int
    xml: bytes
    prefix: bytes

    def cells(self) -> list[CellText]:
        """Its cells in order. Raises RefusedEdit when there is anything else, or a cell that does not say its place."""
        cell_at, gap = _patterns(self.prefix)
        opened, _ = self._ends()
        found, at, last = [], opened, 0
        while cell := cell_at(self.xml, at := gap(self.xml, at).end()):
            tag = attributes(cell[1] or b"")
            row, column = self._place(tag.get("r", ""))
            if row != self.number or column <= last:
                raise RefusedEdit(
                    f"The cells of row {self.number} are not in order. Open the workbook in Excel, save it, and try again."
                )
            found.append(CellText(row, column, cell.start(), cell.end(), tag, cell[2] or b""))
            at, last = cell.end(), column
        if self.xml[at:].rstrip() not in (b"", b"</" + self.prefix + b"row>"):
            raise RefusedEdit(
                f"Row {self.number} holds something we do not know. Open the workbook in Excel, save it, and try again."
            )
        return found

    def _place(self, name: str) -> tuple[int, int]:
        try:
            return place_of(name)
        except ValueError:
            raise RefusedEdit(
                f"A cell in row {self.number} does not say its place. Open the workbook in Excel, save it, and try again."
            ) from None

    def _ends(self) -> tuple[int, bytes]:
        """Where the start tag ends, and its attributes."""
        end = self.xml.index(b">") + 1
        return end, self.xml[len(self.prefix) + 4 : end - 1].rstrip(b"/")

    def cell(self, column: int) -> CellText | None:
        """The cell in a column, None when the row has none there."""
        return next((cell for cell in self.cells() if cell.column == column), None)

    def style(self) -> int:
        """The style that the row gives to new cells, 0 for none."""
        tag = attributes(self._ends()[1])
        return int(tag.get("s", "0")) if tag.get("customFormat") in ("1", "true") else 0

    def inherited(self) -> bytes:
        """The attributes that a row made after this one takes over."""
        return _NOT_INHERITED.sub(b"", self._ends()[1]).rstrip()

    def with_cell(self, column: int, xml: bytes) -> "RowText":
        """The row with that cell's bytes, b"" to take it away; without `spans`, which might be wrong then."""
        cells = self.cells()
        old = next((cell for cell in cells if cell.column == column), None)
        if old:
            return self._changed(old.start, old.end, xml)
        if not xml:
            return self
        opened, tag = self._ends()
        if self.xml[opened - 2 : opened] == b"/>":
            whole = b"<" + self.prefix + b"row" + tag + b"></" + self.prefix + b"row>" + self.xml[opened:]
            return RowText(self.number, whole, self.prefix).with_cell(column, xml)
        before = [cell.end for cell in cells if cell.column < column]
        place = before[-1] if before else opened
        return self._changed(place, place, xml)

    def _changed(self, start: int, end: int, new: bytes) -> "RowText":
        xml = self.xml[:start] + new + self.xml[end:]
        tag_end = xml.index(b">")
        return RowText(self.number, _SPANS.sub(b"", xml[:tag_end]) + xml[tag_end:], self.prefix)


def formula_in(cell: CellText, prefix: bytes) -> FormulaCell | None:
    """The formula that a cell holds, None for a value."""
    found = re.search(rb"<" + prefix + rb"f(\s[^<>]*?)?(?:/>|>([^<]*)<)", cell.inner)
    return formula_cell((cell.row, cell.column), found[1] or b"", found[2] or b"") if found else None


@functools.lru_cache(maxsize=8)
def _patterns(prefix: bytes):  # type: ignore[no-untyped-def]
    p = re.escape(prefix)
    cell = re.compile(rb"<" + p + rb"c(\s[^<>]*?)?(?:/>|>(.*?)</" + p + rb"c\s*>)", re.DOTALL)
    return cell.match, re.compile(rb"\s*").match
