"""What stands below a figure: one line of small buttons, each opening its table, its reckoning or the rows left out.

What opens at once is sent with the page, and drawn by the browser only while it is open.
"""

import datetime as dt
from functools import partial

import pandas as pd
import streamlit as st

from crm.analytics.intervals import LeftOut
from crm.analytics.left_rows import count
from crm.ui import left_out as left_rows

HOW = "How is this counted?"
DAY = "D MMM YYYY"  # as in every sentence
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so would run as a formula in a spreadsheet


def draw(table: pd.DataFrame, how: str, left_out: LeftOut, *, alt: str, key: str, is_open: bool = False) -> None:
    """The line; nothing of it where there is nothing to open. A table that `is_open` stands above it."""
    has_table = not table.empty
    if has_table and is_open:
        _grid(table, alt, key)
    if not (has_table or how or count(left_out)):
        return
    with st.container(horizontal=True, gap="small", key=f"{key}_below"):
        if has_table and is_open:
            _download(table, key)
        elif has_table:
            with st.popover("Table", type="tertiary", key=f"{key}_table_part"):
                _grid(table, alt, key)
                _download(table, key)
        if how:
            explanation(HOW, how, key=f"{key}_how")
        left_rows.draw(left_out, key)


def explanation(label: str, text: str, *, key: str) -> None:
    """A small button that opens an explanation of ours; no text of a sheet comes here."""
    with st.popover(label, type="tertiary", key=key):
        st.write(text)


def _grid(table: pd.DataFrame, alt: str, key: str) -> None:
    st.dataframe(
        table, hide_index=True, placeholder="", key=f"{key}_table", alt=alt, width="content",
        column_config={name: st.column_config.DateColumn(format=DAY) for name in days_in(table)},
    )  # fmt: skip


def days_in(table: pd.DataFrame) -> list[str]:
    """The columns that hold days, by what stands first in them.

    >>> days_in(pd.DataFrame({"Name": ["Ann"], "Day": [dt.date(2026, 11, 3)]}))
    ['Day']
    """
    first = {name: next((cell for cell in table[name] if not pd.isna(cell)), None) for name in table.columns}
    return [name for name, cell in first.items() if isinstance(name, str) and isinstance(cell, dt.date)]


def _download(table: pd.DataFrame, key: str) -> None:
    write = partial(csv_of, table)  # made at the press, not at each run
    st.download_button(
        "Download as CSV", write, f"{key}.csv", "text/csv", key=f"{key}_csv", on_click="ignore", type="tertiary",
        icon=":material/download:",
    )  # fmt: skip


def csv_of(table: pd.DataFrame) -> bytes:
    """A table for a spreadsheet: UTF-8 with its mark, and no text that would run as a formula there.

    >>> csv_of(pd.DataFrame({"Name": ["=1+1"]})).decode("utf-8-sig").split()
    ['Name', "'=1+1"]
    """
    texts = {
        name: table[name].map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell)
        for name in table.columns
        if table[name].dtype.kind in "OTU"
    }
    return table.assign(**texts).to_csv(index=False).encode("utf-8-sig")
