"""Changing the team's settings and lists, and taking it back."""

import datetime as dt

import pytest

from crm.actions.settings import add_to_list, remove_from_list, set_setting
from crm.model.cells import Cell
from crm.model.errors import InvalidInput
from crm.store.store import Store


@pytest.mark.capability(5)
def test_a_setting_is_changed_and_taken_back(store: Store) -> None:
    batch = store.save(set_setting(store.snapshot(), "word_customer", " Patient ")).batch
    assert store.snapshot().settings.text("word_customer") == "Patient"
    store.undo(batch)
    assert store.snapshot().settings.text("word_customer") == "Customer"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("day_first", "perhaps", "“Day before month” must be Yes or No."),
        ("payment_terms_days", "soon", "“Days to pay” must be a number from 0 to 3,650."),
        ("payment_terms_days", "nan", "“Days to pay” must be a number from 0 to 3,650."),
        ("opening_balance", "12,500", "“Opening balance” must be a number."),
        ("opening_balance_day", "soon", "“Day of the opening balance” must be a day with its year, like 3 Nov 2026."),
        ("opening_balance_day", "2190-01-01", "“Day of the opening balance”: 1 Jan 2190 is still to come."),
        ("points_money", "11", "“They bring money” must be a whole number from 0 to 10."),
        ("points_money", "1.5", "“They bring money” must be a whole number from 0 to 10."),
        ("rhythm_min_gaps", "0", "“Gaps needed to know a rhythm” must be a whole number from 1 to 50."),
        ("rhythm_watch", "0.5", "“Overdue after” must be a number from 1 to 100."),
        ("rhythm_watch", "2", "“Overdue after” must be less than “At risk after”, which is 2."),
        ("rhythm_risk", "1.5", "“At risk after” must be more than “Overdue after”, which is 1.5."),
        ("rhythm_lost", "1.9", "“Lapsed after” must be more than “At risk after”, which is 2."),
        ("country", "Britain", "“Country” is two letters, such as GB or DE."),
        ("currency", "quid", "“quid” is no currency. Write its three letters: EUR, GBP, USD ..."),
        ("colour", "red", "There is no setting “colour”."),
    ],
)
def test_a_value_that_a_setting_cannot_have_is_refused(name: str, value: Cell, sentence: str, store: Store) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_setting(store.snapshot(), name, value)
    assert (refused.value.field, str(refused.value)) == (name, sentence)


def test_a_day_is_kept_as_a_text_that_reads_the_same_everywhere(store: Store) -> None:
    for typed in ("3.11.2024", "3 Nov 24", dt.date(2024, 11, 3)):
        store.save(set_setting(store.snapshot(), "opening_balance_day", typed))
        settings = store.snapshot().settings
        assert settings.cells["opening_balance_day"] == "2024-11-03"
        assert settings.day("opening_balance_day") == dt.date(2024, 11, 3)


def test_a_weight_that_the_sheet_does_not_have_yet_is_written_into_it(store: Store) -> None:
    store.save(set_setting(store.snapshot(), "points_money", "4"))
    assert store.snapshot().settings.number("points_money") == 4


def test_the_value_that_stands_there_already_is_nothing_to_save(store: Store) -> None:
    assert not set_setting(store.snapshot(), "currency", "GBP")


@pytest.mark.capability(5)
def test_a_word_with_its_meaning_joins_a_list_and_leaves_it(store: Store) -> None:
    batch = store.save(add_to_list(store.snapshot(), "Relationships", " Patient ", "customer")).batch
    assert store.snapshot().lists.meaning("Relationships", "patient") == "customer"
    store.undo(batch)
    assert "Patient" not in store.snapshot().lists.entries("Relationships")


@pytest.mark.parametrize(("entry", "words"), [("lead ", "is in the list already"), ("  ", "Write the word to add")])
def test_a_word_is_in_a_list_once(entry: str, words: str, store: Store) -> None:
    with pytest.raises(InvalidInput, match=words):
        add_to_list(store.snapshot(), "Relationships", entry)


def test_a_word_taken_out_changes_no_row_and_comes_back_with_its_meaning(store: Store) -> None:
    batch = store.save(remove_from_list(store.snapshot(), "Relationships", "Customer")).batch
    assert store.snapshot().contacts["relationships"]["C-7K3Q9F"] == ("Customer",)
    assert [problem.code for problem in store.snapshot().problems] == ["not_in_list"]
    store.undo(batch)
    assert store.snapshot().lists.meaning("Relationships", "Customer") == "customer" and not store.snapshot().problems
