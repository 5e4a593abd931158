"""Entry forms, drawn from the columns of a sheet.

A form is its batch: minted when it is first drawn, prefix of all its fields' keys, name of the save. Two presses save
once; success begins a new form with empty fields; a refusal keeps the form, and everything typed into it.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from crm.model.cells import (
    CHOICE,
    CHOICES,
    DATE,
    INTEGER,
    LONG_TEXT,
    MONTH_DAY,
    PERCENT,
    STAMP,
    YES_NO,
    Cell,
    Unreadable,
    written,
)  # fmt: skip
from crm.model.changes import ChangeSet, new_batch
from crm.model.entry import Entry
from crm.model.errors import InvalidInput
from crm.model.frames import entries_of
from crm.model.lists import OPEN_LISTS
from crm.model.schema import KITH, Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.model.text import key as folded
from crm.ui import session
from crm.ui.messages import as_label, at_field, safe

EARLIEST, LATEST = dt.date(1901, 1, 1), dt.date(2199, 12, 31)
PLACEHOLDERS = {MONTH_DAY.name: "14 March, or 1984-03-15", STAMP.name: "14 March 2026 15:30"}


@dataclass
class Form:
    """One drawn form: its batch, the row as it was drawn, and what stood in each field at first."""

    batch: str = field(default_factory=new_batch)
    expected: Mapping[str, Cell] = field(default_factory=dict)
    first: dict[str, object] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """The widget key of a field."""
        return f"{self.batch}_{name}"

    def typed(self) -> dict[str, object]:
        """The fields whose content is no longer what it was at first."""
        now = {name: st.session_state.get(self.key(name)) for name in self.first}
        return {name: value for name, value in now.items() if _plain(value) != _plain(self.first[name])}


def current(name: str, expected: Mapping[str, Cell] | None = None) -> Form:
    """The form of a name in this visit; drawn for the first time, it remembers the row as it stands now."""
    forms = st.session_state.setdefault("forms", {})
    if name not in forms or session.is_saved(forms[name].batch):  # saved, but the press was cut off before it emptied
        forms[name] = Form(expected=dict(expected or {}))
    found: Form = forms[name]
    return found


def renew(name: str) -> None:
    """Begin a new, empty form of this name."""
    st.session_state.setdefault("forms", {}).pop(name, None)


def entry_columns(snapshot: Snapshot, sheet: str) -> list[Column]:
    """The columns that people fill in, own ones last; Kith's own and links are not among them."""
    return [
        column
        for column in snapshot.columns(sheet)
        if column.by == "P" and column.place != KITH and column.field != "id" and not column.to
    ]


def fields(form: Form, columns: Sequence[Column], snapshot: Snapshot, refused: InvalidInput | None = None) -> None:
    """One field a column, side by side where there is room, the sentence of a refusal below the field it is about."""
    with st.grid("auto", min_column_width=260):
        for column in columns:
            with st.container(gap="xsmall"):
                one_field(form, column, snapshot, form.expected.get(column.field))
                _note_moved(form, column, snapshot)
                at_field(refused, column.field)


def heading(column: Column) -> str:
    """The label of a field: ours as it is, so that it is also read aloud as it is; one that a team wrote, escaped."""
    return safe(column.heading) if column.is_own else column.heading


def one_field(form: Form, column: Column, snapshot: Snapshot, cell: Cell) -> None:
    """The field of a column, filled with what stands in the cell; unreadable text is shown as it was typed."""
    key, label = form.key(column.field), as_label(column.heading)
    value: Any = column.kind.parse(cell, snapshot.rules)
    about: Any = {"key": key, "help": column.help or None, "persist_state": "session"}
    first: object = value
    if isinstance(value, Unreadable | dt.datetime) or _is_off_the_calendar(value):
        first = written(cell)
        st.text_input(label, first, autocomplete="off", **about)
    elif column.kind is CHOICES:
        first = _several(column, value or (), snapshot, about)
    elif column.kind in (CHOICE, YES_NO):
        first = _one_of(column, value, snapshot, about)
    elif column.kind is DATE:
        order = "DD/MM/YYYY" if snapshot.rules.day_first else "MM/DD/YYYY"
        st.date_input(label, value=value, min_value=EARLIEST, max_value=LATEST, format=order, **about)
    elif column.kind in (INTEGER, PERCENT):
        st.number_input(label, value=value, step=1, **about)
    elif column.kind is LONG_TEXT:
        first = written(cell)
        st.text_area(label, first, **about)
    else:
        first = written(cell)
        shown = PLACEHOLDERS.get(column.kind.name)
        st.text_input(label, first, autocomplete="off", placeholder=shown, live="300ms", **about)
    form.first.setdefault(column.field, first)


def _is_off_the_calendar(value: object) -> bool:
    """Whether a day in the sheet is one that a date field cannot show."""
    return isinstance(value, dt.date) and not EARLIEST <= value <= LATEST


def _several(column: Column, words: tuple[str, ...], snapshot: Snapshot, about: Any) -> list[str]:
    options = list(dict.fromkeys([*entries_of(column, snapshot.lists), *words]))
    is_open = column.list in OPEN_LISTS or not options
    st.multiselect(
        as_label(column.heading), options, default=words, accept_new_options=is_open, placeholder="Choose", **about
    )
    return list(words)


def _one_of(column: Column, value: object, snapshot: Snapshot, about: Any) -> str | None:
    word = None if value is None else ("Yes" if value else "No") if isinstance(value, bool) else str(value)
    options = list(dict.fromkeys([*entries_of(column, snapshot.lists), *([word] if word else [])]))
    at = options.index(word) if word else None
    st.selectbox(
        as_label(column.heading), options, index=at, accept_new_options=not column.fixed, placeholder="Choose", **about
    )
    ask_whether(about["key"], options)
    return word


def ask_whether(place: str, options: Sequence[str]) -> None:
    """Offer the one word of a list that begins as a new word does; whoever means the new one leaves it as it is."""
    typed = str(st.session_state.get(place) or "")
    near = [word for word in options if folded(word).startswith(folded(typed))]
    if folded(typed) not in ("", *map(folded, options)) and len(near) == 1:
        st.button(
            safe(f"Did you mean {near[0]}?"), key=f"{place}_near", type="tertiary", on_click=_take,
            args=(place, near[0]),
        )  # fmt: skip


def _take(place: str, word: str) -> None:
    st.session_state[place] = word


def _note_moved(form: Form, column: Column, snapshot: Snapshot) -> None:
    """Say at its field when somebody changed the cell while the form was open."""
    id = str(form.expected.get("id") or "")
    row = next((row for sheet in SHEETS if id and (row := snapshot.row(sheet, id))), {})
    if column.field in row and written(row[column.field]) != written(form.expected.get(column.field)):
        st.caption(safe(f"In the sheet this is now {written(row[column.field]) or 'blank'}."))


def entry(
    name: str, columns: Sequence[Column], snapshot: Snapshot, do: Callable[[Entry], ChangeSet], *, label: str = "Save",
    everyday: int = 4, expected: Mapping[str, Cell] | None = None,
) -> bool:  # fmt: skip
    """A whole form: the everyday fields, the rest under More, and Save. True once, when it was saved.

    `do` is the action that makes the changes of what was typed; a refusal shows at its field and keeps everything.
    """
    form, refused = current(name, expected), session.refusal(name)
    at = refused if isinstance(refused, InvalidInput) else None
    fields(form, columns[:everyday], snapshot, at)
    rest = columns[everyday:]
    if rest:
        open_more = at is not None and at.field in {column.field for column in rest}
        with st.expander("More", expanded=open_more, key=form.key("more")):
            fields(form, rest, snapshot, at)
    return submit(name, form, do, columns, label=label)


def submit(
    name: str, form: Form, do: Callable[[Entry], ChangeSet], columns: Sequence[Column] = (), *, label: str = "Save",
    is_main: bool = True,
) -> bool:  # fmt: skip
    """The Save button of a form. True once, when it was saved; a press on an untouched form does nothing.

    One form of a page is the main one: its button stands out and answers to Ctrl+Enter.
    """
    refused = session.refusal(name)
    if refused is not None and getattr(refused, "field", None) not in {column.field for column in columns}:
        st.error(safe(refused))
    look: Any = {"type": "primary", "shortcut": "Ctrl+Enter"} if is_main else {"type": "secondary"}
    if not st.button(label, key=form.key("save"), **look):
        return False
    typed = form.typed()
    if not typed:
        return False
    receipt = session.save(lambda: do(Entry(typed, form.expected, form.batch)), name)
    if receipt is None:
        st.rerun()
    renew(name)
    return True


def _plain(value: object) -> object:
    """An empty field is empty, whatever its widget calls that."""
    if isinstance(value, list | tuple):
        return list(value)
    return None if value in ("", None) else value
