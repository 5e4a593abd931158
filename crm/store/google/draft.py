"""What the edits of a flush come to in cells: which rows get which cells, and which rows come below the others.

The same `Placing` decides as for every other kind of workbook; it works here on a copy of the last look. A `RowWrite`
says how its row is known, so that it can be found again after people have moved it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from crm.model.cells import Cell, storable, written
from crm.model.contents import Contents, SheetContents
from crm.model.errors import InvalidInput, KithError, NoSuchRow
from crm.store.google.calls import Page, Raw
from crm.store.google.cells import LONGEST, alike, holds_days, raw
from crm.store.google.columns import Heading
from crm.store.google.poll import Grid, Poll, Row, squared
from crm.store.overview import TITLE as OVERVIEW
from crm.store.placing import Placing
from crm.store.workbook import Edit, Failed, GiveId, Ok, Outcome

Cells = Mapping[int, Raw]


@dataclass(frozen=True)
class RowWrite:
    """Cells of one row, by column from 1. `row` is where it stood in the last look; it is the row that is meant where
    it holds all of `known_by`. `before` is what stood in the cells that are written; `id` is "" for a row without."""

    page: Page
    heading_row: int
    row: int
    id: str
    known_by: Cells
    before: Cells
    cells: Cells

    @property
    def takes_away(self) -> bool:
        """Whether it empties the row, its ID too."""
        return bool(self.known_by) and all(self.cells.get(column) == "" for column in self.known_by)

    def is_in(self, row: Sequence[Raw]) -> bool:
        """Whether this is the row that is meant."""
        return all(alike(cell_of(row, column), cell) for column, cell in self.known_by.items())

    def holds_ours(self, row: Sequence[Raw]) -> bool:
        """Whether a row holds what is written."""
        return all(alike(cell_of(row, column), cell) for column, cell in self.cells.items())

    def finds_as_before(self, row: Sequence[Raw]) -> bool:
        """Whether nobody else wrote into the cells."""
        return all(alike(cell_of(row, column), cell) for column, cell in self.before.items())


@dataclass(frozen=True)
class Appended:
    """A row that comes below all others; `row` is where that was in the last look."""

    page: Page
    heading_row: int
    row: int
    id: str
    cells: Cells


@dataclass(frozen=True)
class Draft:
    """One flush: what is written, and the whole spreadsheet as it will be. `back`: the IDs that go back with it."""

    outcomes: tuple[Outcome, ...]
    writes: tuple[RowWrite, ...]
    appended: tuple[Appended, ...]
    after: Poll
    back: tuple[GiveId, ...] = ()

    @property
    def is_anything(self) -> bool:
        """Whether any edit can be carried out."""
        return any(isinstance(outcome, Ok) for outcome in self.outcomes)


def draft(edits: Sequence[Edit], contents: Contents, poll: Poll, of_days: Collection[Heading]) -> Draft:
    """What the edits come to; one that cannot be carried out does not stop the others. `of_days` are the team's own
    columns that hold days."""
    book = _Book(contents, poll, of_days)
    placing = Placing(contents, book)
    outcomes = tuple(_attempt(placing, book, edit) for edit in edits)
    writes = [write for sheet in book.sheets.values() for write in sheet.writes()]
    appended = [row for sheet in book.sheets.values() for row in sheet.appended()]
    return Draft(outcomes, tuple(writes), tuple(appended), book.after())


def _attempt(placing: Placing, book: "_Book", edit: Edit) -> Outcome:
    mark = book.mark()
    try:
        placing.carry_out(edit)
    except KithError as error:
        book.undo(mark)
        return Failed(str(error), retry=False)
    return Ok()


class _Book:
    """The sheets of the last look, as far as they are changed."""

    def __init__(self, contents: Contents, poll: Poll, of_days: Collection[Heading]) -> None:
        self.contents, self._poll, self._of_days = contents, poll, of_days
        self._keys = {sheet.title: sheet for sheet in contents.sheets.values()}
        self.sheets: dict[str, _Sheet] = {}

    def sheet(self, title: str) -> "_Sheet":
        """A sheet by its title. Raises NoSuchRow."""
        if title not in self.sheets:
            grid = self._poll.grid(title)
            if grid is None:
                raise NoSuchRow(f"The workbook has no sheet {title}.")
            self.sheets[title] = _Sheet(grid, self._keys.get(title), self._of_days, title == OVERVIEW)
        return self.sheets[title]

    def mark(self) -> dict[str, int]:
        """How far each sheet is, so that the next edit can be undone."""
        return {title: len(sheet.trail) for title, sheet in self.sheets.items()}

    def undo(self, mark: dict[str, int]) -> None:
        """Forget what was done since."""
        for title, sheet in self.sheets.items():
            sheet.undo(mark.get(title, 0))

    def after(self) -> Poll:
        """The spreadsheet with everything in it."""
        grids = (
            self.sheets[grid.page.title].after() if grid.page.title in self.sheets else grid
            for grid in self._poll.grids
        )
        return replace(self._poll, grids=tuple(grids))


@dataclass
class _Sheet:
    """A sheet that is being changed: the cells that are `set`, by row and column."""

    grid: Grid
    contents: SheetContents | None
    of_days: Collection[Heading]
    is_of_figures: bool = False  # whose cells never move, and none of which is written without need
    set: dict[tuple[int, int], Raw] = field(default_factory=dict)
    trail: list[tuple[tuple[int, int], Raw | None]] = field(default_factory=list)  # what was set there before

    def set_cell(self, row: int, column: int, value: Cell) -> None:
        """Put a value into a cell; None clears it. Raises InvalidInput for what no cell can hold."""
        if (why := storable(value)) is not None:
            raise InvalidInput(self._field(column) or "", f"“{written(value)[:40]}” {why}.")
        if isinstance(value, str) and len(value) > LONGEST:
            raise InvalidInput(self._field(column) or "", f"A cell holds at most {LONGEST:,} characters.")
        cell = raw(value, is_day=self._holds_days(column))
        if not (self.is_of_figures and alike(self.grid.cell(row, column), cell)):
            self._put(row, column, cell)

    def _holds_days(self, column: int) -> bool:
        if self.contents is None or column > len(self.contents.headings):
            return False
        is_own = (self.grid.page.id, self.contents.headings[column - 1]) in self.of_days
        return is_own or holds_days(self.contents.key, self._field(column))

    def _put(self, row: int, column: int, value: Raw) -> None:
        self.trail.append(((row, column), self.set.get((row, column))))
        self.set[row, column] = value

    def undo(self, until: int) -> None:
        """Take back what was set since the trail was so long."""
        while len(self.trail) > until:
            place, had = self.trail.pop()
            if had is None:
                del self.set[place]
            else:
                self.set[place] = had

    def append_row(self, values: Mapping[int, Cell], *, until: int = 0) -> int:
        """A new row below the last one that holds anything."""
        row = max([len(self.grid.rows), *(row for row, _ in self.set)]) + 1
        for column, value in values.items():
            self.set_cell(row, column, value)
        return row

    def clear_row(self, row: int) -> None:
        """Empty every cell of a row in which anything stands."""
        for column, cell in enumerate(self.grid.row(row), 1):
            if cell != "" or (row, column) in self.grid.formulas:
                self._put(row, column, "")
        for row_set, column in list(self.set):
            if row_set == row:
                self._put(row, column, "")

    def after(self) -> Grid:
        """The sheet with everything in it."""
        rows = [list(row) for row in self.grid.rows]
        for (row, column), value in self.set.items():
            rows.extend([] for _ in range(row - len(rows)))
            rows[row - 1].extend([""] * (column - len(rows[row - 1])))
            rows[row - 1][column - 1] = value
        formulas = {place: text for place, text in self.grid.formulas.items() if place not in self.set}
        return replace(self.grid, rows=squared(rows), formulas=formulas)

    def writes(self) -> list[RowWrite]:
        """What goes into rows that are there."""
        rows = sorted({row for row, _ in self.set if row <= len(self.grid.rows) or self.is_of_figures})
        return [self._write(row) for row in rows]

    def appended(self) -> list[Appended]:
        """What comes below them."""
        rows = sorted({row for row, _ in self.set if row > len(self.grid.rows) and not self.is_of_figures})
        found = [(row, {column: cell for (at, column), cell in self.set.items() if at == row}) for row in rows]
        return [
            Appended(self.grid.page, self._heading_row, row, str(cells.get(self._id_column, "")), cells)
            for row, cells in found
            if any(cell != "" for cell in cells.values())
        ]

    def _write(self, row: int) -> RowWrite:
        cells = {column: cell for (at, column), cell in sorted(self.set.items()) if at == row}
        before = {c: self.grid.cell(row, c) for c in cells if (row, c) not in self.grid.formulas}
        held = str(self.grid.cell(row, self._id_column)).strip()
        id = str(cells.get(self._id_column, "")) or ("" if self._stands_twice(held) else held)
        known_by = self._by_id(row) if id and id == held else self._by_all(row)
        return RowWrite(self.grid.page, self._heading_row, row, id, known_by, before, cells)

    def _by_id(self, row: int) -> dict[int, Raw]:
        """What tells this row from others: its ID, or its key."""
        return {self._id_column: self.grid.cell(row, self._id_column)}

    def _by_all(self, row: int) -> dict[int, Raw]:
        """What tells a row from others that has no ID, gets another one, or shares it with a copy."""
        width = max(len(self.grid.row(row)), len(self._headings), self._id_column)
        columns = (column for column in range(1, width + 1) if (row, column) not in self.grid.formulas)
        return {column: self.grid.cell(row, column) for column in columns}

    def _stands_twice(self, id: str) -> bool:
        return bool(id) and self._counts[id] > 1

    @cached_property
    def _counts(self) -> Counter[str]:
        """How often each ID stands in the sheet."""
        column = self._id_column
        return Counter(str(cell_of(row, column)).strip() for row in self.grid.rows) if column else Counter()

    @property
    def _headings(self) -> Row:
        return self.grid.row(self._heading_row)

    @property
    def _heading_row(self) -> int:
        return self.contents.heading_row if self.contents else 1

    @property
    def _id_column(self) -> int:
        """The column of the IDs, or of the keys of settings; 0 where a sheet has neither."""
        if self.contents is not None:
            return self.contents.column_number("id") or 0
        return self._headings.index("Key") + 1 if "Key" in self._headings else 0

    def _field(self, column: int) -> str | None:
        fields = self.contents.fields if self.contents else ()
        return fields[column - 1] if column <= len(fields) else None


def cell_of(row: Sequence[Raw], column: int) -> Raw:
    """A cell of a row, from 1; "" beyond its end."""
    return row[column - 1] if 0 < column <= len(row) else ""
