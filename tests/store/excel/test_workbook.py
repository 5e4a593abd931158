"""ExcelWorkbook: a person who saves in the very moment that we do, and what is refused without being touched."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow
import pytest

from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.model.errors import CannotOpen
from crm.store.excel import swapping
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.store import Store
from crm.store.workbook import Failed, Intent, Moved, Ok
from crm.xlsx import SwapUnknown, package
from tests.store.conftest import PEOPLE, TODAY, AtExcel, Grid
from tests.store.excel.conftest import workbook_at

DORA = AddRow("Contacts", "C-DRA44D", {"name": "Dora Quist"})
STAMP = ("0123456789abcdef", "test:1")
Open = Callable[..., Store]
IsStill = Callable[[bytes], bool]


def typed(grid: Grid) -> None:
    grid[2][grid[0].index("City")] = "typed meanwhile"


def test_who_saves_between_our_look_and_our_swap_is_not_overwritten(tmp_path: Path) -> None:
    person = AtExcel(PEOPLE, tmp_path)
    seen = person.workbook.read().revision

    def just_then(intent: Intent) -> None:
        person.edit(typed)

    written = person.workbook.write([DORA], seen=seen, stamp=STAMP, before_swap=just_then)
    assert isinstance(written.outcomes[0], Moved)
    assert [row[0] for row in person.rows()] == ["ID", "C-ADA11A", "C-BOB22B", "C-CLE33C"]
    assert not list(tmp_path.glob(".team*.tmp"))


def test_who_saves_right_after_our_swap_is_seen(opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swap, store = swapping.swap, opened()

    def and_then_somebody_saves(temp: Path, target: Path, is_still: IsStill) -> None:
        swap(temp, target, is_still)
        AtExcel.at(path).edit(typed)

    monkeypatch.setattr(swapping, "swap", and_then_somebody_saves)
    store.save(ChangeSet("add", (DORA,)))
    assert store.flush(10)
    assert store.snapshot().cell("Contacts", "C-BOB22B", "city") == "typed meanwhile"


def test_a_disk_that_fails_at_the_swap_leaves_the_old_workbook_and_the_change_waits(
    opened: Open, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap, store, before = swapping.swap, opened(), path.read_bytes()

    def fails(temp: Path, target: Path, is_still: IsStill) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(swapping, "swap", fails)
    store.save(ChangeSet("add", (DORA,)))
    assert not store.flush(0.3) and path.read_bytes() == before
    assert "cannot be written just now" in store.status().sentence
    with workbook_at(path, tmp_path / "state").locked():  # the writer tries again and again; this is between two tries
        assert not list(path.parent.glob(".team*.tmp"))
    monkeypatch.setattr(swapping, "swap", swap)
    assert store.flush(10) and store.conflicts() == []


def test_a_disk_that_does_not_say_whether_it_swapped_is_read_back(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap, store, tries = swapping.swap, opened(), list[int]()

    def unsure(temp: Path, target: Path, is_still: IsStill) -> None:
        swap(temp, target, is_still)
        tries.append(1)
        raise SwapUnknown(5, "Input/output error")

    monkeypatch.setattr(swapping, "swap", unsure)
    for old, new in (("London", "Paris"), ("Paris", "Rome")):
        store.save(ChangeSet("edit", (UpdateRow("Contacts", "C-ADA11A", {"city": new}, {"city": old}),)))
    assert store.flush(10) and store.conflicts() == [] and 1 <= len(tries) <= 2
    assert store.snapshot().cell("Contacts", "C-ADA11A", "city") == "Rome"


def test_a_formula_that_a_new_row_took_over_is_not_written_over(opened: Open, path: Path) -> None:
    def add(grid: Grid) -> None:
        for row, cell in zip(grid, ["Twice", "=1+1", "=1+1", "=1+1"], strict=True):
            row.append(cell)

    AtExcel.at(path).edit(add)
    store = opened()
    store.save(ChangeSet("add", (DORA,)))
    assert store.flush(10)
    took_over = store.snapshot().formula("Contacts", DORA.id, "own:Twice")
    receipt = store.save(ChangeSet("edit", (UpdateRow("Contacts", DORA.id, {"own:Twice": "9"}),)))
    assert bool(took_over) == bool(receipt.conflicts)
    assert str(AtExcel.at(path).rows()[-1][-1]).startswith("=") == bool(took_over)


def test_after_our_own_write_the_contents_say_the_same_as_a_fresh_read(tmp_path: Path) -> None:
    def compute(grid: Grid) -> None:
        grid[1][grid[0].index("City")] = grid[2][grid[0].index("City")] = '="Y"&"ork"'

    person = AtExcel(PEOPLE, tmp_path)
    person.edit(compute)
    seen = person.workbook.read()
    assert {row for row, _ in seen.sheets["Contacts"].formulas} == {2, 3}
    over = UpdateRow("Contacts", "C-ADA11A", {"city": "Bath"})
    written = person.workbook.write([over], seen=seen.revision, stamp=STAMP, before_swap=lambda intent: None)
    fresh = ExcelWorkbook(person.path, today=lambda: TODAY, locks=tmp_path / "other").read()
    assert written.now is not None and written.now.sheets["Contacts"].formulas == fresh.sheets["Contacts"].formulas
    assert {row for row, _ in fresh.sheets["Contacts"].formulas} == {3}


def test_half_a_sign_in_one_cell_does_not_make_all_contacts_unreadable(opened: Open, path: Path) -> None:
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name).replace(b"Ada Lovelace", b"Ada _xD83D_ _xFFFE_") for name in file.namelist()}
    path.write_bytes(package.stored(parts))
    store = opened()
    assert store.snapshot().cell("Contacts", "C-ADA11A", "name") == "Ada _xD83D_ _xFFFE_"
    assert len(pyarrow.Table.from_pandas(store.snapshot().frame("Contacts"))) == 3


def test_a_change_of_several_cells_of_which_one_is_refused_writes_none_of_them(tmp_path: Path) -> None:
    person = AtExcel(PEOPLE, tmp_path)
    book = openpyxl.load_workbook(person.path)
    sheet, headings = book["Contacts"], [cell.value for cell in book["Contacts"][1]]
    city = headings.index("City") + 1
    sheet.merge_cells(start_row=2, end_row=2, start_column=city - 1, end_column=city)
    book.save(person.path)
    workbook = person.workbook
    half = UpdateRow("Contacts", "C-ADA11A", {"name": "HALF", "city": "nowhere"}, {})
    whole = UpdateRow("Contacts", "C-BOB22B", {"name": "Bo"}, {})
    seen = workbook.read().revision
    refused, done = workbook.write([half, whole], seen=seen, stamp=STAMP, before_swap=lambda intent: None).outcomes
    assert isinstance(refused, Failed) and isinstance(done, Ok)
    assert {str(line[0]): line[1] for line in person.rows()[1:3]} == {"C-ADA11A": "Ada Lovelace", "C-BOB22B": "Bo"}


@pytest.mark.parametrize("data", [b"<html>Sign in</html>", b"PK\3\4cut off"])
def test_a_file_that_cannot_be_opened_is_named_once(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "team.xlsx"
    path.write_bytes(data)
    with pytest.raises(CannotOpen) as refused:
        ExcelWorkbook(path, today=lambda: TODAY, locks=tmp_path / "state")
    assert str(refused.value).count("team.xlsx") == 1
