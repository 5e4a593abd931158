"""“Changed in the sheet since you looked”: what others typed there, until this person has seen it, over visits."""

import os
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from crm.store import places
from crm.store.receipt import Batch
from crm.ui import history, session, told
from crm.ui.messages import safe

LOOKED = "looked.json"  # in the state folder: workbook and person -> the last edit in the sheet that they saw
MOST = 30  # edits that are counted
_NONE = "none"  # seen when there was no edit yet


def since() -> None:
    """The line; opened, each edit in words with Undo, and Seen, which begins anew."""
    new = unseen()
    if not new:
        return
    rows = told.count(told.rows_of(new), "row")
    more = " or more" if len(new) == MOST else ""
    with st.expander(
        safe(f"Changed in the sheet since you looked: {rows}{more}"), key="looked", icon=":material/table:"
    ):
        st.button("Seen", key="looked_seen", on_click=_seen, args=(new[0].batch,))
        for batch in new:
            history.one(batch, "looked")


def unseen() -> Sequence[Batch]:
    """The edits in the sheet that this person has not seen, newest first. What was there before them is no news."""
    latest = session.store().history(MOST, actor=told.IN_SHEET)
    names = [batch.batch for batch in latest]
    last = places.read(_folder(), LOOKED).get(_name())
    if last is None:
        _seen(names[0] if names else _NONE)
        return ()
    return latest[: names.index(last)] if last in names else latest


def _seen(batch: str) -> None:
    places.write(_folder(), LOOKED, {**places.read(_folder(), LOOKED), _name(): batch})


def _folder() -> Path:
    return places.state_folder(os.environ)


def _name() -> str:
    store = session.store()
    return f"{store.book_id} {store.actor.name}"
