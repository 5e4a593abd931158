"""“2 rows changed in the sheet · Show”: what others typed into the workbook since this visit last looked."""

import time
from dataclasses import dataclass, field

import streamlit as st

from crm.store.receipt import Batch
from crm.ui import history, session, told

SHOWN_SECONDS = 60.0
MOST = 5  # edits in the sheet that are told one by one; all of them are in the history


@dataclass
class News:
    """What this visit knows of the sheet: the last edit it was told, those it is being told, and until when."""

    revision: str = ""
    last: str | None = None
    batches: list[Batch] = field(default_factory=list)
    until: float = 0.0
    is_open: bool = False


def look() -> None:
    """Ask what was changed in the sheet, if anything changed at all. What was there before the visit is no news."""
    seen, known = session.store(), _known()
    session.snapshot()  # the sheet is read, and what changed in it is put down
    revision = seen.revision()
    if revision == known.revision:
        return
    known.revision = revision
    latest = seen.history(MOST, actor=told.IN_SHEET)
    names = [batch.batch for batch in latest]
    new = [] if known.last is None else latest[: names.index(known.last) if known.last in names else MOST]
    known.last = names[0] if names else ""
    if new:
        still = known.batches if is_told() else []
        known.batches = [*new, *still][:MOST]
        known.until = time.monotonic() + SHOWN_SECONDS


def is_told() -> bool:
    """Whether the line stands on the page: for a minute, or until somebody who opened it has closed it."""
    known = _known()
    return bool(known.batches) and (known.is_open or time.monotonic() < known.until)


def line() -> None:
    """The grey line; opened, each edit in words, with Undo."""
    if not is_told():
        return
    known = _known()
    rows = told.rows_of(known.batches)
    with st.container(key="sheet_news", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(f"{told.count(rows, 'row')} changed in the sheet", width="content")
            words = "Close" if known.is_open else "Show"
            st.button(words, key="news_toggle", type="tertiary", on_click=_toggle)
        if known.is_open:
            names = {batch.batch for batch in known.batches}
            for batch in session.store().history(MOST, actor=told.IN_SHEET):  # as it is now: it may be taken back
                if batch.batch in names:
                    history.one(batch, "news")


def _toggle() -> None:
    known = _known()
    if known.is_open:
        known.batches = []
    known.is_open = not known.is_open


def _known() -> News:
    found: News = st.session_state.setdefault("sheet_news_known", News())
    return found
