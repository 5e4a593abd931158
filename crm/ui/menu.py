"""The menu: every page, in the order of the work. Pages of a module are in view while the team has switched it on."""

from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from crm.actions.settings import set_setting
from crm.model.errors import KithError
from crm.model.settings import SETTINGS, Settings
from crm.model.snapshot import Snapshot
from crm.ui import session
from crm.ui.messages import safe


@dataclass(frozen=True)
class Line:
    """A page: its file's name, its title, its icon; the setting that puts it into the menu, "-" for one that has only
    an address, "" for one that is always there."""

    name: str
    title: str
    icon: str
    module: str = ""


LINES = (
    Line("today", "Today", "today"),
    Line("contacts", "Contacts", "groups"),
    Line("follow_ups", "Follow-ups", "event"),
    Line("pipeline", "Pipeline", "handshake", "module_deals"),
    Line("money", "Money", "payments"),
    Line("tickets", "Tickets", "support_agent", "module_tickets"),
    Line("segments", "Segments", "diversity_3", "module_segments"),
    Line("satisfaction", "Satisfaction", "sentiment_satisfied"),
    Line("retention", "Retention", "favorite"),
    Line("insights", "Insights", "insights", "module_goals"),
    Line("workbook", "Workbook", "table"),
    Line("contact", "Contact", "person", "-"),
    Line("log", "Log it", "edit_note", "-"),
    Line("duplicates", "Duplicates", "group_remove", "-"),
    Line("bring_in", "Bring in a list", "group_add", "-"),
    Line("tidy", "Tidy", "cleaning_services", "-"),
    Line("history", "History", "history", "-"),
    Line("welcome", "Choose a workbook", "waving_hand", "-"),
)
WELCOME = Line("welcome", "Welcome", "waving_hand")


def pages() -> list[StreamlitPage]:
    """The pages of the chosen workbook; while none is chosen, the first page alone."""
    if not session.chosen():
        return [_page(WELCOME, True)]
    settings = Settings({})
    with suppress(KithError):  # what is the matter with the workbook is told in the place of the page
        settings = session.snapshot().settings
    return [_page(line, not line.module or (line.module in SETTINGS and settings.yes(line.module))) for line in LINES]


def _page(line: Line, is_shown: bool) -> StreamlitPage:
    return st.Page(
        f"pages/{line.name}.py", title=line.title, icon=f":material/{line.icon}:", default=line.name == "today",
        visibility="visible" if is_shown else "hidden",
    )  # fmt: skip


def is_on(snapshot: Snapshot, module: str, about: str) -> bool:
    """Whether a module is switched on; else the page says what it is `about`, with a button that switches it on."""
    if snapshot.settings.yes(module):
        return True
    st.text(about)
    if session.is_editor():
        name = SETTINGS[module].title
        st.button(
            safe(name), key=f"switch_on_{module}", type="primary", on_click=session.act,
            args=(lambda: set_setting(snapshot, module, "Yes"),),
            help="Its page comes into the menu, its sheet into the workbook. Settings switches it off again.",
        )  # fmt: skip
    return False
