"""A process that is killed while it saves: what it called Saved is there after the next start, exactly once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from crm.store.opening import open_store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")

CHILD = """
import sys
from pathlib import Path
from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.store.opening import open_store

import sqlite3, zipfile  # loaded before the clock starts
def wait(): return sys.stdin.readline().split()

print("ready", flush=True)
while True:
    words = wait()
    if not words:
        break
    path, state, round = words
    import os
    child = os.fork()
    if child:
        print("child", child, flush=True)
        os.waitpid(child, 0)
        print("over", flush=True)
        continue
    store = open_store(path, state=Path(state))
    for n in range(10_000):
        id = f"C-{int(round):03}{n:04}A"
        if store.save(ChangeSet("add", (AddRow("Contacts", id, {"name": id, "city": "Rom"}),))).confirmed:
            os.write(1, f"saved {id}\\n".encode())
"""


@pytest.fixture
def nursery() -> Iterator[subprocess.Popen[str]]:
    """A process that has loaded Kith already and forks one that saves, for each round."""
    process = subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "ready\n"
    yield process
    assert process.stdin
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


def killed_while_saving(nursery: subprocess.Popen[str], path: Path, number: int, after: float) -> list[str]:
    """Let a process save until it is killed, so many seconds after its first Saved; what it called Saved."""
    assert nursery.stdin and nursery.stdout
    nursery.stdin.write(f"{path} {path.parent / 'state'} {number}\n")
    nursery.stdin.flush()
    child, saved = 0, list[str]()
    for line in nursery.stdout:
        word, _, rest = line.strip().partition(" ")
        if word == "child":
            child = int(rest)
        elif word == "saved":
            saved.append(rest)
            if len(saved) == 1:
                time.sleep(after)
                os.kill(child, signal.SIGKILL)
        else:
            break
    return saved


def in_file(path: Path) -> list[str]:
    headings, *rows = openpyxl.load_workbook(path)["Contacts"].iter_rows(values_only=True)
    city = headings.index("City")
    return [str(row[0]) for row in rows if row[0] and row[city] == "Rom"]


@pytest.mark.parametrize("rounds", [30, pytest.param(300, marks=pytest.mark.long)])
def test_whoever_was_called_saved_is_there_exactly_once_after_a_kill(
    nursery: subprocess.Popen[str], path: Path, tmp_path: Path, rounds: int
) -> None:
    chance, confirmed = random.Random(rounds), list[str]()
    (tmp_path / "state").mkdir()
    for number in range(rounds):
        confirmed += killed_while_saving(nursery, path, number, chance.uniform(0, 0.12))
        times = Counter(in_file(path))  # it opens, whenever the kill came
        assert max(times.values(), default=1) == 1
    store = open_store(str(path), state=tmp_path / "state")
    assert store.flush(30) and store.conflicts() == []
    store.close()
    there = Counter(in_file(path))
    assert len(confirmed) > rounds and {id: there[id] for id in confirmed} == dict.fromkeys(confirmed, 1)
    assert set(there.values()) == {1} and not list(path.parent.glob(".team*.tmp"))
