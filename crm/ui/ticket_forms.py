"""The forms of the page Tickets: a new request, and another look at one."""

from dataclasses import replace

import streamlit as st

from crm.actions import tickets as actions
from crm.model.entry import Entry
from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.ui import forms, session
from crm.ui.picking import pick, pick_person

EVERYDAY = ("subject", "details", "priority", "owner")
FIELDS = (*EVERYDAY, "channel", "opened", "promised_by", "status", "first_reply", "solved_on")
WHOSE = "whose"  # in the form for editing: the person who was picked


def columns(snapshot: Snapshot) -> list[Column]:
    """The fields of a request that people fill in or overrule, the everyday ones first, own ones last."""
    known = {column.field: column for column in snapshot.columns("Tickets")}
    return [*(known[field] for field in FIELDS if field in known), *snapshot.own_columns("Tickets")]


def add_form(snapshot: Snapshot) -> bool:
    """A new request: whose it is, and what it is about. True once, when it was saved."""
    contact = pick_person(snapshot, "request_by", "Whose request is it? Blank is fine", "Request of")
    if contact:
        equipment(snapshot, contact)
    now = session.now(snapshot)
    saved = forms.entry(
        "request", columns(snapshot), snapshot, lambda entry: actions.add_request(snapshot, contact, entry, now=now)
    )
    if saved:
        pick("request_by", None)
    return saved


def asked_for(snapshot: Snapshot) -> None:
    """Somebody's card asks for a request of theirs: the address names them, once."""
    contact = snapshot.people.ids.get(st.query_params.get("contact", ""), "")
    if contact:
        pick("request_by", contact)
        del st.query_params["contact"]


def edit_form(snapshot: Snapshot, id: str) -> bool:
    """All fields of a request, and whose it is. True once, when it was saved."""
    name, row, now = f"request {id}", snapshot.row("Tickets", id), session.now(snapshot)
    form, refused = forms.current(name, row), session.refusal(name)
    drawn = [column for column in columns(snapshot) if not snapshot.formula("Tickets", id, column.field)]
    contact = pick_person(snapshot, f"request_of_{id}", "Whose request is it?", "Request of")
    forms.fields(form, drawn, snapshot, refused if isinstance(refused, InvalidInput) else None)
    seen = snapshot.frame("Tickets")["contact_id"].get(id)
    if contact and contact != seen:
        form.first.setdefault(WHOSE, seen)  # another person is something that was typed
        st.session_state[form.key(WHOSE)] = contact
    with st.container(horizontal=True):
        saved = forms.submit(
            name, form, lambda entry: actions.edit_request(snapshot, id, _fields(entry), now=now, contact=contact),
            drawn, is_main=False,
        )  # fmt: skip
        st.button("Cancel", key=f"cancel_{id}", on_click=_end, args=(id,))
    if saved:
        _end(id)
    return saved


def _fields(entry: Entry) -> Entry:
    return replace(entry, values={field: value for field, value in entry.values.items() if field != WHOSE})


def begin(snapshot: Snapshot, id: str) -> None:
    """For a button: the line of a request becomes its form."""
    st.session_state["editing_request"] = id
    found = snapshot.frame("Tickets")["contact_id"].get(id)
    pick(f"request_of_{id}", found if isinstance(found, str) else None)
    forms.renew(f"request {id}")


def _end(id: str) -> None:
    st.session_state.pop("editing_request", None)
    forms.renew(f"request {id}")


def equipment(snapshot: Snapshot, contact: str) -> None:
    """What of theirs we keep running, where it is noted."""
    found = snapshot.contacts["equipment"].get(contact)
    if isinstance(found, str):
        st.text(f"Equipment: {found}")
