"""The swap: who saves in that very moment loses nothing, whichever system calls there are."""

import errno
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from crm.store.excel import displaced, swapping
from crm.store.excel.swapping import SavedMeanwhile, exchange, swap
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.workbook import Failed, Moved, Ok
from tests.store.conftest import AtExcel, Grid, owner_file
from tests.store.excel.conftest import city, names, write_city

ON_LINUX = pytest.mark.skipif(
    os.uname().sysname != "Linux" if hasattr(os, "uname") else True, reason="uses the signals and links of POSIX"
)


def moved_to(town: str) -> Callable[[Grid], None]:
    def typed(grid: Grid) -> None:
        grid[2][grid[0].index("City")] = town

    return typed


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """A new file and the one it is to replace."""
    new, old = tmp_path / "new", tmp_path / "old"
    new.write_bytes(b"new"), old.write_bytes(b"old")
    return new, old


@ON_LINUX
def test_two_files_change_names_in_one_step(two: tuple[Path, Path]) -> None:
    new, old = two
    assert exchange(new, old) and (new.read_bytes(), old.read_bytes()) == (b"old", b"new")


def test_without_that_call_the_file_is_compared_and_replaced(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapping, "_renameat2", lambda: None)
    new, old = two
    swap(new, old, b"old".__eq__)
    assert not new.exists() and old.read_bytes() == b"new"


def test_without_that_call_what_was_saved_meanwhile_is_not_replaced(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapping, "_renameat2", lambda: None)
    new, old = two
    with pytest.raises(SavedMeanwhile):
        swap(new, old, b"older".__eq__)
    assert old.read_bytes() == b"old"


@ON_LINUX
def test_a_disk_that_fails_leaves_both_files_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"new")
    with pytest.raises(OSError) as failed:
        exchange(tmp_path / "new", tmp_path / "missing" / "old")
    assert failed.value.errno == errno.ENOENT and (tmp_path / "new").read_bytes() == b"new"


def test_a_workbook_that_is_gone_for_a_moment_is_not_made_anew(two: tuple[Path, Path]) -> None:
    new, old = two
    old.unlink()
    with pytest.raises(SavedMeanwhile):
        swap(new, old, b"old".__eq__)
    assert not old.exists()


@ON_LINUX
def test_who_saves_in_the_moment_of_the_swap_is_told_of(
    book: ExcelWorkbook, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = swapping.exchange

    def just_then(temp: Path, target: Path) -> bool:
        AtExcel.at(path).edit(moved_to("Oslo"))
        return real(temp, target)

    monkeypatch.setattr(swapping, "exchange", just_then)
    written = write_city(book, "Paris")
    assert isinstance(written.outcomes[0], Ok) and city(written.now) == city(book.read()) == "Paris"
    assert city(written.displaced, "C-BOB22B") == "Oslo" and city(written.displaced) == "London"
    assert [kept.generation for kept in book.backups()] == ["", "test:1", ""]


@ON_LINUX
def test_nobody_is_told_of_a_swap_that_nobody_disturbed(book: ExcelWorkbook) -> None:
    assert write_city(book, "Paris").displaced is None


@ON_LINUX
def test_a_program_that_is_still_writing_at_the_swap_is_waited_for(
    book: ExcelWorkbook, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, whole = swapping.exchange, saved_by_bob(path)
    file = path.open("r+b")

    def just_then(temp: Path, target: Path) -> bool:
        file.truncate()
        file.write(whole[:2000])
        file.flush()
        threading.Timer(0.2, lambda: (file.write(whole[2000:]), file.close())).start()
        return real(temp, target)

    monkeypatch.setattr(swapping, "exchange", just_then)
    assert city(write_city(book, "Paris").displaced, "C-BOB22B") == "Oslo"


def saved_by_bob(path: Path) -> bytes:
    """The workbook as somebody is going to save it."""
    before = path.read_bytes()
    AtExcel.at(path).edit(moved_to("Oslo"))
    after = path.read_bytes()
    path.write_bytes(before)
    return after


@ON_LINUX
def test_what_is_written_into_the_old_file_after_the_swap_comes_with_a_later_look(
    path: Path, tmp_path: Path, book: ExcelWorkbook
) -> None:
    whole = saved_by_bob(path)
    book.read()
    with path.open("r+b") as file:
        assert write_city(book, "Paris").displaced is None
        file.truncate()
        file.write(whole)
    (late,) = book.late()
    assert city(late, "C-BOB22B") == "Oslo" and book.late() == []


@ON_LINUX
def test_the_replaced_version_is_removed_when_it_has_been_quiet(
    book: ExcelWorkbook, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_city(book, "Paris")
    book.late(), book.late()
    assert len(names(path.parent, ".*.tmp")) == 1
    monkeypatch.setattr(displaced, "SECONDS", 0.0)
    book.late(), book.late()
    assert names(path.parent, ".*.tmp") == []


@ON_LINUX
def test_what_can_never_be_read_is_set_aside_after_a_while(
    book: ExcelWorkbook, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(displaced, "GIVE_UP_SECONDS", 0.0)
    with path.open("r+b") as file:
        write_city(book, "Paris")
        file.truncate()
        file.write(b"half a workbook")
    assert book.late() == [] and len(names(tmp_path / "state", "*/backups/*damaged*")) == 1
    assert "damaged" not in "".join(kept.name for kept in book.backups())


def test_a_file_that_windows_holds_is_left_as_it_is(
    book: ExcelWorkbook, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(temp: Path, target: Path, is_still: object) -> None:
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    before, real = path.read_bytes(), swapping.swap
    monkeypatch.setattr(swapping, "swap", refuses)
    written = write_city(book, "Paris")
    assert written.outcomes == (Failed("Somebody has the workbook open.", retry=True),)
    assert path.read_bytes() == before and names(path.parent, ".*.tmp") == []
    monkeypatch.setattr(swapping, "swap", real)
    assert isinstance(write_city(book, "Paris").outcomes[0], Ok)


def test_the_owner_may_write_once_although_somebody_has_it_open(book: ExcelWorkbook, path: Path) -> None:
    with owner_file(path):
        waits = write_city(book, "Paris")
        book.anyway = True
        done = write_city(book, "Paris")
        again = write_city(book, "Rome", 2)
    assert [type(one.outcomes[0]) for one in (waits, done, again)] == [Failed, Ok, Failed]


def test_nobody_sees_the_workbook_missing_while_it_is_saved_over_and_over(book: ExcelWorkbook, path: Path) -> None:
    missing, end = list[str](), time.monotonic() + 1

    def look() -> None:
        while time.monotonic() < end:
            if not path.exists():
                missing.append("gone")

    looker = threading.Thread(target=look)
    looker.start()
    number = 0
    while time.monotonic() < end:
        number += 1
        assert isinstance(write_city(book, f"Town {number}", number).outcomes[0], Ok | Moved)
    looker.join()
    assert missing == [] and openpyxl.load_workbook(path)["Contacts"].max_row == 4
