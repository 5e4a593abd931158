"""A folder with a small workbook and its history, as often as wanted, and what is to be seen there afterwards."""

import datetime as dt
import shutil
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from python_calamine import CalamineWorkbook

from crm.model.changes import AddRow, ChangeSet
from crm.store import writer
from crm.store.excel import template
from crm.store.opening import open_store
from crm.store.receipt import Actor
from crm.store.store import Store
from tests.trials.children import Child, Voice
from tests.trials.ledger import Cells, Ledger

PEOPLE = [f"C-PER{n}AA" for n in range(8)]
FIELDS = {"Name": "name", "City": "city", "Phone": "phone", "Notes": "notes"}
PATIENCE = 60.0  # seconds for what should take one


class Place:
    """Where a trial happens: `book` in a folder of its own, and `state`, which holds the history."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = folder / "book" / "team.xlsx"
        self.state = folder / "state"

    def make(self) -> None:
        """A new workbook of eight people, which Kith has opened and changed once."""
        self.book.parent.mkdir(parents=True)
        self.state.mkdir()
        people = [{"id": id, "name": f"Somebody {id}"} for id in PEOPLE]
        template.write(self.book, book_id="0123456789abcdef", today=dt.date.today(), rows={"Contacts": people})
        store = self.open()
        store.save(ChangeSet("first", (AddRow("Contacts", "C-F1RSTA", {"name": "First"}),)))
        if not store.flush(PATIENCE):
            raise RuntimeError(f"Not even the first save reached the workbook: {store.status().sentence}")
        store.close()

    def open(self) -> Store:
        """A Store on the workbook, which tries again soon what could not be done."""
        writer.RETRY_SECONDS = 0.05
        return open_store(str(self.book), actor=Actor("Ann"), state=self.state)

    def keep(self, copy: Path) -> None:
        """Put everything aside as it is now."""
        shutil.copytree(self.folder, copy)

    def renew(self, copy: Path) -> None:
        """Make everything as it was when it was put aside."""
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)

    def leftovers(self) -> list[str]:
        """What lies beside the workbook while nobody has it open."""
        return sorted(file.name for file in self.book.parent.iterdir() if file != self.book)

    def rows(self) -> list[dict[str, str]]:
        """The people in the file by field, read without Kith. Raises when it is no whole workbook."""
        with zipfile.ZipFile(self.book) as file:
            if broken := file.testzip():
                raise zipfile.BadZipFile(f"{broken} is damaged")
        with self.book.open("rb") as file:
            headings, *rows = CalamineWorkbook.from_filelike(file).get_sheet_by_name("Contacts").to_python()
        known = {n: FIELDS[str(heading)] for n, heading in enumerate(headings) if heading in FIELDS}
        return [{"id": str(row[0]), **{name: str(row[n]) for n, name in known.items()}} for row in rows if row[0]]


def cells(rows: list[dict[str, str]]) -> Cells:
    """The cells of all rows by ID and field."""
    return {(row["id"], name): value for row in rows for name, value in row.items() if name != "id"}


@dataclass
class Found:
    """What was wrong after a round; nothing, when all lists are empty."""

    missing: list[str] = field(default_factory=list)
    unopenable: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)


def check(place: Place, ledger: Ledger) -> Found:
    """Whether the workbook opens, and after the next start of Kith holds every saved value, each person once."""
    found = Found(odd=list(ledger.broke))
    try:
        place.rows()
    except Exception as error:
        found.unopenable.append(f"before the start: {type(error).__name__}: {error}")
    with Child(partial(_start, place)) as start:
        last = ["said nothing"]
        for last in start.said(PATIENCE):
            ledger.hear(last)
    ledger.broke.clear()
    if last != ["closed"]:
        found.odd.append(f"the next start {' '.join(last)}")
    try:
        rows = place.rows()
    except Exception as error:
        found.unopenable.append(f"after the start: {type(error).__name__}: {error}")
        rows = []
    there = cells(rows)
    found.missing += ledger.lost(there)
    found.odd += [f"{value} was called not saved, and is there" for value in ledger.refused & set(there.values())]
    found.odd += [f"{id} is there {n} times" for id, n in Counter(row["id"] for row in rows).items() if n > 1]
    found.leftovers += place.leftovers()
    return found


def _start(place: Place, voice: Voice) -> None:
    store = place.open()
    flushed = store.flush(PATIENCE / 4)
    for conflict in store.conflicts():
        voice.say("parked", conflict.ours)
    status = store.status()
    store.close()
    voice.say(*(["closed"] if flushed else ["waits", status.sentence]))
