"""Consent is asked for with when and how, and a stop is only lifted on purpose."""

import datetime as dt

import pytest

from crm.actions.contacts import add_contact, edit_contact
from crm.model.errors import InvalidInput
from crm.store.store import Store
from tests.actions.conftest import ANN, NOW


def test_a_new_yes_asks_how_it_was_said(store: Store) -> None:
    for made in (lambda: add_contact(store.snapshot(), {"name": "Bo", "marketing_ok": "Yes"}),
                 lambda: edit_contact(store.snapshot(), ANN, {"marketing_ok": "Yes"})):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            made()
        assert refused.value.field == "consent_source" and "How did they say yes?" in str(refused.value)


def test_a_new_yes_has_the_day_of_today_unless_another_is_given(store: Store) -> None:
    given = {"marketing_ok": "Yes", "consent_source": "At the counter"}
    (change,) = edit_contact(store.snapshot(), ANN, given).changes
    assert change.values["consent_date"] == NOW.date()
    (change,) = edit_contact(store.snapshot(), ANN, {**given, "consent_date": dt.date(2025, 5, 1)}).changes
    assert change.values["consent_date"] == dt.date(2025, 5, 1)


def test_a_yes_after_a_no_is_a_new_consent(store: Store) -> None:
    old = {"marketing_ok": "Yes", "consent_source": "Form", "consent_date": dt.date(2020, 1, 1)}
    store.save(edit_contact(store.snapshot(), ANN, old))
    store.save(edit_contact(store.snapshot(), ANN, {"marketing_ok": "No"}))
    (change,) = edit_contact(store.snapshot(), ANN, {"marketing_ok": "Yes"}).changes
    assert change.values["consent_date"] == NOW.date()


def test_whoever_said_yes_already_is_edited_without_being_asked(store: Store) -> None:
    store.save(edit_contact(store.snapshot(), ANN, {"marketing_ok": "Yes", "consent_source": "Form"}))
    (change,) = edit_contact(store.snapshot(), ANN, {"city": "Leeds", "marketing_ok": "Yes"}).changes
    assert change.values == {"city": "Leeds"}


def test_a_blank_does_not_lift_a_stop_and_a_no_does(store: Store) -> None:
    store.save(edit_contact(store.snapshot(), ANN, {"do_not_contact": "Yes"}))
    with pytest.raises(InvalidInput) as refused:
        edit_contact(store.snapshot(), ANN, {"do_not_contact": ""})
    assert refused.value.field == "do_not_contact" and "Only a No lifts that" in str(refused.value)
    (change,) = edit_contact(store.snapshot(), ANN, {"do_not_contact": "No"}).changes
    assert change.values == {"do_not_contact": "No"}
