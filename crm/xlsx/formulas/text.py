"""Formulas as text: moved to another cell, and found in a sheet with what they share (ECMA-376 part 1, 18.3.1.40)."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from crm.xlsx.errors import OddlyWritten, RefusedWorkbook
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.markup.xmltext import attributes
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, Range, column_of, letters_of, range_of

# Possessive (*+, ++), and no start in the middle of a word: a formula of any length takes time in proportion to it.
_TOKEN = re.compile(
    r"""(?P<keep>(?:"[^"]*+")++ | (?:'[^']*+')++ | (?<!')\[(?:[^\[\]']++|'.|\[(?:[^\[\]']++|'.)*+\])*+\]
        | (?<![\w.])[\w.]++:[\w.]++!)
    | (?<![\w.$:\\])(?P<rows>\$?\d{1,7}+:\$?\d{1,7}+)(?![\w.(!:])
    | (?<![\w.$])(?P<cell>\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6})(?![\w.(!])
    | (?<![\w.$:\\])(?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})(?![\w.(!:])""",
    re.VERBOSE,
)
_RELATIVE = re.compile(r"(?:\$?([A-Za-z]{1,3}))?([0-9]{1,7})")
_LONG, _LONGEST, _MOST_WRITTEN_OUT = 1_000, 40_000, 50_000_000  # characters: what counts, of one formula, of all
_PART = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?")


def move(text: str, down: int, right: int) -> str:
    """A formula as it reads when its cell is copied `down` rows and `right` columns further.

    Parts with $, strings, sheet names, names, functions and table columns stay.

    >>> move('A1+$B$2+LOG10(C3)&"A1"', 1, 0), move("'A1'!A1+Tab1!B2:C3+T[[#This Row],[A1]]", 1, 1), move("A1", 0, -1)
    ('A2+$B$2+LOG10(C4)&"A1"', "'A1'!B2+Tab1!C3:D4+T[[#This Row],[A1]]", '#REF!')
    """

    def moved(found: re.Match[str]) -> str:
        if found["keep"]:
            return found[0]
        ends = [_moved_end(end, down, right) for end in found[0].split(":")]
        return "#REF!" if None in ends else ":".join(map(str, ends))

    return _TOKEN.sub(moved, text)


def _moved_end(text: str, down: int, right: int) -> str | None:
    """One end of a reference: a cell, a column or a row; None when it would leave the sheet."""
    if text.lstrip("$").isdigit():
        row = int(text.lstrip("$")) + (0 if text.startswith("$") else down)
        return f"{'$' * text.startswith('$')}{row}" if 1 <= row <= LAST_ROW else None
    found = _PART.fullmatch(text)
    assert found and found[2]
    if column_of(found[2]) > LAST_COLUMN or int(found[4] or 1) > LAST_ROW:
        return text  # a name that only looks like a cell
    column = column_of(found[2]) + (0 if found[1] else right)
    if not 1 <= column <= LAST_COLUMN:
        return None
    moved = found[1] + letters_of(column) + found[3]
    if not found[4]:
        return moved
    row = int(found[4]) + (0 if found[3] else down)
    return f"{moved}{row}" if 1 <= row <= LAST_ROW else None


class Shared:
    """The first cell of a shared formula, whose text is written out for many others: prepared once for each column."""

    def __init__(self, text: str, row: int, column: int):
        self._text, self._row, self._column = text, row, column
        self._prepared: dict[int, tuple[str, list[int]]] = {}

    def __len__(self) -> int:
        return len(self._text)

    def at(self, row: int, column: int) -> str:
        """What the formula reads in another cell, like `move`.

        >>> Shared('A1&"%"', 1, 2).at(5, 3)
        'B5&"%"'
        """
        down, right = row - self._row, column - self._column
        if right not in self._prepared:
            self._prepared[right] = _prepared(self._text, right)
        template, rows = self._prepared[right]
        if rows and not (min(rows) + down >= 1 and max(rows) + down <= LAST_ROW):
            return move(self._text, down, right)
        return template % tuple([row + down for row in rows])


def _prepared(text: str, right: int) -> tuple[str, list[int]]:
    """A formula moved to the right, with %d for each row that is to be moved down, and those rows."""
    rows: list[int] = []

    def prepared(found: re.Match[str]) -> str:
        ends = found[0].split(":")
        moved = None if found["keep"] else [_moved_end(end, 0, right) for end in ends]
        if moved is None or None in moved:
            return found[0] if moved is None else "#REF!"
        return ":".join(_open_row(end, str(new), rows) for end, new in zip(ends, moved, strict=True))

    return _TOKEN.sub(prepared, text.replace("%", "%%")), rows


def _open_row(end: str, moved: str, rows: list[int]) -> str:
    """One end of a reference with %d for its row, which is added to `rows`, unless it has none that moves."""
    found = _RELATIVE.fullmatch(end)
    if not found or int(found[2]) > LAST_ROW or column_of(found[1] or "") > LAST_COLUMN:
        return moved
    rows.append(int(found[2]))
    return moved.rstrip("0123456789") + "%d"


class Allowance:
    """How long the shared formulas of a sheet may become when they are written out: few bytes can share a long one."""

    def __init__(self) -> None:
        self._left = _MOST_WRITTEN_OUT

    def take(self, length: int) -> None:
        """Write out one more formula. Raises RefusedWorkbook."""
        self._left -= length if length > _LONG else 0
        if self._left < 0 or length > _LONGEST:
            raise RefusedWorkbook(
                "This workbook shares very long formulas among very many cells. It may be meant to do harm, "
                "so we did not read it. If it is yours, save it once in LibreOffice, and try again."
            )


class FormulaCell(NamedTuple):
    """A formula where it stands. `text` is "" for a follower of a shared formula; `spread` is its `ref`."""

    row: int
    column: int
    text: str
    kind: str = ""  # "", shared, array or dataTable
    group: str = ""  # the number that a shared formula's cells have in common
    spread: Range | None = None

    @property
    def place(self) -> tuple[int, int]:
        """(row, column)"""
        return self.row, self.column


def formula_cell(place: tuple[int, int], tag: bytes, text: bytes) -> FormulaCell:
    """A formula from its `<f>` attributes and content."""
    content = html.unescape(text.decode()) if b"&" in text else text.decode()
    if not tag:
        return FormulaCell(*place, content)
    found = attributes(tag)
    spread = _spread(found["ref"], found.get("t", "")) if "ref" in found else None
    return FormulaCell(*place, content, found.get("t", ""), found.get("si", ""), spread)


def _spread(ref: str, kind: str) -> Range | None:
    """The block that a formula fills; of one that cannot be read, the whole sheet, so that no edit breaks it."""
    try:
        return range_of(ref)
    except ValueError:
        return None if kind == "shared" else Range(1, 1, LAST_ROW, LAST_COLUMN)


def find_formulas(text: SheetText, mark: bytes = b"") -> list[FormulaCell]:
    """All formulas of a sheet in its order, or only those that have `mark` in them. Some 2 µs each."""
    return [] if text.trouble else [cell for rows in text.pieces() for cell in _formulas_in(rows, text.prefix, mark)]


def _formulas_in(xml: bytes, p: bytes, mark: bytes) -> Iterator[FormulaCell]:
    """Tags of formulas are looked for, then the cell in front of each, never further back than the one before."""
    formula, cell_at = _patterns(p, mark)
    opening, last = b"<" + p + b"c", 0
    for found in formula.finditer(xml):
        start = xml.rfind(opening, last, found.start())
        last = found.start()
        if start >= 0 and (cell := cell_at.match(xml, start)) and cell.end() > last:
            place = int(cell[2]), column_of(cell[1].decode())
            yield formula_cell(place, cell[3] or b"", cell[4] or b"")
        else:
            raise OddlyWritten("A formula is in a cell that does not say its place. Save the workbook once in Excel.")


@lru_cache(maxsize=8)
def _patterns(p: bytes, mark: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """A formula that has `mark` in its tag, and a cell with a formula. `p` is the prefix of the tags."""
    name = rb"""c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'][^<>]*>\s*"""
    cell = rb"<" + p + name + rb"<" + p + rb"f(\s[^<>]*?)?(?:/>|>([^<]*)<)"
    # a search for one letter, and only then a look back, is many times faster than one for several
    formula = rb"f(?<=<" + p + rb"f)" + (rb"\s[^<>]*?" + re.escape(mark) if mark else rb"(?=[\s/>])")
    return re.compile(formula), re.compile(cell)


def full_texts(cells: list[FormulaCell]) -> dict[tuple[int, int], str]:
    """What each cell's formula says, those of shared formulas written out: {(row, column): text}.

    Raises RefusedWorkbook when they would be far longer than any that people fill down.
    """
    masters = {cell.group: Shared(cell.text, *cell.place) for cell in cells if cell.kind == "shared" and cell.text}
    followers = (cell for cell in cells if cell.kind == "shared" and not cell.text and cell.group in masters)
    shares = {cell.place: masters[cell.group] for cell in followers}
    written = Allowance()
    for master in shares.values():
        written.take(len(master))
    return {cell.place: shares[cell.place].at(*cell.place) if cell.place in shares else cell.text for cell in cells}


def shared_xml(prefix: bytes, group: str, text: str, spread: Range) -> bytes:
    """The `<f>` of the first cell of a shared formula."""
    content = html.escape(text, quote=False)
    p = prefix.decode()
    return f'<{p}f t="shared" ref="{spread}" si="{group}">{content}</{p}f>'.encode()


def replace_formula(inner: bytes, prefix: bytes, new: bytes) -> bytes:
    """What a cell holds with another `<f>`; its last result stays."""
    old = rb"<" + prefix + rb"f\s[^<>]*?(?:/>|>[^<]*</" + prefix + rb"f\s*>)"
    return re.sub(old, lambda _: new, inner, count=1)
