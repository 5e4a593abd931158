"""A real store on a workbook in memory, as it stands on 1 February 2026."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store

NOW = dt.datetime(2026, 2, 1, 9, 30)
ANN, TOM, SHOP = "C-7K3Q9F", "C-04XT2M", "C-P9Z1HB"

ROWS: dict[str, list[dict[str, Cell]]] = {
    "Contacts": [
        {"id": ANN, "name": "Ann Lee", "phone": "020 7946 0112", "relationships": "Customer", "birthday": "14 March"},
        {"id": TOM, "name": "Tom Wójcik", "tags": "red"},
        {"id": SHOP, "name": "Harbour Parts Ltd", "kind": "Organisation"},
    ],
    "Interactions": [
        {"id": "N-2M8VQK", "date": dt.date(2026, 1, 3), "contact": "Ann Lee", "type": "Call", "what": "Wants a quote"},
        {"id": "N-81DW0C", "date": dt.date(2026, 1, 5), "contact": "Annie", "contact_id": ANN, "type": "Visit",
         "what": "!"},
    ],
    "Follow-ups": [
        {"id": "F-5QN7AE", "due": dt.date(2026, 1, 31), "what": "Rent", "contact": "Ann Lee", "contact_id": ANN,
         "repeat": "monthly", "how": "Phone", "notes": "as ever"},
        {"id": "F-9C41XJ", "due": dt.date(2026, 2, 13), "what": "Ask for the tubes", "contact": "Harbour Parts Ltd"},
        {"id": "F-T0B6WY", "due": dt.date(2026, 1, 2), "what": "Card", "contact": "Ann Lee", "status": "Done"},
    ],
    "Sales": [
        {"id": "S-6A0PTG", "date": dt.date(2026, 1, 6), "contact": "Ann Lee", "contact_id": ANN, "item": "Bell",
         "amount": 22, "due": dt.date(2026, 1, 20)},
    ],
    "Satisfaction": [
        {"id": "Q-N4E8KX", "date": dt.date(2026, 1, 12), "question": "Smiley (1-3)", "score": 1, "comment": "Waited"},
    ],
}  # fmt: skip


@pytest.fixture
def book() -> MemoryWorkbook:
    """The workbook, as the people who type into it have it."""
    return MemoryWorkbook.new(ROWS, today=NOW.date)


@pytest.fixture
def store(book: MemoryWorkbook, tmp_path: Path) -> Iterator[Store]:
    """The store of `book`, in Maya's hands."""
    opened = Store(Record(book, Journal(tmp_path / "journal.sqlite", "b00c"), lambda: NOW), "here", Actor("Maya"))
    yield opened
    opened.close()
