"""Changes in a shared Google Sheet while somebody else sorts, inserts, deletes and types in it: Kith beside gspread and
st-gsheets-connection. Afterwards: fifty people at one Kith, and what Google allows.

    python -m bench.google [--edits 300] [--people 200] [--minutes 5]

Google is a stand-in on this computer (tests/sheets_emulator). It shows calls, bytes and what becomes of a change; not
how long Google takes, which is a few tenths of a second a call.
"""

import argparse
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from bench import common
from bench.google_peers import (
    DONE,
    FAILED,
    FIND,
    KITH,
    REMEMBER,
    ST,
    ST_VERSION,
    Contender,
    FindThenWrite,
    Kith,
    RowsRemembered,
    StGsheets,
    python_with_st_gsheets,
)
from bench.google_race import CHANGED, SEEN, SHEET, Colleague, Edit, Harm, Ledger, rows_of
from crm.model import ids
from crm.model.cells import Cell
from tests.sheets_emulator import SheetsEmulator
from tests.sheets_emulator.calls import Call, Log
from tests.store.google.at_google import AtGoogle
from tests.store.google.team import Team

EDITS, PEOPLE, MINUTES, SEED = 300, 200, 5, 11
SLOW = 8  # who writes the whole sheet makes only one of so many changes
VIEWS = 1000
PRESSES = 3  # how often somebody presses Save who is told that it failed


@dataclass(frozen=True)
class Setting:
    """How much goes on in the sheet: in so many of the gaps between two calls somebody else does something, and so many
    of the writes are answered with an error though they were carried out. `added`: how many of the changes are new
    people; `part`: which part of all changes is made here."""

    says: str
    rate: float
    faults: float = 0.0
    added: float = 0.1
    part: float = 1.0


SETTINGS = (
    Setting("Somebody else acts in 2 of 100 gaps between two calls", 0.02),
    Setting("Somebody else acts in 10 of 100 gaps between two calls", 0.1),
    Setting("Nobody else acts; 1 write of 20 is carried out and then answered with 503", 0.0, 0.05, 0.5, 0.5),
)


@dataclass
class Race:
    """What one contender came to in one setting. `done` of the `asked` changes were said to be done, `acts` is how
    often somebody else did something; `bytes_up` and `bytes_down` are without headers; `seconds` is how long each
    change took, `own` how long without the stand-in for Google."""

    who: str
    setting: str
    asked: int = 0
    done: int = 0
    acts: int = 0
    calls: int = 0
    reads: int = 0
    writes: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    seconds: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    harm: Harm = field(default_factory=Harm)


class Course:
    """A sheet, a contender who makes changes in it, and whoever else works there."""

    def __init__(self, who: str, contender: Contender, emulator: SheetsEmulator, setting: Setting) -> None:
        self.contender, self.emulator, self.setting = contender, emulator, setting
        self.race, self.chance = Race(who, setting.says), random.Random(SEED)
        rows = rows_of(emulator)
        self.ids = {str(row["Name"]): str(row["ID"]) for row in rows}
        self.ledger = Ledger({str(row["Name"]): {heading: row.get(heading) for heading in SEEN} for row in rows})
        self.colleague = Colleague(emulator, self.ledger, random.Random(SEED + 1), setting.rate)

    def run(self, edits: int) -> Race:
        """Make so many changes."""
        first = len(self.emulator.log)
        self.emulator.before_each(self.colleague)
        if self.setting.faults:
            self.emulator.faults.add("503_after", kind="write", probability=self.setting.faults)
        for turn in range(edits):
            self._turn(turn)
        self.emulator.hooks.clear()
        self.emulator.faults.clear()
        self._count(self.emulator.log[first:])
        return self.race

    def _turn(self, turn: int) -> None:
        """One change, and what there is in the sheet then."""
        with self.emulator.lock:
            edit = self._some_edit(turn)
        self.ids[edit.name] = edit.id
        first, clock = len(self.emulator.log), time.perf_counter()
        is_done = pressed(self.contender, edit) == DONE
        seconds = time.perf_counter() - clock
        with self.emulator.lock:
            self.ledger.look(rows_of(self.emulator), edit, done=is_done)
            answering = sum(call.seconds for call in self.emulator.log[first:])
        self.race.asked, self.race.done = self.race.asked + 1, self.race.done + is_done
        self.race.seconds.append(seconds)
        self.race.own.append(max(0.0, seconds - answering))

    def _some_edit(self, turn: int) -> Edit:
        """A change by chance: somebody new, or a cell of somebody who is there."""
        names = [name for name in self.ledger.right if name in self.ids]
        if self.chance.random() < self.setting.added or not names:
            return Edit(f"New {turn}", ids.draw("C"), "", f"ours {turn}")
        name = self.chance.choice(names)
        return Edit(name, self.ids[name], self.chance.choice(CHANGED), f"ours {turn}")

    def _count(self, calls: Sequence[Call]) -> None:
        race = self.race
        race.calls, race.reads, race.acts = len(calls), sum(call.reads for call in calls), self.colleague.acts
        race.writes = race.calls - race.reads
        race.bytes_up, race.bytes_down = sum(call.up for call in calls), sum(call.down for call in calls)
        race.harm = self.ledger.harm


def raced(who: str, make: Callable[[AtGoogle], Contender], setting: Setting, edits: int, people: int) -> Race:
    """Let one contender make so many changes in a sheet of so many people."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(AtGoogle({SHEET: team(people)}, Path(folder))) as at,
        closing(make(at)) as contender,
    ):
        return Course(who, contender, at.emulator, setting).run(edits)


def team(people: int) -> list[dict[str, Cell]]:
    """So many people, each with a city, a phone and notes."""
    beside = ({"city": f"City {n}", "phone": f"0113 496 {n:04d}", "notes": f"Notes {n}"} for n in range(people))
    return [{"id": ids.draw("C"), "name": f"Person {n}", **cells} for n, cells in enumerate(beside)]


def pressed(contender: Contender, edit: Edit) -> str:
    """Press Save, and again when it is said to have failed; what the person is shown at last."""
    said = FAILED
    for _ in range(PRESSES):
        said = contender.change(edit)
        if said != FAILED:
            break
    return said


def fifty_people(minutes: int) -> dict[str, object]:
    """Fifty people at one Kith for so many minutes of a clock that is only told to pass: the most reads and writes in
    any minute, seconds until each change was in the sheet, and the calls of a thousand views of a page."""
    with tempfile.TemporaryDirectory() as folder:
        office = Team(Path(folder))
        with closing(office.google):
            before = len(office.google.emulator.log)
            office.work(minutes)
            log = Log(office.google.emulator.log[before:])
            return {
                "minutes": minutes,
                "reads": log.read_calls.busiest(60),
                "writes": log.write_calls.busiest(60),
                "refused": sum(call.status != 200 for call in log),
                "seconds": office.took,
                "views": VIEWS,
                "calls of views": office.viewed(VIEWS),
            }


def contenders(folder: Path) -> dict[str, Callable[[AtGoogle], Contender]]:
    """Who takes part. Without st-gsheets-connection where it cannot be installed, which is said."""
    found: dict[str, Callable[[AtGoogle], Contender]] = {KITH: Kith, FIND: FindThenWrite, REMEMBER: RowsRemembered}
    print(f"Installing st-gsheets-connection {ST_VERSION} into a Python of its own, which is removed afterwards")
    try:
        python = python_with_st_gsheets(folder)
    except subprocess.CalledProcessError as error:
        print(f"It could not be installed, and is left out:\n{error.stderr.decode()[-1000:]}")
        return found
    return {**found, ST: lambda at: StGsheets(at, python)}


def told(race: Race, beside: Race) -> str:
    """One line on the screen, beside Kith."""
    harm = ", ".join(f"{number} {kind}" for kind, number in asdict(race.harm).items() if number) or "no harm"
    calls, first = race.calls / race.asked, beside.calls / beside.asked
    size, other = (race.bytes_up + race.bytes_down) / race.asked, (beside.bytes_up + beside.bytes_down) / beside.asked
    return (
        f"  {race.who:<34}{calls:5.1f} calls a change ({calls / first:4.1f} times) {size / 1000:7.1f} kB "
        f"({size / other:4.1f} times) {median(race.seconds) * 1000:6.0f} ms  {race.done:4} of {race.asked} done, {harm}"
    )


def write(races: Sequence[Race], office: Mapping[str, object], does: str) -> Path:
    """Keep the run in results/google.json."""
    told = {"name": "google", "does": does, "races": [asdict(race) for race in races], "office": office}
    where = {"commit": common.commit(), "taken": f"{dt.date.today()}", "machine": common.machine()}
    path = common.RESULTS / "google.json"
    path.write_text(json.dumps(told | where, indent=1) + "\n", encoding="utf-8")
    return path


def race_all(edits: int, people: int) -> list[Race]:
    """Every contender in every setting."""
    races: list[Race] = []
    with tempfile.TemporaryDirectory() as folder:
        takers = contenders(Path(folder))
        for setting in SETTINGS:
            print(setting.says, flush=True)
            here: list[Race] = []
            for who, make in takers.items():
                part = int(edits * setting.part) // (SLOW if who == ST else 1)
                here.append(raced(who, make, setting, part, people))
                print(told(here[-1], here[0]), flush=True)
            races += here
    return races


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.google", description=__doc__)
    for name, number in (("edits", EDITS), ("people", PEOPLE), ("minutes", MINUTES)):
        parser.add_argument(f"--{name}", type=int, default=number)
    given = parser.parse_args(arguments)
    races = race_all(given.edits, given.people)
    office = fifty_people(given.minutes)
    print(f"Fifty people at one Kith: at most {office['reads']} reads and {office['writes']} writes in any minute")
    write(races, office, f"Changes in a shared sheet of {given.people} people while somebody else works in it")
    print("Now run: python -m bench.report")


if __name__ == "__main__":
    main(sys.argv[1:])
