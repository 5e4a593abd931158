"""People below a figure: each name leads to the card, with a reason beside it."""

from collections.abc import Sequence

import streamlit as st

from crm.ui.messages import safe

MOST = 15  # lines; the table of the figure has all


def lines(people: Sequence[tuple[str, str, str]], key: str, *, rest: str = "the table above has all") -> None:
    """A line for each contact ID, name and reason."""
    with st.container(border=True, gap="small", key=f"{key}_lines"):
        for id, name, reason in people[:MOST]:
            with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
                st.page_link("pages/contact.py", label=safe(name), query_params={"id": id}, width="content")
                if reason:
                    st.caption(safe(reason), width="content")
        if len(people) > MOST:
            st.caption(safe(f"and {len(people) - MOST:,} more: {rest}"))
