"""One person: facts, what happened, and a line for what happened just now."""

import streamlit as st

from crm.analytics.today import follow_ups
from crm.model.errors import NoSuchRow
from crm.ui import belonging, card, card_tabs, card_thread, lacking, paper, session, steps, taking, theme
from crm.ui.guard import page
from crm.ui.messages import explained, safe

page("viewer")


@st.fragment
def log(contact: str) -> None:
    """The form for a note, drawn anew without the rest of the page."""
    with explained():
        card.log_form(session.snapshot(), contact)


@st.fragment
def facts(contact: str) -> None:
    """The facts, and the form they turn into."""
    with explained():
        card.facts(session.snapshot(), contact)


snapshot = session.snapshot()
asked = st.query_params.get("id", "")
contact = snapshot.people.ids.get(asked, "")
if not contact:
    raise NoSuchRow(
        f"No contact has the number {asked or 'that was asked for'}. It may have been removed in the sheet."
    )
if contact != asked:
    st.info("Two cards of this person were merged; this is the one that stays.")

st.title(safe(snapshot.contacts["name"].get(contact) or contact))
card.standing(snapshot, contact)
belonging.organisation(snapshot, contact)
thread = card_thread.found(snapshot, contact)
card.at_a_glance(snapshot, contact, thread)
if thread:
    card_thread.draw(contact, thread)
card.reach(snapshot, contact)
card.stands_out(snapshot, contact)
left, right = st.columns([3, 2], gap="large")
with left:
    if session.is_editor():
        st.subheader("Note something")
        log(contact)
        paper.letter(contact)
    if not card.is_edited(contact):
        steps.offer(snapshot, contact)
    open_steps = follow_ups(session.frames(snapshot), as_of=snapshot.rules.today)
    open_steps = open_steps[open_steps["contact_id"] == contact]
    if len(open_steps):
        st.subheader("Next steps")
        steps.steps(snapshot, open_steps, with_name=False)
with right:
    belonging.people(snapshot, contact)
    facts(contact)
    lacking.on_the_card(snapshot, contact)
    taking.everything(snapshot, contact)
with st.container() if theme.is_narrow() else left:
    card_tabs.draw(snapshot, contact)
