"""Relationships that end on a known day: who left, and what those who were there then are worth now."""

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from crm.analytics.intervals import Counted, LeftOut, Share
from crm.analytics.money import OUT
from crm.analytics.survival import Km, km


def churn(contacts: pd.DataFrame, start: dt.date, end: dt.date) -> Share | None:
    """Of the contacts there at the end of `start`, the share that ended after it, up to `end`; None for nobody.

    `contacts`: since, ended, former. There: since <= start, not ended by start. Left out: `no_date` (began nobody
    knows when, or are Former without a day), `bad_span` (ended before they began).
    """
    there, left = _spans(contacts, end)
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    there = there[(there["since"] <= first) & ~(there["ended"] <= first)]
    return Share.of(int((there["ended"] <= last).sum()), len(there), left)


def staying(contacts: pd.DataFrame, *, as_of: dt.date) -> Km:
    """How many days people stay, from Customer since to Ended on; who is still there stays at least until `as_of`.

    Who begins after as_of is not counted; an end after it has not come. Left out as in `churn`.
    """
    day = pd.Timestamp(as_of)
    there, left = _spans(contacts, as_of)
    there = there[there["since"] <= day]
    ended = there["ended"].notna()
    return km((there["ended"].where(ended, day) - there["since"]).dt.days, ended, left_out=left)


def survivors(contacts: pd.DataFrame, *, as_of: dt.date, period_days: int = 365, least: int = 1) -> list[int]:
    """Of those who began long enough ago, how many were there at the start and after each period: for `sbg_fit`.

    As many periods are told as the group still has people for: those who began at least as long ago. `least` periods
    where anybody began so long ago.
    """
    day = pd.Timestamp(as_of)
    there, _ = _spans(contacts, as_of)
    age = (day - there["since"]).dt.days // period_days
    lasted = (there["ended"] - there["since"]).dt.days
    periods = _deepest(age[age >= least]) or _deepest(age)
    group = lasted[age >= periods]
    return [int((~(group <= period * period_days)).sum()) if period else len(group) for period in range(periods + 1)]


def _deepest(age: pd.Series) -> int:
    """The age that leaves the most people times periods."""
    ages = sorted({int(one) for one in age[age >= 1]})
    return max(ages, key=lambda one: one * int((age >= one).sum()), default=0)


def _spans(contacts: pd.DataFrame, until: dt.date) -> tuple[pd.DataFrame, LeftOut]:
    """since and ended of each, an end after `until` not having come."""
    since, ended = contacts["since"].dt.normalize(), contacts["ended"].dt.normalize()
    undated = since.isna() | (ended.isna() & contacts["former"])
    ended = ended.where(ended <= pd.Timestamp(until))
    masks = {"no_date": undated, "bad_span": ended < since}
    left = {name: tuple(map(str, contacts.index[mask])) for name, mask in masks.items() if mask.any()}
    known = ~(masks["no_date"] | masks["bad_span"])
    return pd.DataFrame({"since": since, "ended": ended})[known], left


@dataclass(frozen=True)
class GrrNrr(Counted):
    """Of the money of `n` customers a year ago, the part still there, without growth (grr) and with it (nrr)."""

    grr: float
    nrr: float
    n: int
    left_out: LeftOut = field(default_factory=dict)


def grr_nrr(sales: pd.DataFrame, *, as_of: dt.date) -> dict[str, GrrNrr]:
    """By currency, the last 12 months against the 12 before; a currency with nobody a year ago is missing.

    `sales`: contact_id, date, amount, currency, means. Left out: `no_contact`.
    """
    day = pd.Timestamp(as_of)
    year, two = day - pd.DateOffset(years=1), day - pd.DateOffset(years=2)
    rows = sales[(sales["means"] != OUT) & (sales["date"] > two) & (sales["date"] <= day)]
    nobody = rows.index[rows["contact_id"].isna()]
    left: LeftOut = {"no_contact": tuple(map(str, nobody))} if len(nobody) else {}
    found = {}
    for currency, mine in rows.groupby("currency"):
        now = mine[mine["date"] > year].groupby("contact_id")["amount"].sum()
        then = mine[mine["date"] <= year].groupby("contact_id")["amount"].sum()
        kept = kept_money(then, now, left)
        if kept is not None:
            found[str(currency)] = kept
    return found


def kept_money(then: pd.Series, now: pd.Series, left_out: LeftOut | None = None) -> GrrNrr | None:
    """GRR = sum min(now, then) / sum then, NRR = sum now / sum then over customers with then > 0; None without any.

    `then`, `now`: contact -> money. Customers who are new or came back are outside.
    """
    before = then[then > 0]
    if before.empty:
        return None
    after = now.reindex(before.index).fillna(0.0)
    whole = float(before.sum())
    least = after.where(after < before, before)
    return GrrNrr(float(least.sum()) / whole, float(after.sum()) / whole, len(before), left_out or {})
