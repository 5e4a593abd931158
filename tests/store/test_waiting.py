"""The workbook busy: what is confirmed is in the journal, shown at once, and goes in by itself, once."""

import datetime as dt
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.model.errors import NotSaved
from crm.store.entries import drafts
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.journal import Entry, Journal
from crm.store.plan import Plan
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.clock import least_cpu
from tests.store.conftest import BOOK_ID, NOW, TODAY, AtExcel, owner_file

DORA = ChangeSet("Dora added", (AddRow("Contacts", "C-DRA44D", {"name": "Dora Quist"}),))
Open = Callable[..., Store]


def names_in(path: Path) -> list[object]:
    rows = ExcelWorkbook(path, today=lambda: TODAY, locks=path.parent).read().sheets["Contacts"].columns
    return sorted(rows["name"], key=str)


def test_a_change_waits_while_the_workbook_is_open_and_the_status_says_with_whom(opened: Open, path: Path) -> None:
    store, before = opened(), path.read_bytes()
    with owner_file(path, "Anna"):
        assert store.save(DORA).confirmed and not store.flush(0.2)
        status = store.status()
        assert path.read_bytes() == before
    assert (status.waiting, status.sentence.split(" since")[0]) == (1, "Anna has the workbook open. 1 change waits")
    assert "it goes in by itself when it is closed" in status.sentence


def test_a_waiting_change_is_shown_at_once_and_goes_in_by_itself(opened: Open, path: Path) -> None:
    store = opened()
    with owner_file(path):
        receipt = store.save(DORA)
        assert store.snapshot().contacts.at["C-DRA44D", "name"] == "Dora Quist"
        assert store.snapshot().waiting == {"C-DRA44D"}
    assert store.flush(10) and store.receipt(receipt.batch).in_workbook
    assert "Dora Quist" in names_in(path) and store.status().sentence == "Up to date"


def test_libreoffice_holds_it_too(opened: Open, path: Path) -> None:
    store, lock = opened(), path.with_name(f".~lock.{path.name}#")
    lock.write_text(",ben,laptop,12.11.2026 09:30,file:///home/ben;", "utf-8")
    store.save(DORA)
    assert not store.flush(0.2) and store.status().sentence.startswith("ben has the workbook open.")
    lock.unlink()
    assert store.flush(10)


def test_an_owner_file_that_was_left_behind_yesterday_holds_nobody_up(opened: Open, path: Path) -> None:
    store = opened()
    with owner_file(path) as file:
        old = time.time() - 25 * 3600
        os.utime(file, (old, old))
        store.save(DORA)
        assert store.flush(10)


def test_a_write_protected_workbook_is_left_as_it_is(opened: Open, path: Path) -> None:
    store = opened()
    path.chmod(0o444)
    store.save(DORA)
    assert not store.flush(0.3) and "write-protected" in store.status().sentence
    path.chmod(0o644)
    assert store.flush(10)


def test_what_is_confirmed_is_in_the_journal_before_it_is_in_the_workbook(
    opened: Open, path: Path, tmp_path: Path
) -> None:
    store = opened()
    with owner_file(path):
        store.save(DORA)
        with sqlite3.connect(tmp_path / "state" / BOOK_ID / "journal.sqlite") as outside:
            rows = outside.execute("select row_id, op, state from change").fetchall()
    assert rows == [("C-DRA44D", "add", "pending")]


def test_what_waits_survives_a_restart_and_goes_in_exactly_once(opened: Open, path: Path) -> None:
    with owner_file(path):
        store = opened()
        store.save(DORA)
        store.close()
        again = opened()
        assert again.snapshot().waiting == {"C-DRA44D"}
        again.close()
    assert opened().flush(10) and opened().flush(10)
    assert names_in(path) == ["Ada Lovelace", "Bob Stone", "Cleo Adeyemi", "Dora Quist"]


def test_what_another_process_confirmed_and_left_is_written_by_us(opened: Open, path: Path) -> None:
    ours = opened()
    with owner_file(path):
        other = opened()
        other.save(DORA)
        other.close()
    time.sleep(0.1)
    assert "C-DRA44D" in ours.snapshot().contacts.index
    assert ours.flush(10) and "Dora Quist" in names_in(path)


def test_what_waits_goes_in_after_a_restart_though_nobody_looks(opened: Open, path: Path) -> None:
    with owner_file(path):
        store = opened()
        store.save(DORA)
        store.close()
    opened()
    until = time.monotonic() + 10
    while len(names_in(path)) < 4 and time.monotonic() < until:
        time.sleep(0.05)
    assert "Dora Quist" in names_in(path)


def test_what_another_process_just_wrote_does_not_vanish_for_a_moment(opened: Open, path: Path, tmp_path: Path) -> None:
    """Eve is saved by us and written by another process, while we are slow to finish a write and to read again."""
    written, reading, go_on, read_on = (Event() for _ in range(4))
    read_on.set()

    class Slow(ExcelWorkbook):
        def write(self, *args: object, **more: object) -> object:  # type: ignore[override]
            answer = super().write(*args, **more)  # type: ignore[arg-type]
            written.set()
            go_on.wait(20)
            return answer

        def read(self) -> Contents:
            reading.set()
            read_on.wait(20)
            return super().read()

    other = opened()
    workbook = Slow(path, today=lambda: TODAY, locks=tmp_path / "state")
    journal = Journal(tmp_path / "state" / BOOK_ID / "journal.sqlite", BOOK_ID)
    ours = Store(Record(workbook, journal, lambda: NOW), "x", Actor("Ann"))
    ours.save(DORA)
    assert written.wait(20)
    ours.save(ChangeSet("Eve added", (AddRow("Contacts", "C-EVE66E", {"name": "Eve"}),)))
    assert other.flush(10)
    ours.save(ChangeSet("Finn added", (AddRow("Contacts", "C-FNN77F", {"name": "Finn"}),)))
    reading.clear(), read_on.clear(), go_on.set()
    assert reading.wait(20)
    assert {"C-DRA44D", "C-EVE66E", "C-FNN77F"} <= set(ours.snapshot().contacts.index)
    read_on.set()
    assert ours.flush(10) and ours.conflicts() == [] and len(names_in(path)) == 6
    ours.close()


def test_two_stores_on_one_workbook_see_each_others_changes_at_once(opened: Open, path: Path) -> None:
    one, two = opened(), opened()
    with owner_file(path):
        one.save(DORA)
        changes = UpdateRow("Contacts", "C-DRA44D", {"city": "Oslo"}, {"city": None})
        assert two.save(ChangeSet("City", (changes,))).conflicts == ()
        assert one.snapshot().contacts.at["C-DRA44D", "city"] == "Oslo"
    assert one.flush(10) and two.flush(10) and one.conflicts() == []


def test_a_journal_that_cannot_be_written_confirms_nothing(opened: Open, path: Path, tmp_path: Path) -> None:
    store = opened()
    with sqlite3.connect(tmp_path / "state" / BOOK_ID / "journal.sqlite") as outside:
        outside.execute("create trigger full before insert on change begin select raise(abort, 'full'); end")
    with pytest.raises(NotSaved, match="still here"):
        store.save(DORA)
    assert len(store.snapshot().contacts) == 3 and len(names_in(path)) == 3


def test_a_fault_while_writing_does_not_end_the_one_thread_that_writes(path: Path, tmp_path: Path) -> None:
    class Faulty(ExcelWorkbook):
        faults = 3

        def write(self, *args: object, **more: object) -> object:  # type: ignore[override]
            self.faults -= 1
            if self.faults >= 0:
                raise ZeroDivisionError
            return super().write(*args, **more)  # type: ignore[arg-type]

    workbook = Faulty(path, today=lambda: TODAY, locks=tmp_path)
    store = Store(Record(workbook, Journal(tmp_path / "j" / "journal.sqlite", BOOK_ID), lambda: NOW), "x", Actor("Ann"))
    store.save(DORA)
    assert store.flush(10) and workbook.faults < 0
    store.close()


def test_the_oldest_waiting_change_says_since_when(opened: Open, path: Path) -> None:
    store = opened()
    with owner_file(path):
        store.save(DORA)
        oldest = store.status().oldest
    assert oldest is not None and dt.datetime.now(dt.UTC) - oldest < dt.timedelta(minutes=1)


def test_two_who_look_while_a_change_of_the_sheet_is_read_both_see_it(path: Path, tmp_path: Path) -> None:
    class Slow(ExcelWorkbook):
        reads = 0

        def read(self) -> Contents:
            self.reads += 1
            time.sleep(0.5 if self.reads > 1 else 0)
            return super().read()

    workbook = Slow(path, today=lambda: TODAY, locks=tmp_path)
    store = Store(Record(workbook, Journal(tmp_path / "j" / "journal.sqlite", BOOK_ID), lambda: NOW), "x", Actor("Ann"))
    AtExcel.at(path).edit(lambda grid: grid.pop())
    with ThreadPoolExecutor() as two:
        seen = list(two.map(lambda _: len(store.snapshot().contacts), range(2)))
    assert seen == [2, 2] and workbook.reads == 2
    store.close()


def test_saving_and_looking_go_on_while_a_write_takes_long_and_nothing_slips_through(
    path: Path, tmp_path: Path
) -> None:
    goes_on, waited = threading.Event(), list[bool]()

    class Slow(ExcelWorkbook):
        def write(self, *args: object, **more: object) -> object:  # type: ignore[override]
            waited.append(goes_on.wait(20))
            return super().write(*args, **more)  # type: ignore[arg-type]

    workbook = Slow(path, today=lambda: TODAY, locks=tmp_path)
    store = Store(Record(workbook, Journal(tmp_path / "j" / "journal.sqlite", BOOK_ID), lambda: NOW), "x", Actor("Ann"))
    store.save(DORA)
    time.sleep(0.1)
    store.save(ChangeSet("City", (UpdateRow("Contacts", "C-DRA44D", {"city": "Oslo"}, {"city": None}),)))
    assert store.snapshot().contacts.at["C-DRA44D", "city"] == "Oslo" and waited == []
    goes_on.set()
    assert store.flush(10) and waited[0] and "Oslo" in AtExcel.at(path).rows()[-1]
    store.close()


def test_of_two_who_change_one_cell_at_once_exactly_one_is_told(opened: Open, path: Path) -> None:
    both, told = [opened(), opened()], []
    with owner_file(path), ThreadPoolExecutor() as two:
        for n in range(8):
            barrier, seen = Barrier(2), {"city": both[0].snapshot().cell("Contacts", "C-ADA11A", "city")}

            def press(store: Store, name: str, barrier: Barrier = barrier, seen: dict[str, Cell] = seen) -> int:
                barrier.wait()
                change = UpdateRow("Contacts", "C-ADA11A", {"city": name}, seen)
                return len(store.save(ChangeSet("x", (change,))).conflicts)

            told.append(sum(two.map(press, both, (f"one {n}", f"two {n}"))))
    assert told == [1] * 8


def test_a_removal_that_was_taken_back_and_done_again_while_it_waits_is_one_removal(opened: Open) -> None:
    base = opened().snapshot().contents
    gone = RemoveRow("Contacts", "C-BOB22B", {"name": "Bob Stone", "phone": "030 1234", "city": "Berlin"})
    plan = Plan(base, waiting(gone, gone.inverse(), gone))
    assert plan.edits == [gone] and plan.done == [] and [entry.op for entry in plan.overtaken] == ["add", "remove"]


def waiting(*changes: Change) -> list[Entry]:
    """Changes as they wait in the journal."""
    rows = (draft for change in changes for draft in drafts(change))
    return [Entry(n, "x", dt.datetime.now(dt.UTC), "Ann", *vars(row).values(), "pending") for n, row in enumerate(rows)]


def test_ten_thousand_people_added_and_taken_back_are_planned_in_a_moment(opened: Open) -> None:
    base = opened().snapshot().contents
    added = [AddRow("Contacts", f"C-X{n:05}", {"name": f"Person {n}"}) for n in range(10_000)]
    changes = [*added, *(row.inverse() for row in reversed(added))]
    entries = waiting(*changes)
    assert least_cpu(lambda: Plan(base, entries)) < 3
    plan = Plan(base, entries)
    assert plan.edits == [] and len(plan.done) == 20_000
