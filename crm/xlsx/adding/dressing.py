"""The cells below a new heading: refused where something stands, and made to look like their neighbours on the left.

A row that ends at the neighbour, as nearly all do, is not cut into its cells: 100,000 rows take a second, not a minute.
"""

import re
from typing import TYPE_CHECKING

from crm.xlsx.editing.growth import grow_dimension
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.markup.rowcells import without_spans
from crm.xlsx.places import column_of, letters_of, name_of

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet


def occupied(title: str, column: int, what: str) -> RefusedEdit:
    """The refusal of a column that is not free."""
    where = f"Column {letters_of(column)} of “{title}” is not free: {what}."
    return RefusedEdit(f"{where} Make room for a new column there in Excel, and try again.")


def dress(sheet: "Sheet", column: int, rows: tuple[int, int]) -> None:
    """Give the cells of a new column the looks of those on the left, but for the number format.

    `rows`: that of the heading, which is only looked at, and the last one. Raises RefusedEdit when one has a value.
    """
    first, last = rows
    cells = _Cells(sheet, column)
    lowest = 0
    for number in list(sheet.text.upwards(last + 1)):
        if number < first:
            break
        new = cells.dressed(number)
        if new is not None and number > first:
            sheet.text.put(number, new)
            lowest = lowest or number
    if lowest:
        sheet.text.head = grow_dimension(sheet.text.head, lowest, column)


class _Cells:
    """The cells of one column, row by row."""

    def __init__(self, sheet: "Sheet", column: int):
        self._sheet, self._column = sheet, column
        self._letters = letters_of(column).encode()
        p = self._prefix = sheet.text.prefix
        self._usual, self._cell = b"<" + p + b'c r="', b"<" + p + b"c"
        self._last = re.compile(
            re.escape(self._usual) + rb'([A-Z]{1,3})\d+"(?: s="(\d{1,6})")?[^<>]*(?:/>|>.*</' + p + rb"c>)", re.DOTALL
        )
        self._end = b"</" + p + b"row>"
        self._plain: dict[int, int] = {}

    def dressed(self, number: int) -> bytes | None:
        """A row with the cell, None when it needs none."""
        xml = self._sheet.text.row(number) or b""
        at = xml.rfind(self._usual)
        found = self._last.match(xml, at) if at >= 0 else None
        if not found or xml[found.end() :].rstrip() != self._end or not self._is_usual(xml, number):
            return self._slowly(number)
        column = column_of(found[1].decode())
        if column >= self._column:
            return self._slowly(number)
        style = self._style(int(found[2] or 0)) if column == self._column - 1 else 0
        return without_spans(xml[: found.end()] + self._blank(number, style) + xml[found.end() :]) if style else None

    def _is_usual(self, xml: bytes, number: int) -> bool:
        """Whether all cells say their places as Excel does, and none is in the new column."""
        own = self._usual + self._letters + b'%d"' % number
        return own not in xml and xml.count(self._usual) == xml.count(self._cell)

    def _slowly(self, number: int) -> bytes | None:
        row = self._sheet.row(number)
        if row is None:
            return None
        own, left = row.cell(self._column), row.cell(self._column - 1)
        if own and own.has_value:
            what = f"there is something in cell {name_of(number, self._column)}"
            raise occupied(self._sheet.title, self._column, what)
        style = self._style(left.style) if left and not own else 0
        return row.with_cells({self._column: self._blank(number, style)}).xml if style else None

    def _style(self, left: int) -> int:
        if left and left not in self._plain:
            self._plain[left] = self._sheet.book.plain_style(left)
        return self._plain[left] if left else 0

    def _blank(self, number: int, style: int) -> bytes:
        return b'<%sc r="%s%d" s="%d"/>' % (self._prefix, self._letters, number, style)
