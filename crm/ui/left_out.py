"""The rows that a figure leaves out, or counts and doubts, to be looked at below it."""

import pandas as pd
import streamlit as st

from crm.analytics.intervals import LeftOut
from crm.analytics.left_rows import LeftRow, count, left_rows
from crm.ui import session
from crm.ui.messages import explained, safe

MOST, CARDS = 500, 12  # rows in the list, and names to press


def draw(left_out: LeftOut, key: str, *, what: str = "left out") -> None:
    """A small button that opens where each row stands, whose it is and why; nothing where there is no row.

    `what` such rows are called on it.
    """
    if count(left_out):
        _part(left_out, key, what)


@st.fragment
def _part(left_out: LeftOut, key: str, what: str) -> None:
    """What stands in it is looked up only while it is open, and the page round it is not drawn again for that."""
    with explained():
        n = count(left_out)
        part = st.popover(
            f"{n:,} {'row' if n == 1 else 'rows'} {safe(what)}", type="tertiary", key=f"{key}_left_part",
            on_change="rerun",
        )  # fmt: skip
        if part.open:
            with part:
                _rows(left_rows(session.snapshot(), left_out, MOST), n, key, what)


def _rows(rows: list[LeftRow], n: int, key: str, what: str) -> None:
    table = pd.DataFrame(
        {"Where": [row.place for row in rows], "Who": [row.who for row in rows], "Why": [row.why for row in rows]}
    )
    st.dataframe(
        table, key=f"{key}_left", hide_index=True, placeholder="", width="content",
        alt=f"The rows {what}, and why",
    )  # fmt: skip
    if n > len(rows):
        st.caption(f"The first {len(rows)} of them.")
    st.caption("What you change in the sheet or on the card counts at once.")
    people = list({row.contact: row.who for row in rows if row.contact}.items())
    if people:
        st.caption("Their cards:" if len(people) <= CARDS else "The first of their cards:")
        with st.container(horizontal=True, key=f"{key}_left_cards"):
            for contact, name in people[:CARDS]:
                st.page_link("pages/contact.py", label=safe(name), query_params={"id": contact}, width="content")
