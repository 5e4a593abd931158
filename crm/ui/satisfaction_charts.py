"""What each group of people answered: a point with its interval a group."""

import altair as alt
import pandas as pd

from crm.analytics.asking_words import group_lines
from crm.model.lists import Question
from crm.ui.charts import AXIS_HEIGHT, BAR_HEIGHT, Picture


def groups_chart(found: pd.DataFrame, question: Question, description: str) -> Picture:
    """Those with answers enough, on the whole scale; the others have a line without a point."""
    low, title = (-100, "Score") if question.measure == "NPS" else (0, "Percent")
    names = [f"{name} ({n:,})" for name, n in zip(found["segment"], found["n"], strict=True)]
    rows = found.assign(name=names, told=group_lines(found, question))
    scale = alt.Scale(domain=[low, 100], nice=False)
    axis = alt.Axis(values=list(range(low, 101, 50 if low else 25)))
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=200, labelOverlap=False)),
        description="told:N",
        tooltip=alt.Tooltip("told:N", title="Answers"),
    )
    bar = base.mark_bar(size=6, opacity=0.75, orient="horizontal").encode(
        x=alt.X("lo:Q", title=title, scale=scale, axis=axis), x2="hi"
    )
    point = base.mark_point(size=120, filled=True, opacity=1).encode(x=alt.X("score:Q", title=title, scale=scale))
    return alt.layer(bar, point).properties(height=AXIS_HEIGHT + BAR_HEIGHT * len(rows), description=description)
