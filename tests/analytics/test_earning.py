"""What is earned, told as far as costs are known."""

import pandas as pd
import pytest

from crm.analytics.earning import (
    Earning,
    apart_table,
    best_sentence,
    delay_sentence,
    delays,
    earning_sentence,
    earnings,
    gathered,
    gathered_sentence,
    losses_sentence,
    moved_sentence,
    shown,
    told_apart,
)
from crm.analytics.frames import Frames
from crm.analytics.profit import Concentration, PaymentDelay, payment_delay


def written(amount: float, currency: str) -> str:
    return f"{currency} {amount:,g}"


def test_from_80_percent_of_the_money_on_profit_is_told_with_the_sales_it_is_of(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Source |
    | C-1 | Ada  | Event  |
    | C-2 | Ben  |        |
    Sales
    | ID  | Date       | Contact | Kind   | Amount | Cost |
    | S-1 | 2026-11-20 | Ada     | Sale   | 80     | 50   |
    | S-2 | 2026-10-20 | Ben     | Sale   | 20     |      |
    | S-3 | 2025-10-20 | Ada     | Sale   | 50     | 30   |
    | S-4 | 2026-11-22 |         | Sale   | 20     | 30   |
    | S-5 | 2026-11-20 | Ada     | Purchase | 999  |      |
    """
    (found,) = earnings(drawn)
    assert earning_sentence(found, written) == (
        "GBP 20 profit in 12 months, on 83 % of sales of GBP 120; cost known for 2 of 3. About as much as the 12 "
        "months before."
    )
    parts = told_apart(drawn, "GBP", "contact_id")
    assert shown(parts, found.headline).to_dict() == {"C-1": 30, "": -10}
    assert gathered(parts, "profit").losses == ()
    delay = payment_delay(drawn.sold, as_of=drawn.as_of)
    table = apart_table(parts, drawn, "contact_id", "GBP", delay)
    assert table["Contact"].tolist() == ["Ada", "Nobody named", "Ben"] or table["Contact"][0] == "Ada"
    assert set(table["Cost known for"]) == {"1 of 1", "0 of 1"}
    assert told_apart(drawn, "GBP", "source").index.tolist()[0] == "Event"
    assert set(told_apart(drawn, "GBP", "source").index) == {"Event", "Not noted", "Nobody named"}


def test_below_80_percent_sales_are_told_and_what_is_missing(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Sales
    | ID  | Date       | Contact | Kind | Amount | Cost |
    | S-1 | 2026-11-20 | Ada     | Sale | 70     | 50   |
    | S-2 | 2026-10-20 | Ada     | Sale | 30     |      |
    | S-3 | 2025-10-20 | Ada     | Sale | 50     | 60   |
    """
    (found,) = earnings(drawn)
    assert earning_sentence(found, written) == (
        "GBP 100 sales in 12 months. Profit is told once costs are filled in for 80 % of the money; now it is 70 %, "
        "cost known for 1 of 2."
    )


def test_two_currencies_are_two_figures_the_own_first(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Sales
    | ID  | Date       | Contact | Kind | Amount | Cost | Currency |
    | S-1 | 2026-11-20 | Ada     | Sale | 70     | 80   | EUR      |
    | S-2 | 2026-11-20 | Ada     | Sale | 30     | 10   | EUR      |
    | S-3 | 2026-11-20 | Ada     | Sale | 50     | 10   |          |
    """
    assert [(one.currency, one.value, one.n) for one in earnings(drawn)] == [("GBP", 40, 1), ("EUR", 10, 2)]
    assert told_apart(drawn, "EUR", "kind")["sales"].to_dict() == {"Sale": 100}
    assert told_apart(drawn, "USD", "kind").empty


def test_a_loss_is_named_though_sales_are_the_headline(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    | C-2 | Ben  |
    Sales
    | ID  | Date       | Contact | Kind | Amount | Cost |
    | S-1 | 2026-11-20 | Ada     | Sale | 20     | 50   |
    | S-2 | 2026-10-20 | Ben     | Sale | 300    |      |
    """
    found = gathered(told_apart(drawn, "GBP", "contact_id"), "sales")
    assert (found.losses, losses_sentence(found)) == (("C-1",), "1 contact brought a loss.")


BEST = "How much the best fifth brings is told from 5 contacts with sales on:"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Concentration(None, 0, (), 0), f"{BEST} 0 so far."),
        (Concentration(0.9, 1, (), 4), f"{BEST} 4 so far."),
        (Concentration(0.5, 1, (), 5), "1 contact, the best fifth, brings 50 % of the sales."),
        (Concentration(0.625, 6, (), 30), "The best fifth, 6 of 30 contacts, bring 63 % of the sales."),
    ],
)  # fmt: skip
def test_how_much_the_best_fifth_brings(found: Concentration, sentence: str) -> None:
    assert gathered_sentence(found, "sales") == sentence


@pytest.mark.parametrize(
    ("before", "sentence"),
    [(None, ""), (0.0, ""), (100.0, " 20 % more than the 12 months before."),
     (240.0, " 50 % less than the 12 months before."), (119.0, " About as much as the 12 months before.")],
)  # fmt: skip
def test_how_it_moved_is_told_only_against_something(before: float | None, sentence: str) -> None:
    assert moved_sentence(Earning("GBP", "sales", 120.0, 120.0, 0.0, 0, 3, before)) == sentence


def paid(*days: float) -> PaymentDelay:
    all_of_them = pd.Series(days, dtype="float64")
    usual = float(all_of_them.median()) if len(days) >= 10 else None
    return PaymentDelay(pd.Series(dtype="float64"), usual, all_of_them, len(days), {})


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (paid(), "How soon people pay is told from 10 paid invoices on: 0 so far."),
        (paid(*[3] * 9), "How soon people pay is told from 10 paid invoices on: 9 so far."),
        (paid(*[0] * 10), "Half of 10 invoices were paid on the day in Due or earlier."),
        (paid(*[1] * 10), "Half of 10 invoices were paid 1 day after the day in Due or earlier."),
        (paid(*[-4] * 30), "Half of 30 invoices were paid 4 days before the day in Due or earlier."),
    ],
)
def test_how_soon_people_pay(found: PaymentDelay, sentence: str) -> None:
    assert delay_sentence(found) == sentence


def test_every_invoice_is_early_on_the_day_or_late() -> None:
    counts = delays(paid(-9, -1, 0, 1, 7, 8, 30, 31, 400))
    assert [n for _, n in counts] == [2, 1, 2, 2, 2]
    assert counts[0] == ("Early", 2)


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ([], "Nobody's costs are known for 80 % of the money, so nobody's profit is told."),
        ([30.0], "Ada: the most profit, £30."),
        ([30.0, 10.0], "Ada: the most profit, £30, 75 % of all."),
        ([30.0, -40.0], "Ada: the most profit, £30."),
        ([-30.0], "Ada: the most profit, -£30."),
    ],
)
def test_who_brought_most_of_all(amounts: list[float], sentence: str) -> None:
    rows = [("Ada", amount, f"{'-' if amount < 0 else ''}£{abs(amount):g}") for amount in amounts]
    assert best_sentence(rows, pd.Series(amounts, dtype="float64"), "profit") == sentence
