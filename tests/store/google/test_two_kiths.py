"""Two computers with a Kith each on one spreadsheet, which are like any two people to each other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.model.changes import ChangeSet, UpdateRow
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.store.conftest import NOW
from tests.store.google.at_google import AtGoogle


@pytest.fixture
def stores(google: AtGoogle, tmp_path: Path) -> Iterator[list[Store]]:
    """Ann's and Ben's."""
    found = [
        Store(
            Record(google.kith(name), Journal(tmp_path / f"{name}.sqlite", google.id), lambda: NOW), "here", Actor(name)
        )
        for name in ("Ann", "Ben")
    ]
    yield found
    google.emulator.faults.clear()
    for store in found:
        store.close()


def writes(store: Store, field: str, text: str) -> None:
    """Into the row of Zoe, whatever ID this Kith knows her by."""
    people = store.snapshot().contacts
    (id,) = people.index[people["name"] == "Zoe"]
    assert store.save(ChangeSet("a change", (UpdateRow("Contacts", str(id), {field: text}, {field: None}),))).confirmed


def test_somebody_whom_both_numbered_is_one_person_with_what_both_wrote(google: AtGoogle, stores: list[Store]) -> None:
    google.emulator.person.type_row("Contacts", ["", "Zoe"])
    google.emulator.faults.add("503", kind="write")
    for store, field in zip(stores, ("city", "phone"), strict=True):
        writes(store, field, f"Zoe's {field}")
    google.emulator.faults.clear()
    google.clock.now += 100
    assert all(store.flush(10) for store in (*stores, *stores))
    headings, *rows = google.rows()
    (zoe,) = (row for row in rows if row[1] == "Zoe")
    assert zoe[headings.index("City")] == "Zoe's city" and zoe[headings.index("Phone")] == "Zoe's phone"
    assert [store.conflicts() for store in stores] == [[], []]
