"""The aims of a period as bars with a mark at what was aimed at."""

import altair as alt
import pandas as pd

from crm.analytics.goal_words import Terms
from crm.analytics.goals import REPLY
from crm.analytics.performance import Pair
from crm.analytics.performance_words import Found, amount, named
from crm.ui.charts import AXIS_HEIGHT, BAR_HEIGHT, Picture

MOST = 150  # percent of an aim that the picture reaches to; the words beside a bar tell what lies beyond


def aimed(found: Found, aims: dict[str, float]) -> list[str]:
    """The measures that can be drawn: something was reached, and more of it is better."""
    return [name for name, target in aims.items() if name != REPLY and target > 0 and _value(found[name]) is not None]


def _value(pair: Pair) -> float | None:
    return pair.now.value


def aims_chart(found: Found, aims: dict[str, float], terms: Terms, description: str) -> Picture:
    """A bar an aim, as percent of it, with a mark at 100."""
    names = aimed(found, aims)
    values = [found[name].now.value or 0.0 for name in names]
    told = [
        f"{named(name, terms)}: {amount(name, value, terms)} of {amount(name, aims[name], terms)}"
        for name, value in zip(names, values, strict=True)
    ]
    parts = [min(MOST, max(0.0, 100 * value / aims[name])) for name, value in zip(names, values, strict=True)]
    rows = pd.DataFrame({"told": told, "part": parts, "aim": 100.0})
    base = alt.Chart(rows).encode(
        y=alt.Y("told:N", title=None, sort=None, axis=alt.Axis(labelLimit=260, labelOverlap=False)),
        description="told:N",
        tooltip=[alt.Tooltip("told:N", title="Aim"), alt.Tooltip("part:Q", title="Percent of the aim", format=".0f")],
    )
    scale = alt.Scale(domain=[0, MOST], nice=False)
    bar = base.mark_bar(size=14).encode(
        x=alt.X("part:Q", title="Percent of the aim", scale=scale, axis=alt.Axis(values=[0, 50, 100, 150]))
    )
    mark = base.mark_tick(thickness=3, size=26, color="#767676", aria=False).encode(x=alt.X("aim:Q", scale=scale))
    return alt.layer(bar, mark).properties(height=AXIS_HEIGHT + BAR_HEIGHT * len(names), description=description)
