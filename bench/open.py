"""Open a workbook for the first time, until every sheet is typed: Kith beside a bare read.

    python -m bench.open [--rounds 7] [--rows 1000 10000 100000]

Each round is a process of its own. Kith opens its Store with an empty state folder, takes the Snapshot and touches
every frame; calamine and openpyxl (read-only mode) read every cell of every sheet and understand none of them. Loading
the programs themselves is not counted. Each says what it found, and that is compared with what was written.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench import book
from bench.common import ROOT, Clock, Goal, Trial, state_folder

KITH, CALAMINE, OPENPYXL = "Kith, typed", "calamine, bare", "openpyxl, read-only"
GOALS = (
    Goal("Typed in at most 1.5 times a bare read, 10,000 rows", 10_000, (KITH, CALAMINE), at_most=1.5),
    Goal("Typed six times as fast as openpyxl reads, 10,000 rows", 10_000, (OPENPYXL, KITH), at_least=6),
)
SEEN = ("name", "email", "notes")  # whose cells prove that a contender read what was written
MOST = 3  # rounds with 100,000 rows
Answer = tuple[float, str]


def with_kith(path: str) -> Answer:
    """Seconds until everything is typed, and a digest of what was read."""
    import pyarrow.pandas_compat  # noqa: F401  # a part of the programs that pandas loads at its first text

    from crm.model.sheets import SHEETS
    from crm.store.opening import open_store

    clock = Clock()
    store = open_store(path)
    snapshot = store.snapshot()
    for sheet in SHEETS:
        snapshot.frame(sheet)
    seconds = clock.seconds
    store.close()
    return seconds, digest(snapshot.contacts[[*SEEN]].itertuples(index=False))


def with_calamine(path: str) -> Answer:
    """The same for a bare read of all sheets."""
    import python_calamine

    clock = Clock()
    opened = python_calamine.CalamineWorkbook.from_path(path)
    sheets = {name: opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names}
    return clock.seconds, digest(_seen(sheets[book.SHEET]))


def with_openpyxl(path: str) -> Answer:
    """The same for openpyxl in its fastest mode."""
    import openpyxl

    clock = Clock()
    opened = openpyxl.load_workbook(path, read_only=True)
    sheets = {page.title: list(page.iter_rows(values_only=True)) for page in opened.worksheets}
    return clock.seconds, digest(_seen(sheets[book.SHEET]))


CONTENDERS: dict[str, Callable[[str], Answer]] = {
    KITH: with_kith,
    CALAMINE: with_calamine,
    OPENPYXL: with_openpyxl,
}


def _seen(rows: Sequence[Iterable[object]]) -> Iterable[Iterable[object]]:
    headings = [str(cell) for cell in rows[0]]
    places = [headings.index(field.capitalize()) for field in SEEN]
    return ([list(row)[place] for place in places] for row in rows[1:])


def digest(rows: Iterable[Iterable[object]]) -> str:
    """One short text for the cells of many rows, in their order."""
    found = hashlib.sha256()
    for row in rows:
        found.update("\x1f".join(map(str, row)).encode())
    return found.hexdigest()


def child(who: str, path: str) -> Answer:
    """One round of one contender in a process of its own, with a state folder of its own."""
    with tempfile.TemporaryDirectory() as name, state_folder(Path(name)):
        command = [sys.executable, "-m", "bench.open", "--contender", who, path]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, seen = json.loads(done.stdout)
    return float(seconds), str(seen)


def run(trial: Trial, n: int, rounds: int, folder: Path) -> None:
    """All contenders in turn, round by round, on one workbook with `n` people."""
    path = book.write(folder / f"{n}.xlsx", n)
    written = digest([person[field] for field in SEEN] for person in book.people(n))
    for _ in range(rounds):
        for who in CONTENDERS:
            seconds, seen = child(who, str(path))
            if seen != written:
                raise RuntimeError(f"{who} did not read what was written into {path}")
            trial.add(n, who, seconds)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.open", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--contender", nargs=2, metavar=("WHO", "PATH"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.contender:
        who, path = given.contender
        print(json.dumps(CONTENDERS[who](path)))
        return
    trial = Trial("open", "Opening a workbook for the first time, until every sheet is typed", KITH, GOALS)
    with tempfile.TemporaryDirectory() as name:
        for n in given.rows:
            run(trial, n, min(given.rounds, MOST) if n > 10_000 else given.rounds, Path(name))
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
