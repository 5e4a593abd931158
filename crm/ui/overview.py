"""The sheet Overview on the page Workbook: a press writes the figures there, for colleagues who have no Kith open."""

import streamlit as st

from crm.model.snapshot import Snapshot
from crm.ui import figures_of_day, session

SAID = "overview_said"
GOES_IN = (
    "The figures of today go into the sheet Overview. While somebody has the workbook open, they go in with your next "
    "save."
)


def writing(snapshot: Snapshot) -> None:
    """The button; where the workbook has no such sheet, it is made by the press."""
    if not snapshot.settings.yes("overview") or not session.is_editor():
        return
    st.subheader("Figures for colleagues")
    st.caption(
        "The sheet Overview holds the four figures, twelve months and whom to ring, for those who open only the "
        "workbook. By itself Kith writes there once a day, with a save, and over nothing but its own figures."
    )
    is_there = snapshot.contents.overview is not None
    label = "Write the figures into the sheet now" if is_there else "Make the sheet and write them"
    st.button(label, key="write_overview", on_click=_write, icon=":material/table_view:")
    if said := st.session_state.get(SAID, ""):  # a write draws the page anew, so it stays
        st.text(said)


def _write() -> None:
    snapshot = session.snapshot()
    frames = session.frames(snapshot)
    shown = figures_of_day.of_frames(frames, snapshot.settings)
    st.session_state[SAID] = session.store().show_figures(shown) or GOES_IN
