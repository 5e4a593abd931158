"""One tab: its rows and columns, and what is attached to them.

A batch works on a copy of the whole spreadsheet and puts it in place at the end, so nothing here is changed in place
except the lists of a Sheet itself: rows, columns and cells are shared between the copies.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .a1 import Area
from .cells import EMPTY, Cell, CellFault
from .errors import refused

Cells = tuple[Cell | None, ...]
Moved = Callable[[int, int], tuple[int, int]]  # where the start and the end of a range are after a change


class Line:
    """One row or column. The object itself is its identity: metadata holds on to it, wherever it goes."""

    __slots__ = ()


class Row:
    """What stands in a row, and which row it is; never changed in place.

    data: the number of columns up to the last one in which something was typed; formulas: whether one is a formula.
    """

    __slots__ = ("_mark", "_plain", "cells", "data", "formulas", "line")

    def __init__(self, line: Line, cells: Cells = ()) -> None:
        self.line, self.cells = line, cells
        typed = [number for number, cell in enumerate(cells, 1) if cell is not None and cell.has_data]
        self.data = typed[-1] if typed else 0
        self.formulas = any(cells[number - 1].formula for number in typed)
        self._mark: tuple[int, ...] | None = None
        self._plain: list | None = None

    @property
    def mark(self) -> tuple[int, ...]:
        """What tells whole rows of cells apart, wherever they are: cells that are moved stay the same objects."""
        if self._mark is None:
            self._mark = tuple(map(id, self.cells))
        return self._mark

    @property
    def plain(self) -> list:
        """The values up to the last one, "" for none, as a query without formats tells a row without formulas."""
        if self._plain is None:
            values = [cell.value if cell else None for cell in self.cells[: self.data]]
            self._plain = [
                "" if value is None else str(value) if isinstance(value, CellFault) else value for value in values
            ]
        return self._plain

    def cell(self, column: int) -> Cell:
        """The cell in a column."""
        return (self.cells[column] if column < len(self.cells) else None) or EMPTY

    def slice(self, left: int, right: int) -> Cells:
        """The cells of some columns, as many as there are columns."""
        found = self.cells[left:right]
        return found + (None,) * (right - left - len(found))

    def with_cells(self, left: int, new: Cells) -> "Row":
        """This row with other cells from a column on; a blank cell is None."""
        new = tuple(None if cell is None or cell.blank else cell for cell in new)
        before = self.cells[:left] + (None,) * (left - len(self.cells))
        return Row(self.line, tidy(before + new + self.cells[left + len(new) :]))


def looks_alone(cells: Cells) -> Cells:
    """Cells with the formats and rules of others, and nothing in them; a missing cell is None."""
    found = tuple(replace(cell, value=None, formula=None, note="") if cell else None for cell in cells)
    return tidy(found) if len(found) > 1 else found or (None,)


def tidy(cells: Cells) -> Cells:
    """Cells without the blank ones at the end."""
    end = len(cells)
    while end and (cells[end - 1] is None or cells[end - 1].blank):
        end -= 1
    return cells[:end]


@dataclass
class Sheet:
    """A tab.

    more, grid_more: properties that are only kept; protected, named: the JSON of ranges by their ids; kept: other parts
    of the JSON of a Sheet (basicFilter, conditionalFormats ...); looks: DimensionProperties of rows and columns;
    shifts: how rows and columns moved since formulas last followed them.
    """

    id: int
    title: str
    rows: list[Row]
    columns: list[Line]
    hidden: bool = False
    more: dict = field(default_factory=dict)
    grid_more: dict = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    protected: dict[int, dict] = field(default_factory=dict)
    named: dict[str, dict] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    looks: dict[Line, dict] = field(default_factory=dict)
    places: dict[Line, int] | None = None
    shifts: list[tuple[str, Moved]] = field(default_factory=list)

    @classmethod
    def new(cls, id: int, title: str, rows: int = 1000, columns: int = 26) -> "Sheet":
        """An empty tab."""
        return cls(id, title, [Row(Line()) for _ in range(rows)], [Line() for _ in range(columns)])

    def copy(self) -> "Sheet":
        """A copy to change: lists of its own, the same rows and cells."""
        own = {"rows": list(self.rows), "columns": list(self.columns), "merges": list(self.merges)}
        own |= {"more": dict(self.more), "grid_more": dict(self.grid_more), "kept": dict(self.kept)}
        own |= {"protected": dict(self.protected), "named": dict(self.named), "looks": dict(self.looks), "shifts": []}
        return replace(self, **own)

    @property
    def whole(self) -> Area:
        """All cells."""
        return Area(0, 0, len(self.rows), len(self.columns))

    def cell(self, row: int, column: int) -> Cell:
        """One cell."""
        return self.rows[row].cell(column)

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Put a cell in its place."""
        self.rows[row] = self.rows[row].with_cells(column, (cell,))

    def each(self, area: Area) -> Iterator[tuple[int, int, Cell]]:
        """(row, column, cell) of every cell that is not blank."""
        for number in range(area.top, area.bottom):
            cells = self.rows[number].cells
            for column in range(area.left, min(area.right, len(cells))):
                cell = cells[column]
                if cell is not None:
                    yield number, column, cell

    def typed(self, area: Area) -> Iterator[tuple[int, int, Cell]]:
        """(row, column, cell) of every cell into which something was typed; formats alone are passed over quickly."""
        for number in range(area.top, area.bottom):
            row = self.rows[number]
            if row.data <= area.left:
                continue
            for column in range(area.left, min(area.right, row.data)):
                cell = row.cells[column]
                if cell is not None and cell.has_data:
                    yield number, column, cell

    def last_row(self) -> int:
        """The number of rows up to the last one with data."""
        number = len(self.rows)
        while number and not self.rows[number - 1].data:
            number -= 1
        return number

    def place(self, line: Line) -> Area | None:
        """Where a row or column is now, over its full length; None when it is gone."""
        if self.places is None:
            self.places = {row.line: number for number, row in enumerate(self.rows)}
            self.places |= {each: ~number for number, each in enumerate(self.columns)}
        number = self.places.get(line)
        if number is None:
            return None
        if number < 0:
            return Area(0, ~number, len(self.rows), ~number + 1)
        return Area(number, 0, number + 1, len(self.columns))

    def lines(self, dimension: str) -> list[Line]:
        """The rows or the columns."""
        return [row.line for row in self.rows] if dimension == "ROWS" else self.columns

    def insert(self, dimension: str, at: int, count: int, like: int | None = None) -> None:
        """Insert empty rows or columns before one of them; like: the one whose formats and rules they take."""
        self.places = None
        like = at - 1 if like is None else like
        if dimension == "ROWS":
            cells = looks_alone(self.rows[like].cells) if 0 <= like < len(self.rows) else ()
            self.rows[at:at] = [Row(Line(), cells) for _ in range(count)]
        else:
            self.columns[at:at] = [Line() for _ in range(count)]
            self.each_row(lambda cells: cells[:at] + looks_alone(cells[like : like + 1]) * count + cells[at:])
        self.carry(dimension, lambda start, end: (start + count * (start >= at), end + count * (end > at)))

    def delete(self, dimension: str, start: int, end: int) -> None:
        """Delete rows or columns with all they hold."""
        if end - start >= len(self.lines(dimension)):
            raise refused(f"You can't delete all the {dimension.lower()} on the sheet.")
        self.places = None
        if dimension == "ROWS":
            del self.rows[start:end]
        else:
            del self.columns[start:end]
            self.each_row(lambda cells: cells[:start] + cells[end:])

        def moved(place: int) -> int:
            return place - (min(place, end) - start) if place > start else place

        self.carry(dimension, lambda first, last: (moved(first), moved(last)))

    def move(self, dimension: str, start: int, end: int, to: int) -> None:
        """Move rows or columns; to: where, counted before the move."""
        if start < to < end:
            raise refused("The destination index cannot be inside the range that is moved")
        order = list(range(len(self.lines(dimension))))
        moving = order[start:end]
        del order[start:end]
        at = to if to <= start else to - (end - start)
        order[at:at] = moving
        self.arrange(dimension, order)
        size = end - start

        def moved(first: int, last: int) -> tuple[int, int]:
            if start <= first and last <= end:
                return first + at - start, last + at - start
            if first >= end and last <= at + size:
                return first - size, last - size
            return (first + size, last + size) if first >= at and last <= start else (first, last)

        self.carry(dimension, moved)

    def arrange(self, dimension: str, order: list[int]) -> None:
        """Put rows or columns in another order, whole."""
        self.places = None
        if dimension == "ROWS":
            self.rows = [self.rows[number] for number in order]
            return
        self.columns = [self.columns[number] for number in order]
        self.rows = [
            Row(row.line, tidy(tuple(row.cells[c] if c < len(row.cells) else None for c in order))) for row in self.rows
        ]

    def each_row(self, change: Callable[[Cells], Cells]) -> None:
        """Change the cells of every row that has some."""
        self.rows = [Row(row.line, tidy(change(row.cells))) if row.cells else row for row in self.rows]

    def resize(self, rows: int, columns: int) -> None:
        """Make the grid larger or smaller; what lies outside is lost."""
        if rows < 1 or columns < 1:
            raise refused("A sheet has at least one row and one column")
        for dimension, wanted in (("ROWS", rows), ("COLUMNS", columns)):
            there = len(self.lines(dimension))
            if wanted > there:
                self.insert(dimension, there, wanted - there)
            elif wanted < there:
                self.delete(dimension, wanted, there)

    def carry(self, dimension: str, moved: Moved) -> None:
        """Take merges, ranges, filters and colour rules along; one that is left without cells is gone."""
        self.shifts.append((dimension, moved))
        self.merges = [area for each in self.merges if (area := carried_area(each, dimension, moved))]
        self.protected = carried_rules(self.protected, dimension, moved)
        self.named = carried_rules(self.named, dimension, moved)
        kept = {name: carried_part(name, part, dimension, moved) for name, part in self.kept.items()}
        self.kept = {name: part for name, part in kept.items() if part}


def carried_part(name: str, part: Any, dimension: str, moved: Moved) -> Any:
    """A kept part of a sheet after its rows or columns moved."""
    if name == "basicFilter":
        return carried_rules({0: part}, dimension, moved).get(0)
    if name == "conditionalFormats":
        rules = [{**rule, "ranges": carried_all(rule["ranges"], dimension, moved)} for rule in part]
        return [rule for rule in rules if rule["ranges"]]
    if name == "tables":
        return list(carried_rules(dict(enumerate(part)), dimension, moved).values())
    if name != ("rowGroups" if dimension == "ROWS" else "columnGroups"):
        return part
    groups = [(each, *moved(each["range"]["startIndex"], each["range"]["endIndex"])) for each in part]
    spans = [(each, {"startIndex": start, "endIndex": end}) for each, start, end in groups if start < end]
    return [{**each, "range": {**each["range"], **span}} for each, span in spans]


def carried_all(ranges: list, dimension: str, moved: Moved) -> list[dict]:
    """GridRanges after their rows or columns moved, without those that are gone."""
    return [found for each in ranges if (found := carried(each, dimension, moved)) is not None]


def carried_rules(rules: dict, dimension: str, moved: Moved) -> dict:
    """JSON objects with a "range", by any key, after rows or columns moved."""
    found = {}
    for key, rule in rules.items():
        area = carried(rule.get("range") or {}, dimension, moved)
        if area is not None:
            found[key] = {**rule, "range": area} if "range" in rule else rule
    return found


def carried_area(area: Area, dimension: str, moved: Moved) -> Area | None:
    """An area after its rows or columns moved, or None."""
    if dimension == "ROWS":
        top, bottom = moved(area.top, area.bottom)
        area = area._replace(top=top, bottom=bottom)
    else:
        left, right = moved(area.left, area.right)
        area = area._replace(left=left, right=right)
    return area if area.height > 0 and area.width > 0 else None


def carried(grid_range: Mapping, dimension: str, moved: Moved) -> dict | None:
    """A GridRange after its rows or columns moved, or None when nothing is left; open ends stay open."""
    name = "Row" if dimension == "ROWS" else "Column"
    first, last = f"start{name}Index", f"end{name}Index"
    start, end = moved(grid_range.get(first, 0), grid_range.get(last, 10**9))
    if start >= end:
        return None
    new = {first: start} if first in grid_range else {}
    return {**grid_range, **new, **({last: end} if last in grid_range else {})}


def grid_json(sheet: Sheet, area: Area) -> dict:
    """A GridRange: the sheetId 0 is left out, an index 0 is not."""
    found = {"sheetId": sheet.id} if sheet.id else {}
    found |= {"startRowIndex": area.top, "endRowIndex": area.bottom}
    return found | {"startColumnIndex": area.left, "endColumnIndex": area.right}


def without_defaults(grid_range: Mapping) -> dict:
    """A GridRange that was sent, as Google gives it back."""
    return {name: value for name, value in grid_range.items() if name != "sheetId" or value}
