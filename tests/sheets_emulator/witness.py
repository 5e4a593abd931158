"""Who changed which cell: a record of every change, for the questions that a race must answer at its end.

Was a row changed that nobody asked to change? Is what was confirmed still there, or did a person change it later?
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .book import Book
from .cells import Value
from .sheet import Row, Sheet


@dataclass(frozen=True)
class Change:
    """One cell. by: "robot" or "person"; call: the number of the last request that had come by then.

    key: what stood in the id column of its row before (of a new row: after); heading: what stands in row 1.
    """

    by: str
    call: int
    tab: str
    key: Value
    heading: Value
    before: Value
    after: Value


@dataclass
class Witness:
    """All changes of values, in order. Moving a row is no change, nor is sorting, cutting or copying whole rows."""

    id_heading: str = "ID"
    changes: list[Change] = field(default_factory=list)
    call: int = 0

    def saw(self, before: Book, after: Book, by: str) -> None:
        """Compare a spreadsheet before and after one deed."""
        old = {sheet.id: sheet for sheet in before.sheets}
        for sheet in after.sheets:
            if sheet.id in old:
                self.changes.extend(self.between(old[sheet.id], sheet, by))

    def between(self, before: Sheet, after: Sheet, by: str) -> Iterator[Change]:
        """The changes of one tab."""
        if before.rows == after.rows:
            return
        same = {id(row) for row in before.rows}
        new = [row for row in after.rows if id(row) not in same]
        if not new:
            return
        old, there, still = {row.line: row for row in before.rows}, marks(before), marks(after)
        columns = {line: number for number, line in enumerate(before.columns)}
        headings = [after.cell(0, column).value for column in range(len(after.columns))]
        at = headings.index(self.id_heading) if self.id_heading in headings else 0
        for row in new:
            was = old.get(row.line)
            if row.mark in there or (was and not row.cells and was.mark in still):
                continue  # moved, copied or cut whole
            key = was.cell(columns.get(after.columns[at], at)).value if was else None
            key = row.cell(at).value if key is None else key
            for column, line in enumerate(after.columns[: width(row, was)]):
                earlier = was.cell(columns[line]).value if was and line in columns else None
                later = row.cell(column).value
                if (earlier, type(earlier)) != (later, type(later)):
                    yield Change(by, self.call, after.title, key, headings[column], earlier, later)

    def of(self, by: str) -> list[Change]:
        """The changes of "robot" or "person"."""
        return [change for change in self.changes if change.by == by]


def width(row: Row, was: Row | None) -> int:
    """How many columns of a row there are to compare."""
    return max(len(row.cells), len(was.cells) if was else 0) + 1


def marks(sheet: Sheet) -> set[tuple[int, ...]]:
    """The marks of all rows that hold something."""
    return {row.mark for row in sheet.rows if row.cells}
