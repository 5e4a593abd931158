"""Sales of the coming months, and what such a forecast would have said of the last six."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.intervals import FEW, Counted, Refused
from crm.analytics.known import as_known
from crm.analytics.money import OUT, by_month

LEAST, SHORT, YEAR, TWO_YEARS = 3, 6, 12, 24  # months
TRIED = 6  # months of the back-test
LOW, HIGH = 0.1, 0.9
WORST = 0.5  # a forecast further off than half of the money is not shown (our own rule)


@dataclass(frozen=True, eq=False)
class SalesTrend(Counted):
    """ahead: month, forecast, lo, hi. backtest: cut, forecast, actual, error of the last months. n finished months.

    error: the sum of |forecast - actual| over the sum of actual. `seasonal`: made
    from the same month of last year, else from the mean of the last months.
    """

    ahead: pd.DataFrame
    backtest: pd.DataFrame
    error: float
    seasonal: bool
    n: int


def sales_trend(sales: pd.DataFrame, *, as_of: dt.date, months: int = 3) -> SalesTrend | Refused:
    """The money in of one currency (date, amount, cost, means) for the running month and those after it.

    With 24 finished months: the same month last year times (last 12 / 12 before); else the mean of the last 6. Range:
    the 10 and 90 % quantiles of the last 12 errors of one step, missing below 5 of them. Refused below 3 finished
    months, where none is left to try it on, and where the back-test is off by more than half.
    """
    past = finished_months(sales, as_of=as_of)
    if len(past) < LEAST:
        return Refused(f"only {len(past)} finished {'month' if len(past) == 1 else 'months'}, {LEAST} needed")
    tried = _tried(past)
    recent = tried.tail(TRIED)
    error = total_error(recent)
    if not len(recent):
        return Refused(f"with {len(past)} finished months there is none to try it on, {LEAST + 1} needed")
    if error is None:
        return Refused(f"nothing was sold in the last {len(recent)} months, so it cannot be tried")
    if error > WORST:
        return Refused(f"over the last {len(recent)} months it would have been off by {100 * error:.0f} %")
    misses = (tried["actual"] - tried["forecast"]).tail(YEAR)
    lo, hi = (float(misses.quantile(part)) if len(misses) >= FEW else np.nan for part in (LOW, HIGH))
    rows = [(past.index[-1] + step, one_step(past, step)) for step in range(1, months + 1)]
    ahead = pd.DataFrame(rows, columns=["month", "forecast"])
    ahead = ahead.assign(lo=(ahead["forecast"] + lo).clip(lower=0.0), hi=ahead["forecast"] + hi)
    ahead["month"] = pd.PeriodIndex(ahead["month"]).to_timestamp()
    return SalesTrend(ahead, recent.reset_index(drop=True), error, len(past) >= TWO_YEARS, len(past))


def finished_months(sales: pd.DataFrame, *, as_of: dt.date) -> pd.Series:
    """Money in of each month that is over, from the first with any: month -> amount."""
    rows = sales[(sales["means"] != OUT) & (sales["date"] <= pd.Timestamp(as_of))]
    if rows.empty:
        return pd.Series(dtype="float64", index=pd.PeriodIndex([], freq="M"))
    this = pd.Period(as_of, "M")
    n = (this - rows["date"].min().to_period("M")).n
    table = by_month(rows, as_of=as_of, months=n + 1)
    return table.set_index(table["month"].dt.to_period("M"))["money_in"].iloc[:-1]


def one_step(past: pd.Series | np.ndarray, step: int = 1) -> float:
    """The forecast of the `step`-th month after `past`, which is all that is known."""
    known = np.asarray(past, dtype="float64")
    if len(known) >= TWO_YEARS and (before := float(known[-TWO_YEARS:-YEAR].sum())) > 0:
        return float(known[-YEAR + (step - 1) % YEAR]) * float(known[-YEAR:].sum()) / before
    return float(known[-SHORT:].mean())


def _tried(past: pd.Series) -> pd.DataFrame:
    """For each month with three before it: cut (its first day), forecast from what was known then, actual, error.

    Only as many as the range and the back-test are made of.
    """
    amounts, months = past.to_numpy("float64"), past.index
    rows = [(months[place].to_timestamp(), one_step(amounts[:place]), float(amounts[place]))
            for place in range(max(LEAST, len(past) - YEAR), len(past))]  # fmt: skip
    return errors(rows)


def errors(rows: Sequence[tuple[object, float, float]]) -> pd.DataFrame:
    """cut, forecast, actual as a table with error, how far one is from the other."""
    kinds = {"cut": "datetime64[us]", "forecast": "float64", "actual": "float64"}
    found = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    return found.assign(error=(found["forecast"] - found["actual"]).abs())


def total_error(tried: pd.DataFrame) -> float | None:
    """Sum of |forecast - actual| over the sum of actual: a month without sales breaks no mean of percentages."""
    actual = float(tried["actual"].sum())
    return float(tried["error"].sum()) / actual if actual > 0 else None


def backtest(
    forecast: Callable[[Frames, dt.date], float | None], frames: Frames, cuts: Sequence[dt.date], horizon: int
) -> pd.DataFrame:
    """What `forecast` said at each of the cuts, knowing no more than was known then, and what came: a row a cut.

    cut, forecast, actual (money in of the own currency in the `horizon` days from the cut on), error. A cut at which
    the forecast said nothing (None) is left out, and so is one whose days are not over.
    """
    rows = frames.money.rows
    rows = rows[(rows["means"] != OUT) & (rows["currency"] == frames.rules.currency)]
    found = []
    for cut in cuts:
        since, until = pd.Timestamp(cut), pd.Timestamp(cut) + pd.Timedelta(days=horizon)
        said = (
            forecast(as_known(frames, cut - dt.timedelta(days=1)), cut) if until <= pd.Timestamp(frames.as_of) else None
        )
        if said is not None:
            there = rows[(rows["date"] >= since) & (rows["date"] < until)]
            found.append((since, said, float(there["amount"].sum())))
    return errors(found)
