"""What goes on paper: buttons that make a PDF when they are pressed, and the letter to one person."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from crm.actions import addresses, letters, printing, summary
from crm.actions.templates import Filled, Template
from crm.analytics.frames import Frames
from crm.analytics.today import Waiting
from crm.exchange.paper import CannotPrint, is_possible
from crm.model.cells import LONG_TEXT, TEXT
from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.ui import forms, session, told
from crm.ui.messages import at_field, explained, safe
from crm.ui.words import terms

_FIELDS = (Column("subject", "What it is about", TEXT), Column("text", "Text", LONG_TEXT))
_HOW = (
    "{First name}, {Name} or any heading in braces is filled in from the card; {Greeting|Hello} where it may be blank."
)


def print_cards(snapshot: Snapshot, ids: Iterable[str]) -> None:
    """A button for the cards of the people who are shown."""
    people = tuple(map(str, ids))
    _button(
        f"Print {told.count(len(people), 'card', 'cards')}", partial(printing.cards, snapshot, people), "cards",
        "The people shown here, by name, eight cards a page, to be cut along the dashed lines.",
    )  # fmt: skip


def print_today(snapshot: Snapshot, found: Waiting, frames: Frames) -> None:
    """Buttons for the lists of the day; `found` is what waits for whoever the page is about."""
    if snapshot.contacts.empty:
        return
    with st.container(horizontal=True, key="paper_bar"):
        day_sheet, calls = (partial(make, snapshot, found) for make in (printing.day_sheet, printing.call_list))
        _button("Print the day sheet", day_sheet, "day sheet", "What waits today, with a line for each.")
        _button("Call list", calls, "call list", "Whom to ring, with room for what was said.")
        birthdays = partial(printing.birthdays, snapshot, frames)
        _button("Birthday list", birthdays, "birthdays", "Birthdays and anniversaries by month, for the wall.")


def print_summary(snapshot: Snapshot) -> None:
    """A button for the week on paper: the four figures, what waits, who needs a call, the goals."""
    if snapshot.contacts.empty:
        return
    now, own, frames = session.now(snapshot), terms(snapshot.settings), session.frames(snapshot)

    def make() -> bytes:
        return summary.as_pdf(snapshot, summary.summary(snapshot, frames, own, now=now))

    about = "The four figures, what waits this week, who needs a call, and how far the goals are."
    _button("Print the Monday summary", make, "Monday summary", about)


def _button(label: str, make: Callable[[], bytes], name: str, about: str) -> None:
    """A button that makes a PDF at the press, from what is shown now."""
    lacking = not is_possible()
    st.download_button(
        label, make, f"{name}.pdf", "application/pdf", key=f"print_{name}", icon=":material/print:",
        on_click="ignore", disabled=lacking, help=safe(CannotPrint.__doc__ if lacking else about),
    )  # fmt: skip


def print_letters(people: Sequence[str], template: Template) -> None:
    """A button for a text as letters to those of a group who may be written to: who, is decided at the press."""
    store = session.store()

    def make() -> bytes:
        now = store.snapshot()
        return letters.pages(now, letters.to_many(now, people, template))

    _button("Letters as PDF", make, "letters", "A page for each, with the address, ready to sign and fold.")


# a letter ------------------------------------------------------------------------------------------------------------


@st.fragment
def letter(contact: str) -> None:
    """Write a letter to one person, look at it, take it as a PDF, and note it when it is sent."""
    if not session.is_editor():
        return
    with explained():
        snapshot, name = session.snapshot(), f"letter {contact}"
        form = forms.current(name)
        with st.expander("Write a letter", key=form.key("box"), icon=":material/mail:", expanded=bool(form.typed())):
            trouble = letters.why_not(snapshot, contact)
            if trouble:
                st.text(trouble)
            else:
                _written(snapshot, contact, name, form)


def _written(snapshot: Snapshot, contact: str, name: str, form: forms.Form) -> None:
    _fields(snapshot, contact, form, session.refusal(name))
    typed = {field: str(st.session_state.get(form.key(field)) or "") for field in ("subject", "text", "signed_by")}
    if not typed["text"].strip():
        st.caption("When you leave the field Text, the letter stands here as it will be on paper.")
        return
    filled, lacking = letters.filled(snapshot, contact, typed["subject"], typed["text"])
    _preview(snapshot, contact, filled)
    if lacking:
        st.warning(safe(lacking), icon=":material/info:")
        return
    store, signed_by = session.store(), typed["signed_by"]

    def make() -> bytes:
        return letters.pages(store.snapshot(), ((contact, filled),), signed_by)

    _button("Letter as PDF", make, "letter", "One page, ready to print, sign and fold.")
    if forms.submit(
        name, form, lambda entry: letters.log_letter(snapshot, contact, replace(entry, values=typed)),
        _FIELDS, label="It is sent: note it", is_main=False,
    ):  # fmt: skip
        st.rerun()


def _fields(snapshot: Snapshot, contact: str, form: forms.Form, refused: Exception | None) -> None:
    known, owner = letters.templates(snapshot), snapshot.contacts["owner"].get(contact)
    about: Any = {"persist_state": "session"}
    if known:
        st.selectbox(
            "Begin with one of your texts", list(known), index=None, key=form.key("template"), **about,
            placeholder="Write it yourself", on_change=_take, args=(form, known),
        )  # fmt: skip
    at = refused if isinstance(refused, InvalidInput) else None
    st.text_input("What it is about", key=form.key("subject"), autocomplete="off", live="300ms", **about)
    at_field(at, "subject")
    st.text_area("Text", key=form.key("text"), height=220, help=_HOW, placeholder="Dear {First name},", **about)
    at_field(at, "text")
    first = owner if isinstance(owner, str) else ""
    st.text_input("Signed by", first, key=form.key("signed_by"), autocomplete="off", live="300ms", **about)
    for field, value in (("subject", ""), ("text", ""), ("signed_by", first)):
        form.first.setdefault(field, value)


def _take(form: forms.Form, known: dict[str, tuple[str, str]]) -> None:
    """Put a text into the fields, to be changed there."""
    chosen = st.session_state.get(form.key("template"))
    if chosen in known:
        st.session_state[form.key("subject")], st.session_state[form.key("text")] = known[chosen]


def _preview(snapshot: Snapshot, contact: str, filled: Filled) -> None:
    """The letter as it will stand on paper: the PDF and the note are made of exactly this."""
    with st.container(border=True, gap="small"):
        st.caption("As it will stand on paper")
        st.text("\n".join(addresses.envelope(snapshot, contact)))
        if filled.subject:
            st.markdown(f"**{safe(filled.subject)}**")
        st.text(filled.text)
