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
bar = st.container()  # its marks follow the tab that is open, which the tabs below know
tabs = dict(zip(TABS, st.tabs(TABS, key="insight", bind="query-params"), strict=True))
with bar:
    bars.figures(bars.OF_TAB.get(next((name for name in TABS if tabs[name].open), ""), ""), here="pages/insights.py")
for tab, draw in zip(tabs.values(), DRAWN, strict=True):
    with tab, explained():
        if tab.open:  # what is not looked at is not counted
            draw(snapshot)
