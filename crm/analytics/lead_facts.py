"""What is known of those who may become customers: do they answer, have we met, what do they need, how does it move."""

import datetime as dt
import math
from collections.abc import Callable, Mapping

import pandas as pd

from crm.analytics.deals import sources
from crm.analytics.frames import Frames
from crm.analytics.stages import PRIOR
from crm.analytics.standing import LEAD_POINTS, Fact, Standing, overridden, weigh
from crm.analytics.standing_facts import DOWN, UP, Facts
from crm.analytics.words import times

ANSWER_DAYS, TRIES, PAST_DAYS, CLOSED = 14, 3, 30, 5
THEY, WE = "They contacted us", "We contacted them"

OFTEN = {"good": "more often than others", "usual": "as often as others", "poor": "less often than others"}

UNKNOWN: Mapping[str, str] = {
    "answers": "not known: we have not tried yet",
    "met": "not known: nothing is logged",
    "need": "not known: no needs noted",
    "amount": "not known: no open deal",
    "date": "not known: no day on which it should be decided",
    "source": "not known: no source with five decided deals",
    "pace": "not known: no open deal, or none won yet",
}


def lead_standing(
    frames: Frames, leads: list[str], *, as_of: dt.date, weights: Mapping[str, float] | None = None
) -> dict[str, Standing]:
    """Contact ID -> level, points and reasons of each of `leads`."""
    points = overridden(LEAD_POINTS, frames.rules.weights if weights is None else weights)
    tables = {name: find(frames, as_of) for name, find in LEAD_FACTS.items()}
    return {
        id: weigh([Fact(name, *table.get(id, (None, UNKNOWN[name]))) for name, table in tables.items()], points)
        for id in leads
    }


def answers(frames: Frames, as_of: dt.date) -> Facts:
    """Whether they contacted us within 14 days of our last try, or were silent to the last three."""
    rows = frames.interactions[frames.interactions["date"] <= pd.Timestamp(as_of)]
    rows = rows[rows["contact_id"].notna()]
    tried = rows[((rows["direction"] == WE) | (rows["outcome"] == "No answer")).fillna(False)]
    theirs = rows[(rows["direction"] == THEY).fillna(False)].groupby("contact_id")["date"].max()
    facts: Facts = {}
    for id, days in tried.sort_values("date").groupby("contact_id")["date"]:
        heard = theirs.get(id)
        after = None if heard is None else (heard - days.iloc[-1]).days
        if after is not None and 0 <= after <= ANSWER_DAYS:
            facts[str(id)] = ("yes", f"contacted us {times(after, 'day', 'days')} after our last try")
        elif len(days) >= TRIES and (heard is None or heard < days.iloc[-TRIES]):
            facts[str(id)] = ("silent", f"silent to our last {TRIES} tries")
        else:
            facts[str(id)] = ("in between", f"tried {times(len(days), 'time', 'times')}")
    return facts


def met(frames: Frames, as_of: dt.date) -> Facts:
    """Whether an interaction with them means visit."""
    rows = frames.interactions[(frames.interactions["date"] <= pd.Timestamp(as_of))]
    seen = rows[(rows["means"] == "visit") & ~(rows["outcome"] == "No answer").fillna(False)]["contact_id"]
    visited = set(seen.dropna())
    everybody = rows["contact_id"].dropna().unique()
    return {id: ("yes", "we have met") if id in visited else ("no", "we have not met yet") for id in everybody}


def need(frames: Frames, as_of: dt.date) -> Facts:
    """Whether Needs & preferences is filled in: what it says is not read."""
    return {str(id): ("yes", "we know what they need") for id in frames.contacts["needs"].dropna().index}


def _open(frames: Frames, as_of: dt.date) -> pd.DataFrame:
    """One open deal a contact: the one that was opened last."""
    rows = frames.deals[(frames.deals["means"] == "open") & frames.deals["contact_id"].notna()]
    rows = rows.assign(begun=rows["opened_on"].fillna(rows["added_on"]))
    rows = rows[~(rows["begun"] > pd.Timestamp(as_of))].sort_values("begun", kind="stable", na_position="first")
    return rows.drop_duplicates("contact_id", keep="last").set_index("contact_id")


def amount(frames: Frames, as_of: dt.date) -> Facts:
    """Whether their open deal has an amount."""
    there = _open(frames, as_of)["amount"].notna()
    return {str(id): ("yes", "the deal has an amount") if has else ("no", "the deal has no amount")
            for id, has in there.items()}  # fmt: skip


def date(frames: Frames, as_of: dt.date) -> Facts:
    """Whether the day on which it should be decided lies ahead, or is long past."""
    late = (pd.Timestamp(as_of) - _open(frames, as_of)["expected_close"]).dt.days.dropna()
    facts: Facts = {}
    for id, days in late.items():
        state = "ahead" if days <= 0 else "past" if days > PAST_DAYS else "in between"
        said = "is to be decided soon" if days <= 0 else f"should have been decided {days:.0f} days ago"
        facts[str(id)] = (state, said)
    return facts


def source(frames: Frames, as_of: dt.date) -> Facts:
    """How often deals of their source are won, drawn towards all deals as if ten more had gone like those."""
    table = sources(frames)
    closed = table["won"] + table["lost"]
    if not closed.sum():
        return {}
    usual = table["won"].sum() / closed.sum()
    chance = (table["won"] + PRIOR * usual) / (closed + PRIOR)
    known = chance[closed >= CLOSED]
    facts: Facts = {}
    for id, name in frames.contacts["source"].dropna().items():
        if name in known.index and usual > 0:
            ratio = float(known[name]) / float(usual)
            state = "good" if ratio >= UP else "poor" if ratio <= DOWN else "usual"
            facts[str(id)] = (state, f"people from {name} become customers {OFTEN[state]}")
    return facts


def pace(frames: Frames, as_of: dt.date) -> Facts:
    """How long the deal has been open against the median of those that were won."""
    won = frames.deals[(frames.deals["means"] == "won") & ~(frames.deals["closed_on"] > pd.Timestamp(as_of))]
    usual = float((won["closed_on"] - won["opened_on"]).dt.days.median())
    age = (pd.Timestamp(as_of) - _open(frames, as_of)["begun"]).dt.days.dropna()
    if math.isnan(usual):
        return {}
    facts: Facts = {}
    for id, days in age.items():
        state = "usual" if days <= usual else "very slow" if days > 2 * usual else "slow"
        facts[str(id)] = (state, f"open for {times(int(days), 'day', 'days')}, won ones took {usual:.0f}")
    return facts


LEAD_FACTS: Mapping[str, Callable[[Frames, dt.date], Facts]] = {
    "answers": answers,
    "met": met,
    "need": need,
    "amount": amount,
    "date": date,
    "source": source,
    "pace": pace,
}
"""Fact -> how it is found."""
