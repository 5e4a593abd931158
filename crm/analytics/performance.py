"""How the team does, or one of it: activity of who did it, results of who looks after the deal, request or contact."""

import datetime as dt
from collections.abc import Callable, Mapping

import pandas as pd

from crm.analytics import tickets
from crm.analytics.frames import Frames
from crm.analytics.goals import MEASURES, Figure, Scope
from crm.analytics.known import as_known
from crm.analytics.periods import Period
from crm.model.snapshot import Snapshot
from crm.model.text import key

COLUMNS = {"measure": "str", "value": "float64", "n": "int64", "lo": "float64", "hi": "float64", "before": "float64"}


def performance(
    snapshot: Snapshot, frames: Frames, *, start: dt.date, end: dt.date, now: dt.datetime, who: str = ""
) -> pd.DataFrame:
    """A row a measure from `start` to `end` (or now): measure, value, n, lo, hi, before.

    `who` of the team, "" for all of it; `before` is the value of as many days before. Shares in percent, reply time in
    hours, money in the own currency; what is over is told as it was known then. What cannot be counted is missing.
    """
    length = end - start + dt.timedelta(days=1)
    spans = [(start, end), (start - length, start - dt.timedelta(days=1))]
    then, earlier = (_figures(snapshot, frames, span, now, who) for span in spans)
    rows = [(name, one.value, one.n, one.lo, one.hi, earlier[name].value) for name, one in then.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _figures(
    snapshot: Snapshot, frames: Frames, span: tuple[dt.date, dt.date], now: dt.datetime, who: str
) -> dict[str, Figure]:
    last = min(now, dt.datetime.combine(span[1], dt.time(23, 59, 59)))
    known = as_known(frames, span[1]) if span[1] < frames.as_of else frames
    scope = Scope(snapshot, known, Period(*span), last, who)
    return {name: count(scope) for name, count in {**MEASURES, **FURTHER}.items()}


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
    n = rows.loc[answered & scope.within(rows["date"]) & scope.of(rows["by"]), "contact_id"].nunique()
    return Figure(int(n), int(n))


def _closed(scope: Scope) -> pd.DataFrame:
    deals = scope.mine(scope.frames.deals)
    return deals[deals["means"].isin(["won", "lost"]) & scope.within(deals["closed_on"])]


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
