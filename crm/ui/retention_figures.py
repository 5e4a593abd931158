"""The figures of the page Retention below the first: kept and lost, the triangle, each month, and how long it takes."""

import pandas as pd
import streamlit as st

from crm.analytics import cohorts, contracts, grid, retention, staying, survival, words
from crm.analytics import retention_words as said
from crm.analytics.cohorts import Cohorts
from crm.analytics.frames import Frames
from crm.analytics.intervals import ROUGH, Refused
from crm.model.snapshot import Snapshot
from crm.ui import cohort_charts, session, theme
from crm.ui.charts import Told, figure
from crm.ui.flow_chart import flow_chart
from crm.ui.lasting_charts import lasting_chart
from crm.ui.messages import safe
from crm.ui.people_lines import lines

MONTHS, PHONE_MONTHS = 24, 9  # of the flow in view; the table has all


def kept(frames: Frames) -> None:
    """The share of last year's customers who came again, and by name who did not."""
    found = retention.kept(frames.events, as_of=frames.as_of)
    st.markdown(f"**{safe(words.kept_sentence(found, frames.rules))}**")
    if not (lost := said.lost_sentence(found, frames.rules)):
        return
    with st.expander(safe(lost.rstrip(".")), key="not_again_part"):
        if frames.rules.ends_on_a_date:
            st.caption("Whether they have left is said by the day in Ended on.")
        else:
            st.caption("They may come back at any time: nobody here is counted as gone.")
        last = retention.not_again(frames.events, as_of=frames.as_of)
        days = (pd.Timestamp(frames.as_of) - last).dt.days
        people = [(str(id), frames.name(id), f"last seen {n:,} days ago") for id, n in days.items()]
        lines(people, "not_again", rest="the longest silent stand last")


def _groups(snapshot: Snapshot) -> tuple[Cohorts, Cohorts]:
    """The triangle, and the groups that the curve is made of."""
    frames = session.frames(snapshot)
    period = grid.finest_period(frames.events, as_of=frames.as_of)
    classic = cohorts.cohorts(frames.events, as_of=frames.as_of, period=period)
    return classic, retention.curve_cohorts(frames.events, classic, as_of=frames.as_of)


def who_came_again(snapshot: Snapshot, frames: Frames) -> None:
    """The curve over all groups, and the triangle in the way that is chosen."""
    classic, fine = session.kept(snapshot, "groups by their first time", _groups)
    cohort_charts.retention_curve(cohorts.retention_curve(fine), fine, frames)
    part = st.expander("More: everybody by when they first came", key="cohort_part", on_change="rerun")
    if not part.open:
        return
    with part:
        mode = st.segmented_control(
            "Who came again", list(said.MODES), default="classic", required=True, key="cohort_mode",
            format_func=lambda name: said.MODES[name],
        )  # fmt: skip
        found = classic if mode == "classic" else said.triangle(frames.events, mode, classic.period, as_of=frames.as_of)
        cohort_charts.cohort_grid(found, frames, mode=mode)


def flow(frames: Frames) -> None:
    """Each month: new and back up, lapsed down, and the net."""
    months = said.window(frames.events, as_of=frames.as_of)
    found = retention.monthly_flow(frames.events, as_of=frames.as_of, window=months)
    sentence = said.flow_sentence(found, months, frames.rules)
    left = frames.left_out["events"]
    shown = found.tail(PHONE_MONTHS if theme.is_narrow() else MONTHS)
    made = "one month" if months == 1 else f"{months} months, as long as four of five gaps between visits are"
    caption = words.caption(f"A visit makes somebody active for {made}", left)
    told = Told(sentence, caption if len(found) else "", said.flow_table(found), said.HOW["flow"], left)
    figure(*([flow_chart(shown, sentence)] if len(found) else []), told=told, key="flow")


def second_time(frames: Frames) -> None:
    """How long it takes until people come a second time."""
    found = survival.second_purchase(frames.events, as_of=frames.as_of)
    rows = said.points(found, ends=True)
    sentence, left = said.second_sentence(found, frames.rules), frames.left_out["events"]
    title = "Bought a second time" if frames.rules.activity == "sales" else "Came a second time"
    shown = [lasting_chart(rows, "Days after the first", title, sentence)] if _carries(found) else []
    table = said.curve_points_table(rows, "Days after the first", title) if shown else pd.DataFrame()
    caption = words.caption(frames.rules.people(found.n), left)
    figure(*shown, told=Told(sentence, caption, table, said.HOW["second"], left), key="second")


def _carries(found: survival.Km) -> bool:
    return found.n >= ROUGH and found.reach > 0


def contracts_of(snapshot: Snapshot, frames: Frames) -> None:
    """Where relationships end on a date: who left, what of the money is left, how long people stay, and a projection
    where the data carry it."""
    people, rules = frames.customers, frames.rules
    year_ago = (pd.Timestamp(frames.as_of) - pd.DateOffset(years=1)).date()
    left_since = contracts.churn(people, year_ago, frames.as_of)
    left = left_since.left_out if left_since else {}
    caption = words.caption(f"{rules.people(left_since.n)} there on {year_ago.day} {year_ago:%b %Y}", left) if (
        left_since) else ""  # fmt: skip
    sentence = said.churn_sentence(left_since, rules)
    figure(told=Told(sentence, caption, pd.DataFrame(), said.HOW["staying"], left), key="churn")
    money = contracts.grr_nrr(frames.sold, as_of=frames.as_of)
    unsigned = next(iter(money.values())).left_out if money else {}
    told = Told(said.kept_money_sentence(money, rules), "", pd.DataFrame(), said.HOW["money"], unsigned)
    figure(told=told, key="kept_money")
    st.subheader("How long they stay")
    _staying(snapshot, frames)


def _staying(snapshot: Snapshot, frames: Frames) -> None:
    found = contracts.staying(frames.customers, as_of=frames.as_of)
    rows = said.points(found, ends=False, unit=said.MONTH)
    further = session.kept(snapshot, "projection", _projecting) if _carries(found) else None
    sentence = said.staying_sentence(found, frames.rules)
    if further is not None:
        sentence += f" {staying.projection_sentence(further)}"
    ahead = None
    if further is not None and not isinstance(further, Refused):
        years = range(further.years, len(further.shares))
        ahead = pd.DataFrame({"t": [12.0 * year for year in years], "share": further.shares[further.years :]})
    unit = "Months since they began"
    shown = [lasting_chart(rows, unit, "Still there", sentence, ahead)] if _carries(found) else []
    table = said.curve_points_table(rows, unit, "Still there") if shown else pd.DataFrame()
    caption = words.caption(frames.rules.people(found.n), found.left_out)
    how = f"{said.HOW['staying']} {said.HOW['projection']}"
    figure(*shown, told=Told(sentence, caption, table, how, found.left_out), key="staying")


def _projecting(snapshot: Snapshot) -> staying.Projection | Refused:
    frames = session.frames(snapshot)
    return staying.projection(frames.customers, as_of=frames.as_of)
