"""The table that values.append looks for: cells with data that touch each other, also at their corners."""

from .a1 import Area
from .sheet import Sheet

AROUND = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1) if down or right]


def table_at(sheet: Sheet, area: Area) -> Area | None:
    """The box around the last table that has cells in an area, or None."""
    start = last_cell(sheet, area)
    return box_around(sheet, start) if start else None


def last_cell(sheet: Sheet, area: Area) -> tuple[int, int] | None:
    """The last cell with data in an area: in its last such row, the rightmost."""
    for number in range(area.bottom - 1, area.top - 1, -1):
        for column in range(min(area.right, len(sheet.rows[number].cells)) - 1, area.left - 1, -1):
            if sheet.cell(number, column).has_data:
                return number, column
    return None


def box_around(sheet: Sheet, start: tuple[int, int]) -> Area:
    """The smallest area around all cells that hang together with one."""
    seen, waiting = {start}, [start]
    while waiting:
        row, column = waiting.pop()
        for down, right in AROUND:
            near = (row + down, column + right)
            if near not in seen and has_data(sheet, *near):
                seen.add(near)
                waiting.append(near)
    rows, columns = {row for row, _ in seen}, {column for _, column in seen}
    return Area(min(rows), min(columns), max(rows) + 1, max(columns) + 1)


def has_data(sheet: Sheet, row: int, column: int) -> bool:
    """Whether a place is on the grid and something was typed there."""
    return 0 <= row < len(sheet.rows) and column >= 0 and sheet.cell(row, column).has_data
