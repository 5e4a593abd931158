"""What deals may bring, month by month with its range, beside what such a forecast said of the months before."""

import datetime as dt
from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from crm.analytics import pipeline_ahead as said
from crm.analytics import words
from crm.analytics.pipeline_ahead import DealsAhead, deals_ahead
from crm.model.settings import Settings
from crm.model.snapshot import Snapshot
from crm.ui import session
from crm.ui.charts import HEIGHT, Picture, Told, figure
from crm.ui.words import money

SAID, CAME = "Forecast, 8 of 10 cases", "Won"
LEFT = {
    "no_amount": ("deal without an amount", "deals without an amount"),
    "no_chance": ("deal in a stage without a chance", "deals in a stage without a chance"),
}


def forecast(snapshot: Snapshot, deals: pd.DataFrame, today: dt.date) -> None:
    """One currency at a time, the team's own first."""
    own = snapshot.settings.text("currency").upper()
    used = deals.loc[(deals["means"] == "open") & deals["amount"].notna(), "currency"].value_counts()
    currencies = sorted(map(str, used.index), key=lambda unit: (unit != own, -used[unit], unit)) or [own]
    several = len(currencies) > 1
    currency = st.selectbox("Currency", currencies, key="deals_currency") if several else currencies[0]
    found = deals_ahead(session.frames(snapshot), deals, as_of=today, currency=currency)
    tell = partial(_told, currency, snapshot.settings)
    _ahead(found, tell)
    if found.n:
        sentence = said.tried_sentence(found.tried, tell)
        shown = [tried_chart(found, tell, sentence)] if found.tried.n else []
        how = said.HOW_TRIED if found.tried.n else ""
        figure(*shown, told=Told(sentence, "", _tried_table(found), how), key="deals_tried")
        _chances(found)


def _told(currency: str, settings: Settings, amount: float) -> str:
    return money(float(amount), currency, settings)


def _ahead(found: DealsAhead, tell: said.Tell) -> None:
    sentence, is_refused = said.ahead_sentence(found, tell), bool(found.tried.reason)
    caption = " · ".join(words.times(len(ids), *LEFT[reason]) for reason, ids in found.left_out.items())
    caption = " · ".join(part for part in (said.apart_sentence(found), caption and f"Left out: {caption}") if part)
    months = found.months
    table = pd.DataFrame({"When": [said.when(name) for name in months["month"]], "Deals": months["n"]})
    if not is_refused:
        for field, heading in (("lo80", "At least"), ("hi80", "At most"), ("expected", "On average")):
            table[f"{heading} ({found.currency})"] = months[field].round(2)
    shown = [months_chart(found, tell, sentence)] if found.n and not is_refused else []
    figure(*shown, told=Told(sentence, caption, table, said.HOW, found.left_out), key="deals_ahead")


def _chances(found: DealsAhead) -> None:
    chances = found.chances
    table = pd.DataFrame(
        {
            "Stage": list(chances.index),
            "Chance %": (100 * chances["chance"]).round(1).to_numpy(),
            "Won": chances["won"].to_numpy(),
            "Of decided deals": chances["closed"].to_numpy(),
            "In the sheet Lists %": (100 * chances["own"]).round(1).to_numpy(),
        }
    )
    figure(told=Told(said.chances_sentence(found), "", table), key="deals_chances")


def _tried_table(found: DealsAhead) -> pd.DataFrame:
    rows, unit = found.tried.rows, found.currency
    return pd.DataFrame(
        {
            "Month": rows["cut"].dt.strftime("%b %Y"),
            f"At least ({unit})": rows["lo"],
            f"At most ({unit})": rows["hi"],
            f"On average ({unit})": rows["forecast"].round(2),
            f"Won ({unit})": rows["actual"],
            "Within": rows["inside"].map({True: "Yes", False: "No"}),
        }
    )


def months_chart(found: DealsAhead, tell: said.Tell, description: str) -> Picture:
    """The range of each time as a bar, and the average as a point on it."""
    rows = found.months.assign(when=[said.when(name) for name in found.months["month"]])
    parts = [rows[name].tolist() for name in ("when", "lo80", "hi80", "n")]
    rows["told"] = [
        f"{when}: {tell(lo)} to {tell(hi)} from {words.times(n, 'deal', 'deals')}"
        for when, lo, hi, n in zip(*parts, strict=True)
    ]
    axis = alt.Axis(format=",~f", tickCount=5)
    base = _months(rows)
    bar = base.mark_bar(opacity=0.5, size=26).encode(
        y=alt.Y("lo80:Q", title=f"Amount in {found.currency}", axis=axis), y2="hi80"
    )
    mark = base.mark_point(size=90, filled=True, opacity=1).encode(y=alt.Y("expected:Q"))
    return alt.layer(bar, mark).properties(height=HEIGHT, description=description)


def _months(rows: pd.DataFrame) -> alt.Chart:
    axis = alt.Axis(labelExpr="split(datum.label, ' ')", labelAngle=0, labelOverlap=True)
    chart: alt.Chart = alt.Chart(rows).encode(
        x=alt.X("when:O", title=None, sort=None, axis=axis), tooltip=alt.Tooltip("told:N", title="Month"),
        description="told:N",
    )  # fmt: skip
    return chart


def tried_chart(found: DealsAhead, tell: said.Tell, description: str) -> Picture:
    """The range that had been forecast for each month as a bar, and what was won as a mark."""
    rows = found.tried.rows
    parts = [rows[name].tolist() for name in ("cut", "lo", "hi", "actual")]
    rows = rows.assign(
        when=rows["cut"].dt.strftime("%b %Y"),
        told=[
            f"{cut:%B %Y}: forecast {tell(lo)} to {tell(hi)}, won {tell(came)}"
            for cut, lo, hi, came in zip(*parts, strict=True)
        ],
    )
    names = alt.Scale(domain=[SAID, CAME])
    colour = alt.Color("what:N", scale=names, legend=alt.Legend(title=None, orient="top", symbolType="square"))
    base = _months(rows)
    y = alt.Axis(format=",~f", tickCount=5)
    bar = base.transform_calculate(what=f"'{SAID}'").mark_bar(opacity=0.5, size=26)
    mark = base.transform_calculate(what=f"'{CAME}'").mark_tick(thickness=4, width={"band": 0.6}, orient="horizontal")
    layers = alt.layer(
        bar.encode(y=alt.Y("lo:Q", title=f"Amount in {found.currency}", axis=y), y2="hi", color=colour),
        mark.encode(y=alt.Y("actual:Q"), color=colour),
    )
    return layers.properties(height=HEIGHT - 60, description=description)
