"""What open deals may bring: by month with its range, one set of chances, and how earlier forecasts came out."""

import datetime as dt

import numpy as np
import pytest

from crm.analytics import pipeline_ahead as said
from crm.analytics.deals import totals
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.known import as_known
from crm.analytics.money_in import money_in
from crm.analytics.pipeline import DRAWS, total_range
from crm.analytics.pipeline_ahead import DealsAhead, deals_ahead
from tests.analytics.conftest import TODAY, snapshot_of

HEADS = """
    Deals
    | ID | Title | Stage | Furthest stage | Amount | Currency | Opened on | Closed on | Expected close | Chance % |
"""


def tell(amount: float) -> str:
    return f"£{amount:,.0f}"


def frames_of(rows: str) -> Frames:
    return from_snapshot(snapshot_of(f"{HEADS}{rows}"), as_of=TODAY)


def ahead_of(rows: str, currency: str = "GBP") -> DealsAhead:
    frames = frames_of(rows)
    return deals_ahead(frames, frames.deals, as_of=TODAY, currency=currency)


def won_each_month(months: int, amount: int = 100, share: int = 2) -> str:
    """In each of the last months four deals of one amount were to be decided, of which so many were won."""
    lines = []
    for ago in range(1, months + 1):
        year, month = divmod(2026 * 12 + 10 - ago, 12)
        closed = dt.date(year, month + 1, 15)
        for n in range(4):
            stage = "Won" if n < share else "Lost"
            opened = closed - dt.timedelta(60)
            lines.append(f"| D-{ago}{n} | x | {stage} | Offer | {amount} | | {opened} | {closed} | {closed} | |")
    return "\n".join([*lines, ""])


OPEN = """
| O-1 | A | Offer | | 100  |     | 2026-11-01 | | 2026-11-22 | 50 |
| O-2 | B | Offer | | 1000 |     | 2026-11-01 | | 2026-12-24 | 50 |
| O-3 | C | Offer | | 40   | EUR | 2026-11-01 | | 2026-12-24 |    |
| O-4 | D | Offer | | 10   |     | 2026-11-01 | | 2026-11-21 |    |
| O-5 | E | Offer | | 20   |     | 2026-11-01 | |            |    |
| O-6 | F | Offer | | 30   |     | 2026-11-01 | | 2027-05-01 |    |
| O-7 | H | Offer | |      |     | 2026-11-01 | | 2026-11-30 |    |
| O-8 | I | Maybe | | 70   |     | 2026-11-01 | | 2026-11-30 |    |
"""


@pytest.mark.capability(27)
def test_every_open_deal_with_an_amount_is_in_one_time_of_its_own_currency() -> None:
    found = ahead_of(won_each_month(6) + OPEN)
    assert dict(zip(found.months["month"], found.months["n"], strict=True)) == {
        "overdue": 1, "2026-11": 1, "2026-12": 1, "later": 1, "undated": 1,
    }  # fmt: skip
    assert (found.n, found.amount, found.left_out) == (5, 1160, {"no_amount": ("O-7",)})
    euros = ahead_of(won_each_month(6) + OPEN, "EUR")
    assert (euros.n, euros.amount, euros.months["month"].tolist()) == (1, 40, ["2026-12"])


@pytest.mark.capability(27)
def test_a_forecast_is_told_as_a_range_and_what_no_month_holds_stands_apart() -> None:
    found = ahead_of(won_each_month(6) + OPEN)
    assert said.ahead_sentence(found, tell) == (
        "5 open deals may bring between £30 and £1,130 in 8 of 10 cases; Nov 2026 between £0 and £100."
    )
    assert said.apart_sentence(found) == "In no month: 1 deal is past the day of Expected close and 1 deal has none."
    assert said.tried_sentence(found.tried, tell) == (
        "Tried on the last 6 months with deals: the range held in 6; on average £1,200 was forecast in all, £1,200 was "
        "won, off by 0 % month by month."
    )


def test_one_set_of_chances_stands_behind_every_figure() -> None:
    frames = frames_of(won_each_month(6, share=1) + "| O-1 | A | Offer | | 100 | | 2026-11-01 | | 2026-12-24 | |")
    chance = (6 + 10 * 0.5) / (24 + 10)
    found = deals_ahead(frames, frames.deals, as_of=TODAY, currency="GBP")
    assert found.months["expected"].tolist() == pytest.approx([100 * chance])
    assert totals(frames.deals[frames.deals["means"] == "open"])["likely"].tolist() == pytest.approx([100 * chance])
    assert money_in(frames, as_of=TODAY).likely["amount"].tolist() == pytest.approx([100 * chance])
    assert said.chances_sentence(found).startswith("Chances, learned from 24 decided deals: New ")
    assert found.chances.loc["Offer", ["won", "closed", "own"]].tolist() == [6, 24, 0.5]


def test_chances_of_an_earlier_day_know_no_later_decision() -> None:
    frames = frames_of(won_each_month(6, share=4) + "| O-1 | A | Offer | | 100 | | 2026-01-01 | | 2026-12-24 | |")
    assert frames.deals.loc["O-1", "chance"] == pytest.approx(100 * (24 + 5) / 34)
    assert as_known(frames, dt.date(2026, 1, 31)).deals.loc["O-1", "chance"] == pytest.approx(50)


def test_a_range_that_did_not_hold_is_not_shown_and_says_so() -> None:
    rows = won_each_month(6, share=0) + "| O-1 | A | Offer | | 100 | | 2026-11-01 | | 2026-12-24 | |"
    sure = rows.replace("15 | |", "15 | 100 |")
    found = ahead_of(sure)
    assert found.tried.reason == "the range held in none of the last 6 months"
    assert said.ahead_sentence(found, tell) == (
        "1 open deal over £100, if all are won. A forecast is not shown: the range held in none of the last 6 months."
    )
    assert found.tried.error is None and said.tried_sentence(found.tried, tell).endswith("£0 was won.")


@pytest.mark.parametrize(
    ("months", "told"), [(0, "no finished month yet"), (1, "only 1 finished month "), (2, "only 2")]
)
def test_a_young_pipeline_says_how_many_months_it_needs(months: int, told: str) -> None:
    found = ahead_of(won_each_month(months) + OPEN)
    assert told in found.tried.reason and told in said.ahead_sentence(found, tell)
    assert said.tried_sentence(found.tried, tell)


def test_a_book_without_deals_says_what_is_missing(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ann  |
    """
    found = deals_ahead(drawn, drawn.deals, as_of=TODAY, currency="GBP")
    assert said.ahead_sentence(found, tell) == "No open deal has an amount yet."
    assert (said.apart_sentence(found), found.verdict) == ("", "none")
    assert said.chances_sentence(found) == "No deal was decided yet, so the chances are those of the sheet Lists."


def test_one_sure_deal_brings_exactly_its_amount() -> None:
    found = ahead_of(won_each_month(3) + "| O-1 | A | Offer | | 100 | | 2026-11-01 | | 2026-12-24 | 100 |")
    assert said.ahead_sentence(found, tell) == "1 open deal may bring exactly £100 in 8 of 10 cases."


def test_thousands_of_deals_are_drawn_in_parts_and_lie_about_their_mean() -> None:
    amounts, chances = np.full(1_050, 10.0), np.full(1_050, 0.5)
    lo, hi = total_range(amounts, chances)
    assert 5_000 < lo < 5_250 < hi < 5_500 and total_range(amounts, chances) == (lo, hi) and DRAWS == 10_000
