"""What the figures say together, each group under a tab of its own, and how far everybody is with the aims."""

import streamlit as st

from crm.ui import bars, loyalty_tab, origins_tab, performance, profit_tab, session, thread
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")
TABS = ("One thread", "Loyalty", "Profit", "Performance and goals", "Where customers come from")
DRAWN = (thread.tab, loyalty_tab.tab, profit_tab.tab, performance.tab, origins_tab.tab)  # by what, in the same order

snapshot = session.snapshot()
st.title("Insights")
bars.figures("Insights")
for tab, draw in zip(st.tabs(TABS, key="insight", bind="query-params"), DRAWN, strict=True):
    with tab, explained():
        if tab.open:  # what is not looked at is not counted
            draw(snapshot)
