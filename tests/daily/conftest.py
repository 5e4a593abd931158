"""The daily work on each kind of record: in memory, in an Excel workbook, and in a Google Sheet."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from crm.model.cells import Cell, Rules
from crm.model.changes import ChangeSet
from crm.model.snapshot import Snapshot
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.store.conftest import BOOK_ID, NOW, AtExcel, AtMemory, Person
from tests.store.google.at_google import AtGoogle

TODAY = NOW.date()
ANN, TOM, SHOP = "C-7K3Q9F", "C-04XT2M", "C-P9Z1HB"
ROWS: dict[str, Sequence[dict[str, Cell]]] = {
    "Contacts": [
        {"id": ANN, "name": "Ann Lee", "phone": "020 7946 0112", "email": "ann@example.com", "city": "Leeds",
         "relationships": "Customer", "birthday": "14 November", "organisation": "Harbour Parts Ltd"},
        {"id": TOM, "name": "Tom Wójcik", "relationships": "Lead; Volunteer", "phone": "07700 900417"},
        {"id": SHOP, "name": "Harbour Parts Ltd", "kind": "Organisation", "relationships": "Supplier"},
    ],
    "Interactions": [
        {"id": "N-2M8VQK", "date": dt.date(2026, 11, 3), "contact": "Ann Lee", "contact_id": ANN, "type": "Call",
         "what": "Wants a quote"},
    ],
    "Follow-ups": [
        {"id": "F-5QN7AE", "due": dt.date(2026, 11, 6), "what": "Send the quote", "contact": "Ann Lee",
         "contact_id": ANN, "repeat": "Monthly"},
    ],
}  # fmt: skip
Save = Callable[[ChangeSet], Snapshot]


@pytest.fixture(params=[AtMemory, AtExcel, AtGoogle], ids=["memory", "excel", "google"])
def person(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Person]:
    """Somebody who has the record itself before them."""
    at = request.param(ROWS, tmp_path)
    with ExitStack() as stack:
        if isinstance(at, AtGoogle):
            stack.callback(at.close)
        yield at


@pytest.fixture
def store(person: Person, tmp_path: Path) -> Iterator[Store]:
    """A Store on that record, in Maya's hands, on 12 November 2026."""
    id = person.id if isinstance(person, AtGoogle) else BOOK_ID
    journal = Journal(tmp_path / "journal" / "journal.sqlite", id)
    opened = Store(Record(person.workbook, journal, lambda: NOW), "here", Actor("Maya"))
    yield opened
    opened.close()


@pytest.fixture
def save(store: Store, person: Person) -> Save:
    """Save what an action made; what a new look into the record itself finds then."""

    def one(changes: ChangeSet) -> Snapshot:
        assert store.save(changes).confirmed
        assert store.flush(10)
        return Snapshot(person.workbook.read(), Rules(TODAY))

    return one
