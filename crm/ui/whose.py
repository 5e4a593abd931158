"""Whose work a page shows: one's own, or everybody's."""

import streamlit as st

from crm.model.cells import match_entry
from crm.model.snapshot import Snapshot
from crm.ui import session

MINE, ALL = "Mine", "Everybody"


def me(snapshot: Snapshot) -> str:
    """Who is looking, as the list People spells it; "" when it does not know them."""
    return match_entry(session.store().actor.name, snapshot.lists.entries("People")) or ""


def chosen(snapshot: Snapshot) -> str:
    """Whose work is to be shown, "" for everybody's. The choice stands in the address; who is not in the list People
    is not asked."""
    name = me(snapshot)
    if not name:
        return ""
    picked = st.segmented_control(
        "Whose", (MINE, ALL), default=MINE, required=True, key="whose", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    return "" if picked == ALL else name
