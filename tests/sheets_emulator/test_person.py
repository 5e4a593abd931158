"""People in the spreadsheet, and the witness of who changed what."""

import random

import pytest

from tests.sheets_emulator import PasserBy, SheetsEmulator, passers_by

from .conftest import Program, row_filter


def test_a_person_types_into_cells_and_below_the_last_row(contacts: Program) -> None:
    person = contacts.emulator.person
    person.edit("Sheet1!C2", "Bergen")
    assert person.type_row("Sheet1", ["", "Eve", "", "4"]) == 5
    assert person.values("Sheet1!A2:D5")[::3] == [["C-1", "Zoe", "Bergen", 3], [None, "Eve", None, 4]]


def test_a_person_clears_and_moves_columns(contacts: Program) -> None:
    person = contacts.emulator.person
    person.clear("Sheet1!C2:C9")
    person.move_column("Sheet1", "D", before="B")
    person.insert_columns("Sheet1", before="A")
    person.delete_columns("Sheet1", "D")
    assert person.values("Sheet1!A1:D2") == [[None, "ID", "Score", "City"], [None, "C-1", 3]]


def test_a_person_renames_and_deletes_tabs(contacts: Program) -> None:
    person = contacts.emulator.person
    person.rename_tab("Sheet1", "People")
    person.add_tab("Second")
    person.delete_tab("Second")
    assert contacts.values("People!A1") == [["ID"]]
    contacts.send("GET", "/values/Sheet1")
    assert contacts.status == 400


def test_an_earlier_version_comes_back_with_its_cells(contacts: Program) -> None:
    person = contacts.emulator.person
    version = person.version()
    person.edit("Sheet1!B2", "Nobody")
    person.delete_rows("Sheet1", 3)
    person.restore(version)
    assert person.values("Sheet1!B2:B4") == [["Zoe"], ["Ada"], ["Bob"]]


def test_a_person_can_act_in_the_moment_before_a_request(contacts: Program) -> None:
    emulator = contacts.emulator
    emulator.before(len(emulator.log) + 2, lambda: emulator.person.insert_rows("Sheet1", before=1))
    assert contacts.values("Sheet1!A1") == [["ID"]]
    assert contacts.values("Sheet1!A1") == []


def test_a_person_can_act_before_every_request_until_told_to_stop(contacts: Program) -> None:
    seen = []
    contacts.emulator.before_each(lambda call: seen.append(call.method))
    contacts.values("Sheet1")
    contacts.emulator.hooks.clear()
    contacts.values("Sheet1")
    assert seen == ["values.get"]


def test_a_tab_that_is_not_there_is_a_mistake_of_the_test(contacts: Program) -> None:
    with pytest.raises(KeyError):
        contacts.emulator.person.insert_rows("Nowhere", before=1)


@pytest.mark.parametrize("act", passers_by.USUAL + passers_by.RARE)
def test_a_passer_by_does_every_act_and_tells_what_it_was(contacts: Program, act: str) -> None:
    somebody = PasserBy(contacts.emulator.person, random.Random(3), "Sheet1", acts=[act])
    before = contacts.emulator.person.version()
    for _ in range(5):
        somebody.act()
    assert [said.split()[0] for said in somebody.done] == [act] * 5
    assert "refused" not in " ".join(somebody.done)
    assert contacts.emulator.person.version() > before


def test_a_passer_by_acts_by_chance_and_the_same_with_the_same_seed(contacts: Program) -> None:
    def done(seed: int) -> list[str]:
        somebody = PasserBy(contacts.emulator.person, random.Random(seed), "Sheet1", 0.5, ["edit"])
        contacts.emulator.before_each(somebody)
        for _ in range(20):
            contacts.values("Sheet1!A1")
        contacts.emulator.hooks.clear()
        return somebody.done

    assert 0 < len(done(1)) < 20
    assert done(1) == done(1)


def test_the_witness_names_the_row_and_the_heading_that_a_program_changed(contacts: Program) -> None:
    witness = contacts.emulator.witness()
    contacts.emulator.person.sort("Sheet1!A2:D4", by="B")
    contacts.write_by(row_filter(11), [None, None, "Bergen"])
    (change,) = witness.of("robot")
    assert (change.tab, change.key, change.heading) == ("Sheet1", "C-1", "City")
    assert (change.before, change.after) == ("Oslo", "Bergen")
    assert change.call == len(contacts.emulator.log)


def test_moving_a_row_is_no_change_and_typing_is(contacts: Program) -> None:
    witness = contacts.emulator.witness()
    contacts.emulator.person.insert_rows("Sheet1", before=2)
    contacts.emulator.person.move_rows("Sheet1", first=3, before=6)
    contacts.emulator.person.move_column("Sheet1", "B", before="E")
    assert witness.changes == []
    contacts.emulator.person.edit("Sheet1!D5", "Zoë")
    assert [(each.by, each.key, each.after) for each in witness.changes] == [("person", "C-1", "Zoë")]


def test_sorting_cutting_and_copying_whole_rows_is_no_change(contacts: Program) -> None:
    contacts.emulator.switches.anchors_follow_sort = False
    witness, person = contacts.emulator.witness(), contacts.emulator.person
    person.sort("Sheet1!A2:D4", by="B")
    person.cut_paste("Sheet1!A3:D3", "Sheet1!A8")
    person.copy_paste("Sheet1!A2:D2", "Sheet1!A9")
    assert witness.changes == []


def test_a_torn_row_is_a_change(contacts: Program) -> None:
    witness = contacts.emulator.witness()
    contacts.emulator.person.sort("Sheet1!B2:D4", by="B")
    assert ("C-1", "Name", "Zoe", "Ada") in [(c.key, c.heading, c.before, c.after) for c in witness.of("person")]


def test_the_witness_sees_a_new_row_cell_by_cell(contacts: Program) -> None:
    witness = contacts.emulator.witness()
    contacts.append("Sheet1", [["C-4", "Eve"]])
    assert [(each.key, each.heading, each.after) for each in witness.changes] == [
        ("C-4", "ID", "C-4"),
        ("C-4", "Name", "Eve"),
    ]


def test_two_spreadsheets_have_people_of_their_own(emulator: SheetsEmulator) -> None:
    first, second = emulator.spreadsheet("One"), emulator.spreadsheet("Two")
    emulator.person_at(first).edit("Sheet1!A1", "x")
    assert emulator.person_at(second).values("Sheet1") == []
    with pytest.raises(ValueError, match="too many values"):
        _ = emulator.person
