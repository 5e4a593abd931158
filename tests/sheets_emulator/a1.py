"""Ranges in A1 notation: "'My tab'!A2:C", to and from numbers that count from 0."""

import re
from dataclasses import dataclass
from typing import NamedTuple

CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d{1,8})?")
QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.*))?", re.DOTALL)
PLAIN_TITLE = re.compile(r"(?!R\d*C\d*$)[A-Za-z_][A-Za-z0-9_.]*", re.IGNORECASE)


class Area(NamedTuple):
    """A rectangle of cells: rows top to bottom - 1, columns left to right - 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """How many rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """How many columns."""
        return self.right - self.left

    def meets(self, other: "Area") -> bool:
        """Whether the two have a cell in common."""
        rows = self.top < other.bottom and other.top < self.bottom
        return rows and self.left < other.right and other.left < self.right

    def covers(self, other: "Area") -> bool:
        """Whether every cell of the other is in this one."""
        rows = self.top <= other.top and other.bottom <= self.bottom
        return rows and self.left <= other.left and other.right <= self.right

    def within(self, rows: int, columns: int) -> "Area":
        """The part that lies on a grid of that size."""
        return Area(self.top, self.left, min(self.bottom, rows), min(self.right, columns))


@dataclass(frozen=True)
class Corners:
    """Cells as written; a part that was left out ("A:B", "2:3", "A2:B") is None."""

    top: int | None
    left: int | None
    bottom: int | None
    right: int | None
    single: bool


def letters(column: int) -> str:
    """The name of a column, counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """The column of a name, counted from 0.

    >>> column_number("A"), column_number("aa")
    (0, 26)
    """
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def corner(text: str) -> tuple[int | None, int | None] | None:
    """(row, column) of one corner, or None when it is no corner."""
    found = CORNER.fullmatch(text.strip())
    if not found or not (found[1] or found[2]) or found[2] == "0" * len(found[2] or "x"):
        return None
    return (int(found[2]) - 1 if found[2] else None, column_number(found[1]) if found[1] else None)


def corners(text: str) -> Corners | None:
    """The cells that a text names, or None when it names none.

    >>> corners("B3:A1")
    Corners(top=0, left=0, bottom=2, right=1, single=False)
    """
    first, colon, last = text.partition(":")
    start, end = corner(first), corner(last if colon else first)
    if start is None or end is None or (not colon and None in start):
        return None
    top, bottom = ordered(start[0], end[0])
    left, right = ordered(start[1], end[1])
    return Corners(top, left, bottom, right, not colon or start == end)


def ordered(start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """Two ends with the smaller one first, where both are known."""
    return (end, start) if start is not None and end is not None and end < start else (start, end)


def split(text: str) -> tuple[str | None, str | None]:
    """(title, cells) of a range; a quoted text without cells is a title, never a cell.

    >>> split("'It''s'!A1"), split("Sheet1!A1"), split("'A1'"), split("A1")
    (("It's", 'A1'), ('Sheet1', 'A1'), ('A1', None), (None, 'A1'))
    """
    found = QUOTED.fullmatch(text)
    if found:
        return found[1].replace("''", "'"), found[2]
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else (None, text)


def quoted(title: str) -> str:
    """A title as it stands before the exclamation mark of a range.

    >>> quoted("Sheet1"), quoted("It's"), quoted("A1"), quoted("Café"), quoted("x.y")
    ('Sheet1', "'It''s'", "'A1'", "'Café'", 'x.y')
    """
    if PLAIN_TITLE.fullmatch(title) and corners(title) is None:
        return title
    return "'" + title.replace("'", "''") + "'"


def cells_text(area: Area) -> str:
    """The cells of an area; one cell has no colon.

    >>> cells_text(Area(0, 0, 1, 1)), cells_text(Area(1, 0, 3, 26))
    ('A1', 'A2:Z3')
    """
    first = f"{letters(area.left)}{area.top + 1}"
    last = f"{letters(area.right - 1)}{area.bottom}"
    return first if first == last else f"{first}:{last}"


def range_text(title: str, area: Area) -> str:
    """An area with its tab."""
    return f"{quoted(title)}!{cells_text(area)}"
