"""Moving the workbook to another place: what would be, then the press, then going on there."""

import streamlit as st

from crm.store.opening import is_link
from crm.ui import moved, session, starting
from crm.ui.messages import explained, safe

TO, LOOKED, DONE = "move_to", "move_looked", "move_done"  # keys: what was typed, was looked at, and was moved


def moving() -> None:
    """Look first, then move; for the owner."""
    is_open = bool(st.session_state.get(LOOKED) or st.session_state.get(DONE))
    with st.expander("Move this workbook", is_open, key="move", icon=":material/drive_file_move:"):
        st.caption(
            "To a Google Sheet, from there to Excel, or to another file. IDs, your own columns, settings, lists and "
            "the history go along. This workbook stays as it is. Moving again brings what changed here since."
        )
        with st.form("move_where", border=False):
            shown = str(starting.folder() / "Contacts.xlsx")
            to = st.text_input(
                "Where to: a file, or the link of a Google Sheet", key=TO, autocomplete="off", placeholder=shown
            )
            if st.form_submit_button("Look first", key="move_look", icon=":material/search:") and to.strip():
                with explained(), st.spinner("Looking"):
                    _look(to.strip())
        _planned()
        _done()


def look_there(location: str) -> None:
    """Look at a place that was named elsewhere, and go to the page Workbook, where it can be moved to. Raises
    CannotOpen, InvalidInput."""
    with st.spinner("Looking"):
        _look(location)
    st.switch_page("pages/workbook.py")


def _look(to: str) -> None:
    """What moving there would come to, kept for the press."""
    st.session_state.pop(DONE, None)
    st.session_state.pop(LOOKED, None)
    location = to if is_link(to) else str(starting.absolute(to))
    plan = moved.planned(session.store(), location)
    lines = moved.told(plan, session.snapshot())
    st.session_state[LOOKED] = (location, plan.to.name, lines, plan.is_anything)


def _planned() -> None:
    """What was looked at last, and the press that moves there, whatever was typed since."""
    location, name, lines, is_anything = st.session_state.get(LOOKED, ("", "", [], False))
    for line in lines:
        st.text(line)
    if is_anything and st.button(
        f"Move to {safe(name)}", key="move_press", type="primary", icon=":material/drive_file_move:"
    ):
        with explained(), st.spinner("Moving"):
            st.session_state[DONE] = _move(location)
            del st.session_state[LOOKED]
            st.rerun()


def _move(location: str) -> tuple[str, str]:
    """Move as it stands now; the sentence, and where the workbook is from now on."""
    source = session.store()
    plan = moved.planned(source, location)
    done = moved.carried_out(source, plan)
    said = done.sentence(plan.to.name)
    if done.receipt.conflicts:
        said += " Some cells changed in both places: its History asks which they should be."
    return said, done.location


def _done() -> None:
    """After a move: go on there, where Kith may."""
    said, location = st.session_state.get(DONE, ("", ""))
    if not said:
        return
    st.success(safe(said), icon=":material/check:")
    if session.is_given():
        st.caption("Kith was started for this workbook, named by KITH_WORKBOOK. Name the new one there.")
    elif st.button("Work with it from now on", key="move_go", icon=":material/table:"):
        starting.open_book(location)
