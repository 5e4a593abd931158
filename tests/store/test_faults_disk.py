"""The disk under the workbook fills up, goes read-only or goes away while Kith runs, and memory runs short."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm.model.changes import AddRow, ChangeSet
from crm.model.errors import ReadOnly
from crm.store.opening import open_store
from crm.store.store import Store
from crm.xlsx.packing import squeeze
from tests.store.conftest import AtExcel, folder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")
Open = Callable[..., Store]


def dora() -> ChangeSet:
    return ChangeSet("Dora added", (AddRow("Contacts", "C-DRA44D", {"name": "Dora"}),))


def names(path: Path) -> list[object]:
    return [row[1] for row in AtExcel.at(path).rows()[1:]]


def mount(*words: str) -> None:
    """Mount as root does; where nobody may, the test cannot be made."""
    command = ["mount", *words]
    if not shutil.which("mount") or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk is not possible on this computer")


def away(disk: Path) -> None:
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a quarter of a megabyte."""
    there = folder(tmp_path / "disk")
    mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", str(there))
    yield there
    away(there)


def filled(disk: Path) -> Path:
    """A file that takes all the room there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return ballast


@pytest.fixture
def book(disk: Path, path: Path) -> Path:
    """The workbook on the small disk."""
    return Path(shutil.copy(path, disk / "team.xlsx"))


def test_on_a_full_disk_the_workbook_stays_whole_and_the_change_waits(opened: Open, disk: Path, book: Path) -> None:
    store, before = opened(book), book.read_bytes()
    ballast = filled(disk)
    assert store.save(dora()).confirmed and not store.flush(0.5)
    assert book.read_bytes() == before and not list(disk.glob(".*.tmp"))
    assert "cannot be written" in store.status().sentence and "1 change waits" in store.status().sentence
    ballast.unlink()
    assert store.flush(10) and "Dora" in names(book)


def test_on_a_disk_that_became_read_only_the_change_waits(opened: Open, disk: Path, book: Path) -> None:
    store, before = opened(book), book.read_bytes()
    mount("-o", "remount,ro", str(disk))
    assert store.save(dora()).confirmed and not store.flush(0.5)
    assert book.read_bytes() == before and store.status().waiting == 1 and store.status().sentence
    mount("-o", "remount,rw", str(disk))
    assert store.flush(10) and "Dora" in names(book)


def test_a_disk_that_is_taken_away_and_comes_back_has_every_change(opened: Open, path: Path, tmp_path: Path) -> None:
    there = folder(tmp_path / "stick")
    inside = Path(shutil.copy(path, folder(tmp_path / "real")))
    mount("--bind", str(inside.parent), str(there))
    try:
        store = opened(there / "team.xlsx")
        away(there)
        assert len(store.snapshot().contacts) == 3 and store.save(dora()).confirmed and not store.flush(0.5)
        assert "There is no workbook" in store.status().sentence and not list(there.iterdir())
    finally:
        mount("--bind", str(inside.parent), str(there))
    assert store.flush(10) and "Dora" in names(inside)
    store.close()
    away(there)


def test_with_its_own_folder_on_a_read_only_disk_kith_does_not_begin(
    disk: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITH_STATE", str(disk))
    mount("-o", "remount,ro", str(disk))
    before = path.read_bytes()
    with pytest.raises(ReadOnly, match="nothing could be saved safely"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_a_new_version_that_came_out_damaged_never_takes_the_place_of_the_old(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, before, deflate = opened(), path.read_bytes(), squeeze.deflate
    with monkeypatch.context() as memory:
        memory.setattr(squeeze, "deflate", lambda xml: deflate(bytes(xml).replace(b"Dora", b"Dorb")))  # a bit tips over
        assert store.save(dora()).confirmed and not store.flush(0.5)
        assert path.read_bytes() == before and "cannot be written" in store.status().sentence
    assert store.flush(10) and "Dora" in names(path)


SHORT = """
import gc, resource, sys
from pathlib import Path
from crm.model.changes import AddRow, ChangeSet
from crm.store.opening import open_store

path, state = Path(sys.argv[1]), Path(sys.argv[2])
store = open_store(str(path), state=state)
holder = path.with_name("~$team.xlsx")
holder.write_bytes(b"\\x04Anna")
rows = [AddRow("Contacts", f"C-AAA{n:04}", {"name": f"Person {n}", "notes": "long " * 40}) for n in range(4000)]
assert store.save(ChangeSet("many", tuple(rows))).confirmed
assert not store.flush(0.2)
gc.collect()
pages = int(Path("/proc/self/statm").read_text().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize(), resource.RLIM_INFINITY))
before = path.read_bytes()
holder.unlink()
waits = not store.flush(4)
whole = path.read_bytes() == before
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(waits, whole, store.flush(60), flush=True)
store.close()
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="uses the signals and links of POSIX")
def test_short_of_memory_the_workbook_stays_whole_and_the_changes_wait(path: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SHORT, str(path), str(folder(tmp_path / "state"))]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.stdout.split() == ["True", "True", "True"], ran.stderr[-2000:]
    assert len(names(path)) == 4003
