"""Money ahead in sentences: what is expected, what such a forecast said before, the balance, and a plan."""

import datetime as dt
import math
from collections.abc import Callable

import pandas as pd

from crm.analytics.ahead import Ahead, Plan
from crm.analytics.cash import Cash, Investment
from crm.analytics.frames import Frames
from crm.analytics.intervals import Refused
from crm.analytics.money_in import KINDS
from crm.analytics.sales_trend import SalesTrend
from crm.analytics.tried import Tried
from crm.analytics.words import percent, times

Tell = Callable[[float], str]
"""An amount of the currency, the team's way."""

NAMES = {"invoiced": "Invoiced", "deals": "Deals", "usual": "Usual customers"}
VIEWS = {"low": "Only what is invoiced", "likely": "Likely", "high": "Deals go well"}
HOW = {
    "money": (
        "Invoiced: open invoices on the day in Due, moved by the days this customer usually pays late (three paid "
        "invoices or more), else by what is usual with all (ten or more). Deals: the amount times its chance, on "
        "Expected close and the days to pay of your Settings. Usual customers: who came on four days or more and still "
        "keeps to the rhythm, on their next days, with their usual amount times the share that came back in the past; "
        "left out where fewer than 30 such customers were there to learn from. Whose open deal stands here is not "
        "counted as a usual customer too. What is overdue stands apart, in no week. Amounts of other currencies are "
        "never added."
    ),
    "tried": (
        "For the first day of each month Kith works out what it would have said, from what was known that morning, and "
        "sets beside it what was paid in that month. Off by: all differences added up, as a part of all that came. Off "
        "by more than half, or with fewer than 3 months to try it on, a forecast is not shown."
    ),
    "cash": (
        "The money at hand, plus what is expected, less your open bills on the day in Due and what you usually buy: "
        "the same thing from the same supplier on four days or more comes again after its usual gap, about once a "
        "month on the same day. Only what is invoiced: no deals, no usual customers, and each invoice as late as 9 of "
        "10 were. Deals go well: as much from deals as they do not exceed in 9 of 10 cases."
    ),
    "trend": (
        "All sales of a month, by their Date. With two full years: the same month of last year, times how the last 12 "
        "months stand to the 12 before; with less, the mean of the last 6. The range holds 8 of 10 months of the past, "
        "by how far such a forecast was off."
    ),
}  # fmt: skip


def rough(amount: float) -> float:
    """An amount as it is said: three digits lead, the rest is nothing, and from one on there are no decimals.

    >>> rough(12_345.6), rough(-48.25), rough(0.126), rough(0)
    (12300.0, -48.0, 0.126, 0.0)
    """
    if not amount or not math.isfinite(amount):
        return 0.0
    places = 2 - math.floor(math.log10(abs(amount)))
    return round(amount, min(0, places) if abs(amount) >= 1 else places)


def week(day: object) -> str:
    """A week by its first day.

    >>> week(dt.date(2026, 11, 3))
    'the week from 3 Nov'
    """
    return f"the week from {day.day} {day:%b}" if isinstance(day, dt.date) else ""


def expected(found: Ahead, tell: Tell) -> str:
    """What comes in the weeks ahead."""
    weeks, table = found.money.weeks, found.money.by_week()
    sums = {kind: float(table[kind].sum()) for kind in KINDS}
    if found.is_certain_only:
        said = f"{tell(rough(sums['invoiced']))} is invoiced and likely paid in the next {weeks} weeks."
        if not sums["invoiced"]:
            said = f"No open invoice is likely paid in the next {weeks} weeks."
        return f"{said} A forecast of the rest is not shown: {found.money_tried.reason}."
    total = sum(sums.values())
    if not total:
        return f"Nothing is expected in the next {weeks} weeks."
    parts = [f"{tell(rough(amount))} {AS_PART[kind]}" for kind, amount in sums.items() if amount]
    return f"About {tell(rough(total))} is expected in the next {weeks} weeks: {', '.join(parts)}."


AS_PART = {"invoiced": "invoiced", "deals": "from deals", "usual": "from usual customers"}
NEXT_STEP = "Give an invoice a day in Due, or an open deal an amount and the day it should close."


def overdue(found: Ahead, tell: Tell) -> str:
    """What stands apart; "" where nothing does."""
    n = len(found.money.overdue_rows)
    if not n:
        return ""
    are = "1 invoice is" if n == 1 else f"{n:,} invoices are"
    return f"{tell(found.money.overdue)} stands apart, in no week: {are} past the day they were likely to be paid."


def tried(found: Tried, tell: Tell, *, came: str = "came in") -> str:
    """What the forecast said of the months before, and what was."""
    if not found.n:
        return f"This cannot be tried on earlier months yet: {found.reason}."
    said, was = float(found.rows["forecast"].sum()), float(found.rows["actual"].sum())
    over = times(found.n, "month", "months")
    told = f"Tried on the last {over}: forecast {tell(rough(said))}, {came} {tell(rough(was))}"
    if found.reason and not said and not was:
        return f"{found.reason[0].upper()}{found.reason[1:]}."
    if found.reason:
        return f"{told}. Not good enough to be shown: {found.reason}."
    return f"{told}; month by month off by {percent(found.error or 0.0)}."


def at_hand(frames: Frames, found: Ahead, tell: Tell) -> str:
    """Where the balance begins."""
    opening, since = frames.rules.opening, frames.rules.opening_day
    if opening is None or found.opening is None:
        return "Write how much money is at hand, and on which day: the cash flow begins there."
    if since is None:
        return f"It begins with {tell(opening)}. That has no day, so it counts as what is there today."
    day = f"{since.day} {since:%b %Y}"
    if found.opening == opening:
        return f"It begins with {tell(opening)}, as on the evening of {day}."
    return f"It begins with {tell(found.opening)}: {tell(opening)} on the evening of {day}, and what was paid since."


def _least(cash: Cash, tell: Tell) -> str:
    return f"{tell(rough(cash.lowest))} in {week(cash.weeks['since'].iloc[cash.lowest_week - 1])}"


def _reserve(cash: Cash, tell: Tell) -> str:
    if cash.reserve is None:
        return ""
    below = cash.first_below_reserve
    if below is None:
        return f" Your reserve of {tell(cash.reserve)} holds."
    return f" It falls below your reserve of {tell(cash.reserve)} in {week(cash.weeks['since'].iloc[below - 1])}."


def balance(found: Ahead, tell: Tell) -> str:
    """The lowest balance ahead, and whether the reserve holds."""
    if found.main is None or found.view is None:
        return ""
    if found.is_certain_only:
        least = f"If nothing comes but what is invoiced, the lowest balance is {_least(found.main, tell)}."
        return f"{least}{_reserve(found.main, tell)} More is not shown: {found.money_tried.reason}."
    low, high = (float(cash.weeks["closing"].iloc[-1]) for cash in (found.view.low, found.view.high))
    end = float(found.main.weeks["closing"].iloc[-1])
    return (
        f"The lowest balance is likely {_least(found.main, tell)}; after {len(found.main.weeks)} weeks it is likely "
        f"{tell(rough(end))}, between {tell(rough(low))} and {tell(rough(high))}.{_reserve(found.main, tell)}"
        f"{_low_reserve(found.main, found.view.low)}"
    )


def _low_reserve(likely: Cash, low: Cash) -> str:
    """Where the reserve holds only as long as all goes as usual."""
    below = low.first_below_reserve
    if likely.first_below_reserve is not None or below is None:
        return ""
    return f" Should nothing come but what is invoiced, it does not hold in {week(low.weeks['since'].iloc[below - 1])}."


def plan(found: Investment, given: Plan, tell: Tell) -> str:
    """What a plan changes: the lowest balance before and after, the reserve, and when it has paid for itself."""
    told = f"Lowest balance: {_least(found.after, tell)}; without the plan {_least(found.before, tell)}."
    if found.is_safe is not None:
        kept = "stays above" if found.is_safe else "falls below"
        told += f" It {kept} your reserve of {tell(found.after.reserve or 0.0)}."
    if given.outlay and found.payback_months is not None:
        months = math.ceil(found.payback_months)
        told += f" The outlay of {tell(given.outlay)} has paid for itself after {times(months, 'month', 'months')}."
    elif given.outlay:
        told += " When it has paid for itself can be told once you write what it earns a month."
    return told


def trend(found: SalesTrend | Refused, tell: Tell, sales: str = "sales") -> str:
    """Sales of the running month and of those after it."""
    if isinstance(found, Refused):
        return f"{sales.capitalize()} of the coming months are not shown: {found.reason}."
    row = found.ahead.iloc[0]
    said = f"{row['month']:%B %Y} is likely to bring {sales} of {tell(rough(float(row['forecast'])))}"
    if pd.isna(row["lo"]):
        return f"{said}; how far it may be off cannot be told yet."
    return f"{said}, in 8 of 10 months between {tell(rough(float(row['lo'])))} and {tell(rough(float(row['hi'])))}."


def trend_tried(found: SalesTrend, tell: Tell) -> str:
    """The same forecast on the months before."""
    return tried(Tried(found.backtest, found.error, ""), tell)
