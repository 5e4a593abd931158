"""References in formulas: how they follow copied cells, rows and columns that move, and tabs with a new title."""

import re
from collections.abc import Callable

from . import a1
from .formulas import CELL, TITLE

ROWS_OR_CELLS = rf"{CELL}(?::{CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}"
SPOT = re.compile(rf"\"(?:[^\"]|\"\")*\"|(?P<title>{TITLE})?(?<![\w.$])(?P<cells>{ROWS_OR_CELLS})(?![\w(])")
PART = re.compile(r"(\$?)([A-Za-z]+)(\$?)(\d*)")


def rewritten(text: str, change: Callable[[str, str], str]) -> str:
    """A formula with other references; change(title with its mark or "", cells) gives each one anew."""
    return SPOT.sub(lambda found: change(found["title"] or "", found["cells"]) if found["cells"] else found[0], text)


def moved(text: str, down: int, right: int) -> str:
    """A formula after its cell was copied so far: references without $ go with it."""

    def change(title: str, cells: str) -> str:
        parts = [moved_corner(part, down, right) for part in cells.split(":")]
        return "#REF!" if "#REF!" in parts else title + ":".join(parts)

    return rewritten(text, change)


def moved_corner(text: str, down: int, right: int) -> str:
    """One cell, or column, of a reference after the move."""
    fixed_column, name, fixed_row, digits = PART.fullmatch(text).groups()  # type: ignore[union-attr]
    column = a1.column_number(name) + (0 if fixed_column else right)
    row = int(digits or 1) + (0 if fixed_row else down)
    if column < 0 or row < 1:
        return "#REF!"
    return f"{fixed_column}{a1.letters(column)}{fixed_row}{row if digits else ''}"


def followed(text: str, concerns: Callable[[str], bool], dimension: str, shift: Callable) -> str:
    """A formula after rows or columns moved under its references. concerns(title): whether they are of that tab."""

    def change(title: str, cells: str) -> str:
        if not concerns(title[:-1].strip("'").replace("''", "'")):
            return title + cells
        return followed_cells(title, cells, dimension, shift)

    return rewritten(text, change)


def followed_cells(title: str, cells: str, dimension: str, shift: Callable) -> str:
    """One reference after rows or columns moved."""
    parts = [list(PART.fullmatch(part).groups()) for part in cells.split(":")]  # type: ignore[union-attr]
    if dimension == "ROWS" and not parts[0][3]:
        return title + cells
    numbers = [int(part[3]) - 1 if dimension == "ROWS" else a1.column_number(part[1]) for part in parts]
    start, end = shift(min(numbers), max(numbers) + 1)
    if start >= end:
        return "#REF!"
    for part, place in zip(parts, (start, end - 1), strict=False):
        part[3 if dimension == "ROWS" else 1] = str(place + 1) if dimension == "ROWS" else a1.letters(place)
    return title + ":".join("".join(part) for part in parts)


def retitled(text: str, old: str, new: str) -> str:
    """A formula after a tab got another title; new: as it is quoted."""

    def change(title: str, cells: str) -> str:
        same = title[:-1].strip("'").replace("''", "'").casefold() == old.casefold()
        return f"{new}!{cells}" if title and same else title + cells

    return rewritten(text, change)
