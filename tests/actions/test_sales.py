"""Money in and out: what is stored, what is refused with a sentence at its field, what an open invoice becomes."""

import datetime as dt

import pandas as pd
import pytest

from crm.actions.sales import add_sale, edit_sale, mark_paid, part_paid, proposed_due, remind, remove_sale
from crm.actions.settings import add_to_list, remove_from_list, set_setting
from crm.model.changes import ChangeSet, UpdateRow
from crm.model.errors import InvalidInput, NoSuchRow
from crm.store.store import Store

ANN, SHOP = "C-7K3Q9F", "C-P9Z1HB"
TODAY, DUE = dt.date(2026, 2, 1), dt.date(2026, 1, 20)
BIKE = {"item": "City bike", "amount": "480", "date": "2026-01-06", "due": DUE, "method": "transfer", "cost": "310.01"}


def last(store: Store) -> pd.Series:
    return store.snapshot().sales.iloc[-1]


def added(store: Store, values: dict[str, object], contact: str = ANN) -> str:
    """The ID of a sale that was just added."""
    store.save(add_sale(store.snapshot(), values, contact))
    return str(last(store).name)


def refused(changes) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as found:
        changes()
    return found.value.field, str(found.value)


# adding ---------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(17)
def test_an_amount_alone_is_a_sale_of_today_to_somebody_passing_by(store: Store) -> None:
    added(store, {"amount": "8.50", "item": "Inner tube"}, contact="")
    row = last(store)
    assert (row["date"].date(), row["kind"], row["amount"]) == (TODAY, "Sale", 8.5)
    assert row[["contact", "contact_id", "currency", "due", "paid_on"]].isna().all()


def test_a_sale_belongs_to_a_person_and_says_so_in_few_words(store: Store) -> None:
    changes = add_sale(store.snapshot(), BIKE, ANN)
    store.save(changes)
    assert (last(store)["contact"], last(store)["contact_id"]) == ("Ann Lee", ANN)
    assert changes.summary == "Added sale, Ann Lee, 480.00 GBP"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("0", 0), ("-20", -20), ("(5)", -5), ("1,234.5", 1234.5), ("1.234,56", 1234.56), (12, 12), ("£ 3", 3)],
)
def test_an_amount_is_understood_as_people_write_it(typed: object, amount: float, store: Store) -> None:
    added(store, {"amount": typed})
    assert (last(store)["amount"], last(store)["currency"] is pd.NA or pd.isna(last(store)["currency"])) == (
        amount,
        True,
    )


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"item": "Bell"}, "amount", "Which amount? 0 is fine, and what you give back is less than 0."),
        ({"amount": "1.234"}, "amount", "“1.234”: thousands, or a fraction? Write 1234 or 1.23."),
        ({"amount": "abc"}, "amount", "“abc” is not a number. Write it in digits, such as 12 or 12.50."),
        ({"amount": "1e400"}, "amount", "“1e400” is not a number. Write it in digits, such as 12 or 12.50."),
        ({"amount": "NaN"}, "amount", "“NaN” is not a number. Write it in digits, such as 12 or 12.50."),
        ({"amount": float("inf")}, "amount", "“inf” has more digits than a cell keeps."),
        ({"amount": float("nan")}, "amount", "“nan” has more digits than a cell keeps."),
        ({"amount": 10**20}, "amount", "“100000000000000000000” has more digits than a cell keeps."),
        ({"amount": "9" * 40_000}, "amount", "Amount has 40,000 characters; a cell holds at most 32,767."),
        ({"amount": True}, "amount", "“Yes” is not a number."),
        ({"amount": "5", "cost": "cheap"}, "cost", "“cheap” is not a number. Write it in digits, such as 12 or 12.50."),
        ({"amount": "5", "notes": "x" * 40_000}, "notes", "Notes has 40,000 characters; a cell holds at most 32,767."),
        ({"amount": "5", "item": "a\x00b"}, "item", "Item holds a control character that no cell can keep."),
        (
            {"amount": "5", "date": dt.date(1899, 12, 31)},
            "date",
            "Date lies before 1901, where spreadsheets have no days.",
        ),
        (
            {"amount": "5", "date": dt.date(9999, 1, 1)},
            "date",
            "“9999-01-01” is not a day. Write it as 14 March 2026 or 2026-03-14.",
        ),
        ({"amount": "5", "due": "31 Feb"}, "due", "“31 Feb” is not a day. Did you mean 28 Feb or 3 Mar?"),
        (
            {"amount": "5", "paid_on": "2026-02-02"},
            "paid_on",
            "This day lies ahead. Put it under Due, and press Paid when it is paid.",
        ),
        (
            {"amount": "5", "currency": "Pesetas"},
            "currency",
            "“Pesetas” is no currency. Write its three letters: EUR, GBP, USD ...",
        ),
        (
            {"amount": "5 €", "currency": "USD"},
            "amount",
            "This says EUR, and the currency of the row is USD. Which one is it?",
        ),
        (
            {"amount": "5 €", "cost": "£3"},
            "cost",
            "This says GBP, and the currency of the row is EUR. Which one is it?",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    values: dict[str, object], field: str, sentence: str, store: Store
) -> None:
    assert refused(lambda: add_sale(store.snapshot(), values)) == (field, sentence)


@pytest.mark.capability(29)
@pytest.mark.parametrize(
    ("values", "currency"),
    [({"amount": "12 €"}, "EUR"), ({"amount": "5", "currency": "usd"}, "USD"), ({"amount": "CHF 1,200.00"}, "CHF"),
     ({"amount": "$5"}, "USD")],
)  # fmt: skip
def test_the_currency_beside_an_amount_is_kept(values: dict[str, object], currency: str, store: Store) -> None:
    added(store, values)
    assert last(store)["currency"] == currency


def test_a_dollar_is_the_teams_own_dollar(store: Store) -> None:
    store.save(set_setting(store.snapshot(), "currency", "CAD"))
    added(store, {"amount": "$5"})
    assert pd.isna(last(store)["currency"])


@pytest.mark.capability(5)
def test_a_blank_kind_is_the_first_word_that_means_money_in(store: Store) -> None:
    for word, means in (("Rent", "money out"), ("Gift", "money in")):
        store.save(add_to_list(store.snapshot(), "Sale kinds", word, means))
    for word in ("Sale", "Donation"):
        store.save(remove_from_list(store.snapshot(), "Sale kinds", word))
    added(store, {"amount": 5})
    assert last(store)["kind"] == "Gift"


def test_a_sale_to_nobody_whom_we_know_is_refused(store: Store) -> None:
    with pytest.raises(NoSuchRow, match="No contact has the number C-ZZZZZZ"):
        add_sale(store.snapshot(), {"amount": 5}, "C-ZZZZZZ")


@pytest.mark.parametrize(
    ("method", "date", "due"),
    [
        ("Transfer", None, dt.date(2026, 2, 15)),
        ("bank transfer", DUE, dt.date(2026, 2, 3)),
        ("Überweisung", DUE, dt.date(2026, 2, 3)),
        ("Cash", None, None),
        (None, None, None),
    ],
)
def test_a_bank_transfer_has_a_due_day_by_the_teams_terms(method, date, due, store: Store) -> None:
    assert proposed_due(store.snapshot(), method, date) == due


# changing -------------------------------------------------------------------------------------------------------------


def test_a_changed_sale_keeps_what_was_not_touched(store: Store) -> None:
    id = added(store, BIKE)
    store.save(edit_sale(store.snapshot(), id, {"amount": "450", "reference": "R-7"}))
    row = store.snapshot().sales.loc[id]
    assert row[["amount", "reference", "item", "cost"]].tolist() == [450, "R-7", "City bike", 310.01]


def test_a_sale_goes_to_another_person_or_to_nobody(store: Store) -> None:
    id = added(store, BIKE)
    store.save(edit_sale(store.snapshot(), id, {}, SHOP))
    assert store.snapshot().sales.loc[id, ["contact", "contact_id"]].tolist() == ["Harbour Parts Ltd", SHOP]
    store.save(edit_sale(store.snapshot(), id, {}, ""))
    assert store.snapshot().sales.loc[id, ["contact", "contact_id"]].isna().all()


def test_nothing_changed_is_nothing_saved(store: Store) -> None:
    id = added(store, BIKE)
    assert not edit_sale(store.snapshot(), id, {"amount": "480.00", "item": "City bike "})


def test_a_currency_typed_in_the_sheet_is_not_rewritten_with_another_cell(store: Store) -> None:
    id = added(store, {**BIKE, "currency": "EUR"})
    store.save(ChangeSet("typed", (UpdateRow("Sales", id, {"currency": "€"}, {"currency": "EUR"}),)))
    assert dict(edit_sale(store.snapshot(), id, {"amount": "5"}).changes[0].values) == {"amount": 5.0}


def test_an_amount_cannot_be_blanked(store: Store) -> None:
    id = added(store, BIKE)
    assert refused(lambda: edit_sale(store.snapshot(), id, {"amount": ""}))[0] == "amount"


def test_a_sale_is_removed_and_comes_back_whole(store: Store) -> None:
    id = added(store, BIKE)
    before = store.snapshot().row("Sales", id)
    receipt = store.save(remove_sale(store.snapshot(), id))
    assert id not in store.snapshot().sales.index
    store.undo(receipt.batch)
    stamps = {"changed_on": None, "changed_by": None}
    assert {**store.snapshot().row("Sales", id), **stamps} == {**before, **stamps}


@pytest.mark.parametrize("action", [mark_paid, remove_sale, remind, lambda s, id: edit_sale(s, id, {"amount": 1})])
def test_a_sale_that_is_gone_is_a_sentence(action, store: Store) -> None:
    with pytest.raises(NoSuchRow, match="This sale is not in the sheet Sales any more"):
        action(store.snapshot(), "S-ZZZZZZ")


# paying ---------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(17)
def test_paid_is_today_and_can_be_taken_back(store: Store) -> None:
    id = added(store, BIKE)
    receipt = store.save(mark_paid(store.snapshot(), id))
    assert store.snapshot().sales["paid_on"][id].date() == TODAY
    store.undo(receipt.batch)
    assert pd.isna(store.snapshot().sales["paid_on"][id])


def test_what_was_paid_already_is_not_paid_again(store: Store) -> None:
    id = added(store, {**BIKE, "paid_on": "2026-01-30"})
    assert refused(lambda: mark_paid(store.snapshot(), id)) == (
        "paid_on", "The sheet says that this was paid already: 2026-01-30."
    )  # fmt: skip


@pytest.mark.capability(17)
def test_a_part_that_was_paid_parts_the_row_in_two_that_add_up(store: Store) -> None:
    id = added(store, BIKE)
    store.save(part_paid(store.snapshot(), id, {"amount": "160.10", "method": "Cash"}))
    rest, paid = store.snapshot().sales.loc[id], last(store)
    assert (rest["amount"], paid["amount"]) == (319.9, 160.1)
    assert rest["cost"] + paid["cost"] == pytest.approx(310.01)
    assert pd.isna(rest["paid_on"]) and paid["paid_on"].date() == TODAY
    assert (paid["method"], rest["method"], paid["notes"]) == ("Cash", "Transfer", "Part of 480.00")
    assert paid[["contact_id", "item", "date", "due"]].tolist() == rest[["contact_id", "item", "date", "due"]].tolist()


def test_a_cost_that_is_not_known_or_not_understood_is_not_counted_twice(store: Store) -> None:
    for cost in (None, "about 300"):
        id = added(store, {**BIKE, "cost": None})
        store.save(ChangeSet("typed", (UpdateRow("Sales", id, {"cost": cost}, {"cost": None}),)))
        store.save(part_paid(store.snapshot(), id, {"amount": "80"}))
        assert pd.isna(last(store)["cost"]) and store.snapshot().cell("Sales", id, "cost") == cost


def test_an_amount_that_is_a_text_in_the_sheet_is_parted_by_what_it_says(store: Store) -> None:
    id = added(store, BIKE)
    store.save(ChangeSet("typed", (UpdateRow("Sales", id, {"amount": "£1,200.50"}, {"amount": 480.0}),)))
    store.save(part_paid(store.snapshot(), id, {"amount": "200"}))
    assert (store.snapshot().sales["amount"][id], last(store)["amount"]) == (1000.5, 200)


def test_a_part_payment_is_taken_back_as_one(store: Store) -> None:
    id = added(store, BIKE)
    store.undo(store.save(part_paid(store.snapshot(), id, {"amount": 100})).batch)
    assert store.snapshot().sales["amount"].to_dict() == {"S-6A0PTG": 22, id: 480.0}


@pytest.mark.parametrize("part", ["0", "-5", "480", "500", ""])
def test_a_part_is_more_than_nothing_and_less_than_all(part: str, store: Store) -> None:
    id = added(store, BIKE)
    sentence = "How much of 480.00 was paid? If all of it was, press Paid."
    assert refused(lambda: part_paid(store.snapshot(), id, {"amount": part})) == ("amount", sentence)


def test_a_reminder_is_a_next_step_about_the_invoice(store: Store) -> None:
    id = added(store, BIKE)
    store.save(remind(store.snapshot(), id))
    step = store.snapshot().follow_ups.iloc[-1]
    assert (step["what"], step["about"]) == ("Ask Ann Lee for the payment: sale, City bike, 480.00 GBP", id)
    assert (step["contact_id"], step["due"].date()) == (ANN, TODAY)


def test_a_bill_is_to_be_paid_on_its_day(store: Store) -> None:
    id = added(store, {"amount": 128, "kind": "Purchase", "due": "2026-03-06"}, SHOP)
    store.save(remind(store.snapshot(), id))
    step = store.snapshot().follow_ups.iloc[-1]
    assert (step["what"], step["due"].date()) == ("Pay Harbour Parts Ltd: purchase, 128.00 GBP", dt.date(2026, 3, 6))


def test_nobody_can_be_reminded_of_what_nobody_bought(store: Store) -> None:
    id = added(store, BIKE, contact="")
    assert refused(lambda: remind(store.snapshot(), id))[0] == "contact"


def test_a_part_in_another_currency_is_asked_about(store: Store) -> None:
    id = added(store, {"amount": 100, "due": "2026-02-15"})
    assert refused(lambda: part_paid(store.snapshot(), id, {"amount": "€20"})) == (
        "amount", "This says EUR, and the row is in GBP. Write the part in GBP.",
    )  # fmt: skip
