"""Who belongs together: the organisation of a person, and the people of an organisation."""

import streamlit as st

from crm.actions.contacts import add_organisation
from crm.analytics.organisations import Organisations
from crm.analytics.today import last_touch
from crm.model.cells import written
from crm.model.snapshot import Snapshot
from crm.ui import session
from crm.ui.messages import safe
from crm.ui.words import day

SHOWN = 30


def organisations(snapshot: Snapshot) -> Organisations:
    """Those of a snapshot, made once."""
    return session.kept_of(snapshot, "Contacts", "organisations", Organisations.of)


def organisation(snapshot: Snapshot, contact: str) -> None:
    """The organisation of a person as a link; where it has no card yet, a press that makes one."""
    name, id = organisations(snapshot).organisation_of(snapshot, contact)
    if id:
        st.page_link("pages/contact.py", label=safe(name), icon=":material/apartment:", query_params={"id": id})
    elif name and session.is_editor():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{name} is not in your contacts yet.")
            st.button(
                "Add it", key="add_organisation", icon=":material/add_business:", on_click=session.act,
                args=(lambda: add_organisation(snapshot, contact),),
            )  # fmt: skip


def people(snapshot: Snapshot, contact: str) -> None:
    """The people of an organisation, each with role, phone, and when we last were in touch."""
    members = organisations(snapshot).people_of(snapshot, contact)
    if not members:
        return
    last = last_touch(session.frames(snapshot))
    st.subheader("People")
    with st.container(border=True, gap="xsmall"):
        for id in members[:SHOWN]:
            row = snapshot.row("Contacts", id)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.page_link("pages/contact.py", label=safe(row.get("name")), query_params={"id": id})
                touched = f"last contact {day(last[id])}" if id in last.index else "no contact yet"
                told = (written(row.get("role")), written(row.get("phone")), touched)
                st.text(" · ".join(part for part in told if part))
        if len(members) > SHOWN:
            st.caption(f"and {len(members) - SHOWN} more")
