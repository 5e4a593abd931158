"""How far the team and each of its people are with their aims."""

import streamlit as st

from crm.ui import goals, menu, session
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")
TABS = ("Goals",)

snapshot = session.snapshot()
st.title("Insights")
if not menu.is_on(snapshot, "module_goals", "A goal is a number to reach in a month, a quarter or a year."):
    st.stop()
(aims,) = st.tabs(TABS, key="insight", bind="query-params")
with aims, explained():
    if aims.open:
        goals.goals(snapshot)
