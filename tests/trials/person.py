"""Somebody who works in the workbook itself, faster than anybody could: opens it, types into one cell, saves."""

import io
import random
from collections import Counter
from pathlib import Path

from python_calamine import CalamineWorkbook

from crm.xlsx import Workbook
from tests.trials.ledger import Ledger, Write
from tests.trials.place import FIELDS, PEOPLE

WAYS = ("replaced", "replaced", "deleted and renamed", "in place")
"""How programs save: beside the file and then over it, as LibreOffice and Excel do; or into it, as many others do."""


class Person:
    """At one workbook, with choices made by chance, noting in the ledger what was typed."""

    def __init__(self, book: Path, chance: random.Random, ledger: Ledger) -> None:
        self.book, self.chance, self.ledger = book, chance, ledger
        self.ways = Counter[str]()

    @property
    def saves(self) -> int:
        """How often the workbook was saved."""
        return self.ways.total()

    def save(self, name: str) -> None:
        """Open, type one value that nobody typed before, and save."""
        data = self.book.read_bytes()
        headings, *rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Contacts").to_python()
        row = self.chance.choice([n for n, cells in enumerate(rows) if cells[0] in PEOPLE])
        heading = self.chance.choice(["City", "Phone", "Notes"])
        column = headings.index(heading)
        write = Write(str(rows[row][0]), FIELDS[heading], str(rows[row][column]), f"{name}.p{self.saves}")
        book = Workbook.from_bytes(data, self.book.name)
        book.sheet("Contacts").set_cell(row + 2, column + 1, write.value)
        self.ledger.hear(["tries", *write])
        way = self.chance.choice(WAYS)
        self._put(book.pack(), way)
        self.ledger.hear(["saved", write.value])
        self.ways[way] += 1

    def _put(self, data: bytes, way: str) -> None:
        if way == "in place":
            self.book.write_bytes(data)
            return
        beside = self.book.parent.parent / "saved by a person"
        beside.write_bytes(data)
        if way == "deleted and renamed":
            self.book.unlink()
        beside.replace(self.book)
