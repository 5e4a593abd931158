"""One person's visit: which workbook, the snapshot they see, saving, and following the sheet."""

import datetime as dt
import gc
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import streamlit as st

from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.parts import Parts
from crm.model.business_time import BusinessTime
from crm.model.cells import Cell
from crm.model.changes import AddRow, ChangeSet
from crm.model.errors import InvalidInput, KithError
from crm.model.snapshot import Snapshot
from crm.store import places
from crm.store.opening import clock, is_link, open_store
from crm.store.receipt import Receipt, Status
from crm.store.store import Store
from crm.ui import figures_of_day, finding, guard
from crm.ui.told import Choosing

CHOSEN = "chosen.json"  # in the state folder: the workbook that was chosen last
SHEETS = "sheets.json"  # beside it: link -> title of the Google Sheets that were chosen on this computer
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
    told: KithError | None = None  # a refusal that is on the page, until something is pressed


def chosen() -> str:
    """The location of the workbook, "" while none is chosen."""
    location = os.environ.get("KITH_WORKBOOK", "")
    return location or places.read(places.state_folder(os.environ), CHOSEN).get("location", "")


def is_given() -> bool:
    """Whether Kith was started for one workbook, so that no other can be chosen."""
    return bool(os.environ.get("KITH_WORKBOOK"))


def choose(location: str) -> None:
    """Remember a workbook for this and later starts. Raises CannotOpen when it cannot be used."""
    opened, folder = _shared(location), places.state_folder(os.environ)
    places.write(folder, CHOSEN, {"location": location})
    if is_link(location):
        places.write(folder, SHEETS, {**places.read(folder, SHEETS), location: opened.status().name})


@st.cache_resource(show_spinner="Reading the workbook")
def _shared(location: str) -> Store:
    """One store a workbook, for every visit to this server."""
    opened = open_store(location)
    finding.prepare(location, opened.snapshot())
    gc.collect()
    gc.freeze()  # what lives as long as the server need not be looked through again and again
    return opened


def let_go() -> None:
    """Close the chosen workbook: whoever looks next opens it anew, as with another key."""
    old = store()
    _shared.clear(chosen())
    old.close()


def forget(location: str) -> None:
    """Close a workbook wherever it is open here, and open it anew when it is asked for."""
    with suppress(KithError):
        opened = _shared(location)
        _shared.clear(location)
        opened.close()


def store() -> Store:
    """The chosen workbook, as the person who is looking may use it. Raises CannotOpen."""
    return _shared(chosen()).by(guard.admitted("viewer"))


def begin() -> None:
    """Before a page is drawn: whatever of it is older than the workbook by its end is drawn anew soon."""
    st.session_state["seen_revision"] = store().revision()


def snapshot() -> Snapshot:
    """The workbook as it is now."""
    return store().snapshot()


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


def kept_of(seen: Snapshot, sheet: str, name: str, make: Callable[[Snapshot], Made]) -> Made:
    """The same for what is made of one sheet alone: kept as long as nothing in that sheet moves."""
    shelf, frame = _sheet_shelves(), seen.frame(sheet)
    if name not in shelf or shelf[name][0] is not frame:
        shelf[name] = frame, make(seen)
    found: Made = shelf[name][1]
    return found


@st.cache_resource(show_spinner=False)
def _sheet_shelves() -> dict[str, tuple[object, Any]]:
    return {}


@st.cache_resource(show_spinner=False)
def _shelves() -> dict[object, dict[str, Any]]:
    return {}


def frames(seen: Snapshot) -> Frames:
    """What the figures of a snapshot are made from."""
    parts = _parts()
    return kept(seen, "frames", lambda snapshot: from_snapshot(snapshot, as_of=snapshot.rules.today, parts=parts))


@st.cache_resource(show_spinner=False)
def _parts() -> Parts:
    return Parts()


def now(seen: Snapshot) -> dt.datetime:
    """The wall clock of the team at this moment, to the minute, without a zone."""
    return BusinessTime.of(seen.settings).local(clock())


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


def saving(make: Callable[[], ChangeSet], form: str) -> Callable[[], Receipt | None]:
    """The same, to be done beside the page by a thread of its own."""
    box, seen = outbox(), store()
    return lambda: _save(seen, box, make, form)


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
        seen.refresh_figures(figures_of_day.of_snapshot)
    return receipt


def is_saved(batch: str) -> bool:
    """Whether a form of this visit was saved already."""
    return batch in outbox().saved


def closing(name: str) -> str:
    """A key for a popover: another one after each save of this visit, for so a popover closes that was pressed in."""
    return f"{name}_{len(outbox().saved)}"


def refusal(form: str) -> KithError | None:
    """Why the last press of a form was refused; None when it was not."""
    return outbox().refused.get(form)


def act(make: Callable[[], ChangeSet]) -> None:
    """For a button's `on_click`: save, and leave receipt or refusal for the next run.

    Two presses of one button on one drawn page are one: its batch is what was drawn and what was to be done.
    """
    acted(make)


def acted(make: Callable[[], ChangeSet]) -> Receipt | None:
    """The same for a button that does something more; None when it was refused."""
    drawn = str(st.session_state.get("seen_revision"))
    return save(lambda: _as_drawn(make(), drawn), "page")


def _as_drawn(changes: ChangeSet, drawn: str) -> ChangeSet:
    first = changes.changes[0] if changes else None
    what = sorted(map(str, first.values.items())) if isinstance(first, AddRow) else getattr(first, "id", "")
    told = f"{drawn} {changes.summary} {what}"  # the ID of a new row is another at each press
    return replace(changes, batch=hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16])


# for buttons ----------------------------------------------------------------------------------------------------------


def press(ask: Callable[[Store], Receipt | None]) -> None:
    """For a button: ask the store for something; what came of it, or why it was refused, stands on the next run."""
    box, seen = outbox(), store()
    try:
        receipt = ask(seen)
    except KithError as error:
        box.refused["page"] = error
        return
    if receipt is not None:
        box.receipts.append(receipt)


def decide(seq: int, choice: Choosing, value: Cell = None) -> None:
    """For a button: settle a conflict by "theirs", "mine" or "other", which is `value`."""
    press(lambda seen: seen.decide(seq, choice, value))


def is_owner() -> bool:
    """Whether who is looking decides about the workbook."""
    return store().actor.role == "owner"


def is_editor() -> bool:
    """Whether who is looking may change anything: nobody may in a workbook that is only looked at."""
    return not store().is_looked_at and guard.admitted("viewer").role != "viewer"
