"""Amounts of money as bars below each other, one a name; what is below 0 reaches to the left."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from crm.ui.charts import AXIS_HEIGHT, BAR_HEIGHT, Picture


def amounts_chart(rows: Sequence[tuple[str, float, str]], title: str, description: str) -> Picture:
    """`rows`: a name, an amount, and the amount in words; `title` says what is counted, in which currency."""
    shown = pd.DataFrame(
        {
            "group": [f"{number:02d}|{name}" for number, (name, _, _) in enumerate(rows)],  # two may be called alike
            "amount": [amount for _, amount, _ in rows],
            "told": [f"{name}: {words}" for name, _, words in rows],
        }
    ).astype({"group": "str", "amount": "float64", "told": "str"})
    names = alt.Axis(labelExpr="substring(datum.label, 3)", labelLimit=240, labelOverlap=False, labelFlush=False)
    chart: alt.Chart = (
        alt.Chart(shown, height=AXIS_HEIGHT + BAR_HEIGHT * len(shown), description=description)
        .mark_bar()
        .encode(
            x=alt.X("amount:Q", title=title, axis=alt.Axis(format=",~f", tickCount=5)),
            y=alt.Y("group:N", title=None, sort=None, axis=names),
            tooltip=alt.Tooltip("told:N", title="Amount"),
            description="told:N",
        )
    )
    return chart
