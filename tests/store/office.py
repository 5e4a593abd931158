"""A small office for the state machine: processes of Kith that write only when told to, and people with open copies.

A copy is written by a spreadsheet program of our own that knows inline strings and nothing else: it must be fast, and
another one than the engine that is tried.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.packaging.custom import StringProperty
from python_calamine import CalamineWorkbook

from crm.store.excel import swapping
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.store.at_work import FIELDS, AnyDesk, ByHand, Died

BOOK_ID = "0123456789abcdef"
HEADINGS = ("ID", "Name", "City", "Phone", "Changed by")
DAY = dt.datetime(2026, 11, 12, 9, 30)
_STAMP = re.compile(r'name="kith_generation"[^>]*>\s*<[^>]*>\w+:(\d+)<')
_SHEET = "xl/worksheets/sheet1.xml"


# the file -------------------------------------------------------------------------------------------------------------


@cache
def first_version() -> bytes:
    """A workbook of four people and few columns, as somebody made it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Contacts"
    sheet.append(HEADINGS)
    for number in range(4):
        sheet.append([f"C-AAA{number}1A", *(f"first {field} {number}" for field in FIELDS), "Eve"])
    book.create_sheet("Lists").append(["Tags"])
    book.custom_doc_props.append(StringProperty(name="kith_book", value=BOOK_ID))
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def rows_of(data: bytes) -> list[list[str]]:
    """What stands in the sheet Contacts, the headings first; rows without anything are left out."""
    cells = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Contacts").to_python()
    return [[str(cell) for cell in row] for row in cells if any(row)]


def generation_of(data: bytes) -> int:
    """Which save of Kith a version had seen: 0 for none."""
    stamp = _STAMP.search(zipfile.ZipFile(io.BytesIO(data)).read("docProps/custom.xml").decode())
    return int(stamp[1]) if stamp else 0


class Copy:
    """The workbook in somebody's spreadsheet program since they opened it."""

    def __init__(self, data: bytes) -> None:
        self._data, self.grid = data, rows_of(data)
        self.generation, self.opened = generation_of(data), self.values
        self.typed: dict[str, tuple[str, str]] = {}  # value -> (ID or "", field), since the last save
        self.written_over: set[str] = set()

    @property
    def people(self) -> list[list[str]]:
        """The rows below the headings."""
        return self.grid[1:]

    @property
    def values(self) -> set[str]:
        """Everything that stands in it."""
        return {cell for row in self.grid for cell in row}

    def types(self, row: list[str], field: str, value: str) -> None:
        """Write a value into a cell of a row of this copy."""
        place = 1 + FIELDS.index(field)
        self.written_over.add(row[place])
        self.typed.pop(row[place], None)
        row[place] = value
        self.typed[value] = row[0], field

    def adds(self, values: list[str]) -> None:
        """Type a row without ID at the end."""
        self.grid.append(["", *values, ""])
        self.typed |= {value: ("", field) for value, field in zip(values, FIELDS, strict=True)}

    def removes(self, row: list[str]) -> None:
        """Delete a row of this copy; those below move up."""
        self.grid = [each for each in self.grid if each is not row]
        self.written_over |= set(row)  # what stands in a copied row too counts as given up: that one may go elsewhere
        for value in set(row) - self.values:
            self.typed.pop(value, None)

    def sorts(self, field: str) -> None:
        """Sort all rows by a column."""
        self.grid[1:] = sorted(self.people, key=lambda row: row[1 + FIELDS.index(field)])

    def saved(self) -> bytes:
        """The file as this program saves it."""
        before, after = zipfile.ZipFile(io.BytesIO(self._data)), io.BytesIO()
        with zipfile.ZipFile(after, "w") as new:
            for name in before.namelist():
                new.writestr(name, _xml(self.grid) if name == _SHEET else before.read(name))
        return after.getvalue()


def _xml(grid: list[list[str]]) -> str:
    rows = "".join(
        f'<row r="{r}">{"".join(_cell(f"{chr(65 + c)}{r}", cell) for c, cell in enumerate(row) if cell)}</row>'
        for r, row in enumerate(grid, 1)
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


# the app --------------------------------------------------------------------------------------------------------------


class Desk(AnyDesk):
    """One process of Kith on the workbook."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        self.start()

    def start(self) -> None:
        """Start, as after a crash too."""
        state = self._path.parent / "state"
        book = ExcelWorkbook(self._path, today=DAY.date, locks=state)
        self.journal = Journal(state / BOOK_ID / "journal.sqlite", BOOK_ID)
        self.record = Record(book, self.journal, lambda: DAY)
        self.record._writer = ByHand(self.record)
        with book.locked():
            book.sweep()
        self.store = Store(self.record, str(self._path), Actor(self._name))

    def dies(self) -> None:
        """Be killed: nothing is tidied up."""
        self.journal.close()


@contextmanager
def beside_the_next_swap(path: Path, saved: bytes | None = None, dies: str = "") -> Iterator[None]:
    """Within this block, a person saves right before the next swap, and the process is killed right "before" or "after"
    it. Where the process is killed, its new version stays beside the workbook."""
    real = swapping.swap

    def swap(temp: Path, target: Path, is_still: Callable[[bytes], bool]) -> None:
        swapping.swap = real
        if dies == "before":
            left.append((temp, temp.read_bytes()))
            raise Died
        if saved is not None:
            path.write_bytes(saved)
        real(temp, target, is_still)
        if dies:
            raise Died

    left: list[tuple[Path, bytes]] = []
    swapping.swap = swap
    try:
        yield
    finally:
        swapping.swap = real
        for temp, data in left:
            temp.write_bytes(data)
