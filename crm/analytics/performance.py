"""How the team does, or one of it: activity of who did it, results of who looks after the deal, request or contact."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from crm.analytics import tickets
from crm.analytics.frames import Frames
from crm.analytics.goals import MEASURES, Figure, Scope
from crm.analytics.known import as_known
from crm.analytics.periods import Period
from crm.model.snapshot import Snapshot
from crm.model.text import key

COLUMNS = {"measure": "str", "value": "float64", "n": "int64", "lo": "float64", "hi": "float64", "before": "float64"}


@dataclass(frozen=True)
class Pair:
    """What was reached in one period, and in the one it is held beside."""

    now: Figure
    before: Figure


def reached(
    snapshot: Snapshot, frames: Frames, spans: tuple[Period, Period], now: dt.datetime, whose: Sequence[str]
) -> dict[str, dict[str, Pair]]:
    """Who of the team ("" all of it, NOBODY what bears no name) -> measure -> the figures of both periods.

    Shares in percent, reply time in hours, money in the own currency; what is over is told as it was known then.
    """
    both = [_figures(snapshot, frames, span, now, whose) for span in spans]
    return {who: {name: Pair(one, both[1][who][name]) for name, one in both[0][who].items()} for who in whose}


def performance(
    snapshot: Snapshot, frames: Frames, *, start: dt.date, end: dt.date, now: dt.datetime, who: str = ""
) -> pd.DataFrame:
    """A row a measure from `start` to `end` (or now): measure, value, n, lo, hi, before.

    `before` is the value of as many days before. What cannot be counted is missing.
    """
    length = end - start + dt.timedelta(days=1)
    spans = Period(start, end), Period(start - length, start - dt.timedelta(days=1))
    found = reached(snapshot, frames, spans, now, [who])[who]
    rows = [(name, one.now.value, one.now.n, one.now.lo, one.now.hi, one.before.value) for name, one in found.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _figures(
    snapshot: Snapshot, frames: Frames, span: Period, now: dt.datetime, whose: Sequence[str]
) -> dict[str, dict[str, Figure]]:
    last = min(now, dt.datetime.combine(span.end, dt.time(23, 59, 59)))
    known = as_known(frames, span.end) if span.end < frames.as_of else frames
    scopes = {who: Scope(snapshot, known, span, last, who) for who in whose}
    return {who: {name: count(scope) for name, count in ALL.items()} for who, scope in scopes.items()}


def people(frames: Frames) -> list[str]:
    """Who of the team is named anywhere as an owner or as having done something, each spelling once."""
    columns = [frames.contacts["owner"], frames.deals["owner"], frames.tickets["owner"], frames.follow_ups["owner"],
               frames.interactions["by"]]  # fmt: skip
    named = pd.concat(columns).dropna()
    return sorted({key(name): str(name) for name in named}.values(), key=str.casefold)


def _reached(scope: Scope) -> Figure:
    """The different contacts that were spoken to."""
    rows = scope.frames.interactions
    answered = (rows["outcome"] != "No answer").fillna(True)
    rows = rows[answered & scope.within(rows["date"])]
    n = rows.loc[scope.of(rows["by"]), "contact_id"].nunique()
    return Figure(int(n), int(n))


def _closed(scope: Scope) -> pd.DataFrame:
    deals = scope.frames.deals
    return scope.mine(deals[deals["means"].isin(["won", "lost"]) & scope.within(deals["closed_on"])])


def _own(scope: Scope, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["currency"] == scope.frames.rules.currency) & rows["amount"].notna()]


def _win_rate_by_money(scope: Scope) -> Figure:
    rows = _own(scope, _closed(scope))
    won, total = float(rows.loc[rows["means"] == "won", "amount"].sum()), float(rows["amount"].sum())
    return Figure(100 * won / total if total > 0 else None, len(rows))


def _money_won(scope: Scope) -> Figure:
    rows = _own(scope, _closed(scope))
    won = rows[rows["means"] == "won"]
    return Figure(float(won["amount"].sum()), len(won))


def _days_to_close(scope: Scope) -> Figure:
    """The median of won deals."""
    won = _closed(scope).query("means == 'won'")
    days = (won["closed_on"] - won["opened_on"]).dt.days.dropna()
    return Figure(float(days.median()) if len(days) else None, len(days))


def _slow_deals(scope: Scope) -> Figure:
    """Open deals older than twice the median age at which deals were won: slow losses hide there."""
    deals = scope.frames.deals
    won = deals[(deals["means"] == "won") & (deals["closed_on"] <= pd.Timestamp(scope.day))]
    usual = (won["closed_on"] - won["opened_on"]).dt.days.median()
    mine = scope.mine(deals[deals["means"] == "open"])
    age = (pd.Timestamp(scope.day) - mine["opened_on"]).dt.days.dropna()
    return Figure(None if pd.isna(usual) else int((age > 2 * usual).sum()), len(age))


def _solving(scope: Scope) -> Figure:
    rows = tickets.opened_between(scope.frames, scope.period.start, scope.now)
    found = tickets.solving_time(scope.mine(rows), scope.frames, scope.now)
    return Figure(found.median, found.n)


FURTHER: Mapping[str, Callable[[Scope], Figure]] = {
    "Contacts reached": _reached,
    "Win rate by money %": _win_rate_by_money,
    "Money won": _money_won,
    "Days to close": _days_to_close,
    "Slow open deals": _slow_deals,
    "Solving hours": _solving,
}
"""Measures beside those that an aim can name."""

ALL = {**MEASURES, **FURTHER}
