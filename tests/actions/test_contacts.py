"""Adding, changing and putting away people and organisations."""

import pytest

from crm.actions.contacts import add_contact, edit_contact, linked_rows, remove_contact, set_status
from crm.model.cells import Cell
from crm.model.changes import AddRow, AddToList, UpdateRow
from crm.model.entry import Entry
from crm.model.errors import InvalidInput, NoSuchRow
from crm.store.memory import MemoryWorkbook
from crm.store.store import Store

ANN, TOM, SHOP = "C-7K3Q9F", "C-04XT2M", "C-P9Z1HB"


def without_first_column_named_name(book: MemoryWorkbook) -> None:
    """Somebody keeps first and last names apart."""
    rows = book.sheet("Contacts").rows
    rows[0][1] = "Last name"
    for row, first in zip(rows, ("First name", "Ann", "Tom", "Harbour"), strict=True):
        row.append(first)


# adding ---------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(1)
def test_a_person_who_is_added_is_there_with_what_was_typed(store: Store) -> None:
    values = {
        "name": " Ada  Lovelace ",
        "phone": "+44 20 7946 0000",
        "city": "",
        "relationships": ["customer", "Friend"],
    }
    receipt = store.save(add_contact(store.snapshot(), values))
    (id,) = set(store.snapshot().contacts.index) - {ANN, TOM, SHOP}
    cells = {field: cell for field, cell in store.snapshot().row("Contacts", id).items() if cell is not None}
    stamps = {cells.pop("added_on"), cells.pop("changed_on"), cells.pop("changed_by")}
    assert cells == {"id": id, "name": "Ada Lovelace", "phone": "+44 20 7946 0000", "relationships": "Customer; Friend"}
    assert (receipt.summary, "Maya" in stamps) == ("Added Ada Lovelace", True)


def test_one_letter_is_name_enough_and_none_is_not(store: Store) -> None:
    assert add_contact(store.snapshot(), {"name": "X"}).summary == "Added X"
    for values in ({}, {"name": " \u00a0"}, {"phone": "07700 900417"}):
        with pytest.raises(InvalidInput, match=r"Name is missing\.") as refused:
            add_contact(store.snapshot(), values)
        assert refused.value.field == "name"


@pytest.mark.parametrize(
    "name", ["None", "nan", "NULL", "TRUE", "O'Brien", 'a, b; "c" | d', "山田太郎", "1e5", "_x0041_"]
)
def test_people_may_be_called_anything(name: str, store: Store) -> None:
    changes = add_contact(store.snapshot(), {"name": name})
    store.save(changes)
    assert store.snapshot().cell("Contacts", changes.changes[0].id, "name") == name
    assert store.snapshot().contacts["name"].iloc[-1] == name


def test_a_name_is_typed_in_one_field_where_the_sheet_has_two(book: MemoryWorkbook, store: Store) -> None:
    book.edit(without_first_column_named_name)
    store.save(add_contact(store.snapshot(), {"name": "Ada King Lovelace"}))
    new = store.snapshot().contacts.iloc[-1]
    assert (new["first_name"], new["last_name"], new["name"]) == ("Ada King", "Lovelace", "Ada King Lovelace")


@pytest.mark.capability(30)
def test_the_teams_own_column_is_filled_and_one_that_is_not_there_is_refused(
    book: MemoryWorkbook, store: Store
) -> None:
    with pytest.raises(InvalidInput, match="The sheet Contacts has no column “Shoe size” to keep this in"):
        add_contact(store.snapshot(), {"name": "Ada", "own:Shoe size": 38})
    book.edit(lambda book: book.sheet("Contacts").rows[0].append("Shoe size"))
    store.save(add_contact(store.snapshot(), {"name": "Ada", "own:Shoe size": 38}))
    assert store.snapshot().contacts["own:Shoe size"].iloc[-1] == "38"


def test_a_tag_that_is_new_joins_the_list_once(store: Store) -> None:
    changes = add_contact(store.snapshot(), {"name": "Ada", "tags": "Red; blue; Blue"})
    assert [change.entry for change in changes.changes if isinstance(change, AddToList)] == ["Red", "blue"]
    store.save(changes)
    assert store.snapshot().lists.entries("Tags") == ["Red", "blue"]


def test_nobody_chooses_the_id_of_a_row(store: Store) -> None:
    store.save(add_contact(store.snapshot(), {"name": "Ada", "id": ANN}))
    contacts = store.snapshot().contacts
    assert contacts["name"][ANN] == "Ann Lee" and contacts.index.is_unique and len(contacts) == 4


# changing -------------------------------------------------------------------------------------------------------------


def test_only_what_was_touched_is_changed(store: Store) -> None:
    row = store.snapshot().row("Contacts", ANN)
    (change,) = edit_contact(store.snapshot(), ANN, {**row, "city": "York"}).changes
    assert isinstance(change, UpdateRow)
    assert (change.values, change.expected) == ({"city": "York"}, {"city": None})


def test_nothing_touched_is_nothing_to_save(store: Store) -> None:
    same = {"name": " Ann Lee", "phone": "020 7946 0112", "birthday": "14. März", "relationships": ["customer"]}
    changes = edit_contact(store.snapshot(), ANN, same)
    assert not changes and changes.summary == "Nothing was changed"


def test_a_checkbox_stays_one_and_is_written_only_when_it_changes(book: MemoryWorkbook, store: Store) -> None:
    def ticks(book: MemoryWorkbook) -> None:
        rows = book.sheet("Contacts").rows
        rows[1][rows[0].index("Do not contact")] = True

    book.edit(ticks)
    assert edit_contact(store.snapshot(), ANN, {"do_not_contact": "Yes"}).changes == ()
    (change,) = edit_contact(store.snapshot(), ANN, {"do_not_contact": "No"}).changes
    assert isinstance(change, UpdateRow) and change.values == {"do_not_contact": False}


def test_a_change_is_compared_with_what_was_drawn_and_not_with_what_stands_there_now(store: Store) -> None:
    drawn = store.snapshot().row("Contacts", ANN)
    store.save(edit_contact(store.snapshot(), ANN, {"phone": "111 111"}))
    receipt = store.save(edit_contact(store.snapshot(), ANN, Entry({"phone": "222 222"}, drawn)))
    assert [(fight.theirs, fight.ours) for fight in receipt.conflicts] == [("111 111", "222 222")]


def test_two_people_may_change_two_cells_of_one_person(store: Store) -> None:
    drawn = store.snapshot().row("Contacts", ANN)
    store.save(edit_contact(store.snapshot(), ANN, Entry({"phone": "111 111"}, drawn)))
    assert not store.save(edit_contact(store.snapshot(), ANN, Entry({"city": "York"}, drawn))).conflicts
    row = store.snapshot().row("Contacts", ANN)
    assert (row["phone"], row["city"]) == ("111 111", "York")


def test_a_field_that_is_emptied_is_blank(store: Store) -> None:
    store.save(edit_contact(store.snapshot(), ANN, {"phone": "", "relationships": []}))
    row = store.snapshot().row("Contacts", ANN)
    assert row["phone"] is row["relationships"] is None


def test_a_name_cannot_be_emptied(store: Store) -> None:
    with pytest.raises(InvalidInput, match="Name is missing"):
        edit_contact(store.snapshot(), ANN, {"name": " "})


@pytest.mark.capability(2)
def test_a_new_name_goes_into_everything_that_belongs_to_them(store: Store) -> None:
    changes = edit_contact(store.snapshot(), ANN, {"name": "Ann Miller"})
    store.save(changes)
    names = store.snapshot().interactions["contact"].tolist() + store.snapshot().follow_ups["contact"].tolist()
    assert names == ["Ann Miller", "Ann Miller", "Ann Miller", "Harbour Parts Ltd", "Ann Miller"]
    assert store.snapshot().cell("Interactions", "N-2M8VQK", "contact_id") == ANN
    assert not store.snapshot().problems


def test_a_new_name_is_taken_back_everywhere_at_once(store: Store) -> None:
    before = {sheet: store.snapshot().frame(sheet)["contact"].tolist() for sheet in ("Interactions", "Follow-ups")}
    store.undo(store.save(edit_contact(store.snapshot(), ANN, {"name": "Ann Miller"})).batch)
    assert before == {sheet: store.snapshot().frame(sheet)["contact"].tolist() for sheet in before}


def test_somebody_who_was_removed_meanwhile_is_said_in_a_sentence(store: Store) -> None:
    for action in (
        lambda: edit_contact(store.snapshot(), "C-ZZZZZZ", {}),
        lambda: remove_contact(store.snapshot(), "C-1"),
    ):
        with pytest.raises(NoSuchRow, match="It may have been removed in the sheet"):
            action()


# putting away and removing --------------------------------------------------------------------------------------------


def test_somebody_who_is_put_away_and_taken_back_is_as_before(store: Store) -> None:
    assert set_status(store.snapshot(), ANN, "Archived").summary == "Ann Lee: put away"
    store.save(set_status(store.snapshot(), ANN, "Archived"))
    store.save(set_status(store.snapshot(), ANN, "Active"))
    assert store.snapshot().contacts["status"][ANN] == "Active"


def test_somebody_with_a_history_is_not_removed(store: Store) -> None:
    assert linked_rows(store.snapshot(), ANN) == {
        "Interactions": ["N-2M8VQK", "N-81DW0C"],
        "Follow-ups": ["F-5QN7AE", "F-T0B6WY"],
        "Sales": ["S-6A0PTG"],
    }
    with pytest.raises(InvalidInput, match=r"5 rows belong to Ann Lee\. Put them away instead"):
        remove_contact(store.snapshot(), ANN)


def test_somebody_without_a_history_is_removed_and_comes_back_whole(store: Store) -> None:
    before: dict[str, Cell] = store.snapshot().row("Contacts", TOM)
    batch = store.save(remove_contact(store.snapshot(), TOM)).batch
    assert TOM not in store.snapshot().contacts.index
    store.undo(batch)
    after = store.snapshot().row("Contacts", TOM)
    assert {**after, "changed_on": None, "changed_by": None} == before


def test_a_batch_that_is_saved_twice_adds_one_person(store: Store) -> None:
    changes = add_contact(store.snapshot(), Entry({"name": "Ada"}, batch="one press"))
    assert isinstance(changes.changes[0], AddRow)
    assert store.save(changes).batch == store.save(changes).batch == "one press"
    assert store.snapshot().contacts["name"].tolist().count("Ada") == 1


@pytest.mark.capability(6, 21, 22)
def test_a_lead_stands_beside_the_customers_with_what_they_need_and_own(store: Store) -> None:
    lead = {"name": "Bo", "relationships": ["Lead"], "needs": "Evening visits", "equipment": "Two lifts"}
    store.save(add_contact(store.snapshot(), lead))
    store.save(add_contact(store.snapshot(), {"name": "Cy", "relationships": ["Customer"]}))
    people = store.snapshot().contacts.set_index("name")
    assert (people["relationships"]["Bo"], people["needs"]["Bo"]) == (("Lead",), "Evening visits")
    assert people["equipment"]["Bo"] == "Two lifts"
