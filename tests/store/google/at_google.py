"""A team's spreadsheet at a local Google Sheets, and the person who has it open in a browser."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from crm.model.cells import Cell
from crm.model.sheets import SHEETS
from crm.store.google import GoogleWorkbook, Pace
from crm.store.google.calls import Raw, Spreadsheet
from crm.store.google.cells import raw
from crm.store.google.transport import Transport
from crm.store.workbook import Workbook
from tests.sheets_emulator import SheetsEmulator
from tests.sheets_emulator.a1 import letters
from tests.sheets_emulator.book import Book
from tests.store.conftest import PEOPLE, TODAY, Grid, Rows, squared

UNHURRIED = 1_000_000  # calls a minute
ID = "1TeamTeamTeamTeamTeamTeamTeamTeamTeamTeamTea"


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@cache
def _three_people() -> Book:
    """What most tests begin with, made once."""
    return made(PEOPLE)


def made(rows: Rows) -> Book:
    """A spreadsheet as its first opening leaves it, with rows typed into it; whoever opens it next tries it out."""
    with SheetsEmulator() as emulator, TemporaryDirectory() as folder:
        id = emulator.spreadsheet("Team", ID)
        spreadsheet = Spreadsheet(Transport(base=emulator.url, per_minute=UNHURRIED), id)
        GoogleWorkbook(spreadsheet, today=lambda: TODAY, folder=Path(folder)).read()
        person = emulator.person
        for sheet, records in rows.items():
            fields = _fields(sheet, person.values(f"'{sheet}'!1:1")[0])
            person.put(f"'{sheet}'!A2", [[_given(record.get(field)) for field in fields] for record in records])
        notes = [str(row[0]) for row in person.values("_crm")]
        person.put(f"_crm!B{notes.index('checked day') + 1}", [["2001-01-01"]])
        return emulator.book(id).copy()


class AtGoogle:
    """The person at a spreadsheet, and Kith's workbook on it. Every look asks anew, and nothing is short."""

    def __init__(self, rows: Rows, folder: Path, **switches: object) -> None:
        self.emulator = SheetsEmulator(**switches)  # type: ignore[arg-type]
        self.emulator.__enter__()
        self.id = self.emulator.spreadsheet("Team", ID)
        self.folder, self.clock = folder, Clock()
        with self.emulator.lock:
            self.emulator.world.files[self.id].book = (_three_people() if rows == PEOPLE else made(rows)).copy()
        self.workbook: Workbook = self.kith("state")

    def kith(
        self, state: str, *, look: float = 0.0, per_minute: int = UNHURRIED, pace: Pace | None = None
    ) -> GoogleWorkbook:
        """A Kith that has the spreadsheet open; `state` names its own folder."""
        http = Transport(base=self.emulator.url, per_minute=per_minute, clock=self.clock)
        pace = pace or Pace(self.clock, look=look, settle=0.0)
        spreadsheet = Spreadsheet(http, self.id)
        return GoogleWorkbook(spreadsheet, today=lambda: TODAY, folder=self.folder / state, pace=pace)

    def close(self) -> None:
        """End the server."""
        self.emulator.__exit__(None, None, None)

    def edit(self, change: Callable[[Grid], None], sheet: str = "Contacts") -> None:
        """Change a sheet cell by cell, all of its rows at hand."""
        old, grid = self.rows(sheet), self.rows(sheet)
        change(grid)
        new = squared(grid)
        height, width = max(len(old), len(new)), max(map(len, [*old, *new]))
        cells = [[_at(new, r, c) for c in range(width)] for r in range(height)]
        for r, row in enumerate(cells):
            for c, cell in enumerate(row):
                if cell != _at(old, r, c):
                    self._put(sheet, r, c, cell)

    def _put(self, sheet: str, row: int, column: int, cell: Cell) -> None:
        place = f"'{sheet}'!{letters(column)}{row + 1}"
        person = self.emulator.person
        page = person.sheet(sheet)
        if column >= len(page.columns):
            person.insert_columns(sheet, letters(len(page.columns)), column - len(page.columns) + 1)
        if isinstance(cell, str) and cell.startswith("="):
            person.edit(place, cell)
        else:
            person.put(place, [[_given(cell)]])

    def rows(self, sheet: str = "Contacts") -> Grid:
        """What they see in a sheet, formulas as they were typed."""
        person = self.emulator.person
        page = person.sheet(sheet)
        grid: Grid = [list(row) for row in person.values(f"'{sheet}'")]  # type: ignore[arg-type]
        for r, row in enumerate(grid):
            for c in range(len(row)):
                if formula := page.cell(r, c).formula:
                    row[c] = formula
        return squared(grid)

    @contextmanager
    def has_it_open(self) -> Iterator[None]:
        """Nobody has a file open at Google; but Google may be out of reach."""
        self.emulator.faults.add("503")
        try:
            yield
        finally:
            self.emulator.faults.clear()
            self.clock.now += 100


def _fields(sheet: str, headings: Sequence[Cell]) -> list[str]:
    by_heading = {column.heading: column.field for column in SHEETS[sheet].columns}
    return [by_heading[str(heading)] for heading in headings]


def _given(cell: Cell) -> Raw:
    return raw(cell, is_day=isinstance(cell, dt.date))


def _at(grid: Sequence[Sequence[Cell]], row: int, column: int) -> Cell:
    found = grid[row][column] if row < len(grid) and column < len(grid[row]) else None
    return None if found == "" else found
