"""Writing to a group: who gets it, who is left out, one by one in the person's own program, or with a list."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import quote

import streamlit as st

from crm.actions.mail_merge import Merge, mail_merge
from crm.actions.messages import CHANNELS, EMAIL, LETTER, WHATSAPP, Recipients, channel_of, recipients
from crm.actions.sending import log_sent, written_today
from crm.actions.templates import Template, fill, slot_trouble
from crm.exchange.outgoing import as_csv, as_xlsx
from crm.model.cells import written
from crm.model.changes import ChangeSet
from crm.model.snapshot import Snapshot
from crm.model.text import key
from crm.ui import forms, paper, session, texts
from crm.ui.messages import safe
from crm.ui.segments import name_them, so_many

HASTE = 1.0  # seconds in which nobody writes to another person
LONG_LINK = 1_900  # characters: beyond these some mail programs cut the text
_SEMICOLON = ("de", "fr", "es")  # books whose spreadsheets part the cells of a CSV by semicolons


def link(channel: str, address: str, subject: str, text: str) -> str:
    """The address that opens a message ready typed: `https://wa.me/…` or `mailto:…`, everything in it encoded.

    >>> link("WhatsApp", "+447700900417", "", "50 % & more?")
    'https://wa.me/447700900417?text=50%20%25%20%26%20more%3F'
    >>> link("Email", "ann@example.com", "Hello", "One\\nTwo")
    'mailto:ann@example.com?subject=Hello&body=One%0D%0ATwo'
    """
    if channel == WHATSAPP:
        return f"https://wa.me/{address.lstrip('+')}?text={_encoded(text)}"
    head = f"subject={_encoded(subject)}&" if subject else ""
    lines = text.replace("\n", "\r\n")  # as RFC 6068 asks of a mailto
    return f"mailto:{quote(address, safe='@.+-_', errors='replace')}?{head}body={_encoded(lines)}"


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")


def write_to(snapshot: Snapshot, group: str, people: Sequence[str]) -> None:
    """All that it takes to write to the people of a group."""
    template = _template(snapshot, group)
    if template is None:
        st.text("Write a text below first; then it can be sent.")
        return
    if sentence := slot_trouble(snapshot, template):
        st.error(safe(sentence))
        return
    channel = _channel(template, group)
    found = recipients(snapshot, people, channel)
    already = written_today(snapshot, template.name)
    waiting = [id for id in found.addresses if id not in already]
    _who(snapshot, found, len(found.addresses) - len(waiting))
    if channel != LETTER:
        one_by_one(snapshot, group, template, found, waiting)
    if waiting:
        as_list(snapshot, group, template, channel, people)


def _template(snapshot: Snapshot, group: str) -> Template | None:
    frame = snapshot.frame("Templates")
    if frame.empty:
        return None
    names = {str(id): str(name) for id, name in frame["name"].fillna("Without a name").items()}
    wanted = key(written(snapshot.cell("Segments", group, "template")))
    at = next((number for number, name in enumerate(names.values()) if key(name) == wanted), 0)
    id = st.selectbox("Text", list(names), index=at, format_func=names.__getitem__, key=f"text_for_{group}")
    return Template.of(snapshot.row("Templates", id)) if id else None


def _channel(template: Template, group: str) -> str:
    """How it goes out: as the text says, or as somebody chooses."""
    said = channel_of(template.channel) or EMAIL
    chosen = st.radio(
        "How", CHANNELS, index=CHANNELS.index(said), horizontal=True, key=f"channel_{group}_{template.name}"
    )
    return chosen or said


def _who(snapshot: Snapshot, found: Recipients, already: int) -> None:
    """How many get it, and who is left out and why, with links to the cards where that can be changed."""
    had = f" {so_many(already)} had it today." if already else ""
    st.text(f"{so_many(len(found.addresses))} may be written to.{had}")
    if not found.left_out:
        return
    with st.expander(safe(found.sentence()), key=f"left_{found.channel}", icon=":material/person_off:"):
        for why in dict.fromkeys(found.left_out.values()):
            st.caption(safe(f"{why[:1].upper()}{why[1:]}"))
            name_them(snapshot, [id for id, other in found.left_out.items() if other == why])


# one by one -----------------------------------------------------------------------------------------------------------


def one_by_one(
    snapshot: Snapshot, group: str, template: Template, found: Recipients, waiting: Sequence[str]
) -> None:  # fmt: skip
    """The next person: the text as they get it, the link that opens it ready typed, and whether it was sent."""
    skipped = st.session_state.setdefault(f"skipped_{group}_{template.name}", set())
    left = [id for id in waiting if id not in skipped]
    if not left:
        if found.addresses:
            st.success("Everybody who may be written to has been." if not skipped else "That was the last one.")
        if skipped.intersection(waiting):
            st.button("Begin again with those you skipped", key=f"again_{group}", on_click=skipped.clear)
        return
    contact = left[0]
    with st.container(border=True, gap="small"):
        st.markdown(f"**{safe(_name(snapshot, contact))}** · {len(left):,} to go")
        filled = fill(snapshot, template, contact)
        texts.preview(snapshot, template, contact)
        with st.container(horizontal=True, vertical_alignment="center"):
            if filled.is_ready:
                _ready(snapshot, group, template, found, contact)
            st.button("Skip", key=f"skip_{contact}", on_click=skipped.add, args=(contact,))
            card = {"id": contact}
            st.page_link("pages/contact.py", label="Open the card", icon=":material/person:", query_params=card)
        if filled.blank:
            slots = ", ".join(f"{{{slot}}}" for slot in filled.blank)
            st.warning(safe(f"Nothing stands under {slots} for them. Fill it in on the card, or write {{…|else}}."))


def _ready(snapshot: Snapshot, group: str, template: Template, found: Recipients, contact: str) -> None:
    filled, channel = fill(snapshot, template, contact), found.channel
    to = link(channel, found.addresses[contact], filled.subject, filled.text)
    label = "Open in WhatsApp" if channel == WHATSAPP else "Open in your mail program"
    st.link_button(label, to, key=f"open_{contact}", icon=":material/send:", type="primary")
    if channel == EMAIL and len(to) > LONG_LINK:
        st.caption("This text is long, and some mail programs cut it. Look at its end before you send it.")
    _note_button("Sent, next", snapshot, group, template, channel, (contact,))


def _note_button(
    label: str, snapshot: Snapshot, group: str, template: Template, channel: str, sent: tuple[str, ...]
) -> None:  # fmt: skip
    """The button that notes a message as sent; pressed twice, it is noted once."""
    name = f"sent {label} {group} {template.name} {hash(sent)}"
    drawn, by = forms.current(name), session.store().actor.name

    def note() -> ChangeSet:
        changes = log_sent(snapshot, sent, channel, template.name, segment=group, by=by)
        return replace(changes, batch=drawn.batch)

    st.button(safe(label), key=f"{drawn.batch}_sent", on_click=_save, args=(note,))


def _save(note: Callable[[], ChangeSet]) -> None:
    """Note it; the second press of a double one would land on the next person, to whom nothing was sent yet."""
    if time.monotonic() - st.session_state.get("noted_at", -HASTE) < HASTE:
        return
    session.save(note, "page")
    st.session_state["noted_at"] = time.monotonic()


def _name(snapshot: Snapshot, contact: str) -> str:
    name = snapshot.contacts["name"].get(contact)
    return name if isinstance(name, str) else contact


# with a list ----------------------------------------------------------------------------------------------------------


def as_list(
    snapshot: Snapshot, group: str, template: Template, channel: str, people: Sequence[str]
) -> None:  # fmt: skip
    """The list for a mail merge as .xlsx or CSV, made at the press of what the sheet says then; and the button that
    notes all as sent."""
    store = session.store()
    delimiter = ";" if snapshot.settings.text("book_language") in _SEMICOLON else ","

    def made(now: Snapshot) -> Merge:
        already = written_today(now, template.name)
        return mail_merge(now, [id for id in people if id not in already], channel, template)

    def excel() -> bytes:
        merge = made(store.snapshot())
        return as_xlsx(merge.headings, merge.rows, title="Mail merge")

    def plain() -> bytes:
        merge = made(store.snapshot())
        return as_csv(merge.headings, merge.rows, delimiter=delimiter)

    with st.expander("A list for a mail merge instead", key=f"list_{group}", icon=":material/table:"):
        name = f"list {group} {channel} {template} {hash(tuple(people))}"
        merge = session.kept(snapshot, name, made)
        st.text(f"{so_many(len(merge.ids))} on the list, each with the text filled in.")
        if merge.left_out:
            st.caption(safe(merge.sentence()))
        with st.container(horizontal=True):
            st.download_button("Excel list", excel, "mail merge.xlsx", key=f"xlsx_{group}", icon=":material/download:")
            st.download_button("CSV list", plain, "mail merge.csv", key=f"csv_{group}", icon=":material/download:")
            if channel == LETTER and merge.ids:
                paper.print_letters(merge.ids, template)
        if merge.ids:
            label = f"Note it as sent to {so_many(len(merge.ids))}"
            _note_button(label, snapshot, group, template, channel, merge.ids)
