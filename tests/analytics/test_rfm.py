"""Recency, frequency and money, against the README of rsquaredacademy/rfm."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm.analytics.rfm import OTHERS, SEGMENTS, SHOWN, rfm, rfm_cuts

AS_OF = dt.date(2006, 12, 31)


@pytest.fixture
def orders(published) -> pd.DataFrame:
    raw = pd.read_csv(published("rfm_data_orders.csv"), parse_dates=["order_date"])
    return raw.rename(columns={"customer_id": "contact_id", "order_date": "date", "revenue": "amount"})


@pytest.mark.data
def test_five_customers_are_in_the_segments_of_the_readme(orders: pd.DataFrame, published) -> None:
    case = published("expected.json")["rfm"]
    found = rfm(orders, as_of=AS_OF, frequency="orders")
    assert (len(orders), len(found)) == (case["orders"], case["customers"])
    for name, row in case["rows_[recency_days,orders,amount,R,F,M,segment]"].items():
        assert found.loc[name].tolist() == row


@pytest.mark.data
def test_the_cuts_are_those_of_the_readme(orders: pd.DataFrame, published) -> None:
    cuts = rfm_cuts(rfm(orders, as_of=AS_OF, frequency="orders"))
    for name, values in zip(cuts, published("expected.json")["rfm"]["cuts"].values(), strict=True):
        assert cuts[name] == pytest.approx(values)


@pytest.mark.data
def test_by_days_eleven_customers_come_less_often_than_by_orders(orders: pd.DataFrame) -> None:
    days, rows = rfm(orders, as_of=AS_OF)["frequency"], rfm(orders, as_of=AS_OF, frequency="orders")["frequency"]
    assert ((rows - days) > 0).sum() == 11


def few(n: int) -> pd.DataFrame:
    days = pd.Timestamp(2026, 1, 1) + pd.to_timedelta(7 * np.arange(n), unit="D")
    ids = pd.Series([f"C-{row}" for row in range(n)], dtype="str")
    return pd.DataFrame({"contact_id": ids, "date": days, "amount": pd.Series(10.0, index=ids.index)})


def test_of_few_people_thirds_are_told_apart() -> None:
    found = rfm(few(9), as_of=dt.date(2026, 12, 31))
    assert sorted(set(found["R"])) == [1, 3, 5] and found["R"].is_monotonic_increasing


@pytest.mark.parametrize("n", [0, 1, 3])
def test_hardly_anybody_is_scored_and_nothing_breaks(n: int) -> None:
    found = rfm(few(n), as_of=dt.date(2026, 12, 31))
    assert len(found) == n and str(found["segment"].dtype) == "str"


def test_every_segment_has_its_word_on_screen() -> None:
    assert set(SHOWN) == {*SEGMENTS, OTHERS}


def test_what_is_still_to_come_counts_for_nobody() -> None:
    plan = pd.DataFrame({"contact_id": ["C-0", "new"], "date": pd.Timestamp(2027, 1, 1), "amount": 1e6})
    given, day = few(9), dt.date(2026, 12, 31)
    pd.testing.assert_frame_equal(rfm(pd.concat([given, plan]), as_of=day), rfm(given, as_of=day))
