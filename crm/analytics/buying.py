"""How many visits to expect of each customer, shown only beside what the same model would have said before."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from crm.analytics.bgnbd import BgNbd, bgnbd_expected, bgnbd_fit
from crm.analytics.intervals import Counted, Refused
from crm.analytics.purchases import WEEK, purchase_summary

HALF_YEAR = 26  # weeks
WORST = 0.3  # off by more than this part of what came, and it is not shown (our own rule)


@dataclass(frozen=True, eq=False)
class Expected(Counted):
    """Contact -> visits to expect in `weeks`, the most first. `said` and `came`: what the model of `weeks` ago said of
    all its customers together, and how often they came since."""

    each: pd.Series
    weeks: int
    said: float
    came: int
    fit: BgNbd

    @property
    def error(self) -> float:
        """How far off it was, as a part of what came: below 0 it ran low."""
        return self.said / self.came - 1

    @property
    def n(self) -> int:
        """The customers it is about."""
        return len(self.each)


def expected_visits(events: pd.DataFrame, *, as_of: dt.date, weeks: int = HALF_YEAR) -> Expected | Refused:
    """BG/NBD of all visits up to as_of, with the back-test of a model made `weeks` earlier.

    Refused where either model is, where nobody of then came since, and where the earlier one was off by more than 30 %.
    """
    fit = bgnbd_fit(summary := purchase_summary(events, as_of=as_of))
    cut = as_of - dt.timedelta(days=WEEK * weeks)
    then = bgnbd_fit(before := purchase_summary(events, as_of=cut))
    if isinstance(fit, Refused):
        return fit
    if isinstance(then, Refused):
        return Refused(f"it cannot be tried on the last {weeks} weeks: {then.reason}")
    days = events[["contact_id", "date"]].drop_duplicates()
    since = days[(days["date"] > pd.Timestamp(cut)) & (days["date"] <= pd.Timestamp(as_of))]
    came = int(since["contact_id"].isin(before.index).sum())
    said = float(bgnbd_expected(then, before, weeks).sum())
    if not came or abs(said / came - 1) > WORST:
        return Refused(f"{weeks} weeks ago it would have said {said:,.0f} visits, and {came:,} came")
    each = bgnbd_expected(fit, summary, weeks).sort_values(ascending=False, kind="stable")
    return Expected(each, weeks, said, came, fit)
