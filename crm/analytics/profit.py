"""What is earned: profit as far as costs are known, by whom, how it moves, and how late people pay.

A blank cost is unknown, a typed 0 is nothing. Currencies are never added: every table has a row for each.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics.intervals import Counted, LeftOut
from crm.analytics.money import OUT, PLACES

HEADLINE = 0.8  # of the money with a known cost: from here on profit is told, not sales
TOP = 0.2
OWN_DELAYS, ALL_DELAYS = 3, 10  # so many invoices at least, of one contact or of all


def profit(sales: pd.DataFrame, *, since: dt.date, until: dt.date, by: Sequence[str] = ()) -> pd.DataFrame:
    """Money in from `since` to `until`, by currency and the columns of `by` (contact_id, kind, source ...).

    `sales`: date, amount, cost, currency, means. Columns: sales, profit (amount less cost where a cost is known, else
    missing), coverage (|amount| with a cost of all |amount|, 0..1), headline ("profit" from a coverage of .8 on, else
    "sales"), known of n rows. Purchases are no negative profit.
    """
    there = (sales["date"] >= pd.Timestamp(since)) & (sales["date"] <= pd.Timestamp(until))
    there &= (sales["means"] != OUT) & sales["amount"].notna()
    rows = sales.loc[there, list(dict.fromkeys(["currency", *by, "amount", "cost"]))]
    known = rows["cost"].notna()
    parts = rows.assign(
        earned=rows["amount"] - rows["cost"], size=rows["amount"].abs(), covered=rows["amount"].abs().where(known, 0.0),
        is_known=known.astype("int64"),
    )  # fmt: skip
    grouped = parts.groupby(["currency", *by])
    sums = grouped[["amount", "size", "covered"]].sum().round(PLACES) + 0.0
    found = pd.DataFrame({"sales": sums["amount"], "profit": grouped["earned"].sum(min_count=1).round(PLACES) + 0.0})
    found["coverage"] = sums["covered"] / sums["size"].where(sums["size"] > 0)
    found["headline"] = np.where(found["coverage"] >= HEADLINE, "profit", "sales")
    return found.assign(known=grouped["is_known"].sum(), n=grouped.size())


def trend(now: float, before: float) -> float | None:
    """How many times the money of before it is now; None where there was none."""
    return now / before if before > 0 else None


@dataclass(frozen=True)
class Concentration(Counted):
    """Of the money of `n` contacts the part of the top fifth of them (`top` contacts), and who brought a loss."""

    share: float | None
    top: int
    losses: tuple[str, ...]
    n: int


def concentration(money: pd.Series) -> Concentration:
    """From contact -> profit or sales of one currency; the share is None where the total is not above 0."""
    known = money.dropna().sort_values(ascending=False, kind="stable")
    top, total = int(np.ceil(len(known) * TOP)), float(known.sum())
    share = float(known.head(top).sum()) / total if total > 0 else None
    return Concentration(share, top, tuple(map(str, known.index[known < 0])), len(known))


@dataclass(frozen=True)
class PaymentDelay(Counted):
    """How many days after Due people pay, negative is early: contact -> median of three or more, and of everybody."""

    own: pd.Series
    everybody: float | None
    all_delays: pd.Series
    n: int
    left_out: LeftOut

    def of(self, contact_id: str) -> float | None:
        """The contact's own median, else everybody's, else None: not known."""
        own = self.own.get(contact_id)
        return self.everybody if own is None else float(own)


def payment_delay(sales: pd.DataFrame, *, as_of: dt.date) -> PaymentDelay:
    """From the invoices to others that were written and paid by `as_of`: contact_id, date, due, paid_on, means."""
    day, due, paid = pd.Timestamp(as_of), sales["due"].dt.normalize(), sales["paid_on"].dt.normalize()
    counts = (sales["means"] != OUT) & due.notna() & (paid <= day) & ~(sales["date"] > day)
    delays = (paid - due).dt.days[counts].astype("float64")
    grouped = delays.groupby(sales["contact_id"][counts])
    own = grouped.median()[grouped.size() >= OWN_DELAYS]
    everybody = float(delays.median()) if len(delays) >= ALL_DELAYS else None
    return PaymentDelay(own, everybody, delays, len(delays), {})
