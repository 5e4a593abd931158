"""Fifty people save at once: when is each change confirmed, when is it in the file, how often is the file written?

    python -m bench.load [--rounds 3] [--people 50] [--edits 4] [--rows 5000]

Every person is a thread of one process and changes cells of their own. "All at once" they have looked at the workbook,
begin together and never pause; "as they type" each of them pauses up to five seconds before a save and looks again, as
a page does. Afterwards the file is read back, and every change must be in it.
"""

import argparse
import os
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import book
from bench.common import Goal, Trial
from crm.model.changes import ChangeSet, UpdateRow
from crm.model.snapshot import Snapshot
from crm.store.opening import open_store
from crm.store.receipt import Actor
from crm.store.store import Store

PEOPLE, EDITS, ROWS = 50, 4, 5_000
AT_ONCE, TYPING = "all at once", "as they type"
PAUSES = {AT_ONCE: 0.0, TYPING: 5.0}  # seconds before a save, at most
CONFIRMED, IN_FILE, WRITTEN = "Confirmed", "In the file", "Times that the file was written"
BUSY, ALL = "Processor time of a confirmation", "All in the file"
OTHERS = "Programs that wanted a processor before"  # the load average: what else the machine did
GOALS = (
    Goal("The file is written at most 10 times", ROWS, (f"{WRITTEN}, {AT_ONCE}",), "p95", at_most=10),
    Goal("95 of 100 changes in the file within 1.5 s", ROWS, (f"{IN_FILE}, {AT_ONCE}",), "p95", at_most=1.5),
    Goal("95 of 100 saves confirmed within 10 ms", ROWS, (f"{CONFIRMED}, {AT_ONCE}",), "p95", at_most=0.01),
    Goal(
        "95 of 100 saves confirmed within 10 ms, as they type", ROWS, (f"{CONFIRMED}, {TYPING}",), "p95", at_most=0.01
    ),
)
# When the version of the workbook that holds a batch was in its place, in milliseconds since 1970.
CAME_IN = """
select change.batch, generation.at from change join generation on generation.generation = change.generation
where change.state = 'in_workbook' and change.column = 'notes'
"""


@dataclass(frozen=True)
class Press:
    """One press of Save: what was typed for whom, when (seconds since 1970), how many seconds it took until it was
    confirmed, and for how many of them a processor was busy with it."""

    batch: str
    id: str
    text: str
    at: float
    confirmed: float
    busy: float


@dataclass(frozen=True)
class Crowd:
    """What became of all presses of Save: of each the seconds until it was in the file, how often the file was written,
    how long it took until all were in, in seconds, and the load average before."""

    presses: Sequence[Press]
    in_file: Sequence[float]
    written: int
    seconds: float
    others: float


def crowd(path: Path, state: Path, people: int, edits: int, pause: float) -> Crowd:
    """So many people change so many cells each, on one store. Raises RuntimeError when something was not kept."""
    state.mkdir()
    others = os.getloadavg()[0]
    store = open_store(str(path), state=state)
    ids = list(store.snapshot().contacts.index)
    step = len(ids) // (people * edits)
    presses: list[Press] = []
    begin = threading.Barrier(people + 1)

    def person(number: int) -> None:
        mine, dice = store.by(Actor(f"Person {number}")), random.Random(number)
        shown = mine.snapshot()
        begin.wait()
        for edit in range(edits):
            if pause:
                time.sleep(dice.random() * pause)
                shown = mine.snapshot()
            presses.append(_press(mine, shown, ids[(number * edits + edit) * step], f"Typed by {number}, {edit}"))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    begin.wait()
    clock = time.perf_counter()
    for thread in threads:
        thread.join()
    if len(presses) < people * edits or not store.flush(120) or store.conflicts():
        raise RuntimeError(f"not everything was kept: {store.status().sentence}")
    clock = time.perf_counter() - clock
    store.close()
    check(path, presses)
    times, written = came_in(next(state.glob("*/journal.sqlite")))
    return Crowd(presses, [times[press.batch] - press.at for press in presses], written, clock, others)


def _press(store: Store, shown: Snapshot, id: str, text: str) -> Press:
    """Change the notes of a person that is shown, and press Save."""
    seen = {"notes": shown.cell(book.SHEET, id, "notes")}
    changes = ChangeSet("Notes", (UpdateRow(book.SHEET, id, {"notes": text}, seen),))
    at, clock, busy = time.time(), time.perf_counter(), time.thread_time()
    receipt = store.save(changes)
    confirmed, busy = time.perf_counter() - clock, time.thread_time() - busy
    if not receipt.confirmed or receipt.conflicts:
        raise RuntimeError(f"not saved: {text}")
    return Press(changes.batch, id, text, at, confirmed, busy)


def check(path: Path, presses: Sequence[Press]) -> None:
    """Raise RuntimeError unless the file holds what everybody typed."""
    rows = book.read_back(path)
    missing = [press.text for press in presses if rows[press.id]["Notes"] != press.text]
    if missing:
        raise RuntimeError(f"not in {path}: {', '.join(missing)}")


def came_in(journal: Path) -> tuple[dict[str, float], int]:
    """When each batch was in the file (seconds since 1970), and in how many versions of it they came."""
    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as history:
        found = history.execute(CAME_IN).fetchall()
    return {batch: at / 1000 for batch, at in found}, len({at for _, at in found})


def note(trial: Trial, rows: int, how: str, found: Crowd) -> None:
    """Keep what one crowd came to."""
    for press, seconds in zip(found.presses, found.in_file, strict=True):
        trial.add(rows, f"{CONFIRMED}, {how}", press.confirmed)
        trial.add(rows, f"{IN_FILE}, {how}", seconds)
        trial.add(rows, f"{BUSY}, {how}", press.busy)
    trial.add(rows, f"{WRITTEN}, {how}", found.written, "times")
    trial.add(rows, f"{ALL}, {how}", found.seconds)
    trial.add(rows, f"{OTHERS}, {how}", found.others, "programs")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    for name, number in (("rounds", 3), ("people", PEOPLE), ("edits", EDITS), ("rows", ROWS)):
        parser.add_argument(f"--{name}", type=int, default=number)
    given = parser.parse_args(arguments)
    does = f"{given.people} people make {given.edits} changes each in a workbook with {given.rows:,} rows"
    trial = Trial("load", does, "", GOALS)
    for number in range(given.rounds):
        for how, pause in PAUSES.items():
            with tempfile.TemporaryDirectory() as name:
                path = book.write(Path(name) / "team.xlsx", given.rows)
                note(trial, given.rows, how, crowd(path, Path(name) / "state", given.people, given.edits, pause))
            print(f"round {number + 1}, {how}: done", flush=True)
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
