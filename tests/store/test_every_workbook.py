"""The contract that every Workbook keeps, through the eyes of the Store and of the person beside it."""

from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import (
    AddRow,
    AddToList,
    Change,
    ChangeSet,
    RemoveFromList,
    RemoveRow,
    SetSetting,
    UpdateRow,
)
from crm.model.contents import Contents
from crm.store.store import Store
from crm.store.workbook import Edit, Moved, Ok, Written
from tests.store.conftest import ADA, BOB, AtExcel, AtMemory, Grid, Person

DORA = AddRow("Contacts", "C-DRA44D", {"name": "Dora Quist", "phone": "0044"})
STAMP = ("0123456789abcdef", "test:1")


def save(store: Store, *changes: Change) -> str:
    receipt = store.save(ChangeSet("a change", changes))
    assert store.flush(10)
    return receipt.batch


def write(person: Person, *edits: Edit) -> Written:
    seen = person.workbook.read().revision
    return person.workbook.write(edits, seen=seen, stamp=STAMP, before_swap=lambda intent: None)


def cells(person: Person, id: str) -> dict[str, Cell]:
    """The row of an ID as the person sees it, by heading."""
    headings, *rows = person.rows()
    row = next(row for row in rows if row[headings.index("ID")] == id)
    return {str(heading): cell for heading, cell in zip(headings, row, strict=True) if heading and cell is not None}


def table(contents: Contents, sheet: str = "Contacts") -> dict[str, list[Cell]]:
    """The columns of a sheet, a blank cell one way or the other."""
    return {name: [None if cell == "" else cell for cell in c] for name, c in contents.sheets[sheet].columns.items()}


def words(person: Person) -> dict[str, list[Cell]]:
    return {name: [cell for cell in column if cell] for name, column in person.workbook.read().lists.items()}


def by_heading(grid: Grid, heading: str) -> int:
    return grid[0].index(heading)


# what the protocol says ---------------------------------------------------------------------------------------------


def test_a_row_that_was_added_is_there_on_the_next_read(person: Person) -> None:
    assert write(person, DORA).outcomes == (Ok(),)
    row = person.workbook.read().sheets["Contacts"].row(DORA.id)
    assert row and (row["name"], row["phone"]) == ("Dora Quist", "0044")


def test_what_a_write_answers_is_what_the_next_read_finds(person: Person) -> None:
    update = UpdateRow("Contacts", "C-BOB22B", {"email": "bob@example.org"})
    written = write(person, DORA, update, RemoveRow("Contacts", "C-ADA11A"), SetSetting("currency", "EUR"))
    assert written.now is not None and written.now.stamp is not None and written.now.stamp[1] == STAMP[1]
    read = person.workbook.read()
    assert (written.now.sheets["Contacts"].rows, written.now.settings) == (read.sheets["Contacts"].rows, read.settings)
    assert table(written.now) == table(read)


def test_nothing_is_written_when_somebody_wrote_since_we_looked(person: Person) -> None:
    seen = person.workbook.read().revision
    person.edit(lambda grid: grid.append(["C-NEW55N", "New"]))
    written = person.workbook.write([DORA], seen=seen, stamp=STAMP, before_swap=lambda intent: None)
    assert isinstance(written.outcomes[0], Moved)
    assert set(person.workbook.read().sheets["Contacts"].places) >= {"C-NEW55N"} and len(person.rows()) == 5


def test_the_revision_moves_with_every_change_and_with_nothing_else(person: Person) -> None:
    first = person.workbook.revision()
    person.workbook.read()
    assert person.workbook.revision() == first
    write(person, DORA)
    second = person.workbook.revision()
    person.edit(lambda grid: grid.pop())
    assert len({first, second, person.workbook.revision()}) == 3


def test_a_journal_that_cannot_note_the_swap_stops_it(person: Person) -> None:
    def full(intent: object) -> None:
        raise OSError("disk full")

    before = person.workbook.read()
    with pytest.raises(OSError, match="disk full"):
        person.workbook.write([DORA], seen=before.revision, stamp=STAMP, before_swap=full)
    assert person.workbook.read() == before


def test_one_edit_that_cannot_be_done_does_not_stop_the_others(person: Person) -> None:
    written = write(person, UpdateRow("Contacts", "C-NOB00X", {"name": "Nobody"}), DORA)
    assert [isinstance(outcome, Ok) for outcome in written.outcomes] == [False, True]


def test_equal_content_gives_equal_contents_in_memory_and_in_excel(tmp_path: Path) -> None:
    rows = {"Contacts": [ADA, BOB], "Interactions": [{"id": "N-1A", "date": None, "what": "Called"}]}
    memory, excel = (kind(rows, tmp_path).workbook.read() for kind in (AtMemory, AtExcel))
    for name in memory.sheets:
        if name in excel.sheets:
            assert table(memory, name) == table(excel, name)
    assert (memory.settings, memory.lists) == (excel.settings, excel.lists)


# rows are known by their ID, columns by their heading ---------------------------------------------------------------


def test_a_sorted_sheet_does_not_move_an_edit_to_the_wrong_person(store: Store, person: Person) -> None:
    with person.has_it_open():
        store.save(ChangeSet("a change", (UpdateRow("Contacts", "C-ADA11A", {"phone": "1"}, {"phone": ADA["phone"]}),)))
        person.edit(lambda grid: grid.__setitem__(slice(1, None), grid[:0:-1]))
    assert store.flush(10)
    assert [cells(person, id)["Phone"] for id in ("C-ADA11A", "C-BOB22B")] == ["1", BOB["phone"]]


def test_columns_in_another_order_change_nothing(store: Store, person: Person) -> None:
    def swap(grid: Grid) -> None:
        a, b = by_heading(grid, "Phone"), by_heading(grid, "City")
        for row in grid:
            row[a], row[b] = row[b], row[a]

    before = store.snapshot().contacts.copy()
    person.edit(swap)
    save(store, UpdateRow("Contacts", "C-ADA11A", {"city": "Paris"}, {"city": "London"}))
    before.loc["C-ADA11A", "city"] = "Paris"
    assert store.snapshot().contacts[["name", "phone", "city"]].equals(before[["name", "phone", "city"]])
    assert cells(person, "C-ADA11A")["City"] == "Paris"


def test_a_renamed_heading_is_found_by_its_alias(store: Store, person: Person) -> None:
    person.edit(lambda grid: grid[0].__setitem__(by_heading(grid, "Phone"), "Telephone"))
    save(store, UpdateRow("Contacts", "C-BOB22B", {"phone": "040"}, {"phone": "030 1234"}))
    assert cells(person, "C-BOB22B")["Telephone"] == "040"


def test_a_teams_own_column_is_read_and_written(store: Store, person: Person) -> None:
    def add(grid: Grid) -> None:
        for row, cell in zip(grid, ["Shoe size", "38", None, None], strict=True):
            row.append(cell)

    person.edit(add)
    assert store.snapshot().cell("Contacts", "C-ADA11A", "own:Shoe size") == "38"
    save(store, UpdateRow("Contacts", "C-BOB22B", {"own:Shoe size": "44"}))
    assert cells(person, "C-BOB22B")["Shoe size"] == "44"


def test_a_formula_of_the_team_is_never_written_over(store: Store, person: Person) -> None:
    def add(grid: Grid) -> None:
        for row, cell in zip(grid, ["Twice", "=1+1", "=2+2", None], strict=True):
            row.append(cell)

    person.edit(add)
    receipt = store.save(ChangeSet("a change", (UpdateRow("Contacts", "C-ADA11A", {"own:Twice": "3", "city": "Rom"}),)))
    assert store.flush(10) and [conflict.ours for conflict in receipt.conflicts] == ["3"]
    assert (cells(person, "C-ADA11A")["Twice"], cells(person, "C-ADA11A")["City"]) == ("=1+1", "Rom")


# rows without an ID, and copies of rows -----------------------------------------------------------------------------


def test_a_row_typed_without_an_id_gets_one_with_the_next_save_and_keeps_it_until_then(
    store: Store, person: Person
) -> None:
    person.edit(lambda grid: grid.append([None, "Eve", *[None] * (len(grid[0]) - 2)]))
    (id,) = set(store.snapshot().contacts.index) - {"C-ADA11A", "C-BOB22B", "C-CLE33C"}
    person.edit(lambda grid: grid.insert(1, grid.pop()))
    assert store.snapshot().contacts.at[id, "name"] == "Eve"
    assert all(row[0] != id for row in person.rows())
    save(store, UpdateRow("Contacts", "C-ADA11A", {"city": "Rom"}))
    assert cells(person, id)["Name"] == "Eve"


def test_a_row_without_an_id_can_be_edited_at_once(store: Store, person: Person) -> None:
    person.edit(lambda grid: grid.append([None, "Eve", *[None] * (len(grid[0]) - 2)]))
    (id,) = set(store.snapshot().contacts.index) - {"C-ADA11A", "C-BOB22B", "C-CLE33C"}
    save(store, UpdateRow("Contacts", id, {"phone": "555"}, {"phone": None}))
    assert (cells(person, id)["Phone"], store.conflicts()) == ("555", [])


def test_two_rows_that_are_alike_keep_their_two_ids(store: Store, person: Person) -> None:
    blank = [None, "Eve", *[None] * 20]
    person.edit(lambda grid: grid.extend([blank[: len(grid[0])], blank[: len(grid[0])]]))
    first = list(store.snapshot().contacts.index)
    person.edit(lambda grid: grid[1].__setitem__(by_heading(grid, "City"), "Rom"))
    assert list(store.snapshot().contacts.index) == first and len(set(first)) == 5


def test_a_row_without_an_id_keeps_its_id_when_a_cell_of_it_is_changed(store: Store, person: Person) -> None:
    person.edit(lambda grid: grid.append([None, "Eve", *[None] * (len(grid[0]) - 2)]))
    first = set(store.snapshot().contacts.index)
    person.edit(lambda grid: grid[-1].__setitem__(by_heading(grid, "City"), "Rom"))
    assert set(store.snapshot().contacts.index) == first


def test_a_copied_row_that_was_changed_becomes_a_person_of_its_own(store: Store, person: Person) -> None:
    def copy_above(grid: Grid) -> None:
        grid.insert(1, list(grid[1]))
        grid[1][by_heading(grid, "Name")] = "Ada's sister"

    person.edit(copy_above)
    save(store, UpdateRow("Contacts", "C-ADA11A", {"phone": "1"}, {"phone": ADA["phone"]}))
    assert cells(person, "C-ADA11A")["Name"] == "Ada Lovelace" and cells(person, "C-ADA11A")["Phone"] == "1"
    people = store.snapshot().contacts
    assert sorted(people["name"]) == ["Ada Lovelace", "Ada's sister", "Bob Stone", "Cleo Adeyemi"]


def test_an_exact_copy_of_a_row_counts_once_and_is_listed(store: Store, person: Person) -> None:
    person.edit(lambda grid: grid.append(list(grid[1])))
    snapshot = store.snapshot()
    assert len(snapshot.contacts) == 3 and [p.code for p in snapshot.problems] == ["duplicate_id"]


def test_an_id_with_spaces_around_it_is_the_same_id(store: Store, person: Person) -> None:
    person.edit(lambda grid: grid[1].__setitem__(0, " C-ADA11A "))
    save(store, UpdateRow("Contacts", "C-ADA11A", {"phone": "1"}, {"phone": ADA["phone"]}))
    assert store.snapshot().cell("Contacts", "C-ADA11A", "phone") == "1"
    assert person.rows()[1][by_heading(person.rows(), "Phone")] == "1"


# removing, coming back, settings, lists -----------------------------------------------------------------------------


def test_a_removed_row_returns_to_its_place_with_everything_in_it(store: Store, person: Person) -> None:
    before = person.rows()
    batch = save(store, RemoveRow("Contacts", "C-BOB22B"))
    assert [row[0] for row in person.rows()] == ["ID", "C-ADA11A", None, "C-CLE33C"]
    store.undo(batch)
    assert store.flush(10)
    known = [n for n, heading in enumerate(before[0]) if heading not in ("Changed on", "Changed by", "Added on")]
    assert [[row[n] for n in known] for row in person.rows()] == [[row[n] for n in known] for row in before]


def test_a_row_that_comes_back_does_not_land_on_a_line_of_totals(store: Store, person: Person) -> None:
    def total(grid: Grid) -> None:
        grid[2] = [None, "Total", *[None] * (len(grid[0]) - 2)]

    batch = save(store, RemoveRow("Contacts", "C-BOB22B"))
    person.edit(total)
    store.undo(batch)
    assert store.flush(10)
    assert person.rows()[2][1] == "Total" and cells(person, "C-BOB22B")["Name"] == "Bob Stone"


def test_a_row_that_comes_back_was_added_when_it_was_added(store: Store, person: Person) -> None:
    person.edit(lambda grid: grid[2].__setitem__(by_heading(grid, "Added on"), "2020-02-02"))
    batch = save(store, RemoveRow("Contacts", "C-BOB22B"))
    store.undo(batch)
    assert store.snapshot().cell("Contacts", "C-BOB22B", "added_on") == "2020-02-02"


def test_a_setting_is_read_and_written(store: Store, person: Person) -> None:
    batch = save(store, SetSetting("currency", "EUR", "GBP"))
    assert store.snapshot().settings.text("currency") == "EUR"
    assert "EUR" in [row[2] for row in person.rows("Settings") if row[0] == "currency"]
    store.undo(batch)
    assert store.snapshot().settings.text("currency") == "GBP"


def test_a_word_is_added_to_a_list_and_taken_out_again(store: Store, person: Person) -> None:
    before = words(person)
    save(store, AddToList("Relationships", "Patient", {"means": "customer"}))
    assert store.snapshot().lists.meaning("Relationships", "patient") == "customer"
    save(store, RemoveFromList("Relationships", "patient", {"means": "customer"}))
    assert words(person) == before


def test_two_words_in_one_save_stand_below_each_other(store: Store, person: Person) -> None:
    save(store, AddToList("Tags", "red"), AddToList("Tags", "blue"), RemoveFromList("Tags", "red"))
    assert store.snapshot().lists.entries("Tags") == ["blue"]
    assert person.workbook.read().lists["Tags"][0] == "blue"


# the next snapshot ----------------------------------------------------------------------------------------------------


def test_a_snapshot_after_saves_is_the_one_that_a_fresh_start_reads(store: Store, person: Person) -> None:
    save(store, DORA, UpdateRow("Contacts", "C-BOB22B", {"email": "b@example.org"}), RemoveRow("Contacts", "C-ADA11A"))
    ours, read = store.snapshot(), person.workbook.read()
    assert table(ours.contents) == table(read)
    assert ours.contents.sheets["Contacts"].rows == read.sheets["Contacts"].rows


def test_a_person_added_and_edited_while_the_workbook_is_open_elsewhere_arrives_whole(
    store: Store, person: Person
) -> None:
    with person.has_it_open():
        store.save(ChangeSet("add", (DORA,)))
        store.save(ChangeSet("edit", (UpdateRow("Contacts", DORA.id, {"city": "Oslo"}, {"city": None}),)))
        assert store.snapshot().contacts.at[DORA.id, "city"] == "Oslo"
    assert store.flush(10) and store.conflicts() == []
    assert cells(person, DORA.id)["City"] == "Oslo"


def test_a_cell_changed_twice_while_the_workbook_is_open_elsewhere_gets_its_last_value(
    store: Store, person: Person
) -> None:
    with person.has_it_open():
        for old, new in (("London", "Paris"), ("Paris", "Rome")):
            store.save(ChangeSet("edit", (UpdateRow("Contacts", "C-ADA11A", {"city": new}, {"city": old}),)))
    assert store.flush(10) and store.conflicts() == []
    assert cells(person, "C-ADA11A")["City"] == "Rome"


def test_an_empty_change_set_writes_nothing(store: Store, person: Person) -> None:
    before = person.workbook.revision()
    assert store.save(ChangeSet("nothing")).in_workbook
    assert store.flush(1) and person.workbook.revision() == before
    assert store.history() == []


def test_a_person_whose_row_was_copied_to_the_letter_is_removed_with_the_copy(store: Store, person: Person) -> None:
    person.edit(lambda grid: grid.append(list(grid[2])))
    assert "C-BOB22B" in store.snapshot().contacts.index
    store.save(ChangeSet("Bob removed", (RemoveRow("Contacts", "C-BOB22B"),)))
    assert store.flush(10) and not any("C-BOB22B" in row for row in person.rows())
