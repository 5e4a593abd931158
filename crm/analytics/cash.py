"""Money at hand in the coming weeks: what was typed to be there, what comes and goes, and what a plan would change."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.money import OUT, PLACES

WEEKS = 13
FLOW = {"day": "datetime64[us]", "amount": "float64", "kind": "str", "what": "str"}
"""Money that comes (above 0) or goes (below 0) on a day; kind: invoiced, deals, usual, purchase, cost, planned."""


@dataclass(frozen=True, eq=False)
class Invoices:
    """Open invoices on the days they are likely paid, and those whose likely day has passed, which no week holds."""

    flows: pd.DataFrame
    overdue: float
    overdue_rows: tuple[str, ...]


def invoices(rows: pd.DataFrame, delays: pd.Series, *, as_of: dt.date) -> Invoices:
    """`rows`: due, amount by row ID, of one currency; `delays`: row ID -> days after Due (missing: none is known)."""
    days = rows["due"].dt.normalize() + pd.to_timedelta(delays.reindex(rows.index).fillna(0.0).round(), unit="D")
    past = days < pd.Timestamp(as_of)
    flows = pd.DataFrame({"day": days[~past], "amount": rows["amount"][~past], "kind": "invoiced"})
    flows["what"] = flows.index.astype("str")
    return Invoices(
        flows.astype(FLOW), round(float(rows["amount"][past].sum()), PLACES), tuple(rows.index[past].to_list())
    )


def paid_on(rows: pd.DataFrame) -> pd.Series:
    """The day on which the money of each row moved: Paid on, and Date of what was paid on the spot; missing: not yet.

    Nothing is paid before it was agreed on: what was paid in advance counts from the day of the row on.
    """
    day = rows["paid_on"].dt.normalize().fillna(rows["date"].where(rows["due"].isna()))
    found: pd.Series = day.where(~(day < rows["date"]), rows["date"])
    return found


def balance(frames: Frames, *, as_of: dt.date) -> float | None:
    """The money at hand: what was typed, and what was paid since the evening of its day; None where nobody typed any.

    Without a day it is what there is now.
    """
    opening, since = frames.rules.opening, frames.rules.opening_day
    if opening is None or since is None:
        return opening
    rows = frames.money.rows[frames.money.rows["currency"] == frames.rules.currency]
    day = paid_on(rows)
    rows = rows[(day > pd.Timestamp(since)) & (day <= pd.Timestamp(as_of))]
    signed = rows["amount"].where(rows["means"] != OUT, -rows["amount"])
    return round(opening + float(signed.sum()), PLACES)


def week_of(days: pd.Series, *, as_of: dt.date) -> pd.Series:
    """The number of the week that each day lies in: week i is as_of + 7 (i - 1) to as_of + 7 i - 1."""
    found: pd.Series = (days - pd.Timestamp(as_of)).dt.days // 7 + 1
    return found


@dataclass(frozen=True, eq=False)
class Cash:
    """The closing balance of each week: week, since, until, comes, goes, closing; and where it is lowest."""

    weeks: pd.DataFrame
    opening: float
    reserve: float | None

    @property
    def lowest(self) -> float:
        """The lowest closing balance."""
        return float(self.weeks["closing"].min())

    @property
    def lowest_week(self) -> int:
        """The first week with the lowest balance."""
        return int(self.weeks["closing"].to_numpy().argmin()) + 1

    @property
    def first_below_reserve(self) -> int | None:
        """The first week that closes below the reserve; None where none does, or no reserve is typed."""
        if self.reserve is None:
            return None
        below = np.flatnonzero(self.weeks["closing"] < self.reserve)
        return int(below[0]) + 1 if len(below) else None


def cash(
    money: pd.DataFrame,
    costs: pd.DataFrame,
    opening: float,
    *,
    as_of: dt.date,
    weeks: int = WEEKS,
    reserve: float | None = None,
    what_if: Sequence[pd.DataFrame] = (),
) -> Cash:
    """The balance from `opening` on as_of on; `money` comes, `costs` go (amounts above 0), `what_if` is added.

    All are flows of one currency: day, amount. What lies outside the weeks changes nothing.
    """
    parts = [money[["day", "amount"]], costs[["day"]].assign(amount=-costs["amount"]), *what_if]
    flows = pd.concat([part[["day", "amount"]].astype({"amount": "float64"}) for part in parts], ignore_index=True)
    week = week_of(flows["day"], as_of=as_of)
    numbers = range(1, weeks + 1)
    comes = flows["amount"].clip(lower=0).groupby(week).sum().reindex(numbers, fill_value=0.0)
    goes = flows["amount"].clip(upper=0).groupby(week).sum().reindex(numbers, fill_value=0.0)
    since = pd.Timestamp(as_of) + pd.to_timedelta([7 * (number - 1) for number in numbers], unit="D")
    table = {
        "week": list(numbers), "since": since, "until": since + pd.Timedelta(days=6), "comes": comes.to_numpy(),
        "goes": goes.to_numpy(), "closing": (opening + (comes + goes).cumsum()).round(PLACES).to_numpy(),
    }  # fmt: skip
    return Cash(pd.DataFrame(table), opening, reserve)


@dataclass(frozen=True, eq=False)
class Investment:
    """A planned outlay: the lowest balance without and with it, and after how many months it has paid for itself."""

    before: Cash
    after: Cash
    payback_months: float | None

    @property
    def is_safe(self) -> bool | None:
        """Whether the reserve holds with it; None where no reserve is typed."""
        return None if self.after.reserve is None else self.after.lowest >= self.after.reserve


def investment(before: Cash, after: Cash, cost: float, extra_monthly_profit: float) -> Investment:
    """`before` and `after` from `cash`, the second with the outlay among `what_if`."""
    return Investment(before, after, cost / extra_monthly_profit if extra_monthly_profit > 0 else None)
