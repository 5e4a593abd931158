"""A crash at the worst moments, and the order in which things reach the disk."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.store.overview import Figures, cells
from crm.store.store import Store
from tests.store.conftest import AtExcel, Grid, owner_file

Open = Callable[..., Store]

DIES = """
import os, sys
from pathlib import Path
from crm.store.excel import swapping
from crm.store.opening import open_store

path, state, when = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
if when == "after the swap":
    swap = swapping.swap
    swapping.swap = lambda *given: (swap(*given), os._exit(9))
else:
    swapping.swap = lambda *given: os._exit(9)
open_store(path, state=state).flush(30)
"""

SHOWS = """
store = open_store(path, state=state)
from crm.store.overview import Figures, cells
assert store.show_figures(cells(Figures(months=[("Nov", 1)]))) == ""
Path(path).with_name("~$team.xlsx").unlink()
store.flush(30)
"""

SAVES = """
import os, sys
from pathlib import Path
from crm.model.changes import AddRow, ChangeSet
from crm.store.opening import open_store

store = open_store(sys.argv[1], state=Path(sys.argv[2]))
changes = ChangeSet("add", (AddRow("Contacts", "C-DRA44D", {"name": "Dora"}),))
os.write(1, b"about to save")
store.save(changes)
os.write(1, b"confirmed")
store.flush(30)
store.close()
"""


def edit(old: str, new: str, field: str = "city") -> ChangeSet:
    return ChangeSet("edit", (UpdateRow("Contacts", "C-ADA11A", {field: new}, {field: old}),))


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.mark.parametrize("when", ["after the swap", "before the swap"])
def test_a_crash_beside_the_swap_loses_nothing_and_writes_nothing_twice(
    opened: Open, path: Path, tmp_path: Path, when: str
) -> None:
    """Two changes of one cell, a new row, and one change that the sheet disputes wait; the process that writes dies."""

    def typed(grid: Grid) -> None:
        grid[1][grid[0].index("Phone")] = "typed meanwhile"

    with owner_file(path):
        store = opened()
        store.save(edit("London", "Paris"))
        store.save(edit("Paris", "Rome"))
        store.save(edit("020 7946 0112", "ours", "phone"))
        store.save(ChangeSet("add", (AddRow("Contacts", "C-DRA44D", {"name": "Dora"}),)))
        store.close()
        AtExcel.at(path).edit(typed)
    died = subprocess.run(
        [sys.executable, "-c", DIES, str(path), str(tmp_path / "state"), when], check=False, timeout=60
    )
    again = opened()
    assert died.returncode == 9 and again.flush(10)
    assert [(c.field, c.theirs, c.ours) for c in again.conflicts()] == [("phone", "typed meanwhile", "ours")]
    assert again.snapshot().cell("Contacts", "C-ADA11A", "city") == "Rome"
    assert [row[0] for row in AtExcel.at(path).rows()] == ["ID", "C-ADA11A", "C-BOB22B", "C-CLE33C", "C-DRA44D"]
    again.close()
    assert not list(path.parent.glob(".team.xlsx*"))


@pytest.mark.parametrize(("when", "month"), [("after the swap", "Nov"), ("before the swap", None)])
def test_a_crash_beside_the_swap_that_carries_figures_knows_them_again(
    opened: Open, path: Path, tmp_path: Path, when: str, month: str | None
) -> None:
    """They wait with a change while somebody has the workbook open; the process that writes both dies."""
    with owner_file(path):
        store = opened()
        store.save(edit("London", "Rome"))
        store.close()
        script = DIES.replace("open_store(path, state=state).flush(30)\n", SHOWS)
        command = [sys.executable, "-c", script, str(path), str(tmp_path / "state"), when]
        assert subprocess.run(command, check=False, timeout=60).returncode == 9
    again = opened()
    assert again.snapshot().contents.overview.get((12, 1)) == month
    assert again.flush(10) and again.snapshot().cell("Contacts", "C-ADA11A", "city") == "Rome"
    assert again.show_figures(cells(Figures(months=[("Dec", 2)]))) == ""
    assert again.flush(10) and again.snapshot().contents.overview[12, 1] == "Dec"
    again.close()


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The system calls of one save, in their order, in words."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    there = tmp_path_factory.mktemp("strace")
    book = AtExcel({"Contacts": []}, there)
    calls = "trace=fsync,fdatasync,write,rename,renameat,renameat2"
    command = ["strace", "-f", "-y", "-e", calls, "-o", str(there / "log"), sys.executable, "-c", SAVES]
    subprocess.run([*command, str(book.path), str(there / "state")], check=True, timeout=120)
    words = {
        r'write\(1.*"about to save"': "begin",
        r'write\(1.*"confirmed"': "confirmed",
        r"(fsync|fdatasync)\(.*journal\.sqlite-wal": "journal flushed",
        r"(fsync|fdatasync)\(.*\.team\.xlsx\.[\w.]+\.tmp": "new workbook flushed",
        r'rename.*\.team\.xlsx\.[\w.]+\.tmp.*"': "swapped",
        rf"fsync\(\d+<{re.escape(str(there))}>": "folder flushed",
    }
    lines = (there / "log").read_text("utf-8", "replace").splitlines()
    found = [next((said for pattern, said in words.items() if re.search(pattern, line)), "") for line in lines]
    told = [said for said in found if said]
    return told[told.index("begin") :]


def test_the_journal_is_on_the_disk_before_anybody_is_told_saved(order: list[str]) -> None:
    assert "journal flushed" in order[: order.index("confirmed")]


def test_the_new_workbook_is_on_the_disk_before_it_takes_the_place_of_the_old(order: list[str]) -> None:
    steps = [step for step in order if step.startswith(("new", "swapped", "folder"))]
    assert steps == ["new workbook flushed", "swapped", "folder flushed"]


def test_the_swap_is_noted_in_the_journal_before_it_happens(order: list[str]) -> None:
    between = order[order.index("new workbook flushed") : order.index("swapped")]
    assert "journal flushed" in between


def test_nothing_of_a_save_stays_behind_it(opened: Open, path: Path) -> None:
    before = names_in(path.parent)
    store = opened()
    store.save(edit("London", "Paris"))
    assert store.flush(10)
    store.close()
    assert names_in(path.parent) == sorted([*before, "state"])
