"""A workbook without one of our columns: what needs it says so and where it goes, what does not goes on without it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from crm.actions import deals, follow_ups, interactions, sales, satisfaction, tickets
from crm.actions.contacts import edit_contact
from crm.model.cells import Cell
from crm.model.changes import ChangeSet
from crm.model.errors import InvalidInput
from crm.model.lacking import no_column
from crm.model.snapshot import Snapshot
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.actions.conftest import ANN, NOW, ROWS, TOM

TODAY = NOW.date()
CALL, RENT, CARD, BELL, WAITED, BIKES, LEAK = (
    "N-2M8VQK", "F-5QN7AE", "F-T0B6WY", "S-6A0PTG", "Q-N4E8KX", "D-7K3Q9F", "T-7K3Q9F",
)  # fmt: skip
DEAL: dict[str, Cell] = {"id": BIKES, "title": "Bikes", "stage": "New"}
REQUEST: dict[str, Cell] = {"id": LEAK, "subject": "The tyre leaks", "status": "New"}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Open a workbook that never had these columns of a sheet."""
    with ExitStack() as stack:

        def opened(sheet: str, *headings: str) -> Store:
            book = MemoryWorkbook.new({**ROWS, "Deals": [DEAL], "Tickets": [REQUEST]}, today=NOW.date)
            first = book.sheet(sheet).rows[0]
            first[:] = [None if heading in headings else heading for heading in first]
            record = Record(book, Journal(tmp_path / "journal.sqlite", "b00c"), lambda: NOW)
            stack.callback(record.close)
            return Store(record, "here", Actor("Maya"))

        yield opened


PRESSES: Sequence[tuple[str, tuple[str, ...], Callable[[Snapshot], ChangeSet]]] = (
    ("Tickets", ("First reply",), lambda now: tickets.replied(now, LEAK, now=NOW)),
    ("Tickets", ("Status", "Solved on"), lambda now: tickets.solved(now, LEAK, now=NOW)),
    ("Tickets", ("Status",), lambda now: tickets.waiting(now, LEAK)),
    ("Tickets", ("Promised by",), lambda now: tickets.later(now, LEAK, TODAY)),
    ("Tickets", ("Subject",), lambda now: tickets.add_request(now, ANN, {"details": "It leaks"}, now=NOW)),
    ("Follow-ups", ("Status", "Done on"), lambda now: follow_ups.tick_off(now, RENT)),
    ("Follow-ups", ("Status",), lambda now: follow_ups.skip(now, RENT)),
    ("Follow-ups", ("Status", "Done on"), lambda now: follow_ups.reopen(now, CARD)),
    ("Follow-ups", ("Due",), lambda now: follow_ups.put_off(now, RENT, TODAY)),
    ("Follow-ups", ("Due",), lambda now: follow_ups.add_follow_up(now, ANN, {"what": "Ring"})),
    ("Satisfaction", ("Followed up",), lambda now: satisfaction.mark_followed_up(now, WAITED)),
    ("Satisfaction", ("Score",), lambda now: satisfaction.record_answer(now, ANN, {"comment": "Good"})),
    ("Contacts", ("Relationship",), lambda now: edit_contact(now, TOM, {"relationships": ["Customer"]})),
    ("Contacts", ("Status",), lambda now: edit_contact(now, TOM, {"status": "Archived"})),
    ("Sales", ("Paid on",), lambda now: sales.mark_paid(now, BELL)),
    ("Sales", ("Amount",), lambda now: sales.add_sale(now, {"item": "Bell"})),
    ("Interactions", ("Contact", "Contact ID"), lambda now: interactions.assign(now, CALL, TOM)),
    ("Interactions", ("Contact", "Contact ID"), lambda now: interactions.log_interaction(now, TOM, {"what": "Hi"})),
    ("Deals", ("Stage",), lambda now: deals.win(now, BIKES, {"amount": 5})),
    ("Deals", ("Stage",), lambda now: deals.lose(now, BIKES, {"lost_reason": "Price"})),
    ("Deals", ("Stage",), lambda now: deals.move_stage(now, BIKES, "Offer")),
)  # fmt: skip


@pytest.mark.capability(30)
@pytest.mark.parametrize(("sheet", "headings", "press"), PRESSES)
def test_a_press_that_needs_a_column_names_it_and_says_where_it_goes(
    opened, sheet: str, headings: tuple[str, ...], press: Callable[[Snapshot], ChangeSet]
) -> None:
    store = opened(sheet, *headings)
    with pytest.raises(InvalidInput) as refused:
        store.save(press(store.snapshot()))
    lacking = f"The sheet {sheet} has no column “{headings[0]}” to keep this in."
    assert str(refused.value) == f"{lacking} Write “{headings[0]}” beside its other headings, then try again."


def test_the_sheet_is_called_as_its_tab_is(store: Store) -> None:
    now = store.snapshot().contents
    renamed = replace(now, sheets={**now.sheets, "Contacts": replace(now.sheets["Contacts"], title="Kunden")})
    assert "The sheet Kunden has no column “Status”" in str(no_column(renamed, "Contacts", "status"))


def test_a_note_is_sorted_to_somebody_where_only_their_id_has_a_column(opened) -> None:
    store = opened("Interactions", "Contact")
    store.save(interactions.assign(store.snapshot(), CALL, TOM))
    assert store.snapshot().interactions["contact_id"][CALL] == TOM


def test_somebody_is_renamed_though_their_rows_name_them_by_id_alone(opened) -> None:
    store = opened("Interactions", "Contact")
    store.save(edit_contact(store.snapshot(), ANN, {"name": "Ann Hill"}))
    assert store.snapshot().contacts["name"][ANN] == "Ann Hill"


@pytest.mark.capability(26)
def test_a_deal_is_lost_without_a_reason_where_the_workbook_keeps_none(opened) -> None:
    store = opened("Deals", "Lost reason")
    store.save(deals.lose(store.snapshot(), BIKES, {}))
    assert store.snapshot().deals["stage"][BIKES] == "Lost"
