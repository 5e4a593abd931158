"""What was changed, in words, newest first: filtered, unfolded to its steps, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from crm.model.errors import KithError
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.store.receipt import Batch, Receipt, Removed
from crm.store.store import Store
from crm.ui import session, told
from crm.ui.messages import safe
from crm.ui.picking import pick, pick_person

PAGE = 25  # batches on a page
STEPS = 40  # steps of a batch that are shown
LISTED = 30  # removed rows that are listed at once
EVERYBODY, ALL = "Everybody", "All"


@dataclass(frozen=True)
class Filter:
    """Which changes are looked at: by whom, of which row, in which sheet; "" for all."""

    actor: str = ""
    id: str = ""
    sheet: str = ""

    def __bool__(self) -> bool:
        return bool(self.actor or self.id or self.sheet)


def changes(snapshot: Snapshot) -> None:
    """The filters, one page of batches, and what is done with those that are ticked."""
    chosen = filters(snapshot)
    trail: list[str] = st.session_state.setdefault(f"history_trail_{chosen}", [])  # the last batch of each page before
    found = session.store().history(
        PAGE + 1, before=trail[-1] if trail else "", actor=chosen.actor, id=chosen.id, sheet=chosen.sheet
    )
    if not found:
        st.text("Nothing matches." if chosen else "No changes yet.")
    shown = found[:PAGE]
    ticked = [batch for batch in shown if st.session_state.get(f"tick_{batch.batch}") and not batch.undone]
    if ticked:
        names = tuple(batch.batch for batch in ticked)
        words = f"Undo {told.count(len(names), 'change')}"
        st.button(safe(words), key="undo_ticked", icon=":material/undo:", on_click=ask_undo, args=names)
    for batch in shown:
        one(batch, "history", with_tick=session.is_editor())
    _turning(trail, shown, is_last=len(found) <= PAGE)


def _turning(trail: list[str], shown: list[Batch], *, is_last: bool) -> None:
    if is_last and not trail:
        return
    with st.container(horizontal=True):
        st.button("Newer", key="history_newer", disabled=not trail, on_click=_turn, args=(trail, ""))
        last = shown[-1].batch if shown else ""
        st.button("Older", key="history_older", disabled=is_last, on_click=_turn, args=(trail, last))


def _turn(trail: list[str], last: str) -> None:
    """To what is older than a batch; without one, back to what is newer."""
    if last:
        trail.append(last)
    elif trail:
        trail.pop()


def filters(snapshot: Snapshot) -> Filter:
    """Who did it, whom it is about, in which sheet."""
    asked = st.query_params.get("id", "")
    if asked in snapshot.contacts.index and st.session_state.get("history_asked") != asked:
        pick("history_about", asked)  # once: afterwards it is theirs to choose somebody else
    st.session_state["history_asked"] = asked
    with st.expander("Filter", key="history_filter", icon=":material/filter_list:", expanded=bool(asked)):
        with st.grid("auto", min_column_width=220):
            who = str(st.selectbox("Who did it", [EVERYBODY, *session.store().actors()], key="history_who"))
            sheets = [ALL, *(name for name in SHEETS if snapshot.has(name)), "Settings", "Lists"]
            sheet = str(st.selectbox("In which sheet", sheets, key="history_sheet"))
        about = pick_person(snapshot, "history_about", "Whom is it about?", "About")
    if asked and asked not in snapshot.contacts.index:
        about = asked  # somebody who is not in the workbook any more
    return Filter("" if who == EVERYBODY else who, about or "", "" if sheet == ALL else sheet)


def one(batch: Batch, place: str, *, with_tick: bool = False) -> None:
    """A batch in one line; unfolded, its steps; with Undo while it can be taken back."""
    line, can_undo = told.line(batch), session.is_editor() and not batch.undone
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        if with_tick:
            st.checkbox(
                safe(f"Choose {batch.summary}"), key=f"tick_{batch.batch}", label_visibility="collapsed",
                disabled=not can_undo, width="content",
            )  # fmt: skip
        with st.expander(safe(line), key=f"{place}_{batch.batch}", on_change="rerun", width="stretch") as unfolded:
            if unfolded.open:
                st.text("\n".join(told.steps(batch, session.snapshot(), STEPS)))
        if can_undo:
            st.button("Undo", key=f"{place}_undo_{batch.batch}", on_click=ask_undo, args=(batch.batch,))


# taking back ----------------------------------------------------------------------------------------------------------


def ask_undo(*batches: str) -> None:
    """For a button: take batches back; where that would leave a cell alone, ask first."""
    try:
        left = session.store().undo_overwrites(*batches)
    except KithError as error:
        session.outbox().refused["page"] = error
        return
    if left:
        st.session_state["undo_asked"] = batches
    else:
        undo(*batches)


def undo(*batches: str) -> None:
    """For a button: take them back now. What was changed again since stays, and is not asked about once more."""
    st.session_state.pop("undo_asked", None)
    for batch in batches:
        st.session_state.pop(f"tick_{batch}", None)
    session.press(lambda store: _undone(store, batches))


def _undone(store: Store, batches: Sequence[str]) -> Receipt:
    receipt = store.undo(*batches)
    for conflict in receipt.conflicts:
        store.decide(conflict.seq, "theirs")
    return replace(receipt, conflicts=())


def asked(snapshot: Snapshot) -> None:
    """The question before an undo that would leave something alone, with the cells it is about."""
    batches: tuple[str, ...] = st.session_state.get("undo_asked", ())
    found = session.store().undo_overwrites(*batches) if batches else []
    if not found:
        return
    with st.container(border=True, key="undo_question", gap="small"):
        st.warning(safe(told.undo_question(found, snapshot)), icon=":material/undo:")
        st.text("\n".join(told.left_alone(found[:STEPS], snapshot)))
        with st.container(horizontal=True):
            st.button("Undo the rest", key="undo_rest", on_click=undo, args=batches)
            st.button(
                "Leave all as it is", key="undo_nothing", on_click=st.session_state.pop, args=("undo_asked", None)
            )


# removed rows ---------------------------------------------------------------------------------------------------------


def removed() -> None:
    """What was removed in the last 90 days, here or in the sheet; one press brings it back with all that went along."""
    together: dict[str, list[Removed]] = {}
    for row in session.store().removed():
        together.setdefault(row.batch, []).append(row)
    if not together:
        st.text("Nothing was removed in the last 90 days.")
        return
    st.caption("Rows that were removed in the last 90 days, in Kith or in the sheet.")
    for batch, rows in list(together.items())[:LISTED]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"removed_{batch}"):
            st.text(told.removed(rows), width="stretch")
            if session.is_editor():
                st.button("Bring back", key=f"back_{batch}", on_click=ask_undo, args=(batch,))
    if len(together) > LISTED:
        st.caption(f"{len(together) - LISTED} older ones are under Changes.")
