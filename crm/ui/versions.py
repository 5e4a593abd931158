"""The kept versions of the workbook, and going back to one."""

from functools import partial

import streamlit as st

from crm.store.opening import is_link
from crm.store.receipt import Backup
from crm.ui import session, told
from crm.ui.messages import safe

PAGE = 20  # versions on a page


def versions() -> None:
    """When each was saved and how many people are in it; the owner goes back to one, after one more question."""
    if is_link(session.chosen()):
        st.text("Google keeps the versions of this sheet. Open it there, and choose File > Version history.")
        return
    kept = session.store().backups()
    if not kept:
        st.text("No versions are kept yet. Kith keeps one each time it writes into the workbook.")
        return
    st.caption("Kith keeps the last versions of the workbook, and older ones by the hour, day and month.")
    asked = st.session_state.get("restore_asked")
    pages = -(-len(kept) // PAGE)
    number = min(st.session_state.get("versions_page") or 1, pages)
    for backup in kept[(number - 1) * PAGE : number * PAGE]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"version_{backup.name}"):
            st.text(told.version(backup), width="stretch")
            if session.is_owner():
                st.button("Restore", key=f"restore_{backup.name}", on_click=ask, args=(backup.name,))
        if backup.name == asked:
            confirm(backup)
    if pages > 1:
        st.pagination(pages, key="versions_page")


def ask(name: str | None) -> None:
    """For a button: ask before going back to a version; None: do not."""
    st.session_state["restore_asked"] = name


def confirm(backup: Backup) -> None:
    """What going back means, and whether the later changes come along."""
    with st.container(border=True, key="restore_question", gap="small"):
        st.warning(safe(told.restoring(backup)), icon=":material/settings_backup_restore:")
        st.checkbox("Bring back the changes made after it too", key="restore_later")
        with st.container(horizontal=True):
            st.button("Restore this version", key="restore_now", type="primary", on_click=_restore, args=(backup.name,))
            st.button("Cancel", key="restore_cancel", on_click=partial(ask, None))


def _restore(name: str) -> None:
    later = bool(st.session_state.get("restore_later"))
    ask(None)
    session.press(lambda store: store.restore(name, later))
