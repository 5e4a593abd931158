"""What is known of each customer and each lead, as the facts that a standing is made of."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from crm.analytics.care import spent_less
from crm.analytics.frames import Frames
from crm.analytics.intervals import Share, rounded
from crm.analytics.known import as_known
from crm.analytics.money import OUT, Money
from crm.analytics.profit import HEADLINE, payment_delay, profit
from crm.analytics.standing import POINTS, Fact, Standing, overridden, weigh
from crm.analytics.thread import last_year, population, unit_of
from crm.analytics.words import times

UP, DOWN = 1.25, 0.75
COMPARED = ("money", "refers")  # the facts about somebody for which the rows of everybody are needed
ON_TIME, LATE, VERY_LATE = 7, 30, 60
Facts = dict[str, tuple[str | None, str]]
"""Contact ID -> what the fact is, None where it is not known, and why, in words."""


def standing(
    frames: Frames, *, as_of: dt.date, weights: Mapping[str, float] | None = None, only: set[str] | None = None
) -> dict[str, Standing]:
    """Every customer of the last 24 months (or `only` those): contact ID -> level, points and reasons.

    `weights`: fact -> its largest number of points, else as the Settings say.
    """
    people = sorted(population(frames, as_of=as_of) if only is None else only)
    points = overridden(POINTS, frames.rules.weights if weights is None else weights)
    tables = {name: find(frames, as_of) for name, find in CUSTOMER_FACTS.items()}
    return {id: weigh([_fact(name, table, id) for name, table in tables.items()], points) for id in people}


def standing_of(frames: Frames, unit: str, *, as_of: dt.date) -> Standing:
    """The same of one customer alone, from their own rows where nobody else's are needed: a card is drawn at once."""
    own = _rows_of(frames, unit)
    tables = {name: find(frames if name in COMPARED else own, as_of).get(unit) for name, find in CUSTOMER_FACTS.items()}
    facts = [Fact(name, *(found or (None, UNKNOWN[name]))) for name, found in tables.items()]
    return weigh(facts, overridden(POINTS, frames.rules.weights))


def _rows_of(frames: Frames, unit: str) -> Frames:
    members = frames.contacts.index[frames.contacts["unit"] == unit]

    def of(rows: pd.DataFrame) -> pd.DataFrame:
        return rows[members.get_indexer(pd.Index(rows["contact_id"])) >= 0]

    money_ = frames.money
    return replace(
        frames, events=frames.events[frames.events["contact_id"] == unit], sales=of(frames.sales),
        answers=of(frames.answers), money=Money(of(money_.rows), of(money_.open), money_.left_out),
    )  # fmt: skip


def _fact(name: str, table: Facts, id: str) -> Fact:
    found, reason = table.get(id, (None, UNKNOWN[name]))
    return Fact(name, found, reason)


UNKNOWN: Mapping[str, str] = {
    "repeat": "not known: no day on which they came",
    "rhythm": "not known: came on fewer than four days",
    "money": "not known: no money in 12 months",
    "trend": "not known: no money the year before",
    "words": "not known: no answer in 12 months",
    "pays": "not known: too few paid invoices",
    "refers": "nobody came through them yet",
}


def repeats(frames: Frames, as_of: dt.date) -> Facts:
    """On how many days they bought in 12 months."""
    ever = frames.events.loc[frames.events["date"] <= pd.Timestamp(as_of), "contact_id"].unique()
    days = last_year(frames.events, as_of=as_of).groupby("contact_id")["date"].nunique().reindex(ever, fill_value=0)
    did = "bought" if frames.rules.activity == "sales" else "came"
    return {
        str(id): ("2+" if n > 1 else str(n), f"{did} on {times(n, 'day', 'days')} in 12 months")
        for id, n in days.items()
    }


def rhythms(frames: Frames, as_of: dt.date) -> Facts:
    """Only of who has a rhythm of their own."""
    found = frames.rhythm(as_of)
    own = found[found["basis"] == "own"]
    rows = zip(own.index, own["state"], own["reason"], strict=True)
    return {id: (state, "in rhythm" if state == "steady" else f"{state}: {reason}") for id, state, reason in rows}


def worth(frames: Frames, as_of: dt.date, *, years_ago: int = 0) -> tuple[pd.Series, str]:
    """What each customer brought in 12 months in the own currency, and whether that is profit or sales."""
    rows = frames.sold[frames.sold["currency"] == frames.rules.currency]
    day = pd.Timestamp(as_of) - pd.DateOffset(years=years_ago)
    since = (day - pd.DateOffset(years=1, days=-1)).date()
    table = profit(rows, since=since, until=day.date(), by=["contact_id"])
    total = profit(rows, since=since, until=day.date())
    known = len(total) > 0 and bool((total["coverage"] >= HEADLINE).all())
    return table["profit" if known else "sales"].droplevel("currency").dropna(), "profit" if known else "sales"


def money(frames: Frames, as_of: dt.date) -> Facts:
    """Thirds of the customers with money in 12 months; a loss whatever the third."""
    found, what = worth(frames, as_of)
    thirds = np.ceil(found.rank(method="min", pct=True) * 3)
    names = {1: "bottom", 2: "middle", 3: "top"}
    facts: Facts = {}
    for id, value, third in zip(found.index, found, thirds, strict=True):
        state = "loss" if value < 0 else names[int(third)]
        facts[str(id)] = (state, "brought a loss" if state == "loss" else f"{state} third by {what}")
    return facts


def trends(frames: Frames, as_of: dt.date) -> Facts:
    """The sales of 12 months against those of the 12 before."""
    rows = frames.sold[frames.sold["currency"] == frames.rules.currency]
    year_ago = (pd.Timestamp(as_of) - pd.DateOffset(years=1)).date()
    now, before = (last_year(rows, as_of=day).groupby("contact_id")["amount"].sum() for day in (as_of, year_ago))
    before = before[before > 0]
    return {str(id): _trend(float(ratio)) for id, ratio in (now.reindex(before.index).fillna(0.0) / before).items()}


def _trend(ratio: float) -> tuple[str, str]:
    state = "up" if ratio >= UP else "down" if ratio <= DOWN else "same"
    change = rounded(100 * abs(ratio - 1))
    if not change:
        return state, "spends as much as the year before"
    return state, f"spends {change:,} % more than the year before" if ratio > 1 else spent_less(ratio)


def words(frames: Frames, as_of: dt.date) -> Facts:
    """The last answer of 12 months, to whatever question."""
    answers = frames.answers[frames.answers["score"].notna() & frames.answers["contact_id"].notna()]
    last = last_year(answers, as_of=as_of).sort_values("date", kind="stable").drop_duplicates("contact_id", keep="last")
    last = last.assign(unit=unit_of(frames, last["contact_id"])).drop_duplicates("unit", keep="last")
    facts: Facts = {}
    for id, name, score, unhappy in zip(last["unit"], last["question"], last["score"], last["unhappy"], strict=True):
        state = "unhappy" if unhappy else "positive" if _is_good(frames, name, score) else "neither"
        facts[str(id)] = (state, f"last answered {score:.0f} to “{name}”")
    return facts


def _is_good(frames: Frames, name: str, score: float) -> bool:
    question = next(one for one in frames.rules.questions.values() if one.name == name)
    return score >= question.good_from if question.high_is_good else score <= question.good_from


def pays(frames: Frames, as_of: dt.date) -> Facts:
    """The median delay of three paid invoices or more; one that is open and more than 60 days late weighs most."""
    day = pd.Timestamp(as_of)
    sales = frames.sales[frames.sales["due"].notna() & frames.sales["paid_on"].notna()]
    sales = sales.assign(contact_id=unit_of(frames, sales["contact_id"]))
    own = payment_delay(sales, as_of=as_of).own
    facts: Facts = {str(id): _delay(float(days)) for id, days in own.items()}
    there = frames if as_of >= frames.as_of else as_known(frames, as_of)  # what was paid since was open then
    open_ = there.money.open[there.money.open["means"] != OUT]
    late = (day - open_["due"].dt.normalize()).dt.days
    worst = late.groupby(unit_of(frames, open_["contact_id"])).max()
    for id, days in worst[worst > VERY_LATE].items():
        facts[str(id)] = ("very late", f"an invoice is {days:.0f} days late")
    return facts


def _delay(days: float) -> tuple[str, str]:
    state = "on time" if days <= ON_TIME else "late" if days > LATE else "in between"
    if days == 0:
        return state, "pays on the due date"
    count = times(rounded(abs(days)), "day", "days")
    return state, f"pays {count} {'after' if days > 0 else 'before'} the due date"


def refers(frames: Frames, as_of: dt.date) -> Facts:
    """Whom the Source of another contact names; of everybody else it is known that nobody did, once a source is."""
    named = Counter(text.strip().casefold() for text in frames.contacts["source"].dropna().to_list())
    if not named:
        return {}
    facts: Facts = {}
    names = frames.contacts["name"].dropna()
    for id, name in zip(names.index.to_list(), names.to_list(), strict=True):
        n = named[name.strip().casefold()]
        said = f"{times(n, 'person', 'people')} came through them" if n else UNKNOWN["refers"]
        facts[str(id)] = ("yes" if n else "no", said)
    return facts


CUSTOMER_FACTS: Mapping[str, Callable[[Frames, dt.date], Facts]] = {
    "repeat": repeats,
    "rhythm": rhythms,
    "money": money,
    "trend": trends,
    "words": words,
    "pays": pays,
    "refers": refers,
}
"""Fact -> how it is found."""


def standing_backtest(earlier: Mapping[str, Standing], came: set[str]) -> dict[str, Share | None]:
    """Level -> how many of its people came since: `earlier` from `standing` of the record as known half a year ago."""
    levels = {
        name: {id for id, one in earlier.items() if one.level == name} for name in ("good", "fair", "unpromising")
    }
    return {name: Share.of(len(ids & came), len(ids)) for name, ids in levels.items()}


def standing_tried(frames: Frames, *, as_of: dt.date) -> dict[str, Share | None]:
    """The same from the record as it stood half a year before `as_of`, and who came in that half year."""
    then = pd.Timestamp(as_of) - pd.DateOffset(months=6)
    earlier = standing(as_known(frames, then.date()), as_of=then.date())
    days = frames.events["date"]
    since = frames.events["contact_id"][(days > then) & (days <= pd.Timestamp(as_of))]
    return standing_backtest(earlier, set(since.unique()))
