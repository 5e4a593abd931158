"""Figures as pictures: answer sentence, chart, caption, and what opens below it.

The functions named `..._chart` only build; the others draw. Colours and text colours come from the theme, so that both
its faces stay readable. A chart's description is what a screen reader says of it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import altair as alt
import pandas as pd
import streamlit as st

from crm.analytics import tables, words
from crm.analytics.frames import Frames
from crm.analytics.intervals import ROUGH, LeftOut, Share
from crm.analytics.retention import Seen
from crm.analytics.satisfaction import Nps, mix
from crm.model.lists import Question
from crm.ui import below
from crm.ui.messages import safe, unbroken

HEIGHT, BAR_HEIGHT = 280, 34
AXIS_HEIGHT = 80  # of an axis with its title, which a chart's height includes
Picture = alt.Chart | alt.LayerChart | alt.FacetChart

PERCENT = "format(100 * datum.value, '.0f') + ' %'"
MORE_NAMES = 12  # so many names as buttons; the table has all


@dataclass(frozen=True)
class Told:
    """What stands around a chart: the sentence above it, the caption, the table twin, how it is counted, and the rows
    that are left out, each to be opened below the caption. The table `is_open` where it stands for a chart."""

    sentence: str
    caption: str
    table: pd.DataFrame
    how: str = ""
    left_out: LeftOut = field(default_factory=dict)
    is_open: bool = False


# building ---------------------------------------------------------------------------------------------------------


def bars_chart(groups: Sequence[tuple[str, int]], unit: str, description: str) -> Picture:
    """One bar a group in one hue, its number beside its name; `unit` names what is counted."""
    rows = pd.DataFrame({"group": [f"{name}: {n:,}" for name, n in groups], "n": [n for _, n in groups]})
    chart: alt.Chart = (
        alt.Chart(rows, height=AXIS_HEIGHT + BAR_HEIGHT * len(rows), description=description)
        .mark_bar()
        .encode(
            x=alt.X("n:Q", title=unit, axis=alt.Axis(tickMinStep=1, tickCount=6, format=",d")),
            y=alt.Y("group:N", title=None, sort=None, axis=name_axis(240)),
            tooltip=[alt.Tooltip("group:N", title="Group"), alt.Tooltip("n:Q", title=unit, format=",")],
        )
    )
    return chart


def recency_chart(found: Seen, description: str) -> Picture:
    """When customers were last seen, in three bars."""
    groups = [
        ("Seen in the last 60 days", len(found.lately)),
        ("Quiet", len(found.quiet)),
        ("Not seen for half a year", len(found.gone)),
    ]
    return bars_chart(groups, "People", description)


def score_chart(found: Nps | Share, description: str) -> Picture:
    """The score as a point with its interval as a bar, on the whole scale: -100 to 100, or 0 to 100 percent."""
    low, factor, title = (-100, 1, "Score") if isinstance(found, Nps) else (0, 100, "Percent")
    lo, hi = found.lo if found.lo is not None else found.value, found.hi if found.hi is not None else found.value
    row = pd.DataFrame({"score": [factor * found.value], "lo": [factor * lo], "hi": [factor * hi]})
    scale = alt.Scale(domain=[low, 100], nice=False)
    axis = alt.Axis(values=list(range(low, 101, 50 if low else 25)))
    base = alt.Chart(row).encode(tooltip=_bounds("score", title))
    bar = base.mark_bar(size=6, opacity=0.75, orient="horizontal").encode(
        x=alt.X("lo:Q", title=title, scale=scale, axis=axis), x2="hi"
    )
    point = base.mark_point(size=160, filled=True, opacity=1).encode(x=alt.X("score:Q", scale=scale))
    return alt.layer(bar, point).properties(height=AXIS_HEIGHT + BAR_HEIGHT, description=description)


def trend_chart(points: pd.DataFrame, question: Question, description: str) -> Picture:
    """A point with its interval for each stretch of time that has 10 answers; the others stay empty."""
    low, title = (-100, "Score") if question.measure == "NPS" else (0, "Percent")
    counted = [words.times(n, "answer", "answers") for n in points["n"].tolist()]
    rows = points.assign(when=[f"{day:%b %Y}|{n}" for day, n in zip(points["until"], counted, strict=True)])
    scale = alt.Scale(domain=[low, 100], nice=False)
    axis = alt.Axis(labelExpr="split(datum.label, '|')", labelAngle=0, labelLimit=90, labelOverlap=True)
    every = alt.Scale(domain=rows["when"].tolist())  # a stretch without a point keeps its place
    base = alt.Chart(rows).encode(
        x=alt.X("when:O", title=None, sort=None, axis=axis, scale=every),
        tooltip=_bounds("score", title),
        description="told:N",
    )
    parts = [rows[name].tolist() for name in ("when", "score", "lo", "hi")]
    rows["told"] = [_told(*row) for row in zip(*parts, strict=True)]
    bar = base.mark_bar(size=5, opacity=0.75).encode(y=alt.Y("lo:Q", title=title, scale=scale), y2="hi")
    point = base.mark_point(size=90, filled=True, opacity=1).encode(y=alt.Y("score:Q", title=title, scale=scale))
    return alt.layer(bar, point).properties(height=HEIGHT, description=description)


def _told(when: str, score: float, lo: float, hi: float) -> str:
    if math.isnan(score):
        return f"{when.replace('|', ', ')}: too few for a point"
    return f"{when.replace('|', ', ')}: {score:.0f}, {words.between(lo, hi)}"


def name_axis(limit: int) -> alt.Axis:
    """An axis of names, none of them left out for want of room."""
    return alt.Axis(labelLimit=limit, labelOverlap=False, labelFlush=False)


def _bounds(value: str, title: str) -> list[alt.Tooltip]:
    named = ((value, title), ("lo", "At least"), ("hi", "At most"))
    return [alt.Tooltip(f"{name}:Q", title=word, format=".0f") for name, word in named]


# drawing ----------------------------------------------------------------------------------------------------------


def figure(*charts: Picture, told: Told, key: str) -> None:
    """Draw one figure. Without a chart the sentence stands alone: too little is known for a picture."""
    with st.container(gap="xsmall", key=f"{key}_figure"):
        st.markdown(f"**{unbroken(told.sentence)}**")
        for number, chart in enumerate(charts, start=1):
            st.altair_chart(chart, theme="streamlit", width="stretch", key=f"{key}_chart{number}")
        if told.caption:
            st.caption(unbroken(told.caption))
        below.draw(told.table, told.how, told.left_out, alt=told.sentence, key=key, is_open=told.is_open)


def recency(found: Seen, frames: Frames, *, key: str = "recency") -> str | None:
    """When everybody was last seen; gives the ID of the person whose name was pressed."""
    sentence = words.seen_sentence(found, frames.rules)
    caption = words.caption(f"{frames.rules.people(found.n)} seen so far", found.left_out)
    table, left = tables.recency_table(found, frames), found.left_out
    told = Told(sentence, caption, table, words.HOW_COUNTED["recency"], left)
    figure(*([recency_chart(found, sentence)] if found.n else []), told=told, key=key)
    picked = None
    for band, ids in (("Not seen for half a year", found.gone), ("Quiet", found.quiet)):
        if ids:
            st.caption(band if len(ids) <= MORE_NAMES else f"{band}: the first {MORE_NAMES} of {len(ids):,}")
            with st.container(horizontal=True, key=f"{key}_{band[:5].strip()}"):
                for id in ids[:MORE_NAMES]:
                    if st.button(safe(frames.name(id)), key=f"{key}_{id}", type="tertiary"):
                        picked = id
    return picked


def satisfaction_score(
    scores: pd.Series, found: Nps | Share | None, question: Question | None, *, left_out: LeftOut | None = None,
    key: str = "score",
) -> None:  # fmt: skip
    """The score with its interval, and who gave which answer."""
    sentence = words.score_sentence(found, question)
    if found is None or question is None:
        figure(told=Told(sentence, "", pd.DataFrame()), key=key)
        return
    groups = mix(scores, question)
    shown = [score_chart(found, sentence)] if found.n >= ROUGH else []
    left = left_out or found.left_out
    caption = words.caption(f"{words.times(found.n, 'person', 'people')} answered in the last 12 months", left)
    told = Told(sentence, caption, tables.mix_table(groups), words.HOW_COUNTED["satisfaction"], left)
    figure(*shown, bars_chart(groups, "People", sentence), told=told, key=key)


def satisfaction_trend(
    points: pd.DataFrame, question: Question, n: int, left_out: LeftOut, *, key: str = "trend"
) -> None:
    """How the score moved over `n` answers."""
    sentence = words.trend_sentence(points)
    caption = words.caption(f"{words.times(n, 'answer', 'answers')} so far", left_out)
    told = Told(sentence, caption, tables.trend_table(points), words.HOW_COUNTED["trend"], left_out)
    shown = [trend_chart(points, question, sentence)] if points["score"].notna().any() else []
    figure(*shown, told=told, key=key)
