"""Confirming: each cell is compared with what the person saw, and a press of Save counts once."""

import threading
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, AddToList, Change, ChangeSet, RemoveRow, SetSetting, UpdateRow
from crm.model.errors import InvalidInput, NoSuchRow, NotSaved
from crm.store.receipt import Actor
from crm.store.store import Store
from tests.store.conftest import NOW, Grid, Person

DORA = AddRow("Contacts", "C-DRA44D", {"name": "Dora Quist"})


def edit(field: str, old: Cell, new: Cell, id: str = "C-ADA11A") -> ChangeSet:
    return ChangeSet(f"{field} changed", (UpdateRow("Contacts", id, {field: new}, {field: old}),))


def typed(field_heading: str, text: Cell, row: int = 1):
    def change(grid: Grid) -> None:
        grid[row][grid[0].index(field_heading)] = text

    return change


# two people ---------------------------------------------------------------------------------------------------------


@pytest.mark.capability(9)
def test_two_editors_of_two_cells_both_stay(store: Store) -> None:
    store.by(Actor("Ann")).save(edit("phone", "020 7946 0112", "1"))
    receipt = store.by(Actor("Ben")).save(edit("city", "London", "Paris"))
    row = store.snapshot().row("Contacts", "C-ADA11A")
    assert (row["phone"], row["city"], receipt.conflicts) == ("1", "Paris", ())


def test_of_two_editors_of_one_cell_the_second_is_told_and_loses_nothing(store: Store) -> None:
    store.by(Actor("Ann")).save(edit("city", "London", "Paris"))
    (conflict,) = store.by(Actor("Ben")).save(edit("city", "London", "Rome")).conflicts
    assert (conflict.theirs, conflict.ours, conflict.actor) == ("Paris", "Rome", "Ben")
    assert store.snapshot().cell("Contacts", "C-ADA11A", "city") == "Paris" and store.conflicts() == [conflict]


def test_the_other_cells_of_a_disputed_save_go_on(store: Store, person: Person) -> None:
    person.edit(typed("City", "Madrid"))
    changes = UpdateRow("Contacts", "C-ADA11A", {"city": "Rome", "email": "a@b.org"}, {"city": "London", "email": None})
    receipt = store.save(ChangeSet("two cells", (changes,)))
    assert [conflict.field for conflict in receipt.conflicts] == ["city"] and store.flush(10)
    row = store.snapshot().row("Contacts", "C-ADA11A")
    assert (row["city"], row["email"]) == ("Madrid", "a@b.org")


def test_what_was_typed_into_the_sheet_while_a_change_waited_stays(store: Store, person: Person) -> None:
    with person.has_it_open():
        assert store.save(edit("city", "London", "Rome")).conflicts == ()
        person.edit(typed("City", "Madrid"))
    assert store.flush(10)
    assert [(c.theirs, c.ours) for c in store.conflicts()] == [("Madrid", "Rome")]
    assert person.rows()[1][person.rows()[0].index("City")] == "Madrid"


def test_the_same_value_typed_by_both_is_no_conflict(store: Store, person: Person) -> None:
    with person.has_it_open():
        store.save(edit("city", "London", "Rome"))
        person.edit(typed("City", "Rome "))
    assert store.flush(10) and store.conflicts() == []


def test_a_person_removed_from_the_sheet_while_we_edited_is_shown_as_a_conflict(store: Store, person: Person) -> None:
    person.edit(lambda grid: grid.__delitem__(1))
    (conflict,) = store.save(edit("city", "London", "Rome")).conflicts
    assert (conflict.ours, conflict.theirs) == ("Rome", None)


def test_somebody_edited_in_the_sheet_is_not_removed_by_us(store: Store, person: Person) -> None:
    seen = store.snapshot().row("Contacts", "C-ADA11A")
    person.edit(typed("City", "Madrid"))
    receipt = store.save(ChangeSet("removed", (RemoveRow("Contacts", "C-ADA11A", seen),)))
    assert [c.theirs for c in receipt.conflicts] == ["Madrid"] and "C-ADA11A" in store.snapshot().contacts.index


@pytest.mark.parametrize(("mine", "city"), [(True, "Rome"), (False, "Madrid")])
def test_a_conflict_is_settled_as_the_person_decides(store: Store, person: Person, mine: bool, city: str) -> None:
    person.edit(typed("City", "Madrid"))
    (conflict,) = store.save(edit("city", "London", "Rome")).conflicts
    store.decide(conflict.seq, "mine" if mine else "theirs")
    assert store.flush(10) and store.conflicts() == []
    assert person.rows()[1][person.rows()[0].index("City")] == city
    with pytest.raises(NoSuchRow):
        store.decide(conflict.seq, "mine" if mine else "theirs")


def test_a_disputed_removal_can_be_decided_for(store: Store, person: Person) -> None:
    seen = store.snapshot().row("Contacts", "C-ADA11A")
    person.edit(typed("City", "Madrid"))
    (conflict,) = store.save(ChangeSet("removed", (RemoveRow("Contacts", "C-ADA11A", seen),))).conflicts
    store.decide(conflict.seq, "mine")
    assert "C-ADA11A" not in store.snapshot().contacts.index


def test_a_disputed_setting_can_be_decided_for(store: Store) -> None:
    store.save(ChangeSet("euro", (SetSetting("currency", "EUR", "GBP"),)))
    (conflict,) = store.save(ChangeSet("franc", (SetSetting("currency", "CHF", "GBP"),))).conflicts
    store.decide(conflict.seq, "mine")
    assert store.snapshot().settings.text("currency") == "CHF"


# one press of Save --------------------------------------------------------------------------------------------------


def test_a_double_click_makes_one_row_and_gets_one_answer(store: Store) -> None:
    changes = ChangeSet("Dora added", (DORA,))
    first, second = store.save(changes), store.save(changes)
    assert (first.batch, first.summary, first.confirmed) == (second.batch, second.summary, second.confirmed)
    assert len(store.snapshot().contacts) == 4 and len(store.history()) == 1


def test_a_double_click_on_a_disputed_save_shows_the_conflict_twice(store: Store) -> None:
    store.save(edit("city", "London", "Paris"))
    changes = edit("city", "London", "Rome")
    assert store.save(changes).conflicts == store.save(changes).conflicts != ()
    assert len(store.conflicts()) == 1


def test_a_double_click_from_two_threads_at_once_makes_one_change(store: Store) -> None:
    changes, barrier = edit("city", "London", "Paris"), threading.Barrier(8)

    def press() -> None:
        barrier.wait()
        store.save(changes)

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.history()) == 1 and store.conflicts() == []


def test_a_save_names_who_and_when_in_the_row(store: Store) -> None:
    store.by(Actor("Ben")).save(edit("city", "London", "Paris"))
    row = store.snapshot().row("Contacts", "C-ADA11A")
    assert (row["changed_on"], row["changed_by"]) == (NOW, "Ben")


def test_a_save_that_changes_nothing_leaves_the_row_as_it_is(store: Store, person: Person) -> None:
    before = person.workbook.revision()
    assert store.save(edit("city", "London", "London")).confirmed
    assert store.flush(5) and person.workbook.revision() == before
    assert store.history() == []


# refused ------------------------------------------------------------------------------------------------------------

REFUSED: dict[str, Change] = {
    "too long": UpdateRow("Contacts", "C-ADA11A", {"name": "x" * 40_000}),
    "half a character": UpdateRow("Contacts", "C-ADA11A", {"name": "a\ud800"}),
    "no character": UpdateRow("Contacts", "C-ADA11A", {"name": "a\ufffe"}),
    "a control character": AddRow("Contacts", "C-DRA44D", {"name": "a\0b"}),
    "not a number": UpdateRow("Contacts", "C-ADA11A", {"keep_in_touch": float("nan")}),
    "no such column": UpdateRow("Contacts", "C-ADA11A", {"own:Shoe size": "44"}),
    "no such column of a sheet to come": AddRow("Deals", "D-DRA44D", {"title": "x", "own:Colour": "red"}),
    "no such setting": SetSetting("favourite_colour", "red"),
    "no such list": AddToList("Colours", "red"),
    "no such column of a list": AddToList("Tags", "red", {"means": "x"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_kept_is_refused_with_a_sentence_and_changes_nothing(
    store: Store, person: Person, name: str
) -> None:
    before = (person.rows(), store.revision())
    with pytest.raises(InvalidInput, match=r"^[A-Z].*\.$"):
        store.save(ChangeSet("x", (UpdateRow("Contacts", "C-BOB22B", {"city": "Rome"}), REFUSED[name])))
    assert (person.rows(), store.revision(), store.history()) == (*before, [])


STRANGE = [
    "=HYPERLINK(1)",
    "+49 151 12",
    "🙂 👨‍👩‍👧",
    "Жанна",
    "<script>",
    "![x](http://x)",
    "_x0041_",
    'O\'Brien, "x"',
    "a\nb",
]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_but_sound_text_arrives_as_it_was_typed(store: Store, person: Person, text: str) -> None:
    store.save(edit("notes", None, text))
    assert store.flush(10)
    assert person.workbook.read().sheets["Contacts"].row("C-ADA11A")["notes"] == text  # type: ignore[index]


def test_nothing_can_be_saved_in_a_closed_store(store: Store, tmp_path: Path) -> None:
    store.close()
    with pytest.raises(NotSaved, match="still here"):
        store.save(ChangeSet("Dora added", (DORA,)))


def test_after_a_refusal_nothing_is_read_anew(store: Store) -> None:
    before = store.snapshot().contacts
    with pytest.raises(InvalidInput):
        store.save(ChangeSet("x", (UpdateRow("Contacts", "C-BOB22B", {"city": "Rome"}), REFUSED["too long"])))
    after = store.snapshot()
    assert after.contacts is before and after.cell("Contacts", "C-BOB22B", "city") == "Berlin"
