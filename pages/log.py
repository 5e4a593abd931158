"""Log it: a line about a call, a visit or a delivery, from any page."""

import streamlit as st

from crm.ui import card, session
from crm.ui.guard import page
from crm.ui.messages import explained
from crm.ui.picking import pick_person

page("editor")


@st.fragment
def note() -> None:
    """Whom it is about, and the note."""
    with explained():
        snapshot = session.snapshot()
        card.one_line(snapshot, "log it", "log_with")
        card.which_one(snapshot, "log_with")
        contact = pick_person(snapshot, "log_with")
        if contact:
            card.log_form(snapshot, contact, "log it", "log_with")


st.title("Log it")
if st.query_params.get("contact"):
    st.session_state["log_with"] = st.query_params.get("contact")
note()
