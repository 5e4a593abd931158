"""Who came again so long after their first time: the curve over all groups, and the triangle of the groups."""

import altair as alt
import pandas as pd

from crm.analytics import grid, retention_words, tables, words
from crm.analytics.cohorts import Cohorts
from crm.analytics.frames import Frames
from crm.ui import theme
from crm.ui.charts import AXIS_HEIGHT, HEIGHT, PERCENT, Picture, Told, figure, name_axis

CELL_HEIGHT = 30
PHONE_AGES = 5  # columns of the grid on a phone
WORD_WIDTH = 34  # pixels that "33 %" takes in a cell
BORDER, NEUTRAL, GREY_TEXT = "#767676", "#f2f2f2", "#595959"


def curve_chart(curve: pd.DataFrame, period: str, description: str) -> Picture:
    """The share that came again at each age, with its interval as a band."""
    rows = curve.assign(
        told=[
            f"{words.times(int(age), period, f'{period}s')} later: {words.percent(share)} of {int(n):,}"
            for age, share, n in curve[["age", "share", "n"]].to_numpy()
        ]
    )
    ticks = alt.Axis(tickMinStep=1, tickCount=6, format="d", grid=False)
    base = alt.Chart(rows).encode(
        x=alt.X(
            "age:Q", title=f"{period.capitalize()}s after their first time", axis=ticks, scale=alt.Scale(nice=False)
        ),
        tooltip=[
            alt.Tooltip("age:Q", title=f"{period.capitalize()}s later"),
            alt.Tooltip("share:Q", title="Came again", format=".0%"),
            alt.Tooltip("n:Q", title="Of", format=","),
        ],
    )
    share = alt.Axis(labelExpr=PERCENT, tickCount=5)
    band = base.mark_area(opacity=0.25, aria=False).encode(
        y=alt.Y("lo:Q", title="Share that came again", axis=share, scale=alt.Scale(domainMin=0)), y2="hi"
    )
    line = base.mark_line(point=True).encode(y=alt.Y("share:Q", title="Share that came again"), description="told:N")
    return alt.layer(band, line).properties(height=HEIGHT, description=description)


def grid_chart(
    found: Cohorts, months: int, description: str, *, ages: int = grid.AGES, mode: str = "classic"
) -> Picture:
    """The triangle as cells, the newest group at the bottom; colours only where the people are enough.

    Words give way to bare colour where a window is too narrow for them; the table has them all.
    """
    rows = grid.cells(found, months, ages, mode)
    roomy = alt.ExprRef(f"width / {rows['age'].nunique() or 1} < {WORD_WIDTH} ? 0 : 1")
    title = f"{found.period.capitalize()}s after their first time"
    order = [str(name) for name in found.counts.columns]
    age = alt.X("age:O", title=title, sort=order, axis=alt.Axis(orient="top", labelAngle=0))
    if found.counts.columns.dtype.kind == "i":
        age = age.sort("ascending")
    group = alt.Y("group:N", title="First came (people)", sort=None, axis=name_axis(160))
    base = alt.Chart(rows).encode(x=age, y=group, tooltip=alt.Tooltip("told:N", title="Group"))
    scale = alt.Scale(scheme="cividis", domain=[0, grid.domain(found)], clamp=True)
    legend = alt.Legend(labelExpr=PERCENT, title="Came again", orient="bottom")
    coloured = alt.FieldOneOfPredicate(field="tone", oneOf=["dark", "light"])
    cell = base.mark_rect(stroke=BORDER, strokeWidth=1).encode(description="told:N")
    layers: list[alt.Chart] = [
        cell.transform_filter(~coloured).encode(color=alt.value(NEUTRAL)),
        cell.transform_filter(coloured).encode(color=alt.Color("share:Q", scale=scale, legend=legend)),
    ]
    for tone, colour in (("plain", "#000000"), ("grey", GREY_TEXT), ("dark", "#ffffff"), ("light", "#000000")):
        text = base.mark_text(aria=False, opacity=roomy).transform_filter(
            alt.FieldEqualPredicate(field="tone", equal=tone)
        )
        layers.append(text.encode(text="text:N", color=alt.value(colour)))
    height = 2 * AXIS_HEIGHT + CELL_HEIGHT * rows["group"].nunique()
    return alt.layer(*layers).properties(height=height, description=description)


def retention_curve(curve: pd.DataFrame, found: Cohorts, frames: Frames, *, key: str = "curve") -> None:
    """Who came again so long after their first time."""
    sentence = words.curve_sentence(curve, found, frames.rules)
    left = frames.left_out["events"]
    caption = words.caption(f"{frames.rules.people(found.n)} with a finished {found.period}", left)
    told = Told(sentence, caption, tables.curve_table(curve, found.period), words.HOW_COUNTED["curve"], left)
    figure(*([curve_chart(curve, found.period, sentence)] if len(curve) else []), told=told, key=key)


def cohort_grid(found: Cohorts, frames: Frames, *, mode: str = "classic", key: str = "grid") -> None:
    """Who came for the first time together, and who of them came again."""
    sentence = words.cohorts_sentence(found, frames.rules)
    left = frames.left_out["events"] if found.n else {}
    caption = words.caption(frames.rules.people(found.n), left) if found.n else ""
    table = tables.cohort_table(found) if found.n else pd.DataFrame()
    ages = PHONE_AGES if theme.is_narrow() else grid.AGES
    months = frames.rules.report_months
    shown = [grid_chart(found, months, sentence, ages=ages, mode=mode)] if found.n else []
    figure(*shown, told=Told(sentence, caption, table, retention_words.HOW_MODE[mode], left), key=key)
