"""Who came for the first time together, and how many of them came again in each later period."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from crm.analytics.intervals import ROUGH, Counted, LeftOut, wilson

Period = Literal["day", "week", "month", "quarter", "year"]
Mode = Literal["classic", "unbounded"]
Whole = np.ndarray[tuple[int], np.dtype[np.int64]]

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}
_MONDAY = 4  # 1970-01-01 was a Thursday: four days later a week begins


@dataclass(frozen=True)
class Cohorts(Counted):
    """A triangle: a row each period in which somebody came for the first time, a column each age in periods.

    `counts` (Int64), `share`, `lo`, `hi` (parts of 1) are missing where a period is not over yet, never 0. `sizes` has
    the people of each row; `never_active` counts who of them has a start and never came.
    """

    counts: pd.DataFrame
    sizes: pd.Series
    share: pd.DataFrame
    lo: pd.DataFrame
    hi: pd.DataFrame
    never_active: int
    period: Period
    left_out: LeftOut

    @property
    def n(self) -> int:
        """Everybody in the triangle."""
        return int(self.sizes.sum())


def numbers(days: pd.Series, period: Period) -> Whole:
    """Days as numbers of their period, counted from 1970; weeks begin on Monday."""
    if period in _MONTHS:
        return days.to_numpy("datetime64[M]").astype("int64") // _MONTHS[period]
    return (days.to_numpy("datetime64[D]").astype("int64") - (_MONDAY if period == "week" else 0)) // _DAYS[period]


def starts_of(numbers: Whole | range, period: Period) -> pd.DatetimeIndex:
    """The first day of each numbered period."""
    whole = np.asarray(numbers, dtype="int64")
    if period in _MONTHS:
        return pd.DatetimeIndex((whole * _MONTHS[period]).astype("datetime64[M]").astype("datetime64[us]"))
    days = whole * _DAYS[period] + (_MONDAY if period == "week" else 0)
    return pd.DatetimeIndex(days.astype("datetime64[D]").astype("datetime64[us]"))


def running(as_of: dt.date, period: Period) -> int:
    """The number of the period that `as_of` lies in: it is not over, since as_of is a day still running."""
    return int(numbers(pd.Series(pd.DatetimeIndex([as_of])), period)[0])


@dataclass(frozen=True)
class _Pairs:
    """Each person and finished period once: whose, when, and when the person began. `first` .. `end` - 1 are shown."""

    who: Whole
    when: Whole
    began: Whole
    first: int
    end: int
    sizes: Whole
    never_active: int


def _pairs(events: pd.DataFrame, as_of: dt.date, period: Period, starts: pd.Series | None) -> _Pairs:
    end = running(as_of, period)
    when = numbers(events["date"], period)
    who, people = pd.factorize(events["contact_id"])
    over = when < end
    who, when = who[over], when[over]
    oldest, width = when.min(initial=end), end - when.min(initial=end) + 1
    once = pd.unique(who.astype("int64") * width + when - oldest)
    who, when = once // width, once % width + oldest
    if starts is None:
        began = pd.Series(when).groupby(who).min().reindex(range(len(people))).fillna(end).to_numpy("int64")
        cohort, never = began, 0
    else:
        cohort = numbers(starts, period)
        known = pd.Series(cohort, index=starts.index)
        began = known.reindex(people).fillna(end).to_numpy("int64")
        came = events["contact_id"][events["date"] <= pd.Timestamp(as_of)]
        never = int(((cohort < end) & ~starts.index.isin(came)).sum())
    cohort = cohort[cohort < end]
    first = int(cohort.min()) if len(cohort) else end
    sizes = np.bincount(cohort - first, minlength=end - first)
    keep = (began[who] < end) & (when >= began[who])
    return _Pairs(who[keep], when[keep], began[who][keep], first, end, sizes, never)


def cohorts(
    events: pd.DataFrame,
    *,
    as_of: dt.date,
    period: Period = "month",
    mode: Mode = "classic",
    starts: pd.Series | None = None,
    every_period: bool = False,
) -> Cohorts:
    """The triangle of `events` (contact_id, date), periods that are over only.

    *classic* counts who came just then, *unbounded* who came then or later (it falls by construction). A cohort is the
    period of the first event ever, or of `starts` (contact -> day): column 0 is then the size. With `every_period` each
    active period starts a cohort.
    """
    found = _pairs(events, as_of, period, starts)
    size = found.end - found.first
    if every_period:
        present = np.zeros((found.who.max(initial=-1) + 1, size))
        present[found.who, found.when - found.first] = 1
        at = (present.T @ present).astype("int64")
        sizes = np.diag(at).copy()
    else:
        rows, columns = found.began - found.first, found.when - found.first
        if mode == "unbounded":
            last = pd.Series(columns).groupby(found.who).transform("max").to_numpy()
            rows, columns = rows[columns == last], columns[columns == last]
        at = np.bincount(rows * size + columns, minlength=size * size).reshape(size, size)
        at = at[:, ::-1].cumsum(axis=1)[:, ::-1] if mode == "unbounded" else at
        sizes = found.sizes
    counts = _by_age(at, found.first, period)
    if starts is not None and size:
        counts[0] = pd.array(sizes, dtype="Int64")
    return _finished(counts, pd.Series(sizes, index=counts.index, name="size"), found.never_active, period)


def _by_age(at: np.ndarray, first: int, period: Period) -> pd.DataFrame:
    """From a square of period by period to one of period by age; what is not over is missing."""
    size = len(at)
    index = starts_of(range(first, first + size), period)
    ages = {
        age: pd.array([at[row, row + age] if row + age < size else None for row in range(size)], dtype="Int64")
        for age in range(size)
    }
    return pd.DataFrame(ages, index=index, columns=range(size))


def _finished(counts: pd.DataFrame, sizes: pd.Series, never_active: int, period: Period) -> Cohorts:
    parts = {name: pd.DataFrame(np.nan, index=counts.index, columns=counts.columns) for name in ("share", "lo", "hi")}
    filled = counts.to_numpy("float64", na_value=np.nan)
    for row, column in zip(*np.nonzero(~np.isnan(filled)), strict=True):
        bounds = wilson(int(filled[row, column]), int(sizes.iloc[row]))
        if bounds is not None:
            parts["share"].iat[row, column] = filled[row, column] / sizes.iloc[row]
            parts["lo"].iat[row, column], parts["hi"].iat[row, column] = bounds.lo, bounds.hi
    return Cohorts(counts, sizes, parts["share"], parts["lo"], parts["hi"], never_active, period, {})


def brackets(
    events: pd.DataFrame, edges: list[tuple[int, int]], *, as_of: dt.date, period: Period = "month"
) -> Cohorts:
    """The same with ages gathered: `edges` [(1, 3), (4, 6)] counts who came at least once in the ages of each bracket.

    Column 0 is the size, the others are named by their edges; a bracket is missing until all its periods are over.
    """
    found = _pairs(events, as_of, period, None)
    size = found.end - found.first
    index = starts_of(range(found.first, found.end), period)
    counts = pd.DataFrame({0: pd.array(found.sizes, dtype="Int64")}, index=index)
    for low, high in edges:
        age = found.when - found.began
        inside = (age >= low) & (age <= high)
        people = pd.DataFrame({"who": found.who[inside], "began": found.began[inside]}).drop_duplicates()
        each = np.bincount(people["began"].to_numpy("int64") - found.first, minlength=size)
        over = np.arange(size) + high < size
        counts[f"{low}-{high}"] = pd.array(
            [int(n) if done else None for n, done in zip(each, over, strict=True)], "Int64"
        )
    return _finished(counts, pd.Series(found.sizes, index=index, name="size"), 0, period)


def retention_curve(found: Cohorts) -> pd.DataFrame:
    """Over all cohorts whose age is finished the share that came: age, active, n, share, lo, hi.

    Ages from 1 on, up to the last with 10 people. It may rise: its cohorts change with the age.
    """
    rows = []
    for age in range(1, found.counts.shape[1]):
        over = found.counts[age].notna()
        active, n = int(found.counts.loc[over, age].sum()), int(found.sizes[over].sum())
        bounds = wilson(active, n)
        if n < ROUGH or bounds is None:
            break
        rows.append((age, active, n, active / n, bounds.lo, bounds.hi))
    names = ["age", "active", "n", "share", "lo", "hi"]
    return pd.DataFrame(rows, columns=names).astype(
        dict.fromkeys(names[:3], "int64") | dict.fromkeys(names[3:], "float64")
    )
