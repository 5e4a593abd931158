"""The answers people gave: which count, which is the latest of each, and which are unhappy."""

import pandas as pd

from crm.analytics.activity import Rows
from crm.analytics.counting import question_of
from crm.analytics.customers import among, linked
from crm.analytics.rows import contact_masks, day_masks, sorted_out, troubled
from crm.model.lists import Question
from crm.model.snapshot import Snapshot


def all_answers(snapshot: Snapshot) -> pd.DataFrame:
    """The sheet Satisfaction with what figures need to know of each row.

    `question` as the list spells it, `round` never blank, `readable`: the score lies on the scale of its question,
    `unhappy`: 0-6 of 10 for the measure NPS, else worse than the middle of the scale.
    """
    answers = linked(snapshot, snapshot.satisfaction.copy(deep=False))
    known = {text: question_of(text, snapshot.lists.questions) for text in answers["question"].unique()}
    found = [known.get(text) for text in answers["question"].tolist()]
    answers["question"] = pd.Series([q.name if q else None for q in found], index=answers.index, dtype="str")
    answers["date"] = answers["date"].dt.normalize()
    asked = answers["asked_on"].fillna(answers["date"])
    quarter = asked.dt.year.astype("Int64").astype("str") + "-Q" + asked.dt.quarter.astype("Int64").astype("str")
    answers["round"] = answers["round"].fillna(quarter)
    scores = answers["score"].astype("float64")
    low, high, bad, turn = (
        pd.Series([part(q) if q else float("nan") for q in found], index=answers.index, dtype="float64")
        for part in (_low, _high, _unhappy_to, _direction)
    )
    answers["readable"] = (scores >= low) & (scores <= high)
    answers["unhappy"] = answers["readable"] & (scores * turn <= bad * turn)
    return answers


def _low(question: Question) -> float:
    return question.low


def _high(question: Question) -> float:
    return question.high


def _direction(question: Question) -> float:
    return 1.0 if question.high_is_good else -1.0


def _unhappy_to(question: Question) -> float:
    """The best score that is still unhappy."""
    if question.measure == "NPS":
        return 6.0
    return (question.low + question.high) / 2 - 0.5 * _direction(question)


def counted_answers(snapshot: Snapshot, answers: pd.DataFrame, contacts: pd.DataFrame, as_of: pd.Timestamp) -> Rows:
    """The rows that count: customers' and anonymous ones, asked or answered by now.

    `latest` marks the one answer a contact, question and round that scores are made of.
    """
    days = answers["date"].fillna(answers["asked_on"].dt.normalize().where(answers["score"].isna()))
    unscored = answers["score"].isna() & ~troubled(snapshot, "Satisfaction", answers["score"], ("score",))
    masks = day_masks(snapshot, "Satisfaction", days, as_of)
    masks |= contact_masks(snapshot, "Satisfaction", answers["contact_id"], answers["contact"])
    del masks["no_contact"]  # what nobody signed counts too
    signed = answers["contact_id"].notna().to_numpy()
    masks["excluded"] = signed & ~among(answers["contact_id"], contacts, "customer")
    masks["bad_score"] = (~answers["readable"] & ~unscored).to_numpy() | (
        unscored & answers["asked_on"].isna()
    ).to_numpy()
    counts, left = sorted_out(answers.index, masks)
    kept = answers[counts]
    return Rows(kept.assign(latest=latest_of(kept)), left)


def latest_of(answers: pd.DataFrame) -> pd.Series:
    """Among scored rows the last of each contact, question and round; what nobody signed stands for itself."""
    scored = answers[answers["score"].notna()].sort_values("date", kind="stable")
    signed = scored["contact_id"].notna()
    again = scored[signed].duplicated(["contact_id", "question", "round"], keep="last")
    latest = pd.Series(False, index=answers.index)
    latest.loc[scored.index[~signed]] = True
    latest.loc[again.index[~again]] = True
    return latest


def unhappy_of(answers: pd.DataFrame, contacts: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Unhappy answers that nobody has seen to, from anybody but archived and test contacts; the latest first."""
    silent = contacts.index[contacts["archived"] | contacts["test"]]
    open_ = answers["unhappy"] & ~answers["followed_up"].fillna(False).astype(bool)
    waiting = answers[open_ & ~answers["contact_id"].isin(silent) & ~(answers["date"] > as_of)]
    return waiting[["contact_id", "date", "question", "score", "comment", "by"]].sort_values("date", ascending=False)
