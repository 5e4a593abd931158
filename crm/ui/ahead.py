"""The tab Ahead of the page Money: what is expected, the balance, a plan, sales by month; each beside its back-test."""

import datetime as dt
from functools import partial

import pandas as pd
import streamlit as st

from crm.analytics import ahead_words as said
from crm.analytics import words
from crm.analytics.ahead import Ahead, Plan, ahead, planned
from crm.analytics.frames import Frames
from crm.analytics.intervals import Refused
from crm.analytics.money_in import KINDS
from crm.analytics.sales_trend import finished_months, sales_trend
from crm.analytics.tried import Tried
from crm.model.settings import SETTINGS, Settings
from crm.model.snapshot import Snapshot
from crm.ui import ahead_chart, session
from crm.ui.charts import Picture, Told, figure
from crm.ui.messages import safe
from crm.ui.money_words import inside
from crm.ui.settings import one_setting
from crm.ui.words import money

SHOWN_MONTHS = 24
WITH_PLAN = "With the plan"
NAMES = {
    "other_currency": ("invoice in another currency", "invoices in another currency"),
    "counted_as_deal": ("customer whose deal counts instead", "customers whose deals count instead"),
}


def tab(snapshot: Snapshot, currency: str) -> None:
    """Everything ahead in one currency."""
    frames = session.frames(snapshot).in_currency(currency)
    found = session.kept(snapshot, f"ahead {currency}", lambda seen: ahead(frames, as_of=frames.as_of))
    tell = partial(_told, currency, snapshot.settings)
    st.subheader("Expected money in")
    _expected(found, tell)
    if found.costs_tried is not None:
        st.subheader("Cash flow")
        _cash(snapshot, frames, found, tell)
    st.subheader(safe(f"{snapshot.settings.text('word_sales')} by month"))
    _trend(snapshot, frames, currency, tell)


def _told(currency: str, settings: Settings, amount: float) -> str:
    return money(float(amount), currency, settings)


# what is expected ---------------------------------------------------------------------------------------------------


def _expected(found: Ahead, tell: said.Tell) -> None:
    kinds = ("invoiced",) if found.is_certain_only else KINDS
    table, sentence = found.money.by_week(), said.expected(found, tell)
    flows = found.money.likely[found.money.likely["kind"].isin(kinds)]
    shown: list[Picture] = []
    if len(flows):
        shown = [ahead_chart.weeks_chart(table, kinds, found.currency, tell, sentence)]
    left = found.money.left_out  # where deals are not shown, none counts instead of anybody
    left = {reason: ids for reason, ids in left.items() if reason != "counted_as_deal" or not found.is_certain_only}
    caption = f"{words.times(len(flows), 'payment', 'payments')} expected" if len(flows) else said.NEXT_STEP
    parts = [words.times(len(ids), *NAMES[reason]) for reason, ids in left.items()]
    caption = " · ".join([caption, *([f"Left out: {', '.join(parts)}"] if parts else [])])
    twin = pd.DataFrame({"Week from": _days(table["since"]), "Until": _days(table["until"])})
    for kind in kinds:
        twin[f"{said.NAMES[kind]} ({found.currency})"] = table[kind]
    figure(
        *shown, told=Told(sentence, caption, twin if shown else pd.DataFrame(), said.HOW["money"], left), key="ahead"
    )
    if apart := said.overdue(found, tell):
        st.text(apart)
    _tried(found.money_tried, found.currency, said.tried(found.money_tried, tell), tell, key="ahead_tried")


def _tried(tried: Tried, currency: str, sentence: str, tell: said.Tell, *, key: str) -> None:
    """A forecast of the months before, beside what came."""
    rows = tried.rows
    if not rows[["forecast", "actual"]].to_numpy().any():  # a picture of nothing would show nothing
        rows = rows.iloc[:0]
    shown = [ahead_chart.tried_chart(rows, currency, tell, sentence)] if len(rows) else []
    twin = pd.DataFrame(
        {
            "Month": rows["cut"].dt.strftime("%b %Y"),
            f"Forecast ({currency})": rows["forecast"],
            f"Came ({currency})": rows["actual"],
            f"Off by ({currency})": rows["error"].round(2),
        }
    )
    figure(*shown, told=Told(sentence, "", twin, said.HOW["tried"] if len(rows) else ""), key=key)


def _days(days: pd.Series) -> list[dt.date]:
    return [day.date() for day in days]


# cash flow ----------------------------------------------------------------------------------------------------------


def _cash(snapshot: Snapshot, frames: Frames, found: Ahead, tell: said.Tell) -> None:
    tried = found.costs_tried
    if found.currency == snapshot.settings.text("currency").upper():
        _at_hand(snapshot, frames, found, tell)
    elif found.view is None:
        st.text("The opening balance is kept for your own currency alone, so there is no cash flow of this one.")
    if found.view is not None and tried is not None and not tried.reason:
        sentence = said.balance(found, tell)
        views = ahead_chart.views_of(found.view, is_certain_only=found.is_certain_only)
        picture = ahead_chart.cash_chart(
            views, said.VIEWS["low" if found.is_certain_only else "likely"], found.currency, tell, sentence
        )
        twin = pd.DataFrame({"Week from": _days(views[0][1].weeks["since"])})
        for name, cash in views:
            twin[f"{name} ({found.currency})"] = cash.weeks["closing"]
        n = len(found.costs)
        gone = f"{words.times(n, 'payment', 'payments') if n else 'No payment'} of yours expected"
        figure(picture, told=Told(sentence, gone, twin, said.HOW["cash"]), key="cash")
        _what_if(found, tell)
    elif found.view is not None and tried is not None:
        st.text(f"The cash flow is not shown: {tried.reason}.")
    if tried is not None:
        _tried(tried, found.currency, said.tried(tried, tell, came="you paid"), tell, key="costs_tried")


def _at_hand(snapshot: Snapshot, frames: Frames, found: Ahead, tell: said.Tell) -> None:
    st.text(said.at_hand(frames, found, tell))
    is_asked = found.opening is None
    with (
        st.expander("Money at hand and reserve", key="at_hand", expanded=is_asked),
        st.grid(3, min_column_width=200),
    ):
        for name in ("opening_balance", "opening_balance_day", "cash_reserve"):
            with st.container(gap="xsmall"):
                one_setting(snapshot, SETTINGS[name])


def _what_if(found: Ahead, tell: said.Tell) -> None:
    """What would be if people paid later, deals came less often, or something were bought. Nothing of it is saved."""
    with st.expander("What if?", icon=":material/help:", key="what_if"):
        st.caption("Try what a plan would change. Nothing of this is saved.")
        plan = _plan(found)
        outcome = None if plan.is_nothing else planned(found, plan)
        if outcome is None:
            st.text("Change a number to see what becomes of the balance.")
            return
        sentence = said.plan(outcome, plan, tell)
        views = [("As it is", outcome.before), (WITH_PLAN, outcome.after)]
        picture = ahead_chart.cash_chart(views, WITH_PLAN, found.currency, tell, sentence)
        twin = pd.DataFrame({"Week from": _days(outcome.before.weeks["since"])})
        for name, cash in views:
            twin[f"{name} ({found.currency})"] = cash.weeks["closing"]
        figure(picture, told=Told(sentence, "", twin), key="plan")


def _plan(found: Ahead) -> Plan:
    weeks = [f"{day.day} {day:%b}" for day in found.money.by_week()["since"]]
    with st.grid(2, min_column_width=240):
        late = st.number_input("Everybody pays so many days later", 0, 90, 0, key="if_late")
        part = (
            100 if found.is_certain_only else st.slider("Deals come at % of their chance", 0, 100, 100, key="if_part")
        )
        outlay = st.number_input(safe(f"You buy something for ({found.currency})"), 0.0, 1e12, 0.0, key="if_outlay")
        week = st.selectbox("In the week from", range(1, len(weeks) + 1), format_func=lambda n: weeks[n - 1],
                            key="if_week")  # fmt: skip
        earns = st.number_input(safe(f"It earns more a month ({found.currency})"), 0.0, 1e12, 0.0, key="if_earns")
    return Plan(int(late), part / 100, float(outlay), int(week), float(earns))


# sales by month -----------------------------------------------------------------------------------------------------


def _trend(snapshot: Snapshot, frames: Frames, currency: str, tell: said.Tell) -> None:
    rows = frames.money.rows[frames.money.rows["currency"] == currency]
    found = sales_trend(rows, as_of=frames.as_of)
    sentence = said.trend(found, tell, inside(snapshot.settings, "word_sales"))
    if isinstance(found, Refused):
        figure(told=Told(sentence, "", pd.DataFrame(), said.HOW["trend"]), key="trend_ahead")
        return
    past = finished_months(rows, as_of=frames.as_of).tail(SHOWN_MONTHS)
    picture = ahead_chart.trend_chart(past, found, currency, tell, sentence)
    ahead_of = found.ahead
    twin = pd.DataFrame(
        {
            "Month": ahead_of["month"].dt.strftime("%b %Y"),
            f"Forecast ({currency})": ahead_of["forecast"].round(2),
            f"Low ({currency})": ahead_of["lo"].round(2),
            f"High ({currency})": ahead_of["hi"].round(2),
        }
    )
    caption = words.caption(f"{words.times(found.n, 'month', 'months')} that are over", frames.money.left_out)
    told = Told(sentence, caption, twin, said.HOW["trend"], frames.money.left_out)
    figure(picture, told=told, key="trend_ahead")
    tried = Tried(found.backtest, found.error, "")
    _tried(tried, currency, said.tried(tried, tell), tell, key="trend_tried")
