"""Where the data of a sheet begins and ends, remembered, so that many rows are added without many searches."""

from collections.abc import Callable, Iterable
from itertools import takewhile

from crm.xlsx.markup.rowcells import RowText, may_have_values
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.places import LAST_ROW

Columns = range | tuple[int, ...]
_NEAR_THE_TOP = 10  # rows


class Extent:
    """The headings and, for some columns, the last row with a value. What it remembers only saves looking."""

    def __init__(self, text: SheetText, row: Callable[[int], RowText | None]):
        """`row` gives a row by its number."""
        self._text = text
        self._row = row
        self._top: tuple[int, int] | None = None  # the headings, and the last row that was looked at for them
        self._seen: dict[Columns, tuple[int, int]] = {}  # (below, last): between the two rows there is nothing

    def touched(self, row: int) -> None:
        """Tell that a row was written."""
        if self._top and row <= self._top[1]:
            self._top = None
        for columns, (below, last) in self._seen.items():
            if last < row < below:
                self._seen[columns] = below, row

    def last(self, columns: Columns, below: int = LAST_ROW + 1) -> int:
        """The last row above `below` that holds a value in one of these columns, 0 for none."""
        searched, last = self._seen.get(columns, (0, 0))
        found = self._find(takewhile(lambda row: row >= searched, self._text.upwards(below)), columns)
        if not found and searched:
            found = self._find(self._text.upwards(min(below, last + 1)), columns)
        self._seen[columns] = below, found
        return found

    @property
    def headings(self) -> int:
        """The row of the headings where nothing says it: the first with several values, 0 when there is no value.

        A title stands alone in its row. When there is no such row near the top, it is the first row with a value.
        """
        if self._top is None:
            filled = {}
            for number in reversed(list(self._text.upwards())):
                if count := self._count(number):
                    filled[number] = count
                if count > 1 or len(filled) == _NEAR_THE_TOP:
                    break
            several = (number for number, count in filled.items() if count > 1)
            self._top = next(several, min(filled, default=0)), max(filled, default=0)
        return self._top[0]

    def _count(self, number: int) -> int:
        row = self._row(number)
        return sum(cell.has_value for cell in row.cells) if row else 0

    def _find(self, rows: Iterable[int], columns: Columns) -> int:
        """The first of these rows that has a value in one of the columns, 0 for none."""
        for number in rows:
            if not may_have_values(self._text.row(number) or b""):
                continue  # people often format rows far below their data, and cutting each into cells takes long
            row = self._row(number)
            if row and any(cell.has_value for cell in row.cells if cell.column in columns):
                return number
        return 0
