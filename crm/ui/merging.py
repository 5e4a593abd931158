"""Two contacts side by side, a choice for every field in which they differ, and the press that makes them one."""

from collections.abc import Callable

import streamlit as st

from crm.actions.contacts import linked_rows
from crm.actions.merged_cells import Differing, differing
from crm.actions.merging import merge_contacts, not_the_same, older
from crm.model.changes import ChangeSet
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.ui import duplicates, session, told
from crm.ui.duplicates import name_of
from crm.ui.messages import as_label, safe
from crm.ui.picking import pick_person

LOOKED_BACK = 300  # presses of Save of one contact that are looked through for who changed what last
SHORT = 60  # signs of a value that stand beside another one


def draw(snapshot: Snapshot, one: str, other: str) -> None:
    """The two of them; while only one is known, the search for the other."""
    st.button("All duplicates", key="merge_back", icon=":material/arrow_back:", type="tertiary", on_click=_leave)
    if not other:
        st.text(f"Who is the same person as {name_of(snapshot, one)}?")
        other = pick_person(snapshot, f"merge_with_{one}", "Search them", "The same as") or ""
    if not other:
        return
    if one == other:
        st.text("These two are one contact already.")
        return
    keep, drop = older(snapshot, one, other)
    if st.session_state.get(f"flip_{keep}_{drop}"):
        keep, drop = drop, keep
    _two(snapshot, keep, drop)


def _two(snapshot: Snapshot, keep: str, drop: str) -> None:
    with st.grid("auto", min_column_width=260):
        for id, what in ((keep, "This row stays"), (drop, "This row goes into the other")):
            with st.container(border=True, gap="xxsmall", height="stretch", key=f"merge_side_{id}"):
                st.markdown(f"**{safe(what)}**")
                duplicates.side(snapshot, id)
    if (pair := duplicates.pair_of(snapshot, keep, drop)) is not None:
        duplicates.reasons(snapshot, pair)
    if not session.is_editor():
        return
    first, second = older(snapshot, keep, drop)
    st.toggle("Let the other row stay", key=f"flip_{first}_{second}", help="The older row stays otherwise.")
    choices = _choices(snapshot, keep, drop)
    st.caption(safe(_comes_along(snapshot, keep, drop)))
    _press(snapshot, keep, drop, choices)


def _choices(snapshot: Snapshot, keep: str, drop: str) -> dict[str, str]:
    """For each field in which they differ the ID of the row that it is taken from."""
    history = {id: session.store().history(LOOKED_BACK, id=id, sheet="Contacts") for id in (keep, drop)}
    asked = differing(snapshot, keep, drop, told.last_changed(history))
    if asked:
        st.subheader("Which is right?")
    with st.grid("auto", min_column_width=260):
        return {one.column.field: _chosen(one, keep, drop) for one in asked}


def _chosen(one: Differing, keep: str, drop: str) -> str:
    texts = {keep: one.keep, drop: one.drop}
    return st.radio(
        as_label(one.column.heading), [keep, drop], index=int(one.default == drop), horizontal=True,
        key=f"choose_{keep}_{drop}_{one.column.field}", format_func=lambda id: safe(texts[id][:SHORT]),
    )  # fmt: skip


def _comes_along(snapshot: Snapshot, keep: str, drop: str) -> str:
    """What moves with the row that goes, in a sentence."""
    counts = [told.count(len(rows), SHEETS[sheet].noun) for sheet, rows in linked_rows(snapshot, drop).items()]
    *many, last = counts or [""]
    listed = f"{', '.join(many)} and {last}" if many else last
    moves = f"{listed} of {name_of(snapshot, drop)} will belong to {name_of(snapshot, keep)}. " if last else ""
    return f"{moves}Phones, emails, tags and notes of both are kept. One undo brings both rows back."


def _press(snapshot: Snapshot, keep: str, drop: str, choices: dict[str, str]) -> None:
    store, seen = session.store(), {id: snapshot.row("Contacts", id) for id in (keep, drop)}

    def merge() -> ChangeSet:
        return merge_contacts(store.snapshot(), keep, drop, choices, seen)

    with st.container(horizontal=True):
        st.button(
            "Make them one", key="merge_press", type="primary", icon=":material/merge:", on_click=_do, args=(merge,)
        )
        st.button(
            "Not the same", key="merge_apart", on_click=_do, args=(lambda: not_the_same(store.snapshot(), keep, drop),)
        )


def _do(make: Callable[[], ChangeSet]) -> None:
    """Save, and back to the list; refused, it stays as it is."""
    if session.acted(make) is not None:
        _leave()


def _leave() -> None:
    for name in ("merge", "with"):
        st.query_params.pop(name, None)
