"""Links below a title that join pages which belong together."""

import streamlit as st

UPKEEP = {"Workbook": "pages/workbook.py", "History": "pages/history.py"}


def upkeep(current: str) -> None:
    """The pages about the workbook itself; the one that is shown is marked."""
    with st.container(horizontal=True, key="upkeep_bar"):
        for title, path in UPKEEP.items():
            label = f"**{title}**" if title == current else title
            st.page_link(path, label=label)
