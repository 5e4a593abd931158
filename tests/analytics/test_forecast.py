"""What may come in, worked by hand."""

import datetime as dt
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.analytics.cash import cash, investment, invoices
from crm.analytics.goals import Figure, pace, state_of
from crm.analytics.intervals import Share
from crm.analytics.periods import Period
from crm.analytics.pipeline import pipeline, total_range
from crm.analytics.stages import stage_chances

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def worked(published) -> dict:
    return published("worked.json")


def closed(history: dict[str, list[int]]) -> pd.DataFrame:
    """Deals that reached each stage as often as the case says, and were won as often."""
    names, rows = list(history), []
    won = history[names[0]][0]
    rows += [("won", names[-1])] * won
    lost = [closed - won for won, closed in history.values()]
    for name, here, later in zip(names, lost, [*lost[1:], 0], strict=True):
        rows += [("lost", name)] * (here - later)
    return pd.DataFrame(rows, columns=["means", "furthest_stage"]).assign(closed_on=pd.Timestamp(2026, 5, 1))


@pytest.mark.data
def test_the_worked_chances_of_stages_and_the_worked_pipeline(worked: dict) -> None:
    case = worked["pipeline"]
    found = stage_chances(closed(case["history_[won,closed]_that_reached"]), case["defaults"], as_of=DAY)
    assert found[["won", "closed"]].to_numpy().tolist() == list(case["history_[won,closed]_that_reached"].values())
    assert found["chance"].to_dict() == pytest.approx(case["chance"], abs=1e-6)
    names = ["id", "stage", "amount", "own_chance", "expected_close"]
    deals = pd.DataFrame(case["deals_[id,stage,amount,own_chance,expected_close]"], columns=names).assign(means="open")
    deals["expected_close"] = pd.to_datetime(deals["expected_close"])
    shown = pipeline(deals, found["chance"].to_dict(), as_of=DAY).set_index("month")
    assert {month: row.to_dict() for month, row in shown.iterrows()} == {
        month: pytest.approx(row, abs=1e-6) for month, row in case["expected"].items()
    }


def test_a_deal_that_is_still_open_or_was_closed_later_tells_nothing() -> None:
    rows = closed({"New": [1, 2]}).assign(closed_on=pd.Timestamp(2026, 12, 1))
    assert stage_chances(rows, {"New": 0.2}, as_of=DAY).loc["New"].tolist() == [0, 0, 0.2]


DEALS = st.lists(st.tuples(st.integers(1, 900), st.sampled_from([0, 0.1, 0.3, 0.5, 0.9, 1])), min_size=1, max_size=8)


@given(DEALS)
def test_both_ends_of_a_range_are_totals_that_can_occur(deals) -> None:
    amounts, chances = zip(*deals, strict=True)
    lo, hi = total_range(amounts, np.array(chances))
    totals = {float(sum(a for a, comes in zip(amounts, some, strict=True) if comes))
              for some in product([0, 1], repeat=len(deals))}  # fmt: skip
    assert {lo, hi} <= totals and lo <= hi


@given(DEALS, st.randoms())
@settings(max_examples=30)
def test_the_order_of_deals_changes_no_range(deals, random) -> None:
    other = random.sample(deals, len(deals))
    one, two = (total_range([a for a, _ in rows], np.array([c for _, c in rows])) for rows in (deals, other))
    assert one == two


def test_of_many_deals_a_seeded_draw_gives_nearly_the_range() -> None:
    amounts, chances = [100.0] * 40, np.full(40, 0.5)
    lo, hi = total_range(amounts, chances)
    assert (lo, hi) == total_range(amounts, chances)
    assert (lo, hi) == (1600, 2400)  # of 40 tosses 16 and 24


# aims -----------------------------------------------------------------------------------------------------------------


@pytest.mark.data
def test_the_worked_pace(worked: dict) -> None:
    case = worked["pace"]
    span = Period(dt.date.fromisoformat(case["start"]), dt.date.fromisoformat(case["end"]))
    elapsed = span.elapsed(dt.date.fromisoformat(case["as_of"]))
    assert elapsed == pytest.approx(case["elapsed"], abs=1e-6)
    assert pace(case["actual"], case["target"], elapsed) == pytest.approx(case["pace"], abs=1e-6)
    assert state_of("Sales", Figure(case["actual"], 30), case["target"], elapsed) == case["state"]


@pytest.mark.data
def test_the_worked_goal_of_a_share(worked: dict) -> None:
    case = worked["rate_goal"]
    won = Share.of(case["won"], case["closed"])
    assert (won.lo, won.hi) == pytest.approx((case["lo"], case["hi"]), abs=1e-6)
    figure = Figure(100 * won.share, won.n, 100 * won.lo, 100 * won.hi)
    assert state_of("Win rate %", figure, 100 * case["target"], 0.5) == case["state"]


# cash -----------------------------------------------------------------------------------------------------------------


@pytest.mark.data
def test_the_worked_cash(worked: dict) -> None:
    case = worked["cash"]
    rows = pd.DataFrame(case["open_invoices_[amount,due]"], columns=["amount", "due"], index=["S-1", "S-2"])
    rows["due"] = pd.to_datetime(rows["due"])
    coming = invoices(rows, pd.Series(case["median_delay_days"], index=rows.index), as_of=DAY)
    costs = pd.DataFrame(case["costs_[what,amount,day]"], columns=["what", "amount", "day"])
    costs["day"] = pd.to_datetime(costs["day"])
    found = cash(coming.flows, costs, case["opening"], as_of=DAY, reserve=case["reserve"])
    assert str(coming.flows["day"].iloc[0].date()) == case["invoice_300_expected_on"]
    assert (coming.overdue, coming.overdue_rows) == (case["overdue_bucket"], ("S-2",))
    assert found.weeks["closing"].tolist() == case["closing_by_week"]
    assert (found.lowest, found.lowest_week) == (case["lowest"], case["lowest_week"])
    assert found.first_below_reserve == case["first_week_below_reserve"]


def flows(*rows: tuple[int, float]) -> pd.DataFrame:
    days = [pd.Timestamp(DAY) + pd.Timedelta(days=day) for day, _ in rows]
    return pd.DataFrame({"day": pd.to_datetime(days), "amount": [float(amount) for _, amount in rows]})


FLOWS = st.lists(st.tuples(st.integers(-20, 120), st.integers(0, 900)), max_size=12)


@given(FLOWS, FLOWS)
def test_the_weeks_sum_to_the_total_of_what_lies_in_them(money, costs) -> None:
    found = cash(flows(*money), flows(*costs), 1000, as_of=DAY)
    inside = sum(a for day, a in money if 0 <= day < 91) - sum(a for day, a in costs if 0 <= day < 91)
    assert found.weeks["closing"].iloc[-1] == 1000 + inside
    assert (found.weeks["comes"] + found.weeks["goes"]).sum() == inside


def test_an_outlay_is_weighed_by_the_lowest_balance_with_and_without_it() -> None:
    before = cash(flows((1, 100)), flows(), 500, as_of=DAY, reserve=200)
    after = cash(flows((1, 100)), flows(), 500, as_of=DAY, reserve=200, what_if=[flows((15, -450))])
    found = investment(before, after, 450, 50)
    assert (found.before.lowest, found.after.lowest, found.after.lowest_week) == (600, 150, 3)
    assert (found.is_safe, found.payback_months) == (False, 9)


def test_without_a_reserve_nothing_is_said_of_one() -> None:
    found = cash(flows(), flows(), 0, as_of=DAY)
    plan = investment(found, found, 10, 0)
    assert (found.first_below_reserve, plan.is_safe, plan.payback_months) == (None, None, None)
