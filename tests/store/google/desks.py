"""A small team at one spreadsheet: Kiths that write only when told to, and somebody who has it open in a browser."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from crm.model.contents import Contents
from crm.store.google import GoogleWorkbook, Pace
from crm.store.google.calls import Spreadsheet
from crm.store.google.transport import Transport
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.sheets_emulator import SheetsEmulator
from tests.sheets_emulator.a1 import letters
from tests.sheets_emulator.book import Book
from tests.sheets_emulator.passers_by import PasserBy
from tests.store.at_work import FIELDS, MOST, AnyDesk, ByHand
from tests.store.conftest import TODAY
from tests.store.google.at_google import ID, UNHURRIED, Clock
from tests.store.office import DAY, HEADINGS

_SETTLE = 10.0


@cache
def first_version(switches: tuple[tuple[str, object], ...]) -> Book:
    """A spreadsheet of four people and few columns, as a Kith has set it up where Google behaves so."""
    with SheetsEmulator(**dict(switches)) as emulator, TemporaryDirectory() as folder:
        emulator.spreadsheet("Team", ID)
        person = emulator.person
        person.rename_tab("Sheet1", "Contacts")
        rows = [[f"C-AAA{number}1A", *(f"first {field} {number}" for field in FIELDS), "Eve"] for number in range(4)]
        person.put("Contacts!A1", [list(HEADINGS), *rows])
        spreadsheet = Spreadsheet(Transport(base=emulator.url, per_minute=UNHURRIED), ID)
        GoogleWorkbook(spreadsheet, today=lambda: TODAY, folder=Path(folder)).read()
        return emulator.book(ID).copy()


class Desk(AnyDesk):
    """One Kith on the spreadsheet, on a computer of its own."""

    def __init__(self, emulator: SheetsEmulator, clock: Clock, folder: Path, name: str) -> None:
        self._emulator, self._clock, self._folder, self._name = emulator, clock, folder / name, name
        self.start()
        self.first: Contents = self.record.base

    def start(self) -> None:
        """Start, as after a crash too."""
        self._http = Transport(base=self._emulator.url, per_minute=UNHURRIED, clock=self._clock)
        spreadsheet, pace = Spreadsheet(self._http, ID), Pace(self._clock, look=0.0, settle=_SETTLE)
        self.book = GoogleWorkbook(spreadsheet, today=DAY.date, folder=self._folder, pace=pace)
        self.journal = Journal(self._folder / "journal.sqlite", ID)
        self.record = Record(self.book, self.journal, lambda: DAY)
        self.record._writer = ByHand(self.record)
        self.store = Store(self.record, "here", Actor(self._name))

    def dies(self) -> None:
        """Be killed: nothing is tidied up."""
        self.journal.close()
        self._http.session.close()

    @contextmanager
    def interrupted(self, after: int, act: Callable[[], object]) -> Iterator[None]:
        """Within this block, something happens right after Google's so-many-th answer to this Kith."""
        answers = 0

        def hear(response: object, *given: object, **named: object) -> None:
            nonlocal answers
            answers += 1
            if answers == after:
                act()

        hooks: list[Any] = self._http.session.hooks["response"]
        hooks.append(hear)
        try:
            yield
        finally:
            with suppress(ValueError):
                hooks.remove(hear)


@dataclass
class Colleague(PasserBy):
    """Somebody at the sheet Contacts. `new` gives a text that stands nowhere; `chance` is set anew for every act."""

    new: Callable[[], str] = field(kw_only=True)

    def does(self, name: str, seed: int) -> None:
        """Do one thing; the seed says where."""
        self.chance, self.acts = random.Random(seed), (name,)
        self.act()

    def headings(self) -> list[str]:
        """What stands in row 1."""
        rows = self.rows()
        return [str(cell or "") for cell in rows[0]] if rows else []

    def field_column(self) -> str:
        """One of the columns that people fill."""
        columns = [letters(n) for n, heading in enumerate(self.headings()) if field_of(heading) in FIELDS]
        return self.chance.choice(columns)

    def is_long(self) -> bool:
        """Whether there are many people already."""
        return len(self.rows()) > MOST

    def edit(self) -> str:
        """Type something new into a cell."""
        return self.type(self.some_row(), self.field_column(), self.new())

    def clear(self) -> str:
        """Empty a cell."""
        return self.type(self.some_row(), self.field_column(), "")

    def type_row(self) -> str:
        """Type a row without an ID."""
        if self.is_long():
            return ""
        cells = [self.new() if field_of(heading) in FIELDS else "" for heading in self.headings()]
        return f"at {self.person.type_row(self.tab, cells)}"

    def copy_row(self) -> str:
        """Copy a row, its ID too, below the last one."""
        return "" if self.is_long() else super().copy_row()

    def copy_and_edit(self) -> str:
        """Copy a row and type into the copy at once."""
        if self.is_long():
            return ""
        said = super().copy_row()
        return said + self.type(int(said.split()[-1]), self.field_column(), self.new())

    def delete_row(self) -> str:
        """Delete a row, but not the last ones."""
        return super().delete_row() if len(self.rows()) > 4 else ""

    def insert_column(self) -> str:
        """Insert an empty column, a few at most."""
        return super().insert_column() if len(self.headings()) < 8 else ""

    def rename_heading(self) -> str:
        """Give a column of people's another heading; one at a time, or nobody could tell what the sheet is about."""
        column = self.field_column()
        if any(len(str(heading or "").split()) == 2 and str(heading).startswith("v") for heading in self.headings()):
            return column
        name = field_of(self.one(1, column)).capitalize()
        self.person.edit(f"'{self.tab}'!{column}1", f"{self.new().split()[0]} {name}")
        return column

    def duplicate_tab(self) -> str:
        """Make a copy of the tab; once."""
        book = self.person.world.files[self.person.id].book
        return "" if any(sheet.title.startswith("Copy of") for sheet in book.sheets) else super().duplicate_tab()


def field_of(heading: object) -> str:
    """The field that a heading means, also a renamed one: its last word says it."""
    return str(heading or "").split(" ")[-1].lower()
