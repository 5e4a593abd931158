"""What the figures say together, each group under a tab of its own, and how far everybody is with the aims."""

import streamlit as st

from crm.ui import performance, session
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")
TABS = ("Performance and goals",)
DRAWN = (performance.tab,)  # by what, in the same order

snapshot = session.snapshot()
st.title("Insights")
for tab, draw in zip(st.tabs(TABS, key="insight", bind="query-params"), DRAWN, strict=True):
    with tab, explained():
        if tab.open:  # what is not looked at is not counted
            draw(snapshot)
