"""Rows without an ID, and copies of rows, while people go on in the sheet and in the app: one row, one ID."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm.model.changes import ChangeSet, UpdateRow
from crm.store.store import Store
from tests.clock import until
from tests.store.conftest import AtExcel, Grid, owner_file
from tests.store.test_stale_copies import Colleague, cells, now, said

Open = Callable[..., Store]
IDS = {"C-ADA11A", "C-BOB22B", "C-CLE33C"}


def types(path: Path, change: Callable[[Grid], object]) -> None:
    """Somebody changes the sheet and saves it."""
    AtExcel.at(path).edit(lambda grid: change(grid) and None)


def typed(name: str, city: str | None = None) -> Callable[[Grid], object]:
    """A new row at the end, without an ID."""

    def row(grid: Grid) -> None:
        cells = {"Name": name, "City": city}
        grid.append([cells.get(str(heading)) for heading in grid[0]])

    return row


def renamed(old: str, new: str) -> Callable[[Grid], object]:
    def change(grid: Grid) -> None:
        next(row for row in grid if old in row)[1] = new

    return change


def reversed_rows(grid: Grid) -> None:
    grid[1:] = reversed(grid[1:])


def new_ones(store: Store) -> set[str]:
    """The IDs of those who were not there from the beginning."""
    return set(map(str, store.snapshot().contacts.index)) - IDS


def named(store: Store, name: str) -> str:
    """Who bears a name, as soon as the sheet was read: while Kith tries to write, a look does not wait."""
    found = list[str]()

    def is_there() -> bool:
        people = store.snapshot().contacts
        found[:] = map(str, people.index[people["name"] == name])
        return bool(found)

    assert until(is_there) and len(found) == 1
    return found[0]


def test_a_corrected_name_of_a_new_row_keeps_what_was_added_to_it_in_the_app(opened: Open, path: Path) -> None:
    store = opened()
    with owner_file(path):
        types(path, typed("Zed"))
        (zed,) = new_ones(store)
        store.save(ChangeSet("phone", (UpdateRow("Contacts", zed, {"phone": "0301"}, {"phone": None}),)))
        types(path, renamed("Zed", "Zedd"))
        assert not store.flush(0.5) and named(store, "Zedd") == zed
    assert store.flush(10) and new_ones(store) == {zed} and store.conflicts() == []
    assert cells(path, "Phone")[3] == "0301" and cells(path, "Name")[3:] == ["Zedd"]


def test_a_new_row_that_is_edited_step_by_step_stays_one_person_in_every_process(opened: Open, path: Path) -> None:
    store = opened()
    types(path, typed("Zed", "Rom"))
    (zed,) = new_ones(store)
    for old, new in (("Zed", "Zed M"), ("Zed M", "Zed Miller"), ("Zed Miller", "Dr Zed Miller")):
        types(path, renamed(old, new))
        assert new_ones(store) == {zed}
    assert new_ones(opened()) == {zed}


def test_a_new_row_that_is_edited_and_moved_is_known_again(opened: Open, path: Path) -> None:
    store = opened()
    types(path, typed("Zed", "Rom"))
    (zed,) = new_ones(store)
    types(path, lambda grid: (renamed("Zed", "Zedd")(grid), reversed_rows(grid)))
    assert new_ones(store) == {zed} and named(store, "Zedd") == zed


def test_of_two_new_rows_with_one_name_the_corrected_one_keeps_its_own_id(opened: Open, path: Path) -> None:
    store = opened()
    types(path, lambda grid: (typed("Zed")(grid), typed("Zed")(grid)))
    first, second = store.snapshot().contacts.index[3:]
    types(path, renamed("Zed", "Zedd"))
    assert (named(store, "Zedd"), named(store, "Zed")) == (first, second)


def test_somebody_else_typed_in_the_same_row_of_an_older_copy_is_another_person(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    types(path, typed("Zed", "Rom"))
    (zed,) = new_ones(store)
    said(store, "phone", "020 7946 0112", "999")
    anna.does(lambda grid: typed("Finn", "Rom")(grid) and None).saves()
    assert named(store, "Finn") != zed and store.flush(10)
    assert {"Zed", "Finn"} <= set(cells(path, "Name"))


@pytest.mark.parametrize("arranged", [lambda grid: None, reversed_rows], ids=["in place", "sorted"])
def test_an_edit_in_the_app_stays_with_the_person_whose_row_was_copied(
    opened: Open, path: Path, arranged: Callable[[Grid], None]
) -> None:
    store, other = opened(), opened()
    types(path, lambda grid: grid.append(list(grid[1])))
    assert not new_ones(store) and not new_ones(other)
    said(store, "city", "London", "Rome")
    types(path, arranged)
    for each in (store, other, opened()):
        assert now(each, "city") == "Rome"


def test_the_copy_of_a_row_gets_one_id_for_every_process(opened: Open, path: Path) -> None:
    store, other = opened(), opened()
    types(path, lambda grid: grid.append(list(grid[1])))
    said(store, "city", "London", "Rome")
    (copy,) = new_ones(store)
    types(path, renamed("Bob Stone", "Rob Stone"))
    assert [new_ones(each) for each in (other, store, opened())] == [{copy}] * 3
    assert now(other, "city", copy) == "London"


def test_who_became_a_person_as_a_copy_stays_one_whatever_is_typed_into_the_first_row(opened: Open, path: Path) -> None:
    store = opened()
    types(path, lambda grid: grid.append(["C-ADA11A", "Ada King", *grid[1][2:]]))
    (copy,) = new_ones(store)
    city = AtExcel.at(path).rows()[0].index("City")
    types(path, lambda grid: grid[1].__setitem__(slice(1, city), ["Ada King", *[None] * (city - 2)]))
    assert new_ones(store) == {copy} and now(store, "phone") is None
    types(path, lambda grid: grid[1].__setitem__(slice(0, None), grid[4]))
    assert new_ones(store) == {copy} and now(store, "phone") == now(store, "phone", copy)


def test_a_copy_of_a_workbook_that_never_had_ids_brings_no_new_people(opened: Open, path: Path) -> None:
    types(path, lambda grid: [row.__setitem__(0, None) for row in grid[1:]])
    store, anna = opened(), Colleague(path)
    people = set(store.snapshot().contacts.index)
    said(store, "city", "London", "Rome", named(store, "Ada Lovelace"))
    anna.types("Bob Stone", "City", "Bonn").saves()
    assert set(store.snapshot().contacts.index) == people


@pytest.mark.parametrize("arranged", [lambda grid: None, reversed_rows], ids=["in place", "sorted"])
def test_rows_whose_ids_were_cleared_get_them_back(opened: Open, path: Path, arranged: Callable[[Grid], None]) -> None:
    store = opened()
    types(path, lambda grid: ([row.__setitem__(0, None) for row in grid[1:3]], arranged(grid)))
    types(path, renamed("Bob Stone", "Bob Stones"))
    assert set(store.snapshot().contacts.index) == IDS and store.question() is None
    said(store, "city", "London", "Rome")
    assert set(cells(path, "ID")) == IDS and named(store, "Bob Stones") == "C-BOB22B"


def test_who_is_typed_over_a_row_without_its_id_is_somebody_else(opened: Open, path: Path) -> None:
    store = opened()
    types(path, lambda grid: grid[2].__setitem__(slice(0, 2), [None, "Finn"]))
    assert named(store, "Finn") not in IDS and "C-BOB22B" not in store.snapshot().contacts.index
