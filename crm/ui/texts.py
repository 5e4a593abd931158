"""Texts that are used again: chosen, written, changed."""

import streamlit as st

from crm.actions.templates import Template, add_template, edit_template, fill, remove_template, slot_trouble
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot
from crm.ui import forms, session
from crm.ui.messages import at_field, safe

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
    name, row = f"text {id}", snapshot.row("Templates", id)
    drawn, refused = forms.current(name, row), session.refusal(name)
    at = refused if isinstance(refused, InvalidInput) else None
    columns = {column.field: column for column in forms.entry_columns(snapshot, "Templates")}
    message = columns.pop("message", None)
    forms.fields(drawn, list(columns.values()), snapshot, at)
    st.caption(safe(_SLOTS))
    if message:
        forms.one_field(drawn, message, snapshot, row.get("message"))
        said = _as_typed(snapshot, drawn)
        at_field(at if str(at) != said else None, "message")
    saved = forms.submit(
        name, drawn, lambda entry: edit_template(snapshot, id, entry) if id else add_template(snapshot, entry),
        [*columns.values(), *([message] if message else [])], label="Save text", is_main=False,
    )  # fmt: skip
    if id:
        st.button(
            "Remove this text", key=f"remove_{id}", type="tertiary", on_click=session.act,
            args=(lambda: remove_template(snapshot, id),),
        )  # fmt: skip
    return saved


def _as_typed(snapshot: Snapshot, drawn: forms.Form) -> str:
    """The text as it stands in the form, as one of the contacts would get it; the sentence where nobody can."""
    typed = {field: st.session_state.get(drawn.key(field)) for field in ("name", "channel", "subject", "message")}
    template = Template.of(typed)
    sentence = slot_trouble(snapshot, template) if template.message.strip() else ""
    if sentence:
        st.error(safe(sentence))
    elif template.message.strip() and len(snapshot.contacts):
        contact = str(snapshot.contacts.index[0])
        st.caption(safe(f"As {snapshot.contacts['name'].get(contact)} would get it:"))
        preview(snapshot, template, contact)
    return sentence


def preview(snapshot: Snapshot, template: Template, contact: str) -> None:
    """A text as one person gets it, and what it lacks."""
    filled = fill(snapshot, template, contact)
    with st.container(border=True, gap="xsmall"):
        if filled.subject:
            st.caption(safe(filled.subject))
        st.text(filled.text)
