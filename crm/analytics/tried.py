"""A forecast beside what came: the last months that are over, and whether they bear it out."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from crm.analytics.intervals import Counted
from crm.analytics.sales_trend import LEAST, TRIED, WORST


@dataclass(frozen=True, eq=False)
class Tried(Counted):
    """cut (the first day of a month), forecast, actual, error, a row a month; `error` is None where nothing came.

    `reason` says in words why the forecast may not be shown, "" where it may.
    """

    rows: pd.DataFrame
    error: float | None
    reason: str

    @property
    def n(self) -> int:
        """How many months were tried."""
        return len(self.rows)


def months_over(as_of: dt.date, months: int = TRIED) -> Iterator[tuple[dt.date, dt.date]]:
    """The first and the last day of each of the last months that are over."""
    this = pd.Period(as_of, "M")
    for month in (this - step for step in range(months, 0, -1)):
        yield month.start_time.date(), month.end_time.date()


def too_few(n: int) -> str:
    """Why so few months do not do; "" where they do."""
    if n >= LEAST:
        return ""
    there = f"only {n} finished {'month' if n == 1 else 'months'}" if n else "no finished month yet"
    return f"{there} to try it on, {LEAST} needed"


def off_by_much(n: int, error: float | None) -> str:
    """Why a forecast of sums may not be shown; "" where it may."""
    if short := too_few(n):
        return short
    if error is None:
        return f"nothing was paid in the last {n} months, so it cannot be tried"
    return f"over the last {n} months it would have been off by {100 * error:.0f} %" if error > WORST else ""
