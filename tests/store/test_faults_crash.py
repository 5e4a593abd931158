"""A crash in the very moment in which somebody else saved."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.model.changes import ChangeSet, UpdateRow
from crm.store.store import Store
from tests.store.conftest import AtExcel, owner_file

pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")
Open = Callable[..., Store]

DIES = """
import os, sys
from pathlib import Path
from crm.store.excel import swapping
from crm.store.opening import open_store

path, state, theirs = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
real = swapping.exchange

def exchange(temp, target):
    theirs.replace(path)
    real(temp, target)
    os._exit(9)

swapping.exchange = exchange
open_store(str(path), state=state).flush(30)
"""


def typed(path: Path, row: int, heading: str, text: str) -> Path:
    """A copy of the workbook as somebody saved it elsewhere, with one cell typed in it."""
    copy = path.with_name("saved elsewhere.xlsx")
    copy.write_bytes(path.read_bytes())
    AtExcel.at(copy).edit(lambda grid: grid[row].__setitem__(grid[0].index(heading), text))
    return copy


def rome(store: Store) -> None:
    change = UpdateRow("Contacts", "C-ADA11A", {"city": "Rome"}, {"city": "London"})
    assert store.save(ChangeSet("Rome", (change,))).confirmed


def dies(opened: Open, path: Path, tmp_path: Path, theirs: Path) -> None:
    """Rome waits; a process writes it, displaces what somebody saved in that moment, and dies right then."""
    with owner_file(path):
        store = opened()
        rome(store)
        store.close()
    command = [sys.executable, "-c", DIES, str(path), str(tmp_path / "state"), str(theirs)]
    assert subprocess.run(command, check=False, timeout=60).returncode == 9


def test_what_was_saved_in_the_moment_in_which_we_died_is_in_the_workbook_after_the_next_start(
    opened: Open, path: Path, tmp_path: Path
) -> None:
    dies(opened, path, tmp_path, typed(path, 2, "City", "Bonn"))
    again = opened()
    assert again.flush(10) and again.conflicts() == []
    assert [row[AtExcel.at(path).rows()[0].index("City")] for row in AtExcel.at(path).rows()[1:3]] == ["Rome", "Bonn"]
    again.close()
    assert not list(path.parent.glob(".team.xlsx*"))


def test_the_cell_that_both_wrote_in_that_moment_is_theirs_and_ours_is_to_be_decided(
    opened: Open, path: Path, tmp_path: Path
) -> None:
    dies(opened, path, tmp_path, typed(path, 1, "City", "Madrid"))
    again = opened()
    assert again.flush(10)
    assert [(found.theirs, found.ours) for found in again.conflicts()] == [("Madrid", "Rome")]
    assert "Madrid" in AtExcel.at(path).rows()[1]
