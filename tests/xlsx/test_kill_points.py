"""A save that dies or fails at any of its steps: the old file or the new one, whole, and the next save works.

The kernel does the harm: strace counts the system calls of one save, then each of them in turn kills the process or
fails.
"""

import errno
import re
import shutil
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from crm.xlsx import Workbook
from tests.xlsx.books import TABLE_PART, book, row, sheet, table

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not on this computer")
ROWS = 4_000
GOOD = book(
    sheet(row(1, "Name", "Amount") + "".join(row(n, f"Ada {n}", str(n)) for n in range(2, ROWS + 2)), TABLE_PART),
    table(f"A1:B{ROWS + 1}"),
)
TRACED = (
    "trace=getppid,?open,?openat,?creat,?write,?writev,?pwrite64,?pwritev,?copy_file_range,?sendfile,?ftruncate,"
    "?chmod,?fchmod,?fchmodat,?fsync,?fdatasync,?link,?linkat,?rename,?renameat,?renameat2,?unlink,?unlinkat"
)
SWAPS = ("rename", "renameat", "renameat2")
PROGRAM = """
    import os, sys
    from crm.xlsx import Workbook
    path, saves = sys.argv[1], {"first": 1, "later": 2}[sys.argv[2]]
    book = Workbook.open(path)
    for save in range(saves):
        book.sheet("People").set_cell(2000, 1, f"Ben {save}")
        book.sheet("People").append_row({1: f"Cy {save}", 2: save})
        if save < saves - 1:
            book.save(path)
    os.getppid()  # a mark in the list of system calls: from here on it is the save
    try:
        book.save(path)
    except OSError as error:
        print(type(error).__name__, error.errno)
    os.getppid()
"""


@dataclass(frozen=True)
class Point:
    """One system call of a save: the `when`-th of its name in the process. `is_after`: the new file is in place."""

    call: str
    when: int
    is_after: bool

    def __str__(self) -> str:
        return f"{self.call} {self.when}"


class Trial:
    """Saves of one kind, in files of their own: what they do, and what is in the file before and after."""

    def __init__(self, folder: Path, save: str):
        self.save, self.path, self.log = save, folder / "team" / "team.xlsx", folder / "log"
        self.path.parent.mkdir()
        assert self.run() == self.run() == ""  # after the first, nothing stays to be compiled
        self.points = self._points()
        self.new = self.path.read_bytes()
        self.old = GOOD if save == "first" else self._after_one()

    def run(self, *faults: str) -> str:
        """Save once, from the beginning, while the kernel does `faults`; the error that the program saw."""
        for file in self.path.parent.iterdir():
            file.unlink()
        self.path.write_bytes(GOOD)
        command = ["strace", "-f", "-o", str(self.log), "-e", TRACED, *(f"-einject={fault}" for fault in faults)]
        program = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(self.path), self.save]
        done = subprocess.run([*command, *program], capture_output=True, text=True, timeout=60, check=False)
        return done.stdout.strip() + done.stderr.strip()

    def _points(self) -> list[Point]:
        calls = re.findall(r"^\d+\s+(\w+)\(", self.log.read_text("utf-8", "replace"), re.MULTILINE)
        begin, end = (at for at, call in enumerate(calls) if call == "getppid")
        swap = next(at for at in range(begin, end) if calls[at] in SWAPS)
        return [Point(calls[at], calls[: at + 1].count(calls[at]), at > swap) for at in range(begin + 1, end)]

    def _after_one(self) -> bytes:
        """The file after the save that comes before the one that is tried."""
        self.run(f"{self.points[0].call}:signal=KILL:when={self.points[0].when}")
        return self.path.read_bytes()

    def wanted(self, point: Point) -> bytes:
        """What must be in the file when a save ends at `point`."""
        return self.new if point.is_after else self.old


@pytest.fixture(scope="module", params=["first", "later"])
def trial(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """The first save of a book, and a later one of the still open book."""
    return Trial(tmp_path_factory.mktemp(request.param), request.param)


def names(path: Path) -> list[str]:
    """What three programs find in the first column, the same in all."""
    by_engine = [str(cells[1]) for _, cells in Workbook.open(path).sheet("People").rows()]
    by_calamine = [
        str(line[0]) for line in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    ]
    by_openpyxl = [str(line[0]) for line in openpyxl.load_workbook(path)["People"].iter_rows(values_only=True)]
    assert by_engine == by_calamine == by_openpyxl
    return by_engine


def test_a_save_writes_beside_flushes_swaps_and_flushes_the_folder(trial: Trial) -> None:
    steps = [point.call for point in trial.points]
    assert steps.index("write") < steps.index("fsync") < next(at for at, step in enumerate(steps) if step in SWAPS)
    assert steps[-1] == "fsync" and trial.points[-1].is_after


def test_the_old_and_the_new_version_are_whole_for_three_readers(trial: Trial, tmp_path: Path) -> None:
    found = {}
    for name, data in (("old", trial.old), ("new", trial.new)):
        file = tmp_path / f"{name}.xlsx"
        file.write_bytes(data)
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None
        found[name] = names(file)
    assert len(found["new"]) == len(found["old"]) + 1 and found["new"][1999].startswith("Ben")


def test_a_process_that_dies_at_any_step_leaves_the_old_version_or_the_new_one(trial: Trial) -> None:
    for point in trial.points:
        trial.run(f"{point.call}:signal=KILL:when={point.when}")
        assert trial.path.read_bytes() == trial.wanted(point), point
        opened = Workbook.open(trial.path)
        opened.sheet("People").set_cell(3, 1, "the next save")
        opened.save(trial.path)
        assert names(trial.path)[2] == "the next save", point


@pytest.mark.parametrize("code", ["EIO", "ENOSPC", "EACCES"])
def test_a_step_that_fails_leaves_the_old_version_and_nothing_beside_it_or_says_unknown(
    trial: Trial, code: str
) -> None:
    for point in trial.points:
        said = trial.run(f"{point.call}:error={code}:when={point.when}")
        number = getattr(errno, code)
        kind = "SwapUnknown" if point.is_after else type(OSError(number, "")).__name__
        assert said == f"{kind} {number}", point
        assert trial.path.read_bytes() == trial.wanted(point), point
        assert [file.name for file in trial.path.parent.iterdir()] == ["team.xlsx"], point


def test_when_even_the_new_file_cannot_be_taken_away_the_first_error_is_told(trial: Trial) -> None:
    swap = next(point for point in trial.points if point.call in SWAPS)
    said = trial.run(f"{swap.call}:error=EACCES:when={swap.when}", "?unlink,?unlinkat:error=EIO")
    assert said == f"PermissionError {errno.EACCES}"
    assert trial.path.read_bytes() == trial.old


def test_a_disk_that_is_full_half_way_through_leaves_the_old_version(tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    path.write_bytes(GOOD)
    program = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
    command = [sys.executable, "-c", program + textwrap.dedent(PROGRAM), str(path), "first"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout.strip()
    assert said == f"OSError {errno.EFBIG}"
    assert path.read_bytes() == GOOD and list(tmp_path.iterdir()) == [path]
