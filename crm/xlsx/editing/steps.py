"""One row more, and what that does to a range: Excel does the same when a person types below the data.

A range grows when it starts at or above the first data row and ends at the old last data row.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from crm.xlsx.places import LAST_COLUMN, Range, range_of

Grown = Callable[[str], str]
"""Gives a range, or several divided by spaces, as it is after the new row."""

_PART = re.compile(r"\S+")
_LAST_ROW = re.compile(r"\d+$")


@dataclass(frozen=True)
class Step:
    """One row more: the first data row, the last one so far, and the row that is added.

    `columns` are those of the table that grows where others stand beside it; what lies outside stays.
    """

    first: int
    last: int
    new: int
    columns: range = range(1, LAST_COLUMN + 1)

    @property
    def has_data(self) -> bool:
        """Whether there is a data row already; if not, only the filter over the headings grows."""
        return self.last >= self.first

    def grown(self, ref: str) -> str:
        """A range, or several divided by spaces, after the step.

        >>> Step(2, 9, 10).grown("A2:A9 C1:D9 P9 F3:F9 H2:H8 B:B"), Step(2, 2, 3).grown("P2")
        ('A2:A10 C1:D10 P9 F3:F9 H2:H8 B:B', 'P2:P3')
        """
        end = str(self.last)
        if end not in ref:
            return ref
        one = lru_cache(maxsize=1_000)(self._one)  # a list may hold the same range very often
        return _PART.sub(lambda part: one(part[0]) if part[0].endswith(end) else part[0], ref)

    def grown_series(self, ref: str) -> str:
        """A range that feeds a chart: the cells of one row side by side stay one row.

        >>> Step(2, 2, 3).grown_series("B2:F2"), Step(2, 2, 3).grown_series("$B$2")
        ('B2:F2', '$B$2:$B$3')
        """
        found = block(ref)
        is_row = found and found.first_row == found.last_row and found.first_column < found.last_column
        return ref if is_row else self._one(ref)

    def _one(self, ref: str) -> str:
        found = block(ref)
        if not found or found.first_row > self.first or found.last_row != self.last:
            return ref
        if found.last_column < self.columns.start or found.first_column >= self.columns.stop:
            return ref
        return in_row(ref, self.new) if ":" in ref else f"{ref}:{in_row(ref, self.new)}"


def block(ref: str) -> Range | None:
    """The cells of a range, None for a whole column or row, or what we do not know: they need no growth."""
    try:
        return range_of(ref)
    except ValueError:
        return None


def in_row(ref: str, row: int) -> str:
    """A reference that ends in another row.

    >>> in_row("$A$2:$B$9", 10)
    '$A$2:$B$10'
    """
    return _LAST_ROW.sub(str(row), ref)
