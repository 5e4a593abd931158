"""Fifty people at one Kith, on a clock that is only told to pass."""

import random
import threading
from pathlib import Path

from crm.model.changes import AddRow, UpdateRow
from crm.store.google import GoogleWorkbook, Pace
from crm.store.workbook import Ok
from tests.sheets_emulator import Clock
from tests.store.conftest import PEOPLE
from tests.store.google.at_google import AtGoogle

EDITS_A_MINUTE, STEP = 100, 0.25


class Team:
    """Fifty people at one Kith, who save a hundred times a minute; time passes in quarters of a second."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock(manual=True)
        self.google = AtGoogle(PEOPLE, folder, quotas=True, clock=self.clock)
        self.google.clock = self.clock.now  # type: ignore[assignment]
        pace = Pace(self.clock.now, look=5.0, settle=0.0)
        self.kith: GoogleWorkbook = self.google.kith("state", per_minute=50, pace=pace)
        self.kith.read()
        self.clock.advance(120)
        self.chance = random.Random(1)
        self.waiting: list[tuple[float, UpdateRow | AddRow]] = []
        self.took: list[float] = []

    def work(self, minutes: int = 5) -> None:
        """So many minutes."""
        for number in range(int(minutes * 60 / STEP)):
            self.clock.advance(STEP)
            if self.chance.random() < EDITS_A_MINUTE / 60 * STEP:
                self.waiting.append((self.clock.now(), self._edit(number)))
            for _ in range(50):
                self.kith.revision()  # every open page asks
            self._joined()
            if self.waiting and not self.kith.pause():
                self._flush()

    def _edit(self, number: int) -> UpdateRow | AddRow:
        if self.chance.random() < 0.3:
            return AddRow("Contacts", f"C-{number:05d}A", {"name": f"Person {number}"})
        return UpdateRow("Contacts", self.chance.choice(["C-ADA11A", "C-BOB22B", "C-CLE33C"]), {"city": f"{number}"})

    def _flush(self) -> None:
        seen, edits = self.kith.read().revision, [edit for _, edit in self.waiting]
        stamp = (self.google.id, f"team:{len(self.google.emulator.log)}")
        written = self.kith.write(edits, seen=seen, stamp=stamp, before_swap=lambda intent: None)
        if all(isinstance(outcome, Ok) for outcome in written.outcomes):
            self.took += [self.clock.now() - since for since, _ in self.waiting]
            self.waiting = []

    def viewed(self, times: int) -> int:
        """Look at so many pages while no second passes; how many calls that made."""
        self.kith.revision()
        self._joined()
        before = len(self.google.emulator.log)
        for _ in range(times):
            self.kith.revision()
            self.kith.read()
        self._joined()
        return len(self.google.emulator.log) - before

    @staticmethod
    def _joined() -> None:
        for thread in threading.enumerate():
            if thread.name == "kith-look":
                thread.join()
