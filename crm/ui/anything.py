"""The box that every page has: people, deals, requests and notes, found as one types; a press opens what was found."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from crm.model.cells import written
from crm.model.snapshot import Snapshot
from crm.model.text import brief
from crm.search.hits import Hit
from crm.search.names import name_of
from crm.search.query import parse, settled
from crm.search.texts import MATTERS
from crm.ui import finding, searching, session, tables
from crm.ui.computed import computed
from crm.ui.messages import explained, highlighted, safe

BOX = "find"
PEOPLE, ROWS, NOTES = 6, 4, 3  # that are shown at once


@dataclass(frozen=True)
class _Page:
    """Where a row of a sheet is shown: page, parameter of its address, icon, module; the field that says how far it
    is."""

    path: str
    asked: str
    icon: str
    module: str
    state: str


_PAGES = {
    "Deals": _Page("pages/pipeline.py", "deal", ":material/handshake:", "module_deals", "stage"),
    "Tickets": _Page("pages/tickets.py", "ticket", ":material/support_agent:", "module_tickets", "status"),
}


def begin(page: str) -> None:
    """Before anything is drawn: on another page, or another card, the box is empty again."""
    here = page, *(st.query_params.get(name, "") for name in ("id", "deal", "ticket"))
    if st.session_state.get("find_from", here) != here:
        st.session_state[BOX] = ""
    st.session_state["find_from"] = here


@st.fragment
def box() -> None:
    """The box and what it finds, drawn anew at every letter without the page."""
    with explained():
        query = st.text_input(
            "Find anything", key=BOX, type="search", live="250ms", label_visibility="collapsed",
            placeholder="Find a person, deal, note …", autocomplete="off",
        )  # fmt: skip
        if query and query.strip():
            with st.container(key="found", gap="xsmall"):
                _found(session.snapshot(), query)


def _found(snapshot: Snapshot, query: str) -> None:
    location, me = session.chosen(), session.store().actor.name
    columns = snapshot.columns("Contacts")
    asked = parse(settled(query, columns), columns)
    values = computed(snapshot, asked.conditions)
    within = finding.people(location, snapshot, asked, me=me, computed=values)
    if asked.words or within is None:
        people = finding.find(location, snapshot, asked.words, PEOPLE + NOTES, me=me, within=within)
    else:
        people = finding.by_name(snapshot, within, PEOPLE + 1)
    matters = finding.matters(location, snapshot, asked.words, ROWS, within)
    matters = [hit for hit in matters if snapshot.settings.yes(_PAGES[hit.row[0]].module)]
    named = [hit for hit in people if not hit.in_notes]
    for hit in named[:PEOPLE]:
        searching.person(snapshot, hit)
    for hit in matters:
        _matter(snapshot, hit)
    noted = [hit for hit in people if hit.in_notes and hit.row[0] not in _PAGES]
    searching.in_notes(snapshot, noted[:NOTES], BOX)
    is_asked = bool(asked.words) or within is not None
    if is_asked and not people and not matters and not searching.meaningless(snapshot, asked):
        st.text(f"Nothing matches “{brief(query)}”.")
        st.caption(
            "Fewer letters find more. Narrow down with *city:leeds*, *tag:vip*, *last:>90d*, *due:today* or *no:email*."
        )
    searching.offer(snapshot, query, BOX, partial(tables.in_use, snapshot))
    searching.doubted(snapshot, query, asked, BOX)
    searching.how_far(snapshot)
    if people:
        st.page_link("pages/contacts.py", label="All in Contacts", icon=":material/groups:", query_params={"q": query})


def _matter(snapshot: Snapshot, hit: Hit) -> None:
    """A link to a deal or a request, with whose it is and how far."""
    sheet, id = hit.row
    page = _PAGES[sheet]
    row = snapshot.row(sheet, id)
    title = written(row.get(MATTERS[sheet])) or "Without a title"
    label = highlighted(hit.parts()) if hit.field else safe(title)
    st.page_link(page.path, label=label, icon=page.icon, query_params={page.asked: id})
    told = [name_of(snapshot.row("Contacts", hit.id)) or written(row.get("contact")), written(row.get(page.state))]
    st.caption(safe(" · ".join(part for part in told if part)))
    if hit.spans and not hit.field:
        st.caption(highlighted(hit.parts()))
