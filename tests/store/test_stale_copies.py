"""Somebody who had the workbook open while Kith saved, and saves it over ours: nothing of either is lost."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, ChangeSet, RemoveRow, SetBeside, UpdateRow
from crm.model.errors import ReadOnly
from crm.store.excel import swapping
from crm.store.store import Store
from tests.store.conftest import ADA, AtExcel, Grid, owner_file

Open = Callable[..., Store]


class Colleague:
    """Has the workbook open since a moment; what they type is in their copy until they save it."""

    def __init__(self, path: Path) -> None:
        self._path, self._copy = path, path.with_name("copy-in-memory.xlsx")
        shutil.copyfile(path, self._copy)

    def types(self, name: str, heading: str, cell: Cell) -> "Colleague":
        """Put something into the row of a person."""

        def change(grid: Grid) -> None:
            row = next(row for row in grid if name in row)
            row[grid[0].index(heading)] = cell

        AtExcel.at(self._copy).edit(change)
        return self

    def does(self, change: Callable[[Grid], None]) -> "Colleague":
        """Anything else in the sheet Contacts."""
        AtExcel.at(self._copy).edit(change)
        return self

    def saves(self) -> None:
        """Their copy in the place of the workbook."""
        self._path.write_bytes(self._copy.read_bytes())

    def replaces(self) -> None:
        """The same, as programs do that write beside and rename."""
        self._copy.replace(self._path)


def said(store: Store, field: str, before: Cell, after: Cell, id: str = "C-ADA11A") -> None:
    """Somebody changes a cell in the app, and it is in the workbook."""
    assert store.save(ChangeSet("a change", (UpdateRow("Contacts", id, {field: after}, {field: before}),))).confirmed
    assert store.flush(10)


def cells(path: Path, heading: str) -> list[Cell]:
    headings, *rows = AtExcel.at(path).rows()
    return [row[headings.index(heading)] for row in rows]


def now(store: Store, field: str, id: str = "C-ADA11A") -> Cell:
    return store.snapshot().cell("Contacts", id, field)


def test_a_stale_copy_saved_over_ours_keeps_her_cells_and_gets_ours_back(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "phone", ADA["phone"], "999")
    anna.types("Bob Stone", "City", "Bonn").saves()
    assert (now(store, "phone"), now(store, "city", "C-BOB22B")) == ("999", "Bonn") and store.flush(10)
    assert cells(path, "Phone")[0] == "999" and cells(path, "City")[1] == "Bonn" and store.conflicts() == []


def test_a_person_brought_back_is_not_lost_to_a_copy_opened_while_they_were_gone(opened: Open, path: Path) -> None:
    store = opened()
    said(store, "phone", ADA["phone"], "999")
    Colleague(path).does(lambda grid: grid.__delitem__(2)).saves()
    store.snapshot()
    removal = store.history()[0]
    anna = Colleague(path)
    assert store.undo(removal.batch).confirmed and store.flush(10)
    anna.types("Ada Lovelace", "City", "Madrid").saves()
    assert now(store, "name", "C-BOB22B") == "Bob Stone" and now(store, "city") == "Madrid"
    assert store.flush(10) and "Bob Stone" in cells(path, "Name") and store.conflicts() == []


def test_one_cell_typed_on_both_sides_stays_hers_and_ours_is_to_be_decided(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "city", "London", "Rome")
    anna.types("Ada Lovelace", "City", "Madrid").saves()
    assert now(store, "city") == "Madrid" and store.flush(10)
    (conflict,) = store.conflicts()
    assert (conflict.before, conflict.theirs, conflict.ours, conflict.actor) == ("London", "Madrid", "Rome", "Ann")


def test_who_saves_her_open_copy_again_and_again_is_never_asked_about_her_own_words(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "phone", ADA["phone"], "999")
    for city in ("Madrid", "Paris", "Oslo"):
        anna.types("Ada Lovelace", "City", city).saves()
        assert (now(store, "city"), now(store, "phone")) == (city, "999") and store.flush(10)
    assert store.conflicts() == [] and cells(path, "City")[0] == "Oslo"


def test_a_person_added_in_the_app_comes_back_after_a_stale_save(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    store.save(ChangeSet("Dora added", (AddRow("Contacts", "C-DRA44D", {"name": "Dora", "city": "Bern"}),)))
    assert store.flush(10)
    anna.types("Bob Stone", "City", "Bonn").saves()
    assert now(store, "name", "C-DRA44D") == "Dora" and store.flush(10)
    assert "Dora" in cells(path, "Name") and "Bonn" in cells(path, "City")


def test_a_removal_in_the_app_stands_after_a_stale_save(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    store.save(ChangeSet("Bob removed", (RemoveRow("Contacts", "C-BOB22B"),)))
    assert store.flush(10)
    anna.types("Ada Lovelace", "City", "Bonn").saves()
    assert "C-BOB22B" not in store.snapshot().contacts.index and store.flush(10)
    assert "Bob Stone" not in cells(path, "Name") and cells(path, "City")[0] == "Bonn"


def test_a_person_removed_in_the_app_and_much_changed_in_a_stale_copy_is_there_and_to_be_decided(
    opened: Open, path: Path
) -> None:
    store, anna = opened(), Colleague(path)
    store.save(ChangeSet("Bob removed", (RemoveRow("Contacts", "C-BOB22B"),)))
    assert store.flush(10)
    for heading, cell in (("City", "Bonn"), ("Phone", "0228 1"), ("Name", "Bob A. Stone")):
        anna.types("C-BOB22B", heading, cell)
    anna.saves()
    assert now(store, "name", "C-BOB22B") == "Bob A. Stone" and len(store.conflicts()) == 1


def test_a_row_that_waits_to_come_back_and_stands_in_an_older_copy_keeps_what_was_confirmed(
    opened: Open, path: Path
) -> None:
    store, anna, ben = opened(), Colleague(path), Colleague(path)
    said(store, "city", "Berlin", "Bonn", "C-BOB22B")
    with owner_file(path):
        anna.does(lambda grid: grid.__delitem__(2)).saves()  # she has never seen Bonn, so Bob is to be decided
        assert now(store, "city", "C-BOB22B") == "Bonn"
        ben.saves()
        assert now(store, "city", "C-BOB22B") == "Bonn"
    assert store.flush(10) and "Bonn" in cells(path, "City") and store.verify() == []


def test_a_row_removed_there_and_edited_here_stays_and_is_to_be_decided(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "city", "Berlin", "Bonn", "C-BOB22B")
    anna.does(lambda grid: grid.__setitem__(slice(None), [row for row in grid if "Bob Stone" not in row])).saves()
    assert now(store, "city", "C-BOB22B") == "Bonn" and store.flush(10)
    (conflict,) = store.conflicts()
    assert conflict.id == "C-BOB22B" and conflict.field == "" and "Bob Stone" in cells(path, "Name")


def test_a_stale_copy_saved_while_kith_was_closed_is_merged_at_the_next_start(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "phone", ADA["phone"], "999")
    store.close()
    anna.types("Bob Stone", "City", "Bonn").saves()
    again = opened()
    assert (now(again, "phone"), now(again, "city", "C-BOB22B")) == ("999", "Bonn") and again.flush(10)
    assert cells(path, "Phone")[0] == "999"


def test_tags_of_both_sides_are_kept(opened: Open, path: Path) -> None:
    store = opened()
    said(store, "tags", None, "Garden")
    anna = Colleague(path)
    said(store, "tags", "Garden", "Garden; Choir")
    anna.types("Ada Lovelace", "Tags", "Garden; Tea").saves()
    assert now(store, "tags") == "Garden; Tea; Choir" and store.conflicts() == []


def test_do_not_contact_is_never_lost_to_a_stale_copy(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "do_not_contact", None, "Yes")
    anna.types("Ada Lovelace", "Do not contact", "No").saves()
    assert now(store, "do_not_contact") == "Yes" and store.flush(10) and cells(path, "Do not contact")[0] == "Yes"


def test_what_was_done_in_the_sheet_stands_in_the_history_and_can_be_undone(opened: Open, path: Path) -> None:
    store = opened()
    AtExcel.at(path).edit(lambda grid: grid[1].__setitem__(grid[0].index("City"), "Madrid"))
    assert now(store, "city") == "Madrid"
    (batch,) = store.history()
    assert (batch.actor, batch.summary) == ("in the sheet", "Ada Lovelace: City")
    store.undo(batch.batch)
    assert store.flush(10) and cells(path, "City")[0] == "London"


def test_many_rows_gone_at_once_are_asked_about_before_anything_is_written(opened: Open, path: Path) -> None:
    store = opened()
    people = [AddRow("Contacts", f"C-AAA{n:02}A", {"name": f"Person {n}"}) for n in range(40)]
    store.save(ChangeSet("40 added", tuple(people)))
    assert store.flush(10)
    AtExcel.at(path).edit(lambda grid: grid.__setitem__(slice(4, None), []))
    question = store.question()
    assert question is not None and question.kind == "rows_gone" and len(store.snapshot().contacts) == 43
    with pytest.raises(ReadOnly, match="40 of 43 rows are gone"):
        store.save(ChangeSet("more", (AddRow("Contacts", "C-DRA44D", {"name": "Dora"}),)))


@pytest.mark.parametrize(("choice", "left"), [("back", 43), ("take", 3)])
def test_the_owner_says_whether_the_rows_come_back(opened: Open, path: Path, choice: str, left: int) -> None:
    store = opened()
    people = [AddRow("Contacts", f"C-AAA{n:02}A", {"name": f"Person {n}"}) for n in range(40)]
    store.save(ChangeSet("40 added", tuple(people)))
    assert store.flush(10)
    AtExcel.at(path).edit(lambda grid: grid.__setitem__(slice(4, None), []))
    assert store.question() is not None
    store.answer(choice)
    assert store.question() is None and store.flush(10)
    assert len(store.snapshot().contacts) == left == len([name for name in cells(path, "Name") if name])


@pytest.mark.parametrize("in_place", [True, False], ids=["into the file itself", "another file in its place"])
def test_who_saves_in_the_very_moment_of_our_swap_loses_nothing(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch, in_place: bool
) -> None:
    store, anna = opened(), Colleague(path)
    anna.types("Bob Stone", "City", "Bonn").types("Ada Lovelace", "City", "Madrid")
    swap, turns = swapping.swap, [anna]

    def at_that_moment(temp: Path, target: Path, is_still: Callable[[bytes], bool]) -> None:
        if turns and turns.pop():
            anna.saves() if in_place else anna.replaces()
        swap(temp, target, is_still)

    monkeypatch.setattr(swapping, "swap", at_that_moment)
    values: dict[str, Cell] = {"city": "Rome", "phone": "999"}
    seen: dict[str, Cell] = {"city": "London", "phone": ADA["phone"]}
    store.save(ChangeSet("a change", (UpdateRow("Contacts", "C-ADA11A", values, seen),)))
    assert store.flush(10)
    assert (cells(path, "City")[:2], cells(path, "Phone")[0]) == (["Madrid", "Bonn"], "999")
    assert [(c.theirs, c.ours) for c in store.conflicts()] == [("Madrid", "Rome")]


def test_a_row_brought_back_while_the_file_is_open_survives_a_stale_copy(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    batch = store.save(ChangeSet("Bob removed", (RemoveRow("Contacts", "C-BOB22B"),))).batch
    assert store.flush(10)
    with owner_file(path):
        store.undo(batch)
        anna.types("Ada Lovelace", "City", "Bonn").saves()
        store.snapshot()
    assert store.flush(10) and "Bob Stone" in cells(path, "Name")


def test_a_waiting_change_of_a_cell_that_a_stale_copy_only_put_back_is_no_conflict(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "city", "London", "Rome")
    with owner_file(path):
        assert store.save(
            ChangeSet("a change", (UpdateRow("Contacts", "C-ADA11A", {"city": "Oslo"}, {"city": "Rome"}),))
        ).confirmed
        anna.types("Bob Stone", "City", "Bonn").saves()
        store.snapshot()
    assert store.flush(10) and cells(path, "City")[:2] == ["Oslo", "Bonn"] and store.conflicts() == []


def test_removed_brought_back_and_removed_again_before_anything_is_written_is_removed(opened: Open, path: Path) -> None:
    store = opened()
    with owner_file(path):
        batch = store.save(ChangeSet("Bob removed", (RemoveRow("Contacts", "C-BOB22B"),))).batch
        store.undo(store.undo(batch).batch)
    assert store.flush(10) and "Bob Stone" not in cells(path, "Name")


def test_what_stands_beside_a_word_of_a_list_is_merged_like_a_cell(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    meaning = SetBeside("Relationships", "Customer", "means", "patient", "customer")
    assert store.save(ChangeSet("a meaning", (meaning,))).confirmed and store.flush(10)
    anna.types("Bob Stone", "City", "Bonn").saves()
    assert store.snapshot().lists.meaning("Relationships", "Customer") == "patient" and store.flush(10)
    store.undo(store.history()[-1].batch)
    assert store.flush(10) and store.snapshot().lists.meaning("Relationships", "Customer") == "customer"


def test_two_waiting_changes_of_tags_meet_what_she_added_meanwhile(opened: Open, path: Path) -> None:
    store = opened()
    said(store, "tags", None, "Garden")
    with owner_file(path):
        for before, after in (("Garden", "Garden; Choir"), ("Garden; Choir", "Garden; Choir; Tea")):
            store.save(ChangeSet("tags", (UpdateRow("Contacts", "C-ADA11A", {"tags": after}, {"tags": before}),)))
        AtExcel.at(path).edit(lambda grid: grid[1].__setitem__(grid[0].index("Tags"), "Garden; Chess"))
        store.snapshot()
    assert store.flush(10) and store.conflicts() == []
    assert cells(path, "Tags")[0] == "Garden; Chess; Choir; Tea"
