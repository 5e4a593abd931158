"""The tab Ahead: each forecast beside what came, the balance with its day, a plan, and what is said of them."""

import datetime as dt
import random

import numpy as np
import pandas as pd
import pytest

from crm.analytics import ahead_words as said
from crm.analytics.ahead import Plan, ahead, planned, supposed
from crm.analytics.cash import balance
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.intervals import Refused
from crm.analytics.known import as_known
from crm.analytics.loyalty import rhythm
from crm.analytics.medians import Visits, dates_of, number_of
from crm.analytics.money_in import Record, money_in
from crm.analytics.sales_trend import sales_trend
from crm.analytics.tried import Tried
from crm.analytics.usual import every_gap, every_month
from tests.analytics.conftest import TODAY, snapshot_of
from tests.analytics.test_money_in import monthly

DAY = dt.timedelta(days=1)


def tell(amount: float) -> str:
    return f"£{amount:,.0f}"


def shop_of(rows: str, settings: str = "", deals: str = "") -> Frames:
    """A shop with these sales (ID, Date, Contact, Amount, Kind, Item, Due, Paid on, Currency)."""
    people = "\n".join(f"| C-{n} | P{n} | Customer |" for n in range(40))
    heads = "| ID | Date | Contact | Amount | Kind | Item | Due | Paid on | Currency |"
    book = f"Contacts\n| ID | Name | Relationship |\n{people}\n| L-1 | Land | Supplier |\nSales\n{heads}\n{rows}\n"
    book += f"Settings\n| Key | Value |\n| activity_from | sales |\n| payment_terms_days | 0 |\n{settings}\n"
    if deals:
        book += "Deals\n| ID | Title | Stage | Amount | Opened on | Closed on | Expected close | Contact |\n" + deals
    return from_snapshot(snapshot_of(book), as_of=TODAY)


def regular(seed: int = 1, rent: bool = True) -> str:
    """35 people who come every 20 to 30 days and pay at once or by invoice; the rent each month."""
    dice, lines = random.Random(seed), []
    for who in range(35):
        gap, day = dice.randint(20, 30), TODAY - dt.timedelta(dice.randint(0, 19))
        while day > TODAY - dt.timedelta(500):
            due = day + dt.timedelta(10) if dice.random() < 0.3 else None
            paid = due + dt.timedelta(dice.randint(-3, 8)) if due else None
            if paid and paid > TODAY:
                paid = None
            lines.append(
                f"| S-{len(lines)} | {day} | P{who} | {dice.randint(40, 60)} | | | {due or ''} | {paid or ''} | |"
            )
            day -= dt.timedelta(gap + dice.randint(-1, 1))
    for n in range(14 if rent else 0):
        year, month = divmod(2026 * 12 + 10 - n, 12)
        day = dt.date(year, month + 1, 1)
        lines.append(f"| R-{n} | {day} | Land | 600 | Purchase | Rent | | | |")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def steady() -> Frames:
    return shop_of(regular(), "| opening_balance | 1000 |\n| cash_reserve | 500 |")


# any day, from what was sorted once -----------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 1, 30, 91, 400])
def test_a_rhythm_of_an_earlier_day_is_that_of_the_record_of_then(steady: Frames, days: int) -> None:
    then = TODAY - dt.timedelta(days)
    known = as_known(steady, then)
    pd.testing.assert_frame_equal(steady.rhythm(then), rhythm(known.events, as_of=then, rule=steady.rules.rhythm))
    assert steady.visits.last(-1_000_000)[0].sum() == 0


DEALS = """
| D-1 | A | Won  | 900 | 2026-05-02 | 2026-07-01 | 2026-07-01 | P36 |
| D-2 | B | Lost | 700 | 2026-05-02 | 2026-08-09 | 2026-08-09 | P37 |
| D-3 | C | New  | 500 | 2026-05-02 |            | 2026-08-01 | P38 |
| D-4 | D | Offer | 500 | 2026-05-02 |           | 2026-08-01 | P1 |
"""


@pytest.mark.parametrize("cut", [dt.date(2026, 6, 1), dt.date(2026, 8, 1), dt.date(2026, 11, 1)])
def test_the_forecast_of_an_earlier_morning_is_that_of_the_record_of_the_evening_before(cut: dt.date) -> None:
    frames = shop_of(regular(3), deals=DEALS)
    until, evening = cut + dt.timedelta(90), cut - DAY
    known = as_known(frames, evening)
    now, then = Record(frames), Record(known)
    mine, theirs = now.open(evening), then.open(evening)
    assert set(mine.index) == set(theirs.index)
    pd.testing.assert_series_equal(
        now.delays(mine, evening)[0].sort_index(), then.delays(theirs, evening)[0].sort_index()
    )
    pd.testing.assert_frame_equal(
        now.deals(cut, known=evening, until=until), then.deals(cut, known=evening, until=until), check_dtype=False
    )
    given = {"known": evening, "until": until, "days": 91, "busy": {"C-1"}}
    left, right = (
        one.flows(one.customers(cut, **given)).sort_values(["what", "day"], ignore_index=True) for one in (now, then)
    )
    pd.testing.assert_frame_equal(left, right)
    assert len(left) > 50
    costs = [one.costs(cut, known=evening, until=until) for one in (now, then)]
    pd.testing.assert_frame_equal(*costs)
    assert costs[0]["amount"].tolist() == [600] * 3


def test_an_open_bill_stands_in_for_the_usual_payment_beside_it() -> None:
    bill = f"| B-1 | {TODAY} | Land | 600 | Purchase | Rent | 2026-12-03 | | |"
    found = ahead(shop_of(f"{regular()}\n{bill}"), as_of=TODAY)
    days = found.costs[["kind", "day"]].astype("str").to_numpy().tolist()
    assert days == [["purchase", "2026-12-03"], ["cost", "2027-01-01"], ["cost", "2027-02-01"]]


def test_who_comes_every_thirty_days_is_expected_by_days_and_a_rent_by_the_month() -> None:
    last, gap = np.array([number_of(dt.date(2026, 1, 31))]), np.array([30.0])
    until = number_of(dt.date(2026, 5, 2))
    days = [dates_of(again(last, gap, last[0], until)[1]).astype("datetime64[D]").astype("str").tolist()
            for again in (every_gap, every_month)]  # fmt: skip
    assert days == [["2026-03-02", "2026-04-01", "2026-05-01"], ["2026-02-28", "2026-03-31", "2026-04-30"]]


# the back-test --------------------------------------------------------------------------------------------------------


def test_a_steady_shop_is_told_what_comes_and_how_far_that_was_off(steady: Frames) -> None:
    found = ahead(steady, as_of=TODAY)
    assert (found.money_tried.n, found.money_tried.reason) == (6, "") and found.money_tried.error < 0.3
    assert found.costs_tried is not None and found.costs_tried.error == 0
    assert found.money_tried.rows["cut"].dt.strftime("%Y-%m").tolist()[::5] == ["2026-05", "2026-10"]
    assert found.view is not None and found.main is found.view.likely
    sentence = said.expected(found, tell)
    assert sentence.startswith("About £") and "from usual customers" in sentence and "deals" not in sentence
    assert said.tried(found.money_tried, tell).startswith("Tried on the last 6 months: forecast £")
    assert "month by month off by" in said.tried(found.money_tried, tell)
    assert "Your reserve of £500 holds." in said.balance(found, tell)


def test_what_the_months_before_do_not_bear_out_is_not_shown() -> None:
    rows = "\n".join(f"| S-{n} | 2026-{n + 1:02d}-10 | P{n} | 300 | | | | | |" for n in range(10))
    bill = f"| S-90 | {TODAY} | P1 | 80 | | | 2026-12-01 | | |"
    found = ahead(shop_of(f"{rows}\n{bill}", "| opening_balance | 5 |"), as_of=TODAY)
    assert (
        found.is_certain_only and found.money_tried.reason == "over the last 6 months it would have been off by 100 %"
    )
    assert said.expected(found, tell) == (
        "£80 is invoiced and likely paid in the next 13 weeks. A forecast of the rest is not shown: over the last 6 "
        "months it would have been off by 100 %."
    )
    assert "Not good enough to be shown" in said.tried(found.money_tried, tell)


@pytest.mark.parametrize(
    ("months", "told"), [(2, "no finished month yet"), (3, "only 1 finished month "), (4, "2 fin")]
)
def test_a_young_record_says_how_many_months_it_needs(months: int, told: str) -> None:
    rows = "\n".join(f"| S-{n} | 2026-{11 - n:02d}-02 | P1 | 30 | | | | | |" for n in range(months))
    tried = ahead(shop_of(rows), as_of=TODAY).money_tried
    assert told in tried.reason and tried.reason.endswith("to try it on, 3 needed")
    assert not tried.n or said.tried(tried, tell)


def test_nothing_at_all_is_told_with_a_next_step(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    """
    found = ahead(drawn, as_of=TODAY)
    assert said.expected(found, tell).startswith("No open invoice is likely paid in the next 13 weeks.")
    assert said.tried(found.money_tried, tell) == (
        "This cannot be tried on earlier months yet: no finished month yet to try it on, 3 needed."
    )
    assert (found.view, found.costs_tried, said.overdue(found, tell), said.balance(found, tell)) == (None, None, "", "")


def test_the_weeks_of_another_currency_are_its_own() -> None:
    rows = "| S-1 | 2026-11-01 | P1 | 30 | | | 2026-12-01 | | |\n| S-2 | 2026-11-01 | P1 | 7 | | | 2026-12-01 | | EUR |"
    frames = shop_of(rows, "| opening_balance | 5 |")
    both = [money_in(one, as_of=TODAY).likely["amount"].tolist() for one in (frames, frames.in_currency("EUR"))]
    assert both == [[30], [7]] and frames.in_currency("EUR").rules.opening is None
    assert frames.in_currency("GBP") is frames


# the balance ---------------------------------------------------------------------------------------------------------

PAID = """
| S-1 | 2026-11-09 | P1   | 40 |          |     |            |            | |
| S-2 | 2026-11-10 | P1   | 50 |          |     |            |            | |
| S-3 | 2026-11-11 | P1   | 70 |          |     |            |            | |
| S-4 | 2026-11-01 | P1   | 90 |          |     | 2026-11-08 | 2026-11-12 | |
| S-5 | 2026-11-12 | P1   | 11 |          |     | 2026-11-30 |            | |
| S-6 | 2026-11-13 | Land | 30 | Purchase | Oil |            |            | |
| S-7 | 2026-11-13 | P1   | 5  |          |     |            |            | EUR |
"""


def test_the_balance_of_a_day_goes_on_by_what_was_paid_since() -> None:
    frames = shop_of(PAID, "| opening_balance | 1000 |\n| opening_balance_day | 10 Nov 2026 |")
    assert balance(frames, as_of=TODAY) == 1000 + 70 + 90 - 30
    told = said.at_hand(frames, ahead(frames, as_of=TODAY), tell)
    assert told == "It begins with £1,130: £1,000 on the evening of 10 Nov 2026, and what was paid since."


def test_a_balance_without_a_day_is_that_of_today_and_none_is_asked_for() -> None:
    frames = shop_of(PAID, "| opening_balance | 1000 |")
    assert "no day, so it counts as what is there today" in said.at_hand(frames, ahead(frames, as_of=TODAY), tell)
    frames = shop_of(PAID)
    found = ahead(frames, as_of=TODAY)
    assert (found.opening, found.view) == (None, None) and said.at_hand(frames, found, tell).startswith(
        "Write how much"
    )


# what if -------------------------------------------------------------------------------------------------------------


def test_a_plan_says_the_lowest_balance_before_and_after_and_when_it_has_paid_for_itself(steady: Frames) -> None:
    found = ahead(steady, as_of=TODAY)
    given = Plan(outlay=900, week=2, earns=250)
    outcome = planned(found, given)
    assert outcome is not None and outcome.after.lowest <= outcome.before.lowest
    assert outcome.after.weeks["closing"].iloc[-1] == pytest.approx(outcome.before.weeks["closing"].iloc[-1] - 900)
    told = said.plan(outcome, given, tell)
    assert told.startswith("Lowest balance: £") and "has paid for itself after 4 months" in told
    assert "your reserve of £500" in told
    huge = planned(found, Plan(outlay=90_000))
    assert huge is not None and huge.is_safe is False and "falls below" in said.plan(huge, Plan(outlay=90_000), tell)
    assert "once you write what it earns" in said.plan(huge, Plan(outlay=90_000), tell)


def test_days_of_delay_move_money_back_and_chances_make_deals_smaller() -> None:
    frames = shop_of(
        "| S-1 | 2026-11-01 | P1 | 30 | | | 2026-12-01 | | |",
        deals="| D-1 | A | Offer | 100 | 2026-11-01 | | 2026-12-05 | P2 |",
    )
    money = money_in(frames, as_of=TODAY)
    later = supposed(money, Plan(late_days=20, chances=0.5))
    assert (later.likely["day"] - money.likely["day"]).dt.days.tolist() == [20, 20]
    assert (later.likely["amount"] / money.likely["amount"]).tolist() == [1, 0.5]
    assert Plan().is_nothing and not Plan(late_days=1).is_nothing


# sales by month ------------------------------------------------------------------------------------------------------


def test_the_trend_says_its_range_or_why_it_is_not_shown() -> None:
    found = sales_trend(monthly([100, 110, 90, 100, 105, 95, 100, 100, 110, 90]), as_of=TODAY)
    assert said.trend(found, tell).startswith("November 2026 is likely to bring sales of £100, in")
    assert said.trend(found, tell).endswith("8 of 10 months between £92 and £108.")
    short = sales_trend(monthly([100, 110, 90, 100]), as_of=TODAY)
    assert said.trend(short, tell).endswith("how far it may be off cannot be told yet.")
    assert isinstance(sales_trend(monthly([100, 110, 90]), as_of=TODAY), Refused)
    refused = said.trend(Refused("only 2 finished months, 3 needed"), tell, "donations")
    assert refused == "Donations of the coming months are not shown: only 2 finished months, 3 needed."


def test_what_was_tried_on_one_month_is_in_the_singular() -> None:
    rows = pd.DataFrame({"cut": [pd.Timestamp(2026, 10, 1)], "forecast": [5.0], "actual": [5.0], "error": [0.0]})
    assert said.tried(Tried(rows, 0.0, ""), tell).startswith("Tried on the last 1 month: forecast £5, came in £5")


def test_days_before_anything_was_known_have_no_rhythm() -> None:
    none = Visits(pd.DataFrame({"contact_id": [], "date": pd.to_datetime([])}).astype({"contact_id": "str"}))
    assert (none.last(0)[0].size, none.gap(0).size, none.gaps(0).size) == (0, 0, 0)
