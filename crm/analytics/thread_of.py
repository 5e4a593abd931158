"""The thread of one person, and what came of what people had answered."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from crm.analytics import loyalty, satisfaction
from crm.analytics.frames import Frames
from crm.analytics.intervals import ROUGH, Share
from crm.analytics.profit import profit, trend
from crm.analytics.thread import last_year, unit_of

HALF_YEAR = 182


@dataclass(frozen=True)
class PersonThread:
    """One contact: state and reason of their rhythm, days they came in 12 months, since when they come, money of 12
    months against the 12 before (`ratio`, None without any), and the last answer, its day, whether it is unhappy and
    whether it was seen to; `of_organisation` where rhythm and money are those of the organisation they count as.
    """

    state: str
    reason: str
    days: int
    since: dt.date | None
    money: float | None
    headline: str
    currency: str
    ratio: float | None
    score: int | None
    question: str
    answered: dt.date | None
    followed_up: bool | None
    unhappy: bool = False
    of_organisation: bool = False


def thread_of(frames: Frames, contact_id: str, *, as_of: dt.date) -> PersonThread:
    """The four facts of one contact; of who counts as an organisation, the organisation's."""
    unit = str(frames.contacts["unit"].get(contact_id, contact_id))
    events = frames.events[frames.events["contact_id"] == unit]
    events = events[events["date"] <= pd.Timestamp(as_of)]
    state, reason = _rhythm(frames, events, as_of)
    money, headline, ratio = _money(frames, unit, as_of)
    answer = _last_answer(frames, contact_id, as_of)
    return PersonThread(
        state=state,
        reason=reason,
        days=int(last_year(events, as_of=as_of)["date"].nunique()),
        since=events["date"].min().date() if len(events) else None,
        money=money,
        headline=headline,
        currency=frames.rules.currency,
        ratio=ratio,
        score=None if answer is None else int(answer["score"]),
        question="" if answer is None else str(answer["question"]),
        answered=None if answer is None else answer["date"].date(),
        followed_up=None if answer is None else not pd.isna(answer["followed_up"]) and bool(answer["followed_up"]),
        unhappy=answer is not None and bool(answer["unhappy"]),
        of_organisation=unit != contact_id,
    )


def _rhythm(frames: Frames, events: pd.DataFrame, as_of: dt.date) -> tuple[str, str]:
    """Against everybody's gaps only where one's own are too few: those of a large book take a moment."""
    if events.empty:
        return "never came", "no day on which they came is recorded"
    found = loyalty.rhythm(events, as_of=as_of, rule=frames.rules.rhythm).iloc[0]
    if found["basis"] == "everybody":
        found = frames.rhythm(as_of).loc[events["contact_id"].iloc[0]]
    return str(found["state"]), str(found["reason"])


def _money(frames: Frames, unit: str, as_of: dt.date) -> tuple[float | None, str, float | None]:
    rows = frames.sold
    mine = rows[(rows["contact_id"] == unit) & (rows["currency"] == frames.rules.currency)]
    day = pd.Timestamp(as_of)
    spans = [(day - pd.DateOffset(years=n + 1, days=-1), day - pd.DateOffset(years=n)) for n in (0, 1)]
    now, before = (profit(mine, since=since.date(), until=until.date()) for since, until in spans)
    if now.empty:
        return None, "sales", None
    own = now.iloc[0]
    earlier = float(before.iloc[0][own["headline"]]) if len(before) else 0.0
    return float(own[own["headline"]]), str(own["headline"]), trend(float(own[own["headline"]]), earlier)


def _last_answer(frames: Frames, contact_id: str, as_of: dt.date) -> pd.Series | None:
    answers = frames.every_answer
    mine = answers[
        (answers["contact_id"] == contact_id) & answers["readable"] & (answers["date"] <= pd.Timestamp(as_of))
    ]
    return mine.sort_values("date", kind="stable").iloc[-1] if len(mine) else None


def thread_link(frames: Frames, *, as_of: dt.date) -> pd.DataFrame:
    """What people did in the 182 days after their latest answer, where these are over: a row a group.

    group (promoters, passives, detractors; of other questions good, not good), k came of n, share, lo, hi (missing
    below 10), money (the median of the own currency, missing below 10). They came back more or less often: never
    because of it.
    """
    day = pd.Timestamp(as_of)
    question = satisfaction.headline(frames.answers, frames.rules, as_of=as_of)
    columns = ["group", "k", "n", "share", "lo", "hi", "money"]
    if question is None:
        return pd.DataFrame(columns=columns)
    answers = frames.answers[frames.answers["score"].notna() & (frames.answers["question"] == question.name)]
    answers = answers[answers["contact_id"].notna() & (answers["date"] <= day - pd.Timedelta(days=HALF_YEAR))]
    answers = answers.sort_values("date", kind="stable").drop_duplicates("contact_id", keep="last")
    answers = answers.assign(unit=unit_of(frames, answers["contact_id"]))
    came, money = _after(frames.events, answers), _spent(frames, answers)
    rows = []
    for name, scores in satisfaction.groups(answers["score"], question):
        who = answers.loc[scores.index, "unit"]
        found = Share.of(int(who.isin(came).sum()), len(who))
        median = float(money.reindex(who).fillna(0.0).median())
        shown = found is not None and found.n >= ROUGH
        told = (found.share, found.lo, found.hi, median) if found and shown else (None,) * 4
        rows.append((name, found.k if found else 0, len(who), *told))
    return pd.DataFrame(rows, columns=columns)


def _after(events: pd.DataFrame, answers: pd.DataFrame) -> set[str]:
    """Who came in the 182 days after they had answered."""
    return set(_within(events, events["contact_id"], answers)["contact_id"])


def _spent(frames: Frames, answers: pd.DataFrame) -> pd.Series:
    """What they paid in the 182 days after they had answered."""
    rows = frames.sold[frames.sold["currency"] == frames.rules.currency]
    return _within(rows, rows["contact_id"], answers).groupby("contact_id")["amount"].sum()


def _within(rows: pd.DataFrame, units: pd.Series, answers: pd.DataFrame) -> pd.DataFrame:
    last = answers.drop_duplicates("unit", keep="last").set_index("unit")["date"].reindex(units)
    silent = (rows["date"] - last.set_axis(rows.index)).dt.days
    return rows[(silent > 0) & (silent <= HALF_YEAR)]
