"""Picking one person: found as one types, picked by a press."""

import streamlit as st

from crm.model.snapshot import Snapshot
from crm.ui import finding, session
from crm.ui.messages import safe

OFFERED = 6


def pick_person(snapshot: Snapshot, key: str, asks: str = "With whom?", said: str = "With") -> str | None:
    """The ID of the person picked under this key; until then a search box and the best hits as buttons."""
    picked = str(st.session_state.get(key) or "")
    if picked in snapshot.contacts.index:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{safe(said)} **{safe(snapshot.contacts['name'][picked])}**", width="content")
            st.button("Somebody else", key=f"{key}_other", type="tertiary", on_click=pick, args=(key, None))
        return picked
    query = st.text_input(
        safe(asks), key=f"{key}_query", type="search", live="250ms", placeholder="Two letters are enough",
        autocomplete="off",
    )  # fmt: skip
    hits = finding.find(session.chosen(), snapshot, query, OFFERED, me=session.store().actor.name) if query else []
    for hit in hits:
        name = safe(snapshot.contacts["name"].get(hit.id))
        st.button(name, key=f"{key}_{hit.id}", on_click=pick, args=(key, hit.id))
    if query and not hits:
        st.text(f"Nobody matches “{query}”.")
        st.page_link("pages/contacts.py", label="Add them", icon=":material/person_add:")
    return None


def pick(key: str, contact: str | None) -> None:
    """Remember who was picked under a key; None to ask again."""
    st.session_state[key] = contact
