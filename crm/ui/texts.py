"""Texts that are used again: chosen, written, changed."""

import streamlit as st

from crm.actions.templates import Template, add_template, edit_template, fill, remove_template
from crm.model.snapshot import Snapshot
from crm.ui import forms, session
from crm.ui.messages import safe

_SLOTS = (
    "{First name}, {Name}, {Organisation}, {Owner} or any heading in braces; {First name|friend} where it may be blank."
)


def opened(snapshot: Snapshot) -> str:
    """The ID of the text that is being changed, "" for a new one."""
    chosen = st.session_state.get("text_opened")
    return str(chosen) if chosen in snapshot.frame("Templates").index else ""


def choose(snapshot: Snapshot) -> None:
    """The texts there are, one of which can be opened."""
    frame = snapshot.frame("Templates")
    if frame.empty:
        st.text("No texts yet. A text is written once and filled in for each person: “Dear {First name|friend}, …”")
        return
    names = {str(id): str(name) for id, name in frame["name"].fillna("Without a name").items()}
    st.selectbox(
        "Change a text", list(names), index=None, key="text_opened", format_func=names.__getitem__,
        placeholder="Choose one, or write a new one below",
    )  # fmt: skip


def form(snapshot: Snapshot, id: str) -> bool:
    """The form for a text, a new one where `id` is "". True once, when it was saved."""
    columns = forms.entry_columns(snapshot, "Templates")
    st.caption(safe(_SLOTS))
    saved = forms.entry(
        f"text {id}", columns, snapshot,
        lambda entry: edit_template(snapshot, id, entry) if id else add_template(snapshot, entry),
        label="Save text", expected=snapshot.row("Templates", id),
    )  # fmt: skip
    if id:
        st.button(
            "Remove this text", key=f"remove_{id}", type="tertiary", on_click=session.act,
            args=(lambda: remove_template(snapshot, id),),
        )  # fmt: skip
    return saved


def preview(snapshot: Snapshot, template: Template, contact: str) -> None:
    """A text as one person gets it, and what it lacks."""
    filled = fill(snapshot, template, contact)
    with st.container(border=True, gap="xsmall"):
        if filled.subject:
            st.caption(safe(filled.subject))
        st.text(filled.text)
