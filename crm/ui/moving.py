"""Moving the workbook to another place: what would be, then the press, then going on there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from crm.store.opening import is_link
from crm.ui import moved, session, starting
from crm.ui.messages import explained, safe

TO, LOOKED, DONE = "move_to", "move_looked", "move_done"  # keys: what was typed, was looked at, and was moved
OPEN, UNFOLD = "move", "move_unfold"  # whether it is unfolded, and is to be at the next run


@dataclass(frozen=True)
class _Looked:
    """A place that was looked at from the workbook `source`: what moving there would come to, in lines."""

    source: str
    location: str
    name: str
    lines: Sequence[str]
    is_anything: bool


@dataclass(frozen=True)
class _Done:
    """A move from the workbook `source`: how far it is, and where the workbook is from now on."""

    source: str
    location: str
    name: str
    sentence: str
    is_there: bool


def moving() -> None:
    """Look first, then move; for the owner."""
    _forget_of_others()
    if st.session_state.pop(UNFOLD, False):
        st.session_state[OPEN] = True
    with st.expander("Move this workbook", key=OPEN, icon=":material/drive_file_move:", on_change="rerun"):
        st.caption(
            "Into a Google Sheet, out of one into an Excel file, or into another file. Everybody goes along with their "
            "ID, your own columns, settings, lists and the history. This workbook stays as it is. Moving again brings "
            "what changed here since."
        )
        with st.form("move_where", border=False):
            shown = str(starting.free(starting.folder() / "Contacts.xlsx"))
            to = st.text_input(
                "Where to: a file, or the link of a Google Sheet", key=TO, autocomplete="off", placeholder=shown
            )
            if st.form_submit_button("Look first", key="move_look", icon=":material/search:") and to.strip():
                with explained(), st.spinner("Looking"):
                    _look(to.strip())
        _planned()
        _done()


def _forget_of_others() -> None:
    """What was looked at or moved is about the workbook that was chosen then."""
    for name in (LOOKED, DONE):
        if name in st.session_state and st.session_state[name].source != session.chosen():
            del st.session_state[name]


def look_there(location: str) -> None:
    """Look at a place that was named elsewhere; on the page Workbook it can be moved to then. Raises CannotOpen,
    InvalidInput."""
    with st.spinner("Looking"):
        _look(location)
    st.session_state[UNFOLD] = True


def _look(to: str) -> None:
    """What moving there would come to, kept for the press."""
    st.session_state.pop(DONE, None)
    st.session_state.pop(LOOKED, None)
    location = to if is_link(to) else str(starting.absolute(to))
    plan = moved.planned(session.store(), location)
    lines = moved.told(plan, session.snapshot())
    found = _Looked(session.chosen(), plan.to.location, plan.to.name, lines, plan.is_anything)
    st.session_state[LOOKED] = found


def _planned() -> None:
    """What was looked at last, and the press that moves there, whatever was typed since."""
    looked: _Looked | None = st.session_state.get(LOOKED)
    if looked is None:
        return
    for line in looked.lines:
        st.text(line)
    if not looked.is_anything:
        _go_on(looked.location, looked.name, "secondary")
    elif st.button(f"Move to {safe(looked.name)}", key="move_press", type="primary", icon=":material/drive_file_move:"):
        with explained(), st.spinner("Moving"):
            st.session_state[DONE] = _move(looked.location)
            del st.session_state[LOOKED]
            st.rerun()


def _move(location: str) -> _Done:
    """Move as it stands now."""
    source = session.store()
    plan = moved.planned(source, location)
    done = moved.carried_out(source, plan)
    said = done.sentence(plan.to.name)
    if done.receipt.conflicts:
        said += " Some cells changed in both places: its History asks which they should be."
    return _Done(session.chosen(), done.location, plan.to.name, said, done.is_there)


def _done() -> None:
    """After a move: how far it is, and going on there."""
    done: _Done | None = st.session_state.get(DONE)
    if done is None:
        return
    if done.is_there:
        st.success(safe(done.sentence), icon=":material/check:")
    else:
        st.warning(safe(done.sentence), icon=":material/hourglass_top:")
    if not session.is_given():
        now, then = safe(session.status().name), safe(done.name)
        st.caption(f"You still work with {now}. Go on with {then}, so that nobody types into two places.")
    _go_on(done.location, done.name, "primary")


def _go_on(location: str, name: str, kind: Literal["primary", "secondary"]) -> None:
    """Work with the other place, where Kith may."""
    if session.is_given():
        st.caption("Kith was started for this workbook, named by KITH_WORKBOOK. Name the new one there.")
    elif st.button(f"Work with {safe(name)} from now on", key="move_go", type=kind, icon=":material/table:"):
        starting.open_book(location)
