"""Log it: a line about a call, a visit or a delivery, from any page."""

import streamlit as st

from crm.ui import card, finding, session
from crm.ui.guard import page
from crm.ui.messages import explained, safe

page("editor")


@st.fragment
def who() -> None:
    """Find the person as one types; a press picks them."""
    with explained():
        snapshot = session.snapshot()
        query = st.text_input(
            "With whom?",
            key="log_who",
            type="search",
            live="250ms",
            placeholder="Two letters are enough",
            autocomplete="off",
        )
        hits = finding.find(session.chosen(), snapshot, query, 6) if query else []
        for hit in hits:
            name = snapshot.contacts["name"].get(hit.id)
            st.button(safe(name), key=f"pick_{hit.id}", on_click=_pick, args=(hit.id,))
        if query and not hits:
            st.text(f"Nobody matches “{query}”.")
            st.page_link("pages/contacts.py", label="Add them", icon=":material/person_add:")


def _pick(contact: str) -> None:
    st.session_state["log_with"] = contact


@st.fragment
def note(contact: str) -> None:
    """The note itself."""
    with explained():
        card.log_form(session.snapshot(), contact, "log it")


st.title("Log it")
snapshot = session.snapshot()
contact = st.query_params.get("contact") or st.session_state.get("log_with")
if contact not in snapshot.contacts.index:
    who()
    if st.session_state.get("log_with") in snapshot.contacts.index:
        st.rerun()
else:
    st.markdown(f"With **{safe(snapshot.contacts['name'][contact])}**")
    st.button("Somebody else", key="log_other", type="tertiary", on_click=_pick, args=(None,))
    note(str(contact))
