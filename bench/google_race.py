"""What should stand in a shared sheet while somebody else works in it, and what is wrong there after each change.

People are known by their names here, which nobody ever changes, so that a row is found wherever it was sorted to.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.sheets_emulator import SheetsEmulator
from tests.sheets_emulator.a1 import letters
from tests.sheets_emulator.calls import Call
from tests.sheets_emulator.cells import Value

SHEET = "Contacts"
CHANGED = ("City", "Phone", "Notes")  # the columns that both sides change
SEEN = ("ID", *CHANGED)  # the columns that are compared
Row = Mapping[str, Value]


@dataclass(frozen=True)
class Edit:
    """One change of one cell: whose, by name and by ID, which column, and a text that no other change has. A person
    to be added has no heading, and the text is the city."""

    name: str
    id: str
    heading: str
    text: str


@dataclass
class Harm:
    """What went wrong. `lost`: changes that were said to be done and are not there; `misplaced`: changes that were
    written into somebody else's row; `overwritten`: cells that nobody asked to change; `gone`, `back`, `twice`: rows
    that nobody deleted, that somebody had deleted, and that are there more than once."""

    lost: int = 0
    misplaced: int = 0
    overwritten: int = 0
    gone: int = 0
    back: int = 0
    twice: int = 0


@dataclass
class Ledger:
    """What is right: the cells of every person by name, as they were typed or changed last. `touched` are the places
    that somebody else typed into while a change was on its way: there, either text is right."""

    right: dict[str, dict[str, Value]]
    harm: Harm = field(default_factory=Harm)
    touched: set[tuple[str, str]] = field(default_factory=set)
    _known: Counter[Value] = field(default_factory=Counter)
    _deleted: set[str] = field(default_factory=set)

    def typed(self, name: str, heading: str, text: Value) -> None:
        """Somebody typed into a cell."""
        self.right.setdefault(name, dict.fromkeys(SEEN))[heading] = text
        self.touched.add((name, heading))

    def deleted(self, name: str) -> None:
        """Somebody deleted a row."""
        self.right.pop(name, None)
        self._deleted.add(name)

    def look(self, rows: Sequence[Row], edit: Edit, *, done: bool) -> None:
        """Compare the sheet with what is right after one change, which was said to be done or not. Every harm counts
        once: afterwards, what is there is right."""
        named = [row for row in reversed(rows) if row.get("Name")]  # of two rows, the first counts
        now = {str(row["Name"]): {heading: row.get(heading) for heading in SEEN} for row in named}
        self._look_at_rows(rows, edit)
        self._look_at_edit(now, edit, done)
        places = [place for name in now if name in self.right for place in self._wrong(name, now[name], edit)]
        strays = sum(row.get(heading) == edit.text for row in rows for heading in SEEN if not row.get("Name"))
        self.harm.overwritten += len(places) + strays
        self.harm.misplaced += strays > 0 or any(now[name][heading] == edit.text for name, heading in places)
        self.right = now
        self.touched.clear()
        self._deleted.clear()

    def _look_at_rows(self, rows: Sequence[Row], edit: Edit) -> None:
        """Whoever is changed while somebody deletes the row may stay: what was typed is not thrown away unasked."""
        count = Counter(row["Name"] for row in rows if row.get("Name"))
        self.harm.twice += sum(max(0, number - max(1, self._known[name])) for name, number in count.items())
        self.harm.gone += sum(name not in count for name in self.right)
        self.harm.back += sum(name in count for name in self._deleted if name != edit.name)
        self._known = count

    def _look_at_edit(self, now: Mapping[str, Row], edit: Edit, done: bool) -> None:
        """A change of a row that was deleted meanwhile is nobody's fault."""
        place = edit.heading or "City"
        is_meant = edit.name in self.right or not edit.heading
        is_there = edit.name in now and now[edit.name][place] == edit.text
        if done and is_meant and not is_there and (edit.name, place) not in self.touched:
            self.harm.lost += 1

    def _wrong(self, name: str, now: Row, edit: Edit) -> list[tuple[str, str]]:
        """The cells of a row that are not right, the one that was to be changed apart. A row may be given an ID."""
        return [
            (name, heading)
            for heading, cell in self.right[name].items()
            if (name, heading) != (edit.name, edit.heading or "City")
            and (now[heading] or "") != (cell or "")
            and not (heading == "ID" and not cell)
        ]


@dataclass
class Colleague:
    """Somebody who has the sheet open and, in such a share of the gaps between two calls, does something: sorts,
    inserts an empty row, deletes a row, adds somebody below, types into a cell. In a sheet without people that ends."""

    emulator: SheetsEmulator
    ledger: Ledger
    chance: random.Random
    rate: float
    acts: int = 0

    def __call__(self, call: Call) -> None:
        """Perhaps do something before a call."""
        if self.chance.random() >= self.rate:
            return
        headings, *rows = self.emulator.person.values(f"'{SHEET}'") or [[]]
        if not {"Name", *CHANGED} <= set(headings):
            return
        at = headings.index("Name")
        named = [(number, str(row[at])) for number, row in enumerate(rows, 2) if len(row) > at and row[at]]
        if named:
            self.acts += 1
            act = self.chance.choice((self.sort, self.insert, self.delete, self.add, self.type))
            act(headings, len(rows) + 1, *self.chance.choice(named))

    def sort(self, headings: list[Value], last: int, row: int, name: str) -> None:
        """Sort all rows, whole."""
        by = letters(headings.index(self.chance.choice(("Name", *CHANGED))))
        area = f"'{SHEET}'!A2:{letters(len(headings) - 1)}{last}"
        self.emulator.person.sort(area, by, descending=self.chance.random() < 0.5)

    def insert(self, headings: list[Value], last: int, row: int, name: str) -> None:
        """Insert an empty row."""
        self.emulator.person.insert_rows(SHEET, row)

    def delete(self, headings: list[Value], last: int, row: int, name: str) -> None:
        """Delete somebody's row."""
        self.emulator.person.delete_rows(SHEET, row)
        self.ledger.deleted(name)

    def add(self, headings: list[Value], last: int, row: int, name: str) -> None:
        """Type somebody new below the last row."""
        newcomer = f"Newcomer {self.chance.randrange(10**9)}"
        self.emulator.person.put(f"'{SHEET}'!{letters(headings.index('Name'))}{last + 1}", [[newcomer]])
        self.ledger.typed(newcomer, "City", None)

    def type(self, headings: list[Value], last: int, row: int, name: str) -> None:
        """Type into a cell of somebody's row."""
        heading, text = self.chance.choice(CHANGED), f"typed {self.chance.randrange(10**9)}"
        self.emulator.person.edit(f"'{SHEET}'!{letters(headings.index(heading))}{row}", text)
        self.ledger.typed(name, heading, text)


def rows_of(emulator: SheetsEmulator) -> list[Row]:
    """What stands in the sheet, row by row."""
    headings, *rows = emulator.person.values(f"'{SHEET}'") or [[]]
    return [dict(zip(map(str, headings), [*row, *[None] * len(headings)], strict=False)) for row in rows]
