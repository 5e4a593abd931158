"""Money expected, usual costs, and forecasts beside what came."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.intervals import Refused, Share
from crm.analytics.medians import Visits
from crm.analytics.money_in import KINDS, cash_view, money_in
from crm.analytics.sales_trend import backtest, sales_trend
from crm.analytics.usual import returned, usual_costs, usual_customers
from tests.analytics.conftest import TODAY, snapshot_of

BOOK = """
    Contacts
    | ID  | Name | Relationship |
    | C-1 | Ada  | Customer     |
    | C-2 | Bo   | Customer     |
    | C-3 | Land | Supplier     |
    Settings
    | Key             | Setting | Value |
    | activity_from   |         | sales |
    | opening_balance |         | 1000  |
    | cash_reserve    |         | 200   |
    Sales
    | ID  | Date       | Contact | Amount | Kind     | Item | Due        | Paid on    | Currency |
    | S-1 | 2026-11-01 | Ada     | 300    |          |      | 2026-11-25 |            |          |
    | S-2 | 2026-11-01 | Bo      | 500    |          |      | 2026-09-01 |            |          |
    | S-3 | 2026-11-01 | Bo      | 70     |          |      | 2026-12-01 |            | EUR      |
    | S-4 | 2026-11-01 | Land    | 250    | Purchase | Oil  | 2026-12-01 |            |          |
    | S-5 | 2026-08-01 | Land    | 400    | Purchase | Rent |            |            |          |
    | S-6 | 2026-09-01 | Land    | 400    | Purchase | Rent |            |            |          |
    | S-7 | 2026-10-01 | Land    | 400    | Purchase | Rent |            |            |          |
    | S-8 | 2026-11-01 | Land    | 400    | Purchase | Rent |            |            |          |
    Deals
    | ID  | Title | Stage | Contact | Amount | Expected close | Chance % |
    | D-1 | A     | Offer | Bo      | 1000   | 2026-11-30     | 40       |
    | D-2 | B     | Offer | Bo      | 1000   | 2026-11-01     | 40       |
    | D-3 | C     | Offer | Bo      | 1000   | 2027-11-01     | 40       |
"""


@pytest.fixture
def shop() -> Frames:
    return from_snapshot(snapshot_of(BOOK), as_of=TODAY)


def test_money_is_expected_of_invoices_and_deals_each_on_its_likely_day(shop: Frames) -> None:
    found = money_in(shop, as_of=TODAY)
    assert found.likely[["kind", "amount"]].to_numpy().tolist() == [["invoiced", 300.0], ["deals", 400.0]]
    assert [str(day.date()) for day in found.likely["day"]] == ["2026-11-25", "2026-12-14"]
    assert (found.overdue, found.overdue_rows) == (500, ("S-2",))
    assert found.left_out == {"other_currency": ("S-3",), "counted_as_deal": ("C-2",)}


def test_the_low_view_holds_invoices_only_and_the_high_one_the_deals_at_nine_of_ten(shop: Frames) -> None:
    found = money_in(shop, as_of=TODAY)
    assert found.low["kind"].tolist() == ["invoiced"]
    assert found.high["amount"].tolist() == [300, 1000]


def test_the_weeks_of_each_colour_sum_to_the_whole(shop: Frames) -> None:
    found = money_in(shop, as_of=TODAY)
    assert found.by_week()[list(KINDS)].sum().sum() == found.likely["amount"].sum()
    assert found.by_week()["since"].iloc[[0, 12]].dt.date.tolist() == [TODAY, dt.date(2027, 2, 14)]


def test_rent_comes_again_on_the_same_day_of_each_month(shop: Frames) -> None:
    found = usual_costs(shop, as_of=TODAY, until=dt.date(2027, 2, 20))
    assert [str(day.date()) for day in found["day"]] == ["2026-12-01", "2027-01-01", "2027-02-01"]
    assert set(found["amount"]) == {400} and set(found["what"]) == {"Rent"}


def test_cash_runs_from_the_opening_balance_through_what_comes_and_goes(shop: Frames) -> None:
    found = cash_view(shop, as_of=TODAY)
    assert found.title == "cash flow"
    assert found.likely.weeks["closing"].tolist()[:5] == [1300, 650, 650, 1050, 1050]
    assert found.low.lowest <= found.likely.lowest <= found.high.lowest
    assert found.likely.reserve == 200


def test_without_purchases_it_is_money_in_and_no_cash_flow(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    """
    found = cash_view(drawn, as_of=TODAY)
    assert (found.title, found.money.n, found.likely.lowest) == ("expected money in", 0, 0)


def regulars(n: int, silent: int = 5) -> pd.DataFrame:
    """So many people who come every 20 days."""
    days = [pd.Timestamp(TODAY) - pd.Timedelta(days=silent + 20 * visit) for visit in range(12)]
    return pd.DataFrame([(f"C-{i}", day) for i in range(n) for day in days], columns=["contact_id", "date"])


def test_a_rhythm_is_tried_on_who_came_back(shop: Frames) -> None:
    found = returned(Visits(regulars(40)), as_of=TODAY, days=91, rule=shop.rules.rhythm)
    assert (found["steady"].k, found["steady"].n) == (40, 40)


def test_usual_customers_need_thirty_cases_behind_their_state(shop: Frames) -> None:
    until = dt.date(2026, 12, 31)
    sales = "".join(
        f"| S-{n} | {TODAY - dt.timedelta(days=5 + 20 * n)} | Ada | 60 |\n" for n in range(12)
    )  # fmt: skip
    book = (f"Contacts\n| ID | Name | Relationship |\n| C-1 | Ada | Customer |\n"
            f"Sales\n| ID | Date | Contact | Amount |\n{sales}")  # fmt: skip
    frames = from_snapshot(snapshot_of(book), as_of=TODAY)
    few, many = ({"steady": Share.of(n // 2, n)} for n in (28, 30))
    assert usual_customers(frames, few, as_of=TODAY, until=until, but=set()).empty
    found = usual_customers(frames, many, as_of=TODAY, until=until, but=set())
    assert found[["amount", "what"]].to_numpy().tolist() == [[30, "C-1"], [30, "C-1"]]
    assert usual_customers(frames, many, as_of=TODAY, until=until, but={"C-1"}).empty


# trend ----------------------------------------------------------------------------------------------------------------


def monthly(amounts: list[float]) -> pd.DataFrame:
    """One sale on the 10th of each of the months up to October 2026."""
    days = pd.date_range(end="2026-10-01", periods=len(amounts), freq="MS") + pd.Timedelta(days=9)
    return pd.DataFrame({"date": days, "amount": amounts, "cost": float("nan"), "means": "money in"})


def test_below_three_finished_months_nothing_is_forecast() -> None:
    assert sales_trend(monthly([5, 5]), as_of=TODAY) == Refused("only 2 finished months, 3 needed")
    assert sales_trend(monthly([]), as_of=TODAY) == Refused("only 0 finished months, 3 needed")


def test_of_half_a_year_the_mean_is_forecast() -> None:
    found = sales_trend(monthly([80, 100, 120, 100, 90, 110]), as_of=TODAY)
    assert (found.seasonal, found.n, found.ahead["forecast"].tolist()) == (False, 6, [100, 100, 100])
    assert found.ahead["month"].dt.strftime("%Y-%m").tolist() == ["2026-11", "2026-12", "2027-01"]
    assert found.backtest["actual"].tolist() == [100, 90, 110] and found.error < 0.2


def test_with_two_years_the_same_month_of_last_year_is_scaled() -> None:
    year = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]
    found = sales_trend(monthly([*year, *(2 * amount for amount in year)]), as_of=TODAY)
    assert found.seasonal and found.ahead["forecast"].tolist() == [40, 80, 120]


def test_a_forecast_that_its_back_test_does_not_support_is_not_shown() -> None:
    found = sales_trend(monthly([10, 900, 5, 700, 1, 1200, 3, 800, 2]), as_of=TODAY)
    assert isinstance(found, Refused) and found.reason.startswith("over the last 6 months it would have been off by")


@given(st.lists(st.integers(1, 500).map(float), min_size=3, max_size=40))
@settings(max_examples=40)
def test_the_forecast_lies_in_its_range_or_beside_it_but_never_below_nothing(amounts) -> None:
    found = sales_trend(monthly(amounts), as_of=TODAY)
    assert isinstance(found, Refused) or bool((~(found.ahead["lo"] > found.ahead["hi"])).all())
    assert isinstance(found, Refused) or not (found.ahead["lo"] < 0).any()


def test_a_back_test_knows_no_more_than_was_known_then(shop: Frames) -> None:
    seen = []

    def forecast(frames: Frames, cut: dt.date) -> float | None:
        seen.append(frames.events["date"].max() if len(frames.events) else None)
        return 100.0

    found = backtest(forecast, shop, [dt.date(2026, 10, 30), dt.date(2026, 11, 20)], 10)
    assert found[["forecast", "actual", "error"]].to_numpy().tolist() == [[100, 800, 700]]
    assert seen == [None]  # the first sale to a customer was on 1 November
