"""Several processes, one of which hangs, and a clock that cannot be trusted."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm.model.changes import ChangeSet, UpdateRow
from crm.store.opening import open_store
from crm.store.receipt import Actor
from crm.store.store import Store
from tests.store.conftest import AtExcel, folder
from tests.store.excel.conftest import workbook_at, write_city

Open = Callable[..., Store]
POSIX = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")

HANGS = """
import os, signal, sys, time
from pathlib import Path
from crm.model.changes import ChangeSet, UpdateRow
from crm.store.excel import swapping
from crm.store.opening import open_store

def hang(*given):
    swapping.swap = real  # it hangs once
    if sys.argv[3] == "after":
        real(*given)
    print("at the swap", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(0.3)  # the other threads of a process stop a little later than the one that is told
    if sys.argv[3] == "before":
        real(*given)

real, swapping.swap = swapping.swap, hang
store = open_store(sys.argv[1], state=Path(sys.argv[2]))
store.save(ChangeSet("a change", (UpdateRow("Contacts", "C-ADA11A", {"phone": "hung"}, {"phone": "020 7946 0112"}),)))
store.flush(30)
store.close()
"""


def city(store: Store, old: str, new: str) -> str:
    """Somebody changes Ada's city; the batch."""
    receipt = store.save(ChangeSet(new, (UpdateRow("Contacts", "C-ADA11A", {"city": new}, {"city": old}),)))
    assert receipt.confirmed and not receipt.conflicts
    return receipt.batch


@contextmanager
def hung(path: Path, state: Path, when: str) -> Iterator[subprocess.Popen[str]]:
    """A process of Kith that hangs in the middle of a save, with the lock in its hands."""
    command = [sys.executable, "-c", HANGS, str(path), str(state), when]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


@POSIX
@pytest.mark.parametrize("when", ["before", "after"])
def test_beside_a_process_that_hangs_changes_are_confirmed_and_wait_until_it_goes_on(
    opened: Open, path: Path, tmp_path: Path, when: str
) -> None:
    store = opened()
    with hung(path, tmp_path / "state", when) as process:
        city(store, "London", "Rome")
        assert not store.flush(0.5) and store.status().waiting == (2 if when == "before" else 1)
        process.send_signal(signal.SIGCONT)
        assert store.flush(20)
    row = AtExcel.at(path).rows()[1]
    assert "Rome" in row and "hung" in row


@POSIX
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_hangs_and_is_killed_holds_nobody_up_and_loses_nothing(
    opened: Open, path: Path, tmp_path: Path, when: str
) -> None:
    store = opened()
    with hung(path, tmp_path / "state", when):
        city(store, "London", "Rome")
    assert store.flush(20)
    row = AtExcel.at(path).rows()[1]
    assert "Rome" in row and "hung" in row


@POSIX
def test_who_waits_for_the_lock_has_not_begun_to_write(path: Path, tmp_path: Path) -> None:
    one, other = workbook_at(path, tmp_path / "state"), workbook_at(path, tmp_path / "state")
    with one.locked():
        writes = threading.Thread(target=write_city, args=(other, "Paris"))
        writes.start()
        time.sleep(0.3)
        assert writes.is_alive() and other.backups() == [] and not list(path.parent.glob(".*.tmp"))
    writes.join(10)
    assert "Paris" in AtExcel.at(path).rows()[1]


def test_a_clock_that_goes_back_an_hour_changes_no_order(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, clock = opened(), time.time_ns
    first = city(store, "London", "Rome")
    monkeypatch.setattr(time, "time_ns", lambda: clock() - 3600 * 10**9)
    second = city(store, "Rome", "Oslo")
    assert store.flush(10) and "Oslo" in AtExcel.at(path).rows()[1]
    assert [batch.batch for batch in store.history()] == [second, first] and store.verify() == []
    store.undo(second)
    assert store.flush(10) and store.snapshot().cell("Contacts", "C-ADA11A", "city") == "Rome"


@pytest.mark.parametrize(
    "now", [dt.datetime(2028, 2, 29, 12), dt.datetime(2026, 3, 29, 2, 30), dt.datetime(2026, 10, 25, 2, 30)]
)
def test_a_leap_day_and_an_hour_that_the_clock_skips_or_repeats_are_kept(
    path: Path, tmp_path: Path, now: dt.datetime
) -> None:
    store = open_store(str(path), actor=Actor("Ann"), state=folder(tmp_path / "state"), now=lambda: now)
    city(store, "London", "Rome")
    assert store.flush(10)
    store.close()
    headings, row, *_ = AtExcel.at(path).rows()
    assert (row[headings.index("City")], row[headings.index("Changed on")]) == ("Rome", now)
