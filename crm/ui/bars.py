"""Links below a title that join pages which belong together."""

import streamlit as st

UPKEEP = {"Workbook": ("pages/workbook.py", ""), "History": ("pages/history.py", "")}
FIGURES = {
    "Satisfaction": ("pages/satisfaction.py", ""),
    "Retention": ("pages/retention.py", ""),
    "Loyalty & profit": ("pages/insights.py", "Loyalty"),
    "Performance": ("pages/insights.py", "Performance and goals"),
}
"""Title -> its page, and the tab of Insights."""
OF_TAB = {"Loyalty": "Loyalty & profit", "Profit": "Loyalty & profit", "Performance and goals": "Performance"}


def upkeep(current: str) -> None:
    """The pages about the workbook itself; the one that is shown is marked."""
    _bar(UPKEEP, current, "upkeep_bar")


def figures(current: str, *, here: str = "") -> None:
    """The pages of figures; the one that is shown is marked. So Insights is reached while it is not in the menu.

    `here` is the page that shows several of them: links to itself would all be marked, so the others are buttons.
    """
    _bar(FIGURES, current, "figures_bar", here)


def _bar(pages: dict[str, tuple[str, str]], current: str, key: str, here: str = "") -> None:
    with st.container(horizontal=True, key=key):
        for title, (path, tab) in pages.items():
            if path == here and title != current:
                st.button(title, key=f"bar_{tab}", type="tertiary", on_click=_open, args=(tab,))
            else:
                label = f"**{title}**" if title == current else title
                st.page_link(path, label=label, query_params={"insight": tab} if tab else None)


def _open(tab: str) -> None:
    st.session_state["insight"] = tab
