"""The workbook: where it lies, how it is doing, what could not be understood, and the team's settings."""

import streamlit as st

from crm.ui import bars, book, connecting, moving, session
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")


@st.fragment
def settings() -> None:
    """The settings; each saves by itself."""
    with explained():
        book.settings(session.snapshot())


snapshot = session.snapshot()
st.title("Workbook")
bars.upkeep("Workbook")
book.place(session.status(), snapshot)
book.problems(snapshot)
book.columns(snapshot)
settings()
if session.is_owner():
    connecting.google_sheet()
    moving.moving()
st.page_link("pages/welcome.py", label="Choose another workbook", icon=":material/folder_open:")
