"""Change a cell in the middle of a big workbook and add a row; read all of it: Kith's engine beside its peers.

    python -m bench.xlsx [--rounds 5] [--rows 1000 10000 100000]

Each round of each contender is a process of its own, and all end a save with the same care: written beside, flushed,
swapped in, the folder flushed. Loading the programs is not counted. Every file that a contender wrote is read back
with another program and compared cell by cell; every reading is compared with what was written. Memory is the most
that the process ever had in its working set, with Python itself. What takes a minute gets fewer rounds at 100,000 rows.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import book as people
from bench import open as opening
from bench import xlsxbook, xlsxrows
from bench.common import ROOT, Goal, Trial
from bench.report import verdict
from bench.xlsxwork import REPEATS, Answer, digest

FIRST, AGAIN, REOPENED = "Kith, opened for it", "Kith, still open", "Kith, opened again"
OPENPYXL, WOLFXL = "openpyxl, load and save", "wolfxl, modify mode"
FLOOR, RENAMED = "the disk: read, write, flush", "the disk, and swap"
GRID, CALAMINE, READ_ONLY = "Kith, grid", "calamine, bare", "openpyxl, read-only"
ROWS, DICTS = "Kith, rows()", "openpyxl, the same dicts"
SNAPSHOT, BARE, WHOLE = "Kith, typed tables", "calamine, all sheets", "openpyxl, all sheets read-only"
PARTS, DATE, COLD = "Kith, by the end of the file", "Kith, by its date", "Kith, read all the same"
XML = "the sheet's XML"
SAVING, READING, DICTING = "A cell changed, a row added, saved", "All values read", "All rows as dicts, with formulas"
TYPING, ASKING, MEMORY = "Kith's own workbook, until every sheet is typed", "Has it changed?", "Peak memory"
SLOW = {OPENPYXL: 2, READ_ONLY: 2, DICTS: 1, WHOLE: 1, SNAPSHOT: 3, BARE: 3, WOLFXL: 3}  # rounds with 100,000 rows
EDITS = {WOLFXL: "wolfxl", OPENPYXL: "openpyxl"}
READS = {GRID: "grid", CALAMINE: "calamine", READ_ONLY: "read-only", ROWS: "rows", DICTS: "dicts"}
TYPED = {SNAPSHOT: opening.KITH, BARE: opening.CALAMINE, WHOLE: opening.OPENPYXL}


def memory_of(who: str) -> str:
    """The name of a contender in the table of memory."""
    return f"{who}: peak memory"


def goals() -> Sequence[Goal]:
    """What is to be reached, size by size."""
    sizes = ((1_000, 20), (10_000, 60), (100_000, 100))
    large = (10_000, 100_000)
    return (
        *(Goal(f"First save beside openpyxl, {n:,} rows", n, (OPENPYXL, FIRST), at_least=least) for n, least in sizes),
        Goal("First save beside wolfxl, 100,000 rows", 100_000, (WOLFXL, FIRST), at_least=10),
        *(Goal(f"A later save beside the disk, {n:,} rows", n, (AGAIN, FLOOR), at_most=3) for n in large),
        Goal("A later save beside openpyxl, 100,000 rows", 100_000, (OPENPYXL, AGAIN), at_least=900),
        Goal("Memory of saves beside the sheet's XML, 100,000 rows", 100_000, (memory_of(FIRST), XML), at_most=3),
        *(Goal(f"Typed beside a bare read, {n:,} rows", n, (SNAPSHOT, BARE), at_most=1.5) for n in large),
        *(Goal(f"Typed beside openpyxl read-only, {n:,} rows", n, (WHOLE, SNAPSHOT), at_least=6) for n in large),
        *(Goal(f"“Nothing has changed” beside a cold read, {n:,} rows", n, (COLD, PARTS), at_least=500) for n in large),
    )


def child(work: str, path: Path, number: int) -> Answer:
    """One round of one contender in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.xlsxwork", work, str(path), str(number)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Answer(**json.loads(done.stdout))


class Run:
    """All contenders on one size of workbook; `folder` is theirs."""

    def __init__(self, trial: Trial, n: int, rounds: int, folder: Path):
        self.trial, self.n, self.rounds, self.folder = trial, n, rounds, folder
        self.original = xlsxbook.write(folder / f"{n}.xlsx", n)
        self.rows = list(xlsxrows.rows(n))
        self.digest = digest(self.rows)
        self.peaks: list[tuple[str, int]] = []

    def all(self) -> None:
        """Every job, all contenders of a job in turn."""
        for number in range(1, self.rounds + 1):
            self.save_with_kith(number)
            for who in EDITS:
                if self.has_round(who, number):
                    self.save_with_peer(who, number)
            for who in READS:
                if self.has_round(who, number):
                    self.read(who, number)
            self.ask(number)
        self.type()
        self.trial.add(self.n, XML, xlsxbook.size_of_xml(self.original), "bytes", MEMORY)
        for who, peak in self.peaks:
            self.trial.add(self.n, memory_of(who), peak, "bytes", MEMORY)

    def has_round(self, who: str, number: int) -> bool:
        """Whether a contender takes part in this round: slow ones in fewer when there are many rows."""
        return number <= (SLOW.get(who, self.rounds) if self.n > 10_000 else self.rounds)

    def save_with_kith(self, number: int) -> None:
        """Open, save, save again and again, open again, save; then the disk alone with the bytes that Kith wrote."""
        path = self.copy("kith")
        answer = child("kith", path, number)
        self.trial.add(self.n, FIRST, answer.seconds[0], "s", SAVING)
        for seconds in answer.seconds[1:-1]:
            self.trial.add(self.n, AGAIN, seconds, "s", SAVING)
        self.trial.add(self.n, REOPENED, answer.seconds[-1], "s", SAVING)
        self.peaks.append((FIRST, answer.memory))
        saves = [number * 100 + one for one in range(REPEATS + 2)]
        for count, save in enumerate(saves, 1):
            kept = path.with_suffix(f".{save}.xlsx")
            xlsxbook.check(kept, self.rows, saves[:count])
            kept.unlink()
        self.touch_the_disk(path, number)

    def touch_the_disk(self, path: Path, number: int) -> None:
        """The least that any program must do to replace this file."""
        before = path.read_bytes()
        for who, work in ((FLOOR, "floor"), (RENAMED, "floor-swap")):
            for seconds in child(work, path, number).seconds:
                self.trial.add(self.n, who, seconds, "s", SAVING)
            if path.read_bytes() != before:
                raise RuntimeError(f"{who} left other bytes in {path}")

    def save_with_peer(self, who: str, number: int) -> None:
        """The same edit by another program, which may lose the results of formulas."""
        path = self.copy("peer")
        answer = child(EDITS[who], path, number)
        self.trial.add(self.n, who, answer.seconds[0], "s", SAVING)
        self.peaks.append((who, answer.memory))
        xlsxbook.check(path, self.rows, [number], with_results=False)

    def read(self, who: str, number: int) -> None:
        """Every value of the sheet, in one go or as dicts."""
        answer = child(READS[who], self.original, number)
        if answer.seen != self.digest:
            raise RuntimeError(f"{who} did not read what was written into {self.original}")
        self.trial.add(self.n, who, answer.seconds[0], "s", DICTING if who in (ROWS, DICTS) else READING)
        self.peaks.append((who, answer.memory))

    def ask(self, number: int) -> None:
        """Whether the file is the one that was read, beside reading it."""
        path = self.copy("asked")
        for who, work in ((PARTS, "parts"), (DATE, "date")):
            for seconds in child(work, path, number).seconds:
                self.trial.add(self.n, who, seconds, "s", ASKING)
        self.trial.add(self.n, COLD, child("grid", path, number).seconds[0], "s", ASKING)

    def type(self) -> None:
        """A workbook of Kith's own: the bare readers see cells, Kith dates, names and IDs."""
        path = people.write(self.folder / f"{self.n}-people.xlsx", self.n)
        written = opening.digest([one[field] for field in opening.SEEN] for one in people.people(self.n))
        for number in range(1, self.rounds + 1):
            for who, work in TYPED.items():
                if not self.has_round(who, number):
                    continue
                seconds, seen = opening.child(work, str(path))
                if seen != written:
                    raise RuntimeError(f"{who} did not read what was written into {path}")
                self.trial.add(self.n, who, seconds, "s", TYPING)

    def copy(self, name: str) -> Path:
        """A copy that may be changed."""
        return Path(shutil.copy(self.original, self.folder / f"{self.n}-{name}.xlsx"))


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.xlsx", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    given = parser.parse_args(arguments)
    trial = Trial("xlsx", "Changing a workbook that people own: the engine beside its peers", FIRST, goals())
    with tempfile.TemporaryDirectory() as name:
        for n in given.rows:
            Run(trial, n, given.rounds, Path(name)).all()
            print(f"{n:,} rows: done", file=sys.stderr, flush=True)
    fewer = ", ".join(f"{who} {most}" for who, most in SLOW.items() if most < given.rounds)
    print(f"Rounds with 100,000 rows, where fewer than {given.rounds}: {fewer or 'none'}.")
    kept = json.loads(trial.write().read_text("utf-8"))
    print(*(verdict(kept, goal) for goal in kept["goals"]), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
