"""How many of those who began together will stay, with what the same model would have said of the last year."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crm.analytics.contracts import survivors
from crm.analytics.intervals import Counted, Refused
from crm.analytics.sbg import PERIODS, Sbg, sbg_fit, sbg_project
from crm.analytics.words import percent

AHEAD = 2  # years
WORST = 0.1  # off by more than this part of all who began, and it is not shown (our own rule)


@dataclass(frozen=True, eq=False)
class Projection(Counted):
    """Of `n` who began `years` years ago or earlier the share there after 0, 1, ... years: the last AHEAD are ahead.

    `said` and `was`: the share after the last finished year, as the model of a year ago said it, and as it was.
    """

    shares: np.ndarray[tuple[int], np.dtype[np.float64]]
    years: int
    said: float
    was: float
    n: int


def projection(contacts: pd.DataFrame, *, as_of: dt.date) -> Projection | Refused:
    """From Customer since and Ended on. Refused where the model is, where it cannot be tried on the last year, and
    where it was off by more than a tenth then."""
    there = survivors(contacts, as_of=as_of, least=PERIODS + 1)
    fit = sbg_fit(there)
    if isinstance(fit, Refused):
        return fit
    if len(there) - 2 < PERIODS:
        return Refused(f"only {len(there) - 1} finished periods, {PERIODS + 1} needed to try it on the last one")
    before = sbg_fit(there[:-1])
    if isinstance(before, Refused):
        return Refused(f"it cannot be tried on the last year: {before.reason}")
    last, was = len(there) - 1, there[-1] / there[0]
    said = float(sbg_project(before, last)[last])
    if abs(said - was) > WORST:
        return Refused(f"a year ago it would have said that {percent(said)} stay, and {percent(was)} did")
    return Projection(_ahead(fit, last), last, said, was, round(there[0]))


def _ahead(fit: Sbg, years: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return sbg_project(fit, years + AHEAD)


def projection_sentence(found: Projection | Refused) -> str:
    """What is projected, with its test."""
    if isinstance(found, Refused):
        return f"A projection is not shown: {found.reason}."
    after = found.years + AHEAD
    return (
        f"The dashed line is a projection: {percent(float(found.shares[after]))} are still there after {after} years. "
        f"A year ago it would have said {percent(found.said)} after {found.years} years, and it was "
        f"{percent(found.was)}."
    )
