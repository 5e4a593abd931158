"""One person in two rows, on each kind of record: found, made one, taken back."""

import datetime as dt

import pytest

from crm.actions.contacts import add_contact, edit_contact
from crm.actions.interactions import log_interaction
from crm.actions.merging import merge_contacts, not_the_same
from crm.model.cells import Cell
from crm.model.snapshot import Snapshot
from crm.search.duplicates import likely
from crm.store.store import Store
from tests.daily.conftest import ANN, TOM, Save
from tests.store.conftest import Person

AGAIN = {"name": "Anne Lee", "phone": "+44 20 7946 0112", "city": "York", "tags": "vip", "notes": "=Rings\nlate"}
Rows = dict[str, dict[str, dict[str, Cell]]]


def rows(snapshot: Snapshot) -> Rows:
    """Every cell by sheet and ID, but for who changed a row last and when."""
    ignored = ("changed_on", "changed_by")
    return {
        name: {
            id: {field: cell for field, cell in (sheet.row(id) or {}).items() if field not in ignored}
            for id in sorted(sheet.places)
        }
        for name, sheet in snapshot.contents.sheets.items()
    }


@pytest.fixture
def twice(store: Store, save: Save) -> str:
    """Ann Lee is there once more, with a call of her own; the ID of that row."""
    save(add_contact(store.snapshot(), AGAIN))
    (id,) = set(store.snapshot().contacts.index[store.snapshot().contacts["name"] == "Anne Lee"])
    save(log_interaction(store.snapshot(), id, {"type": "Call", "what": "Asked for a bell", "date": "2026-11-10"}))
    return str(id)


@pytest.mark.capability(5)
def test_who_is_there_twice_is_found_made_one_and_taken_back(
    twice: str, store: Store, save: Save, person: Person
) -> None:
    (pair,) = likely(store.snapshot()).pairs
    assert pair.ids == {ANN, twice} and pair.is_sure and pair.equal[0] == "same phone"
    before = rows(store.snapshot())
    merged = save(merge_contacts(store.snapshot(), ANN, twice, {"city": twice}))
    row = merged.row("Contacts", ANN)
    assert (row["name"], row["city"], row["tags"], row["merged_ids"]) == ("Ann Lee", "York", "vip", twice)
    assert str(row["notes"]).endswith("=Rings\nlate") or row["notes"] == "=Rings\nlate"
    assert len(merged.contacts) == 3 and merged.people.ids[twice] == ANN
    assert set(merged.interactions["contact_id"]) == {ANN} and not likely(merged).pairs
    (batch,) = (one.batch for one in store.history(1))
    store.undo(batch)
    assert store.flush(10)
    assert rows(store.snapshot()) == before


def test_after_other_edits_an_undo_brings_both_back_and_keeps_what_was_typed(
    twice: str, store: Store, save: Save, person: Person
) -> None:
    save(merge_contacts(store.snapshot(), ANN, twice, {}))
    (batch,) = (one.batch for one in store.history(1))
    save(log_interaction(store.snapshot(), ANN, {"type": "Visit", "what": "Later", "date": "2026-11-11"}))
    save(edit_contact(store.snapshot(), ANN, {"tags": "vip; choir", "city": "Hull"}))
    store.undo(batch)
    assert store.flush(10)
    found = store.snapshot()
    assert found.row("Contacts", twice)["city"] == "York" and found.row("Contacts", ANN)["city"] == "Hull"
    whose = dict(zip(found.interactions["what"], found.interactions["contact_id"], strict=True))
    assert whose == {"Wants a quote": ANN, "Asked for a bell": twice, "Later": ANN}
    assert found.interactions["date"].max() == dt.datetime(2026, 11, 11)


def test_who_is_not_the_same_is_never_asked_about_again(twice: str, store: Store, save: Save) -> None:
    found = save(not_the_same(store.snapshot(), ANN, twice))
    assert not likely(found).pairs
    assert (found.cell("Contacts", ANN, "not_same_as"), found.cell("Contacts", twice, "not_same_as")) == (twice, ANN)
    assert found.cell("Contacts", TOM, "not_same_as") is None
