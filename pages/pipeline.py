"""Deals, sales that may happen: by stage, as a list, the people who may become customers, and what the deals say."""

import streamlit as st

from crm.ui import deal_figures, deal_lists, menu, pipeline, session
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")
TABS = ("Board", "List", "Leads", "Figures")

snapshot = session.snapshot()
st.title("Pipeline")
if menu.is_on(snapshot, "module_deals", "A deal is a sale that may happen. Here you see how far each one is."):
    deals = pipeline.rows(snapshot)
    if session.is_editor():
        pipeline.adding()
        pipeline.gone(snapshot)
    if deals.empty:
        deal_lists.example(snapshot)
        deal_lists.leads(snapshot)
    else:
        deal_lists.looked_for(deals)
        found = deal_lists.filtered(deals)
        pipeline.summary(snapshot, found)
        board, as_list, leads, figures = st.tabs(TABS, key="deals_tab", bind="query-params")
        with board, explained():
            if board.open:
                pipeline.board(snapshot, found)
        with as_list, explained():
            if as_list.open:
                deal_lists.listing(snapshot, found)
        with leads, explained():
            if leads.open:
                deal_lists.leads(snapshot)
        with figures, explained():
            if figures.open:
                deal_figures.figures(snapshot, found)
