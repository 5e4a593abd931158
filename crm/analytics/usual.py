"""What comes again and again: costs of one kind from one supplier, and customers who keep to a rhythm."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from crm.analytics.cash import FLOW, paid_on
from crm.analytics.counting import RhythmRule
from crm.analytics.frames import Frames
from crm.analytics.intervals import OK, Share
from crm.analytics.loyalty import BASES, STATES, rhythms
from crm.analytics.medians import Days, Medians, Visits, dates_of, day_numbers, number_of
from crm.analytics.money import OUT

GAPS = 3
A_MONTH = (28, 31)  # a median gap of so many days means the same day each month
COMING = ("steady", "overdue")


class UsualCosts:
    """What was bought of one supplier as one item, by the day it was paid: sorted once, asked for many days."""

    def __init__(self, frames: Frames) -> None:
        rows = frames.money.rows
        rows = rows[(rows["means"] == OUT) & (rows["currency"] == frames.rules.currency)]
        rows = rows[rows["contact_id"].notna() | rows["item"].notna()]
        keys = pd.MultiIndex.from_arrays([rows["contact_id"].fillna(""), rows["item"].fillna("")])
        codes, groups = pd.factorize(keys)
        self._groups, day = groups, paid_on(rows)
        paid = day.notna().to_numpy()
        code, days = codes[paid], day_numbers(day[paid])
        self._days = Days(len(groups), code, days)
        code, days, amount = summed(code, days, rows["amount"].to_numpy("float64")[paid])
        self._amounts = Medians(len(groups), code, amount, days)

    def at(self, as_of: dt.date, *, known: dt.date, until: dt.date, due: pd.DataFrame) -> pd.DataFrame:
        """The payments to expect: flows, amounts above 0. An open bill of `due` (contact_id, item, day) stands in for
        the payment that is nearest to it."""
        upto = number_of(known)
        count, last = self._days.last(upto)
        gap, amount = self._days.gap(upto), self._amounts.at(upto)[1]
        keeps = np.flatnonzero((count > GAPS) & (amount > 0))
        keeps = keeps[number_of(as_of) - last[keeps] <= 2 * gap[keeps]]  # those that stopped do not come again
        is_monthly = (gap[keeps] >= A_MONTH[0]) & (gap[keeps] <= A_MONTH[1])
        parts = []
        for which, again in ((keeps[~is_monthly], every_gap), (keeps[is_monthly], every_month)):
            place, day = again(last[which], gap[which], number_of(as_of), number_of(until))
            parts.append((which[place], day))
        group, day = (np.concatenate(both) for both in zip(*parts, strict=True))
        group, day = self._but_due(group, day, gap, due)
        named = [str(item) or "usual cost" for _, item in self._groups.take(group)]
        table = {"day": dates_of(day), "amount": amount[group], "kind": "cost", "what": named}
        return pd.DataFrame(table).astype(FLOW).sort_values(["what", "day"], kind="stable")

    def _but_due(
        self, group: np.ndarray, day: np.ndarray, gap: np.ndarray, due: pd.DataFrame
    ) -> tuple[np.ndarray, np.ndarray]:
        keys = pd.MultiIndex.from_arrays([due["contact_id"].fillna(""), due["item"].fillna("")])
        codes = self._groups.get_indexer(keys) if len(self._groups) else np.full(len(due), -1)
        stays = np.ones(len(group), dtype=bool)
        for code, billed in zip(codes, day_numbers(due["day"]), strict=True):
            near = np.flatnonzero(stays & (group == code) & (np.abs(day - billed) <= gap[code] / 2))
            if code >= 0 and len(near):
                stays[near[np.abs(day[near] - billed).argmin()]] = False
        return group[stays], day[stays]


def usual_costs(frames: Frames, *, as_of: dt.date, until: dt.date) -> pd.DataFrame:
    """The payments to expect from as_of to `until`: flows of the own currency, amounts above 0.

    What was bought of one supplier as one item on four days or more comes again after its median gap, for its median
    amount. Costs that stopped, silent for more than two gaps, do not.
    """
    none = pd.DataFrame({"contact_id": [], "item": [], "day": []}).astype({"day": "datetime64[us]"})
    return UsualCosts(frames).at(as_of, known=as_of, until=until, due=none)


def summed(group: np.ndarray, day: np.ndarray, amount: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One amount a group and day."""
    if not len(group):
        return group, day, amount
    first = day.min()
    span = int(day.max() - first) + 1
    keys, places = np.unique(group.astype("int64") * span + (day - first), return_inverse=True)
    return keys // span, keys % span + first, np.bincount(places, weights=amount)


def every_gap(last: np.ndarray, gap: np.ndarray, since: int, until: int) -> tuple[np.ndarray, np.ndarray]:
    """The days last + j gaps from `since` to `until`, and the place of each in `last`."""
    first = np.maximum(1, np.floor((since - last) / gap).astype("int64"))
    steps = np.maximum(0, np.floor((until - last) / gap).astype("int64") + 2 - first)
    place = np.repeat(np.arange(len(last)), steps)
    step = first[place] + np.arange(len(place)) - np.repeat(np.cumsum(steps) - steps, steps)
    day = last[place] + np.rint(step * gap[place]).astype("int64")
    there = (day >= since) & (day <= until)
    return place[there], day[there]


def every_month(last: np.ndarray, gap: np.ndarray, since: int, until: int) -> tuple[np.ndarray, np.ndarray]:
    """The same day of each month from `since` to `until`, the last one in a month without it."""
    found = [
        (place, number_of((start + pd.DateOffset(months=step)).date()))
        for place, start in enumerate(map(pd.Timestamp, dates_of(last)))
        for step in range(1, (until - since) // A_MONTH[0] + 4)
    ]
    place, day = (np.array(part, dtype="int64") for part in zip(*found, strict=True)) if found else (last, last)
    there = (day >= since) & (day <= until)
    return place[there], day[there]


def returned(
    visits: Visits, *, as_of: dt.date, days: int, rule: RhythmRule, known: dt.date | None = None
) -> dict[str, Share | None]:
    """The back-test of a rhythm: state `days` before as_of -> the share of its people that came since."""
    cut = as_of - dt.timedelta(days=days)
    then = rhythms(visits, as_of=cut, rule=rule)
    own = then.basis == BASES.index("own")
    came = visits.last(number_of(known or as_of))[1][then.who[own]] > number_of(cut)
    each = {state: came[then.state[own] == place] for place, state in enumerate(STATES)}
    return {state: Share.of(int(again.sum()), len(again)) for state, again in each.items() if len(again)}


class Coming(NamedTuple):
    """Payments to expect: the places of those who make them, the numbers of the days, and the amounts."""

    who: np.ndarray
    day: np.ndarray
    amount: np.ndarray


class UsualCustomers:
    """The median amount of a day of each customer, in the own currency: sorted once, asked for many days."""

    def __init__(self, frames: Frames) -> None:
        self.visits, self._rule = frames.visits, frames.rules.rhythm
        rows = frames.sold[(frames.sold["currency"] == frames.rules.currency).to_numpy()]
        code = self.visits.codes(rows["contact_id"])
        there = code >= 0
        amount = rows["amount"].to_numpy("float64")
        code, day, amount = summed(code[there], day_numbers(rows["date"])[there], amount[there])
        self._amounts = Medians(len(self.visits.ids), code, amount, day)

    def coming(
        self, as_of: dt.date, shares: Mapping[str, Share | None], *, known: dt.date, until: dt.date, but: set[str]
    ) -> Coming:
        """What customers with a rhythm of their own may bring, from as_of to `until`, but those in `but`.

        Each on their next days, the median amount of a day times the share of `shares` that came back from such a
        state; a state with fewer than 30 cases behind it gives nothing.
        """
        found = rhythms(self.visits, as_of=as_of, rule=self._rule, known=known)
        part = np.array([_part(shares.get(state)) if state in COMING else 0.0 for state in STATES])[found.state]
        away = np.zeros(len(self.visits.ids), dtype=bool)
        away[[place for place in self.visits.ids.get_indexer(pd.Index(list(but), dtype="str")) if place >= 0]] = True
        each = self._amounts.at(number_of(known))[1][found.who] * part
        brings = (found.basis == BASES.index("own")) & ~away[found.who] & (each > 0)
        who, amount = found.who[brings], each[brings]
        place, day = every_gap(found.last[brings], found.median_gap[brings], number_of(as_of), number_of(until))
        return Coming(who[place], day, amount[place])

    def flows(self, coming: Coming) -> pd.DataFrame:
        """The same as flows."""
        table = {"day": dates_of(coming.day), "amount": coming.amount, "kind": "usual"}
        return pd.DataFrame({**table, "what": self.visits.ids[coming.who].array}).astype(FLOW)


def _part(share: Share | None) -> float:
    """The share, where enough cases stand behind it; else nothing is said."""
    return share.share if share and share.n >= OK else 0.0


def usual_customers(
    frames: Frames, shares: Mapping[str, Share | None], *, as_of: dt.date, until: dt.date, but: set[str]
) -> pd.DataFrame:
    """The same for one day alone: flows."""
    usual = UsualCustomers(frames)
    return usual.flows(usual.coming(as_of, shares, known=as_of, until=until, but=but))
