"""A workbook as plain dictionaries: what every reader should see after edits, worked out without the engine."""

import datetime as dt
import io
import re
from contextlib import suppress

import openpyxl

from crm.xlsx import CellError, Formula, RefusedEdit, Workbook
from tests.xlsx.fidelity import judge
from tests.xlsx.readers import Cells, by_calamine, by_openpyxl

REASONS = re.compile(
    r"is merged with another one|fills several cells|in the totals row|is a heading of|right below|side by side"
    r"|totals row is below|cannot move it down"
)


class Computed:
    """Stands for the formula of a calculated column in a new row: any formula will do."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and other.startswith("=")

    __hash__ = None  # type: ignore[assignment]


class Modelled:
    """A workbook under edit, and the dictionaries {(sheet, row, column): value} that it is held to.

    `values` is what value readers see, `texts` has formulas as text. `tables` are the last rows of tables, their
    columns and which of these are calculated; `touched` are the cells that edits since `before` may have written.
    """

    def __init__(self, name: str, data: bytes):
        self.name = name
        self.before = data
        self.tables: dict[str, tuple[int, range, set[int]]] = {}
        self.open(data)

    def __repr__(self) -> str:
        return self.name

    def open(self, data: bytes) -> None:
        """Take a file, and what other readers see in it as the truth."""
        self.before, self.book = data, Workbook.from_bytes(data, "x")
        self.values, self.texts = by_calamine(data), by_openpyxl(data, False)
        self.touched: dict[str, set[tuple[int, int]]] = {}

    # Edits

    def set_cell(self, title: str, row: int, column: int, value: object) -> None:
        """Set a cell, in the book and in the dictionaries; in neither when it is refused."""
        if self._done(lambda: self.book.sheet(title).set_cell(row, column, value)):  # type: ignore[arg-type]
            self._write(title, row, column, value)

    def clear_row(self, title: str, row: int) -> None:
        """Empty a row."""
        if self._done(lambda: self.book.sheet(title).clear_row(row)):
            for _, _, column in [place for place in self.texts | self.values if place[:2] == (title, row)]:
                self._write(title, row, column, None)

    def append_row(self, title: str, values: dict[int, object]) -> None:
        """Add a row, and see that it stands where it should."""
        values = {column: value for column, value in values.items() if value not in (None, "")}
        expected, numbers = self._next_row(title), []
        if not self._done(lambda: numbers.append(self.book.sheet(title).append_row(values))):  # type: ignore[arg-type]
            return
        assert numbers == [expected]
        last, columns, calculated = self.tables.get(title, (0, range(0), set()))
        if last and expected > last:
            self._move(title, expected, columns)
            self.tables[title] = expected, columns, calculated
        self.touched.setdefault(title, set()).update({(expected, 0), (expected + 1, 0)})
        for column in calculated - values.keys():
            if (title, expected, column) not in self.texts:
                self.texts[title, expected, column] = Computed()
        for column, value in values.items():
            self._write(title, expected, column, value)

    def refuse(self, title: str, row: int, column: int, value: object) -> None:
        """Try to write what no cell can hold."""
        try:
            self.book.sheet(title).set_cell(row, column, value)  # type: ignore[arg-type]
        except (ValueError, RefusedEdit):
            return
        raise AssertionError("written")

    def take_back(self, title: str, values: dict[int, object], row: int) -> None:
        """Add a row and clear one, and give up before the end: neither stays."""
        with suppress(RefusedEdit), self.book.together():
            self.book.sheet(title).append_row(values)  # type: ignore[arg-type]
            self.book.sheet(title).clear_row(row)
            raise RefusedEdit("given up")

    def _done(self, act) -> bool:
        try:
            act()
        except RefusedEdit as error:
            assert REASONS.search(str(error)), error
            return False
        return True

    def _next_row(self, title: str) -> int:
        last, columns, calculated = self.tables.get(title, (0, range(0), set()))
        rows = [
            row
            for sheet, row, column in self.texts
            if sheet == title and (not last or (row <= last and column in columns and column not in calculated))
        ]
        return max(rows, default=1 if last else 0) + 1

    def _move(self, title: str, row: int, columns: range) -> None:
        """Whatever stood in the new row inside the table were its totals: they are one row lower now."""
        for cells in (self.values, self.texts):
            for place in [place for place in cells if place[:2] == (title, row) and place[2] in columns]:
                cells[title, row + 1, place[2]] = cells.pop(place)

    def _write(self, title: str, row: int, column: int, value: object) -> None:
        self.touched.setdefault(title, set()).add((row, column))
        for cells in (self.values, self.texts):
            cells.pop((title, row, column), None)
            if value not in (None, ""):
                cells[title, row, column] = value

    # Saves

    def save(self) -> None:
        """Save, and see that all readers agree and nothing else changed; then open what was saved."""
        live = ours(self.book)
        after = self.book.pack()
        allowed = {self.book.sheet(title).part: cells for title, cells in self.touched.items()}
        wrong = judge(self.before, after, allowed)
        assert not wrong, wrong
        must_agree(by_calamine(after), self.values)
        must_agree(by_openpyxl(after, False), self.texts)
        must_agree(ours(Workbook.from_bytes(after, "x")), self.values)
        must_agree(live, self.values)
        self.book.saved(after)

    def reopen(self) -> None:
        """Close the book and open what was saved."""
        self.save()
        self.book = Workbook.from_bytes(self.book.pack(), "x")

    def saved_elsewhere(self) -> None:
        """Somebody saves the workbook with another program, which loses what it does not know."""
        self.save()
        other = openpyxl.load_workbook(io.BytesIO(self.book.pack()), keep_vba=True)
        other.save(file := io.BytesIO())
        self.open(file.getvalue())


def ours(book: Workbook) -> Cells:
    """All values as the engine reads them: results of formulas, no errors (as calamine has them)."""
    found: Cells = {}
    for title in book.sheets:
        for row, cells in book.sheet(title).rows():
            for column, value in cells.items():
                plain = value.cached if isinstance(value, Formula) else value
                if plain not in (None, "") and not isinstance(plain, CellError):
                    found[title, row, column] = plain
    return found


def must_agree(seen: Cells, wanted: Cells) -> None:
    """Fail with the cells that a reader sees otherwise."""
    places = seen.keys() | wanted.keys()
    differ = {place: (seen.get(place), wanted.get(place)) for place in places}
    differ = {place: pair for place, pair in differ.items() if not _same(pair[1], pair[0])}
    assert not differ, differ


def _same(one: object, other: object) -> bool:
    return as_day(one) == as_day(other)


def as_day(value: object) -> object:
    """A day at midnight as the day."""
    return value.date() if isinstance(value, dt.datetime) and value.time() == dt.time() else value
