"""Do they come back by themselves: who bought on two days, and everybody's own rhythm."""

import datetime as dt

import numpy as np
import pandas as pd

from crm.analytics.counting import RhythmRule
from crm.analytics.intervals import Share, rounded
from crm.analytics.medians import Visits, dates_of, number_of

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


def states(
    visits: Visits, *, as_of: dt.date, rule: RhythmRule | None = None, known: dt.date | None = None
) -> pd.DataFrame:
    """The same without the reasons, from days that are sorted already; `known`: the last day that is known of."""
    rule, upto = rule or RhythmRule(), number_of(known or as_of)
    count, last = visits.last(upto)
    came = count > 0
    found = pd.DataFrame(
        {"last": dates_of(last[came]), "gaps": count[came] - 1, "median_gap": visits.gap(upto)[came]},
        index=pd.Index(visits.ids[came], name="contact_id"),
    )
    found["days_since"] = number_of(as_of) - last[came]
    own = found["gaps"] >= rule.min_gaps
    gaps = visits.gaps(upto)
    usual = float(np.quantile(gaps, 0.8)) if len(gaps) >= ENOUGH_GAPS else float("nan")
    found["ratio"] = found["days_since"] / found["median_gap"].where(own, usual)
    found["basis"] = np.select([own, found["gaps"] > 0], ["own", "everybody"], default="none")
    found["state"] = _state(found, rule)
    return found


def all_gaps(events: pd.DataFrame, *, as_of: dt.date) -> pd.Series:
    """The days between two visits of one contact, of everybody."""
    days = _days(events, pd.Timestamp(as_of))
    gaps: pd.Series = days.groupby("contact_id")["date"].diff().dropna().dt.days
    return gaps


def _days(events: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    days = events.loc[events["date"] <= day, ["contact_id", "date"]].drop_duplicates()
    return days.sort_values(["contact_id", "date"])


def _state(found: pd.DataFrame, rule: RhythmRule) -> np.ndarray:
    """Who was here within the floor is steady; the strictest limit that is broken gives the state."""
    ratio, own = found["ratio"], found["basis"] == "own"
    watch = pd.Series(np.where(own, rule.watch, 1.0), index=found.index)
    masks = {
        "came once": found["basis"] == "none",
        "steady": (found["days_since"] < rule.floor_days) | (ratio <= watch),
        "not known": ratio.isna(),
        "lapsed": own & (ratio > rule.lost),
        "at risk": ratio > rule.risk,
    }
    return np.select(list(masks.values()), list(masks), default="overdue")


def _reasons(found: pd.DataFrame) -> list[str]:
    return [
        _reason(*row)
        for row in zip(found["basis"], found["gaps"], found["median_gap"], found["days_since"], strict=True)
    ]


def _reason(basis: str, gaps: int, median_gap: float, silent: int) -> str:
    if basis == "own":
        usual = rounded(median_gap) if median_gap >= WHOLE_FROM else f"{median_gap:g}"
        return f"usually every {usual} days ({gaps + 1} visits), silent for {silent}"
    if basis == "everybody":
        return f"came on {gaps + 1} days, silent for {silent}, compared with everybody"
    return f"came once, {silent} days ago"
