"""Next steps as lines: Done, Later, Skip; and the offer to note what came of one that was done."""

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from crm.actions import follow_ups
from crm.actions.finishing import note_of, type_of
from crm.model.cells import TEXT
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.ui import forms, reach, session, whose
from crm.ui.messages import explained, safe
from crm.ui.words import day, weekday

SHOWN = 8  # lines of one kind before "and more"
DONE = "step_done"  # the step whose log line is offered


def who(snapshot: Snapshot, contact: object) -> bool:
    """A link to somebody's card; False where the row belongs to nobody we know."""
    found = snapshot.contacts["name"].get(contact) if isinstance(contact, str) else None
    if isinstance(found, str) and found:
        st.page_link("pages/contact.py", label=safe(found), query_params={"id": str(contact)})
        return True
    return False


def line() -> st.delta_generator.DeltaGenerator:
    """One line: what it says, and what can be done about it."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def steps(
    snapshot: Snapshot, rows: pd.DataFrame, *, with_name: bool = True, most: int = SHOWN,
    beside: Callable[[str], None] | None = None,
) -> None:  # fmt: skip
    """Open next steps, each with what can be done about it; `beside` draws more at the end of a line, by row ID."""
    mine = whose.me(snapshot)
    with st.container(border=True, gap="small"):
        for id, row in rows.head(most).iterrows():
            with line():
                st.text(told(row, mine), width="stretch")
                if with_name:
                    who(snapshot, row["contact_id"])
                    reach.links(snapshot, row["contact_id"], str(id), reach.asked(row["how"]))
                if session.is_editor():
                    _buttons(snapshot, str(id))
                    if beside:
                        beside(str(id))
        if len(rows) > most:
            st.page_link("pages/follow_ups.py", label=f"and {len(rows[most:])} more")


def told(row: pd.Series, mine: str = "") -> str:
    """What a step is, when it is due, how often it comes, and whose it is unless it is one's own."""
    due = {"today": "today", "some day": ""}.get(row["state"], f"due {day(row['due'])}")
    owner = f"for {row['owner']}" if _is_text(row["owner"]) and row["owner"] != mine else ""
    parts = (row["what"] if _is_text(row["what"]) else "Something", due, row["repeat"], owner)
    return " · ".join(part for part in parts if _is_text(part))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _buttons(snapshot: Snapshot, id: str) -> None:
    st.button("Done", key=f"done_{id}", on_click=_tick_off, args=(id,))
    today = snapshot.rules.today
    with st.popover("Later", key=session.closing(f"later_{id}")):
        for label, when in (("Tomorrow", today + dt.timedelta(days=1)), ("Next week", today + dt.timedelta(days=7))):
            st.button(
                safe(f"{label}, {weekday(when)}"), key=f"{label}_{id}", on_click=session.act,
                args=(lambda when=when: follow_ups.put_off(snapshot, id, when),),
            )  # fmt: skip
        order = "DD/MM/YYYY" if snapshot.rules.day_first else "MM/DD/YYYY"
        name = f"until_{id}_{snapshot.cell('Follow-ups', id, 'due')}"
        st.date_input(
            "Another day", value=None, min_value=today, max_value=forms.LATEST, format=order, key=name,
            on_change=_put_off, args=(snapshot, id, name),
        )  # fmt: skip
        st.button("Skip it", key=f"skip_{id}", on_click=session.act, args=(lambda: follow_ups.skip(snapshot, id),))


def _tick_off(id: str) -> None:
    now = session.snapshot()  # somebody may have ticked it off in the sheet since this was drawn
    if session.acted(lambda: follow_ups.tick_off(now, id)) is not None:
        st.session_state[DONE] = id


def _put_off(snapshot: Snapshot, id: str, name: str) -> None:
    when = st.session_state.get(name)
    if isinstance(when, dt.date):
        session.act(lambda: follow_ups.put_off(snapshot, id, when))


def offer(snapshot: Snapshot, card: str = "") -> None:
    """After Done: one line about what came of it, for the card. Gone once it is noted, or not wanted."""
    if is_offered(snapshot, card):
        with st.container(border=True, key="step_offer"):
            _note(str(st.session_state[DONE]))


def is_offered(snapshot: Snapshot, card: str = "") -> bool:
    """Whether a step was just done whose line is offered; on somebody's `card`, one of theirs."""
    id = str(st.session_state.get(DONE) or "")
    if not id:
        return False
    contact, status = (snapshot.follow_ups[field].get(id) for field in ("contact_id", "status"))
    if status != "Done" or not isinstance(contact, str) or contact not in snapshot.contacts.index:
        del st.session_state[DONE]
        return False
    return not card or card == contact


@st.fragment
def _note(id: str) -> None:
    with explained():
        snapshot = session.snapshot()
        what, contact = (snapshot.follow_ups[field].get(id) for field in ("what", "contact_id"))
        name = session.frames(snapshot).name(contact)
        st.text(f"Done: {what if _is_text(what) else 'it'}. What came of it? It goes onto the card of {name}.")
        types = next(column for column in snapshot.columns("Interactions") if column.field == "type")
        columns = [Column("what", "In one line", TEXT), types]
        seen = {"type": type_of(snapshot, id)}
        saved = forms.entry(
            f"done {id}", columns, snapshot, lambda entry: note_of(snapshot, id, entry), label="Note it", expected=seen
        )
        if st.button("No, thanks", key=f"no_note_{id}", type="tertiary") or saved:
            st.session_state.pop(DONE, None)
            st.rerun()
