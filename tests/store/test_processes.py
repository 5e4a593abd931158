"""Many at once: threads and processes on one state folder, and a computer without the newer system calls."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.store.excel import lock
from crm.store.excel.lock import FileLock
from crm.store.store import Store
from crm.store.workbook import Busy

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
import fcntl, os, signal, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
"""
POSIX = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")
DORA = ChangeSet("add", (AddRow("Contacts", "C-DRA44D", {"name": "Dora"}),))


@contextmanager
def stopped_with(lock: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is stopped with a lock in its hands; it ends when it goes on."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout and holder.stdout.readline()
        try:
            yield holder
        finally:
            holder.kill()


def lock_of(tmp_path: Path) -> Path:
    (found,) = (tmp_path / "state").glob("*/lock")
    return found


@POSIX
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGCONT], ids=["dies", "goes on"])
def test_who_holds_the_lock_keeps_the_others_waiting_until_he_dies(
    opened: Open, path: Path, tmp_path: Path, end: signal.Signals
) -> None:
    store = opened()
    with stopped_with(lock_of(tmp_path)) as holder:
        assert store.save(DORA).confirmed
        assert not store.flush(0.3) and len(people(path)) == 3
        holder.send_signal(end)
        assert store.flush(10) and len(people(path)) == 4


@POSIX
def test_after_a_while_the_status_says_that_another_kith_is_busy(
    opened: Open, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WRITING", 0.2)
    monkeypatch.setattr(lock, "AGAIN", 0.1)
    store = opened()
    with stopped_with(lock_of(tmp_path)):
        store.save(DORA)
        assert not store.flush(1)
        sentence = store.status().sentence
        assert store.snapshot().cell("Contacts", "C-DRA44D", "name") == "Dora"
    assert sentence.startswith("Another Kith on this computer is busy with the workbook. 1 change waits since ")
    assert store.flush(10) and len(people(path)) == 4 and store.status().sentence == "Up to date"


@POSIX
def test_who_opens_the_workbook_beside_a_process_that_is_stopped_sees_it_and_saves_soon(
    opened: Open, path: Path, tmp_path: Path
) -> None:
    opened().close()
    with stopped_with(lock_of(tmp_path)) as holder:
        began = time.monotonic()
        store = opened()
        assert len(store.snapshot().contacts) == 3 and store.save(DORA).confirmed
        assert time.monotonic() - began < 5 and not store.flush(0.3)
        holder.send_signal(signal.SIGCONT)
        assert store.flush(10) and len(people(path)) == 4


def in_line() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "kith-lock"]


@POSIX
def test_who_left_the_line_frees_the_lock_at_once_when_it_comes(tmp_path: Path) -> None:
    ours = FileLock(tmp_path / "lock")
    with stopped_with(tmp_path / "lock"):
        with pytest.raises(Busy, match="Another Kith on this computer is busy"), ours.held(0.1):
            pass
        (waits,) = in_line()
    waits.join(5)
    with FileLock(tmp_path / "lock").held(0):
        assert not waits.is_alive()


@POSIX
def test_who_comes_again_and_again_stands_in_line_once_and_gets_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "AGAIN", 10)
    ours = FileLock(tmp_path / "lock")
    with stopped_with(tmp_path / "lock") as holder:
        for _ in range(3):
            with pytest.raises(Busy), ours.held(0.1):
                pass
        assert len(in_line()) == 1
        threading.Timer(0.2, holder.kill).start()
        with ours.held(10), pytest.raises(Busy), FileLock(tmp_path / "lock").held(0.1):
            pass
    with FileLock(tmp_path / "lock").held(5), pytest.raises(Busy), ours.held(0.1):
        pass


STOPS = """
import signal, sys, threading
from pathlib import Path
from crm.model.changes import ChangeSet, UpdateRow
from crm.store.excel import swapping
from crm.store.opening import open_store

def swap(*given):
    swapping.swap = real  # once
    if sys.argv[3] == "before":
        stop()
    real(*given)
    if sys.argv[3] == "after":
        stop()

def stop():
    print("at the swap", flush=True)
    signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)  # this thread goes no step further

real, swapping.swap = swapping.swap, swap
store = open_store(sys.argv[1], state=Path(sys.argv[2]))
store.save(ChangeSet("a change", (UpdateRow("Contacts", "C-ADA11A", {"city": "Rom"}, {"city": "London"}),)))
store.flush(30)
store.close()
"""


@contextmanager
def stopped_at_its_swap(path: Path, state: Path, when: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Kith that is stopped right before or after its new version of the workbook takes the place of the old one."""
    state.mkdir(exist_ok=True)
    command = [sys.executable, "-c", STOPS, str(path), str(state), when]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


@POSIX
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGCONT], ids=["dies", "goes on"])
def test_who_opens_it_beside_one_that_is_stopped_at_its_swap_sees_all_and_nothing_is_lost_or_told_twice(
    opened: Open, path: Path, tmp_path: Path, when: str, end: signal.Signals
) -> None:
    with stopped_at_its_swap(path, tmp_path / "state", when) as process:
        began = time.monotonic()
        store = opened()
        assert store.snapshot().cell("Contacts", "C-ADA11A", "city") == "Rom" and store.save(DORA).confirmed
        assert time.monotonic() - began < 8 and not store.flush(0.3)
        process.send_signal(end)
        assert store.flush(20)
    assert ("C-ADA11A", "Rom") in people(path) and len(people(path)) == 4 and store.conflicts() == []
    assert sorted(batch.summary for batch in store.history()) == ["a change", "add"] and store.verify() == []
