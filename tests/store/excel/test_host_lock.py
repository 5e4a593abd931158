"""Two computers, or two users, on one workbook: the second one may look, and is told why."""

import json
import os
import threading
import time
from pathlib import Path

import pytest

from crm.store.excel import host_lock
from crm.store.excel.host_lock import HostLock, Kith
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.workbook import Failed, Ok
from tests.store.excel.conftest import names, workbook_at, write_city

OFFICE = {"instance": "0ff1ce00", "host": "OFFICE-PC", "user": "ben"}
SENTENCE = "Kith on OFFICE-PC has this workbook open, so it is look only here."


@pytest.fixture
def lock(path: Path) -> Path:
    """Where the lock of the workbook lies, if there is one."""
    return path.with_name(".team.xlsx.kith-lock")


def test_who_only_looks_makes_no_lock(book: ExcelWorkbook, lock: Path) -> None:
    book.read(), book.late(), book.look_only(), book.open_by()
    assert not lock.exists()


def test_who_writes_says_so_until_he_is_done(book: ExcelWorkbook, lock: Path) -> None:
    write_city(book, "Paris")
    assert json.loads(lock.read_text("utf-8"))["host"] == host_lock.platform.node()
    book.close()
    assert not lock.exists()


def test_the_second_computer_may_look_only(book: ExcelWorkbook, lock: Path, path: Path) -> None:
    lock.write_text(json.dumps(OFFICE), "utf-8")
    before = path.read_bytes()
    assert write_city(book, "Paris").outcomes == (Failed(SENTENCE, retry=True),)
    assert (book.look_only(), path.read_bytes()) == (SENTENCE, before)
    book.close()
    assert json.loads(lock.read_text("utf-8")) == OFFICE


def test_a_second_state_folder_is_a_second_kith(book: ExcelWorkbook, path: Path, tmp_path: Path) -> None:
    write_city(book, "Paris")
    other = workbook_at(path, tmp_path / "other")
    assert "look only here" in other.look_only() and isinstance(write_city(other, "Rome").outcomes[0], Failed)
    book.close()
    assert other.look_only() == "" and isinstance(write_city(other, "Rome").outcomes[0], Ok)


def test_several_stores_of_one_state_folder_share_it(book: ExcelWorkbook, path: Path, tmp_path: Path) -> None:
    other = workbook_at(path, tmp_path / "state")
    assert isinstance(write_city(book, "Paris").outcomes[0], Ok)
    assert isinstance(write_city(other, "Rome", 2).outcomes[0], Ok)


def test_ten_who_begin_to_write_at_once_are_one_kith(path: Path, tmp_path: Path) -> None:
    kith, said = host_lock.this_kith(tmp_path), list[str]()

    def begin() -> None:
        for _ in range(30):
            lock = HostLock(path, kith)
            said.extend((lock.elsewhere(), lock.take(), lock.elsewhere()))
            lock.release()

    threads = [threading.Thread(target=begin) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(said) == {""} and names(path.parent, ".*") == []


def test_who_left_without_a_word_ten_minutes_ago_is_not_waited_for(book: ExcelWorkbook, lock: Path) -> None:
    lock.write_text(json.dumps(OFFICE), "utf-8")
    os.utime(lock, (time.time() - 601,) * 2)
    assert book.look_only() == "" and isinstance(write_city(book, "Paris").outcomes[0], Ok)
    assert json.loads(lock.read_text("utf-8")) != OFFICE


def test_the_owner_may_take_it_over(book: ExcelWorkbook, lock: Path) -> None:
    lock.write_text(json.dumps(OFFICE), "utf-8")
    book.take_over()
    assert book.look_only() == "" and isinstance(write_city(book, "Paris").outcomes[0], Ok)


def test_who_was_taken_over_writes_no_more(book: ExcelWorkbook, path: Path, tmp_path: Path) -> None:
    write_city(book, "Paris")
    other = workbook_at(path, tmp_path / "other")
    other.take_over()
    assert isinstance(write_city(book, "Rome", 2).outcomes[0], Failed)
    book.close()
    assert other.look_only() == ""


def test_whoever_looks_keeps_the_lock_alive(lock: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = HostLock(path, Kith("0ff1ce00", "OFFICE-PC", "ben"))
    ours.take()
    os.utime(lock, (time.time() - 500,) * 2)
    ours.renew()
    assert time.time() - lock.stat().st_mtime > 400  # it was renewed less than a minute ago, as far as we know
    monkeypatch.setattr(host_lock, "RENEW_SECONDS", -1)
    ours.renew()
    assert time.time() - lock.stat().st_mtime < 60


@pytest.mark.parametrize("found", [b"", b"{", b"[]"])
def test_a_lock_that_is_just_being_written_is_somebody_elses(book: ExcelWorkbook, lock: Path, found: bytes) -> None:
    lock.write_bytes(found)
    assert book.look_only() == "Kith on another computer has this workbook open, so it is look only here."


@pytest.mark.parametrize("found", [b"", b"{", bytes(80)])
def test_a_lock_that_a_power_cut_emptied_holds_nobody_up(book: ExcelWorkbook, lock: Path, found: bytes) -> None:
    lock.write_bytes(found)
    os.utime(lock, (time.time() - 20,) * 2)
    assert book.look_only() == "" and isinstance(write_city(book, "Paris").outcomes[0], Ok)


def test_a_lock_of_ours_that_a_crash_left_holds_us_up_in_nothing(
    book: ExcelWorkbook, path: Path, tmp_path: Path
) -> None:
    write_city(book, "Paris")
    again = workbook_at(path, tmp_path / "state")
    assert isinstance(write_city(again, "Rome", 2).outcomes[0], Ok)
    again.close()
    assert names(path.parent, ".*") == [] or all(name.endswith(".tmp") for name in names(path.parent, ".*"))
