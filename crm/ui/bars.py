"""Links below a title that join pages which belong together."""

import streamlit as st

UPKEEP = {
    "Workbook": "pages/workbook.py",
    "Bring in a list": "pages/bring_in.py",
    "Duplicates": "pages/duplicates.py",
    "Tidy": "pages/tidy.py",
    "History": "pages/history.py",
}
FIGURES = {
    "Satisfaction": "pages/satisfaction.py",
    "Retention": "pages/retention.py",
    "Insights": "pages/insights.py",
}


def upkeep(current: str) -> None:
    """The pages about the workbook itself; the one that is shown is marked."""
    _bar(UPKEEP, current, "upkeep_bar")


def figures(current: str) -> None:
    """The pages of figures; the one that is shown is marked. So Insights is reached while it is not in the menu."""
    _bar(FIGURES, current, "figures_bar")


def _bar(pages: dict[str, str], current: str, key: str) -> None:
    with st.container(horizontal=True, key=key):
        for title, path in pages.items():
            st.page_link(path, label=f"**{title}**" if title == current else title)
