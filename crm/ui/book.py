"""The pieces of the page Workbook."""

import pandas as pd
import streamlit as st

from crm.actions.settings import set_setting
from crm.model.cells import written
from crm.model.problems import Problem
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.store.receipt import Conflict, Status
from crm.ui import session
from crm.ui.messages import safe

EVERYDAY = (
    "organisation_name", "word_customer", "word_customers", "country", "currency", "day_first", "birthday_days_ahead",
    "keep_in_touch_days", "activity_from",
)  # fmt: skip


def place(status: Status, snapshot: Snapshot) -> None:
    """Where it lies, how it is doing, and what is in it."""
    with st.container(border=True):
        st.text(status.location)
        st.text(status.sentence)
        st.caption("Kith follows the file within seconds; you need not close it or load it again.")
        counts = [f"{len(snapshot.frame(name)):,} in {name}" for name in SHEETS if snapshot.has(name)]
        st.caption(safe(" · ".join(counts)))


def conflicts(snapshot: Snapshot) -> None:
    """Cells for which two people typed two values, each with both and the choice."""
    waiting = session.store().conflicts()
    if not waiting:
        return
    st.subheader(f"To decide ({len(waiting)})")
    for conflict in waiting:
        conflict_box(snapshot, conflict)


def disputed() -> None:
    """On every page: the cells of one's own save that somebody else had changed meanwhile, until they are decided."""
    box = session.outbox()
    if not box.disputed:
        return
    waiting = [conflict for conflict in session.store().conflicts() if conflict.seq in box.disputed]
    box.disputed = {conflict.seq for conflict in waiting}
    if waiting:
        st.warning("Somebody changed this while you were typing. The rest of what you saved went in. Please choose.")
        for conflict in waiting:
            conflict_box(session.snapshot(), conflict)


def conflict_box(snapshot: Snapshot, conflict: Conflict) -> None:
    """One cell, two values: the sheet's stays until somebody chooses."""
    heading = SHEETS[conflict.sheet].column(conflict.field).heading if conflict.sheet in SHEETS else conflict.field
    row = snapshot.row(conflict.sheet, conflict.id)
    name = written(row.get("name") or row.get("contact")) or conflict.id
    with st.container(border=True, gap="small"):
        st.text(f"{name}: {heading or 'the whole row'}")
        st.text(f"In the sheet now: {written(conflict.theirs) or 'blank'}")
        if conflict.field:
            st.text(f"Yours: {written(conflict.ours) or 'blank'} ({conflict.actor})")
            st.text(f"Before: {written(conflict.before) or 'blank'}")
        with st.container(horizontal=True):
            st.button(
                "Keep the sheet's", key=f"theirs_{conflict.seq}", on_click=session.decide, args=(conflict.seq, False)
            )
            if conflict.field:
                st.button("Use mine", key=f"mine_{conflict.seq}", on_click=session.decide, args=(conflict.seq, True))


def problems(snapshot: Snapshot) -> None:
    """What could not be understood: sheet, row, what stands there and the sentence."""
    found = snapshot.problems
    if not found:
        rows = sum(len(snapshot.frame(name)) for name in SHEETS if snapshot.has(name))
        st.caption(f"Nothing to tidy. {rows:,} rows read, all understood.")
        return
    st.subheader(f"Not understood ({len(found)})")
    st.caption("The cells keep their text. Correct them in the sheet or on the card.")
    table = pd.DataFrame([_line(problem) for problem in found[:500]])
    st.dataframe(table, key="problems", hide_index=True, alt="Cells that could not be understood", placeholder="")


def _line(problem: Problem) -> dict[str, object]:
    heading = SHEETS[problem.sheet].column(problem.field).heading if problem.sheet in SHEETS and problem.field else ""
    return {
        "Sheet": problem.sheet, "Row": problem.row or None, "Heading": heading, "In the cell": problem.text,
        "What is the matter": problem.sentence,
    }  # fmt: skip


def columns(snapshot: Snapshot) -> None:
    """The team's own columns, and the sheets that Kith leaves alone."""
    own = [
        {"Sheet": name, "Your column": column.heading, "Read as": column.kind.name}
        for name in SHEETS
        if snapshot.has(name)
        for column in snapshot.own_columns(name)
    ]
    if own:
        st.subheader("Your own columns")
        st.dataframe(pd.DataFrame(own), key="own_columns", hide_index=True, alt="Columns that you made yourselves")
    if snapshot.contents.other_tabs:
        st.caption(safe(f"Left alone: {', '.join(snapshot.contents.other_tabs)}."))


def settings(snapshot: Snapshot) -> None:
    """The settings that people change most; the rest stands in the sheet Settings."""
    with st.expander("Settings", key="settings", icon=":material/tune:"):
        for name in EVERYDAY:
            declared, now = SETTINGS[name], snapshot.settings.text(name)
            field = f"setting_{name}"
            if declared.choices:
                options = list(declared.choices)
                st.selectbox(declared.title, options, index=options.index(now), key=field, help=declared.help,
                             on_change=_set, args=(snapshot, name))  # fmt: skip
            else:
                st.text_input(declared.title, now, key=field, help=declared.help, on_change=_set, args=(snapshot, name),
                              autocomplete="off")  # fmt: skip
        st.caption("All others stand in the sheet Settings, and your words in the sheet Lists.")


def _set(snapshot: Snapshot, name: str) -> None:
    typed = st.session_state[f"setting_{name}"]
    session.act(lambda: set_setting(snapshot, name, typed))


def history(snapshot: Snapshot) -> None:
    """The latest changes that were made here, each with Undo."""
    batches = session.store().history(20)
    with st.expander("What was changed here", key="history", icon=":material/history:"):
        if not batches:
            st.caption("No changes yet.")
        for batch in batches:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(f"{batch.at.astimezone():%d %b %H:%M} · {batch.summary} · {batch.actor}", width="stretch")
                if batch.undone:
                    st.caption("taken back")
                else:
                    st.button("Undo", key=f"undo_of_{batch.batch}", on_click=session.undo, args=(batch.batch,))
