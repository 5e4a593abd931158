"""Places on a sheet: `B5` and `A1:C7` as numbers and back. Rows and columns count from 1."""

import functools
import re
from typing import NamedTuple

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")


class Range(NamedTuple):
    """A block of cells, all four edges included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in the block."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def meets(self, other: "Range") -> bool:
        """Whether the two have a cell in common."""
        rows = self.first_row <= other.last_row and other.first_row <= self.last_row
        return rows and self.first_column <= other.last_column and other.first_column <= self.last_column

    def __str__(self) -> str:
        return f"{name_of(self.first_row, self.first_column)}:{name_of(self.last_row, self.last_column)}"


@functools.lru_cache(maxsize=LAST_COLUMN)
def letters_of(column: int) -> str:
    """The letters of a column.

    >>> letters_of(1), letters_of(28), letters_of(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


@functools.lru_cache(maxsize=LAST_COLUMN)
def column_of(letters: str) -> int:
    """The number of a column.

    >>> column_of("A"), column_of("xfd")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def name_of(row: int, column: int) -> str:
    """A cell's name.

    >>> name_of(5, 2)
    'B5'
    """
    return f"{letters_of(column)}{row}"


def place_of(name: str) -> tuple[int, int]:
    """(row, column) of a cell's name, with or without dollars. Raises ValueError.

    >>> place_of("$AB$12")
    (12, 28)
    """
    found = _PLACE.fullmatch(name)
    if not found:
        raise ValueError(f"not a cell: {name[:40]}")
    row, column = int(found[2]), column_of(found[1])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise ValueError(f"outside a sheet: {name}")
    return row, column


def range_of(text: str) -> Range:
    """The block that a reference names; a single cell is a block of one. Raises ValueError.

    >>> range_of("A1:C7"), str(range_of("P2"))
    (Range(first_row=1, first_column=1, last_row=7, last_column=3), 'P2:P2')
    """
    first, _, last = text.partition(":")
    start = place_of(first)
    end = place_of(last) if last else start
    return Range(*start, *end)
