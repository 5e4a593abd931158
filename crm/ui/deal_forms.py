"""The forms about deals, each in place: a new deal, other values, the sale of a won one, the reason of a lost one, and
a lead that becomes a customer.

Which one is open stands in the visit's state: what is asked, of which row, and the stage that was pressed.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from crm.actions import deals
from crm.actions.leads import convert
from crm.model.cells import CHOICE, Cell, written
from crm.model.changes import ChangeSet
from crm.model.entry import Entry
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.ui import forms, session
from crm.ui.messages import explained
from crm.ui.picking import pick_person

STATE = "deal_asked"
EVERYDAY = ("title", "amount", "expected_close", "next_step", "owner")
SALE_FIELDS = ("amount", "item", "date", "method", "kind")


@dataclass(frozen=True)
class Asked:
    """Which form is open: `what` is add, start, edit, show, won, lost or convert; of which row; for which stage."""

    what: str
    id: str = ""
    stage: str = ""


def asked() -> Asked:
    """The form that is open in this visit; one of no row when none is."""
    found: Asked = st.session_state.get(STATE, Asked(""))
    return found


def ask(what: str, id: str = "", stage: str = "") -> None:
    """For a button: open a form, drawn anew from the row as it stands. One that is open keeps what was typed."""
    wanted = Asked(what, id, stage)
    if wanted != asked():
        st.session_state[STATE] = wanted
        forms.renew(_name(wanted))


def done() -> None:
    """Close the form that is open."""
    st.session_state.pop(STATE, None)


def _name(one: Asked) -> str:
    return f"deal {one.what} {one.id}".strip()


@st.fragment
def form() -> None:
    """The form that is open, with Cancel; drawn anew without the rest of the page while somebody types."""
    one, is_over = asked(), False
    with explained():
        is_over = FORMS[one.what](session.snapshot(), one)
        with st.container(horizontal=True):
            is_over |= st.button("Cancel", key=f"cancel_{one.what}_{one.id}", type="tertiary")
            is_over |= one.what == "edit" and _remove(session.snapshot(), one.id)
    if is_over:
        done()
        st.rerun()


def _remove(snapshot: Snapshot, id: str) -> bool:
    pressed = st.button("Remove this deal", key=f"remove_{id}", type="tertiary")
    if pressed:
        session.act(lambda: deals.remove_deal(snapshot, id))
    return pressed


def _columns(snapshot: Snapshot, *, without: tuple[str, ...]) -> list[Column]:
    """The fields of a deal, the everyday ones first; a new deal begins in an open stage."""
    columns = {column.field: column for column in forms.entry_columns(snapshot, "Deals") if column.field not in without}
    order = [field for field in EVERYDAY if field in columns] + [field for field in columns if field not in EVERYDAY]
    return [_begins(snapshot, columns[field]) if field == "stage" else columns[field] for field in order]


def _begins(snapshot: Snapshot, column: Column) -> Column:
    stages = tuple(deals.open_stages(snapshot))
    return Column("stage", column.heading, CHOICE, fixed=stages, help="Blank: the first one.")


def _add(snapshot: Snapshot, one: Asked) -> bool:
    """A new deal; with the contact it is started for, else with whom is picked, or with nobody yet."""
    name = _name(one)
    _with_whom(snapshot, name, {}, one.id)
    columns = _columns(snapshot, without=("lost_reason",))
    return forms.entry(
        name,
        columns,
        snapshot,
        lambda entry: deals.add_deal(snapshot, _of(entry, one.id)),
        everyday=5,
        label="Add deal",
    )


def _of(entry: Entry, contact: str) -> Entry:
    return Entry({"contact_id": contact, **entry.values}, entry.expected, entry.batch)


def _edit(snapshot: Snapshot, one: Asked) -> bool:
    row, name = snapshot.row("Deals", one.id), _name(one)
    _with_whom(snapshot, name, row, str(snapshot.deals["contact_id"].get(one.id) or ""))
    is_lost = snapshot.lists.meaning("Stages", written(row.get("stage"))) == "lost"
    columns = [
        column
        for column in _columns(snapshot, without=("stage",) if is_lost else ("stage", "lost_reason"))
        if not snapshot.formula("Deals", one.id, column.field)
    ]
    return forms.entry(
        name, columns, snapshot, lambda entry: deals.edit_deal(snapshot, one.id, entry), everyday=5, expected=row
    )


def _with_whom(snapshot: Snapshot, name: str, row: dict[str, Cell], contact: str) -> None:
    """The person of a deal, as one more field of its form."""
    form = forms.current(name, row)
    key = form.key("contact_id")
    contact = contact if contact in snapshot.contacts.index else ""
    if key not in st.session_state:
        st.session_state[key] = contact or None
    form.first.setdefault("contact_id", contact or None)
    pick_person(snapshot, key, asks="With whom, if anybody?")
    if row.get("contact") and not contact:
        st.text(f"In the sheet this is with “{written(row['contact'])}”, who is not among the contacts.")


def _won(snapshot: Snapshot, one: Asked) -> bool:
    """What a won deal came to; the fields come filled, so that one press is enough."""
    row = snapshot.row("Deals", one.id)
    filled = {**row, "item": row.get("title"), "date": snapshot.rules.today}
    columns = _some(snapshot, "Sales", SALE_FIELDS)
    name = _name(one)
    form = forms.current(name, filled)
    form.first.setdefault("date", None)  # what the form proposes is saved too
    st.text("What did it come to? This goes into the sheet Sales.")
    if row.get("currency"):
        st.text(f"The amount is in {written(row['currency'])}.")
    return forms.entry(
        name, columns, snapshot, lambda entry: _win(snapshot, one, entry), label=f"Save as {one.stage}", everyday=3,
        expected=filled,
    )  # fmt: skip


def _win(snapshot: Snapshot, one: Asked, entry: Entry) -> ChangeSet:
    return deals.win(snapshot, one.id, Entry({**entry.values, "stage": one.stage}, entry.expected, entry.batch))


def _lost(snapshot: Snapshot, one: Asked) -> bool:
    """The reason of a lost deal; a workbook without a column for reasons keeps that it is lost."""
    row, name, columns = snapshot.row("Deals", one.id), _name(one), _some(snapshot, "Deals", ("lost_reason",))
    form = forms.current(name, row)
    st.session_state[form.key("stage")] = one.stage
    form.first.setdefault("stage", None)  # so that a press without a reason asks for it
    if columns:
        st.text("Why was it lost? The reasons show later what to do better.")
    else:
        st.text("Why it was lost can be kept once the sheet has a column “Lost reason”.")
    return forms.entry(
        name, columns, snapshot, lambda entry: deals.lose(snapshot, one.id, entry), label=f"Save as {one.stage}",
        expected=row,
    )  # fmt: skip


def _some(snapshot: Snapshot, sheet: str, fields: tuple[str, ...]) -> list[Column]:
    columns = {column.field: column for column in snapshot.columns(sheet)}
    return [columns[field] for field in fields if field in columns]


def _convert(snapshot: Snapshot, one: Asked) -> bool:
    """A lead becomes a customer, with a deal and a next step where there is one."""
    name, words = _name(one), tuple(snapshot.lists.meant("Relationships", "customer"))
    form = forms.current(name, {"becomes": next(iter(words), None)})
    form.first.setdefault("becomes", None)  # what the form proposes is saved too
    return forms.entry(
        name, _convert_columns(snapshot, words), snapshot, lambda entry: convert(snapshot, one.id, entry),
        label="Convert", everyday=5,
    )  # fmt: skip


def _convert_columns(snapshot: Snapshot, words: tuple[str, ...]) -> list[Column]:
    deal, step = ({column.field: column for column in snapshot.columns(sheet)} for sheet in ("Deals", "Follow-ups"))
    named = (
        (deal, "title", "deal_title", "Deal: what it is about"),
        (deal, "amount", "deal_amount", "Deal: amount"),
        (step, "what", "next_what", "Next step"),
        (step, "due", "next_due", "Next step due"),
    )
    rest = [Column(new, heading, there[old].kind) for there, old, new, heading in named if old in there]
    return [Column("becomes", "They become", CHOICE, fixed=words), *rest]


FORMS: dict[str, Callable[[Snapshot, Asked], bool]] = {
    "add": _add, "start": _add, "edit": _edit, "won": _won, "lost": _lost, "convert": _convert,
}  # fmt: skip
