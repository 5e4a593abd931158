"""What gives people's cells back when a write by anchor came into the wrong ones.

The answer of such a write shows the row after it. What stood there before is known from the last look.
"""

from collections.abc import Sequence

from crm.store.google.calls import Raw
from crm.store.google.cells import alike
from crm.store.google.draft import Appended, RowWrite, cell_of
from crm.store.google.poll import Grid, Poll
from crm.store.google.rows import put_back, same_row

Echo = tuple[int, Sequence[Raw]]


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


def by_wrong_heading(write: RowWrite, echo: Echo, headings: Sequence[Raw], seen: Poll) -> list[RowWrite]:
    """A column came in, went or moved between our look and our write: the cells that were hit get back what their
    column, as it is headed now, held in this row; a column that is new held nothing."""
    row, after = echo
    grid = seen.on(write.page) or Grid(write.page, ())
    known = {heading: number for number, heading in enumerate(grid.row(write.heading_row), 1) if heading != ""}
    moved = {known[heading]: number for number, heading in enumerate(headings, 1) if heading in known}
    told = {moved[column]: cell for column, cell in write.known_by.items() if column in moved}
    if not all(cell_of(after, column) == cell for column, cell in told.items() if column not in write.cells):
        return []
    was = grid.row(write.row)
    cells = {column: cell_of(was, known.get(cell_of(headings, column), 0)) for column in write.cells}
    known_by = {column: cell for column, cell in told.items() if column not in write.cells}
    return [RowWrite(write.page, write.heading_row, row, "", known_by, dict(write.cells), cells)]


def by_wrong_columns(added: Appended, headings: Sequence[Raw], seen: Poll) -> RowWrite | None:
    """A column came in, went or moved before a row was added: its cells go to the columns they were meant for. None
    where the headings are as they were seen."""
    grid = seen.on(added.page)
    was = grid.row(added.heading_row) if grid else ()
    if same_row(headings, was):
        return None
    now = {heading: number for number, heading in enumerate(headings, 1) if heading != ""}
    cells: dict[int, Raw] = dict.fromkeys(added.cells, "")
    moved = {now.get(cell_of(was, column)): cell for column, cell in added.cells.items()}
    cells |= {column: cell for column, cell in moved.items() if column is not None}
    before = {column: added.cells.get(column, "") for column in cells}
    return RowWrite(added.page, added.heading_row, added.row, "", dict(added.cells), before, cells)


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
