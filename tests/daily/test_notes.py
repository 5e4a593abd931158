"""Noting what happened, and what was promised, on each kind of record."""

import datetime as dt

import pytest

from crm.actions.follow_ups import tick_off
from crm.actions.interactions import log_interaction
from crm.store.store import Store
from tests.daily.conftest import ANN, TODAY, Save

FRIDAY = dt.date(2026, 11, 13)


@pytest.mark.capability(2)
@pytest.mark.capability(3)
def test_a_call_with_its_next_step_stands_in_the_sheet(store: Store, save: Save) -> None:
    given = {"what": "Rang about the bell", "type": "Call", "next_what": "Send the bell", "next_due": FRIDAY}
    found = save(log_interaction(store.snapshot(), ANN, given))
    assert set(found.interactions["what"]) == {"Wants a quote", "Rang about the bell"}
    assert found.follow_ups.set_index("what")["due"]["Send the bell"].date() == FRIDAY


def test_a_step_that_repeats_is_done_and_comes_again(store: Store, save: Save) -> None:
    found = save(tick_off(store.snapshot(), "F-5QN7AE")).follow_ups
    assert found["done_on"]["F-5QN7AE"].date() == TODAY
    assert [day.date() for day in found[found["done_on"].isna()]["due"]] == [dt.date(2026, 12, 6)]
