"""Loyalty in sentences and tables: who comes again, everybody's rhythm, groups of customers, and what to expect."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from crm.analytics.buying import Expected
from crm.analytics.counting import Counting
from crm.analytics.frames import Frames
from crm.analytics.intervals import ROUGH, Counted, Refused, Share
from crm.analytics.rfm import SHOWN, rfm
from crm.analytics.survival import second_purchase
from crm.analytics.words import between, percent, share_sentence, times

YEAR = 365
STATES = ("steady", "overdue", "at risk", "lapsed", "came once", "not known")
LOYAL = ("steady", "overdue")
GROUPS = tuple(dict.fromkeys(SHOWN.values()))  # champions, loyal, new, at risk, lost, in between

HOW: Mapping[str, str] = {
    "repeat": (
        "Several purchases or visits on one day count as one. The first share is unfair to people who are new, so the "
        "second one stands beside it: of everybody, who came a second time within 365 days. People who are not known "
        "for so long yet count in it for as long as they are known (Kaplan and Meier)."
    ),
    "groups": (
        "Customers are compared with each other in three things: how long ago they came, on how many days, and how "
        "much money they brought. Champions are in the best fifth in all three; loyal ones come often and lately; new "
        "ones lately, not often yet; at risk are good ones who stay away; lost are those who have long been away. Up "
        "to 49 customers are told apart by thirds. Money in another currency than yours is not counted here."
    ),
    "expected": (
        "The model BG/NBD (Fader, Hardie and Lee 2005): everybody comes at a pace of their own, and after each time "
        "may not come again. It is good at ranking people and runs low in sum, so what it would have said half a year "
        "ago stands beside it. It is not shown where that was off by more than 30 %."
    ),
}  # fmt: skip


def how_rhythm(rules: Counting) -> str:
    """How a rhythm is counted, with the limits that the team set."""
    rule = rules.rhythm
    return (
        f"The rhythm of somebody who came on {rule.min_gaps + 1} days or more is the usual time between two of them. "
        f"Silent for up to {rule.watch:g} times as long is steady, up to {rule.risk:g} overdue, up to {rule.lost:g} at "
        f"risk, longer lapsed; who was here within {rule.floor_days} days is always steady. Who came less often is "
        "compared with everybody: longer than four of five gaps of all is overdue, twice as long at risk. Loyal is who "
        "has a rhythm of their own and is steady or overdue. Archived people and people whose Status is Former are not "
        "shown."
    )


def came(rules: Counting) -> str:
    """What customers did, where sales count as coming and where visits do.

    >>> came(Counting("sales")), came(Counting())
    ('bought', 'came')
    """
    return "bought" if rules.activity == "sales" else "came"


def comings(rules: Counting) -> str:
    """The same as a thing to be counted."""
    return "purchases" if rules.activity == "sales" else "visits"


# who comes again ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WithinYear(Counted):
    """The share with a second day within 365 days of the first, of `n` customers; parts of 1."""

    share: float
    lo: float
    hi: float
    n: int


def within_year(events: pd.DataFrame, *, as_of: dt.date) -> WithinYear | Refused:
    """By Kaplan & Meier, fair to those who are new; refused below ten whose first day is 365 days ago."""
    day = pd.Timestamp(as_of)
    first = events[events["date"] <= day].groupby("contact_id")["date"].min()
    old = int(((day - first).dt.days >= YEAR).sum())
    if old < ROUGH:
        return Refused(f"only {old} who first came a year ago or earlier, {ROUGH} needed")
    share, bounds = second_purchase(events, as_of=as_of).at(YEAR)
    lo, hi = (1 - bounds.hi, 1 - bounds.lo) if bounds else (1 - share, 1 - share)
    return WithinYear(1 - share, lo, hi, len(first))


def repeat_sentence(found: Share | None, rules: Counting) -> str:
    """How many came on two days or more."""
    empty = f"Who comes again can be told once {rules.customers} have come."
    word = rules.customer if found and found.n == 1 else rules.customers
    return share_sentence(found, f"{word} {came(rules)} on two days or more", empty)


def within_sentence(found: WithinYear | Refused, rules: Counting) -> str:
    """How many came a second time within a year."""
    second = f"{came(rules)} a second time within {YEAR} days"
    if isinstance(found, Refused):
        return f"How many {second} is not shown: {found.reason}."
    bounds = between(100 * found.lo, 100 * found.hi)
    roughly = "roughly " if found.verdict == "rough" else ""
    return f"Fair to those who are new: {roughly}{percent(found.share)} {second}, {bounds} %."


def shares(rate: Share | None, within: WithinYear | Refused) -> pd.DataFrame:
    """Both shares, as far as ten cases carry them: name, share, lo, hi, n."""
    rows = []
    if rate is not None and rate.n >= ROUGH:
        rows.append(("On two days or more", rate.share, rate.lo, rate.hi, rate.n))
    if not isinstance(within, Refused):
        rows.append((f"Again within {YEAR} days", within.share, within.lo, within.hi, within.n))
    return pd.DataFrame(rows, columns=["name", "share", "lo", "hi", "n"])


# rhythm ---------------------------------------------------------------------------------------------------------------


def rhythms(frames: Frames) -> pd.DataFrame:
    """The rhythm of everybody who is still there, by contact ID, those who are silent for the longest time first."""
    people = frames.customers
    there = people.index[~people["archived"] & ~people["former"]]
    found = frames.rhythm(frames.as_of)
    return found[found.index.isin(there)].sort_values("days_since", ascending=False, kind="stable")


def rhythm_sentence(found: pd.DataFrame, rules: Counting) -> str:
    """How many are in which state, and how many are loyal."""
    if found.empty:
        return f"A rhythm can be told once {rules.customers} have come."
    counts = found["state"].value_counts()
    told = " · ".join(f"{state} {counts[state]:,}" for state in STATES if counts.get(state))
    loyal = int(((found["basis"] == "own") & found["state"].isin(LOYAL)).sum())
    own = f"{rules.people(loyal)} {'is' if loyal == 1 else 'are'} loyal, with a rhythm of their own"
    if not loyal:
        some = (found["basis"] == "own").any()
        own = "Nobody keeps to a rhythm of their own now" if some else "Nobody has a rhythm of their own yet"
    return f"{told[0].upper()}{told[1:]}. {own}."


def rhythm_table(found: pd.DataFrame, frames: Frames) -> pd.DataFrame:
    """Everybody's rhythm in words: Name, State, Last, Days ago, Usual gap (days), Why."""
    table = {
        "Name": [frames.name(id) for id in found.index],
        "State": found["state"].to_numpy(),
        "Last": found["last"].dt.date.to_numpy(),
        "Days ago": found["days_since"].to_numpy(),
        "Usual gap (days)": found["median_gap"].where(found["basis"] == "own").to_numpy(),
        "Why": found["reason"].to_numpy(),
    }
    return pd.DataFrame(table)


# groups ---------------------------------------------------------------------------------------------------------------


def groups(frames: Frames) -> pd.DataFrame | Refused:
    """Recency, frequency and money of everybody who is still there, with `group`; the most money first.

    Refused below ten customers, and where no amounts are known: then all would be poor alike.
    """
    people = frames.customers
    there = people.index[~people["archived"] & ~people["former"]]
    events = frames.events[frames.events["contact_id"].isin(there)]
    n = int(events["contact_id"].nunique())
    if n < ROUGH:
        return Refused(f"only {frames.rules.people(n)}, {ROUGH} needed")
    if not events["amount"].notna().any():
        return Refused(f"no amounts are known in {frames.rules.currency}")
    found = rfm(events, as_of=frames.as_of)
    return found.assign(group=found["segment"].map(SHOWN)).sort_values("money", ascending=False, kind="stable")


def groups_sentence(found: pd.DataFrame | Refused) -> str:
    """How many are in which group."""
    if isinstance(found, Refused):
        return f"Groups are not shown: {found.reason}."
    counts = found["group"].value_counts()
    told = " · ".join(f"{name} {counts[name]:,}" for name in GROUPS if counts.get(name))
    return f"{told[0].upper()}{told[1:]}."


def groups_table(found: pd.DataFrame, frames: Frames) -> pd.DataFrame:
    """Name, Group, Days ago, Days, Money and the three scores."""
    table = {
        "Name": [frames.name(id) for id in found.index],
        "Group": found["group"].to_numpy(),
        "Days ago": found["recency"].to_numpy(),
        "Came on days": found["frequency"].to_numpy(),
        f"Money ({frames.rules.currency})": found["money"].round(2).to_numpy(),
        "Lately, often, money (1 to 5)": [
            f"{r}-{f}-{m}" for r, f, m in zip(found["R"], found["F"], found["M"], strict=True)
        ],
    }
    return pd.DataFrame(table)


# what to expect -------------------------------------------------------------------------------------------------------


def expected_sentence(found: Expected | Refused, rules: Counting) -> str:
    """What may come in half a year, always with what was said half a year ago and what came then."""
    if isinstance(found, Refused):
        return f"Not shown: {found.reason}."
    total = f"About {times(round(found.each.sum()), comings(rules)[:-1], comings(rules))}"
    off = abs(found.error)
    low = f"{percent(off)} too {'low' if found.error < 0 else 'high'}"
    return (
        f"{total} in the next {found.weeks} weeks from {rules.people(found.n)}. {found.weeks} weeks ago it would have "
        f"said {found.said:,.0f}, and {found.came:,} came: {low if off >= 0.005 else 'as good as exact'}."
    )


def expected_table(found: Expected, frames: Frames) -> pd.DataFrame:
    """Name and the days to expect, the most first, with what each is like now."""
    states = frames.rhythm(frames.as_of).reindex(found.each.index)
    table = {
        "Name": [frames.name(id) for id in found.each.index],
        f"{comings(frames.rules).capitalize()} to expect": found.each.round(1).to_numpy(),
        "Days ago": states["days_since"].to_numpy(),
        "So far": (states["gaps"] + 1).to_numpy(),
    }
    return pd.DataFrame(table)
