"""Money: what counts, what is left out, and what no order of rows and no other currency can change."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.analytics import money
from crm.analytics.frames import Frames
from crm.analytics.money import IN, OUT, Money

TODAY = dt.date(2026, 11, 22)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", None]),
        st.dates(dt.date(2024, 11, 1), TODAY),
        st.integers(-100_000, 100_000).map(lambda cents: cents / 100),
        st.sampled_from(["GBP", "EUR"]),
        st.sampled_from([IN, OUT]),
        st.none() | st.integers(0, 5_000).map(lambda cents: cents / 100),
    ),
    max_size=20,
)


def frame(rows: list[tuple]) -> pd.DataFrame:
    names = ["contact_id", "date", "amount", "currency", "means", "cost"]
    made = pd.DataFrame(rows, columns=names).astype(
        {**dict.fromkeys(("contact_id", "currency", "means"), "str"), "amount": "float64", "cost": "float64"}
    )
    day = pd.to_datetime(made["date"]).astype("datetime64[us]")
    blank = pd.Series(pd.NaT, index=made.index, dtype="datetime64[us]")
    return made.assign(date=day, kind=made["means"], due=blank, paid_on=blank)


# drawn ----------------------------------------------------------------------------------------------------------------


@pytest.mark.capability(17)
def test_a_refund_is_less_than_nothing_and_a_purchase_goes_out(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Sales
    | ID  | Contact | Date       | Kind     | Amount |
    | S-1 | Ada     | 2026-11-03 | Sale     | 100    |
    | S-2 | Ada     | 2026-11-04 |          | -30    |
    | S-3 |         | 2026-11-05 | Donation | 5.50   |
    | S-4 | Ada     | 2026-11-06 | Purchase | 12     |
    """
    found = money.totals(drawn.money.rows)
    assert found.loc["GBP", ["money_in", "money_out", "n", "n_in"]].tolist() == [75.5, 12, 4, 3]


@pytest.mark.capability(29)
def test_currencies_are_never_added_together(drawn: Frames) -> None:
    """
    Sales
    | ID  | Date       | Amount | Currency |
    | S-1 | 2026-11-03 | 100    |          |
    | S-2 | 2026-11-04 | 7      | €        |
    | S-3 | 2026-11-05 | 5      | eur      |
    """
    assert money.totals(drawn.money.rows)["money_in"].to_dict() == {"EUR": 12, "GBP": 100}
    assert drawn.money.currencies == ["EUR", "GBP"]


def test_what_cannot_be_counted_is_left_out_and_told(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Tags |
    | C-1 | Try  | test |
    Sales
    | ID  | Contact | Date       | Amount |
    | S-1 |         | 2026-11-03 | 1.234  |
    | S-2 |         | 2026-11-03 |        |
    | S-3 |         |            | 5      |
    | S-4 |         | 2026-12-24 | 5      |
    | S-5 | Try     | 2026-11-03 | 5      |
    | S-6 |         | 31 Feb     | 5      |
    | S-7 | Nobody  | 2026-11-03 | 5      |
    """
    assert drawn.money.left_out == {
        "bad_date": ("S-6",), "no_date": ("S-3",), "future": ("S-4",), "bad_amount": ("S-1",), "test": ("S-5",),
        "no_amount": ("S-2",),
    }  # fmt: skip
    assert drawn.money.rows.index.tolist() == ["S-7"]


def test_profit_is_told_only_over_rows_with_a_cost(drawn: Frames) -> None:
    """
    Sales
    | ID  | Date       | Kind     | Amount | Cost |
    | S-1 | 2026-11-03 | Sale     | 100    | 60   |
    | S-2 | 2026-11-04 | Sale     | 50     |      |
    | S-3 | 2026-11-05 | Purchase | 70     | 70   |
    """
    assert money.totals(drawn.money.rows).loc["GBP", ["earned", "known", "n_in"]].tolist() == [40, 1, 2]


@pytest.mark.capability(17)
def test_an_invoice_is_open_while_it_has_a_due_day_and_was_not_paid(drawn: Frames) -> None:
    """
    Sales
    | ID  | Date       | Kind     | Amount | Due        | Paid on    |
    | S-1 | 2026-11-03 | Sale     | 100    | 2026-11-17 |            |
    | S-2 | 2026-11-03 | Sale     | 100    | 2026-11-17 | 2026-11-18 |
    | S-3 | 2026-11-03 | Sale     | 100    |            |            |
    | S-4 | 2026-11-03 | Purchase | 20     | 2026-11-22 |            |
    | S-5 | 2026-11-03 | Sale     | 20     | 2026-12-01 | last week  |
    | S-6 | 2026-11-03 | Sale     | 0      | 2026-11-01 |            |
    """
    found = money.open_rows(drawn.money, as_of=TODAY)
    assert found["days_late"].to_dict() == {"S-1": 5, "S-4": 0}
    assert money.owed(found).reset_index().to_numpy().tolist() == [[IN, "GBP", 100, 1, 1], [OUT, "GBP", 20, 1, 0]]


def test_what_was_paid_counts_on_the_day_it_was_paid(drawn: Frames) -> None:
    """
    Sales
    | ID  | Date       | Kind     | Amount | Due        | Paid on    |
    | S-1 | 2026-10-03 | Sale     | 100    | 2026-10-17 | 2026-11-02 |
    | S-2 | 2026-11-03 | Sale     | 30     |            |            |
    | S-3 | 2026-11-03 | Sale     | 7      | 2026-12-01 |            |
    | S-4 | 2026-11-03 | Purchase | 9      |            |            |
    """
    assert money.paid(drawn.money.rows, since=TODAY.replace(day=1), until=TODAY).to_dict() == {"GBP": 130}


def test_a_word_of_ones_own_for_a_kind_counts_by_what_it_means(drawn: Frames) -> None:
    """
    Lists
    | Sale kinds | Sale kinds: means |
    | Gabe       | money in          |
    | Einkauf    | money out         |
    Sales
    | ID  | Date       | Kind    | Amount |
    | S-1 | 2026-11-03 | Gabe    | 100    |
    | S-2 | 2026-11-04 | Einkauf | 30     |
    """
    found = money.by_kind(drawn.money.rows, "Gabe")
    assert found["amount"].to_dict() == {("GBP", IN, "Gabe"): 100, ("GBP", OUT, "Einkauf"): 30}


def test_the_last_twelve_months_end_with_the_running_one_and_quiet_ones_are_0(drawn: Frames) -> None:
    """
    Sales
    | ID  | Date       | Kind     | Amount |
    | S-1 | 2025-11-30 | Sale     | 99     |
    | S-2 | 2025-12-01 | Sale     | 40     |
    | S-3 | 2026-11-22 | Purchase | 30     |
    """
    months = money.by_month(drawn.money.rows, as_of=TODAY)
    assert [f"{month:%Y-%m}" for month in months["month"]][:: len(months) - 1] == ["2025-12", "2026-11"]
    assert (months["money_in"].tolist(), months["money_out"].tolist()) == ([40] + 11 * [0], 11 * [0] + [30])


# whatever the data ----------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(ROWS)
def test_the_sums_over_contacts_are_the_total_of_each_currency(rows) -> None:
    parts = ["money_in", "money_out", "earned", "n", "known"]
    by_contact = money.by_contact(frame(rows)).groupby("currency")[parts].sum().round(money.PLACES)
    pd.testing.assert_frame_equal(by_contact, money.totals(frame(rows))[parts], check_dtype=False)


@settings(max_examples=40)
@given(ROWS, st.randoms())
def test_the_order_of_rows_changes_no_sum(rows, random) -> None:
    other = list(rows)
    random.shuffle(other)
    for figure in (money.totals, money.by_contact, lambda rows: money.by_month(rows, as_of=TODAY)):
        pd.testing.assert_frame_equal(figure(frame(other)), figure(frame(rows)), check_exact=True)


@settings(max_examples=40)
@given(ROWS)
def test_the_months_add_up_to_what_was_booked_in_them(rows) -> None:
    months = money.by_month(frame(rows), as_of=TODAY)
    booked = money.in_last_months(frame(rows), as_of=TODAY)
    came = booked.loc[booked["means"] == IN, "amount"].sum()
    assert len(months) == 12 and months["money_in"].sum() == pytest.approx(came, abs=0.01)


@settings(max_examples=40)
@given(ROWS)
def test_another_currency_changes_nothing_in_this_one(rows) -> None:
    pounds = [row for row in rows if row[3] == "GBP"]
    whole, alone = money.totals(frame(rows)), money.totals(frame(pounds))
    pd.testing.assert_frame_equal(whole[whole.index == "GBP"], alone, check_dtype=False)


@settings(max_examples=40)
@given(ROWS)
def test_what_comes_in_less_what_goes_out_is_all_there_is(rows) -> None:
    sums = money.totals(frame(rows))
    signed = frame(rows).assign(sign=lambda rows: rows["amount"].where(rows["means"] == IN, -rows["amount"]))
    for currency, left in signed.groupby("currency")["sign"].sum().items():
        assert sums["money_in"][currency] - sums["money_out"][currency] == pytest.approx(left, abs=0.01)


@settings(max_examples=40)
@given(ROWS, st.integers(0, 60))
def test_nothing_is_late_before_its_day(rows, days) -> None:
    due = frame(rows).assign(due=pd.Timestamp(TODAY))
    found = money.open_rows(Money(due, due, {}), as_of=TODAY + dt.timedelta(days))
    assert (found["days_late"] == days).all()
    assert money.owed(found)["late"].sum() == (len(due) if days else 0)


def test_the_frames_of_an_empty_workbook_hold_no_money(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    """
    assert drawn.money.rows.empty and drawn.money.open.empty and not drawn.money.left_out
    assert money.totals(drawn.money.rows).empty and money.by_contact(drawn.money.rows).empty
