"""One contact at a glance: when we last were in touch, what comes next, money, and what they answered last."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.today import follow_ups

Sums = dict[str, float]  # currency -> amount; currencies are never added together


@dataclass(frozen=True)
class Money:
    """What came in and what went out, by currency: in the last 12 months, and in all."""

    year_in: Sums
    year_out: Sums
    all_in: Sums
    all_out: Sums


@dataclass(frozen=True)
class AtAGlance:
    """The four facts of a card; None where there is nothing to tell. `answer` is the question and the score."""

    last: dt.date | None
    next_what: str
    next_due: dt.date | None
    money: Money
    answer: tuple[str, int] | None
    answered: dt.date | None


def at_a_glance(frames: Frames, contact: str, *, as_of: dt.date) -> AtAGlance:
    """The four facts of one contact up to a day."""
    touches = frames.touches[frames.touches["contact_id"] == contact]["date"]
    steps = follow_ups(frames, as_of=as_of)
    steps = steps[steps["contact_id"] == contact]
    first = steps.iloc[0] if len(steps) else None
    answers = frames.every_answer[frames.every_answer["contact_id"] == contact]
    answers = answers[answers["score"].notna() & answers["question"].notna()].sort_values("date", kind="stable")
    latest = answers.iloc[-1] if len(answers) else None
    return AtAGlance(
        last=_day(touches.max()) if len(touches) else None,
        next_what=str(first["what"]) if first is not None and isinstance(first["what"], str) else "",
        next_due=_day(first["due"]) if first is not None else None,
        money=money_of(frames, contact, as_of=as_of),
        answer=None if latest is None else (str(latest["question"]), int(latest["score"])),
        answered=None if latest is None else _day(latest["date"]),
    )


def money_of(frames: Frames, contact: str, *, as_of: dt.date) -> Money:
    """The sums of a contact's sales and purchases up to a day; a day without a date counts in all only."""
    day = pd.Timestamp(as_of)
    rows = frames.sales[(frames.sales["contact_id"] == contact) & ~(frames.sales["date"] > day)]
    recent = rows[rows["date"] > day - pd.DateOffset(months=12)]
    return Money(
        _sums(recent, "money in"), _sums(recent, "money out"), _sums(rows, "money in"), _sums(rows, "money out")
    )


def _sums(rows: pd.DataFrame, means: str) -> Sums:
    chosen = rows[(rows["means"] == means) & rows["amount"].notna()]
    return {str(unit): round(float(sum_), 2) for unit, sum_ in chosen.groupby("currency")["amount"].sum().items()}


def _day(moment: object) -> dt.date | None:
    return moment.date() if isinstance(moment, pd.Timestamp) and not pd.isna(moment) else None
