"""What a killed run of Kith leaves beside the workbook: swept at the next start, and never a person's save with it."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm.store.excel.workbook import ExcelWorkbook
from crm.store.workbook import Intent, Ok
from tests.store.conftest import BOOK_ID, AtExcel, Grid
from tests.store.excel.conftest import city, names, workbook_at, write_city

pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")

DIES = """
import datetime as dt, os, sys
from pathlib import Path
from crm.model.changes import UpdateRow
from crm.store.excel import swapping
from crm.store.excel.workbook import ExcelWorkbook

path, state, when = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
book = ExcelWorkbook(path, today=lambda: dt.date(2026, 11, 12), locks=state)
real, elsewhere = swapping.exchange, path.with_name("saved elsewhere")

def exchange(temp, target):
    if when == "before the swap":
        os._exit(9)
    if elsewhere.exists():
        elsewhere.replace(path)
    real(temp, target)
    os._exit(9)

swapping.exchange = exchange

def note(intent):
    print(intent.temp, intent.sha_new, intent.sha_expected, intent.generation, flush=True)

change = UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"})
book.write([change], seen=book.read().revision, stamp=("0123456789abcdef", "test:1"), before_swap=note)
"""


def dies(path: Path, state: Path, when: str) -> Intent:
    """A process that writes Ada's city dies; the swap that it had noted."""
    state.mkdir(exist_ok=True)
    command = [sys.executable, "-c", DIES, str(path), str(state), when]
    died = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60, check=False)
    assert died.returncode == 9
    temp, new, expected, generation = died.stdout.split()
    return Intent(temp, new, expected, (), generation)


def test_a_swap_that_did_not_happen_is_known_and_nothing_of_it_stays(path: Path, tmp_path: Path) -> None:
    intent = dies(path, tmp_path / "state", "before the swap")
    book = workbook_at(path, tmp_path / "state")
    recovered = book.recover(intent)
    assert (recovered.swapped, recovered.displaced) == (False, None)
    assert names(path.parent, ".*.tmp") == [] and city(book.read()) == "London"


def test_a_swap_that_happened_is_known_and_nothing_of_it_stays(path: Path, tmp_path: Path) -> None:
    intent = dies(path, tmp_path / "state", "after the swap")
    book = workbook_at(path, tmp_path / "state")
    recovered = book.recover(intent)
    assert (recovered.swapped, recovered.displaced) == (True, None)
    assert names(path.parent, ".*.tmp") == [] and city(book.read()) == "Paris"


def by_bob(path: Path, town: str) -> bytes:
    """What the workbook is once Bob's town was typed there and saved; the file itself stays as it is."""

    def typed(grid: Grid) -> None:
        grid[2][grid[0].index("City")] = town

    before = path.read_bytes()
    AtExcel.at(path).edit(typed)
    after = path.read_bytes()
    path.write_bytes(before)
    return after


def test_what_was_saved_in_the_moment_of_the_swap_is_found_after_the_crash(path: Path, tmp_path: Path) -> None:
    path.with_name("saved elsewhere").write_bytes(by_bob(path, "Oslo"))
    intent = dies(path, tmp_path / "state", "after the swap")
    book = workbook_at(path, tmp_path / "state")
    recovered = book.recover(intent)
    assert recovered.swapped and city(recovered.displaced, "C-BOB22B") == "Oslo"
    assert city(book.recover(intent).displaced, "C-BOB22B") == "Oslo"  # until it is in the journal, it stays
    book.close()
    assert names(path.parent, ".*") == [] and len(book.backups()) == 3


def test_a_swap_that_a_later_save_of_ours_built_upon_has_happened(book: ExcelWorkbook, path: Path) -> None:
    intents = list[Intent]()
    write_city(book, "Paris", 1, intents.append)
    write_city(book, "Rome", 2)
    book.close()
    assert book.recover(intents[0]).swapped


def test_a_swap_over_which_an_older_copy_was_saved_is_done_again(book: ExcelWorkbook, path: Path) -> None:
    intents, old = list[Intent](), path.read_bytes()
    write_city(book, "Paris", 1, intents.append)
    book.close()
    path.write_bytes(old)
    assert not book.recover(intents[0]).swapped


def test_a_swap_is_judged_although_the_workbook_cannot_be_read(path: Path, tmp_path: Path) -> None:
    intent = dies(path, tmp_path / "state", "after the swap")
    book = workbook_at(path, tmp_path / "state")
    path.write_bytes(b"half")
    assert book.recover(intent).swapped


def test_what_killed_runs_of_ours_left_is_swept(path: Path, tmp_path: Path) -> None:
    dies(path, tmp_path / "state", "before the swap")
    book = workbook_at(path, tmp_path / "state")
    with book.locked():
        book.sweep()
    assert names(path.parent, ".*.tmp") == [] and book.late() == []


@pytest.mark.parametrize("name", [".team.xlsx.0ff1ce00.4711.ab.tmp", "..team.xlsx.kith-lock.0ff1ce00.4711.ab.tmp"])
@pytest.mark.parametrize(("seconds", "stays"), [(60, True), (3700, False)])
def test_what_another_kith_wrote_is_left_to_it_for_an_hour(
    book: ExcelWorkbook, path: Path, seconds: int, stays: bool, name: str
) -> None:
    theirs = path.with_name(name)
    theirs.write_bytes(b"new")
    os.utime(theirs, (time.time() - seconds,) * 2)
    book.sweep()
    assert theirs.exists() == stays


def test_files_of_other_workbooks_are_nothing_to_us(book: ExcelWorkbook, path: Path) -> None:
    others = [path.with_name(name) for name in (".team2.xlsx.0ff1ce00.1.ab.tmp", ".team.xlsx.notes", "team.tmp")]
    for other in others:
        other.write_bytes(b"theirs")
        os.utime(other, (0, 0))
    book.sweep()
    assert all(other.exists() for other in others)


def test_a_whole_version_that_is_kept_nowhere_is_told_of_at_the_next_start(path: Path, tmp_path: Path) -> None:
    """A slow program finished its save in a version that we had replaced, after we died."""
    intent = dies(path, tmp_path / "state", "after the swap")
    path.with_name(intent.temp).write_bytes(by_bob(path, "Oslo"))
    book = workbook_at(path, tmp_path / "state")
    book.sweep()
    (late,) = book.late()
    assert city(late, "C-BOB22B") == "Oslo"
    book.close()
    assert names(path.parent, ".*") == []


def test_a_version_that_another_store_of_ours_still_watches_is_left_to_it(
    book: ExcelWorkbook, path: Path, tmp_path: Path
) -> None:
    write_city(book, "Paris")
    other = workbook_at(path, tmp_path / "state")
    other.sweep()
    assert len(names(path.parent, ".*.tmp")) == 1
    book.close()
    assert names(path.parent, ".*.tmp") == []


def test_the_intent_names_what_is_swapped(book: ExcelWorkbook, path: Path) -> None:
    seen, noted = path.read_bytes(), list[tuple[Intent, str]]()

    def note(intent: Intent) -> None:
        noted.append((intent, hashlib.sha256(path.with_name(intent.temp).read_bytes()).hexdigest()))

    assert isinstance(write_city(book, "Paris", before_swap=note).outcomes[0], Ok)
    ((intent, beside),) = noted
    assert (intent.sha_new, intent.sha_expected) == (beside, hashlib.sha256(seen).hexdigest())
    assert intent.generation == "test:1" and book.read().stamp == (BOOK_ID, "test:1")
