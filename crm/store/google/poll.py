"""One look at a whole spreadsheet: every sheet's cells, of one moment, and a hash that tells whether they are others.

Two calls see one moment when the cells without formulas are the same in both.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from crm.store.google.calls import FORMULA, Page, Raw, Spreadsheet
from crm.store.google.cells import tidy
from crm.store.google.troubles import NOT_SENT, REFUSED, Trouble

CRM, UNDO = "_crm", "_crm_undo"
_TRIES = 6
_ERROR = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|ERROR!|SPILL!|CALC!)")

Row = tuple[Raw, ...]


@dataclass(frozen=True)
class Grid:
    """A sheet's cells from A1, blank ones "", without blank ones at the end; `formulas` by (row, column) from 1."""

    page: Page
    rows: tuple[Row, ...]
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Raw:
        """What stands in a cell; "" beyond the last one."""
        cells = self.row(row)
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def row(self, row: int) -> Row:
        """The cells of a row, from column A; none beyond the last row."""
        return self.rows[row - 1] if 1 <= row <= len(self.rows) else ()


@dataclass(frozen=True)
class Poll:
    """What a spreadsheet held at one moment. `undo` is Kith's hidden sheet for copies, whose cells nobody reads."""

    grids: tuple[Grid, ...]
    undo: Page | None = None

    @cached_property
    def hash(self) -> str:
        """Another one after every change of a cell that people see."""
        told = [[grid.page.id, grid.page.title, grid.rows] for grid in self.grids if grid.page.title != CRM]
        return _hash([told, [sorted(grid.formulas.items()) for grid in self.grids]])

    @cached_property
    def values_hash(self) -> str:
        """The same, of what formulas come to only."""
        return _hash([[grid.page.id, grid.page.title, grid.rows] for grid in self.grids])

    def grid(self, title: str) -> Grid | None:
        """The sheet of a title."""
        return next((grid for grid in self.grids if grid.page.title == title), None)

    def on(self, page: Page) -> Grid | None:
        """The same sheet in this look, whatever its title is by now."""
        return next((grid for grid in self.grids if grid.page.id == page.id), None)

    @property
    def notes(self) -> dict[str, str]:
        """What Kith's own hidden sheet says: key -> value."""
        grid = self.grid(CRM)
        rows = grid.rows[1:] if grid else ()
        return {str(row[0]): str(row[1]) if len(row) > 1 else "" for row in rows if row}

    def noted(self, key: str, value: str) -> "Poll":
        """The same with a value under its key in Kith's own sheet, where that key stands."""
        row = self.note_row(key)
        if row is None:
            return self
        grids = [
            replace(grid, rows=(*grid.rows[: row - 1], (key, value), *grid.rows[row:]))
            if grid.page.title == CRM
            else grid
            for grid in self.grids
        ]
        return replace(self, grids=tuple(grids))

    def note_row(self, key: str) -> int | None:
        """The row of a key in Kith's own sheet."""
        grid = self.grid(CRM)
        return next((n for n, row in enumerate(grid.rows, 1) if row and row[0] == key), None) if grid else None


class Looker:
    """Looks at a spreadsheet again and again; remembers its sheets and what it saw last."""

    def __init__(self, spreadsheet: Spreadsheet) -> None:
        self._spreadsheet = spreadsheet
        self._pages: list[Page] = []
        self._undo: Page | None = None
        self._last: Poll | None = None

    def look(self, *, with_formulas: bool = False) -> Poll:
        """The spreadsheet as it is now; the last Poll itself when nothing changed. `with_formulas`: look at these
        anew too, though no value changed. Raises Trouble."""
        for _ in range(_TRIES):
            values = self._values()
            if not with_formulas and self._is_last(values):
                assert self._last is not None
                return self._last
            found = self._with_formulas(values)
            if found is not None:
                if not self._is_last(found) or self._last is None or found.hash != self._last.hash:
                    self._last = found
                return self._last
        raise Trouble("The sheet is being changed too quickly to be read as a whole. Nothing was changed.", NOT_SENT)

    def _is_last(self, values: Poll) -> bool:
        """Whether the values are those of the last look, and the hidden sheets too."""
        last = self._last
        return last is not None and (values.values_hash, values.undo) == (last.values_hash, last.undo)

    def believe(self, poll: Poll) -> None:
        """Take this for what is there: we wrote it."""
        self._last = poll

    def forget_pages(self) -> None:
        """Ask for the sheets' titles anew before the next look."""
        self._pages = []

    def _values(self) -> Poll:
        rows = self._asked()
        grids = [Grid(page, squared(cells)) for page, cells in zip(self._pages, rows, strict=True)]
        return Poll(tuple(grids), self._undo)

    def _asked(self) -> list[list[list[Raw]]]:
        """The cells of every sheet; asked once more when a title is not right any more."""
        for attempt in (1, 2):
            if not self._pages:
                pages = self._spreadsheet.pages()
                self._pages = [page for page in pages if page.title != UNDO]
                self._undo = next((page for page in pages if page.title == UNDO), None)
            try:
                return self._spreadsheet.values([page.title for page in self._pages])
            except Trouble as trouble:
                if trouble.kind != REFUSED or attempt == 2:
                    raise
                self._pages = []
        raise AssertionError("two attempts end in an answer or an error")

    def _with_formulas(self, values: Poll) -> Poll | None:
        """The same with its formulas; None when somebody changed it between the two calls."""
        shown = self._spreadsheet.values([page.title for page in self._pages], FORMULA)
        grids = []
        for grid, cells in zip(values.grids, shown, strict=True):
            formulas = _formulas(grid, squared(cells))
            if formulas is None:
                return None
            grids.append(Grid(grid.page, grid.rows, formulas))
        return Poll(tuple(grids), self._undo)


def squared(cells: Sequence[Sequence[Raw]]) -> tuple[Row, ...]:
    """Rows without blank cells at their ends, and without blank rows at the end."""
    rows = [trimmed(row) for row in cells]
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows)


def trimmed(row: Sequence[Raw]) -> Row:
    """A row without blank cells at its end."""
    cells = [tidy(cell) for cell in row]
    while cells and cells[-1] == "":
        cells.pop()
    return tuple(cells)


def is_error(cell: Raw) -> bool:
    """Whether a formula came to an error."""
    return isinstance(cell, str) and _ERROR.match(cell) is not None


def _formulas(grid: Grid, shown: tuple[Row, ...]) -> dict[tuple[int, int], str] | None:
    """The formulas of a sheet, without their sign; None when the other cells are not those of `grid`."""
    found: dict[tuple[int, int], str] = {}
    there = Grid(grid.page, shown)
    for number in range(1, max(len(grid.rows), len(shown)) + 1):
        a, b = grid.row(number), there.row(number)
        if a == b:
            continue
        for column in range(1, max(len(a), len(b)) + 1):
            value, text = grid.cell(number, column), there.cell(number, column)
            if isinstance(text, str) and text.startswith("=") and text != value:
                found[number, column] = text[1:]
            elif value != text:
                return None
    return found


def _hash(told: object) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
