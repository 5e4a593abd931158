"""The tabs of a card: the timeline, money, deals, tickets, and what was changed."""

from collections.abc import Callable

import streamlit as st

from crm.model.snapshot import Snapshot
from crm.ui import history, money, pipeline, session, tickets, timeline
from crm.ui.belonging import organisations
from crm.ui.messages import explained

CHANGES = 25
TABS = ("Timeline", "Money", "Deals", "Tickets", "Changes")
MODULES = {"Deals": "module_deals", "Tickets": "module_tickets"}


def tab_names(snapshot: Snapshot) -> list[str]:
    """The tabs of a card; those of a module while the team has switched it on."""
    return [name for name in TABS if name not in MODULES or snapshot.settings.yes(MODULES[name])]


def draw(snapshot: Snapshot, contact: str) -> None:
    """The tabs; which one is open stands in the address."""
    drawn: dict[str, Callable[[], None]] = {
        "Timeline": lambda: timeline.timeline(snapshot, contact, organisations(snapshot).people_of(snapshot, contact)),
        "Money": lambda: money.of_contact(snapshot, contact),
        "Deals": lambda: pipeline.of_contact(snapshot, contact),
        "Tickets": lambda: tickets.of_contact(snapshot, contact),
        "Changes": lambda: changes_tab(contact),
    }
    tabs = st.tabs(tab_names(snapshot), key="card", bind="query-params")
    for name, tab in zip(tab_names(snapshot), tabs, strict=True):
        with tab, explained():
            if tab.open:
                drawn[name]()


def changes_tab(contact: str) -> None:
    """What was changed on this card, here and in the sheet, with who and when; each can be taken back."""
    found = session.store().history(CHANGES + 1, id=contact)
    if not found:
        st.text("Nothing was changed on this card yet.")
    for batch in found[:CHANGES]:
        history.one(batch, "card")
    if len(found) > CHANGES:
        asked = {"id": contact}
        st.page_link("pages/history.py", label="All changes", icon=":material/history:", query_params=asked)
