"""Money ahead as pictures: by week and colour, the balance, sales by month, and a forecast beside what came."""

from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd

from crm.analytics.ahead_words import NAMES, VIEWS
from crm.analytics.cash import Cash
from crm.analytics.money_in import KINDS, CashView
from crm.analytics.sales_trend import SalesTrend
from crm.ui.charts import HEIGHT, Picture

Tell = Callable[[float], str]
CAME, SAID = "What came", "Forecast"
RESERVE, RESERVE_COLOUR = "Reserve", "#D55E00"


def _weeks(title: str | None = "Week from") -> alt.X:
    return alt.X("when:O", title=title, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))


def _amount(currency: str, field: str = "amount:Q", **more: object) -> alt.Y:
    return alt.Y(field, title=f"Amount in {currency}", axis=alt.Axis(format=",~f", tickCount=5), **more)  # type: ignore[arg-type]


def _names(names: Sequence[str]) -> alt.Color:
    legend = (
        alt.Legend(
            title=None,
            orient="top",
            columns=2,
            labelLimit=200,
            symbolType="square",
            symbolStrokeWidth=0,
            symbolOpacity=1,
        )
        if len(names) > 1
        else None
    )
    return alt.Color("what:N", sort=list(names), legend=legend, scale=alt.Scale(domain=list(names)))


def weeks_chart(table: pd.DataFrame, kinds: Sequence[str], currency: str, tell: Tell, description: str) -> Picture:
    """A bar a week, its parts in the colours of the kinds."""
    rows = table.melt("since", list(kinds), "kind", "amount")
    rows = rows.assign(when=_from(rows["since"]), what=rows["kind"].map(NAMES), place=rows["kind"].map(KINDS.index))
    rows["told"] = [
        f"Week from {when}, {what.lower()}: {tell(amount)}"
        for when, what, amount in rows[["when", "what", "amount"]].itertuples(index=False)
    ]
    chart: alt.Chart = (
        alt.Chart(rows, height=HEIGHT, description=description)
        .mark_bar()
        .encode(
            x=_weeks(), y=_amount(currency, stack="zero"), color=_names([NAMES[kind] for kind in kinds]),
            order=alt.Order("place:Q", title="Place"), tooltip=alt.Tooltip("told:N", title="Week"),
            description="told:N",
        )
    )  # fmt: skip
    return chart


def tried_chart(tried: pd.DataFrame, currency: str, tell: Tell, description: str) -> Picture:
    """What came in each month as a bar, and what had been forecast as a mark across it."""
    rows = tried.assign(
        when=tried["cut"].dt.strftime("%b|%Y"),
        told=[
            f"{cut:%B %Y}: forecast {tell(said)}, came {tell(came)}"
            for cut, said, came in tried[["cut", "forecast", "actual"]].itertuples(index=False)
        ],
    )
    axis = alt.Axis(labelExpr="split(datum.label, '|')", labelAngle=0, labelOverlap=True)
    base = alt.Chart(rows).encode(
        x=alt.X("when:O", title=None, sort=None, axis=axis), tooltip=alt.Tooltip("told:N", title="Month")
    )
    names = [CAME, SAID]
    came = base.transform_calculate(what=f"'{CAME}'").mark_bar(opacity=0.75)
    said = base.transform_calculate(what=f"'{SAID}'").mark_tick(thickness=4, width={"band": 0.8}, orient="horizontal")
    layers = alt.layer(
        came.encode(y=_amount(currency, "actual:Q"), color=_names(names), description="told:N"),
        said.encode(y=_amount(currency, "forecast:Q"), color=_names(names), description="told:N"),
    )
    return layers.properties(height=HEIGHT - 60, description=description)


def cash_chart(views: Sequence[tuple[str, Cash]], solid: str, currency: str, tell: Tell, description: str) -> Picture:
    """The closing balance of each week, a line a view (one of them solid), and the reserve across them."""
    parts = [cash.weeks[["since", "closing"]].assign(what=name, amount=cash.weeks["closing"]) for name, cash in views]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.assign(when=_from(rows["since"]))
    rows["told"] = [
        f"{what}, week from {when}: {tell(amount)}"
        for what, when, amount in rows[["what", "when", "amount"]].itertuples(index=False)
    ]
    names = [name for name, _ in views]
    dashes = alt.Scale(domain=names, range=[[1, 0] if name == solid else [5, 4] for name in names])  # fmt: skip
    line: alt.Chart = (
        alt.Chart(rows)
        .mark_line(point=True)
        .encode(
            x=_weeks(), y=_amount(currency, scale=alt.Scale(zero=True)), color=_names(names), description="told:N",
            strokeDash=alt.StrokeDash("what:N", scale=dashes, legend=None),
            tooltip=alt.Tooltip("told:N", title="Balance"),
        )
    )  # fmt: skip
    reserve = views[0][1].reserve
    if reserve is None:
        return line.properties(height=HEIGHT, description=description)
    mark = pd.DataFrame({"amount": [reserve], "told": [f"{RESERVE}: {tell(reserve)}"]})
    rule = alt.Chart(mark).mark_rule(strokeDash=[2, 2], size=2, color=RESERVE_COLOUR)
    text = alt.Chart(mark).mark_text(aria=False, align="left", dy=-8, x=4, color="currentColor")
    layers = alt.layer(
        line, rule.encode(y=_amount(currency), description="told:N"), text.encode(y=_amount(currency), text="told:N")
    )
    return layers.properties(height=HEIGHT, description=description)


def trend_chart(past: pd.Series, found: SalesTrend, currency: str, tell: Tell, description: str) -> Picture:
    """The sales of the months behind as a line, past forecasts as marks, and the months ahead dashed, with their band.

    `past`: month -> amount.
    """
    was = pd.DataFrame({"month": pd.PeriodIndex(past.index).to_timestamp(), "amount": past.to_numpy()}).assign(
        what=CAME
    )
    said = pd.DataFrame({"month": found.backtest["cut"], "amount": found.backtest["forecast"], "what": SAID})
    ahead = found.ahead.rename(columns={"forecast": "amount"}).assign(what=SAID)
    for rows in (was, said, ahead):
        rows["told"] = [
            f"{month:%B %Y}, {what.lower()}: {tell(amount)}"
            for month, what, amount in rows[["month", "what", "amount"]].itertuples(index=False)
        ]
    x = alt.X("month:T", title="Month", axis=alt.Axis(format="%b %Y", tickCount=6, labelOverlap=True))
    tooltip, names = alt.Tooltip("told:N", title="Month"), _names([CAME, SAID])
    y = _amount(currency)
    line = alt.Chart(was).mark_line(point=True).encode(x=x, y=y, color=names, tooltip=tooltip, description="told:N")
    marks = alt.Chart(said).mark_point(size=70, shape="diamond", filled=True)
    coming = alt.Chart(ahead).mark_line(point=True, strokeDash=[5, 4])
    band = alt.Chart(ahead.dropna(subset=["lo"])).mark_area(opacity=0.25, aria=False)
    layers = alt.layer(
        band.encode(x=x, y=_amount(currency, "lo:Q"), y2="hi", color=names),
        line,
        marks.encode(x=x, y=y, color=names, tooltip=tooltip, description="told:N"),
        coming.encode(x=x, y=y, color=names, tooltip=tooltip, description="told:N"),
    )
    return layers.properties(height=HEIGHT, description=description)


def views_of(view: CashView, *, is_certain_only: bool) -> list[tuple[str, Cash]]:
    """The views that are drawn, by their names."""
    names = ("low",) if is_certain_only else ("low", "likely", "high")
    return [(VIEWS[name], getattr(view, name)) for name in names]


def _from(days: pd.Series) -> list[str]:
    return [f"{day.day} {day:%b}" for day in days]
