"""Add one person and change one cell of another, until it is in the file: Kith beside openpyxl and wolfxl.

    python -m bench.save [--rounds 5] [--rows 1000 10000 100000]

All contenders get a copy of one workbook and end with the same care: the new version written beside the old one,
flushed to the disk, swapped in. After each round the file is read back and compared with what should be in it.
Kith is open already, as it is while people work; "opened for it" adds reading the workbook from scratch.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import wolfxl
from openpyxl.utils import get_column_letter

from bench import book
from bench.common import Clock, Goal, Trial, state_folder
from crm.actions.contacts import add_contact, edit_contact
from crm.model.cells import Cell
from crm.model.changes import ChangeSet
from crm.model.sheets import SHEETS
from crm.store.opening import open_store
from crm.store.store import Store

KITH, COLD, CONFIRMED = "Kith, in the file", "Kith, opened for it", "Kith, confirmed"
OPENPYXL, WOLFXL = "openpyxl", "wolfxl, modify mode"
GOALS = (
    Goal("In the file at least 20 times as fast as openpyxl, 1,000 rows", 1_000, (OPENPYXL, KITH), at_least=20),
    Goal("In the file at least 60 times as fast as openpyxl, 10,000 rows", 10_000, (OPENPYXL, KITH), at_least=60),
)
HEADING = {column.field: column.heading for column in SHEETS[book.SHEET].columns}
MOST = 3  # rounds with 100,000 rows, where openpyxl takes a minute
Added = Mapping[str, Cell]


def newcomer(number: int) -> Added:
    """The person who is added in a round."""
    return {
        **dict(list(next(book.people(1)).items())[1:]),
        "name": f"New Person {number}",
        "notes": f"Added in round {number}",
    }


def changes(store: Store, id: str, number: int) -> ChangeSet:
    """What two presses of Save would change, in one."""
    snapshot = store.snapshot()
    added, changed = add_contact(snapshot, newcomer(number)), edit_contact(snapshot, id, {"notes": f"Changed {number}"})
    return ChangeSet("Trial", (*added.changes, *changed.changes), added.batch)


def with_kith(store: Store, id: str, number: int) -> tuple[float, float]:
    """Seconds until the change is confirmed, and until it is in the file."""
    clock = Clock()
    store.save(changes(store, id, number))
    confirmed = clock.seconds
    if not store.flush():
        raise RuntimeError(f"Kith still waits: {store.status().sentence}")
    return confirmed, clock.seconds


def with_kith_cold(path: Path, id: str, number: int) -> float:
    """Seconds from nothing to the change in the file."""
    clock = Clock()
    store = open_store(str(path))
    store.save(changes(store, id, number))
    if not store.flush():
        raise RuntimeError(f"Kith still waits: {store.status().sentence}")
    seconds = clock.seconds
    store.close()
    return seconds


def with_openpyxl(path: Path, id: str, number: int) -> float:
    """The same with openpyxl, which reads and writes the whole workbook."""
    return _with_peer(openpyxl.load_workbook, path, id, number)


def with_wolfxl(path: Path, id: str, number: int) -> float:
    """The same with wolfxl, which reads the workbook and patches it."""
    return _with_peer(lambda place: wolfxl.load_workbook(place, modify=True), path, id, number)


def _with_peer(load: Callable[[Path], Any], path: Path, id: str, number: int) -> float:
    clock = Clock()
    opened = load(path)
    page = opened[book.SHEET]
    headings = {page.cell(1, column).value: column for column in range(1, page.max_column + 1)}
    last = page.max_row
    row = next(row for row in range(2, last + 1) if page.cell(row, headings["ID"]).value == id)
    page.cell(row, headings["Notes"]).value = f"Changed {number}"
    for field, cell in {"id": f"C-NEW{number:02d}A", **newcomer(number)}.items():
        page.cell(last + 1, headings[HEADING[field]]).value = cell
    for table in page.tables.values():
        table.ref = f"A1:{get_column_letter(len(headings))}{last + 1}"
    beside = path.with_suffix(".new.xlsx")
    opened.save(beside)
    _swap(beside, path)
    return clock.seconds


def _swap(beside: Path, path: Path) -> None:
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def check(path: Path, before: Mapping[str, book.Row], id: str, number: int) -> None:
    """Raise RuntimeError unless the file holds exactly what it held, the changed cell and the newcomers."""
    after = book.read_back(path)
    wanted = newcomer(number)
    new = [row for row in after.values() if row["Name"] == wanted["name"]]
    if len(new) != 1 or any(new[0][HEADING[field]] != cell for field, cell in wanted.items()):
        raise RuntimeError(f"the newcomer is not in {path}")
    stamps = ("Changed on", "Changed by")
    for known, row in before.items():
        expected = {**row, "Notes": f"Changed {number}"} if known == id else row
        different = [name for name in expected if name not in stamps and after[known][name] != expected[name]]
        if different:
            raise RuntimeError(f"{known} differs in {path}: {', '.join(different)}")


def run(trial: Trial, n: int, rounds: int, folder: Path) -> None:
    """All contenders in turn, round by round, on workbooks with `n` people."""
    original = book.write(folder / f"{n}.xlsx", n)
    before = book.read_back(original)
    id = list(before)[n // 2]
    warm = Path(shutil.copy(original, folder / f"{n}-kith.xlsx"))
    store = open_store(str(warm))
    with_kith(store, id, 0)  # people do not open Kith for each save; the cold round below shows what that costs
    for number in range(1, rounds + 1):
        confirmed, in_file = with_kith(store, id, number)
        trial.add(n, CONFIRMED, confirmed)
        trial.add(n, KITH, in_file)
        check(warm, before, id, number)
        for who, work in ((WOLFXL, with_wolfxl), (OPENPYXL, with_openpyxl)):
            path = Path(shutil.copy(original, folder / f"{n}-peer.xlsx"))
            trial.add(n, who, work(path, id, number))
            check(path, before, id, number)
    store.close()
    for number in range(1, rounds + 1):
        trial.add(n, COLD, with_kith_cold(warm, id, number + rounds))
        check(warm, before, id, number + rounds)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.save", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    given = parser.parse_args(arguments)
    trial = Trial("save", "Adding one person and changing one cell of another, until both are in the file", KITH, GOALS)
    with tempfile.TemporaryDirectory() as name, state_folder(Path(name) / "state"):
        for n in given.rows:
            run(trial, n, min(given.rounds, MOST) if n > 10_000 else given.rounds, Path(name))
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
