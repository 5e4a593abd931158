"""Cells for which two people typed two values: both are shown, and somebody chooses."""

import streamlit as st

from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.store.receipt import Conflict
from crm.ui import session, told
from crm.ui.messages import as_label, safe

MOST = 30  # that are shown at once


def conflicts(snapshot: Snapshot) -> None:
    """Everything that is to be decided."""
    waiting = session.store().conflicts()
    if not waiting:
        st.text("Nothing to decide. When two people type two things into one cell, both stand here, and you choose.")
    for conflict in waiting[:MOST]:
        conflict_box(snapshot, conflict)
    if len(waiting) > MOST:
        st.caption(f"and {len(waiting) - MOST} more")


def disputed() -> None:
    """On every page: the cells of one's own save that somebody else had changed meanwhile, until they are decided."""
    box = session.outbox()
    if not box.disputed:
        return
    waiting = [conflict for conflict in session.store().conflicts() if conflict.seq in box.disputed]
    box.disputed = {conflict.seq for conflict in waiting}
    if waiting:
        st.warning("Somebody changed this while you were typing. The rest of what you saved went in. Please choose.")
        for conflict in waiting:
            conflict_box(session.snapshot(), conflict)


def conflict_box(snapshot: Snapshot, conflict: Conflict) -> None:
    """One cell, two values: the sheet's stays until somebody chooses."""
    me = session.store().actor
    is_mine = conflict.actor == me.name
    with st.container(border=True, gap="small", key=f"dispute_{conflict.seq}"):
        st.markdown(f"**{safe(told.whose(snapshot, conflict))}**")
        for line in told.both(conflict, is_mine=is_mine):
            st.text(line)
        if me.role != "viewer":
            _choices(snapshot, conflict, is_mine)


def _choices(snapshot: Snapshot, conflict: Conflict, is_mine: bool) -> None:
    seq = conflict.seq
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for choice, words in told.ways(conflict, is_mine=is_mine).items():
            st.button(as_label(words), key=f"{choice}_{seq}", on_click=session.decide, args=(seq, choice))
        if conflict.field:
            st.text_input("Or write something else", key=f"other_{seq}", autocomplete="off", width=260)
            st.button("Use this", key=f"use_{seq}", on_click=_other, args=(snapshot, conflict))
    if (refused := session.refusal(f"other {seq}")) is not None:
        st.error(safe(refused))


def _other(snapshot: Snapshot, conflict: Conflict) -> None:
    typed = st.session_state.get(f"other_{conflict.seq}")
    if not typed:
        return
    try:
        value = told.as_cell(snapshot, conflict, typed)
    except InvalidInput as error:
        session.outbox().refused[f"other {conflict.seq}"] = error
        return
    session.outbox().refused.pop(f"other {conflict.seq}", None)
    session.decide(conflict.seq, "other", value)
