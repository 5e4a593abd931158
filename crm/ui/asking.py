"""What stands in the way of saving, on every page: a question to the owner, a damaged workbook, changes that wait."""

import streamlit as st

from crm.store.opening import is_link
from crm.store.receipt import Question, Status
from crm.ui import session
from crm.ui.messages import safe

DETAILS = 12  # lines that show what differs
WRITE_ANYWAY = "Kith then writes now, beside the open copy; when that one is saved, both are put together."


def box(question: Question) -> None:
    """What only the owner can decide; until then everybody else reads who must."""
    with st.container(border=True, key="question", gap="small"):
        st.warning(safe(question.sentence), icon=":material/help:")
        if question.details:
            lines = [detail.removesuffix(" Nothing was changed.") for detail in question.details[:DETAILS]]
            st.text("\n".join([*lines, "and others"] if len(question.details) > DETAILS else lines))
        if not session.is_owner():
            st.caption("The owner of this workbook must decide. Until then you can look around, but nothing is saved.")
            return
        st.caption("Until you have chosen, everybody can look around, but nothing is saved.")
        with st.container(horizontal=True):
            for choice in question.choices:
                if choice.name == "restore":
                    versions_link(choice.words)
                else:
                    st.button(safe(choice.words), key=f"answer_{choice.name}", on_click=_answer, args=(choice.name,))


def _answer(name: str) -> None:
    session.press(lambda store: store.answer(name))


def trouble(sentence: str) -> None:
    """A workbook that cannot be read, and of which no version is kept; for one at Google, where to look why."""
    st.error(safe(sentence), icon=":material/info:")
    if is_link(session.chosen()) and session.is_owner():
        st.page_link("pages/workbook.py", label="Check the connection", icon=":material/checklist:")


def notice(sentence: str) -> None:
    """Something about the history that is to be read once."""
    st.info(safe(sentence), icon=":material/history:")
    if session.is_editor():
        st.button("I have read this", key="noticed", on_click=_noticed)


def _noticed() -> None:
    session.press(lambda store: store.noticed())


def versions_link(words: str) -> None:
    """To the versions that are kept."""
    icon, tab = ":material/settings_backup_restore:", {"tab": "Backups"}
    st.page_link("pages/history.py", label=safe(words), icon=icon, query_params=tab)


def waiting(now: Status, sentence: str) -> None:
    """Changes that wait long: why, since when, and for the owner a way not to wait."""
    st.warning(safe(sentence), icon=":material/schedule:")
    if now.open_by and session.is_owner():
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.button("Write anyway", key="write_anyway", on_click=_write_anyway)
            st.caption(WRITE_ANYWAY, width="stretch")


def _write_anyway() -> None:
    session.press(lambda store: store.write_anyway())
