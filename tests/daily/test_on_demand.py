"""Sheets that appear when they are wanted: with the first row, or when their module is switched on."""

import pytest

from crm.actions.settings import set_setting
from crm.model.cells import Rules
from crm.model.changes import AddRow, ChangeSet, UpdateRow
from crm.model.snapshot import Snapshot
from crm.store.store import Store
from tests.daily.conftest import ANN, ROWS, TODAY, Save
from tests.store.conftest import AtMemory, Person

BIKE = AddRow("Deals", "D-BKE11E", {"title": "Two bikes", "contact": "Ann Lee", "contact_id": ANN, "stage": "Offer"})
FAIR = AddRow("Deals", "D-FAR22R", {"title": "The fair", "stage": "New"})


@pytest.fixture(autouse=True)
def small(person: Person) -> None:
    """A workbook without the sheets of modules; the one in memory begins with all."""
    if isinstance(person, AtMemory):
        for name in ("Deals", "Tickets", "Segments", "Templates", "Goals"):
            person.workbook.edit(lambda book, name=name: book._tabs.pop(name))


@pytest.mark.capability(32)
def test_the_first_deal_brings_its_sheet(store: Store, save: Save, person: Person) -> None:
    assert not store.snapshot().has("Deals")
    found = save(ChangeSet("Added a deal", (BIKE,)))
    assert list(found.deals["title"]) == ["Two bikes"]
    assert person.rows("Deals")[0][:4] == ["ID", "Title", "Contact", "Stage"]


def test_a_sheet_that_came_is_like_any_other(store: Store, save: Save) -> None:
    save(ChangeSet("Added a deal", (BIKE,)))
    save(ChangeSet("Added a deal", (FAIR,)))
    found = save(ChangeSet("Stage", (UpdateRow("Deals", BIKE.id, {"stage": "Won"}, {"stage": "Offer"}),)))
    assert found.deals["stage"].to_dict() == {BIKE.id: "Won", FAIR.id: "New"}


def test_what_waits_for_a_sheet_is_seen_already(store: Store, person: Person) -> None:
    with person.has_it_open():
        store.save(ChangeSet("Added a deal", (BIKE,)))
        store.save(ChangeSet("Stage", (UpdateRow("Deals", BIKE.id, {"stage": "Won"}, {"stage": "Offer"}),)))
        assert store.snapshot().deals["stage"].to_dict() == {BIKE.id: "Won"}


def test_a_module_that_is_switched_on_brings_its_sheets(store: Store, save: Save) -> None:
    found = save(set_setting(store.snapshot(), "module_segments", "Yes"))
    assert found.has("Segments") and found.has("Templates") and not found.has("Deals")


def test_the_sheets_that_were_there_stay_as_they_are(store: Store, save: Save, person: Person) -> None:
    before = [person.rows(name) for name in ROWS]
    save(ChangeSet("Added a deal", (BIKE,)))
    assert [person.rows(name) for name in ROWS] == before


def test_undo_takes_the_first_row_back_and_leaves_the_sheet(store: Store, person: Person) -> None:
    batch = store.save(ChangeSet("Added a deal", (BIKE,))).batch
    assert store.flush(10)
    store.undo(batch)
    assert store.flush(10)
    found = Snapshot(person.workbook.read(), Rules(TODAY))
    assert found.has("Deals") and found.deals.empty
