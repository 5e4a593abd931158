"""What people do to the sheet as a whole: sorting, moving, inserting, IDs typed over, sheets renamed and removed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.store.conftest import BOOK_ID, NOW, PEOPLE, TODAY, AtExcel, Grid

Open = Callable[..., Store]
ADAS = "C-ADA11A"


def rows(store: Store) -> dict[str, dict[str, object]]:
    sheet = store.snapshot().contents.sheets["Contacts"]
    return {id: {field: cell for field, cell in (sheet.row(id) or {}).items() if cell} for id in sheet.places}


def rearranged(grid: Grid, dice: st.DataObject) -> Grid:
    """The rows and columns in another order, with blank rows and a column of the team's own between them."""
    body = dice.draw(st.permutations(grid[1:]))
    columns = dice.draw(st.permutations(range(len(grid[0]))))
    moved = [[row[n] for n in columns] for row in (grid[0], *body)]
    for place in dice.draw(st.lists(st.integers(1, 4), max_size=3)):
        moved.insert(place, [None] * len(columns))
    place = dice.draw(st.integers(0, len(columns)))
    return [[*row[:place], "Mine" if n == 0 else None, *row[place:]] for n, row in enumerate(moved)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_sorting_moving_and_inserting_is_nobodys_change(
    tmp_path_factory: pytest.TempPathFactory, dice: st.DataObject
) -> None:
    workbook = MemoryWorkbook.new(PEOPLE, today=lambda: TODAY)
    journal = Journal(tmp_path_factory.mktemp("moved") / "journal.sqlite", BOOK_ID)
    store = Store(Record(workbook, journal, lambda: NOW), "here", Actor("Ann"))
    before = rows(store)

    def move(book: MemoryWorkbook) -> None:
        sheet = book.sheet("Contacts")
        sheet.rows = rearranged(sheet.rows, dice)

    workbook.edit(move)
    assert (rows(store), store.history(), store.question()) == (before, [], None)
    store.close()


def test_rows_that_a_filter_hides_are_there_as_before(opened: Open, path: Path) -> None:
    store, book = opened(), openpyxl.load_workbook(path)
    before = rows(store)
    book["Contacts"].row_dimensions[2].hidden = True
    book["Contacts"].auto_filter.add_filter_column(1, ["Bob Stone"])
    book.save(path)
    assert (rows(store), store.history()) == (before, [])


@pytest.mark.parametrize("typed", ["C-XYZ99Z", "4711"])
def test_an_id_that_was_typed_over_is_another_row_with_the_same_cells(opened: Open, path: Path, typed: str) -> None:
    store = opened()
    before = rows(store)[ADAS]
    AtExcel.at(path).edit(lambda grid: grid[1].__setitem__(0, typed))
    assert set(rows(store)) == {"C-BOB22B", "C-CLE33C", typed} and {**rows(store)[typed], "id": ADAS} == before


@pytest.mark.parametrize(("gone", "kind"), [(3, ""), (4, "rows_gone")])
def test_from_a_tenth_of_the_rows_on_a_removal_is_asked_about(opened: Open, path: Path, gone: int, kind: str) -> None:
    store = opened()
    people = [AddRow("Contacts", f"C-AAA{n:02}A", {"name": f"Person {n}"}) for n in range(30)]
    store.save(ChangeSet("30 added", tuple(people)))
    assert store.flush(10)
    AtExcel.at(path).edit(lambda grid: grid.__setitem__(slice(-gone, None), []))
    question = store.question()
    assert (question.kind if question else "") == kind


def test_what_we_wrote_into_a_row_whose_id_was_typed_over_is_not_lost(opened: Open, path: Path) -> None:
    store, mine = opened(), AtExcel.at(path)
    old = path.read_bytes()
    store.save(ChangeSet("Rome", (UpdateRow("Contacts", ADAS, {"city": "Rome"}, {"city": "London"}),)))
    assert store.flush(10)
    path.write_bytes(old)
    mine.edit(lambda grid: grid[1].__setitem__(0, "C-XYZ99Z"))
    assert store.flush(10) and rows(store)[ADAS]["city"] == "Rome"
    assert [conflict.id for conflict in store.conflicts()] == [ADAS]


def titled(path: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    """Somebody renames or removes a sheet."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def test_a_renamed_sheet_is_known_by_its_headings(opened: Open, path: Path) -> None:
    store = opened()
    titled(path, lambda book: setattr(book["Contacts"], "title", "Our people"))
    store.save(ChangeSet("Rome", (UpdateRow("Contacts", ADAS, {"city": "Rome"}, {"city": "London"}),)))
    assert store.flush(10) and store.question() is None
    assert "Rome" in AtExcel.at(path).rows("Our people")[1]


def test_a_sheet_that_was_removed_is_asked_about_and_nothing_is_written(opened: Open, path: Path) -> None:
    store = opened()
    called = AddRow("Interactions", "I-AAA11A", {"date": dt.date(2026, 1, 5), "type": "Call", "what": "rang"})
    store.save(ChangeSet("a call", (called,)))
    assert store.flush(10)
    titled(path, lambda book: book.remove(book["Interactions"]))
    after, question = path.read_bytes(), store.question()
    assert question is not None and question.kind == "heading_gone" and "Interactions" in question.sentence
    assert path.read_bytes() == after and len(store.snapshot().interactions) == 1


def test_a_column_that_was_removed_is_asked_about(opened: Open, path: Path) -> None:
    store = opened()

    def remove(grid: Grid) -> None:
        place = grid[0].index("City")
        for row in grid:
            del row[place]

    AtExcel.at(path).edit(remove)
    question = store.question()
    assert question is not None and question.kind == "heading_gone" and rows(store)[ADAS]["city"] == "London"
