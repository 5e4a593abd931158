"""What the tests of the store share: a workbook of each kind, the person who edits it beside us, and a Store on it."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from crm.model.cells import Cell
from crm.store import writer
from crm.store.excel import template
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.opening import open_store
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from crm.store.workbook import Workbook

TODAY = dt.date(2026, 11, 12)
NOW = dt.datetime(2026, 11, 12, 9, 30)
BOOK_ID = "0123456789abcdef"
ADA: dict[str, Cell] = {"id": "C-ADA11A", "name": "Ada Lovelace", "phone": "020 7946 0112", "city": "London"}
BOB: dict[str, Cell] = {"id": "C-BOB22B", "name": "Bob Stone", "phone": "030 1234", "city": "Berlin"}
CLEO: dict[str, Cell] = {"id": "C-CLE33C", "name": "Cleo Adeyemi", "city": "Lagos"}

Grid = list[list[Cell]]
Rows = Mapping[str, Sequence[Mapping[str, Cell]]]


PEOPLE: Rows = {"Contacts": [ADA, BOB, CLEO]}


def new_book(rows: Rows, path: Path) -> bytes:
    """A new workbook file, as it is made for a team."""
    template.write(path, book_id=BOOK_ID, rows=rows, today=TODAY)
    content = path.read_bytes()
    path.unlink()
    return content


@cache
def three_people() -> bytes:
    """The workbook that most tests begin with, made once."""
    with TemporaryDirectory() as there:
        return new_book(PEOPLE, Path(there) / "team.xlsx")


class Person(Protocol):
    """Somebody who works in the workbook itself. A text that begins with `=` is a formula, as in every program."""

    workbook: Workbook

    def edit(self, change: Callable[[Grid], None], sheet: str = "Contacts") -> None:
        """Change a sheet, all of its rows from A1 at hand, and save."""

    def rows(self, sheet: str = "Contacts") -> Grid:
        """What they see in a sheet."""

    def has_it_open(self) -> object:
        """Within this block nobody else can write."""


class AtMemory:
    """The person at a MemoryWorkbook."""

    def __init__(self, rows: Rows, folder: Path) -> None:
        self.workbook = MemoryWorkbook.new(rows, today=lambda: TODAY)

    def edit(self, change: Callable[[Grid], None], sheet: str = "Contacts") -> None:
        grid = self.rows(sheet)
        change(grid)

        def put(book: MemoryWorkbook) -> None:
            target = book.sheet(sheet)
            target.rows, target.formulas = [], {}
            for r, cells in enumerate(grid, 1):
                for c, cell in enumerate(cells, 1):
                    is_formula = isinstance(cell, str) and cell.startswith("=")
                    target.set_cell(r, c, None if is_formula else cell)
                    if is_formula:
                        target.formulas[r, c] = str(cell)[1:]

        self.workbook.edit(put)

    def rows(self, sheet: str = "Contacts") -> Grid:
        target = self.workbook.sheet(sheet)
        grid = [list(row) for row in target.rows]
        for (row, column), text in target.formulas.items():
            grid[row - 1][column - 1] = f"={text}"
        return squared(grid)

    @contextmanager
    def has_it_open(self) -> Iterator[None]:
        self.workbook.busy = "Anna has the workbook open."
        try:
            yield
        finally:
            self.workbook.busy = ""


class AtExcel:
    """The person at a workbook file, with openpyxl for a spreadsheet program."""

    def __init__(self, rows: Rows, folder: Path) -> None:
        self.path = folder / "team.xlsx"
        self.path.write_bytes(three_people() if rows == PEOPLE else new_book(rows, folder / "made.xlsx"))
        self.workbook = ExcelWorkbook(self.path, today=lambda: TODAY, locks=folder / "state")

    @classmethod
    def at(cls, path: Path) -> "AtExcel":
        """The person at a file that is there already."""
        person = cls.__new__(cls)
        person.path = path
        return person

    def edit(self, change: Callable[[Grid], None], sheet: str = "Contacts") -> None:
        book = openpyxl.load_workbook(self.path)
        page = book[sheet]
        old = squared([[cell.value for cell in row] for row in page.iter_rows()])
        grid = [list(row) for row in old]
        change(grid)
        for r in range(1, max(len(old), len(grid)) + 1):
            row = grid[r - 1] if r <= len(grid) else []
            for c in range(1, max(len(row), len(old[0])) + 1):
                if (row[c - 1] if c <= len(row) else None) != page.cell(r, c).value:
                    page.cell(r, c).value = row[c - 1] if c <= len(row) else None  # type: ignore[assignment]
        for table in page.tables.values():
            width = sum(cell is not None for cell in grid[0])
            table.ref = f"A1:{get_column_letter(width)}{max(len(grid), 2)}"
            table.autoFilter.ref = table.ref
            table.tableColumns = []
            table._initialise_columns()
            for column, heading in zip(table.tableColumns, grid[0], strict=False):
                column.name = str(heading)
        book.save(self.path)

    def rows(self, sheet: str = "Contacts") -> Grid:
        page = openpyxl.load_workbook(self.path)[sheet]
        return squared([[cell.value for cell in row] for row in page.iter_rows()])  # type: ignore[misc]

    @contextmanager
    def has_it_open(self) -> Iterator[None]:
        with owner_file(self.path):
            yield


def squared(grid: Sequence[Sequence[Cell]]) -> Grid:
    """Rows of one length, without blank ones at the end."""
    width = max(map(len, grid), default=0)
    rows = [[*row, *[None] * (width - len(row))] for row in grid]
    while rows and not any(cell not in (None, "") for cell in rows[-1]):
        rows.pop()
    return rows


@contextmanager
def owner_file(path: Path, name: str = "Anna") -> Iterator[Path]:
    """The file that Excel puts beside a workbook while it has it open."""
    file = path.with_name(f"~${path.name}")
    file.write_bytes(bytes([len(name)]) + name.encode("cp1252").ljust(54) + b"\0" * 110)
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is tried again soon."""
    monkeypatch.setattr(writer, "RETRY_SECONDS", 0.05)


@pytest.fixture(params=[AtMemory, AtExcel], ids=["memory", "excel"])
def person(request: pytest.FixtureRequest, tmp_path: Path) -> Person:
    """Somebody at a workbook of three people, one test a kind of workbook."""
    at: Person = request.param(PEOPLE, tmp_path)
    return at


@pytest.fixture
def store(person: Person, tmp_path: Path) -> Iterator[Store]:
    """A Store on the workbook of `person`."""
    journal = Journal(tmp_path / "journal" / "journal.sqlite", BOOK_ID)
    opened = Store(Record(person.workbook, journal, lambda: NOW), "here", Actor("Ann"))
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook file of three people."""
    file = tmp_path / "team.xlsx"
    file.write_bytes(three_people())
    return file


@pytest.fixture
def opened(path: Path, tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Opens `path`, or another file, as often as asked; everything is closed at the end."""
    stores: list[Store] = []

    def one(at: Path = path, state: str = "state") -> Store:
        stores.append(open_store(str(at), actor=Actor("Ann"), state=folder(tmp_path / state), now=lambda: NOW))
        return stores[-1]

    yield one
    for each in stores:
        each.close()


def folder(path: Path) -> Path:
    """A folder that is there."""
    path.mkdir(exist_ok=True)
    return path
