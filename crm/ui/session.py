"""One person's visit: which workbook, the snapshot they see, saving, and following the sheet."""

import datetime as dt
import gc
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from crm.analytics.frames import Frames, from_snapshot
from crm.model.changes import ChangeSet
from crm.model.errors import CannotOpen, InvalidInput, KithError
from crm.model.snapshot import Snapshot
from crm.store import places
from crm.store.opening import open_store
from crm.store.receipt import Receipt, Status
from crm.store.store import Store
from crm.ui import finding, guard, theme
from crm.ui.messages import explained, safe

CHOSEN = "chosen.json"  # in the state folder: the workbook that was chosen last
FOLLOW_SECONDS = 3.0
LATE = dt.timedelta(seconds=10)  # changes that have waited so long concern everybody


@dataclass
class Outbox:
    """What became of the saves of one visit, kept on the server: an interrupted run cannot lose it."""

    receipts: list[Receipt] = field(default_factory=list)
    refused: dict[str, KithError] = field(default_factory=dict)
    disputed: set[int] = field(default_factory=set)  # conflicts of this visit, to be shown until they are decided
    saved: set[str] = field(default_factory=set)  # batches of forms that were saved
    last: Receipt | None = None


def chosen() -> str:
    """The location of the workbook, "" while none is chosen."""
    location = os.environ.get("KITH_WORKBOOK", "")
    return location or places.read(places.state_folder(os.environ), CHOSEN).get("location", "")


def choose(location: str) -> None:
    """Remember a workbook for this and later starts. Raises CannotOpen when it cannot be used."""
    _shared(location)
    places.write(places.state_folder(os.environ), CHOSEN, {"location": location})


@st.cache_resource(show_spinner="Reading the workbook")
def _shared(location: str) -> Store:
    """One store a workbook, for every visit to this server."""
    opened = open_store(location)
    finding.prepare(location, opened.snapshot())
    gc.collect()
    gc.freeze()  # what lives as long as the server need not be looked through again and again
    return opened


def store() -> Store:
    """The chosen workbook, as the person who is looking may use it. Raises CannotOpen."""
    return _shared(chosen()).by(guard.admitted("viewer"))


def snapshot() -> Snapshot:
    """The workbook as it is now."""
    seen = store()
    st.session_state["seen_revision"] = seen.revision()
    return seen.snapshot()


Made = TypeVar("Made")


def kept(seen: Snapshot, name: str, make: Callable[[Snapshot], Made]) -> Made:
    """Something made of a snapshot: made once, for every visit, as long as that snapshot is the newest."""
    shelf = _shelves()
    if seen.mark not in shelf:
        shelf.clear()
    made = shelf.setdefault(seen.mark, {})
    if name not in made:
        made[name] = make(seen)
    found: Made = made[name]
    return found


@st.cache_resource(show_spinner=False)
def _shelves() -> dict[object, dict[str, Any]]:
    return {}


def frames(seen: Snapshot) -> Frames:
    """What the figures of a snapshot are made from."""
    return kept(seen, "frames", lambda snapshot: from_snapshot(snapshot, as_of=snapshot.rules.today))


def status() -> Status:
    """How the workbook is doing."""
    return store().status()


@st.cache_resource(show_spinner=False)
def _outboxes() -> dict[str, Outbox]:
    return {}


def outbox() -> Outbox:
    """What became of this visit's saves."""
    if "visit" not in st.session_state:
        st.session_state["visit"] = os.urandom(8).hex()
    return _outboxes().setdefault(st.session_state["visit"], Outbox())


def save(make: Callable[[], ChangeSet], form: str = "") -> Receipt | None:
    """Save what an action makes; None when it was refused, and the form then shows why.

    Nothing of Streamlit is touched between the press and the journal, so no other press can cut a save in two.
    """
    box, seen = outbox(), store()
    return _save(seen, box, make, form)


def _save(seen: Store, box: Outbox, make: Callable[[], ChangeSet], form: str) -> Receipt | None:
    try:
        changes = make()
        receipt = seen.save(changes)
    except (InvalidInput, KithError) as error:
        box.refused[form] = error
        box.last = None  # what was saved before must not look like this press
        return None
    box.refused.pop(form, None)
    box.saved.add(changes.batch)
    if changes:
        box.receipts.append(receipt)
    return receipt


def is_saved(batch: str) -> bool:
    """Whether a form of this visit was saved already."""
    return batch in outbox().saved


def refusal(form: str) -> KithError | None:
    """Why the last press of a form was refused; None when it was not."""
    return outbox().refused.get(form)


def act(make: Callable[[], ChangeSet]) -> None:
    """For a button's `on_click`: save, and leave receipt or refusal for the next run.

    Two presses of one button on one drawn page are one: its batch is what was drawn and what was to be done.
    """
    drawn = str(st.session_state.get("seen_revision"))
    save(lambda: _as_drawn(make(), drawn), "page")


def _as_drawn(changes: ChangeSet, drawn: str) -> ChangeSet:
    first = changes.changes[0] if changes else None
    told = f"{drawn} {changes.summary} {getattr(first, 'id', '')}"
    return replace(changes, batch=hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16])


# what stands on every page --------------------------------------------------------------------------------------------


def show_outbox() -> None:
    """Say what became of the last saves, once, and keep the last one for the undo bar."""
    box = outbox()
    while box.receipts:
        receipt = box.receipts.pop(0)
        box.last = receipt
        box.disputed |= {conflict.seq for conflict in receipt.conflicts}
        st.toast(safe(_said(receipt)))
    if (error := box.refused.pop("page", None)) is not None:
        st.error(safe(error))


def undo_bar() -> None:
    """What was saved last, with Undo, until the next save or Close."""
    box = outbox()
    last = box.last
    if last is None:
        return
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="undo_bar"):
        st.text(_said(last))
        again = last.summary.startswith("Undone")
        st.button("Redo" if again else "Undo", key=f"undo_{last.batch}", on_click=undo, args=(last.batch,))
        st.button("Close", key=f"close_{last.batch}", type="tertiary", on_click=_close)


def _said(last: Receipt) -> str:
    words = last.summary if last.summary.startswith(("Undone", "Redone")) else f"Saved: {last.summary}"
    if last.conflicts:
        cells = "one cell" if len(last.conflicts) == 1 else f"{len(last.conflicts)} cells"
        words = f"{words}, except {cells} that somebody changed meanwhile"
    return f"{words}. {last.waiting}" if last.waiting else words


def undo(batch: str) -> None:
    """For a button: take a batch back."""
    box, seen = outbox(), store()
    try:
        box.last = seen.undo(batch)
    except KithError as error:
        box.refused["page"] = error


def decide(seq: int, mine: bool) -> None:
    """For a button: settle a conflict."""
    box, seen = outbox(), store()
    try:
        if receipt := seen.decide(seq, mine=mine):
            box.receipts.append(receipt)
    except KithError as error:
        box.refused["page"] = error


def _close() -> None:
    outbox().last = None


@st.fragment(run_every=FOLLOW_SECONDS)
def follow() -> None:
    """Look at the workbook every few seconds, and draw the page anew when it, or how it is doing, changed."""
    moved = False
    with explained(), suppress(CannotOpen):  # a workbook that cannot be opened was told; it may come back any moment
        if chosen():
            moved = store().revision() != st.session_state.get("seen_revision")
            moved = moved or _state(status()) != st.session_state.get("told_state")
    if moved and not st.session_state.get("dialog_open"):
        st.rerun(scope="app")


def _state(now: Status) -> tuple[str, bool]:
    """What is said about the workbook on every page: how it is doing, and whether changes wait long."""
    waits = bool(now.waiting and now.oldest and dt.datetime.now(dt.UTC) - now.oldest > LATE)
    return f"{now.trouble or now.sentence} {now.to_decide}", waits


def sidebar(page: str) -> None:
    """Below the menu of every page: Log it, the workbook's name and how it is doing; what waits long, on top too.

    The shortcut stays away from pages with a note field of their own: it would cut off what is being written there.
    """
    now = status()
    st.session_state["told_state"] = _, waits_long = _state(now)
    with st.sidebar:
        shortcut = None if page in ("contact", "log") else "Ctrl+K"
        if st.button("Log it", key="log_it", icon=":material/edit_note:", shortcut=shortcut, width="stretch"):
            st.switch_page("pages/log.py")
        st.caption(f"{safe(now.name)} · {safe(now.sentence)}")
        if now.to_decide:
            things = "1 thing" if now.to_decide == 1 else f"{now.to_decide} things"
            st.page_link("pages/workbook.py", label=f"{things} to decide", icon=":material/rule:")
    if theme.is_narrow() and page in ("", "today", "contacts", "contact"):
        st.page_link("pages/log.py", label="Log it", icon=":material/edit_note:")  # the sidebar is closed there
    if now.trouble:
        st.error(safe(now.trouble), icon=":material/info:")
    elif waits_long:
        st.warning(safe(now.sentence), icon=":material/schedule:")
    if Path(now.location).is_relative_to(places.state_folder(os.environ)):
        st.caption("These people are invented. To begin with your own, choose another workbook on the page Workbook.")
