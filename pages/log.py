"""Log it: a line about a call, a visit or a delivery, from any page."""

import streamlit as st

from crm.ui import logging_it, session, sorting
from crm.ui.guard import page
from crm.ui.messages import explained

page("editor")


@st.fragment
def note() -> None:
    """The line, and what was understood of it."""
    with explained():
        logging_it.form(session.snapshot())


snapshot = session.snapshot()
st.title("Log it")
logging_it.begin(snapshot, st.query_params.get("contact", ""))
note()
sorting.to_sort(snapshot)
