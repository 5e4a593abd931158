"""What happened with one person, or with an organisation and its people."""

import datetime as dt

import pytest

from crm.model.cells import Cell, Rules
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook
from crm.ui.timeline import events_of

TODAY = dt.date(2026, 11, 12)
ANN, SHOP = "C-7K3Q9F", "C-P9Z1HB"
WITH_ANN: dict[str, Cell] = {"contact": "Ann Lee", "contact_id": ANN}
WITH_SHOP: dict[str, Cell] = {"contact": "Harbour Parts Ltd", "contact_id": SHOP}


def nov(day: int) -> dt.date:
    return dt.date(2026, 11, day)


def told(rows: dict[str, list[dict[str, Cell]]], *contacts: str) -> list[str]:
    """Each event in one line."""
    people: list[dict[str, Cell]] = [
        {"id": ANN, "name": "Ann Lee", "organisation": "Harbour Parts Ltd"},
        {"id": SHOP, "name": "Harbour Parts Ltd", "kind": "Organisation", "relationships": "Supplier"},
    ]
    book = MemoryWorkbook.new({"Contacts": people, **rows}, today=lambda: TODAY)
    events = events_of(Snapshot(book.read(), Rules(TODAY)), *(contacts or (ANN,)))
    return [f"{event.day:%d} {event.headline} | {event.text}" for event in events]


@pytest.mark.capability(4)
def test_what_a_supplier_delivers_stands_on_the_day_it_came() -> None:
    bought = {"id": "S-6A0PTG", "date": nov(3), **WITH_SHOP, "kind": "Purchase", "item": "Tubes", "amount": 128}
    lines = told({"Sales": [{**bought, "delivered_on": nov(6)}]}, SHOP)
    assert lines == ["06 Delivery from them | Tubes", "03 Purchase · £128 | Tubes"]


def test_what_was_delivered_on_the_day_of_the_sale_is_one_line() -> None:
    sold = {"id": "S-6A0PTG", "date": nov(3), **WITH_ANN, "item": "Bike", "amount": 480, "delivered_on": nov(3)}
    assert told({"Sales": [sold]}) == ["03 Sale · £480 · delivered | Bike"]


def test_only_next_steps_that_were_done_have_happened() -> None:
    steps: list[dict[str, Cell]] = [
        {"id": "F-AAAAAA", "due": nov(1), "what": "Done one", **WITH_ANN, "status": "Done", "done_on": nov(2)},
        {"id": "F-BBBBBB", "due": nov(3), "what": "Ticked in the sheet", **WITH_ANN, "done_on": nov(4)},
        {"id": "F-CCCCCC", "due": nov(5), "what": "Open", **WITH_ANN},
        {"id": "F-DDDDDD", "due": nov(6), "what": "Skipped", **WITH_ANN, "status": "Skipped"},
    ]
    assert told({"Follow-ups": steps}) == ["04 Done | Ticked in the sheet", "02 Done | Done one"]


@pytest.mark.capability(26)
def test_a_deal_begins_and_is_won_or_lost() -> None:
    deal = {"id": "D-AAAAAA", "title": "Fleet", **WITH_ANN, "opened_on": nov(1), "amount": 900}
    won = told({"Deals": [{**deal, "stage": "Won", "closed_on": nov(9)}]})
    still_open = told({"Deals": [{**deal, "stage": "Offer"}]})
    assert (won[0], still_open) == ("09 Won · Fleet · £900 | ", ["01 Deal begun · Fleet | "])


@pytest.mark.capability(19)
def test_a_request_comes_in_and_is_solved() -> None:
    ticket: dict[str, Cell] = {"id": "T-AAAAAA", "opened": nov(1), **WITH_ANN, "subject": "Brakes", "solved_on": nov(3)}
    assert told({"Tickets": [ticket]}) == ["03 Solved · Brakes | ", "01 Request · Brakes | "]


def test_a_question_that_was_not_answered_stands_on_the_day_it_was_asked() -> None:
    asked: dict[str, Cell] = {"id": "Q-AAAAAA", "question": "Recommend us (0-10)", **WITH_ANN, "asked_on": nov(5)}
    assert told({"Satisfaction": [asked]}) == ["05 Recommend us (0-10) · no answer yet | "]


@pytest.mark.capability(4)
def test_an_organisation_tells_what_happened_with_its_people_too() -> None:
    notes: list[dict[str, Cell]] = [
        {"id": "N-AAAAAA", "date": nov(2), **WITH_ANN, "type": "Call", "what": "Rang"},
        {"id": "N-BBBBBB", "date": nov(4), **WITH_SHOP, "type": "Delivery", "what": "40 tubes"},
    ]
    assert told({"Interactions": notes}, SHOP, ANN) == ["04 Delivery | 40 tubes", "02 Call | Rang"]


def test_what_has_no_day_stands_last() -> None:
    notes: list[dict[str, Cell]] = [
        {"id": "N-AAAAAA", **WITH_ANN, "type": "Note", "what": "Some day"},
        {"id": "N-BBBBBB", "date": nov(4), **WITH_ANN, "type": "Call", "what": "Rang"},
    ]
    book = MemoryWorkbook.new(
        {"Contacts": [{"id": ANN, "name": "Ann Lee"}], "Interactions": notes}, today=lambda: TODAY
    )
    assert [event.text for event in events_of(Snapshot(book.read(), Rules(TODAY)), ANN)] == ["Rang", "Some day"]
