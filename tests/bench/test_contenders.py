"""Every contender of the trials does the same work, and a wrong result stops the trial."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from bench import book
from bench import open as opening
from bench import save as saving
from crm.store.opening import open_store

NUMBER = 1


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of the trials with thirty people."""
    return book.write(tmp_path_factory.mktemp("bench") / "30.xlsx", 30)


@pytest.fixture
def copied(original: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copy(original, tmp_path / "book.xlsx"))


def with_kith(path: Path, id: str, number: int) -> None:
    store = open_store(str(path), state=path.parent / "state")
    saving.with_kith(store, id, number)
    store.close()


@pytest.mark.parametrize("work", [with_kith, saving.with_openpyxl, saving.with_wolfxl])
def test_each_adds_one_person_changes_one_cell_and_touches_nothing_else(work: Callable, copied: Path) -> None:
    before = book.read_back(copied)
    id = list(before)[15]
    work(copied, id, NUMBER)
    saving.check(copied, before, id, NUMBER)
    assert len(book.read_back(copied)) == 31


def test_a_contender_that_changes_another_cell_too_is_found_out(copied: Path) -> None:
    before = book.read_back(copied)
    first, second = list(before)[:2]
    saving.with_openpyxl(copied, first, NUMBER)
    changed = openpyxl.load_workbook(copied)
    changed[book.SHEET]["B3"].value = "Somebody else"
    changed.save(copied)
    with pytest.raises(RuntimeError, match=f"{second} differs"):
        saving.check(copied, before, first, NUMBER)


def test_a_contender_that_adds_nobody_is_found_out(copied: Path) -> None:
    before = book.read_back(copied)
    with pytest.raises(RuntimeError, match="newcomer"):
        saving.check(copied, before, next(iter(before)), NUMBER)


@pytest.mark.parametrize("who", opening.CONTENDERS)
def test_each_reads_what_was_written(who: str, original: Path) -> None:
    seconds, seen = opening.child(who, str(original))
    assert seen == opening.digest([person[field] for field in opening.SEEN] for person in book.people(30))
    assert seconds > 0
