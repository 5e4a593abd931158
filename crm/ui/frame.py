"""What stands on every page: the menu's foot, what must be known now, what was saved last, and following the sheet."""

import datetime as dt
import os
from contextlib import suppress
from pathlib import Path

import streamlit as st

from crm.model.errors import CannotOpen
from crm.store import places
from crm.store.opening import is_link
from crm.store.receipt import Receipt, Status
from crm.ui import (
    adopting,
    anything,
    asking,
    connecting,
    history,
    logging_it,
    news,
    searching,
    session,
    settings,
    theme,
    told,
)
from crm.ui.messages import explained, safe

FOLLOW_SECONDS = 3.0
LATE = dt.timedelta(seconds=10)  # changes that have waited so long concern everybody
_WITH_A_NOTE_FIELD = ("contact", "log", "tickets")


def sidebar(page: str) -> Status:
    """Below the menu: Log it, the workbook's name and how it is doing, what is to be decided; that status.

    The shortcut stays away from pages with a note field of their own: it would cut off what is being written there.
    """
    session.begin()
    logging_it.remember(page)
    now = session.status()
    anything.begin(page)
    with st.sidebar:
        if not theme.is_narrow():
            anything.box()
        shortcut = None if page in _WITH_A_NOTE_FIELD else "Ctrl+K"
        if session.is_editor() and st.button(
            "Log it", key="log_it", icon=":material/edit_note:", shortcut=shortcut, width="stretch"
        ):
            st.switch_page("pages/log.py", query_params=logging_it.about(page))
        settings.playbook(session.snapshot())
        where = "Test server · " if connecting.test_server() and is_link(now.location) else ""
        st.caption(f"{safe(now.name)} · {where}{safe(told.state(now, told.utc_now()))}")
        if now.warning:
            st.caption(safe(now.warning))
        if now.to_decide:
            label = f"{told.count(now.to_decide, 'thing')} to decide"
            st.page_link(
                "pages/history.py", label=safe(label), icon=":material/rule:", query_params={"tab": "To decide"}
            )
    return now


def notices(page: str, now: Status) -> None:
    """On top of the page: a question to the owner, trouble, what waits long, and what changed in the sheet.

    They stand in one box that is always there, so that a notice that comes or goes moves no field in which is typed.
    `now` is what the sidebar said too: what became another meanwhile is drawn anew by `follow`.
    """
    news.look()
    st.session_state["told_state"] = _state(now)
    with st.container(key="notices", gap="small"):
        if theme.is_narrow():
            anything.box()
        if theme.is_narrow() and page != "log" and session.is_editor():  # the sidebar is closed there
            asked = logging_it.about(page)
            st.page_link("pages/log.py", label="Log it", icon=":material/edit_note:", query_params=asked)
        adopting.notice(page, now)
        if now.question:
            asking.box(now.question)
        elif now.trouble:
            asking.trouble(now.trouble)
        elif _waits_long(now):
            asking.waiting(now, told.waits(now, told.utc_now()))
        if now.notice:
            asking.notice(now.notice)
        history.asked(session.snapshot())
        news.line()
        if Path(now.location).is_relative_to(places.state_folder(os.environ)):
            st.caption(
                "These people are invented. To begin with your own, choose another workbook on the page Workbook."
            )


def show_outbox() -> None:
    """Say what became of the last saves, once, and keep the last one for the undo bar."""
    box = session.outbox()
    while box.receipts:
        receipt = box.receipts.pop(0)
        box.last = receipt
        box.disputed |= {conflict.seq for conflict in receipt.conflicts}
        st.toast(safe(_said(receipt)))
    box.told = box.refused.pop("page", None)
    if box.told is not None:
        st.error(safe(box.told), icon=":material/info:")


def undo_bar() -> None:
    """What was saved last, where it is by now, and Undo, until the next save or Close."""
    box = session.outbox()
    if box.last is None:
        return
    last = box.last
    now = session.store().receipt(last.batch)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="undo_bar"):
        st.text(_said(last))
        if where := _where(now):
            st.caption(where)
        again = last.summary.startswith("Undone")
        st.button("Redo" if again else "Undo", key=f"undo_{last.batch}", on_click=history.ask_undo, args=(last.batch,))
        st.button("Close", key=f"close_{last.batch}", type="tertiary", on_click=_close)


def _where(now: Receipt) -> str:
    """Where a save is by now; nothing while it is on its way, for a moment later it is in."""
    if now.waiting:
        return f"Waiting: {safe(now.waiting)}"
    if now.conflicts:
        return "Some of it is under To decide, on the page History"
    return "In the workbook" if now.in_workbook else ""


def _said(last: Receipt) -> str:
    words = last.summary if last.summary.startswith(("Undone", "Redone")) else f"Saved: {last.summary}"
    if last.conflicts:
        words = f"{words}, except {told.count(len(last.conflicts), 'cell')} that somebody changed meanwhile"
    return words


def _close() -> None:
    session.outbox().last = None


@st.fragment(run_every=FOLLOW_SECONDS)
def follow() -> None:
    """Look at the workbook every few seconds, and draw the page anew when it, or how it is doing, changed."""
    moved = False
    with explained(), suppress(CannotOpen):  # a workbook that cannot be opened was told; it may come back any moment
        if session.chosen():
            moved = session.store().revision() != st.session_state.get("seen_revision")
            moved = moved or _state(session.status()) != st.session_state.get("told_state") or searching.is_newer()
    if moved and not st.session_state.get("dialog_open"):
        if (told_now := session.outbox().told) is not None:
            session.outbox().refused.setdefault("page", told_now)  # nobody pressed anything: it stays to be read
        st.rerun(scope="app")


def _state(now: Status) -> tuple[object, ...]:
    """What is said about the workbook on every page; when any of it is another, the page is drawn anew."""
    return (
        session.snapshot().rules.today,  # a page that is left open over night begins the new day by itself
        told.waits(now, told.utc_now()),
        now.trouble,
        now.to_decide,
        now.question,
        now.notice,
        _waits_long(now),
        news.is_told(),
    )


def _waits_long(now: Status) -> bool:
    return bool(now.waiting and now.oldest and told.utc_now() - now.oldest > LATE)
