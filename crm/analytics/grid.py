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


def cells(found: Cohorts, months: int, ages: int = AGES, mode: str = "classic") -> pd.DataFrame:
    """The filled cells up to the column of age `ages`: group, age, share, text, tone, told.

    tone: plain (age 0, or fewer than 5 people: bare counts), grey (5-9), dark and light (coloured: by the domain).
    age: a number, or in brackets a text as "1-3". `mode` is told in words: "unbounded" cells are of then or later.
    """
    top = domain(found)
    starts = recent(found, months)
    counts = found.counts.loc[starts].iloc[:, : ages + 1].astype("float64").to_numpy()
    after = " or after that" if mode == "unbounded" else ""
    rows = [
        _cell(
            group_name(start, found.period), (age, later(found.counts.columns[age], found.period) + after),
            (int(counts[row, age]), size), top, f"came in their first {found.period}{after}",
        )
        for row, (start, size) in enumerate(zip(starts, found.sizes[starts].tolist(), strict=True))
        for age in range(counts.shape[1])
        if not math.isnan(counts[row, age])
    ]  # fmt: skip
    kinds = {"group": "str", "age": "int64", "share": "float64", "text": "str", "tone": "str", "told": "str"}
    shown = pd.DataFrame(rows, columns=COLUMNS).astype(kinds)
    names = found.counts.columns
    return shown if names.dtype.kind == "i" else shown.assign(age=[str(names[age]) for age in shown["age"]])


def later(age: object, period: Period) -> str:
    """So many periods later; of a bracket from when to when.

    >>> later(1, "month"), later("4-6", "month")
    ('1 month later', '4 to 6 months later')
    """
    return f"{str(age).replace('-', ' to ')} {period}{'' if str(age) == '1' else 's'} later"


def _cell(
    name: str, at: tuple[int, str], of: tuple[int, int], top: float, first: str
) -> tuple[str, int, float, str, str, str]:
    (k, size), (age, when) = of, at
    group, share, counts = f"{name} ({size})", k / size, f"{k} of {size}"
    if age == 0:
        return group, age, share, str(k), "plain", f"{name}: {counts} {first}"
    told = f"{name}, {when}: {counts}"
    if size < ROUGH:
        return group, age, share, counts, "plain" if size < FEW else "grey", told
    tone = "dark" if share <= WHITE_UP_TO * top else "light"
    return group, age, share, percent(share), tone, f"{told}, {percent(share)}"


def domain(found: Cohorts) -> float:
    """Where the colours end: the next tenth above the largest share at age 1 or more of groups of 10, at least 0.2."""
    shares = found.share.loc[found.sizes >= ROUGH].iloc[:, 1:]
    largest = float(shares.max().max()) if shares.size else 0.0
    return 0.2 if math.isnan(largest) else min(1.0, max(0.2, (math.floor(largest * 10) + 1) / 10))
