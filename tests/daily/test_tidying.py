"""Slips in the record itself, on each kind of it: found, put right, taken back; and nothing that was typed is lost."""

import datetime as dt

import openpyxl
import pytest

from crm.actions.interactions import log_interaction
from crm.actions.tidy import findings, heal, is_to_tidy, proposed, sure
from crm.actions.tidying.sheets import letter
from crm.model.cells import Cell
from crm.model.changes import ChangeSet, UpdateRow
from crm.model.errors import InvalidInput, NoSuchRow
from crm.store.store import Store
from tests.clock import until
from tests.daily.conftest import ANN, SHOP, TOM, Save
from tests.daily.test_duplicates import rows
from tests.store.conftest import AtExcel, Grid, Person
from tests.store.google.at_google import AtGoogle

TYPED: dict[tuple[str, str], Cell] = {
    (ANN, "Email"): "ann@example,com",
    (ANN, "Relationship"): "Custmer",
    (TOM, "Phone"): 7700900417,
    (TOM, "Email"): "tom@gmial.com",
    (SHOP, "Notes"): "MÃ¼ller rang",
    (SHOP, "Birthday"): "31 Feb",
}
FOUND = {
    ("not_an_email", ANN, "email"),
    ("not_in_list", ANN, "relationships"),
    ("phone_as_number", TOM, "phone"),
    ("email_typo", TOM, "email"),
    ("mojibake", SHOP, "notes"),
    ("not_a_date", SHOP, "birthday"),
}


def mistype(grid: Grid) -> None:
    for (id, heading), cell in TYPED.items():
        row = next(row for row in grid if row[0] == id)
        row[grid[0].index(heading)] = cell


@pytest.fixture
def slips(store: Store, person: Person) -> Store:
    store.snapshot()
    person.edit(mistype)
    return store


def test_slips_are_found_put_right_in_one_press_and_taken_back(slips: Store, save: Save, person: Person) -> None:
    found = findings(slips.snapshot())
    assert {(one.code, one.id, one.field) for one in found} == FOUND
    before = rows(slips.snapshot())
    changes = heal(proposed(found))
    row = save(changes)
    assert (
        row.cell("Contacts", ANN, "email") == "ann@example.com" and row.cell("Contacts", TOM, "phone") == "07700 900417"
    )
    assert (
        row.cell("Contacts", ANN, "relationships") == "Customer"
        and row.cell("Contacts", SHOP, "notes") == "Müller rang"
    )
    assert [one.code for one in findings(slips.snapshot())] == ["not_a_date"]
    history = [str(step) for batch in slips.history() for step in batch.steps]
    kept = [str(cell) for line in person.rows() for cell in line] + history
    assert all(any(str(typed) in text for text in kept) for typed in TYPED.values())
    assert slips.undo(changes.batch).confirmed and slips.flush(10)
    assert rows(slips.snapshot()) == before
    assert {(one.code, one.id, one.field) for one in findings(slips.snapshot())} == FOUND


def test_what_is_sure_is_only_written_in_another_form(slips: Store, save: Save) -> None:
    found = sure(findings(slips.snapshot()))
    assert {one.code for one in found} == {"not_an_email", "phone_as_number"}
    save(heal(found))
    assert {one.code for one in findings(slips.snapshot())} == {"not_in_list", "email_typo", "mojibake", "not_a_date"}


def test_a_choice_is_carried_out_as_it_was_chosen(slips: Store, save: Save) -> None:
    (birthday,) = [one for one in findings(slips.snapshot()) if one.code == "not_a_date"]
    assert [fix.after for fix in birthday.fixes] == ["29 February", "2 March"]
    assert save(heal([birthday], 1)).cell("Contacts", SHOP, "birthday") == "2 March"


def test_a_new_word_goes_into_its_list_and_is_no_slip_any_more(slips: Store, save: Save) -> None:
    (word,) = [one for one in findings(slips.snapshot()) if one.code == "not_in_list"]
    after = save(heal([word], 1))
    assert (
        after.lists.entries("Relationships")[-1] == "Custmer"
        and after.cell("Contacts", ANN, "relationships") == "Custmer"
    )
    assert "not_in_list" not in {one.code for one in findings(slips.snapshot())}


def test_a_cell_that_was_changed_meanwhile_stays_and_is_put_to_somebody(slips: Store, person: Person) -> None:
    found = [one for one in findings(slips.snapshot()) if one.code == "not_an_email"]

    def again(grid: Grid) -> None:
        row = next(row for row in grid if row[0] == ANN)
        row[grid[0].index("Email")] = "lee@example.org"

    person.edit(again)
    slips.snapshot()
    receipt = slips.save(heal(found))
    assert slips.snapshot().cell("Contacts", ANN, "email") == "lee@example.org"
    assert [(one.ours, one.theirs) for one in receipt.conflicts] == [("ann@example.com", "lee@example.org")]


def test_a_line_of_totals_and_a_heading_between_are_no_people_and_stay_where_they_are(
    store: Store, person: Person, save: Save
) -> None:
    store.snapshot()

    def type_them(grid: Grid) -> None:
        name = grid[0].index("Name")
        for word in ("--- Bakeries ---", "Total"):
            line: list[Cell] = [None] * len(grid[0])
            line[name] = word
            grid.append(line)

    person.edit(type_them)
    now = store.snapshot()
    assert len(now.contacts) == 3
    assert [(one.code, one.text) for one in findings(now)] == [
        ("totals_row", "Total"),
        ("section_row", "--- Bakeries ---"),
    ]
    with pytest.raises(InvalidInput, match="nothing that could be put right"):
        heal(findings(now))
    assert [row[1] for row in person.rows()][-2:] == ["--- Bakeries ---", "Total"]


def test_a_row_of_nobody_is_linked_to_who_is_meant_or_to_somebody_new(store: Store, person: Person, save: Save) -> None:
    store.snapshot()

    def of_others(grid: Grid) -> None:
        day, contact = (grid[0].index(word) for word in ("Date", "Contact"))
        for name in ("Ann Leee", "Bo Chen", "Bo Chen"):
            line: list[Cell] = [None] * len(grid[0])
            line[day], line[contact] = dt.date(2026, 11, 10), name
            line[grid[0].index("Type")], line[grid[0].index("What happened")] = "Call", "Rang"
            grid.append(line)

    person.edit(of_others, "Interactions")
    near, *new = [one for one in findings(store.snapshot()) if one.code == "orphan"]
    assert [fix.label for fix in near.fixes] == ["It is Ann Lee (Leeds)", "Add Ann Leee to the contacts"]
    assert save(heal([near])).interactions["contact_id"].to_list().count(ANN) == 2
    after = save(heal(new))
    (bo,) = after.contacts.index[after.contacts["name"] == "Bo Chen"]
    assert after.interactions["contact_id"].to_list().count(bo) == 2


def test_what_was_left_as_it_is_stays_so_until_somebody_wants_to_be_asked_again(slips: Store) -> None:
    found = findings(slips.snapshot())
    slips.leave([found[0].mark, found[1].mark])
    slips.leave([found[1].mark], is_left=False)
    assert slips.left() == {found[0].mark}


def type_lines(grid: Grid, *lines: dict[str, Cell]) -> None:
    for cells in lines:
        line: list[Cell] = [None] * len(grid[0])
        for heading, cell in cells.items():
            line[grid[0].index(heading)] = cell
        grid.append(line)


def test_what_looks_like_no_record_is_one_as_soon_as_somebody_says_so(store: Store, person: Person, save: Save) -> None:
    store.snapshot()
    person.edit(lambda grid: type_lines(grid, {"Name": "Total"}, {"Name": "--- Leeds ---"}))
    total, title = findings(store.snapshot())
    assert (total.code, title.code) == ("totals_row", "section_row")
    with pytest.raises(NoSuchRow):
        store.take_in("Contacts", total.row, "Sum")
    store.take_in("Contacts", total.row, total.text)
    now = store.snapshot()
    (id,) = [id for id in now.contacts.index if id not in (ANN, TOM, SHOP)]
    assert now.contacts.at[id, "name"] == "Total" and [one.code for one in findings(now)] == ["section_row"]
    assert until(
        lambda: [row[0] for row in person.rows() if "Total" in row] == [id]
    )  # a person for everybody, by itself
    assert save(ChangeSet("Called", (UpdateRow("Contacts", id, {"city": "Paris"}),))).cell("Contacts", id, "city")


def test_a_copy_to_the_letter_is_somebody_new_when_somebody_says_so(store: Store, person: Person) -> None:
    store.snapshot()
    person.edit(lambda grid: grid.append(list(next(row for row in grid if row[0] == TOM))))
    (copy,) = [one for one in findings(store.snapshot()) if one.code == "duplicate_id"]
    store.take_in("Contacts", copy.row, copy.text)
    now = store.snapshot()
    assert list(now.contacts["name"]).count("Tom Wójcik") == 2 and findings(now) == []
    ids = set(now.contacts.index[now.contacts["name"] == "Tom Wójcik"])
    assert until(lambda: {row[0] for row in person.rows() if row[1] == "Tom Wójcik"} == ids)
    assert TOM in ids


@pytest.mark.parametrize(
    "cells",
    [{"Name": "Suma"}, {"Name": "Total", "Phone": 7700900417}, {"Name": "Total", "Email": "info@total.com"},
     {"Name": "Bakeries"}, {"Name": "Count", "City": "Leeds"}, {"Phone": "++44 7700 900417"}],
)  # fmt: skip
def test_who_may_be_somebody_is_never_left_out_of_the_record(
    store: Store, person: Person, cells: dict[str, Cell]
) -> None:
    store.snapshot()
    person.edit(lambda grid: type_lines(grid, cells))
    now = store.snapshot()
    assert len(now.contacts) == 4 and not {"totals_row", "section_row"} & {one.code for one in findings(now)}


@pytest.mark.parametrize(
    "cells",
    [{"Name": "Gesamtsumme"}, {"Name": "Razem", "Keep in touch (days)": 12}, {"ID": "Total", "Keep in touch (days)": 9},
     {"ID": "*** Leeds ***"}, {"Name": "Friends ---"}],
)  # fmt: skip
def test_lines_of_totals_and_titles_are_known_in_the_record_as_in_lists(
    store: Store, person: Person, cells: dict[str, Cell]
) -> None:
    before = store.snapshot()
    person.edit(lambda grid: type_lines(grid, cells))
    now = store.snapshot()
    assert now.contacts.index.to_list() == before.contacts.index.to_list()
    (one,) = findings(now)
    assert one.code == ("totals_row" if "Keep in touch (days)" in cells or "Gesamt" in one.text else "section_row")


def test_merged_cells_and_rows_out_of_sight_are_told_and_all_rows_are_read(store: Store, person: Person) -> None:
    before = store.snapshot()
    if isinstance(person, AtExcel):
        book = openpyxl.load_workbook(person.path)
        page = book["Contacts"]
        column = before.contents.sheets["Contacts"].column_number("city")
        page.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
        page.row_dimensions[4].hidden = True
        book.save(person.path)
    elif isinstance(person, AtGoogle):
        column = before.contents.sheets["Contacts"].column_number("city")
        person.emulator.person.merge(f"Contacts!{letter(column or 0)}2:{letter(column or 0)}3")
        person.emulator.person.hide_rows("Contacts", 4)
    else:
        assert store.laid() == {}, "nothing is merged or hidden in memory"
        return
    now = store.snapshot()
    merged, hidden = findings(now, store.laid())
    assert now.contacts.index.to_list() == before.contacts.index.to_list()
    assert (merged.code, merged.id, merged.field, merged.text) == ("merged_cells", ANN, "city", "Leeds")
    assert (hidden.code, hidden.row, hidden.cells) == ("hidden_rows", 4, 1) and not is_to_tidy(hidden)


def test_a_copy_that_was_changed_is_asked_about_and_what_belonged_to_the_first_stays_there(
    store: Store, person: Person, save: Save
) -> None:
    before = store.snapshot()

    def copy(grid: Grid) -> None:
        ann = next(row for row in grid if row[0] == ANN)
        grid.append([*ann])
        ann[grid[0].index("Name")] = "Ann Lee-Smith"  # the first was changed as well, and is nearer to what was there
        grid[-1][grid[0].index("Name")], grid[-1][grid[0].index("Phone")] = "Cy Lee", "07700 900555"

    person.edit(copy)
    now = store.snapshot()
    (one,) = [one for one in findings(now, {}, store.copied()) if one.code == "copied_row"]
    assert now.cell("Contacts", ANN, "name") == "Ann Lee-Smith" and now.cell("Contacts", one.id, "name") == "Cy Lee"
    assert now.interactions["contact_id"].to_list() == [ANN] and one.row == 5
    after = save(heal([one]))
    assert after.contacts.index.to_list() == before.contacts.index.to_list()
    assert not [one for one in findings(store.snapshot(), {}, store.copied()) if one.code == "copied_row"]
    (batch, *_) = store.history()
    assert store.undo(batch.batch).confirmed and store.flush(10)
    assert store.snapshot().cell("Contacts", one.id, "phone") == "07700 900555"


def test_an_id_that_was_typed_over_is_given_back_and_what_belonged_to_it_finds_it(
    store: Store, person: Person, save: Save
) -> None:
    before = rows(store.snapshot())

    def pull_down(grid: Grid) -> None:
        row = next(row for row in grid if row[0] == ANN)
        row[0] = "C-001"

    person.edit(pull_down)
    now = store.snapshot()
    found = [one for one in findings(now, {}, (), store.gone()) if one.code == "id_changed"]
    if isinstance(person, AtGoogle):  # which knows the row by its anchor, whatever is typed into its ID
        assert not found and rows(now) == before
        return
    (one,) = found
    assert (one.id, [fix.label for fix in one.fixes]) == ("C-001", [f"Give it back {ANN}"])
    after = save(heal([one]))
    assert rows(after) == before and after.interactions["contact_id"].to_list() == [ANN]
    assert findings(store.snapshot(), {}, (), store.gone()) == []
    (batch, *_) = store.history()
    assert store.undo(batch.batch).confirmed and store.flush(10)
    assert rows(store.snapshot()) == rows(now)


def test_a_row_to_whose_new_id_something_belongs_is_only_shown(store: Store, person: Person, save: Save) -> None:
    if isinstance(person, AtGoogle):
        return

    def pull_down(grid: Grid) -> None:
        row = next(row for row in grid if row[0] == TOM)
        row[0] = "C-001"

    store.snapshot()
    person.edit(pull_down)
    save(log_interaction(store.snapshot(), "C-001", {"type": "Call", "what": "Rang back"}))
    (one,) = [one for one in findings(store.snapshot(), {}, (), store.gone()) if one.code == "id_changed"]
    assert one.id == "C-001" and TOM in one.sentence and not one.fixes
