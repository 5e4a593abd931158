"""The pieces of the page Satisfaction: question, who answered, what groups say, comments, who was not asked."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from crm.analytics import answers_left, asking, satisfaction, words
from crm.analytics import asking_words as told
from crm.analytics.frames import Frames
from crm.analytics.intervals import ROUGH, LeftOut
from crm.model.lists import Question
from crm.model.snapshot import Snapshot
from crm.ui import charts, reach, session
from crm.ui.charts import Told
from crm.ui.messages import explained, safe
from crm.ui.satisfaction_charts import groups_chart
from crm.ui.steps import line, who
from crm.ui.words import day

LISTED = 10  # comments, and names of people who were never asked
Grouping = Callable[..., pd.DataFrame]


def question_of(frames: Frames) -> Question | None:
    """The question that the page is about; where several were answered, the one that is chosen."""
    known = {one.name: one for one in asking.questions(frames, as_of=frames.as_of)}
    if len(known) < 2:
        for name in known:
            st.caption(safe(name))
        return next(iter(known.values()), None)
    return known[st.selectbox("Question", list(known), key="satisfaction_question", width=420)]


def figures(frames: Frames, question: Question) -> None:
    """The score, how it moved, and how many answered."""
    as_of = frames.as_of
    answers = satisfaction.latest_answers(frames.answers, question, as_of=as_of)
    found = satisfaction.score(answers["score"], question)
    charts.satisfaction_score(answers["score"], found, question, left_out=_of_the_year(frames, question))
    st.subheader("How it moved")
    points = satisfaction.satisfaction_trend(frames.answers, question, as_of=as_of)
    n = int((frames.answers["latest"] & (frames.answers["question"] == question.name)).sum())
    charts.satisfaction_trend(points, question, n, answers_left.left_of(frames, question))
    st.subheader("How many answer")
    _response(frames, question)


def _of_the_year(frames: Frames, question: Question) -> LeftOut:
    since = (pd.Timestamp(frames.as_of) - pd.DateOffset(years=1)).date()
    return answers_left.left_of(frames, question, since=since)


def _response(frames: Frames, question: Question) -> None:
    """How many of those who were asked answered, in all and in the last round."""
    as_of = frames.as_of
    of_all, name, of_round = asking.response(frames, question, as_of=as_of)
    shown = [charts.score_chart(of_all, told.response_sentence(of_all))] if of_all and of_all.n >= ROUGH else []
    table = pd.DataFrame()
    if of_all:
        table = pd.DataFrame({"Asked": [of_all.n], "Answered": [of_all.k]})
    left = answers_left.left_of_response(frames, question, as_of=as_of) if of_all else {}
    caption = told.response_caption(of_all, name, of_round, left)
    charts.figure(
        *shown,
        told=Told(told.response_sentence(of_all), caption, table, told.HOW_RESPONSE if of_all else "", left),
        key="response",
    )


def groups(frames: Frames, question: Question) -> None:
    """What people answer by who looks after them, and by what they are to us."""
    parts: tuple[tuple[str, str, Grouping], ...] = (
        ("By who looks after them", "Owner", asking.by_owner),
        ("By relationship", "Relationship", asking.by_relationship),
    )
    for title, heading, grouped in parts:
        found = grouped(frames, question, as_of=frames.as_of)
        if found["segment"].nunique() < 2:  # it would say the same as the score of all
            continue
        st.subheader(title)
        sentence = told.groups_sentence(found, question)
        shown = [groups_chart(found, question, sentence)] if found["score"].notna().any() else []
        table = told.groups_table(found, heading)
        left = _of_the_year(frames, question)
        caption = words.caption(words.times(int(found["n"].sum()), "answer", "answers"), left)
        charts.figure(*shown, told=Told(sentence, caption, table, told.HOW_GROUPS, left), key=f"by_{heading.lower()}")


@st.fragment
def comments(question: Question) -> None:
    """What people said in their own words, the newest first; the unhappy ones alone where that is wanted."""
    with explained():
        snapshot = session.snapshot()
        frames = session.frames(snapshot)
        found = asking.comments(frames, question, as_of=frames.as_of)
        st.subheader("In their own words")
        left = answers_left.left_of_comments(frames, question, as_of=frames.as_of)
        sentence, caption = told.comments_sentence(found), words.left_out_words(left)
        answer = st.container()  # above what chooses its rows
        if found["unhappy"].any() and st.toggle("Only the unhappy ones", key="unhappy_comments"):
            found = found[found["unhappy"]]
        with answer:
            charts.figure(told=Told(sentence, caption, told.comments_table(found, frames), "", left), key="comments")
        if len(found):
            with st.container(border=True, gap="small"):
                for id, row in found.head(LISTED).iterrows():
                    _comment(snapshot, str(id), row)
                if len(found) > LISTED:
                    st.caption(safe(f"and {len(found) - LISTED} more, in the table above"))


def _comment(snapshot: Snapshot, id: str, row: pd.Series) -> None:
    with line():
        score = "" if pd.isna(row["score"]) else f", {row['score']:.0f}"
        st.text(f"“{row['comment']}” · {day(row['date'])}{score}", width="stretch")
        if not who(snapshot, row["contact_id"]):
            st.text(str(snapshot.cell("Satisfaction", id, "contact") or "nobody was named"))


def never_asked(snapshot: Snapshot, frames: Frames) -> None:
    """Who came and was never asked, the latest first, each with a way to ask."""
    last, of = asking.never_asked(frames, as_of=frames.as_of)
    st.subheader("Never asked")
    sentence = told.never_sentence(len(last), of, frames.rules)
    table = told.never_table(last, frames) if len(last) else pd.DataFrame()
    charts.figure(told=Told(sentence, "", table, told.HOW_NEVER if of else ""), key="never_asked")
    if len(last):
        with st.container(border=True, gap="small"):
            for id, seen in last.head(LISTED).items():
                with line():
                    who(snapshot, id)
                    st.text(f"last seen {day(seen)}", width="stretch")
                    reach.links(snapshot, id, f"never_{id}")
            if len(last) > LISTED:
                st.caption(safe(f"and {len(last) - LISTED} more, in the table above"))
