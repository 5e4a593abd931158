"""Everybody you want to remember: searched, filtered, added."""

import streamlit as st

from crm.actions.contacts import add_contact
from crm.ui import already, forms, session, tables
from crm.ui.guard import page
from crm.ui.messages import explained

page("viewer")
EVERYDAY = ("name", "phone", "email", "relationships")


@st.fragment
def people() -> None:
    """The list, drawn anew at every letter of the search without the rest of the page."""
    with explained():
        if not tables.contact_list(session.snapshot()):
            st.text("No contacts yet. A contact is anybody you want to remember: customer, supplier, volunteer.")


@st.fragment
def adding() -> None:
    """The form for one more person; it empties only when they are saved."""
    saved = False
    with explained():
        snapshot = session.snapshot()
        columns = forms.entry_columns(snapshot, "Contacts")
        columns.sort(key=lambda column: EVERYDAY.index(column.field) if column.field in EVERYDAY else len(EVERYDAY))
        saved = forms.entry("add contact", columns, snapshot, lambda entry: add_contact(snapshot, entry))
        already.beside(forms.current("add contact"), snapshot)
    if saved:
        st.rerun()


snapshot = session.snapshot()
st.title("Contacts")
with st.expander("Add a contact", icon=":material/person_add:", key="add_contact", expanded=snapshot.contacts.empty):
    adding()
if session.is_editor():
    st.page_link("pages/bring_in.py", label="Bring in a list", icon=":material/group_add:")
people()
