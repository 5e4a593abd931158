"""What is earned, kept and paid: worked by hand, and what must hold of all data."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.analytics.contracts import churn, grr_nrr, kept_money, staying, survivors
from crm.analytics.profit import concentration, payment_delay, profit, trend

DAY = dt.date(2026, 11, 22)
SALE = {"currency": "GBP", "means": "money in", "date": pd.Timestamp(DAY), "contact_id": "C-1", "cost": float("nan")}


def sales(*rows: dict) -> pd.DataFrame:
    table = pd.DataFrame([SALE | row for row in rows], index=[f"S-{n}" for n in range(len(rows))])
    return table.assign(date=pd.to_datetime(table["date"]))


def contacts(*rows: tuple[str | None, str | None]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["since", "ended"], index=[f"C-{n}" for n in range(len(rows))])
    return table.apply(pd.to_datetime).assign(former=False)


@pytest.mark.data
def test_the_worked_profit_with_what_its_costs_cover(published) -> None:
    case = published("worked.json")["profit"]
    rows = sales(*(dict(zip(("contact_id", "amount", "cost"), row, strict=True)) for row in
                   case["rows_[contact,amount,cost]"]))  # fmt: skip
    each, total = (profit(rows, since=DAY, until=DAY, by=by).loc["GBP"] for by in (["contact_id"], []))
    for name, row in [("X", each.loc["X"]), ("Y", each.loc["Y"]), ("all", total)]:
        want = case[name]
        assert [row["sales"], row["profit"], row["headline"]] == [want["sales"], want["profit_known"], want["headline"]]
        assert row["coverage"] == pytest.approx(want["coverage"], abs=1e-6)


@pytest.mark.data
def test_the_worked_grr_and_nrr(published) -> None:
    case = published("worked.json")["grr_nrr"]
    found = kept_money(pd.Series(case["then"]), pd.Series(case["now"]))
    assert (found.grr, found.nrr) == pytest.approx((case["grr"], case["nrr"]), abs=1e-6)
    assert found.n == case["n"]


def test_a_currency_is_kept_apart_and_a_purchase_is_no_loss() -> None:
    rows = sales(
        {"amount": 10.0, "cost": 4.0}, {"amount": 7.0, "currency": "EUR"}, {"amount": 99.0, "means": "money out"}
    )
    found = profit(rows, since=DAY, until=DAY)
    assert found["sales"].to_dict() == {"EUR": 7, "GBP": 10}
    assert found.loc["GBP", "profit"] == 6 and pd.isna(found.loc["EUR", "profit"])


def test_twelve_months_are_held_against_the_twelve_before() -> None:
    rows = sales(
        {"amount": 100.0, "date": "2025-11-22"}, {"amount": 60.0, "date": "2025-11-23"},
        {"amount": 500.0, "contact_id": "new"}, {"amount": 9.0, "date": "2024-11-22"},
        {"amount": 9.0, "date": "2026-11-23"},
    )  # fmt: skip
    found = grr_nrr(rows, as_of=DAY)["GBP"]
    assert (found.grr, found.nrr, found.n) == (0.6, 0.6, 1)


MONEY = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 500).map(float), min_size=1)


@given(MONEY, MONEY)
def test_without_growth_never_more_is_kept_than_with_it_and_never_more_than_all(then, now) -> None:
    found = kept_money(pd.Series(then), pd.Series(now))
    assert found is None if not any(then.values()) else 0 <= found.grr <= min(1, found.nrr) + 1e-12


def test_who_left_is_counted_of_those_who_were_there() -> None:
    people = contacts(
        ("2025-01-01", None), ("2025-01-01", "2026-03-01"), ("2025-01-01", "2025-12-31"),
        ("2026-02-01", "2026-03-01"), (None, None), ("2025-01-01", "2024-01-01"),
    )  # fmt: skip
    found = churn(people, dt.date(2025, 12, 31), dt.date(2026, 12, 31))
    assert (found.k, found.n) == (1, 2)
    assert found.left_out == {"no_date": ("C-4",), "bad_span": ("C-5",)}


def test_former_without_a_day_has_no_duration_and_nobody_at_all_is_no_figure() -> None:
    people = contacts(("2025-01-01", None)).assign(former=True)
    assert churn(people, DAY, DAY) is None
    assert staying(people, as_of=DAY).left_out == {"no_date": ("C-0",)}


def test_how_long_people_stay_counts_those_who_are_still_there() -> None:
    found = staying(contacts(("2026-11-12", "2026-11-17"), ("2026-11-12", None), ("2026-11-30", None)), as_of=DAY)
    assert (found.n, found.t.tolist(), found.S.tolist()) == (2, [5], [0.5])


def test_survivors_are_told_for_as_many_periods_as_the_group_is_old() -> None:
    people = contacts(*[("2022-01-01", None)] * 6, *[("2022-01-01", "2024-06-01")] * 4, ("2026-10-01", None))
    assert survivors(people, as_of=DAY) == [10, 10, 10, 6, 6]


def test_money_before_that_was_nothing_has_no_trend() -> None:
    assert (trend(10, 0), trend(10, 5)) == (None, 2)


def test_the_top_fifth_and_the_losses_are_named() -> None:
    found = concentration(pd.Series({"A": 60.0, "B": 20.0, "C": 20.0, "D": 10.0, "E": -10.0, "F": None}))
    assert (found.share, found.top, found.losses, found.n) == (0.6, 1, ("E",), 5)
    assert concentration(pd.Series(dtype="float64")).share is None


def invoices(*delays: int) -> pd.DataFrame:
    due = pd.Timestamp(2026, 10, 1)
    rows = [{"amount": 1.0, "date": due, "due": due, "paid_on": due + pd.Timedelta(days=late)} for late in delays]
    return sales(*rows)


def test_a_median_delay_takes_three_invoices_of_ones_own_or_ten_of_everybody() -> None:
    assert payment_delay(invoices(5, 7), as_of=DAY).of("C-1") is None
    assert payment_delay(invoices(-2, 3, 8), as_of=DAY).of("C-1") == 3
    everybody = payment_delay(invoices(*range(10)), as_of=DAY)
    assert (everybody.of("somebody else"), everybody.n) == (4.5, 10)
