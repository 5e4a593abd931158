"""System calls that fail in a save, and what the file is like to the computer: its owner, its handles."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from crm.store.excel.workbook import ExcelWorkbook
from tests.store.excel.conftest import city, names, workbook_at, write_city

SAVES = """
import datetime as dt, sys
from pathlib import Path
from crm.model.changes import UpdateRow
from crm.store.excel.workbook import ExcelWorkbook

book = ExcelWorkbook(Path(sys.argv[1]), today=lambda: dt.date(2026, 11, 12), locks=Path(sys.argv[2]))
change = UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"})
seen, stamp = book.read().revision, ("0123456789abcdef", "test:1")
try:
    written = book.write([change], seen=seen, stamp=stamp, before_swap=lambda intent: None)
    print(type(written.outcomes[0]).__name__)
except OSError as error:
    print(type(error).__name__)
book.close()
"""


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize(
    ("fault", "said", "now"),
    [
        ("renameat2:error=EINVAL", "Ok", "Paris"),  # a disk that cannot exchange names
        ("renameat2:error=ENOSYS", "Ok", "Paris"),  # a kernel that cannot
        ("renameat2:error=EIO", "OSError", "London"),
        ("renameat2:error=EACCES", "Failed", "London"),
        ("fchmod:error=EPERM", "Ok", "Paris"),
        ("fsync:error=EIO:when=2", "OSError", "London"),  # the first is of the lock beside the workbook
        ("fsync:error=EIO:when=3", "Unknown", "Paris"),  # the folder
    ],
)
def test_a_call_that_fails_leaves_one_whole_version_and_says_which(
    path: Path, tmp_path: Path, fault: str, said: str, now: str
) -> None:
    command = ["strace", "-f", "-o", os.devnull, "-e", "trace=renameat2,fchmod,fsync", "-e", f"inject={fault}"]
    command += [sys.executable, "-c", SAVES, str(path), str(tmp_path / "state")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout.strip() == said, ran.stderr
    assert city(workbook_at(path, tmp_path / "state").read()) == now and names(path.parent, ".*") == []


@pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")
def test_the_workbook_stays_its_owners(book: ExcelWorkbook, path: Path) -> None:
    owner, group = (1234, 2345) if os.geteuid() == 0 else (os.getuid(), os.getgid())
    os.chown(path, owner, group)
    path.chmod(0o664)
    write_city(book, "Paris")
    assert (path.stat().st_uid, path.stat().st_gid, path.stat().st_mode & 0o777) == (owner, group, 0o664)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="uses the signals and links of POSIX")
def test_what_a_person_attached_to_the_file_stays_attached(book: ExcelWorkbook, path: Path) -> None:
    with suppress(OSError):  # a disk without such things has none to lose
        os.setxattr(path, "user.note", b"ask Ann")
    attached = os.listxattr(path)
    write_city(book, "Paris")
    assert os.listxattr(path) == attached


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="uses the signals and links of POSIX")
def test_the_workbook_is_never_held_open(book: ExcelWorkbook, path: Path) -> None:
    book.read(), write_city(book, "Paris"), book.late()
    held = [str(file.readlink()) for file in Path("/proc/self/fd").iterdir() if file.exists()]
    assert [file for file in held if file.startswith(str(path.parent))] == []
