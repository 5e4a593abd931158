"""Who has the workbook open, as the files of Excel and LibreOffice beside it tell."""

import datetime as dt
import os
import time
from pathlib import Path

import pytest

from crm.store.excel.owner_files import who_has_it
from tests.store.conftest import owner_file

NINE_THIRTY = dt.datetime(2026, 11, 12, 9, 30).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("file", "content", "who"),
    [
        ("~${}", bytes([4]) + b"Anna".ljust(54) + bytes(110), "Anna"),
        ("~${}", b"", "Somebody"),
        (".~lock.{}#", b",ben,laptop,12.11.2026 09:30,file:///home/ben;", "ben"),
        (".~lock.{}#", "Zoë Müller,zoe,laptop,12.11.2026 09:30,x;".encode(), "Zoë Müller"),
        (".~lock.{}#", rb"Stone\, Bob,bob,laptop,12.11.2026 09:30,x;", "Stone, Bob"),
        (".~lock.{}#", b"\xff\xfe", "Somebody"),
    ],
)
def test_the_file_beside_the_workbook_says_who_has_it_open(path: Path, file: str, content: bytes, who: str) -> None:
    path.with_name(file.format(path.name)).write_bytes(content)
    owner = who_has_it(path)
    assert owner and owner.name == who


def test_nobody_has_a_workbook_open_that_has_no_file_beside_it(path: Path) -> None:
    with owner_file(path):
        pass
    assert who_has_it(path) is None


def test_libreoffice_says_since_when(path: Path) -> None:
    path.with_name(f".~lock.{path.name}#").write_bytes(b",ben,laptop,12.11.2026 09:30,x;")
    owner = who_has_it(path)
    assert owner and owner.since == NINE_THIRTY


@pytest.mark.parametrize("when", ["", "yesterday", "99.99.2026 09:30"])
def test_where_no_time_is_said_the_file_tells_when_it_was_written(path: Path, when: str) -> None:
    lock = path.with_name(f".~lock.{path.name}#")
    lock.write_text(f",ben,laptop,{when},x;", "utf-8")
    os.utime(lock, (time.time() - 3600,) * 2)
    owner = who_has_it(path)
    assert owner and dt.timedelta(minutes=59) < dt.datetime.now(dt.UTC) - owner.since < dt.timedelta(minutes=61)


def test_excel_has_had_it_open_since_its_file_is_there(path: Path) -> None:
    with owner_file(path, "Anna") as file:
        owner = who_has_it(path)
        assert owner and owner.since.timestamp() == pytest.approx(file.stat().st_mtime, abs=0.01)
