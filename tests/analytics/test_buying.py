"""Visits to expect, beside what the model would have said before."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from crm.analytics.buying import expected_visits
from crm.analytics.intervals import Refused


@pytest.mark.data
def test_at_cdnow_the_model_ran_low_by_an_eighth_and_says_so(cdnow: pd.DataFrame, published) -> None:
    case = published("expected.json")["bgnbd_cdnow"]["repeat_purchases"]
    found = expected_visits(cdnow, as_of=dt.date(1998, 6, 30), weeks=39)
    assert (found.came, found.n) == (case["next_39_weeks"], 2357)
    assert found.said == pytest.approx(case["predicted"], abs=0.5)
    assert round(found.error, 2) == -0.12
    assert found.each.is_monotonic_decreasing


def test_a_model_that_its_back_test_does_not_support_is_not_shown() -> None:
    random = np.random.default_rng(1)
    first = pd.Timestamp(2024, 1, 1)
    often = pd.DataFrame(
        [(f"C-{who}", first + pd.Timedelta(days=int(day))) for who in range(300)
         for day in np.unique(random.integers(0, 300, random.integers(1, 9)))],
        columns=["contact_id", "date"],
    ).assign(amount=1.0)  # fmt: skip
    found = expected_visits(often, as_of=dt.date(2026, 1, 1))  # nobody came for a year and more
    assert isinstance(found, Refused)


def test_few_customers_are_told_how_many_are_needed() -> None:
    none = pd.DataFrame({"contact_id": pd.Series(dtype="str"), "date": pd.Series(dtype="datetime64[us]"),
                         "amount": pd.Series(dtype="float64")})  # fmt: skip
    assert expected_visits(none, as_of=dt.date(2026, 1, 1)) == Refused("only 0 customers, 50 needed")
