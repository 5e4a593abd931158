"""How long something lasts, where for some the end has not come yet."""

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm.analytics.intervals import ROUGH, Counted, Interval, LeftOut, quantile_of

Bounds = Literal["loglog", "log", "plain"]
Numbers = NDArray[np.float64]
HALF = 0.5 + 1e-12  # a product of parts that is one half on paper


@dataclass(frozen=True, eq=False)
class Km(Counted):
    """The share that lasts beyond `t`, at each `t` at which something ended, and where half of them had ended.

    `at_risk` had lasted up to `t`, `events` of them ended then. `S`, `lo`, `hi`: parts of 1; the bounds are not numbers
    where nothing is left. The median and its bounds are None where the curve does not come down to one half.
    """

    t: Numbers
    at_risk: Numbers
    events: Numbers
    S: Numbers
    lo: Numbers
    hi: Numbers
    median: float | None
    median_lo: float | None
    median_hi: float | None
    n: int
    left_out: LeftOut = field(default_factory=dict)

    @property
    def reach(self) -> int:
        """How many points of the curve have ten or more at risk: the line is drawn no further."""
        return int((self.at_risk >= ROUGH).sum())

    def at(self, t: float) -> tuple[float, Interval | None]:
        """The share that lasts beyond `t` and its interval, which is None where nothing is left."""
        place = int(np.searchsorted(self.t, t, side="right")) - 1
        if place < 0:
            return 1.0, Interval(1.0, 1.0)
        lo, hi = float(self.lo[place]), float(self.hi[place])
        return float(self.S[place]), None if math.isnan(lo) else Interval(lo, hi)


def km(
    durations: pd.Series | Numbers,
    ended: pd.Series | np.ndarray,
    *,
    conf: float = 0.95,
    interval: Bounds = "loglog",
    left_out: LeftOut | None = None,
) -> Km:
    """The curve of Kaplan & Meier 1958 (JASA 53): S is the product of 1 - d/n over the times at which d of n end.

    `durations` >= 0, in any unit; `ended`: whether the end came, else it was still to come at that duration, and is at
    risk there. Variance of ln S: v = sum d / (n (n - d)) (Greenwood 1926). Bounds, within 0..1: *loglog*
    S ** exp(+-z sqrt(v) / ln S) (Kalbfleisch & Prentice), *log* S exp(+-z sqrt(v)), *plain* S +- z S sqrt(v).
    """
    lasted, is_over = np.asarray(durations, dtype="float64"), np.asarray(ended, dtype=bool)
    t, events = np.unique(lasted[is_over], return_counts=True)
    at_risk = len(lasted) - np.searchsorted(np.sort(lasted), t, side="left")
    share: Numbers = np.cumprod(1 - events / at_risk, dtype="float64")
    lo, hi = _bounds(share, events, at_risk, quantile_of(conf), interval)
    return Km(
        t, at_risk.astype("float64"), events.astype("float64"), share, lo, hi,
        _first(t, share), _first(t, lo), _first(t, hi), len(lasted), left_out or {},
    )  # fmt: skip


def _bounds(
    share: Numbers, events: np.ndarray, at_risk: np.ndarray, z: float, interval: Bounds
) -> tuple[Numbers, Numbers]:
    last = at_risk == events
    terms = np.divide(events, at_risk * (at_risk - events), out=np.full(len(share), np.nan), where=~last)
    half = z * np.sqrt(np.cumsum(terms))
    some = np.where(last, np.nan, share)
    if interval == "plain":
        lo, hi = some - some * half, some + some * half
    elif interval == "log":
        lo, hi = some * np.exp(-half), some * np.exp(half)
    else:
        lo, hi = some ** np.exp(-half / np.log(some)), some ** np.exp(half / np.log(some))
    return np.clip(lo, 0, 1), np.clip(hi, 0, 1)


def _first(t: Numbers, share: Numbers) -> float | None:
    """The first time at which no more than one half is left."""
    reached = np.flatnonzero(share <= HALF)
    return float(t[reached[0]]) if len(reached) else None


def second_purchase(events: pd.DataFrame, *, as_of: dt.date) -> Km:
    """Days from the first to the second day on which somebody came; who has not come again yet waits still.

    1 - S(365) is the share with a second purchase within a year that is fair to new customers.
    """
    day = pd.Timestamp(as_of)
    days = events.loc[events["date"] <= day, ["contact_id", "date"]].drop_duplicates().sort_values("date")
    grouped = days.groupby("contact_id")["date"]
    place = grouped.cumcount()
    first = days[place == 0].set_index("contact_id")["date"]
    second = days[place == 1].set_index("contact_id")["date"].reindex(first.index)
    return km((second.fillna(day) - first).dt.days, second.notna())
