"""What the figures say together, each group under a tab of its own, and how far everybody is with the aims."""

import streamlit as st

from crm.ui import goals, loyalty_tab, origins_tab, profit_tab, session
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")
TABS = ("Loyalty", "Profit", "Goals", "Where customers come from")
DRAWN = (loyalty_tab.tab, profit_tab.tab, goals.tab, origins_tab.tab)  # by what, in the same order

snapshot = session.snapshot()
st.title("Insights")
for tab, draw in zip(st.tabs(TABS, key="insight", bind="query-params"), DRAWN, strict=True):
    with tab, explained():
        if tab.open:  # what is not looked at is not counted
            draw(snapshot)
