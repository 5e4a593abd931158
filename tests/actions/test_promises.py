"""An invoice that was paid, and a request that was solved."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.actions.promises import mark_paid, mark_solved
from crm.model.cells import Cell
from crm.model.errors import InvalidInput
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store

NOW = dt.datetime(2026, 2, 1, 9, 30)
DAY = dt.date(2026, 1, 10)
ROWS: dict[str, list[dict[str, Cell]]] = {
    "Contacts": [{"id": "C-7K3Q9F", "name": "Ann Lee"}],
    "Sales": [
        {"id": "S-7K3Q9F", "date": DAY, "contact": "Ann Lee", "item": "City bike", "amount": 480, "due": DAY},
        {"id": "S-7K3Q9G", "date": DAY, "amount": 8, "due": DAY, "paid_on": "last week"},
    ],
    "Tickets": [
        {"id": "T-7K3Q9F", "opened": DAY, "subject": "Gears slip", "promised_by": DAY},
        {"id": "T-7K3Q9G", "opened": DAY, "subject": "Lock", "status": "closed"},
    ],
}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Store]:
    book = MemoryWorkbook.new(ROWS, today=NOW.date)
    opened = Store(Record(book, Journal(tmp_path / "journal.sqlite", "b00c"), lambda: NOW), "here", Actor("Maya"))
    yield opened
    opened.close()


def test_an_open_invoice_is_paid_today_and_that_is_taken_back(shop: Store) -> None:
    receipt = shop.save(mark_paid(shop.snapshot(), "S-7K3Q9F"))
    assert receipt.summary == "Paid: City bike of Ann Lee"
    assert shop.snapshot().cell("Sales", "S-7K3Q9F", "paid_on") == NOW.date()
    shop.undo(receipt.batch)
    assert shop.snapshot().cell("Sales", "S-7K3Q9F", "paid_on") is None


def test_what_somebody_typed_about_a_payment_stays(shop: Store) -> None:
    with pytest.raises(InvalidInput, match="Paid on says “last week” already"):
        mark_paid(shop.snapshot(), "S-7K3Q9G")


def test_a_request_is_solved_in_the_teams_own_word(shop: Store) -> None:
    shop.save(mark_solved(shop.snapshot(), "T-7K3Q9F"))
    row = shop.snapshot().row("Tickets", "T-7K3Q9F")
    assert (row["status"], row["solved_on"]) == ("Solved", NOW.date())


def test_a_request_that_was_solved_in_the_sheet_is_left_alone(shop: Store) -> None:
    with pytest.raises(InvalidInput, match="already solved"):
        mark_solved(shop.snapshot(), "T-7K3Q9G")
