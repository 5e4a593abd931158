"""Undo is a change like any other, made from the journal; what was changed again since is asked about."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.model.cells import Cell
from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow, UpdateRow
from crm.model.errors import NoSuchRow
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.store.conftest import ADA, BOB, BOOK_ID, CLEO, NOW, TODAY

IDS = [str(row["id"]) for row in (ADA, BOB, CLEO)]
STAMPS = {"changed_on", "changed_by"}


def values(store: Store) -> dict[str, dict[str, Cell]]:
    """Every row by its ID, blanks and stamps apart."""
    sheet = store.snapshot().contents.sheets["Contacts"]
    rows = {id: sheet.row(id) or {} for id in sheet.places}
    return {id: {f: c for f, c in row.items() if c is not None and f not in STAMPS} for id, row in rows.items()}


def test_undoing_an_edit_puts_the_old_value_back(store: Store) -> None:
    before = values(store)
    batch = store.save(ChangeSet("x", (UpdateRow("Contacts", "C-ADA11A", {"city": "Rom"}, {"city": "London"}),))).batch
    assert store.undo(batch).conflicts == () and values(store) == before


def test_undoing_an_undo_brings_the_change_back(store: Store) -> None:
    batch = store.save(ChangeSet("City", (UpdateRow("Contacts", "C-ADA11A", {"city": "Rom"}, {"city": "London"}),)))
    back = store.undo(batch.batch)
    again = store.undo(back.batch)
    assert (back.summary, again.summary) == ("Undone: City", "Redone: City")
    assert store.snapshot().cell("Contacts", "C-ADA11A", "city") == "Rom"


def test_undoing_what_somebody_changed_since_asks_and_overwrites_nothing(store: Store) -> None:
    batch = store.save(ChangeSet("x", (UpdateRow("Contacts", "C-ADA11A", {"city": "Rom"}, {"city": "London"}),))).batch
    store.save(ChangeSet("y", (UpdateRow("Contacts", "C-ADA11A", {"city": "Oslo"}, {"city": "Rom"}),)))
    assert [(c.theirs, c.ours) for c in store.undo(batch).conflicts] == [("Oslo", "London")]
    assert store.snapshot().cell("Contacts", "C-ADA11A", "city") == "Oslo"


def test_undoing_an_addition_that_somebody_wrote_into_keeps_the_row(store: Store) -> None:
    batch = store.save(ChangeSet("Dora added", (AddRow("Contacts", "C-DRA44D", {"name": "Dora"}),))).batch
    store.save(ChangeSet("y", (UpdateRow("Contacts", "C-DRA44D", {"city": "Oslo"}, {"city": None}),)))
    assert len(store.undo(batch).conflicts) == 1 and "C-DRA44D" in store.snapshot().contacts.index


def test_a_second_press_on_undo_changes_nothing(store: Store) -> None:
    batch = store.save(ChangeSet("Dora added", (AddRow("Contacts", "C-DRA44D", {"name": "Dora"}),))).batch
    store.undo(batch)
    store.undo(batch)
    assert len(store.snapshot().contacts) == 3 and len(store.history()) == 2


def test_there_is_nothing_to_undo_of_an_unknown_save(store: Store) -> None:
    with pytest.raises(NoSuchRow, match="nothing of this"):
        store.undo("never")


def test_history_tells_who_changed_what_from_which_to_which(store: Store) -> None:
    store.by(Actor("Ben")).save(ChangeSet("City", (UpdateRow("Contacts", "C-ADA11A", {"city": "Rom"}),)))
    (batch,) = store.history()
    assert (batch.actor, batch.summary, batch.undone) == ("Ben", "City", False)
    assert [(s.field, s.before, s.after) for s in batch.steps] == [("city", "London", "Rom")]


texts = st.sampled_from(["", "Rom", "Oslo", "=1", "a\nb"])
days = st.dates(dt.date(1950, 1, 1), dt.date(2030, 1, 1))
cells = st.fixed_dictionaries({}, optional={"name": st.just("Eve"), "city": texts, "notes": texts, "since": days})
edits = st.builds(lambda id, new: UpdateRow("Contacts", id, new), st.sampled_from(IDS), cells.filter(bool))
adds = st.builds(
    lambda id, new: AddRow("Contacts", f"C-N{id:04}A", {"name": "New", **new}), st.integers(0, 9999), cells
)
removals = st.builds(lambda id: RemoveRow("Contacts", id), st.sampled_from(IDS))
batches = st.lists(st.lists(edits | adds | removals, min_size=1, max_size=5), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches)
def test_undoing_every_save_last_first_gives_back_every_cell(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Change]]
) -> None:
    workbook = MemoryWorkbook.new({"Contacts": [ADA, BOB, CLEO]}, today=lambda: TODAY)
    journal = Journal(tmp_path_factory.mktemp("undo") / "journal.sqlite", BOOK_ID)
    store = Store(Record(workbook, journal, lambda: NOW), "here", Actor("Ann"))
    before = values(store)
    for changes in batches:
        store.save(ChangeSet("x", tuple(changes)))
    for batch in store.history():
        if any(step.state != "conflict" for step in batch.steps):
            store.undo(batch.batch)
    assert store.flush(10) and values(store) == before
    store.close()
