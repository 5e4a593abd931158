"""How long something lasts or takes: a line in steps with its band, and a dashed one where something is projected."""

import altair as alt
import pandas as pd

from crm.analytics.words import between, percent
from crm.ui.charts import HEIGHT, PERCENT, Picture


def lasting_chart(
    rows: pd.DataFrame, unit: str, title: str, description: str, ahead: pd.DataFrame | None = None
) -> Picture:
    """`rows`: t, share, lo, hi (parts of 1). `unit` names t, `title` the share. `ahead`: t and share, dashed."""
    shown = rows.assign(
        told=[
            f"{t:,.0f} {unit.lower()}: {percent(share)}" + ("" if lo != lo else f", {between(100 * lo, 100 * hi)} %")
            for t, share, lo, hi in rows[["t", "share", "lo", "hi"]].itertuples(index=False)
        ]
    ).astype({"told": "str"})
    axis = alt.Axis(labelExpr=PERCENT, tickCount=5)
    scale = alt.Scale(domain=[0, 1], nice=False)
    base = alt.Chart(shown).encode(
        x=alt.X("t:Q", title=unit, axis=alt.Axis(tickCount=6, grid=False), scale=alt.Scale(nice=False)),
        tooltip=alt.Tooltip("told:N", title=title),
    )
    band = base.mark_area(opacity=0.25, aria=False, interpolate="step-after").encode(
        y=alt.Y("lo:Q", title=title, axis=axis, scale=scale), y2="hi"
    )
    line = base.mark_line(interpolate="step-after").encode(y=alt.Y("share:Q", title=title, scale=scale))
    layers: list[alt.Chart] = [band, line]
    if ahead is not None:
        said = [
            f"Projection, {t:,.0f} {unit.lower()}: {percent(share)}" for t, share in ahead[["t", "share"]].to_numpy()
        ]
        further = alt.Chart(ahead.assign(told=said))
        layers.append(
            further.mark_line(strokeDash=[6, 4], point=True).encode(
                x="t:Q", y=alt.Y("share:Q", title=title, scale=scale), description="told:N",
                tooltip=alt.Tooltip("told:N", title=title),
            )
        )  # fmt: skip
    return alt.layer(*layers).properties(height=HEIGHT, description=description)
