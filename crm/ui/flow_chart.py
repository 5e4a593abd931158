"""Each month: who is new and who is back above the line, who lapsed below it, and what is left of both as a line."""

import altair as alt
import pandas as pd

from crm.ui.charts import HEIGHT, Picture

PARTS = ["New", "Back", "Lapsed", "Net"]
COLOURED = ["New", "Lapsed", "Back", "Net"]  # in the order of the theme's colours


def flow_chart(flow: pd.DataFrame, description: str) -> Picture:
    """`flow`: month, new, back, lapsed."""
    months = flow.assign(when=flow["month"].dt.strftime("%b|%Y").astype("str"))
    bars = pd.concat(
        [_part(months, "new", 1), _part(months, "back", 1), _part(months, "lapsed", -1)], ignore_index=True
    )
    net = months.assign(net=months["new"] + months["back"] - months["lapsed"])
    net["told"] = [f"{month:%B %Y}, net: {number:+,}" for month, number in zip(net["month"], net["net"], strict=True)]
    net = net[["when", "net", "told"]].assign(what="Net").astype({"told": "str"})
    axis = alt.Axis(labelExpr="split(datum.label, '|')", labelAngle=0, labelOverlap=True)
    x = alt.X("when:O", title=None, sort=None, axis=axis)
    people = alt.Axis(tickMinStep=1, tickCount=6, format=",d")
    colour = alt.Color(
        "what:N", scale=alt.Scale(domain=COLOURED), legend=alt.Legend(title=None, orient="top", values=PARTS)
    )
    tooltip = alt.Tooltip("told:N", title="Month")
    bar = (
        alt.Chart(bars)
        .mark_bar()
        .encode(
            x=x, y=alt.Y("n:Q", title="People", axis=people, stack="zero"), color=colour, tooltip=tooltip,
            description="told:N",
        )
    )  # fmt: skip
    line = (
        alt.Chart(net)
        .mark_line(point=True, strokeWidth=2)
        .encode(x=x, y=alt.Y("net:Q", title="People"), color=colour, tooltip=tooltip, description="told:N")
    )
    return alt.layer(bar, line).properties(height=HEIGHT, description=description)


def _part(months: pd.DataFrame, name: str, sign: int) -> pd.DataFrame:
    told = [f"{month:%B %Y}, {name}: {n:,}" for month, n in zip(months["month"], months[name], strict=True)]
    rows = {"when": months["when"], "what": name.capitalize(), "n": sign * months[name], "told": told}
    return pd.DataFrame(rows).astype({"when": "str", "what": "str", "told": "str"})
