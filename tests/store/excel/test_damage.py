"""A workbook that is gone, cut off, emptied or another thing altogether: it is said, nothing is made in its place, and
an earlier version can be brought back."""

import datetime as dt
import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from crm.model.errors import CannotOpen
from crm.store.excel import template
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.workbook import Ok
from crm.xlsx import package
from tests.store.conftest import BOOK_ID, TODAY, AtExcel
from tests.store.excel.conftest import city, names, workbook_at, write_city

Damage = Callable[[Path], None]


def gone(path: Path) -> None:
    path.unlink()


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def web_page(path: Path) -> None:
    path.write_bytes(b"<!DOCTYPE html><html><body>Sign in to your company</body></html>")


def zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def another_book(path: Path) -> None:
    path.unlink()
    template.write(path, book_id="fedcba9876543210", rows={}, today=TODAY)


def without_sheets(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.create_sheet("Empty")
    for title in [title for title in book.sheetnames if title != "Empty"]:
        del book[title]
    book.save(path)


def one_part_flipped(path: Path) -> None:
    with zipfile.ZipFile(BytesIO(path.read_bytes())) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    data = bytearray(package.stored(parts))
    data[data.index(b"Ada Lovelace")] ^= 1
    path.write_bytes(data)


DAMAGES = [gone, cut_off, emptied, web_page, zeros, another_book, without_sheets, one_part_flipped]
READABLE = [damage for damage in DAMAGES if damage is not gone]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_workbook_is_refused_with_a_sentence_and_left_as_it_is(
    book: ExcelWorkbook, path: Path, damage: Damage
) -> None:
    seen = book.read().revision
    damage(path)
    there = path.read_bytes() if path.exists() else None
    with pytest.raises(CannotOpen, match=r"Nothing was changed\.|Was it moved"):
        book.read()
    with pytest.raises(CannotOpen):
        book.write([], seen=seen, stamp=(BOOK_ID, "test:1"), before_swap=lambda intent: None)
    assert (path.read_bytes() if path.exists() else None) == there


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_earlier_version_is_brought_back_whatever_stands_there(
    book: ExcelWorkbook, path: Path, damage: Damage
) -> None:
    write_city(book, "Paris")
    write_city(book, "Rome", 2)
    damage(path)
    book.bring_back(book.backups()[1].name)
    assert city(book.read()) == "Paris" and len(AtExcel.at(path).rows()) == 4


@pytest.mark.parametrize("damage", READABLE)
def test_what_cannot_be_read_is_set_aside_beside_the_workbook(book: ExcelWorkbook, path: Path, damage: Damage) -> None:
    write_city(book, "Paris")
    damage(path)
    broken = path.read_bytes()
    book.bring_back(book.backups()[0].name)
    (aside,) = path.parent.glob("team.damaged.*.xlsx")
    assert aside.read_bytes() == broken


def test_what_can_be_read_is_kept_as_a_version_before_an_earlier_one_comes_back(
    book: ExcelWorkbook, path: Path
) -> None:
    write_city(book, "Paris")
    AtExcel.at(path).edit(lambda grid: grid.pop())
    book.bring_back(book.backups()[0].name)
    assert names(path.parent, "*damaged*") == [] and len(book.read().sheets["Contacts"].rows) == 3
    assert [(kept.generation, kept.people) for kept in book.backups()] == [("", 2), ("test:1", 3), ("", 3)]


def test_a_version_that_is_not_there_or_torn_is_not_brought_back(
    book: ExcelWorkbook, path: Path, tmp_path: Path
) -> None:
    write_city(book, "Paris")
    before, name = path.read_bytes(), book.backups()[1].name
    (tmp_path / "state" / BOOK_ID / "backups" / name).write_bytes(b"torn")
    for wanted in (name, "team.test-9.xlsx", "", "../journal.sqlite"):
        with pytest.raises(CannotOpen, match="Nothing was changed"):
            book.bring_back(wanted)
    assert path.read_bytes() == before


def test_a_restored_workbook_is_written_as_before(book: ExcelWorkbook, path: Path) -> None:
    write_city(book, "Paris")
    emptied(path)
    book.bring_back(book.backups()[0].name)
    assert isinstance(write_city(book, "Rome", 2).outcomes[0], Ok) and city(book.read()) == "Rome"


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_last_version_stands_in_while_the_file_cannot_be_read(
    book: ExcelWorkbook, path: Path, tmp_path: Path, damage: Damage
) -> None:
    write_city(book, "Paris")
    book.close()
    whole = path.read_bytes()
    damage(path)
    kept = ExcelWorkbook.of_last_version(path, today=lambda: TODAY, locks=tmp_path / "state", book_id=BOOK_ID)
    with pytest.raises(CannotOpen):
        kept.read()
    assert [version.generation for version in kept.backups()] == ["test:1", ""]
    path.unlink(missing_ok=True)
    path.write_bytes(whole)
    assert city(kept.read()) == "Paris"


def test_without_any_version_there_is_nothing_to_stand_in(path: Path, tmp_path: Path) -> None:
    emptied(path)
    with pytest.raises(CannotOpen, match="no earlier version"):
        ExcelWorkbook.of_last_version(path, today=lambda: TODAY, locks=tmp_path / "state", book_id=BOOK_ID)


def test_a_version_brought_back_is_of_the_day_that_it_was_kept(book: ExcelWorkbook) -> None:
    write_city(book, "Paris")
    kept = book.backups()[0]
    assert kept.size > 0 and abs(dt.datetime.now(dt.UTC) - kept.at) < dt.timedelta(minutes=1)


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="uses the signals and links of POSIX")
def test_the_restored_workbook_keeps_the_permissions_of_the_file(book: ExcelWorkbook, path: Path) -> None:
    path.chmod(0o640)
    write_city(book, "Paris")
    cut_off(path)
    book.bring_back(book.backups()[0].name)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_second_kith_is_not_overrun_by_a_restore(book: ExcelWorkbook, path: Path, tmp_path: Path) -> None:
    write_city(book, "Paris")
    book.close()
    other = workbook_at(path, tmp_path / "other")
    write_city(other, "Rome", 2)
    with pytest.raises(CannotOpen, match="look only here"):
        book.bring_back(book.backups()[0].name)
    assert city(other.read()) == "Rome"
