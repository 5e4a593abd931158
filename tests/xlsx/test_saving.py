"""Saving: the old file or the new one, whole, whatever happens; and other people's files stay as they are."""

import hashlib
import io
import os
import shutil
import stat
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from crm.xlsx import SwapUnknown, Workbook, package
from crm.xlsx.packing import squeeze
from tests.xlsx.books import book, packed, row, sheet

GOOD = book(sheet(row(1, "Name") + row(2, "Ada")))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook of two rows on disk."""
    file = tmp_path / "team.xlsx"
    file.write_bytes(GOOD)
    return file


def test_the_fingerprint_is_that_of_the_file_as_opened_and_as_saved(path):
    opened = Workbook.open(path)
    assert opened.fingerprint == hashlib.sha256(GOOD).hexdigest()
    opened.sheet("People").set_cell(2, 1, "Ben")
    opened.save(path)
    assert opened.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest() != hashlib.sha256(GOOD).hexdigest()


def test_saving_without_a_change_gives_the_same_bytes(path):
    Workbook.open(path).save(path)
    assert path.read_bytes() == GOOD


def test_a_cell_that_is_given_the_value_it_has_changes_nothing(path):
    opened = Workbook.open(path)
    opened.sheet("People").set_cell(2, 1, "Ada")
    opened.save(path)
    before = path.read_bytes()
    opened.sheet("People").set_cell(2, 1, "Ada")
    opened.save(path)
    assert path.read_bytes() == before == opened.pack()


def test_saving_elsewhere_leaves_the_first_file(path):
    opened = Workbook.open(path)
    opened.sheet("People").set_cell(2, 1, "Ben")
    opened.save(path.with_name("copy.xlsx"))
    assert path.read_bytes() == GOOD
    assert dict(Workbook.open(path.with_name("copy.xlsx")).sheet("People").rows())[2] == {1: "Ben"}


def test_permissions_and_links_are_kept(path, tmp_path):
    path.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    opened = Workbook.open(link)
    opened.sheet("People").set_cell(2, 1, "Ben")
    opened.save(link)
    assert link.is_symlink() and stat.S_IMODE(path.stat().st_mode) == 0o640
    assert dict(Workbook.open(path).sheet("People").rows())[2] == {1: "Ben"}


def test_saving_in_two_steps(path):
    opened = Workbook.open(path)
    opened.sheet("People").set_cell(2, 1, "Ben")
    data = opened.pack()
    beside = package.write_beside(path, data)
    assert beside.parent == path.parent and beside.name.startswith(".team.xlsx.") and beside.name.endswith(".tmp")
    assert path.read_bytes() == GOOD and beside.read_bytes() == data
    package.swap(beside, path)
    opened.saved(data)
    assert path.read_bytes() == data and [*path.parent.iterdir()] == [path]
    assert opened.pack() == data


def test_editing_goes_on_when_a_save_failed(path, tmp_path):
    opened = Workbook.open(path)
    opened.sheet("People").set_cell(2, 1, "Ben")
    with pytest.raises(OSError, match="gone"):
        opened.save(tmp_path / "gone" / "team.xlsx")
    opened.sheet("People").append_row({1: "Cy"})
    opened.save(path)
    assert list(dict(Workbook.open(path).sheet("People").rows()).values()) == [{1: "Name"}, {1: "Ben"}, {1: "Cy"}]


PROGRAM = """
    import sys
    from crm.xlsx import Workbook, SwapUnknown
    book = Workbook.open(sys.argv[1])
    book.sheet("People").set_cell(2, 1, "Ben")
    data = book.pack()
    open(sys.argv[1] + ".wanted", "wb").write(data)
    try:
        book.save(sys.argv[1])
    except OSError as error:
        print(type(error).__name__)
"""


def save_with(path: Path, fault: str) -> str:
    """Save in another process while the kernel does `fault` to it; the name of the error it saw."""
    program = [
        "strace",
        "-f",
        "-o",
        os.devnull,
        "-P",
        str(path.parent),
        "-e",
        "trace=fsync,rename,renameat,renameat2,write",
    ]
    command = [*program[:4], "-e", f"inject={fault}", sys.executable, "-c", textwrap.dedent(PROGRAM), str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout.strip()


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not on this computer")
@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("fsync:error=EIO:when=1", "OSError"),
        ("rename:error=EACCES", "PermissionError"),
        ("fsync:error=ENOSPC:when=1", "OSError"),
    ],
)
def test_when_the_disk_fails_before_the_swap_the_old_file_is_there_and_nothing_beside_it(path, fault, seen):
    assert save_with(path, fault) == seen
    path.with_name("team.xlsx.wanted").unlink()
    assert path.read_bytes() == GOOD and [*path.parent.iterdir()] == [path]


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not on this computer")
def test_when_the_folder_is_not_confirmed_the_new_file_is_there_and_it_is_said_to_be_unknown(path):
    assert save_with(path, "fsync:error=EIO:when=2") == SwapUnknown.__name__
    assert path.read_bytes() == path.with_name("team.xlsx.wanted").read_bytes()


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not on this computer")
@pytest.mark.parametrize("fault", ["fsync:signal=KILL:when=1", "rename:signal=KILL", "fsync:signal=KILL:when=2"])
def test_when_the_process_dies_there_is_the_old_file_or_the_new_one(path, fault):
    save_with(path, fault)
    assert path.read_bytes() in (GOOD, path.with_name("team.xlsx.wanted").read_bytes())


def test_the_archive_is_whole_for_other_programs(path):
    opened = Workbook.open(path)
    opened.sheet("People").append_row({1: "x" * 30_000})
    opened.set_property("kith", "1")
    opened.save(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None


def test_the_order_times_and_comments_of_untouched_parts_stay(tmp_path):
    file = tmp_path / "x.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        for name, (method, _) in packed(GOOD).items():
            entry = zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6))
            entry.comment, entry.external_attr, entry.compress_type = b"note", 0o600 << 16, method
            with zipfile.ZipFile(io.BytesIO(GOOD)) as old:
                archive.writestr(entry, old.read(name))
        archive.comment = b"whole"
    before = zipfile.ZipFile(file)
    opened = Workbook.open(file)
    opened.sheet("People").set_cell(2, 1, "Ben")
    opened.save(file)
    after = zipfile.ZipFile(file)
    keys = ("filename", "date_time", "comment", "external_attr", "compress_type")
    assert [[getattr(e, k) for k in keys] for e in before.infolist()] == [
        [getattr(e, k) for k in keys] for e in after.infolist()
    ]
    assert after.comment == b"whole"


def test_without_isal_everything_is_the_same_but_slower(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "isal", None)
    squeeze._engine.cache_clear()
    try:
        opened = Workbook.open(path)
        opened.sheet("People").set_cell(2, 1, "Ben")
        opened.save(path)
        assert squeeze._engine().__name__ == "zlib"
    finally:
        squeeze._engine.cache_clear()
    assert dict(Workbook.open(path).sheet("People").rows())[2] == {1: "Ben"}


def test_where_folders_cannot_be_opened_the_swap_works_without(path, monkeypatch):
    monkeypatch.delattr("os.O_DIRECTORY")
    beside = package.write_beside(path, b"new")
    monkeypatch.setattr("os.fsync", None)
    package.swap(beside, path)
    assert path.read_bytes() == b"new"
