"""Do they come back by themselves: who bought on two days, and everybody's own rhythm."""

import datetime as dt
from typing import NamedTuple

import numpy as np
import pandas as pd

from crm.analytics.counting import RhythmRule
from crm.analytics.intervals import Share, rounded
from crm.analytics.lookups import worded
from crm.analytics.medians import Visits, dates_of, number_of

BASES = ("own", "everybody", "none")
STATES = ("steady", "overdue", "at risk", "lapsed", "came once", "not known")
ENOUGH_GAPS = 20  # of the whole business, to compare somebody with everybody
WHOLE_FROM = 10  # days of a gap that is told without a half
COLUMNS = {
    "last": "datetime64[us]", "gaps": "int64", "median_gap": "float64", "days_since": "int64", "ratio": "float64",
    "state": "str", "basis": "str", "reason": "str",
}  # fmt: skip


def repeat_rate(events: pd.DataFrame, *, by: str = "days") -> Share | None:
    """Of all who ever came, the share that came on two days or more; `by="orders"` counts rows instead of days."""
    rows = events[["contact_id", "date"]]
    each = (rows if by == "orders" else rows.drop_duplicates())["contact_id"].value_counts()
    return Share.of(int((each >= 2).sum()), len(each))


def rhythm(events: pd.DataFrame | Visits, *, as_of: dt.date, rule: RhythmRule | None = None) -> pd.DataFrame:
    """Each contact's usual gap in days and how long they are silent against it, by contact_id.

    `events`: contact_id, date; or the same, sorted already. last, gaps, median_gap, days_since, ratio, state (steady,
    overdue, at risk, lapsed, came once, not known), basis (own, everybody, none), reason. With 1-2 gaps silence is
    compared with the 80 % quantile of everybody's gaps.
    """
    found = states(events if isinstance(events, Visits) else Visits(events), as_of=as_of, rule=rule)
    return found.assign(reason=_reasons(found)).astype(COLUMNS)


class Rhythms(NamedTuple):
    """The rhythm of all who came, in arrays: `who` are their places in the IDs of the visits, `basis` and `state` those
    in BASES and STATES."""

    who: np.ndarray
    last: np.ndarray
    gaps: np.ndarray
    median_gap: np.ndarray
    silent: np.ndarray
    ratio: np.ndarray
    basis: np.ndarray
    state: np.ndarray


def rhythms(visits: Visits, *, as_of: dt.date, rule: RhythmRule | None = None, known: dt.date | None = None) -> Rhythms:
    """From days that are sorted already; `known`: the last day that is known of."""
    rule, upto = rule or RhythmRule(), number_of(known or as_of)
    count, last = visits.last(upto)
    who = np.flatnonzero(count)
    gaps, median, silent = count[who] - 1, visits.gap(upto)[who], number_of(as_of) - last[who]
    own, of_all = gaps >= rule.min_gaps, visits.gaps(upto)
    usual = float(np.quantile(of_all, 0.8)) if len(of_all) >= ENOUGH_GAPS else float("nan")
    ratio = silent / np.where(own, median, usual)
    basis = np.select([own, gaps > 0], [0, 1], default=2)
    return Rhythms(who, last[who], gaps, median, silent, ratio, basis, _state(ratio, silent, basis, rule))


def states(visits: Visits, *, as_of: dt.date, rule: RhythmRule | None = None) -> pd.DataFrame:
    """The same as a table, by contact_id, without the reasons."""
    found = rhythms(visits, as_of=as_of, rule=rule)
    columns = {
        "last": dates_of(found.last), "gaps": found.gaps, "median_gap": found.median_gap, "days_since": found.silent,
        "ratio": found.ratio, "basis": worded(BASES, found.basis), "state": worded(STATES, found.state),
    }  # fmt: skip
    return pd.DataFrame(columns, index=pd.Index(visits.ids[found.who], name="contact_id"))


def all_gaps(events: pd.DataFrame, *, as_of: dt.date) -> pd.Series:
    """The days between two visits of one contact, of everybody."""
    days = _days(events, pd.Timestamp(as_of))
    gaps: pd.Series = days.groupby("contact_id")["date"].diff().dropna().dt.days
    return gaps


def _days(events: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    days = events.loc[events["date"] <= day, ["contact_id", "date"]].drop_duplicates()
    return days.sort_values(["contact_id", "date"])


def _state(ratio: np.ndarray, silent: np.ndarray, basis: np.ndarray, rule: RhythmRule) -> np.ndarray:
    """Who was here within the floor is steady; the strictest limit that is broken gives the place in STATES."""
    own = basis == 0
    masks = {
        "came once": basis == 2,
        "steady": (silent < rule.floor_days) | (ratio <= np.where(own, rule.watch, 1.0)),
        "not known": np.isnan(ratio),
        "lapsed": own & (ratio > rule.lost),
        "at risk": ratio > rule.risk,
    }
    return np.select(list(masks.values()), [STATES.index(name) for name in masks], default=STATES.index("overdue"))


def _reasons(found: pd.DataFrame) -> list[str]:
    return [
        _reason(*row)
        for row in zip(*(found[name].to_list() for name in ("basis", "gaps", "median_gap", "days_since")), strict=True)
    ]


def _reason(basis: str, gaps: int, median_gap: float, silent: int) -> str:
    if basis == "own":
        usual = rounded(median_gap) if median_gap >= WHOLE_FROM else f"{median_gap:g}"
        return f"usually every {usual} days ({gaps + 1} visits), silent for {silent}"
    if basis == "everybody":
        return f"came on {gaps + 1} days, silent for {silent}, compared with everybody"
    return f"came once, {silent} days ago"
