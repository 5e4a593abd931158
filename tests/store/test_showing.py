"""Figures in the sheet Overview: written over what Kith wrote there, and over nothing else, ever."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, ChangeSet
from crm.model.errors import NotAllowed
from crm.store import showing
from crm.store.excel import template
from crm.store.opening import open_store
from crm.store.overview import Figures, cells
from crm.store.receipt import Actor
from crm.store.store import Store

TODAY = dt.date.today()
DAY = dt.date(2026, 11, 3)
BO = ChangeSet("One more", (AddRow("Contacts", "C-04XT2M", {"name": "Bo"}),))


def figures(sales: float = 120.5, calls: int = 2, as_of: dt.date = TODAY) -> dict[tuple[int, int], Cell]:
    return cells(
        Figures(
            as_of,
            [("Do they stay?", "91 %", 32, "29 of 32"), ("Do they come again?", None, 0, "=1+1")],
            [("Oct 2026", 3, 1, None, 0, sales), ("Nov 2026", 2, 0, -20, 12, 7)],
            [(f"Ann {n}", "020 7946 0112", DAY, "Silent") for n in range(calls)],
        )
    )


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    template.write(
        tmp_path / "team.xlsx", book_id="b-1", today=TODAY, rows={"Contacts": [{"id": "C-7K3Q9F", "name": "Ann"}]}
    )
    return tmp_path / "team.xlsx"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(str(path))
    yield opened
    opened.close()


def there(path: Path) -> dict[tuple[int, int], Cell]:
    """What stands in the block, as another program reads it."""
    page = openpyxl.load_workbook(path)["Overview"]
    found = {place: page.cell(*place).value for place in figures()}
    return {place: value.date() if isinstance(value, dt.datetime) else value for place, value in found.items()}


def typed(path: Path, place: tuple[int, int], value: Cell) -> None:
    """Somebody types into the sheet, and saves."""
    book = openpyxl.load_workbook(path)
    book["Overview"].cell(*place).value = value
    book.save(path)


def shown(store: Store, path: Path, **some: float) -> str:
    said = store.show_figures(figures(**some))  # type: ignore[arg-type]
    assert store.flush(10)
    return said


def test_all_figures_lie_where_the_sheet_is_looked_at(store: Store) -> None:
    seen = store.snapshot().contents.overview
    assert all(row <= 60 and column <= 10 for row, column in figures()) and (2, 1) in seen


@pytest.mark.capability(16)
def test_figures_go_into_a_new_sheet_and_over_those_of_before(store: Store, path: Path) -> None:
    assert shown(store, path) == "" and there(path) == figures()
    assert shown(store, path, sales=99, calls=1) == "" and there(path) == figures(99, 1)


def test_they_go_over_our_own_after_another_start_too(store: Store, path: Path) -> None:
    shown(store, path)
    store.close()
    again = open_store(str(path))
    assert shown(again, path, sales=5) == "" and there(path) == figures(5)
    again.close()


@pytest.mark.parametrize("place", [(5, 2), (12, 6), (27, 1), (46, 4)])
@pytest.mark.parametrize("value", ["mine", 7, "=1+1"])
def test_what_somebody_typed_stays_and_nothing_around_it_moves(
    store: Store, path: Path, place: tuple[int, int], value: Cell
) -> None:
    shown(store, path)
    typed(path, place, value)
    before = there(path)
    assert shown(store, path, sales=5).startswith("Something stands in the sheet Overview")
    assert there(path) == before and before[place] == value


def test_typed_into_a_sheet_that_was_never_written_stays_too(store: Store, path: Path) -> None:
    typed(path, (12, 2), 4)
    assert "did not write" in shown(store, path)
    assert there(path)[12, 2] == 4


def test_a_figure_that_somebody_emptied_is_not_filled_again(store: Store, path: Path) -> None:
    shown(store, path)
    typed(path, (12, 6), None)
    assert "did not write" in shown(store, path, sales=5)


def test_what_is_emptied_whole_is_kiths_again(store: Store, path: Path) -> None:
    shown(store, path)
    typed(path, (5, 1), "mine")
    book = openpyxl.load_workbook(path)
    for place in figures():
        if place != (2, 1):
            book["Overview"].cell(*place).value = None
    book.save(path)
    assert shown(store, path, sales=5) == "" and there(path) == figures(5)


def test_a_sheet_of_that_name_which_is_not_kiths_is_left_alone(store: Store, path: Path) -> None:
    typed(path, (2, 1), "Our own overview")
    assert shown(store, path).startswith("The sheet Overview is not one that Kith made")
    assert there(path)[5, 1] is None


@pytest.fixture
def without(path: Path) -> Iterator[Store]:
    """A workbook that has no sheet Overview."""
    path.unlink()
    people = {"Contacts": [{"id": "C-7K3Q9F", "name": "Ann"}]}
    template.write(path, book_id="b-1", today=TODAY, rows=people, overview=False)
    opened = open_store(str(path))
    yield opened
    opened.close()


def test_a_press_makes_the_sheet_where_there_is_none_as_a_new_workbook_has_it(
    without: Store, path: Path, tmp_path: Path
) -> None:
    assert without.snapshot().contents.overview is None
    assert shown(without, path) == "" and there(path) == figures()
    template.write(tmp_path / "new.xlsx", book_id="b-2", today=TODAY)
    made, new = (openpyxl.load_workbook(each)["Overview"] for each in (path, tmp_path / "new.xlsx"))
    heads = [(row, column) for row in (1, 4, 11, 26) for column in range(1, 7)]
    assert [made.cell(*at).value for at in heads] == [new.cell(*at).value for at in heads]
    assert len(made._charts) == len(new._charts) == 3
    assert shown(without, path, sales=9) == "" and there(path) == figures(9) and without.verify() == []


def test_by_itself_no_sheet_is_made(without: Store, path: Path) -> None:
    said = showing.show(without._record, figures(), is_pressed=False)
    without.save(BO)
    assert without.flush(10) and said == "This workbook has no sheet Overview, so the figures stay in Kith."
    assert "Overview" not in openpyxl.load_workbook(path).sheetnames


def test_what_stands_beside_and_below_stays_and_people_stay(store: Store, path: Path) -> None:
    typed(path, (60, 9), "a note")
    shown(store, path)
    book = openpyxl.load_workbook(path)
    assert book["Overview"].cell(60, 9).value == "a note" and book["Contacts"]["B2"].value == "Ann"
    assert len(book["Overview"]._charts) == 3
    assert store.snapshot().contacts["name"].tolist() == ["Ann"]


def test_figures_that_are_the_same_are_not_written_again(store: Store, path: Path) -> None:
    shown(store, path)
    before = path.read_bytes()
    store.show_figures(figures(as_of=TODAY + dt.timedelta(1)))
    assert store.flush(10) and path.read_bytes() == before


def test_while_it_is_open_elsewhere_they_wait_for_the_next_save(store: Store, path: Path) -> None:
    lock = path.with_name("~$team.xlsx")
    lock.write_bytes(b"\x04Anna" + b" " * 50)
    assert shown(store, path) == "" and there(path)[5, 1] is None
    lock.unlink()
    store.save(BO)
    assert store.flush(10) and there(path) == figures()
    assert [batch.summary for batch in store.history()] == ["One more"]


def test_what_is_typed_while_they_wait_stays(store: Store, path: Path) -> None:
    lock = path.with_name("~$team.xlsx")
    lock.write_bytes(b"\x04Anna" + b" " * 50)
    shown(store, path)
    typed(path, (27, 1), "Ring mother")
    lock.unlink()
    store.save(BO)
    assert store.flush(10) and there(path)[27, 1] == "Ring mother" and there(path)[5, 1] is None
    assert sorted(store.snapshot().contacts["name"]) == ["Ann", "Bo"]


def test_an_earlier_version_that_is_brought_back_is_ours_too(store: Store, path: Path) -> None:
    shown(store, path)
    first = store.backups()[0].name
    shown(store, path, sales=5)
    store.restore(first)
    assert there(path) == figures()
    assert shown(store, path, sales=8) == "" and there(path) == figures(8)


def test_while_the_owner_is_asked_nothing_is_written(store: Store, path: Path) -> None:
    first = path.read_bytes()
    shown(store, path)
    store.save(BO)
    assert store.flush(10)
    path.write_bytes(first)  # a copy that knows nothing of it
    if store.question() is not None:
        assert shown(store, path).startswith("Nothing can be written into the workbook just now.")
        assert there(path)[5, 1] is None


def test_a_sheet_that_a_person_locked_stays_as_it_is_and_saves_go_in(store: Store, path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Overview"].protection.sheet = True
    book.save(path)
    before = there(path)
    assert shown(store, path).startswith("The sheet Overview is protected in the workbook")
    store.save(BO)
    assert store.flush(10) and there(path) == before and "Bo" in list(store.snapshot().contacts["name"])


def test_a_sheet_whose_title_is_spelt_in_another_way_holds_nobody_up(store: Store, path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page = book["Overview"]
    for title in ("Elsewhere", "OVERVIEW"):  # at once, openpyxl would number it
        page.title = title
    book.save(path)
    assert "no sheet Overview" in store.show_figures(figures())
    assert store.save(BO).confirmed and store.flush(10)


@pytest.mark.parametrize("error", [RuntimeError("a fault"), OSError(5, "the disk")])
def test_figures_that_break_a_write_are_left_out_of_the_next_one(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def breaks(*_: object) -> None:
        raise error

    monkeypatch.setattr("crm.store.writer.RETRY_SECONDS", 0.05)
    monkeypatch.setattr("crm.store.placing.Placing._show", breaks)
    lock = path.with_name("~$team.xlsx")
    lock.write_bytes(b"\x04Anna" + b" " * 50)
    store.show_figures(figures())
    lock.unlink()
    store.save(BO)
    assert store.flush(10) and there(path)[5, 1] is None
    assert sorted(store.snapshot().contacts["name"]) == ["Ann", "Bo"]


def test_a_book_in_memory_takes_them_too() -> None:
    kept = open_store(":memory:")
    assert kept.show_figures(figures()) == "" and kept.snapshot().contents.overview[5, 2] == "91 %"
    assert kept.show_figures(figures(5)) == "" and kept.snapshot().contents.overview[12, 6] == 5
    kept.close()


def test_a_viewer_writes_no_figures(store: Store) -> None:
    with pytest.raises(NotAllowed):
        store.by(Actor("Vera", "viewer")).show_figures(figures())
