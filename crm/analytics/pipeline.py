"""What open deals may bring in: how likely each stage is by what came of earlier deals, and a range for every month."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from crm.analytics.deals import LATER, OVERDUE, UNDATED

EXACT = 14  # up to so many deals of a month every outcome is worked out, else so many are drawn
DRAWS, AT_ONCE = 10_000, 100  # of so many deals at once, so that many thousands fit too
LOW, HIGH = 0.1, 0.9
NEAR = 1e-9
COLUMNS = {"month": "str", "expected": "float64", "lo80": "float64", "hi80": "float64", "n": "int64"}


def pipeline(
    deals: pd.DataFrame, chances: Mapping[str, float], *, as_of: dt.date, months: int = 6, seed: int = 0
) -> pd.DataFrame:
    """Open deals of one currency by the month of Expected close: month, expected, lo80, hi80, n.

    `deals`: means, stage, amount, own_chance (part of 1, missing: that of its stage), expected_close. month: as
    2026-11, or "overdue", "later", "undated". expected: the sum of amount times chance. lo80, hi80: the smallest totals
    that are not exceeded in 1 and in 9 of 10 outcomes, deals being independent; both can occur. A deal without an
    amount or a chance is in none.
    """
    chance = deals["own_chance"].astype("float64").fillna(deals["stage"].map(dict(chances)).astype("float64"))
    there = deals.assign(chance=chance)[(deals["means"] == "open") & deals["amount"].notna() & chance.notna()]
    when = _buckets(there["expected_close"], as_of, months)
    rows = []
    for name in [OVERDUE, *_months(as_of, months), LATER, UNDATED]:
        mine = there[when == name]
        if len(mine):
            amounts, parts = mine["amount"].to_numpy("float64"), mine["chance"].to_numpy("float64")
            rows.append((name, float((amounts * parts).sum()), *total_range(amounts, parts, seed=seed), len(mine)))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _months(as_of: dt.date, months: int) -> list[str]:
    first = pd.Period(as_of, "M")
    return [str(first + n) for n in range(months)]


def _buckets(close: pd.Series, as_of: dt.date, months: int) -> pd.Series:
    when = close.dt.strftime("%Y-%m").astype("str")
    when = when.mask(close.dt.to_period("M") >= pd.Period(as_of, "M") + months, LATER)
    found: pd.Series = when.mask(close < pd.Timestamp(as_of), OVERDUE).fillna(UNDATED)
    return found


def total_range(amounts: Sequence[float] | np.ndarray, chances: np.ndarray, *, seed: int = 0) -> tuple[float, float]:
    """The smallest totals v with P(total <= v) >= .1 and >= .9, where each amount comes whole or not at all.

    >>> total_range([1000, 500], np.array([0.5, 0.7333]))
    (0.0, 1500.0)
    """
    values = np.asarray(amounts, dtype="float64")
    totals, parts = _exact(values, chances) if len(values) <= EXACT else _drawn(values, chances, seed)
    order = np.argsort(totals, kind="stable")
    below = np.cumsum(parts[order])
    places = np.searchsorted(below, [LOW - NEAR, HIGH - NEAR])
    lo, hi = totals[order][np.minimum(places, len(order) - 1)]
    return float(lo), float(hi)


def _exact(amounts: np.ndarray, chances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every total, and how likely it is."""
    totals, parts = np.zeros(1), np.ones(1)
    for amount, chance in zip(amounts, chances, strict=True):
        totals = np.concatenate([totals, totals + amount])
        parts = np.concatenate([parts * (1 - chance), parts * chance])
    return totals, parts


def _drawn(amounts: np.ndarray, chances: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random, totals = np.random.default_rng(seed), np.zeros(DRAWS)
    for start in range(0, len(amounts), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        totals += (random.random((DRAWS, len(amounts[part]))) < chances[part]) @ amounts[part]
    return totals, np.full(DRAWS, 1 / DRAWS)
