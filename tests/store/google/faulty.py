"""A day with a bad connection: Ann saves through the Store while Google fails by chance, and somebody sorts."""

import random
import time
from collections import Counter
from pathlib import Path

from crm.model import ids
from crm.model.changes import AddRow, Change, ChangeSet, UpdateRow
from crm.store.google import Pace
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.sheets_emulator.faults import WHAT
from tests.store.conftest import NOW, PEOPLE
from tests.store.google.at_google import AtGoogle, Clock

LASTING = ("latency", "down", "timeout_before", "timeout_after")  # these take real time
FASTER = 300


class Fast(Clock):
    """The clock on the wall, much faster."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    def __call__(self) -> float:
        return 1000.0 + (time.monotonic() - self._begun) * FASTER


class Day:
    """Eight saves by Ann. `added` and `changed` are what she was told is kept."""

    def __init__(self, folder: Path, seed: int, switches: dict[str, object]) -> None:
        self.chance = random.Random(seed)
        self.google = AtGoogle(PEOPLE, folder, seed=seed, **switches)
        self.google.clock = Fast()
        kith = self.google.kith("state", pace=Pace(self.google.clock, look=5.0 * (seed % 2), settle=10.0))
        journal = Journal(folder / "journal" / "journal.sqlite", self.google.id)
        self.store = Store(Record(kith, journal, lambda: NOW), "here", Actor("Ann"))
        self.added: dict[str, str] = {}
        self.changed: dict[str, str] = {}

    def run(self) -> bool:
        """Save and save while Google fails; whether everything is in the sheet in the end."""
        faults = self.google.emulator.faults
        kinds = [name for name in WHAT if name not in LASTING]
        for _ in range(self.chance.randint(1, 4)):
            faults.add(self.chance.choice(kinds), probability=self.chance.uniform(0.05, 0.4))
        for number in range(8):
            receipt = self.store.save(ChangeSet("a change", (self._some_change(number),)))
            assert receipt.confirmed
            if self.chance.random() < 0.3:
                self.google.emulator.person.sort("Contacts!A2:AZ50", by="B", descending=self.chance.random() < 0.5)
            time.sleep(self.chance.random() * 0.05)
        faults.clear()
        return self.store.flush(20)

    def _some_change(self, number: int) -> Change:
        if self.chance.random() < 0.5:
            id = ids.draw("C")
            self.added[id] = f"new {number}"
            return AddRow("Contacts", id, {"name": f"new {number}", "city": f"at {number}"})
        id = self.chance.choice(["C-ADA11A", "C-BOB22B", "C-CLE33C"])
        self.changed[id] = f"city {number}"
        city = self.store.snapshot().contacts.at[id, "city"]
        return UpdateRow("Contacts", id, {"city": f"city {number}"}, {"city": city})

    @property
    def wrong(self) -> list[object]:
        """Rows that are missing or there twice, cells that do not hold what was saved, rows that nobody made."""
        headings, *rows = self.google.rows()
        city = headings.index("City")
        count = Counter(row[0] for row in rows)
        found: list[object] = [(id, count[id]) for id in self.added if count[id] != 1]
        found += [row for row in rows if row[0] in self.changed and row[city] != self.changed[str(row[0])]]
        return found + [row for row in rows if row[0] not in {*self.added, "C-ADA11A", "C-BOB22B", "C-CLE33C"}]

    def end(self) -> None:
        """Close everything."""
        self.google.emulator.faults.clear()
        self.store.close()
        self.google.close()
