"""The pieces of the page Workbook."""

import pandas as pd
import streamlit as st

from crm.model.problems import Problem
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.store.opening import is_link
from crm.store.receipt import Status
from crm.ui import tidying
from crm.ui.messages import safe


def place(status: Status, snapshot: Snapshot) -> None:
    """Where it lies, how it is doing, and what is in it."""
    with st.container(border=True):
        if is_link(status.location):
            _at_google(status)
        else:
            st.text(status.location)
            st.caption("Kith follows the file within seconds; you need not close it or load it again.")
        st.text(status.sentence)
        if status.warning:
            st.text(status.warning)
        counts = [f"{len(snapshot.frame(name)):,} in {name}" for name in SHEETS if snapshot.has(name)]
        st.caption(safe(" · ".join(counts)))


def _at_google(status: Status) -> None:
    """The way to the sheet, and how Kith writes into it."""
    from crm.store.google.checking import MODES  # loaded by now: a sheet at Google is open

    label = safe(f"Open {status.name} at Google")
    st.link_button(label, status.location, key="at_google", icon=":material/open_in_new:")
    if mode := MODES.get(status.mode):
        st.text(mode)
    st.caption("Kith follows the sheet within seconds, and others may sort, filter and type in it meanwhile.")


def problems(snapshot: Snapshot) -> None:
    """What could not be understood: sheet, row, what stands there and the sentence."""
    found = snapshot.problems
    if words := tidying.in_words(tidying.found(snapshot)):
        st.page_link("pages/tidy.py", label=safe(words), icon=":material/cleaning_services:")
    elif not found:
        st.caption(safe(tidying.nothing(snapshot)))
    if not found:
        return
    st.subheader(f"Not understood ({len(found)})")
    st.caption("The cells keep their text. Correct them on the page Tidy, in the sheet or on the card.")
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
        st.caption(safe(f"Other sheets, left as they are: {', '.join(snapshot.contents.other_tabs)}."))
