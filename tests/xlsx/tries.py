"""The three edits that every sheet of every workbook is put to: a cell set, a row added, a row cleared."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from crm.xlsx import Formula, RefusedEdit, RefusedWorkbook, Sheet, Workbook
from tests.xlsx.calc import Shown, differences
from tests.xlsx.dependents import web

Place = tuple[int, int]
Cell = tuple[str, int, int]


@dataclass(frozen=True)
class Try:
    """One edit of one sheet: the workbook before and after it, and what it should have done.

    `cells` may have been written (column 0: the whole row), `values` are what stands there now (None: nothing).
    `refusal` is the sentence of an edit that was refused; `after` is `before` then.
    """

    kind: str
    title: str
    part: str
    before: bytes
    after: bytes
    cells: set[Place] = field(default_factory=set)
    values: dict[Place, object] = field(default_factory=dict)
    refusal: str = ""

    @property
    def name(self) -> str:
        """For messages."""
        return f"{self.kind} in {self.title}"


Edit = Callable[[Sheet], tuple[set[Place], dict[Place, object]]]


def change(sheet: Sheet) -> tuple[set[Place], dict[Place, object]]:
    """Set the lowest cell that holds a plain value and may be set."""
    return _first_accepted(
        lambda place: sheet.set_cell(*place, "changed & <kept>"),
        [
            (row, column)
            for row, cells in reversed(list(sheet.rows()))
            for column, value in cells.items()
            if not isinstance(value, Formula)
        ],
        "changed & <kept>",
    )


def overwrite(sheet: Sheet) -> tuple[set[Place], dict[Place, object]]:
    """Set the first cell that holds a formula and may be set."""
    formulas = [
        (row, column) for row, cells in sheet.rows() for column, value in cells.items() if isinstance(value, Formula)
    ]
    return _first_accepted(lambda place: sheet.set_cell(*place, "overwritten"), formulas, "overwritten")


def _first_accepted(act: Callable[[Place], None], places: list[Place], value: object):
    refused: RefusedEdit | None = None
    for place in places:
        try:
            act(place)
        except RefusedEdit as error:
            refused = refused or error
        else:
            return {place}, {place: value}
    if refused:
        raise refused
    return set(), {}


def append(sheet: Sheet) -> tuple[set[Place], dict[Place, object]]:
    """Add a row with a value below the leftmost one of the last row, and one in each calculated column."""
    rows, tables = dict(sheet.rows()), sheet.tables
    wanted: dict[int, object] = {column: "by hand" for table in tables for column in table.calculated}
    wanted[min(rows[max(rows)])] = "added"
    number, totals = sheet.append_row(wanted), sum(table.totals_rows for table in tables)
    return {(number + more, 0) for more in range(totals + 1)}, {
        (number, column): value for column, value in wanted.items()
    }


def clear(sheet: Sheet) -> tuple[set[Place], dict[Place, object]]:
    """Empty the lowest row that may be emptied."""
    rows = dict(sheet.rows())
    places, _ = _first_accepted(lambda place: sheet.clear_row(place[0]), [(row, 0) for row in sorted(rows)[::-1]], None)
    return places, {(row, column): None for row, _ in places for column in rows[row]}


EDITS: dict[str, Edit] = {"set": change, "overwrite": overwrite, "clear": clear, "append": append}


def attempts(before: bytes, name: str) -> Iterator[Try]:
    """Each edit on each sheet that holds data, in turn."""
    for title in filled(before, name):
        for kind, edit in EDITS.items():
            book = Workbook.from_bytes(before, name)
            sheet = book.sheet(title)
            try:
                cells, values = edit(sheet)
            except RefusedWorkbook as error:
                yield Try(kind, title, sheet.part, before, book.pack(), refusal=str(error))
            else:
                if cells:
                    yield Try(kind, title, sheet.part, before, book.pack(), cells, values)


@dataclass(frozen=True)
class Done:
    """A workbook after edits, what stands now in the cells they wrote, and the totals (sheet, row) that moved down."""

    data: bytes
    written: dict[Cell, object]
    moved: set[tuple[str, int]]

    def expected(self, cells: Mapping[Cell, object]) -> dict[Cell, object]:
        """What a reader should read now that read `cells` before."""
        new = {(title, row + ((title, row) in self.moved), column): v for (title, row, column), v in cells.items()}
        new.update(self.written)
        return {place: value for place, value in new.items() if value is not None}

    def unexplained(self, before: Shown, after: Shown) -> set[Cell]:
        """The cells that LibreOffice shows otherwise than before, and that no edit, chance or clock explains."""
        wrong = differences(self.expected(before), after)
        formulas = web(self.data) if wrong else None
        return formulas.unexplained(wrong, self.written) if formulas else set()


def together(before: bytes, name: str, titles: list[str]) -> Done:
    """A cell set, a formula overwritten and a row added on each of some sheets of one workbook."""
    book, done = Workbook.from_bytes(before, name), Done(b"", {}, set())
    for title in titles:
        for edit in (change, overwrite, append):
            try:
                cells, written = edit(book.sheet(title))
            except RefusedWorkbook:
                continue
            done.written.update({(title, *place): value for place, value in written.items()})
            if len(cells) > 1:  # the new row, and the one that the totals moved to
                done.moved.add((title, min(cells)[0]))
    return replace(done, data=book.pack())


def filled(before: bytes, name: str) -> list[str]:
    """The titles of the sheets that hold data."""
    book = Workbook.from_bytes(before, name)
    return [title for title in book.sheets if any(True for _ in book.sheet(title).rows())]
