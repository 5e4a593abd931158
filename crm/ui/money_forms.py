"""The forms of the page Money: one more amount, and a row that is changed or removed."""

from dataclasses import replace
from functools import partial

import streamlit as st

from crm.actions import sales
from crm.actions.rows import existing
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.ui import forms, session
from crm.ui.messages import as_label
from crm.ui.money import line
from crm.ui.picking import pick, pick_person

EVERYDAY = ("amount", "item", "kind", "method", "date", "due")
WITH = "sale_with"  # who was picked for the next amount


def columns_of(snapshot: Snapshot) -> list[Column]:
    """The fields of an amount, the everyday ones first."""
    columns = forms.entry_columns(snapshot, "Sales")
    columns.sort(key=lambda column: EVERYDAY.index(column.field) if column.field in EVERYDAY else len(EVERYDAY))
    hints = {"date": "Blank means today.", "kind": f"Blank means {sales.money_in(snapshot) or 'money in'}."}
    return [replace(column, help=hints.get(column.field, column.help)) for column in columns]


def adding(snapshot: Snapshot) -> bool:
    """The form for one more amount; whom it belongs to may stay open. True once, when it was saved."""
    contact = pick_person(snapshot, WITH, asks="With whom? Leave it empty for somebody passing by")
    form = forms.current("add sale")
    _propose_due(form, snapshot)
    saved = forms.entry(
        "add sale", columns_of(snapshot), snapshot,
        lambda entry: sales.add_sale(snapshot, entry, contact or ""), everyday=len(EVERYDAY),
    )  # fmt: skip
    if saved:
        pick(WITH, None)
    return saved


def _propose_due(form: forms.Form, snapshot: Snapshot) -> None:
    """A bank transfer has a due day by the team's terms; it is put into the field while nobody chose another."""
    given = {field: st.session_state.get(form.key(field)) for field in ("method", "date", "due")}
    remembered = form.key("proposed")
    before = st.session_state.get(remembered)
    due = sales.proposed_due(snapshot, given["method"], given["date"])
    if due != before and given["due"] == before:
        st.session_state[form.key("due")] = due
        st.session_state[remembered] = due


def editing(snapshot: Snapshot, id: str) -> bool:
    """One row as a form, with what else can be done about it. True when it is to be put away again."""
    row = existing(snapshot, "Sales", id)
    with st.container(border=True):
        st.subheader("Change or remove", anchor=False)
        st.text(line(snapshot, snapshot.frame("Sales").loc[[id]].iloc[0]))
        if not session.is_editor():
            return st.button("Close", key="sale_close")
        contact = _whose(snapshot, id)
        columns = [column for column in columns_of(snapshot) if not snapshot.formula("Sales", id, column.field)]
        saved = forms.entry(
            f"edit sale {id}", columns, snapshot, lambda entry: sales.edit_sale(snapshot, id, entry),
            everyday=len(EVERYDAY), expected=row,
        )  # fmt: skip
        with st.container(horizontal=True):
            if contact is not None:
                st.button(
                    "Put this person in", key="sale_whose", on_click=session.act,
                    args=(partial(sales.edit_sale, snapshot, id, {}, contact),),
                )  # fmt: skip
            st.button(
                "Remove", key="sale_remove", on_click=session.act, args=(partial(sales.remove_sale, snapshot, id),)
            )
            return st.button("Close", key="sale_close") or saved


def _whose(snapshot: Snapshot, id: str) -> str | None:
    """Somebody else to whom a row shall belong, once they are picked."""
    held = snapshot.frame("Sales")["contact_id"].get(id)
    name = snapshot.contacts["name"].get(held) if isinstance(held, str) else None
    with st.expander(as_label("Whose is it?"), key=f"sale_person_{id}"):
        st.text(f"Now: {name}" if isinstance(name, str) else "Now: somebody passing by")
        picked = pick_person(snapshot, f"whose_{id}", asks="Give it to somebody else")
    return picked if picked and picked != held else None


def opened(snapshot: Snapshot, place: str) -> str:
    """The ID of the row that was chosen under a key of the visit, "" when none was or it is gone."""
    id = str(st.session_state.get(place) or "")
    return id if id in snapshot.frame("Sales").index else ""
