"""Money in sentences and pictures: the team's own way to write it, and what is said to somebody who cannot see."""

import datetime as dt
import json
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.analytics import money
from crm.model.settings import Settings
from crm.ui.money_chart import months_chart
from crm.ui.money_words import lateness, months_sentence, profit
from crm.ui.words import money as told
from crm.ui.words import monies

BRITISH = Settings({})
DAY = dt.date(2026, 11, 3)


@pytest.mark.capability(29)
@pytest.mark.parametrize(
    ("language", "country", "currency", "written"),
    [
        ("en", "GB", "GBP", "£1,240.50"), ("de", "DE", "EUR", "1.240,50 €"), ("en", "US", "USD", "$1,240.50"),
        ("fr", "FR", "EUR", "1 240,50 €"), ("de", "CH", "CHF", "CHF 1’240.50"), ("en", "IN", "INR", "₹1,240.50"),
        ("de", "ZZ", "EUR", "1.240,50 €"), ("", "", "", "£1,240.50"), ("en", "GB", "shells", "SHELLS 1,240.50"),
    ],
)  # fmt: skip
def test_an_amount_is_written_the_teams_way(language: str, country: str, currency: str, written: str) -> None:
    settings = Settings({"book_language": language, "country": country, "currency": currency})
    assert told(1240.5, "", settings).replace("\xa0", " ").replace("\u202f", " ") == written


def test_whole_amounts_have_no_decimals_and_nothing_is_never_below_nothing() -> None:
    assert [told(amount, "EUR", BRITISH) for amount in (1240, 0, -0.0, -5)] == ["€1,240", "€0", "€0", "-€5"]


@pytest.mark.parametrize("amount", [None, float("nan"), float("inf"), "12", True, pd.NA])
def test_what_is_no_amount_is_nothing(amount: object) -> None:
    assert told(amount, "GBP", BRITISH) == ""


@given(st.floats(-1e15, 1e15), st.text(max_size=40))
def test_any_amount_in_any_currency_is_written(amount: float, currency: str) -> None:
    written = told(amount, currency, BRITISH)
    assert any(sign.isdigit() for sign in written) and len(written) < 60 and math.isfinite(amount)


def test_several_currencies_stand_side_by_side_the_own_one_first() -> None:
    amounts = {"USD": 1.0, "EUR": 50, "GBP": 3.5}
    assert monies(amounts, BRITISH) == "£3.50, €50 and US$1" and monies({}, BRITISH) == "£0"


@pytest.mark.parametrize(
    ("days", "said"), [(1, "1 day late"), (400, "400 days late"), (0, "due today"), (-1, "due 3 Nov 2026"), (pd.NA, "")]
)
def test_an_open_row_says_how_it_stands(days: object, said: str) -> None:
    assert lateness(days, DAY) == said


def test_a_profit_is_told_with_how_much_of_it_is_known() -> None:
    assert profit(pd.Series({"known": 2, "n_in": 3, "earned": 40.0}), "GBP", BRITISH) == "£40, cost known for 2 of 3"
    assert profit(pd.Series({"known": 0, "n_in": 3, "earned": 0.0}), "", BRITISH) == "Not known: cost known for 0 of 3"


def months(came: float, went: float) -> pd.DataFrame:
    rows = pd.DataFrame(
        {"date": pd.to_datetime([DAY, DAY]), "amount": [came, went], "means": [money.IN, money.OUT],
         "currency": "GBP", "cost": float("nan")}
    )  # fmt: skip
    return money.by_month(rows, as_of=dt.date(2026, 11, 22))


def test_the_months_are_told_in_a_sentence() -> None:
    assert months_sentence(months(1240, 128), "GBP", BRITISH) == (
        "£1,240 came in over the last 12 months, £128 went out; the best month was November 2026 with £1,240."
    )
    assert months_sentence(months(0, 0), "GBP", BRITISH) == "£0 came in over the last 12 months."


def test_each_bar_says_what_it_is_and_the_picture_what_it_shows() -> None:
    spec = json.loads(months_chart(months(1240, 128), "GBP", BRITISH, "The answer").to_json())
    (rows,) = spec["datasets"].values()
    assert spec["description"] == "The answer"
    assert [row["told"] for row in rows][11::12] == [
        "November 2026, money in: £1,240",
        "November 2026, money out: £128",
    ]


def test_a_team_that_buys_nothing_sees_one_bar_a_month_without_a_legend() -> None:
    spec = json.loads(months_chart(months(1240, 0), "GBP", BRITISH, "The answer").to_json())
    assert [len(rows) for rows in spec["datasets"].values()] == [12]
    assert spec["encoding"]["color"]["legend"] is None and "xOffset" not in spec["encoding"]
