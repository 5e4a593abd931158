"""Notes that were kept without a person: whose they are is said later."""

import streamlit as st

from crm.actions.interactions import assign
from crm.model.snapshot import Snapshot
from crm.ui import session, told
from crm.ui.messages import safe
from crm.ui.picking import pick, pick_person
from crm.ui.words import day

SHOWN = 8


def to_sort(snapshot: Snapshot) -> None:
    """The notes without a person, the newest first, each with a press that asks whose it is."""
    frame = snapshot.interactions
    loose = frame[frame["contact_id"].isna() & frame["contact"].isna()].sort_values("date", ascending=False)
    if loose.empty:
        return
    with st.expander(safe(f"To sort: {told.count(len(loose), 'note')} without a person"), key="to_sort"):
        for id, row in loose.head(SHOWN).iterrows():
            with st.container(border=True, gap="xsmall"):
                st.text(" · ".join(part for part in (day(row["date"]), str(row["type"]), str(row["what"])) if part))
                _whose(snapshot, str(id))
        if len(loose) > SHOWN:
            st.caption(f"and {len(loose) - SHOWN} more")


def _whose(snapshot: Snapshot, id: str) -> None:
    if st.session_state.get("sorting") != id:
        st.button("Whose is it?", key=f"sort_{id}", on_click=_ask, args=(id,))
        return
    contact = pick_person(snapshot, "sort_to", "Whose is it?", "Of")
    if contact:
        st.button(
            "Save", key="sort_save", type="primary", on_click=session.act, args=(lambda: assign(snapshot, id, contact),)
        )


def _ask(id: str) -> None:
    st.session_state["sorting"] = id
    pick("sort_to", None)
