"""The tabs of a card: the timeline, money, deals, tickets, and what was changed."""

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from crm.analytics.one_person import Sums, money_of
from crm.model.snapshot import Snapshot
from crm.ui import history, session, timeline
from crm.ui.belonging import organisations
from crm.ui.messages import explained
from crm.ui.words import day, money

ROWS = 200  # of one contact that a tab shows
CHANGES = 25
TABS = ("Timeline", "Money", "Deals", "Tickets", "Changes")
MODULES = {"Deals": "module_deals", "Tickets": "module_tickets"}


def tab_names(snapshot: Snapshot) -> list[str]:
    """The tabs of a card; those of a module while the team has switched it on."""
    return [name for name in TABS if name not in MODULES or snapshot.settings.yes(MODULES[name])]


def draw(snapshot: Snapshot, contact: str) -> None:
    """The tabs; which one is open stands in the address."""
    drawn: dict[str, Callable[[], None]] = {
        "Timeline": lambda: timeline.timeline(snapshot, contact, organisations(snapshot).people_of(snapshot, contact)),
        "Money": lambda: money_tab(snapshot, contact),
        "Deals": lambda: deals_tab(snapshot, contact),
        "Tickets": lambda: tickets_tab(snapshot, contact),
        "Changes": lambda: changes_tab(contact),
    }
    tabs = st.tabs(tab_names(snapshot), key="tab", bind="query-params")
    for name, tab in zip(tab_names(snapshot), tabs, strict=True):
        with tab, explained():
            if tab.open:
                drawn[name]()


def amounts(sums: Sums, snapshot: Snapshot) -> str:
    """Sums one beside the other, never added together."""
    return " + ".join(money(amount, unit, snapshot.settings) for unit, amount in sorted(sums.items()))


def money_tab(snapshot: Snapshot, contact: str) -> None:
    """What came in and what went out, by currency, and every sale and purchase."""
    frames, as_of = session.frames(snapshot), snapshot.rules.today
    rows = frames.sales[frames.sales["contact_id"] == contact].sort_values("date", ascending=False)
    if rows.empty:
        st.text("No sales or purchases with them yet. They stand in the sheet Sales.")
        return
    sums = money_of(frames, contact, as_of=as_of)
    for title, came_in, went_out in (
        ("12 months", sums.year_in, sums.year_out), ("In all", sums.all_in, sums.all_out)
    ):  # fmt: skip
        parts = [f"{amounts(came_in, snapshot)} from them" if came_in else ""]
        parts += [f"{amounts(went_out, snapshot)} to them" if went_out else ""]
        st.text(f"{title}: {', '.join(part for part in parts if part) or 'nothing'}")
    told = pd.DataFrame([_sale(row, snapshot, as_of) for _, row in rows.head(ROWS).iterrows()])
    _table(told, "card_money", "The sales and purchases with them, the newest first", len(rows))


def _sale(row: pd.Series, snapshot: Snapshot, as_of: dt.date) -> dict[str, str]:
    state = f"paid {day(row['paid_on'])}" if day(row["paid_on"]) else ""
    if not state and not pd.isna(row["due"]):
        late = (pd.Timestamp(as_of) - row["due"].normalize()).days
        state = f"{late} days late" if late > 1 else "1 day late" if late == 1 else f"open, due {day(row['due'])}"
    return {
        "Date": day(row["date"]),
        "Kind": row["kind"] if isinstance(row["kind"], str) else snapshot.settings.text("word_sale"),
        "Item": row["item"] if isinstance(row["item"], str) else "",
        "Amount": money(row["amount"], row["currency"], snapshot.settings),
        "Paid": state,
        "Delivered": day(row["delivered_on"]),
    }


def deals_tab(snapshot: Snapshot, contact: str) -> None:
    """Their deals, the open ones first."""
    frame = snapshot.deals[snapshot.deals["contact_id"] == contact]
    if frame.empty:
        st.text("No deals with them yet. A deal is a sale that may happen.")
        return
    is_open = frame["stage"].map(lambda word: snapshot.lists.meaning("Stages", str(word)) not in ("won", "lost"))
    frame = frame.assign(is_open=is_open).sort_values(["is_open", "expected_close"], ascending=[False, True])
    told = [
        {
            "Title": row["title"], "Stage": row["stage"], "Next step": row["next_step"],
            "Amount": money(row["amount"], row["currency"], snapshot.settings),
            "Expected close": day(row["expected_close"]), "Closed": day(row["closed_on"]),
        }
        for _, row in frame.head(ROWS).iterrows()
    ]  # fmt: skip
    _table(pd.DataFrame(told), "card_deals", "Their deals, the open ones first", len(frame))


def tickets_tab(snapshot: Snapshot, contact: str) -> None:
    """Their requests, the open ones first."""
    frame = snapshot.tickets[snapshot.tickets["contact_id"] == contact]
    if frame.empty:
        st.text("No requests from them yet. Requests for help and repairs live here.")
        return
    frame = frame.assign(is_solved=frame["solved_on"].notna()).sort_values(
        ["is_solved", "opened"], ascending=[True, False]
    )
    told = [
        {
            "Subject": row["subject"], "Status": row["status"], "Priority": row["priority"],
            "Opened": day(row["opened"]), "Promised by": day(row["promised_by"]), "Solved": day(row["solved_on"]),
        }
        for _, row in frame.head(ROWS).iterrows()
    ]  # fmt: skip
    _table(pd.DataFrame(told), "card_tickets", "Their requests, the open ones first", len(frame))


def changes_tab(contact: str) -> None:
    """What was changed on this card, here and in the sheet, with who and when; each can be taken back."""
    found = session.store().history(CHANGES + 1, id=contact)
    if not found:
        st.text("Nothing was changed on this card yet.")
    for batch in found[:CHANGES]:
        history.one(batch, "card")
    if len(found) > CHANGES:
        asked = {"id": contact}
        st.page_link("pages/history.py", label="All changes", icon=":material/history:", query_params=asked)


def _table(told: pd.DataFrame, key: str, alt: str, count: int) -> None:
    """A table of texts, without the columns in which nothing stands."""
    shown = told.fillna("").astype("str")
    shown = shown[[heading for heading in shown if shown[heading].str.strip().any()]]
    st.dataframe(shown, key=key, hide_index=True, alt=alt, height="content", placeholder="")
    if count > ROWS:
        st.caption(f"The newest {ROWS} of {count}; the others are in the workbook.")
