"""Real faults under the history: a full disk, a lock, a flush that fails, a file taken away while it is open."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.model.errors import NotSaved, ReadOnly
from crm.store.journal import Draft, Journal, dump
from tests.store.conftest import BOOK_ID

SAVES = """
import os, sys
from pathlib import Path
from crm.model.errors import KithError
from crm.store.journal import Draft, Journal, dump

journal = Journal(Path(sys.argv[1]), "0123456789abcdef")
for n in range(6):
    try:
        with journal.transaction():
            draft = Draft("Contacts", "C-1", "city", "set", None, dump({"city": f"Rom {n}"}))
            journal.add(f"{sys.argv[2]}{n}", "a save", "Ann", [draft])
        print(f"{sys.argv[2]}{n}", "saved", flush=True)
    except KithError as error:
        print(f"{sys.argv[2]}{n}", type(error).__name__, flush=True)
    if len(sys.argv) > 3:
        sys.stdin.readline()
os._exit(0)
"""


class Late(sqlite3.Connection):
    """A connection to a disk that answers no to a commit although it did it."""

    def execute(self, query: str, *values: object) -> sqlite3.Cursor:
        cursor = super().execute(query, *values)  # type: ignore[arg-type]
        if query == "commit":
            raise sqlite3.OperationalError("disk I/O error")
        return cursor


def save(journal: Journal, batch: str, size: int = 9) -> None:
    with journal.transaction():
        journal.add(batch, "a save", "Ann", [Draft("Contacts", "C-1", "notes", "set", None, dump({"n": "x" * size}))])


def batches(journal: Journal) -> list[str]:
    return [entry.batch for entry in journal.pending()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    made = Journal(path, BOOK_ID)
    yield made
    made.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    there = tmp_path / "small"
    there.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(there)]
    if not shutil.which("mount") or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk is not possible on this computer")
    yield there
    subprocess.run(["umount", "-l", str(there)], check=True)


def test_on_a_full_disk_nothing_is_half_saved_and_with_room_again_it_goes_on(small: Path) -> None:
    journal, filler = Journal(small / "journal.sqlite", BOOK_ID), small / "filler"
    save(journal, "first")
    filler.write_bytes(b"x" * (os.statvfs(small).f_bavail * os.statvfs(small).f_frsize))
    with pytest.raises(NotSaved, match="still here"):
        save(journal, "too much", 60_000)
    assert batches(journal) == ["first"] and not journal.knows("too much")
    filler.unlink()
    save(journal, "second")
    assert batches(journal) == ["first", "second"] and journal.verify() == []


def test_on_a_disk_that_is_full_at_the_start_there_is_a_sentence(small: Path) -> None:
    (small / "filler").write_bytes(b"x" * (os.statvfs(small).f_bavail * os.statvfs(small).f_frsize))
    with pytest.raises(ReadOnly, match="nothing could be saved safely"):
        Journal(small / "journal.sqlite", BOOK_ID)


def test_who_finds_the_history_locked_waits(journal: Journal, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    released = list[float]()

    def release() -> None:
        released.append(time.monotonic())
        other.execute("commit")

    threading.Timer(0.4, release).start()
    save(journal, "a")
    assert released and time.monotonic() >= released[0] and batches(journal) == ["a"]


def test_a_lock_that_is_never_let_go_is_said(journal: Journal, path: Path) -> None:
    journal._connection.execute("pragma busy_timeout=50")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(NotSaved):
        save(journal, "a")
    other.execute("commit")
    save(journal, "a")
    assert batches(journal) == ["a"]


@pytest.mark.parametrize("call", ["fdatasync", "pwrite64"])
@pytest.mark.parametrize("when", ["1", "3", "2+3", "4+"])
def test_what_was_called_saved_is_kept_however_the_disk_fails(path: Path, call: str, when: str) -> None:
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    Journal(path, BOOK_ID).close()
    fault = f"inject={call}:error=EIO:when={when}"
    command = ["strace", "-f", "-o", "/dev/null", "-P", f"{path}-wal", "-P", str(path), "-e", fault]
    ran = subprocess.run(
        [*command, sys.executable, "-c", SAVES, str(path), "s"], check=False, capture_output=True, text=True, timeout=60
    )
    told = [line.split() for line in ran.stdout.splitlines()]
    assert len(told) == 6 and ["NotSaved"] in [said[1:] for said in told], ran.stderr
    journal = Journal(path, BOOK_ID)
    assert {batch for batch, said in told if said == "saved"} <= set(batches(journal)), (told, batches(journal))
    assert journal.verify() == []


def test_an_error_at_the_end_of_a_commit_that_happened_is_no_error(journal: Journal, path: Path) -> None:
    journal.close()
    journal = Journal(path, BOOK_ID)
    journal._connection.close()
    journal._connection = sqlite3.connect(path, isolation_level=None, factory=Late)
    save(journal, "a")
    assert batches(journal) == ["a"] and not isinstance(journal._connection, Late)


# taken away while it is open ------------------------------------------------------------------------------------------


def test_a_history_that_is_deleted_while_it_is_open_is_written_again(journal: Journal, path: Path) -> None:
    save(journal, "a")
    shutil.rmtree(path.parent)
    save(journal, "b")
    assert batches(Journal(path, BOOK_ID)) == ["a", "b"] == batches(journal)
    assert journal.verify() == []


def test_two_processes_whose_history_is_deleted_go_on_with_one(journal: Journal, path: Path) -> None:
    command = [sys.executable, "-c", SAVES, str(path), "s", "stepwise"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin and other.stdout
        for n in range(6):
            assert other.stdout.readline().split() == [f"s{n}", "saved"]
            save(journal, f"a{n}")
            if n in (1, 3):
                for file in path.parent.iterdir():
                    file.unlink()
            if n == 3:
                save(journal, "first to notice")
            other.stdin.write("\n")
            other.stdin.flush()
    again = Journal(path, BOOK_ID)
    assert len(batches(again)) == 13 and again.verify() == []


def test_a_history_that_breaks_while_it_is_open_heals(journal: Journal, path: Path) -> None:
    for n in range(40):
        save(journal, f"a{n}", 900)
    journal.close()
    journal = Journal(path, BOOK_ID)
    content = bytearray(path.read_bytes())
    content[4096:8192] = content[-4096:] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(NotSaved):
        for n in range(99):
            save(journal, f"b{n}", 900)
    save(journal, "c")
    assert "damaged" in journal.notice and "c" in batches(journal)


def test_what_others_set_aside_is_not_written_into_any_more(journal: Journal, path: Path) -> None:
    save(journal, "a")
    other = Journal(path.with_name("other.sqlite"), BOOK_ID)
    save(other, "theirs")
    other.close()
    path.with_name("other.sqlite").rename(path.with_name("journal.sqlite.new"))
    newer = Journal(path, BOOK_ID)
    save(journal, "b")
    assert batches(newer) == ["theirs", "b"] == batches(journal)


def test_first_starts_at_once_make_one_history(path: Path) -> None:
    command = [sys.executable, "-c", SAVES, str(path)]
    running = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in "abc"]
    assert [process.communicate(timeout=60)[0].count("saved") for process in running] == [6, 6, 6]
    journal = Journal(path, BOOK_ID)
    assert len(batches(journal)) == 18 and journal.verify() == []
    assert not list(path.parent.glob("*damaged*"))
