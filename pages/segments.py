"""Groups of people in words: made by clicking or typing, counted at once, and written to, one by one or with a list."""

import streamlit as st

from crm.ui import menu, segments, session, texts, writing
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")
ABOUT = "A segment is a group in words, such as: customers in Leeds, last contact over 60 days."


@st.fragment
def making(id: str) -> None:
    """The form for a group, drawn anew at every letter of its rule."""
    saved = False
    with explained():
        saved = segments.form(session.snapshot(), id)
    if saved:
        st.rerun()


@st.fragment
def wording(id: str) -> None:
    """The form for a text."""
    saved = False
    with explained():
        saved = texts.form(session.snapshot(), id)
    if saved:
        st.rerun()


snapshot = session.snapshot()
st.title("Segments")
if menu.is_on(snapshot, "module_segments", ABOUT):
    group = segments.opened(snapshot)
    if group:
        people = segments.people(snapshot, group)
        if session.is_editor() and people:
            st.subheader("Write to them")
            writing.write_to(snapshot, group, people)
    else:
        segments.groups(snapshot, ABOUT)
    if session.is_editor():
        label = "Change this segment" if group else "Make a segment"
        with st.expander(label, key=f"making_{group}", icon=":material/tune:"):
            making(group)
        if group:
            segments.remove(snapshot, group)
        st.subheader("Texts")
        texts.choose(snapshot)
        with st.expander("Write a text" if not texts.opened(snapshot) else "Change the text", key="wording",
                         icon=":material/edit_note:", expanded=bool(texts.opened(snapshot))):  # fmt: skip
            wording(texts.opened(snapshot))
