"""Money on the screen: figures, what stands open, and the money of one person."""

import datetime as dt
from functools import partial

import pandas as pd
import streamlit as st

from crm.actions import sales
from crm.analytics import money, words
from crm.analytics.frames import Frames
from crm.model.errors import InvalidInput
from crm.model.schema import Column
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.ui import forms, session, theme
from crm.ui.messages import safe
from crm.ui.money_words import inside, lateness, profit
from crm.ui.words import day
from crm.ui.words import money as told

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
    with st.popover("Part paid", key=session.closing(f"part_{id}")):
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
    due = row["due"] if row.name in session.frames(snapshot).money.open.index else None
    stands = state(due, row["paid_on"], snapshot.rules.today)
    parts = (day(row["date"]), kind, clipped(row["item"]), amount, stands)
    return " · ".join(part for part in parts if isinstance(part, str) and part)


def state(due: dt.date | None, paid_on: dt.date | None, today: dt.date) -> str:
    """How a row stands: paid on a day, open since its due day, or "" for one that is not open (due: None)."""
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
