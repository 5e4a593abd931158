"""Requests for help and repairs: what is promised for when, who waits longest, and how soon people are answered."""

import streamlit as st

from crm.analytics.tickets import open_requests, solved_lately
from crm.ui import menu, session, ticket_forms, tickets
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")


@st.fragment
def adding() -> None:
    """The form for one more request."""
    saved = False
    with explained():
        saved = ticket_forms.add_form(session.snapshot())
    if saved:
        st.rerun()


snapshot = session.snapshot()
st.title("Tickets")
if not menu.is_on(
    snapshot, "module_tickets", "A ticket is a request for help or a repair, and when it is promised for."
):
    st.stop()
ticket_forms.asked_for(snapshot)
frames, now, is_empty = session.frames(snapshot), session.now(snapshot), snapshot.tickets.empty
if session.is_editor():
    is_asked = is_empty or bool(st.session_state.get("request_by"))
    with st.expander("Add a request", icon=":material/add:", key="add_request", expanded=is_asked):
        adding()
if is_empty:
    tickets.none_open()
else:
    lets_through = tickets.chosen(frames, snapshot)
    everybody = open_requests(frames, now)
    still, solved = lets_through(everybody), lets_through(solved_lately(frames, now))
    asked = tickets.looked_for(snapshot, frames, everybody, now)
    still, solved = (some.drop(asked, errors="ignore") for some in (still, solved))
    tickets.open_ones(snapshot, still, now)
    if still.empty:
        tickets.none_open(is_filtered=len(everybody) > 0)
    st.subheader("The last 90 days")
    tickets.figures(frames, now)
    if len(solved):
        st.subheader("Solved in the last 4 weeks")
        tickets.solved_ones(snapshot, solved, now)
