"""The workbook: where it lies, how it is doing, what could not be understood, and the team's own way."""

import streamlit as st

from crm.ui import adopting, bars, book, connecting, moving, overview, session, settings
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")


@st.fragment
def own_way() -> None:
    """The team's settings and words."""
    with explained():
        now = session.snapshot()
        settings.settings(now)
        settings.words(now)


snapshot = session.snapshot()
st.title("Workbook")
bars.upkeep("Workbook")
book.place(session.status(), snapshot)
if session.is_owner():
    adopting.keeping(session.status())
book.problems(snapshot)
book.columns(snapshot)
overview.writing(snapshot)
st.subheader("Your own way")
own_way()
if session.is_owner():
    connecting.google_sheet()
    if not session.status().is_looked_at:
        moving.moving()
st.page_link("pages/welcome.py", label="Choose another workbook", icon=":material/folder_open:")
