"""The cohort grid as cells to draw: which period, which words, and how strong a colour may be."""

import datetime as dt
import math

import pandas as pd

from crm.analytics.cohorts import Cohorts, Period, cohorts
from crm.analytics.intervals import FEW, ROUGH
from crm.analytics.words import percent

AGES = 12  # columns after the first; the table has all
WHITE_UP_TO = 0.47  # of the colour domain: below it white text is readable on cividis, above it black
COLUMNS = ["group", "age", "share", "text", "tone", "told"]


def finest_period(events: pd.DataFrame, *, as_of: dt.date) -> Period:
    """The finest of month, quarter and year at which half of the groups have 5 people or more, else month."""
    periods: tuple[Period, ...] = ("month", "quarter", "year")
    for period in periods:
        sizes = cohorts(events, as_of=as_of, period=period).sizes
        groups = sizes[sizes > 0]
        if len(groups) and (groups >= FEW).mean() >= 0.5:
            return period
    return "month"


def recent(found: Cohorts, months: int) -> pd.Index:
    """The groups that began in the last `months` of the grid and have anybody in them, the oldest first."""
    if found.sizes.empty:
        return found.sizes.index
    since = found.sizes.index[-1] - pd.DateOffset(months=months - 1)
    shown: pd.Series = found.sizes[(found.sizes.index >= since) & (found.sizes > 0)]
    return shown.index


def group_name(start: pd.Timestamp, period: Period) -> str:
    """What a group is called.

    >>> [group_name(pd.Timestamp(2026, 4, 1), period) for period in ("month", "quarter", "year")]
    ['Apr 2026', 'Q2 2026', '2026']
    """
    if period == "quarter":
        return f"Q{start.quarter} {start.year}"
    if period == "year":
        return str(start.year)
    return f"{start:%b %Y}" if period == "month" else f"{start.day} {start:%b %Y}"


def cells(found: Cohorts, months: int, ages: int = AGES) -> pd.DataFrame:
    """The filled cells up to age `ages`: group, age, share, text, tone, told.

    tone: plain (age 0, or fewer than 5 people: bare counts), grey (5-9), dark and light (coloured: by the domain).
    """
    top = domain(found)
    starts = recent(found, months)
    counts = found.counts.loc[starts].iloc[:, : ages + 1].astype("float64").to_numpy()
    rows = [
        _cell(group_name(start, found.period), found.period, age, (int(counts[row, age]), size), top)
        for row, (start, size) in enumerate(zip(starts, found.sizes[starts].tolist(), strict=True))
        for age in range(counts.shape[1])
        if not math.isnan(counts[row, age])
    ]
    kinds = {"group": "str", "age": "int64", "share": "float64", "text": "str", "tone": "str", "told": "str"}
    return pd.DataFrame(rows, columns=COLUMNS).astype(kinds)


def _cell(
    name: str, period: Period, age: int, of: tuple[int, int], top: float
) -> tuple[str, int, float, str, str, str]:
    k, size = of
    group, share, counts = f"{name} ({size})", k / size, f"{k} of {size}"
    if age == 0:
        return group, age, share, str(k), "plain", f"{name}: {counts} came in their first {period}"
    told = f"{name}, {age} {period}{'' if age == 1 else 's'} later: {counts}"
    if size < ROUGH:
        return group, age, share, counts, "plain" if size < FEW else "grey", told
    tone = "dark" if share <= WHITE_UP_TO * top else "light"
    return group, age, share, percent(share), tone, f"{told}, {percent(share)}"


def domain(found: Cohorts) -> float:
    """Where the colours end: the next tenth above the largest share at age 1 or more of groups of 10, at least 0.2."""
    shares = found.share.loc[found.sizes >= ROUGH].iloc[:, 1:]
    largest = float(shares.max().max()) if shares.size else 0.0
    return 0.2 if math.isnan(largest) else min(1.0, max(0.2, (math.floor(largest * 10) + 1) / 10))
