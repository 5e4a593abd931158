"""What stands below a search box: what was not understood, values to choose from, and what was found in notes."""

from collections.abc import Callable, Sequence

import streamlit as st

from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.model.text import fold
from crm.search.conditions import trouble
from crm.search.hits import Hit
from crm.search.keys import all_columns
from crm.search.names import name_of
from crm.search.query import Query, begun_value, doubts
from crm.ui import finding, session
from crm.ui.messages import highlighted, safe

OFFERED = 8  # values of a column that are offered at once
OFTEN = {
    "last_contact": ("<30d", ">90d", "never"),
    "next_step": ("today", "overdue", "this-week"),
    "birthday": ("today", "this-week", "this-month"),
}
"""What is offered for a column of days, by its field."""


def meaningless(snapshot: Snapshot, asked: Query) -> list[str]:
    """A sentence for each value that means nothing in its column."""
    known = {column.field: column for column in all_columns(snapshot.columns("Contacts"))}
    return [sentence for one in asked.conditions if (sentence := trouble(known[one.field], one, snapshot))]


def doubted(snapshot: Snapshot, query: str, asked: Query, box: str) -> None:
    """Keys that are none, as chips that put the near one into the box of this key; and values that mean nothing."""
    columns = snapshot.columns("Contacts")
    told = meaningless(snapshot, asked)
    for sentence in told:
        st.caption(safe(sentence))
    if told:
        st.caption('A value of several words stands in quotes, as in *last:"this month"*.')
    for place, doubt in enumerate(doubts(query, columns)):
        label = f"“{doubt.typed}:” is no heading. Did you mean “{doubt.meant}:”?"
        st.button(
            safe(label), key=f"{box}_doubt_{place}", icon=":material/help:", on_click=_put, args=(box, doubt.instead)
        )


def offer(snapshot: Snapshot, query: str, box: str, options: Callable[[Column], Sequence[str]]) -> None:
    """While the value of a key is being typed, the values that are in use, each with a press."""
    begun = begun_value(query, snapshot.columns("Contacts"))
    if begun is None:
        return
    column, before, value = begun
    with st.container(horizontal=True, gap="small"):
        typed, values = fold(value), OFTEN.get(column.field) or options(column)
        for one in [one for one in values if fold(one).startswith(typed) and fold(one) != typed][:OFFERED]:
            whole = f'{before}"{one}" ' if " " in one else f"{before}{one} "
            st.button(safe(one), key=f"{box}_value_{one}", type="tertiary", on_click=_put, args=(box, whole))


def _put(box: str, text: str) -> None:
    st.session_state[box] = text


def how_far(snapshot: Snapshot) -> None:
    """That slips are not forgiven here, where that is so; what an older index answered is asked again soon."""
    if finding.is_simple(session.chosen(), snapshot):
        st.caption(finding.SIMPLE)
    st.session_state["found_by_older"] = finding.is_behind(session.chosen())


def is_newer() -> bool:
    """Whether what is on the screen was answered by an older index, and the new one is there by now. Once."""
    if not st.session_state.get("found_by_older") or finding.is_behind(session.chosen()):
        return False
    st.session_state["found_by_older"] = False
    return True


def in_notes(snapshot: Snapshot, hits: Sequence[Hit], box: str) -> None:
    """People in whose notes the words in the box of this key stand, each with what was noted."""
    if hits:
        st.caption("Found in notes")
        with st.container(key=f"found_in_notes_{box}", gap="xsmall"):
            for hit in hits:
                person(snapshot, hit)


def person(snapshot: Snapshot, hit: Hit) -> None:
    """A link to somebody's card, and below it where the words stand, if not in the name."""
    row = snapshot.row("Contacts", hit.id)
    name, is_named = name_of(row) or hit.id, hit.field == "name"
    icon = ":material/apartment:" if row.get("kind") == "Organisation" else ":material/person:"
    label = highlighted(hit.parts()) if is_named else safe(name)
    st.page_link("pages/contact.py", label=label, icon=icon, query_params={"id": hit.id})
    if is_named or hit.snippet == name:
        return
    heading = next((one.heading for one in snapshot.columns("Contacts") if one.field == hit.field), "")
    where = f"{heading}: " if heading and not hit.in_notes else ""
    st.caption(f"{safe(where)} {highlighted(hit.parts())}")
