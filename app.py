"""Kith in the browser: the menu, the status of the workbook, and what stands on every page."""

import streamlit as st

from crm.store.logs import keep_words_out
from crm.ui import adopting, copies, deciding, frame, leaving, menu, session, theme
from crm.ui.messages import explained

st.set_page_config(page_title="Kith", page_icon="📇", layout="wide")  # before the menu: its icons would be fetched
keep_words_out()
st.session_state["routed"] = True  # pages that are reached beside this file look for it

page = st.navigation(menu.pages(), expanded=True)
st.set_page_config(page_title=f"{page.title} · Kith")
leaving.begin(page.url_path)
theme.apply()
if page.url_path == "welcome" or not session.chosen():
    with explained():
        page.run()
else:
    with (
        explained(),
        adopting.asked(session.chosen()),
        copies.asked(session.chosen()),
    ):  # a workbook that cannot be opened is told in place of the page
        now = frame.sidebar(page.url_path)
        frame.notices(page.url_path, now)
        frame.show_outbox()
        if page.url_path != "history":  # there they stand under To decide
            deciding.disputed()
        with explained():
            page.run()
        frame.undo_bar()
    with explained():
        frame.follow()
