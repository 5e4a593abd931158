"""Who was asked, who answered and in which words, who was never asked, and what each group of people says."""

import datetime as dt

import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.intervals import Share
from crm.analytics.satisfaction import by_segment, headline, latest_answers, response_rate
from crm.model.lists import Question

YEARS = 2  # who came within so many years might have been asked
NOBODY, UNSIGNED, NONE = "nobody", "nobody signed", "no relationship"


def questions(frames: Frames, *, as_of: dt.date) -> list[Question]:
    """The questions with an answer in the last 12 months: the one that speaks for all, then those with most answers."""
    counted = [(len(latest_answers(frames.answers, one, as_of=as_of)), one) for one in frames.rules.questions.values()]
    first = headline(frames.answers, frames.rules, as_of=as_of)
    asked = sorted((pair for pair in counted if pair[0]), key=lambda pair: (pair[1] != first, -pair[0]))
    return [question for _, question in asked]


def response(frames: Frames, question: Question, *, as_of: dt.date) -> tuple[Share | None, str, Share | None]:
    """Of those asked in the last 12 months the share that answered; the name of the last round, and its share.

    None: nobody recorded who was asked. Without several rounds the name is "".
    """
    rows = frames.answers[frames.answers["question"] == question.name]
    days, day = rows["asked_on"].dt.normalize(), pd.Timestamp(as_of)
    asked = rows[(days > day - pd.DateOffset(years=1)) & (days <= day)].sort_values("asked_on", kind="stable")
    if asked["round"].nunique() < 2:
        return response_rate(asked), "", None
    last = str(asked["round"].iloc[-1])
    return response_rate(asked), last, response_rate(asked, last)


def by_owner(frames: Frames, question: Question, *, as_of: dt.date) -> pd.DataFrame:
    """The score of the answers by who looks after the person: segment, score, lo, hi, n, as `by_segment` says."""
    return _grouped(frames, question, frames.contacts["owner"].fillna(NOBODY), as_of)


def by_relationship(frames: Frames, question: Question, *, as_of: dt.date) -> pd.DataFrame:
    """The same by the first relationship of each person."""
    words = frames.contacts["relationships"]
    first = words.map(lambda told: told[0] if isinstance(told, tuple) and told else NONE)
    return _grouped(frames, question, first, as_of)


def _grouped(frames: Frames, question: Question, of_contacts: pd.Series, as_of: dt.date) -> pd.DataFrame:
    answers = latest_answers(frames.answers, question, as_of=as_of).assign(latest=True)
    segment = answers["contact_id"].map(of_contacts).astype("object")
    found = by_segment(answers, question, segment.where(answers["contact_id"].notna(), UNSIGNED))
    is_rest = found["segment"] == "other"
    return pd.concat([found[~is_rest].sort_values("segment", key=lambda names: names.str.casefold()), found[is_rest]])


def comments(frames: Frames, question: Question, *, as_of: dt.date) -> pd.DataFrame:
    """What people said in their own words, the newest first: contact_id, date, score, comment, unhappy, followed_up.

    People tagged test are left out.
    """
    rows = frames.every_answer[frames.every_answer["question"] == question.name]
    told = rows["comment"].map(lambda text: isinstance(text, str) and bool(text.strip())).astype(bool)
    tests = frames.contacts.index[frames.contacts["test"]]
    found = rows[told & ~rows["contact_id"].isin(tests) & ~(rows["date"] > pd.Timestamp(as_of))]
    kept = ["contact_id", "contact", "date", "score", "comment", "unhappy", "followed_up"]
    return found[kept].sort_values("date", ascending=False, kind="stable")


def never_asked(frames: Frames, *, as_of: dt.date) -> tuple[pd.Series, int]:
    """Customers who came within two years and of whom no answer and no asking is noted: ID -> the last day they came,
    the latest first; and of how many. Archived and former people, and who is not to be contacted, are left out."""
    people = frames.customers
    there = people.index[~people["archived"] & ~people["former"] & ~people["silent"]]
    last = frames.events.groupby("contact_id")["date"].max()
    recent = last[(last > pd.Timestamp(as_of) - pd.DateOffset(years=YEARS)) & (last <= pd.Timestamp(as_of))]
    recent = recent[recent.index.isin(there)].sort_values(ascending=False, kind="stable")
    asked = frames.every_answer["contact_id"].map(frames.contacts["unit"])
    return recent[~recent.index.isin(asked.dropna())], len(recent)
