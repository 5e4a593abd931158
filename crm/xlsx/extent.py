"""Where the data of a sheet begins and ends, remembered, so that many rows are added without many searches."""

from collections.abc import Callable, Iterable
from itertools import takewhile

from crm.xlsx.places import LAST_ROW
from crm.xlsx.rowcells import RowText
from crm.xlsx.rows import SheetText

Columns = range | tuple[int, ...]


class Extent:
    """The first and the last row with a value, for some columns. What it remembers only saves looking."""

    def __init__(self, text: SheetText, row: Callable[[int], RowText | None]):
        """`row` gives a row by its number."""
        self._text = text
        self._row = row
        self._top: int | None = None
        self._seen: dict[Columns, tuple[int, int]] = {}  # (below, last): between the two rows there is nothing

    def touched(self, row: int) -> None:
        """Tell that a row was written."""
        if self._top is not None and row <= self._top:
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
    def first(self) -> int:
        """The first row that holds a value, 0 for none."""
        if self._top is None:
            self._top = self._find(reversed(list(self._text.upwards())))
        return self._top

    def _find(self, rows: Iterable[int], columns: Columns | None = None) -> int:
        """The first of these rows that has a value in one of the columns, 0 for none."""
        for number in rows:
            row = self._row(number)
            if row and any(cell.has_value for cell in row.cells if columns is None or cell.column in columns):
                return number
        return 0
