"""She types into cells that wait to be written, while she holds the workbook open."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddToList, ChangeSet, RemoveRow, SetSetting, UpdateRow
from crm.store.entries import change_of
from crm.store.excel import swapping
from crm.store.store import Store
from tests.clock import until
from tests.store.conftest import AtExcel, owner_file
from tests.store.office import Copy, Desk, first_version

Open = Callable[..., Store]


def change(store: Store, before: Cell, after: Cell, field: str = "city") -> str:
    """Bob's cell is changed in Kith; the batch."""
    receipt = store.save(ChangeSet("a change", (UpdateRow("Contacts", "C-BOB22B", {field: after}, {field: before}),)))
    assert receipt.confirmed and receipt.conflicts == ()
    return receipt.batch


def she_types(path: Path, cell: Cell, heading: str = "City") -> None:
    """Into Bob's row."""
    AtExcel.at(path).edit(lambda grid: grid[2].__setitem__(grid[0].index(heading), cell))


def typed(path: Path, heading: str = "City") -> Cell:
    headings, _, bob, *_ = AtExcel.at(path).rows()
    return bob[headings.index(heading)]


def fights(store: Store) -> list[tuple[Cell, Cell]]:
    return [(conflict.theirs, conflict.ours) for conflict in store.conflicts()]


@pytest.mark.parametrize("city", ["Bonn", "Oslo"], ids=["the value that was taken back", "another value"])
def test_what_she_types_stays_when_nothing_is_left_of_what_waited(opened: Open, path: Path, city: str) -> None:
    store = opened()
    with owner_file(path):
        store.undo(change(store, "Berlin", "Bonn"))
        she_types(path, city)
    assert store.flush(10) and typed(path) == city and fights(store) == []
    assert store.snapshot().cell("Contacts", "C-BOB22B", "city") == city and store.verify() == []


@pytest.mark.parametrize(
    ("city", "left", "told"),
    [
        ("Kiel", "Kiel", []),
        ("Bonn", "Bonn", [("Bonn", "Kiel")]),
        ("Oslo", "Oslo", [("Oslo", "Kiel")]),
        ("Berlin", "Kiel", []),
    ],
    ids=["the last value", "one that was overtaken", "her own", "nothing"],
)
def test_of_several_values_that_wait_only_the_last_is_compared_with_hers(
    opened: Open, path: Path, city: str, left: str, told: list[tuple[Cell, Cell]]
) -> None:
    store = opened()
    with owner_file(path):
        change(store, "Berlin", "Bonn"), change(store, "Bonn", "Kiel")
        she_types(path, city)
    assert store.flush(10) and typed(path) == left and fights(store) == told


def until_seen(store: Store, times: int = 1) -> None:
    """Look until what was done in the sheet is in the history: while Kith tries to write, a look does not wait."""
    assert until(
        lambda: bool(store.snapshot()) and sum(one.actor == "in the sheet" for one in store.history()) >= times
    )


def test_who_changes_what_she_typed_in_the_knowledge_of_it_is_not_asked(opened: Open, path: Path) -> None:
    store = opened()
    with owner_file(path):
        change(store, "Berlin", "Bonn")
        she_types(path, "Bonn")
        until_seen(store)
        change(store, "Bonn", "Kiel")
    assert store.flush(10) and typed(path) == "Kiel" and fights(store) == []


def test_after_several_changes_in_one_write_each_can_be_taken_back(opened: Open, path: Path) -> None:
    store = opened()
    with owner_file(path):
        first, second = change(store, "Berlin", "Bonn"), change(store, "Bonn", "Kiel")
    assert store.flush(10) and typed(path) == "Kiel"
    assert store.undo(second).conflicts == () and store.flush(10) and typed(path) == "Bonn"
    assert store.undo(first).conflicts == () and store.flush(10) and typed(path) == "Berlin"


@pytest.mark.parametrize("city", ["Bonn", "Kiel", "Oslo"])
def test_what_was_overtaken_is_no_part_of_the_versions_that_an_older_copy_is_compared_with(
    opened: Open, path: Path, city: str
) -> None:
    """Anna's copy is as old as Bob's first change; nobody touches his phone but us, nor his city after she did."""
    store = opened()
    change(store, None, "first", "notes")
    assert store.flush(10)
    copy = path.read_bytes()
    with owner_file(path):
        change(store, "Berlin", "Bonn"), change(store, "Bonn", "Kiel")
        she_types(path, city)
        change(store, "030 1234", "999", "phone")
    assert store.flush(10)
    path.write_bytes(copy)
    assert store.snapshot().cell("Contacts", "C-BOB22B", "phone") == "999" and store.flush(10)
    assert (typed(path), typed(path, "Phone")) == (city, "999") and store.verify() == []


def test_a_setting_changed_twice_while_it_waits_is_compared_once(opened: Open, path: Path) -> None:
    store = opened()
    key, old = next((key, cell) for key, cell in store.snapshot().contents.settings.items() if isinstance(cell, str))
    with owner_file(path):
        store.undo(store.save(ChangeSet("a setting", (SetSetting(key, "theirs", old),))).batch)
        AtExcel.at(path).edit(
            lambda grid: next(row for row in grid if row[0] == key).__setitem__(2, "theirs"), "Settings"
        )
    assert store.flush(10) and store.snapshot().contents.settings[key] == "theirs" and store.conflicts() == []


def test_a_word_that_was_taken_back_while_it_waits_stays_when_she_typed_it_too(opened: Open, path: Path) -> None:
    store = opened()
    name = next(name for name in store.snapshot().contents.lists if ":" not in name)
    with owner_file(path):
        store.undo(store.save(ChangeSet("a word", (AddToList(name, "Balloonist"),))).batch)

        def types(grid: list[list[Cell]]) -> None:
            column = grid[0].index(name)
            next(row for row in [*grid, grid.append([None] * len(grid[0])) or grid[-1]] if not row[column])[column] = (
                "Balloonist"
            )

        AtExcel.at(path).edit(types, "Lists")
    assert store.flush(10) and "Balloonist" in store.snapshot().contents.lists[name]


def test_a_removal_that_was_taken_back_while_it_waits_is_nobodys_conflict(opened: Open, path: Path) -> None:
    store = opened()
    with owner_file(path):
        store.undo(store.save(ChangeSet("Bob removed", (RemoveRow("Contacts", "C-BOB22B"),))).batch)
        she_types(path, "Oslo")
    assert store.flush(10) and typed(path) == "Oslo" and store.conflicts() == []


# and it is told at once -------------------------------------------------------------------------------------------


def test_a_waiting_change_of_a_cell_that_she_typed_over_is_to_be_decided_while_she_still_has_it_open(
    opened: Open, path: Path
) -> None:
    store = opened()
    with owner_file(path):
        change(store, "Berlin", "Bonn")
        she_types(path, "Oslo")
        until_seen(store)
        assert fights(store) == [("Oslo", "Bonn")] and store.status().waiting == 0
        assert store.snapshot().cell("Contacts", "C-BOB22B", "city") == "Oslo"


def test_what_was_typed_before_kith_saved_for_the_first_time_is_in_the_history_of_the_next_start(
    opened: Open, path: Path
) -> None:
    opened().close()
    she_types(path, "Oslo")
    store = opened()
    batch, *_ = store.history()
    assert (batch.actor, batch.summary) == ("in the sheet", "Bob Stone: City")
    store.undo(batch.batch)
    assert store.flush(10) and typed(path) == "Berlin"


def test_a_row_that_waits_to_go_comes_after_what_became_of_it_in_the_sheet(tmp_path: Path) -> None:
    """Somebody is removed in the sheet; Kith takes that back, and does it again; then a copy with them is saved. So
    they go, and each step is in the history in its order."""
    path = tmp_path / "team.xlsx"
    path.write_bytes(first_version())
    desk, copy = Desk(path, "Ann"), Copy(first_version())
    first, id = desk.record.base, copy.people[1][0]
    copy.removes(copy.people[1])
    path.write_bytes(copy.saved())
    desk.rows()
    desk.store.undo(desk.store.undo(desk.store.history(1)[0].batch).batch)
    path.write_bytes(first_version())
    desk.rows(), desk.writes()
    changes = [each for entry in desk.journal.since("none") if (each := change_of(entry))]
    assert id not in desk.rows() and id not in first.applied(changes).ids
    desk.store.close()


def test_a_copy_counts_and_is_in_the_history_once_the_row_that_it_was_made_of_is_another(
    opened: Open, path: Path
) -> None:
    store = opened()
    AtExcel.at(path).edit(lambda grid: grid.append(list(grid[2])))
    people = len(store.snapshot().contacts)
    change(store, "Berlin", "Bonn")
    assert store.flush(10) and len(store.snapshot().contacts) == people + 1
    latest, *_ = store.history()
    assert (latest.actor, latest.summary) == ("in the sheet", "Bob Stone added")


def test_a_save_that_certainly_failed_leaves_no_swap_to_be_looked_into(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened()

    tries = list[str]()

    def is_open_elsewhere(*args: object) -> None:
        tries.append("again")
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(swapping, "swap", is_open_elsewhere)
        change(store, "Berlin", "Bonn")
        assert not store.flush(0.5)
        assert until(lambda: bool(tries) and store._record.journal.intended() is None)  # between two tries
    assert store.flush(10) and typed(path) == "Bonn"
