"""One thread through the business: do they stay, do they come again, what do they bring, are they happy.

All four are of the same people, the customers who came at least once in 24 months, and of the same 12 months.
"""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from crm.analytics import loyalty, retention, satisfaction
from crm.analytics.frames import Frames
from crm.analytics.intervals import Counted, LeftOut, Share, changed
from crm.analytics.lookups import found_in, is_among
from crm.analytics.profit import profit
from crm.analytics.satisfaction import Nps
from crm.model.lists import Question

YEARS = 2  # who came within so many years is of the thread
LOYAL = ("steady", "overdue")
SOLD = ["contact_id", "date", "amount", "cost", "currency", "means"]


@dataclass(frozen=True)
class Earned(Counted):
    """Money of 12 months in one currency, from `n` contacts; `headline` says whether `value` is profit or sales."""

    value: float
    headline: str
    coverage: float | None
    currency: str
    n: int
    others: Mapping[str, float] = field(default_factory=dict)
    left_out: LeftOut = field(default_factory=dict)

    @property
    def each(self) -> float | None:
        """Per contact who came."""
        return self.value / self.n if self.n else None


@dataclass(frozen=True)
class Thread:
    """The four figures of the 12 months up to `as_of`; one is None where nothing was recorded for it.

    `loyal` contacts keep to a rhythm of their own; `answered` of `active` answered `question`.
    """

    as_of: dt.date
    people: int
    active: int
    retention: Share | None
    loyalty: Share | None
    loyal: int
    profitability: Earned | None
    satisfaction: Nps | Share | None
    question: Question | None
    answered: int
    before: "Thread | None" = None

    def movement(self, name: str) -> str:
        """Whether retention, loyalty or satisfaction rose or fell against the 12 months before: "up", "down", or ""
        where their intervals do not tell, or one of them is missing."""
        now, before = getattr(self, name), getattr(self.before, name, None)
        if now is None or before is None or not changed(now, before):
            return ""
        return "up" if now.value > before.value else "down"

    def ratio(self) -> float | None:
        """How many times the money of the 12 months before it is now, told alike; None where there was none."""
        now, before = self.profitability, self.before.profitability if self.before else None
        if now is None or before is None or now.headline != before.headline or before.value <= 0:
            return None
        return now.value / before.value


class Top(NamedTuple):
    """Are they happy, do they stay: two figures of the thread, and whom all four are about (`people`).

    `answered` of them answered `question`.
    """

    happy: Nps | Share | None
    stay: Share | None
    people: set[str]
    question: Question | None
    answered: int


def thread(frames: Frames, *, as_of: dt.date, top: Top | None = None) -> Thread:
    """The four figures, and the same a year before with the people of then. `top`: the two, where they are known."""
    year_ago = (pd.Timestamp(as_of) - pd.DateOffset(years=1)).date()
    before = _thread(frames, year_ago, at_the_top(frames, as_of=year_ago), None)
    return _thread(frames, as_of, top or at_the_top(frames, as_of=as_of), before)


def at_the_top(frames: Frames, *, as_of: dt.date) -> Top:
    """Those two figures alone, which take a moment."""
    people = population(frames, as_of=as_of)
    question, answers = _answers(frames, people, as_of)
    happy = satisfaction.score(answers["score"], question) if question else None
    stay = retention.kept(frames.events, as_of=as_of)
    return Top(happy, stay, people, question, int(answers["contact_id"].nunique()))


def population(frames: Frames, *, as_of: dt.date) -> set[str]:
    """The IDs of the customers who came at least once in the 24 months up to a day."""
    day = pd.Timestamp(as_of)
    days = frames.events["date"]
    recent = (days > day - pd.DateOffset(years=YEARS)) & (days <= day)
    return set(frames.events["contact_id"][recent].unique().tolist())


def last_year(rows: pd.DataFrame, *, as_of: dt.date) -> pd.DataFrame:
    """The rows of the 12 months up to a day, by `date`."""
    day = pd.Timestamp(as_of)
    return rows[(rows["date"] > day - pd.DateOffset(years=1)) & (rows["date"] <= day)]


def _thread(frames: Frames, as_of: dt.date, top: Top, before: Thread | None) -> Thread:
    year = last_year(frames.events, as_of=as_of)
    states = frames.states(as_of)
    states = states[states["last"] > pd.Timestamp(as_of) - pd.DateOffset(years=YEARS)]
    active = int(year["contact_id"].nunique())
    return Thread(
        as_of=as_of,
        people=len(top.people),
        active=active,
        retention=top.stay,
        loyalty=loyalty.repeat_rate(year, by="orders"),  # an event is a day already
        loyal=int(((states["basis"] == "own") & states["state"].isin(LOYAL)).sum()),
        profitability=_earned(frames, top.people, active, as_of),
        satisfaction=top.happy,
        question=top.question,
        answered=top.answered,
        before=before,
    )


def unit_of(frames: Frames, ids: pd.Series) -> pd.Series:
    """Whom each contact counts as; missing for those who are not among the contacts."""
    return found_in(frames.contacts["unit"], ids)


def _answers(frames: Frames, people: set[str], as_of: dt.date) -> tuple[Question | None, pd.DataFrame]:
    """The question that speaks for all, and the latest answer of each of the people in the 12 months."""
    answers = last_year(frames.answers[["contact_id", "date", "question", "score"]], as_of=as_of)
    mine = answers[is_among(unit_of(frames, answers["contact_id"]), people)]
    question = satisfaction.headline(mine, frames.rules, as_of=as_of)
    if question is None:
        return None, mine.iloc[:0]
    return question, satisfaction.latest_answers(mine, question, as_of=as_of)


def _earned(frames: Frames, people: set[str], active: int, as_of: dt.date) -> Earned | None:
    year, day = last_year(frames.sold[SOLD], as_of=as_of), pd.Timestamp(as_of)
    mine = year[is_among(year["contact_id"], people)]
    found = profit(mine, since=(day - pd.DateOffset(years=1, days=-1)).date(), until=as_of)
    if found.empty:
        return None
    currency = frames.rules.currency if frames.rules.currency in found.index else str(found["n"].idxmax())
    own = found.to_dict("index")[currency]
    others = {str(name): float(total) for name, total in found["sales"].items() if name != currency}
    headline, covered = str(own["headline"]), float(own["coverage"])
    coverage = None if math.isnan(covered) else covered
    return Earned(float(own[headline]), headline, coverage, currency, active, others)
