"""Money on each kind of record: sold, paid, paid in part, asked for, in any currency."""

import datetime as dt

import pandas as pd
import pytest

from crm.actions.sales import add_sale, edit_sale, mark_paid, part_paid, remind, remove_sale
from crm.analytics import money
from crm.analytics.frames import from_snapshot
from crm.store.store import Store
from tests.daily.conftest import ANN, SHOP, TODAY, Save

BIKE = {"item": "City bike", "amount": "480", "due": dt.date(2026, 11, 10), "method": "Transfer", "cost": "310"}


@pytest.mark.capability(17)
def test_an_invoice_is_paid_in_part_then_whole_and_the_sheet_adds_up(store: Store, save: Save) -> None:
    bike = save(add_sale(store.snapshot(), BIKE, ANN)).sales.index[-1]
    parted = save(part_paid(store.snapshot(), bike, {"amount": "180"})).sales
    assert sorted(parted["amount"]) == [180, 300] and parted["amount"][bike] == 300
    assert pd.isna(parted["paid_on"][bike]) and parted["paid_on"].notna().sum() == 1
    paid = save(mark_paid(store.snapshot(), bike)).sales
    assert {day.date() for day in paid["paid_on"]} == {TODAY}
    assert (paid["amount"].sum(), paid["cost"].sum()) == (480, 310)


@pytest.mark.capability(17)
def test_a_payment_that_was_noted_by_mistake_is_taken_back(store: Store, save: Save) -> None:
    bike = save(add_sale(store.snapshot(), BIKE, ANN)).sales.index[-1]
    changes = mark_paid(store.snapshot(), bike)
    save(changes)
    store.undo(changes.batch)
    assert pd.isna(store.snapshot().sales["paid_on"][bike])


@pytest.mark.capability(18)
def test_shop_front_and_office_write_into_one_record(store: Store, save: Save) -> None:
    save(add_sale(store.snapshot(), {"item": "Inner tube", "amount": 8.5, "method": "Cash"}))
    save(add_sale(store.snapshot(), {"item": "Tubes", "amount": 128, "kind": "Purchase", "due": "2026-12-06"}, SHOP))
    save(add_sale(store.snapshot(), BIKE, ANN))
    bike = store.snapshot().sales.index[-1]
    found = save(remind(store.snapshot(), bike))
    assert found.follow_ups.set_index("about")["due"][bike].date() == TODAY
    frames = from_snapshot(found, as_of=TODAY)
    assert money.totals(frames.money.rows).loc["GBP", ["money_in", "money_out"]].tolist() == [488.5, 128]
    assert money.open_rows(frames.money, as_of=TODAY)["days_late"].tolist() == [2, -24]


@pytest.mark.capability(29)
def test_amounts_of_several_currencies_stand_apart(store: Store, save: Save) -> None:
    for amount in ("12 €", "CHF 1,200.50", "£ 5", "-0.10"):
        found = save(add_sale(store.snapshot(), {"amount": amount}, ANN))
    frames = from_snapshot(found, as_of=TODAY)
    assert money.totals(frames.money.rows)["money_in"].to_dict() == {"CHF": 1200.5, "EUR": 12, "GBP": 4.9}


@pytest.mark.capability(14)
def test_what_each_person_brings_in_is_told_with_the_cost_where_it_is_known(store: Store, save: Save) -> None:
    for values, contact in ((BIKE, ANN), ({"amount": "20"}, ANN), ({"amount": "-5"}, ANN), ({"amount": "7"}, "")):
        found = save(add_sale(store.snapshot(), values, contact))
    sums = money.by_contact(from_snapshot(found, as_of=TODAY).money.rows).loc[(ANN, "GBP")]
    assert sums[["money_in", "earned", "known", "n_in"]].tolist() == [495, 170, 1, 3]


def test_a_sale_is_corrected_and_taken_out_again(store: Store, save: Save) -> None:
    bike = save(add_sale(store.snapshot(), BIKE, ANN)).sales.index[-1]
    found = save(edit_sale(store.snapshot(), bike, {"amount": "450", "due": ""}, SHOP)).sales.loc[bike]
    assert (found["amount"], found["contact_id"], found["item"]) == (450, SHOP, "City bike") and pd.isna(found["due"])
    assert save(remove_sale(store.snapshot(), bike)).sales.empty
