"""The questions that a race must answer at its end find what is wrong, and only that."""

import random
from collections.abc import Callable

import pytest

from tests.sheets_emulator import Change, PasserBy, invariants

from .conftest import Program, row_filter


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


def find_then_write(program: Program, number: int, text: str) -> None:
    """Look for the row of an id, then write into it: two calls."""
    ids = [row[0] if row else "" for row in program.values("Sheet1!A1:A")]
    if f"P-{number}" in ids:
        program.update(f"Sheet1!B{ids.index(f'P-{number}') + 1}", [[text]])


def write_by_anchor(program: Program, number: int, text: str) -> None:
    """Let the server find the row: one call."""
    program.write_by(row_filter(number), [None, text])


def race(program: Program, write: Callable[[Program, int, str], None], seed: int) -> list[Change]:
    """A hundred edits while somebody sorts, inserts, deletes and edits before each fifth request; what went astray."""
    people = range(1, 31)
    program.emulator.person.put("Sheet1!A1", [["ID", "City"], *([f"P-{n}", f"City {n}"] for n in people)])
    for number in people:
        program.anchor(number + 1, number)
    witness, chance, asked = program.emulator.witness(), random.Random(seed), set()
    acts = ["sort", "insert_row", "delete_row", "edit"]
    program.emulator.before_each(PasserBy(program.emulator.person, random.Random(seed + 1), "Sheet1", 0.2, acts))
    for edit in range(100):
        number = chance.choice(people)
        asked.add((f"P-{number}", "City", f"Town {edit}"))
        write(program, number, f"Town {edit}")
    return invariants.astray(witness, asked)


@pytest.mark.parametrize("seed", range(3))
def test_a_row_that_is_found_before_it_is_written_may_be_another_by_then(program: Program, seed: int) -> None:
    assert race(program, find_then_write, seed) != []


@pytest.mark.parametrize("seed", range(3))
def test_a_row_that_the_server_finds_is_the_right_one(program: Program, seed: int) -> None:
    assert race(program, write_by_anchor, seed) == []
