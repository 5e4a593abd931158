"""A race: Kith writes while somebody sorts, inserts, deletes, cuts and types, between any two of its calls."""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from crm.model import ids
from crm.model.cells import Cell
from crm.model.changes import AddRow, UpdateRow
from crm.model.contents import Contents, SheetContents
from crm.model.errors import CannotOpen
from crm.store.workbook import Ok, Outcome
from tests.sheets_emulator.invariants import astray, lost, table
from tests.sheets_emulator.passers_by import USUAL, PasserBy
from tests.store.google.at_google import AtGoogle

PEOPLE, MOST, TRIES = 200, 300, 12
HEADINGS = {"name": "Name", "city": "City", "phone": "Phone"}
Asked = tuple[Cell, Cell, Cell]


@dataclass
class Passer(PasserBy):
    """Somebody who passes by, and keeps the sheet about as long as it was. `copied` are the IDs of rows that were
    copied: then nobody can say which row is meant."""

    copied: set[Cell] = field(default_factory=set)

    def insert_row(self) -> str:
        """Insert a row, or where there are many delete one."""
        return super().insert_row() if self.last_row() < MOST else self.delete_row()

    def last_row(self) -> int:
        """How far down anything stands."""
        return self.person.sheet(self.tab).last_row()

    def copy_row(self) -> str:
        """Copy a row, and remember whose it is; or where there are many delete one."""
        if self.last_row() >= MOST:
            return self.delete_row()
        said = super().copy_row()
        self.copied.add(self.one(int(said.split()[0]), "A"))
        return said


@dataclass
class Race:
    """One race on a spreadsheet of 200 people. `asked` are all values that were ever sent, `confirmed` the last ones
    that were said to be there; `outcomes` what each write came to at last."""

    folder: Path
    seed: int
    rate: float
    switches: dict[str, object] = field(default_factory=dict)
    asked: set[Asked] = field(default_factory=set)
    confirmed: dict[tuple[Cell, Cell], Cell] = field(default_factory=dict)
    outcomes: list[Outcome | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        people = [{"id": ids.draw("C"), "name": f"P {n}", "city": f"c{n}", "phone": f"0{n}"} for n in range(PEOPLE)]
        self.google = AtGoogle({"Contacts": people}, self.folder, seed=self.seed, **self.switches)
        self.google.workbook.read()
        self.witness = self.google.emulator.witness("ID")
        self.passer = Passer(
            self.google.emulator.person, random.Random(self.seed + 1), "Contacts", rate=self.rate, acts=USUAL
        )
        self.google.emulator.before_each(self.passer)

    def run(self, writes: int) -> None:
        """So many writes, each tried again until it is done or its row is gone."""
        for number in range(writes):
            edit = self._some_edit(f"ours {number}")
            self.outcomes.append(self._tried(edit, number))
        self.google.emulator.hooks.clear()
        self.google.clock.now += 1000
        self.google.workbook.read()

    def _some_edit(self, text: str) -> AddRow | UpdateRow:
        if self.chance.random() < 0.1:
            return AddRow("Contacts", ids.draw("C"), {"name": text, "city": text})
        sheet = self._sheet()
        once = [id for id in sheet.places if list(sheet.columns["id"]).count(id) == 1 and id.startswith("C-")]
        return UpdateRow("Contacts", self.chance.choice(once), {self.chance.choice(list(HEADINGS)): text})

    def _tried(self, edit: AddRow | UpdateRow, number: int) -> Outcome | None:
        outcome: Outcome | None = None
        for attempt in range(TRIES):
            seen = self._read()
            row = seen.sheets["Contacts"].row(edit.id)
            if isinstance(edit, AddRow) == (row is not None):
                break  # it is there already, or not any more
            self._note(edit)
            stamp = (self.google.id, f"race:{number * TRIES + attempt}")
            written = self.google.workbook.write(
                [edit], seen=seen.revision, stamp=stamp, before_swap=lambda intent: None
            )
            (outcome,) = written.outcomes
            if isinstance(outcome, Ok):
                self.confirmed |= {(id, heading): value for id, heading, value in self._cells(edit)}
                break
            self.google.clock.now += 100
        return outcome

    def _sheet(self) -> SheetContents:
        return self._read().sheets["Contacts"]

    def _read(self) -> Contents:
        """What Kith sees; again where people were too quick for it."""
        while True:
            with suppress(CannotOpen):
                return self.google.workbook.read()

    def _cells(self, edit: AddRow | UpdateRow) -> list[Asked]:
        return [(edit.id, HEADINGS[name], value) for name, value in edit.values.items()]

    def _note(self, edit: AddRow | UpdateRow) -> None:
        self.asked |= {*self._cells(edit), (edit.id, "ID", edit.id)}

    @property
    def wrong(self) -> dict[str, list[object]]:
        """What should not be: cells that nobody asked for, rows twice, confirmed values that are gone."""
        person = self.google.emulator.person
        now = table(person, "Contacts")
        added = Counter(each.after for each in self.witness.of("robot") if each.heading == "ID" and not each.before)
        return {
            "nobody asked for": [each for each in astray(self.witness, self.asked) if each.tab == "Contacts"],
            "twice": [id for id, count in added.items() if count > 1],
            "lost": [place for place in lost(self.witness, self.confirmed, now) if place[0] not in self.passer.copied],
        }
