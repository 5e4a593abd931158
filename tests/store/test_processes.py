"""Many at once: threads and processes on one state folder, and a computer without the newer system calls."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.store.store import Store

Open = Callable[..., Store]

SAVER = """
import sys
from pathlib import Path
from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.store.opening import open_store

path, state, name, count = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
store = open_store(path, state=state)
for n in range(count):
    id = f"C-{name}{n:04}A"
    assert store.save(ChangeSet("add", (AddRow("Contacts", id, {"name": id}),))).confirmed
    edit = UpdateRow("Contacts", id, {"city": "Rom"}, {"city": None})
    assert store.save(ChangeSet("edit", (edit,))).conflicts == ()
assert store.flush(60), store.status()
assert store.conflicts() == [], store.conflicts()
store.close()
print("done")
"""

HIDDEN = """
import sys

HIDDEN = {"fcntl", "resource", "renameat2"}

class Hider:
    def find_spec(self, name, path=None, target=None):
        if name in HIDDEN:
            raise ModuleNotFoundError(name, name=name)

for name in HIDDEN:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Hider())
import ctypes
ctypes.CDLL = None
"""


def started(path: Path, state: Path, name: str, count: int, before: str = "") -> subprocess.Popen[str]:
    state.mkdir(exist_ok=True)
    command = [sys.executable, "-c", before + SAVER, str(path), str(state), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def people(path: Path) -> list[tuple[object, object]]:
    """ID and city of each row, in the file."""
    headings, *rows = openpyxl.load_workbook(path)["Contacts"].iter_rows(values_only=True)
    city = headings.index("City")
    return [(row[0], row[city]) for row in rows if row[0]]


def test_eight_threads_that_save_at_once_lose_nothing(opened: Open, path: Path) -> None:
    store = opened()
    refused: list[object] = []

    def work(thread: int) -> None:
        for n in range(12):
            id = f"C-T{thread}{n:03}A"
            store.save(ChangeSet("add", (AddRow("Contacts", id, {"name": id}),)))
            changed = UpdateRow(
                "Contacts", id, {"city": "Rom"}, {"city": store.snapshot().cell("Contacts", id, "city")}
            )
            refused.extend(store.save(ChangeSet("edit", (changed,))).conflicts)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.flush(30) and refused == store.conflicts() == []
    assert len(store.snapshot().contacts) == 3 + 96
    assert sorted(people(path), key=str)[3:] == [(f"C-T{t}{n:03}A", "Rom") for t in range(8) for n in range(12)]


@pytest.mark.parametrize(("processes", "count"), [(2, 25), pytest.param(5, 200, marks=pytest.mark.long)])
def test_processes_that_save_at_once_lose_nothing(path: Path, tmp_path: Path, processes: int, count: int) -> None:
    running = [started(path, tmp_path / "state", f"P{n}", count) for n in range(processes)]
    said = [process.communicate(timeout=600) for process in running]
    assert [out for out, _ in said] == ["done\n"] * processes, said
    found = people(path)
    assert len(found) == len(set(found)) == 3 + processes * count
    assert sum(city == "Rom" for _, city in found) == processes * count


def test_the_first_start_of_two_at_once_is_one_book(path: Path, tmp_path: Path) -> None:
    running = [started(path, tmp_path / "state", f"P{n}", 1) for n in range(2)]
    assert [process.communicate(timeout=120) for process in running] == [("done\n", "")] * 2
    assert len(people(path)) == 5


def test_without_the_calls_that_only_linux_has_the_straight_path_works(path: Path, tmp_path: Path) -> None:
    out, err = started(path, tmp_path / "state", "HI", 3, before=HIDDEN).communicate(timeout=120)
    assert (out, err) == ("done\n", "") and len(people(path)) == 6


HOLDER = """
import fcntl, sys, time
file = open(sys.argv[1])
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")
def test_who_holds_the_lock_keeps_the_others_waiting_until_he_dies(opened: Open, path: Path, tmp_path: Path) -> None:
    store = opened()
    (lock,) = (tmp_path / "state").glob("*/lock")
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline()
        assert store.save(ChangeSet("add", (AddRow("Contacts", "C-DRA44D", {"name": "Dora"}),))).confirmed
        assert not store.flush(0.3) and len(people(path)) == 3
        holder.kill()
    assert store.flush(10) and len(people(path)) == 4
