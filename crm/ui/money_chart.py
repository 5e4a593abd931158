"""Money by month as a picture."""

import altair as alt
import pandas as pd
import streamlit as st

from crm.analytics import money, words
from crm.analytics.frames import Frames
from crm.analytics.same_rows import same_rows, same_sentence
from crm.model.settings import Settings
from crm.ui import left_out, money_words
from crm.ui.charts import HEIGHT, Picture, Told, figure
from crm.ui.messages import safe
from crm.ui.words import money as in_words

CAME, WENT = "Money in", "Money out"


def months_chart(months: pd.DataFrame, currency: str, settings: Settings, description: str) -> Picture:
    """A bar a month for what came in, beside it one for what went out, where anything did."""
    rows = months.rename(columns={"money_in": CAME, "money_out": WENT}).melt("month", [CAME, WENT], "what", "amount")
    if not months["money_out"].any():
        rows = rows[rows["what"] == CAME]
    rows = rows.assign(
        when=rows["month"].dt.strftime("%b|%Y"),
        told=[
            f"{month:%B %Y}, {what.lower()}: {in_words(float(amount), currency, settings)}"
            for month, what, amount in rows[["month", "what", "amount"]].itertuples(index=False)
        ],
    )
    axis = alt.Axis(labelExpr="split(datum.label, '|')", labelAngle=0, labelOverlap=True)
    several = rows["what"].nunique() > 1
    legend = alt.Legend(title=None, orient="top") if several else None
    encoded = {"xOffset": alt.XOffset("what:N", sort=[CAME, WENT])} if several else {}
    chart: alt.Chart = (
        alt.Chart(rows, height=HEIGHT, description=description)
        .mark_bar()
        .encode(
            x=alt.X("when:O", title=None, sort=None, axis=axis),
            y=alt.Y("amount:Q", title=f"Amount in {currency}", axis=alt.Axis(format=",~f", tickCount=5)),
            color=alt.Color("what:N", sort=[CAME, WENT], legend=legend, scale=alt.Scale(domain=[CAME, WENT])),
            tooltip=alt.Tooltip("told:N", title="Month"),
            description="told:N",
            **encoded,
        )
    )
    return chart


def by_month(frames: Frames, currency: str, settings: Settings) -> None:
    """The last 12 months of one currency: sentence, chart, caption, table."""
    rows = frames.money.rows[frames.money.rows["currency"] == currency]
    months = money.by_month(rows, as_of=frames.as_of)
    sentence = money_words.months_sentence(months, currency, settings)
    counted = money.in_last_months(rows, as_of=frames.as_of)
    caption = words.caption(words.times(len(counted), "row", "rows") + " counted", frames.money.left_out)
    table = pd.DataFrame(
        {
            "Month": months["month"].dt.strftime("%b %Y"),
            f"{CAME} ({currency})": months["money_in"],
            f"{WENT} ({currency})": months["money_out"],
            "Left": (months["money_in"] - months["money_out"]).round(money.PLACES),
        }
    )
    shown = [months_chart(months, currency, settings, sentence)] if len(counted) else []
    told = Told(sentence, caption, table, money_words.HOW_COUNTED, frames.money.left_out)
    figure(*shown, told=told, key="money_by_month")
    if same := same_rows(rows):
        st.caption(safe(same_sentence(len(same))))
        left_out.draw({"same": same}, "money_same", what="like another")
