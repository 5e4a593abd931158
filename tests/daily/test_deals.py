"""Deals and leads on each kind of record."""

import datetime as dt

import pytest

from crm.actions.deals import add_deal, edit_deal, lose, move_stage, reopen, win
from crm.actions.leads import convert
from crm.store.store import Store
from tests.daily.conftest import ANN, TODAY, TOM, Save

CLOSE = dt.date(2026, 12, 24)


def begun(store: Store, save: Save) -> str:
    """A deal with Ann; its ID."""
    changes = add_deal(store.snapshot(), {"title": "Six bikes", "contact_id": ANN, "amount": 9800})
    save(changes)
    return changes.changes[0].id


@pytest.mark.capability(26)
def test_a_deal_stands_in_the_sheet_with_its_person_and_its_stage(store: Store, save: Save) -> None:
    found = save(add_deal(store.snapshot(), {"title": "Trailer", "contact_id": ANN, "expected_close": CLOSE})).deals
    (row,) = found.to_dict("records")
    assert (row["title"], row["contact"], row["contact_id"], row["stage"]) == ("Trailer", "Ann Lee", ANN, "New")
    assert (row["expected_close"].date(), row["opened_on"].date()) == (CLOSE, TODAY)


@pytest.mark.capability(26)
def test_a_deal_goes_from_stage_to_stage(store: Store, save: Save) -> None:
    id = begun(store, save)
    save(move_stage(store.snapshot(), id, "Offer"))
    found = save(edit_deal(store.snapshot(), id, {"next_step": "Ring on Friday"})).deals.loc[id]
    assert (found["stage"], found["furthest_stage"], found["next_step"]) == ("Offer", "Offer", "Ring on Friday")


@pytest.mark.capability(26)
def test_a_deal_that_is_won_is_a_sale_and_one_undo_takes_both_back(store: Store, save: Save) -> None:
    id = begun(store, save)
    changes = win(store.snapshot(), id, {"amount": "9.500,00"})
    found = save(changes)
    assert (found.deals["stage"][id], found.deals["closed_on"][id].date()) == ("Won", TODAY)
    assert found.sales[["contact_id", "amount", "item"]].to_numpy().tolist() == [[ANN, 9500, "Six bikes"]]
    store.undo(changes.batch)
    assert (store.snapshot().deals["stage"][id], len(store.snapshot().sales)) == ("New", 0)


@pytest.mark.capability(26)
def test_a_deal_that_is_lost_keeps_its_reason_until_it_is_open_again(store: Store, save: Save) -> None:
    id = begun(store, save)
    found = save(lose(store.snapshot(), id, {"lost_reason": "Price"})).row("Deals", id)
    assert (found["stage"], found["lost_reason"]) == ("Lost", "Price")
    found = save(reopen(store.snapshot(), id)).row("Deals", id)
    assert (found["stage"], found["lost_reason"], found["closed_on"]) == ("New", None, None)


@pytest.mark.capability(6)
def test_a_lead_becomes_a_customer_with_a_deal(store: Store, save: Save) -> None:
    found = save(convert(store.snapshot(), TOM, {"deal_title": "Two bikes"}))
    assert found.contacts["relationships"][TOM] == ("Customer", "Volunteer")
    assert found.deals[["title", "contact_id"]].to_numpy().tolist() == [["Two bikes", TOM]]


@pytest.mark.capability(26)
def test_a_stage_that_was_changed_in_the_sheet_stays_and_ours_is_to_be_decided(
    store: Store, save: Save, person
) -> None:
    id = begun(store, save)
    drawn = store.snapshot()
    person.edit(lambda grid: put(grid, "Six bikes", "Stage", "Won"), sheet="Deals")
    receipt = store.save(move_stage(drawn, id, "Offer"))
    assert store.flush(10)
    assert store.snapshot().deals["stage"][id] == "Won"
    assert [(one.field, one.theirs, one.ours) for one in store.conflicts()] == [("stage", "Won", "Offer")]
    assert receipt.confirmed


def put(grid: list, title: str, heading: str, value: str) -> None:
    """Type into the row of a deal, as a person does."""
    row = next(row for row in grid if title in row)
    row[grid[0].index(heading)] = value
