"""What may well be a mishap is asked about: nothing is written or lost, and the owner's answer is carried out."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.model.errors import CannotOpen, NotAllowed, NotSaved, ReadOnly
from crm.store.excel import template
from crm.store.noting import Noting
from crm.store.receipt import Actor
from crm.store.store import Store
from crm.xlsx import Workbook
from tests.store.conftest import TODAY, AtExcel, Grid, owner_file
from tests.store.test_stale_copies import Colleague, cells, now, said

Open = Callable[..., Store]


def typed(path: Path, change: Callable[[Grid], None]) -> None:
    AtExcel.at(path).edit(change)


def of_people(store: Store, count: int) -> None:
    rows = [AddRow("Contacts", f"C-AAA{n:02}A", {"name": f"Person {n}", "phone": f"0{n}"}) for n in range(count)]
    store.save(ChangeSet("people", tuple(rows)))
    assert store.flush(10)


def marked(path: Path, generation: str) -> None:
    """Another mark in the workbook, as another Kith, or a program that drops marks, would leave it."""
    book = Workbook.open(path)
    book.set_property("kith_generation", generation)
    book.save(path)


def kind(store: Store) -> str:
    question = store.question()
    return question.kind if question else ""


def test_a_sort_of_everything_but_the_ids_is_asked_about_and_put_back(opened: Open, path: Path) -> None:
    store = opened()
    of_people(store, 8)

    def sort(grid: Grid) -> None:
        ids = [row[0] for row in grid[1:]]
        body = sorted((row[1:] for row in grid[1:]), key=str, reverse=True)
        grid[1:] = [[id, *row] for id, row in zip(ids, body, strict=True)]

    typed(path, sort)
    assert kind(store) == "shuffled" and now(store, "phone", "C-AAA03A") == "03"
    store.answer("back")
    assert store.flush(10) and kind(store) == ""
    assert dict(zip(cells(path, "ID"), cells(path, "Phone"), strict=True))["C-AAA03A"] == "03"


def test_a_real_sort_is_no_change(opened: Open, path: Path) -> None:
    store = opened()
    of_people(store, 8)

    def shuffle(grid: Grid) -> None:
        body = grid[1:]
        random.Random(1).shuffle(body)
        grid[1:] = body

    typed(path, shuffle)
    assert kind(store) == "" and len(store.history()) == 1 and now(store, "phone", "C-AAA03A") == "03"


def test_a_heading_that_went_is_asked_about_until_it_is_back(opened: Open, path: Path) -> None:
    store = opened()
    typed(path, lambda grid: grid[0].__setitem__(grid[0].index("Phone"), "Shoe size"))
    assert kind(store) == "heading_gone" and "“Phone”" in store.status().sentence
    typed(path, lambda grid: grid[0].__setitem__(grid[0].index("Shoe size"), "Phone"))
    assert kind(store) == "" and now(store, "phone") == "020 7946 0112"


@pytest.mark.parametrize(("choice", "phone"), [("take", "020 7946 0112"), ("merge", "999")])
def test_an_old_version_put_back_is_asked_about(opened: Open, path: Path, choice: str, phone: Cell) -> None:
    store = opened()
    old = path.read_bytes()
    said(store, "phone", "020 7946 0112", "999")
    for n in range(25):
        said(store, "city", None if n else "London", f"City {n}") if n == 0 else said(
            store, "city", f"City {n - 1}", f"City {n}"
        )
    of_people(store, 21)
    path.write_bytes(old)
    assert kind(store) == "rolled_back" and now(store, "phone") == "999"
    store.answer(choice)
    assert store.flush(10) and now(store, "phone") == phone == cells(path, "Phone")[0]


@pytest.mark.parametrize(("mark", "named"), [("", "no_stamp"), ("ffffffff:7", "unknown")])
def test_a_workbook_whose_mark_is_not_known_is_asked_about(opened: Open, path: Path, mark: str, named: str) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "phone", "020 7946 0112", "999")
    anna.types("Bob Stone", "City", "Bonn").saves()
    marked(path, mark)
    assert kind(store) == named and now(store, "city", "C-BOB22B") == "Berlin"
    store.answer("merge")
    assert store.flush(10) and (cells(path, "Phone")[0], cells(path, "City")[1]) == ("999", "Bonn")


def test_until_the_owner_answered_nobody_can_save_and_only_the_owner_may_answer(opened: Open, path: Path) -> None:
    store = opened()
    typed(path, lambda grid: grid[0].__setitem__(grid[0].index("Phone"), "Shoe size"))
    change = UpdateRow("Contacts", "C-ADA11A", {"city": "Rome"}, {"city": "London"})
    assert store.question() is not None
    with pytest.raises(ReadOnly, match="Until the owner has answered"):
        store.save(ChangeSet("a change", (change,)))
    with pytest.raises(NotAllowed):
        store.by(Actor("Eve", "editor")).answer("take")
    store.answer("take")
    assert store.save(ChangeSet("a change", (change,))).confirmed and store.flush(10)


# a workbook that cannot be read ---------------------------------------------------------------------------------------


def gone(path: Path) -> None:
    path.unlink()


DAMAGE = {
    "missing": gone,
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:3000]),
    "a page of the web": lambda path: path.write_bytes(b"<!DOCTYPE html><html><body>Sign in</body></html>"),
}


@pytest.mark.parametrize("running", [True, False], ids=["running", "at start"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_workbook_is_read_only_and_comes_back(opened: Open, path: Path, damage: str, running: bool) -> None:
    store = opened()
    said(store, "phone", "020 7946 0112", "999")
    if not running:
        store.close()
    DAMAGE[damage](path)
    store = store if running else opened()
    assert now(store, "phone") == "999" and kind(store) == "unreadable"
    newest = store.backups()[0]
    store.restore(newest.name)
    assert kind(store) == "" and cells(path, "Phone")[0] == "999" and store.status().sentence == "Up to date"
    said(store, "phone", "999", "1000")
    assert cells(path, "Phone")[0] == "1000"


@pytest.mark.parametrize(("later", "city"), [(True, "Rome"), (False, "London")])
def test_an_earlier_version_comes_back_with_or_without_what_was_changed_later(
    opened: Open, path: Path, later: bool, city: str
) -> None:
    store = opened()
    said(store, "phone", "020 7946 0112", "999")
    version = store.backups()[0]
    said(store, "city", "London", "Rome")
    receipt = store.restore(version.name, later=later)
    assert store.flush(10) and (cells(path, "City")[0], cells(path, "Phone")[0]) == (city, "999")
    assert receipt.summary.startswith("Went back to the version of")


def test_going_back_can_be_undone(opened: Open, path: Path) -> None:
    store = opened()
    said(store, "phone", "020 7946 0112", "999")
    version = store.backups()[0]
    said(store, "city", "London", "Rome")
    receipt = store.restore(version.name)
    store.undo(receipt.batch)
    assert store.flush(10) and cells(path, "City")[0] == "Rome"


# after the answer -----------------------------------------------------------------------------------------------------


def stamped(store: Store, path: Path) -> None:
    """Wait until the workbook bears the mark of its newest version."""
    for _ in range(100):
        last = store._record.journal.last_generation()
        if last and Workbook.open(path).properties["kith_generation"] == last.name:
            return
        time.sleep(0.05)
        store.snapshot()
    raise AssertionError("The workbook never got its mark.")


def test_what_is_asked_once_is_not_asked_again_at_the_next_save(opened: Open, path: Path) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "phone", "020 7946 0112", "999")
    anna.types("Bob Stone", "City", "Bonn").saves()
    marked(path, "")
    assert kind(store) == "no_stamp"
    store.answer("take")
    stamped(store, path)
    typed(path, lambda grid: grid[2].__setitem__(grid[0].index("City"), "Kiel"))
    assert kind(store) == "" and now(store, "city", "C-BOB22B") == "Kiel"


def test_what_somebody_types_back_after_a_restore_stays(opened: Open, path: Path) -> None:
    store = opened()
    for n in range(3):
        said(store, "phone", "020 7946 0112" if n == 0 else f"{n - 1}", f"{n}")
    store.restore(store.backups()[-2].name)
    stamped(store, path)
    for city in ("Paris", "London"):
        typed(path, lambda grid, city=city: grid[1].__setitem__(grid[0].index("City"), city))  # type: ignore[misc]
        assert now(store, "city") == city
    stamped(store, path)
    assert cells(path, "City")[0] == "London" and store.conflicts() == []


@pytest.mark.parametrize(("choice", "sizes"), [("back", ["38", "45", None]), ("take", None)])
def test_a_column_that_an_older_copy_lacks_is_not_lost(
    opened: Open, path: Path, choice: str, sizes: list[Cell] | None
) -> None:
    store = opened()
    said(store, "phone", "020 7946 0112", "999")
    anna = Colleague(path)
    typed(path, lambda grid: [row.append(cell) for row, cell in zip(grid, ("Shoe", "38", "44", None), strict=True)])
    said(store, "own:Shoe", "44", "45", "C-BOB22B")
    anna.types("Cleo Adeyemi", "City", "Accra").saves()
    assert kind(store) == "heading_gone" and "“Shoe”" in store.status().sentence
    store.answer(choice)
    assert store.flush(10) and now(store, "city", "C-CLE33C") == "Accra" == cells(path, "City")[2]
    assert (cells(path, "Shoe") if sizes else sizes) == sizes
    assert any("Shoe" in batch.summary for batch in store.history()) or any(
        step.field == "own:Shoe" for batch in store.history() for step in batch.steps
    )


def test_a_formula_that_somebody_typed_over_is_told_and_never_brought_back_in_silence(opened: Open, path: Path) -> None:
    store = opened()
    typed(path, lambda grid: grid[1].__setitem__(grid[0].index("City"), '="Lon"&"don"'))
    said(store, "phone", "030 1234", "999", "C-BOB22B")
    anna = Colleague(path)
    typed(path, lambda grid: grid[1].__setitem__(grid[0].index("City"), "Typed"))
    said(store, "phone", "999", "1000", "C-BOB22B")
    assert store.history()[1].summary == "Ada Lovelace: City"
    anna.types("Cleo Adeyemi", "City", "Accra").saves()
    assert store.flush(10) and (now(store, "city") == "Typed" or [c.ours for c in store.conflicts()] == ["Typed"])


def test_what_could_not_be_journaled_of_a_stale_copy_is_put_back_as_soon_as_it_can(
    opened: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, anna = opened(), Colleague(path)
    said(store, "phone", "020 7946 0112", "999")
    anna.types("Bob Stone", "City", "Bonn").saves()
    full = [NotSaved("The disk is full.")]
    note = Noting.note

    def on_a_full_disk(noting: Noting, *given: object, **words: str) -> None:
        if full:
            raise full.pop()
        note(noting, *given, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(Noting, "note", on_a_full_disk)
    store.snapshot()
    assert "The disk is full." in store.status().sentence
    time.sleep(0.1)
    assert now(store, "city", "C-BOB22B") == "Bonn" and store.flush(10)
    assert (cells(path, "Phone")[0], cells(path, "City")[1]) == ("999", "Bonn")


def test_another_workbook_at_its_place_is_not_opened_while_changes_wait_for_the_first(opened: Open, path: Path) -> None:
    store = opened()
    with owner_file(path):
        store.save(ChangeSet("a change", (UpdateRow("Contacts", "C-ADA11A", {"city": "Rome"}, {"city": "London"}),)))
        store.close()
        path.rename(path.with_name("first.xlsx"))
        template.write(path, book_id="fedcba9876543210", today=TODAY)
    with pytest.raises(CannotOpen, match="1 of its changes still wait"):
        opened()
