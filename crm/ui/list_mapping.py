"""What each column of a list becomes: shown with samples, changed by a press, and remembered for the next such list."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from crm.actions.imports import for_workbook
from crm.exchange.columns import propose
from crm.exchange.mapped import LEFT_OUT, Mapped
from crm.exchange.synonyms import BIRTH_PARTS, LAST_VISIT, MIDDLE_NAME, NOTE_LINE
from crm.exchange.table import Table
from crm.model.schema import KITH
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import key
from crm.store import places
from crm.ui.list_once import once
from crm.ui.messages import safe

REMEMBERED = "lists.json"  # in the state folder: headings of a list, folded and hashed -> what its columns became
_MOST = 50  # lists that are remembered
_OWN = "own:"
_WORDS = {
    LEFT_OUT: "Leave it out",
    LAST_VISIT: "Last visit (one visit each)",
    MIDDLE_NAME: "Middle name",
    NOTE_LINE: "A line in the notes",
    "id": "Kith's ID",
    **dict(zip(BIRTH_PARTS, ("Day of birth", "Month of birth", "Year of birth"), strict=True)),
}


def mapping(table: Table, id: str, into: Snapshot | None = None) -> list[Mapped]:
    """What the columns of a table become, as proposed or as somebody changed it. `into`: a workbook that is there."""
    guesses = once(id, "columns", lambda: propose(table), of=table)
    known = _as_last_time(guesses)
    understood = known or guesses
    if into is not None:
        understood = for_workbook(understood, into, table)
    shown = st.container()
    if known:
        st.caption("Its columns are understood as last time.")
    with st.expander("Change what a column is", key=f"list_change_{id}"), st.grid(3, min_column_width=240):
        chosen = [_chosen(column, number, id, into) for number, column in enumerate(understood)]
    shown.dataframe(
        pd.DataFrame(
            {
                "Your heading": [column.heading or f"Column {number}" for number, column in enumerate(chosen, 1)],
                "What it is": [_said(column) for column in chosen],
                "For example": [" · ".join(column.samples) for column in chosen],
            }
        ),
        hide_index=True,
        key=f"list_columns_{id}",
        alt="Your headings, what each is, and up to three of its cells",
    )
    return chosen


def _chosen(column: Mapped, number: int, id: str, into: Snapshot | None) -> Mapped:
    options = _options(column, number, into)
    target = st.selectbox(
        safe(column.heading) or f"Column {number + 1}",
        options,
        options.index(column.target),
        format_func=words,
        key=f"list_{number}_{column.heading}_{id}",
    )
    return column if target == column.target else replace(column, target=target, sure=True)


def _options(column: Mapped, number: int, into: Snapshot | None) -> list[str]:
    """The fields of a person that a column can become."""
    fields = [c.field for c in SHEETS["Contacts"].columns if c.by == "P" and c.place != KITH and c.field != "id"]
    own = column.target if column.target.startswith(_OWN) else f"{_OWN}{column.heading or f'Column {number + 1}'}"
    if into is None:
        options = [*fields, MIDDLE_NAME, LAST_VISIT, own, LEFT_OUT]
    else:
        sheet = into.contents.sheets.get("Contacts")
        there = [field for field in sheet.fields if field] if sheet else []
        names = {"name", "first_name", "last_name"}
        options = [field for field in fields if field in there or field in names]
        options += [field for field in there if field.startswith(_OWN)]
        options += [MIDDLE_NAME, LAST_VISIT, NOTE_LINE, LEFT_OUT]
    return options if column.target in options else [*options, column.target]


def words(target: str) -> str:
    """What a target is called on the page."""
    if target.startswith(_OWN):
        return f"Your column “{target.removeprefix(_OWN)}”"
    return _WORDS.get(target) or SHEETS["Contacts"].column(target).heading


def _said(column: Mapped) -> str:
    doubtful = not column.sure and column.target and not column.target.startswith(_OWN)
    return f"{words(column.target)} (please check)" if doubtful else words(column.target)


# from one list to the next -------------------------------------------------------------------------------------------


def remember(mapping: Sequence[Mapped]) -> None:
    """Keep what the columns became, for the next list with these headings; where it cannot be kept, it is not."""
    folder = places.state_folder(os.environ)
    known = places.read(folder, REMEMBERED)
    known.pop(_fingerprint(mapping), None)
    known[_fingerprint(mapping)] = json.dumps([column.target for column in mapping])
    try:
        places.write(folder, REMEMBERED, dict(list(known.items())[-_MOST:]))
    except OSError:
        return


def _as_last_time(guesses: Sequence[Mapped]) -> list[Mapped]:
    """The columns as somebody let them be the last time; none when such a list was never brought in."""
    told = places.read(places.state_folder(os.environ), REMEMBERED).get(_fingerprint(guesses), "[]")
    try:
        targets = json.loads(told)
    except ValueError:
        return []
    if not isinstance(targets, list) or len(targets) != len(guesses) or not targets:
        return []
    # what is left out for want of cells has nothing to say this time about what it is
    return [
        column if not column.samples else replace(column, target=str(target), sure=True)
        for column, target in zip(guesses, targets, strict=True)
    ]


def _fingerprint(mapping: Sequence[Mapped]) -> str:
    return hashlib.sha256("\n".join(key(column.heading) for column in mapping).encode()).hexdigest()[:24]
