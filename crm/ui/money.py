"""Money on the screen: what stands open, the form for one more amount, and the money of one person."""

import datetime as dt
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from crm.actions import sales
from crm.actions.rows import existing
from crm.analytics import money, words
from crm.analytics.frames import Frames
from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.ui import forms, session, theme
from crm.ui.messages import as_label, safe
from crm.ui.money_words import inside, lateness, profit
from crm.ui.picking import pick, pick_person
from crm.ui.words import day
from crm.ui.words import money as told

EVERYDAY = ("amount", "item", "kind", "method", "date", "due")
WITH = "sale_with"  # who was picked for the next amount
LINE = 80  # letters of an item in a line
SHOWN = 8  # open rows before "and more"


# figures ------------------------------------------------------------------------------------------------------------


def currencies(frames: Frames) -> list[str]:
    """The team's own currency, then every other that money is in."""
    return list(dict.fromkeys([frames.rules.currency, *frames.money.currencies]))


def tiles(snapshot: Snapshot, frames: Frames) -> None:
    """Four figures a currency: this month in and out, what we are owed, what we owe."""
    as_of, settings = frames.as_of, snapshot.settings
    month = money.totals(money.in_last_months(frames.money.rows, as_of=as_of, months=1))
    owed = money.owed(money.open_rows(frames.money, as_of=as_of))
    for currency in currencies(frames):
        shown = (
            (f"{settings.text('word_sales')} this month", month["money_in"].get(currency, 0.0), ""),
            ("Spent this month", month["money_out"].get(currency, 0.0), ""),
            ("Owed to you", *_owed(owed, money.IN, currency, "invoice")),
            ("You owe", *_owed(owed, money.OUT, currency, "bill")),
        )
        with st.grid(1 if theme.is_narrow() else 4, min_column_width=150):
            for title, amount, about in shown:
                with st.container(border=True, height="stretch", gap="xsmall"):
                    st.caption(safe(title))
                    st.markdown(f"#### {safe(told(float(amount), currency, settings))}")
                    if about:
                        st.text(about)


def _owed(owed: pd.DataFrame, means: str, currency: str, noun: str) -> tuple[float, str]:
    """What is open in one currency, and in how many rows."""
    if (means, currency) not in owed.index:
        return 0.0, ""
    row = owed.loc[(means, currency), :].to_dict()
    late = f", {int(row['late']):,} late" if row["late"] else ""
    return float(row["amount"]), f"{words.times(int(row['n']), noun, f'{noun}s')}{late}"


# what is open -------------------------------------------------------------------------------------------------------


def unpaid(snapshot: Snapshot, frames: Frames) -> None:
    """Open invoices, then open bills, the longest late first, each with what can be done about it."""
    rows = money.open_rows(frames.money, as_of=frames.as_of)
    for title, shown in (
        ("Not paid to you yet", rows[rows["means"] != money.OUT]),
        ("You still have to pay", rows[rows["means"] == money.OUT]),
    ):
        if len(shown):
            st.subheader(title)
            open_lines(snapshot, frames, shown)


def open_lines(snapshot: Snapshot, frames: Frames, rows: pd.DataFrame, *, with_name: bool = True) -> None:
    """Open rows with Paid, Part paid and a reminder; as many as one looks at."""
    asked = _asked(frames)
    with st.container(border=True, gap="small"):
        for id, row in rows.head(SHOWN).iterrows():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                amount = told(row["amount"], row["currency"], snapshot.settings)
                parts = (amount, clipped(row["item"]), lateness(row["days_late"], row["due"]))
                st.text(" · ".join(part for part in parts if isinstance(part, str) and part), width="stretch")
                if with_name:
                    who(snapshot, row)
                if session.is_editor():
                    _open_buttons(snapshot, str(id), str(asked.get(id, "")), isinstance(row["contact_id"], str))
        if len(rows) > SHOWN:
            st.caption(f"and {len(rows) - SHOWN:,} more: choose Open in the list below")


def _asked(frames: Frames) -> dict[object, str]:
    """The ID of an open row -> when its reminder is due."""
    steps = frames.follow_ups
    waits = ~steps["status"].isin(["Done", "Skipped"]) & steps["done_on"].isna() & steps["about"].notna()
    return {about: day(due) for about, due in zip(steps.loc[waits, "about"], steps.loc[waits, "due"], strict=True)}


def who(snapshot: Snapshot, row: pd.Series) -> None:
    """A link to the card of whom a row belongs to; the name alone where we know nobody of that name."""
    name = snapshot.contacts["name"].get(row["contact_id"]) if isinstance(row["contact_id"], str) else None
    if isinstance(name, str):
        st.page_link("pages/contact.py", label=safe(name), query_params={"id": str(row["contact_id"])})
    else:
        st.text(row["contact"] if isinstance(row["contact"], str) else "Somebody passing by")


def _open_buttons(snapshot: Snapshot, id: str, asked: str, is_known: bool) -> None:
    st.button("Paid", key=f"paid_{id}", on_click=session.act, args=(partial(sales.mark_paid, snapshot, id),))
    with st.popover("Part paid", key=f"part_{id}"):
        _part(snapshot, id)
    if asked:
        st.caption(f"Reminder: {safe(asked)}")
    elif is_known:
        st.button(
            "Remind", key=f"remind_{id}", on_click=session.act, args=(partial(sales.remind, snapshot, id),),
            help="A next step: it stands on Today when it is time to ask.",
        )  # fmt: skip


def _part(snapshot: Snapshot, id: str) -> None:
    """How much of an open row was paid."""
    name = f"part {id}"
    form, refused = forms.current(name), session.refusal(name)
    columns = [Column("amount", "How much was paid", SHEETS["Sales"].column("amount").kind)]
    forms.fields(form, columns, snapshot, refused if isinstance(refused, InvalidInput) else None)
    st.caption("In the sheet the row becomes two: what was paid, and what is still open.")
    saved = forms.submit(
        name, form, lambda entry: sales.part_paid(snapshot, id, entry), columns, label="Save the part", is_main=False
    )
    if saved:
        st.rerun()


# adding and changing ------------------------------------------------------------------------------------------------


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


# one person ---------------------------------------------------------------------------------------------------------


def of_contact(snapshot: Snapshot, contact: str) -> None:
    """The money of one person: sums a currency, what is open, and every row, the newest first."""
    frames = session.frames(snapshot)
    sold = inside(snapshot.settings, "word_sales")
    rows = frames.sales[frames.sales["contact_id"] == contact]
    if rows.empty:
        st.caption(safe(f"No {sold} and no purchases yet."))
    counted = frames.money.rows[frames.money.rows["contact_id"] == contact]
    for currency, sums in money.totals(counted).iterrows():
        st.text(_summary(sums, str(currency), snapshot))
    found = money.open_rows(frames.money, as_of=frames.as_of)
    found = found[found["contact_id"] == contact]
    if len(found):
        st.subheader("Open", anchor=False)
        open_lines(snapshot, frames, found, with_name=False)
    for id, row in rows.sort_values("date", ascending=False, kind="stable").head(SHOWN).iterrows():
        st.page_link("pages/money.py", label=safe(line(snapshot, row)), query_params={"sale": str(id)})
    if len(rows) > SHOWN:
        st.caption(f"The newest of {len(rows):,}; the page Money has all.")
    if session.is_editor():
        label = safe(f"Add a {inside(snapshot.settings, 'word_sale')}")
        st.page_link("pages/money.py", label=label, icon=":material/payments:", query_params={"contact": contact})


def _summary(sums: pd.Series, currency: str, snapshot: Snapshot) -> str:
    settings = snapshot.settings
    parts = []
    if sums["n_in"]:
        came = told(float(sums["money_in"]), currency, settings)
        parts.append(f"{came} in {words.times(int(sums['n_in']), 'row', 'rows')}")
        if sums["known"]:
            parts.append(f"profit {profit(sums, currency, settings)}")
    if sums["n"] > sums["n_in"]:
        parts.append(f"bought from them: {told(float(sums['money_out']), currency, settings)}")
    return " · ".join(parts)


def line(snapshot: Snapshot, row: pd.Series) -> str:
    """One row in a line: day, kind, item, amount, how it stands."""
    kind = row["kind"] if isinstance(row["kind"], str) else sales.money_in(snapshot)
    amount = told(row["amount"], row["currency"], snapshot.settings) or "no amount"
    parts = (
        day(row["date"]),
        kind,
        clipped(row["item"]),
        amount,
        state(row["due"], row["paid_on"], snapshot.rules.today),
    )
    return " · ".join(part for part in parts if isinstance(part, str) and part)


def state(due: dt.date | None, paid_on: dt.date | None, today: dt.date) -> str:
    """How a row stands: paid on a day, open, or "" where it was paid on the spot."""
    if not pd.isna(paid_on):
        return f"paid {day(paid_on)}"
    days_late = "" if pd.isna(due) else lateness((pd.Timestamp(today) - pd.Timestamp(due)).days, due)
    return f"open, {days_late}" if days_late else ""


def clipped(text: object) -> str:
    """A text as it fits into a line of a list.

    >>> clipped("x" * 100)[-2:], clipped(None)
    ('x…', '')
    """
    if not isinstance(text, str):
        return ""
    return text if len(text) <= LINE else f"{text[: LINE - 1]}…"


def example(snapshot: Snapshot) -> str:
    """What a row looks like, for a workbook that has none yet."""
    today = snapshot.rules.today
    kind = sales.money_in(snapshot) or snapshot.settings.text("word_sale")
    return " · ".join(
        (day(today), "Ann Lee", kind, told(48, "", snapshot.settings), f"due {day(today + dt.timedelta(14))}")
    )


def opened(snapshot: Snapshot, place: str) -> str:
    """The ID of the row that was chosen under a key of the visit, "" when none was or it is gone."""
    id = str(st.session_state.get(place) or "")
    return id if id in snapshot.frame("Sales").index else ""
