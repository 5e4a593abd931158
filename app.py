"""Kith in the browser: the menu, the status of the workbook, and what stands on every page."""

import streamlit as st

from crm.ui import copies, deciding, frame, session, theme
from crm.ui.messages import explained

st.set_page_config(page_title="Kith", page_icon="📇", layout="wide")  # before the menu: its icons would be fetched
st.session_state["routed"] = True  # pages that are reached beside this file look for it

WORK = [
    st.Page("pages/today.py", title="Today", icon=":material/today:", default=True),
    st.Page("pages/contacts.py", title="Contacts", icon=":material/groups:"),
    st.Page("pages/satisfaction.py", title="Satisfaction", icon=":material/sentiment_satisfied:"),
    st.Page("pages/retention.py", title="Retention", icon=":material/favorite:"),
    st.Page("pages/workbook.py", title="Workbook", icon=":material/table:"),
    st.Page("pages/contact.py", title="Contact", icon=":material/person:", visibility="hidden"),
    st.Page("pages/log.py", title="Log it", icon=":material/edit_note:", visibility="hidden"),
    st.Page("pages/history.py", title="History", icon=":material/history:", visibility="hidden"),
    st.Page("pages/welcome.py", title="Choose a workbook", icon=":material/waving_hand:", visibility="hidden"),
]
WELCOME = [st.Page("pages/welcome.py", title="Welcome", icon=":material/waving_hand:")]

is_chosen = bool(session.chosen())
page = st.navigation(WORK if is_chosen else WELCOME, expanded=True)
st.set_page_config(page_title=f"{page.title} · Kith")
theme.apply()
if page.url_path == "welcome" or not is_chosen:
    with explained():
        page.run()
else:
    with explained(), copies.asked(session.chosen()):  # a workbook that cannot be opened is told in place of the page
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
