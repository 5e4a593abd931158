"""Several shares below each other, each as a point with its interval as a bar, on one scale from 0 to 100 percent."""

import altair as alt
import pandas as pd

from crm.analytics.words import between, percent
from crm.ui.charts import AXIS_HEIGHT, BAR_HEIGHT, PERCENT, Picture


def shares_chart(rows: pd.DataFrame, title: str, description: str) -> Picture:
    """`rows`: name, share, lo, hi (parts of 1) and n; `title` says what the shares are of."""
    shown = pd.DataFrame(
        {
            "group": [f"{name} ({int(n):,})" for name, n in zip(rows["name"], rows["n"], strict=True)],
            **{name: rows[name].astype("float64") for name in ("share", "lo", "hi")},
            "told": [
                f"{name}: {percent(share)}, {between(100 * lo, 100 * hi)} %, of {int(n):,}"
                for name, share, lo, hi, n in rows[["name", "share", "lo", "hi", "n"]].itertuples(index=False)
            ],
        }
    )
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], labelExpr=PERCENT)
    names = alt.Axis(labelLimit=240, labelOverlap=False, labelFlush=False)
    base = alt.Chart(shown).encode(
        y=alt.Y("group:N", title=None, sort=None, axis=names), tooltip=alt.Tooltip("told:N", title="Share")
    )
    bar = base.mark_bar(size=6, opacity=0.75, aria=False).encode(
        x=alt.X("lo:Q", title=title, scale=scale, axis=axis), x2="hi"
    )
    point = base.mark_point(size=140, filled=True, opacity=1).encode(
        x=alt.X("share:Q", title=title, scale=scale), description="told:N"
    )
    return alt.layer(bar, point).properties(height=AXIS_HEIGHT + BAR_HEIGHT * len(shown), description=description)
