"""The pictures of the one thread: shares as points with the stretch in which they most likely lie."""

import altair as alt
import pandas as pd

from crm.ui.charts import AXIS_HEIGHT, BAR_HEIGHT, Picture
from crm.ui.cohort_charts import PERCENT


def shares_chart(rows: pd.DataFrame, title: str, description: str) -> Picture:
    """A point and its interval for each `group`, from 0 to 100 percent; `told` is what a screen reader says of it."""
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], labelExpr=PERCENT)
    share = alt.Scale(domain=[0, 1], nice=False)
    names = alt.Axis(labelLimit=190, labelOverlap=False, labelFlush=False)
    base = alt.Chart(rows).encode(
        y=alt.Y("group:N", title=None, sort=None, axis=names), tooltip=alt.Tooltip("told:N", title="Share")
    )
    bar = base.mark_bar(size=6, opacity=0.75, orient="horizontal", aria=False).encode(
        x=alt.X("lo:Q", title=title, scale=share, axis=axis), x2="hi"
    )
    point = base.mark_point(size=110, filled=True, opacity=1).encode(
        x=alt.X("share:Q", title=title, scale=share), description="told:N"
    )
    height = AXIS_HEIGHT + BAR_HEIGHT * len(rows)
    return alt.layer(bar, point).properties(height=height, description=description)
