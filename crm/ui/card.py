"""The pieces of a contact's card: how to reach them, the facts, and the line for a note."""

import datetime as dt
from urllib.parse import quote

import pandas as pd
import streamlit as st

from crm.actions.contacts import edit_contact, set_status
from crm.actions.interactions import log_interaction
from crm.analytics import one_person, thread_words
from crm.analytics.thread_of import PersonThread
from crm.model.cells import Cell, written
from crm.model.emails import first_address
from crm.model.errors import InvalidInput
from crm.model.phones import e164, several
from crm.model.schema import KITH, Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.stops import is_stopped
from crm.ui import forms, glance, session, steps
from crm.ui.belonging import organisations
from crm.ui.messages import safe
from crm.ui.reach import to_dial
from crm.ui.words import day, monies

STANDS_OUT = {"needs": ":material/favorite:", "equipment": ":material/build:"}
LOGGED = ("what", "type", "date", "outcome", "by")


def standing(snapshot: Snapshot, contact: str) -> None:
    """One line below the name: relationship, organisation, status, since when."""
    row = snapshot.contacts.loc[contact]
    relationships = "; ".join(row["relationships"]) if isinstance(row["relationships"], tuple) else ""
    since = f"since {day(row['since'])}" if day(row["since"]) else ""
    status = row["status"] if isinstance(row["status"], str) and row["status"] != "Active" else ""
    organisation = organisations(snapshot).organisation_of(snapshot, contact)
    parts = [relationships, row["role"], "" if organisation[1] else organisation[0], since, status]
    st.caption(
        safe(" · ".join(part for part in parts if isinstance(part, str) and part)) or "No relationship noted yet"
    )


def at_a_glance(snapshot: Snapshot, contact: str, thread: PersonThread | None) -> None:
    """The four facts on one line: last contact, next step, money of 12 months, last answer."""
    found = one_person.at_a_glance(session.frames(snapshot), contact, as_of=snapshot.rules.today)
    last = f"Last contact {day(found.last)}" if found.last else "No contact yet"
    step = " ".join(part for part in (found.next_what, f"({day(found.next_due)})" if found.next_due else "") if part)
    came, went = (
        monies(sums, snapshot.settings) if sums else "" for sums in (found.money.year_in, found.money.year_out)
    )
    paid = [f"{came} from them" if came else "", f"{went} to them" if went else ""]
    paid = [part for part in paid if part] or ["no money"]
    if thread and (more := thread_words.beside_money(thread, glance.writer(snapshot))):
        paid.append(more)
    parts = (
        last, f"Next: {step}" if step else "No next step", f"12 months: {', '.join(paid)}", _answer(found, thread),
    )  # fmt: skip
    st.text(" · ".join(parts))


def _answer(found: one_person.AtAGlance, thread: PersonThread | None) -> str:
    if found.answer is None:
        return "Never answered"
    question, score = found.answer
    told = f"Last answer: {score} to “{question}”, {day(found.answered)}"
    is_same = thread is not None and (thread.question, thread.score, thread.answered) == (*found.answer, found.answered)
    more = thread_words.beside_answer(thread) if thread and is_same else ""
    return f"{told}: {more}" if more else told


def stands_out(snapshot: Snapshot, contact: str) -> None:
    """What whoever talks to them should have before their eyes: what they need and like, and what of theirs runs."""
    row = snapshot.row("Contacts", contact)
    told = {field: written(row.get(field)) for field in STANDS_OUT}
    if not any(told.values()):
        return
    with st.grid("auto", min_column_width=260):
        for field, icon in STANDS_OUT.items():
            if told[field]:
                with st.container(border=True, gap="xsmall", height="stretch", key=f"stands_out_{field}"):
                    st.markdown(f"{icon} **{safe(SHEETS['Contacts'].column(field).heading)}**")
                    st.text(told[field])


def reach(snapshot: Snapshot, contact: str) -> None:
    """Call, email and WhatsApp; off where they asked not to be contacted, and it says so."""
    row = snapshot.contacts.loc[contact]
    off = is_stopped(snapshot, contact)
    if off:
        st.warning("They asked not to be contacted, so the links are off.", icon=":material/do_not_disturb_on:")
    phone = row["phone"] if isinstance(row["phone"], str) else row["phone_2"]
    chat = row["whatsapp"] if isinstance(row["whatsapp"], str) else phone
    with st.container(horizontal=True):
        for place, one in enumerate(several(phone) if isinstance(phone, str) else ()):
            key = f"call_{place}"
            st.link_button(safe(f"Call {one}"), f"tel:{to_dial(one)}", key=key, icon=":material/call:", disabled=off)
        if address := first_address(row["email"]):
            to = quote(address, safe="@.+-_")
            st.link_button(safe(f"Email {address}"), f"mailto:{to}", key="email", icon=":material/mail:", disabled=off)
        number = e164(chat, snapshot.rules.country) if isinstance(chat, str) else None
        if number:
            link = f"https://wa.me/{number.lstrip('+')}"
            st.link_button("WhatsApp", link, key="whatsapp", icon=":material/chat:", disabled=off)


def facts(snapshot: Snapshot, contact: str) -> None:
    """The facts with Edit; in editing, the whole form."""
    if is_edited(contact):
        _edit(snapshot, contact)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Facts")
        if session.is_editor():
            st.button("Edit", key="edit", icon=":material/edit:", on_click=_begin, args=(contact,))
    row, problems = snapshot.row("Contacts", contact), snapshot.problems_of("Contacts", contact)
    troubles = {problem.field: problem.sentence for problem in problems}
    for column in snapshot.columns("Contacts"):
        cell = row.get(column.field)
        if column.place != KITH and column.field not in ("id", "name", *STANDS_OUT) and cell is not None:
            with st.container(gap="xxsmall"):
                st.caption(safe(column.heading))
                st.text(shown(snapshot, contact, column, cell))
                if column.field in troubles:
                    st.caption(safe(troubles[column.field]))
    _archive(snapshot, contact)


def shown(snapshot: Snapshot, contact: str, column: Column, cell: Cell) -> str:
    """A cell for reading: days spelled out, everything else as it was typed."""
    value = snapshot.contacts[column.field].get(contact) if column.field in snapshot.contacts else None
    if isinstance(value, dt.date) and not pd.isna(value):
        return day(value)
    return written(cell)


def is_edited(contact: str) -> bool:
    """Whether the facts of a contact stand open as a form."""
    return st.session_state.get("editing") == contact


def _begin(contact: str) -> None:
    st.session_state["editing"] = contact
    forms.renew(f"edit {contact}")


def _end() -> None:
    st.session_state.pop("editing", None)


def _edit(snapshot: Snapshot, contact: str) -> None:
    st.subheader("Edit")
    name = f"edit {contact}"
    row = snapshot.row("Contacts", contact)
    columns = [
        c for c in forms.entry_columns(snapshot, "Contacts") if not snapshot.formula("Contacts", contact, c.field)
    ]

    saved = forms.entry(
        name, columns, snapshot, lambda entry: edit_contact(snapshot, contact, entry), everyday=10, expected=row
    )
    st.button("Cancel", key="cancel_edit", on_click=_end)
    if saved:
        _end()
        st.rerun()


def _archive(snapshot: Snapshot, contact: str) -> None:
    if not session.is_editor():
        return
    away = snapshot.contacts["status"].get(contact) == "Archived"
    st.button(
        "Take back among the contacts" if away else "Put away", key="archive", type="tertiary", on_click=session.act,
        args=(lambda: set_status(snapshot, contact, "Active" if away else "Archived"),),
        help="Out of lists, reminders and messages. What happened still counts.",
    )  # fmt: skip
    st.page_link(
        "pages/duplicates.py", label="Merge with another contact", icon=":material/merge:",
        query_params={"merge": contact},
    )  # fmt: skip


def log_form(snapshot: Snapshot, contact: str) -> bool:
    """What happened, with a next step and a rating where there was one. True once, when it was saved."""
    name = f"log {contact}"
    form, refused = forms.current(name), session.refusal(name)
    columns = {column.field: column for column in snapshot.columns("Interactions")}
    drawn = [columns[field] for field in LOGGED if field in columns]
    at = refused if isinstance(refused, InvalidInput) else None
    forms.fields(form, drawn[:2], snapshot, at)
    with st.expander("Day, outcome, next step, rating", key=form.key("more"), expanded=at is not None):
        forms.fields(form, drawn[2:], snapshot, at)
        st.divider()
        extra = next_step_columns(snapshot) + rating_columns(snapshot)
        forms.fields(form, extra, snapshot, at)
    saved = forms.submit(
        name, form, lambda entry: log_interaction(snapshot, contact, entry), [*drawn, *extra], label="Save note",
        is_main=not is_edited(contact) and not steps.is_offered(snapshot, contact),
    )  # fmt: skip
    if saved:
        st.rerun()
    return saved


def next_step_columns(snapshot: Snapshot, *more: tuple[str, str]) -> list[Column]:
    """The fields of a next step, as they stand in a form beside others; `more` are (field, heading)."""
    columns = {column.field: column for column in snapshot.columns("Follow-ups")}
    named = (("what", "Next step"), ("due", "Next step due"), *more)
    return [_renamed(columns[field], f"next_{field}", heading) for field, heading in named if field in columns]


def rating_columns(snapshot: Snapshot) -> list[Column]:
    """The fields of a rating, as they stand in a form beside others."""
    columns = {column.field: column for column in snapshot.columns("Satisfaction")}
    named = (
        ("question", "Rating: the question"),
        ("score", "Rating: the score"),
        ("comment", "Rating: in their words"),
    )
    return [_renamed(columns[field], field, heading) for field, heading in named if field in columns]


def _renamed(column: Column, field: str, heading: str) -> Column:
    return Column(field, heading, column.kind, list=column.list, fixed=column.fixed)
