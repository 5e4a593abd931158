"""Which answers the figures of a question leave out, and why; rows about other questions are no part of them."""

import datetime as dt

import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.intervals import LeftOut
from crm.model.lists import Question


def left_of(frames: Frames, question: Question, *, since: dt.date | None = None) -> LeftOut:
    """The rows that do not count, of this question or of none that is known; with `since` those of that day or before
    are not told, but those without a day are."""
    rows = _of(frames.every_answer, question)
    if since is not None:
        day = rows["date"].fillna(rows["asked_on"].dt.normalize())
        rows = rows[~(day <= pd.Timestamp(since))]
    return _among(frames.left_out["answers"], rows.index)


def left_of_response(frames: Frames, question: Question, *, as_of: dt.date) -> LeftOut:
    """What the share that answered leaves out: rows of 12 months that do not count, and answers without Asked on."""
    since = (pd.Timestamp(as_of) - pd.DateOffset(years=1)).date()
    found = left_of(frames, question, since=since)
    rows = frames.answers[frames.answers["question"] == question.name]
    unasked = rows["asked_on"].isna() & (rows["date"] > pd.Timestamp(since)) & (rows["date"] <= pd.Timestamp(as_of))
    return {**found, **_told("not_asked", rows.index[unasked])}


def left_of_comments(frames: Frames, question: Question, *, as_of: dt.date) -> LeftOut:
    """Comments on this question that are not listed, and those on a question that no list holds."""
    rows = _of(frames.every_answer, question)
    rows = rows[[isinstance(text, str) and bool(text.strip()) for text in rows["comment"]]]
    ahead = (rows["date"] > pd.Timestamp(as_of)).to_numpy()
    unknown = rows["question"].isna().to_numpy() & ~ahead
    test = rows["contact_id"].isin(frames.contacts.index[frames.contacts["test"]]).to_numpy() & ~ahead & ~unknown
    masks = {"future": ahead, "no_question": unknown, "test": test}
    return {reason: ids for reason, mask in masks.items() for ids in _told(reason, rows.index[mask]).values()}


def _of(rows: pd.DataFrame, question: Question) -> pd.DataFrame:
    return rows[(rows["question"] == question.name) | rows["question"].isna()]


def _told(reason: str, ids: pd.Index) -> LeftOut:
    return {reason: tuple(map(str, ids))} if len(ids) else {}


def _among(left_out: LeftOut, ids: pd.Index) -> LeftOut:
    there = set(ids)
    found = {reason: tuple(id for id in rows if id in there) for reason, rows in left_out.items()}
    return {reason: rows for reason, rows in found.items() if rows}
