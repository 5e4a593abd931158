"""The questions that a race must answer at its end find what is wrong, and only that."""

from tests.sheets_emulator import invariants

from .conftest import Program


def test_a_table_is_read_by_ids_whatever_stands_between(contacts: Program) -> None:
    contacts.emulator.person.type_row("Sheet1", ["", "nobody's row"])
    found = invariants.table(contacts.emulator.person, "Sheet1")
    assert list(found) == ["C-1", "C-2", "C-3"]
    assert found["C-2"] == {"ID": "C-2", "Name": "Ada", "City": "Rome", "Score": 1}


def test_an_id_in_two_rows_is_found(contacts: Program) -> None:
    assert invariants.twice(contacts.emulator.person, "Sheet1") == []
    contacts.append("Sheet1", [["C-2", "Ada"]])
    assert invariants.twice(contacts.emulator.person, "Sheet1") == ["C-2"]


def test_a_write_on_the_wrong_row_is_astray_until_it_is_put_right(contacts: Program) -> None:
    witness = contacts.emulator.witness()
    asked = {("C-1", "City", "Bergen")}
    contacts.update("Sheet1!C3", [["Bergen"]])
    assert [change.key for change in invariants.astray(witness, asked)] == ["C-2"]
    contacts.update("Sheet1!C3", [["Rome"]])
    contacts.update("Sheet1!C2", [["Bergen"]])
    assert invariants.astray(witness, asked) == []


def test_putting_an_old_value_over_what_a_person_typed_is_astray(contacts: Program) -> None:
    witness = contacts.emulator.witness()
    contacts.emulator.person.edit("Sheet1!C2", "Turku")
    contacts.update("Sheet1!C2", [["Oslo"]])
    assert len(invariants.astray(witness, set())) == 1


def test_a_confirmed_edit_is_lost_unless_a_person_changed_it_or_deleted_the_row(contacts: Program) -> None:
    person = contacts.emulator.person
    witness = contacts.emulator.witness()
    confirmed = {("C-1", "City"): "Bergen", ("C-2", "City"): "Milan", ("C-3", "City"): "Köln"}
    contacts.update("Sheet1!C3", [["Milan"]])
    person.edit("Sheet1!C3", "Turin")
    person.delete_rows("Sheet1", first=4)
    assert invariants.lost(witness, confirmed, invariants.table(person, "Sheet1")) == [("C-1", "City")]
