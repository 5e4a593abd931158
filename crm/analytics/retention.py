"""Do they stay: who was kept, when everybody was last seen, and who is new, back or lapsed each month."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics.cohorts import (
    Cohorts,
    Period,
    brackets,
    cohorts,
    numbers,
    retention_curve,
    running,
    starts_of,
)
from crm.analytics.frames import Frames
from crm.analytics.intervals import Counted, LeftOut, Share

SEEN_DAYS, QUIET_DAYS = 60, 182  # seen of late, quiet, not seen for half a year
FEWEST = 2  # points of a curve


def kept(events: pd.DataFrame, *, as_of: dt.date) -> Share | None:
    """Of who came in the 12 months before the last 12, the share that came again in the last 12."""
    day = pd.Timestamp(as_of)
    year, two = day - pd.DateOffset(years=1), day - pd.DateOffset(years=2)
    days = events["date"]
    who, people = pd.factorize(events["contact_id"])
    before, again = np.zeros(len(people), dtype=bool), np.zeros(len(people), dtype=bool)
    before[who[((days > two) & (days <= year)).to_numpy()]] = True
    again[who[((days > year) & (days <= day)).to_numpy()]] = True
    return Share.of(int((before & again).sum()), int(before.sum()))


def curve_cohorts(events: pd.DataFrame, found: Cohorts, *, as_of: dt.date) -> Cohorts:
    """The groups that the overall curve is made of: those of the triangle, else of the next finer period.

    The curve adds all groups up, so that it carries finer ones than the triangle does.
    """
    finer: tuple[Period, ...] = ("quarter", "month") if found.period == "year" else ("month",)
    for period in finer:
        if len(retention_curve(found)) >= FEWEST:
            break
        found = cohorts(events, as_of=as_of, period=period)
    return found


def not_again(events: pd.DataFrame, *, as_of: dt.date) -> pd.Series:
    """Of the same people those who have not come again: contact -> the last day they came, the latest first."""
    day = pd.Timestamp(as_of)
    last = events[events["date"] <= day].groupby("contact_id")["date"].max()
    year, two = day - pd.DateOffset(years=1), day - pd.DateOffset(years=2)
    silent: pd.Series = last[(last > two) & (last <= year)]
    return silent.sort_values(ascending=False, kind="stable")


@dataclass(frozen=True)
class Seen(Counted):
    """When customers were last seen, each band with its IDs, the longest silent first."""

    lately: tuple[str, ...]
    quiet: tuple[str, ...]
    gone: tuple[str, ...]
    never: tuple[str, ...]
    last: pd.Series
    left_out: LeftOut

    @property
    def n(self) -> int:
        """Who has been seen at all."""
        return len(self.lately) + len(self.quiet) + len(self.gone)


def seen(frames: Frames) -> Seen:
    """Customers by the days since they last came: up to 60, up to 182, more; and who has never come.

    Archived and former people are in none of them. It works from the first visit on.
    """
    customers = frames.customers
    present = customers.index[~customers["archived"] & ~customers["former"]]
    last = frames.events.groupby("contact_id")["date"].max().reindex(present).sort_values(kind="stable")
    days = (pd.Timestamp(frames.as_of) - last).dt.days
    return Seen(
        tuple(days.index[days <= SEEN_DAYS]),
        tuple(days.index[(days > SEEN_DAYS) & (days <= QUIET_DAYS)]),
        tuple(days.index[days > QUIET_DAYS]),
        tuple(days.index[days.isna()]),
        last,
        frames.left_out["events"],
    )


def monthly_flow(events: pd.DataFrame, *, as_of: dt.date, window: int = 1) -> pd.DataFrame:
    """Each finished month: month, new, back, steady, lapsed, active.

    Active is who came in the `window` months that end with it. new: for the first time ever; back: not active the
    month before, not new; lapsed: active the month before, not now.
    """
    end = running(as_of, "month")
    when = numbers(events["date"], "month")
    who = pd.factorize(events["contact_id"])[0]
    pairs = pd.DataFrame({"who": who, "when": when})[when < end].drop_duplicates().sort_values(["who", "when"])
    first = int(pairs["when"].min()) if len(pairs) else end
    gap = pairs.groupby("who")["when"].diff()
    until = pairs["when"].groupby(pairs["who"]).shift(-1)

    def each(months: pd.Series) -> np.ndarray:
        inside = months[months < end].to_numpy("int64") - first
        return np.bincount(inside, minlength=end - first)

    new, back = each(pairs.loc[gap.isna(), "when"]), each(pairs.loc[gap > window, "when"])
    ends = pairs["when"] + window
    lapsed = each(ends[~(until <= ends)])
    active = (new + back - lapsed).cumsum()
    month = starts_of(range(first, end), "month")
    flow = {"month": month, "new": new, "back": back, "steady": active - new - back, "lapsed": lapsed, "active": active}
    return pd.DataFrame(flow)


__all__ = ["Cohorts", "Seen", "brackets", "cohorts", "kept", "monthly_flow", "retention_curve", "seen"]
