"""What the page Money says in sentences, in the team's own words and its way to write amounts."""

import datetime as dt

import pandas as pd

from crm.analytics import money, words
from crm.analytics.frames import Frames
from crm.model.settings import Settings
from crm.ui.words import day, monies
from crm.ui.words import money as told

HOW_COUNTED = (
    "Each row of the sheet Sales counts in the month of its Date, a refund as less than nothing. What was paid to you "
    "counts on the day in Paid on; a row with neither Due nor Paid on was paid on the spot. An invoice is open while "
    "it has a day in Due and none in Paid on. Amounts in different currencies are never added together. Rows of people "
    "tagged test are left out."
)


def inside(settings: Settings, key: str) -> str:
    """A team's word as it stands inside a sentence."""
    word = settings.text(key)
    return word[:1].lower() + word[1:]


def answer(frames: Frames, settings: Settings, *, as_of: dt.date) -> str:
    """The sentence on top: what was paid to us this month, and what is open."""
    got = money.paid(frames.money.rows, since=as_of.replace(day=1), until=as_of)
    amounts = {str(unit): float(amount) for unit, amount in got.items() if amount > 0}
    back = {str(unit): -float(amount) for unit, amount in got.items() if amount < 0}
    who = frames.rules.customers
    if amounts:
        paid = f"Your {who} paid you {monies(amounts, settings)} this month"
    elif back:
        paid = f"You gave back {monies(back, settings)} more than was paid to you this month"
    else:
        paid = "Nothing was paid to you this month so far"
    invoices = money.open_rows(frames.money, as_of=as_of)
    return f"{paid}; {_open(invoices[invoices['means'] != money.OUT])}."


def _open(invoices: pd.DataFrame) -> str:
    n, late = len(invoices), int((invoices["days_late"] > 0).sum())
    if not n:
        return "no invoice is open"
    are = "1 invoice is open" if n == 1 else f"{n:,} invoices are open"
    return f"{are}, {late:,} {'is' if late == 1 else 'are'} late" if late else f"{are}, none is late"


def lateness(days_late: object, due: object) -> str:
    """How an open row stands.

    >>> lateness(12, dt.date(2026, 11, 3)), lateness(-3, dt.date(2026, 11, 18))
    ('12 days late', 'due 18 Nov 2026')
    """
    if not isinstance(days_late, int) or pd.isna(days_late):
        return ""
    if days_late > 0:
        return f"{words.times(days_late, 'day', 'days')} late"
    return "due today" if days_late == 0 else f"due {day(due)}"


def months_sentence(months: pd.DataFrame, currency: str, settings: Settings) -> str:
    """What came in over the months of the chart, and which was the best of them."""
    total, best = float(months["money_in"].sum()), months.iloc[int(months["money_in"].argmax())]
    went = float(months["money_out"].sum())
    sentence = f"{told(total, currency, settings)} came in over the last {len(months)} months"
    if went:
        sentence += f", {told(went, currency, settings)} went out"
    if total > 0:
        sentence += (
            f"; the best month was {best['month']:%B %Y} with {told(float(best['money_in']), currency, settings)}"
        )
    return f"{sentence}."


def profit(sums: pd.Series, currency: str, settings: Settings) -> str:
    """What was earned, only over rows with a cost, and over how many of them that is."""
    known, n = int(sums["known"]), int(sums["n_in"])
    if not known:
        return f"Not known: cost known for 0 of {n:,}"
    return f"{told(float(sums['earned']), currency, settings)}, cost known for {known:,} of {n:,}"
