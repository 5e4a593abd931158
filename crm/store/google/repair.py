"""What gives people's cells back when a write by anchor came into the wrong ones.

The answer of such a write shows the row after it. What stood there before is known from the last look.
"""

from collections.abc import Sequence

from crm.store.google.calls import Raw
from crm.store.google.cells import alike
from crm.store.google.draft import Appended, RowWrite, cell_of
from crm.store.google.poll import Grid, Poll
from crm.store.google.rows import put_back

Echo = tuple[int, Sequence[Raw]]
_SEVERAL = 2  # cells that another row held: one may be a word that many rows hold


def by_wrong_row(write: RowWrite, echo: Echo, seen: Poll) -> list[RowWrite]:
    """The anchor was on another row: that row gets its cells of the last look back. A row that the last look does not
    know gets nothing back, unless it was blank."""
    row, after = echo
    grid = seen.on(write.page) or Grid(write.page, ())
    held = _as_seen(write, after, grid)
    if held is None:
        return []
    back = put_back(write, after, {column: cell_of(held, column) for column in write.cells})
    return [_at(back, row)]


def by_torn_row(write: RowWrite, echo: Echo, seen: Poll) -> list[RowWrite]:
    """It is the row that was meant, but several of its other cells are those of another row: a part of the sheet was
    sorted meanwhile, and what we wrote over is that row's too. Nothing where that is not so."""
    row, after = echo
    grid = seen.on(write.page) or Grid(write.page, ())
    own = next((cells for cells in grid.rows if write.is_in(cells)), ())
    rest = [n for n in range(1, len(after) + 1) if n not in write.cells and cell_of(after, n) != cell_of(own, n)]
    if sum(cell_of(after, n) != "" for n in rest) < _SEVERAL:
        return []
    held = next((cells for cells in grid.rows if all(cell_of(cells, n) == cell_of(after, n) for n in rest)), None)
    if held is None:
        return []
    cells = {column: cell_of(held, column) for column in write.cells}
    return [RowWrite(write.page, write.heading_row, row, "", write.known_by, dict(write.cells), cells)]


def by_wrong_heading(write: RowWrite, echo: Echo, headings: Sequence[Raw], seen: Poll) -> list[RowWrite]:
    """A column came in, went or moved between our look and our write: the cells that were hit get back what their
    column, as it is headed now, held in this row; a column that is new held nothing."""
    row, after = echo
    grid = seen.on(write.page) or Grid(write.page, ())
    before = grid.row(write.heading_row)
    known = {heading: number for number, heading in enumerate(before, 1) if heading != ""}
    moved = {known[heading]: number for number, heading in enumerate(headings, 1) if heading in known}
    told = {moved[column]: cell for column, cell in write.known_by.items() if column in moved}
    if not all(cell_of(after, column) == cell for column, cell in told.items() if column not in write.cells):
        return []
    was = grid.row(write.row)
    cells = {column: cell_of(was, _came_from(column, headings, before)) for column in write.cells}
    known_by = {column: cell for column, cell in told.items() if column not in write.cells}
    return [RowWrite(write.page, write.heading_row, row, "", known_by, dict(write.cells), cells)]


def _came_from(column: int, now: Sequence[Raw], before: Sequence[Raw]) -> int:
    """Where a column stood when it was seen; 0 for one that is new. Its heading may be another one by now."""
    heading = cell_of(now, column)
    if heading != "" and heading in before:
        return before.index(heading) + 1
    return 0 if cell_of(before, column) in now else column


def same_columns(now: Sequence[Raw], before: Sequence[Raw]) -> bool:
    """Whether every column is where it was seen, though perhaps under another heading."""
    width = max(len(now), len(before))
    pairs = [(cell_of(now, column), cell_of(before, column)) for column in range(1, width + 1)]
    return all(a == b or (a != "" and a not in before and b not in now) for a, b in pairs)


def by_wrong_columns(added: Appended, headings: Sequence[Raw], seen: Poll) -> RowWrite | None:
    """A column came in, went or moved before a row was added: its cells go to the columns they were meant for. None
    where the columns are where they were seen."""
    grid = seen.on(added.page)
    was = grid.row(added.heading_row) if grid else ()
    if same_columns(headings, was):
        return None
    now = {heading: number for number, heading in enumerate(headings, 1) if heading != ""}
    cells: dict[int, Raw] = dict.fromkeys(added.cells, "")
    moved = {
        now.get(cell_of(was, column)) or _left(column, headings, was): cell for column, cell in added.cells.items()
    }
    cells |= {column: cell for column, cell in moved.items() if column}
    before = {column: added.cells.get(column, "") for column in cells}
    return RowWrite(added.page, added.heading_row, added.row, "", dict(added.cells), before, cells)


def _left(column: int, now: Sequence[Raw], before: Sequence[Raw]) -> int:
    """A column whose heading is gone, where no other one took its place; else 0."""
    heading = cell_of(now, column)
    return column if heading == "" or heading not in before else 0


def _as_seen(write: RowWrite, after: Sequence[Raw], grid: Grid) -> Sequence[Raw] | None:
    """The row of the last look that this one was, before our cells came into it."""
    others = [n for n in range(1, len(after) + 1) if n not in write.cells and cell_of(after, n) != ""]
    if not others:
        return ()
    column = next(iter(write.known_by)) if len(write.known_by) == 1 else 0
    if column and cell_of(after, column) != "":
        return next((row for row in grid.rows if cell_of(row, column) == cell_of(after, column)), None)
    return next((row for row in grid.rows if all(cell_of(row, n) == cell_of(after, n) for n in others)), None)


def _at(write: RowWrite, row: int) -> RowWrite:
    return RowWrite(write.page, write.heading_row, row, "", write.known_by, write.before, write.cells)


def is_meant(write: RowWrite, row: Sequence[Raw]) -> bool:
    """Whether this row is the one that was to be written, and holds what was written."""
    known = ((column, cell) for column, cell in write.known_by.items() if column not in write.cells)
    return write.holds_ours(row) and all(alike(cell_of(row, column), cell) for column, cell in known)
