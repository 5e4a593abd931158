"""Beside the board: the filters, the list of all deals, the leads, and what an empty pipeline shows."""

import pandas as pd
import streamlit as st

from crm.analytics import prospects
from crm.model.snapshot import Snapshot
from crm.ui import deal_forms, session, tables, theme, told
from crm.ui.deal_cards import cards
from crm.ui.messages import safe
from crm.ui.words import day, money

PAGE, NARROW_PAGE = 50, 15
LEADS = 25  # that are shown at once, and so many more at each press
HEADINGS = {
    "title": "Title", "contact": "Contact", "stage": "Stage", "sum": "Amount", "close": "Expected",
    "mark": "To look at", "owner": "Owner", "source": "Source",
}  # fmt: skip


def example(snapshot: Snapshot) -> None:
    """What a pipeline is for, with one line in grey as it would look."""
    st.text("No deals yet. A deal is a sale that may happen.")
    amount = money(1450.0, None, snapshot.settings)
    st.caption(safe(f"For example: Six city bikes · Harbour Parts Ltd · {amount} · Offer · next: ring on Friday"))


def looked_for(deals: pd.DataFrame) -> None:
    """The deal that the address names is shown once above the list; afterwards a press may choose another."""
    asked = st.query_params.get("deal", "")
    if asked and asked != st.session_state.get("deal_looked_for") and asked in deals.index:
        deal_forms.ask("show", asked)
        st.session_state["deals_tab"] = "List"
        for name in ("deals_owner", "deals_source", "deals_stage"):
            st.session_state[name] = None
    st.session_state["deal_looked_for"] = asked


def filtered(deals: pd.DataFrame) -> pd.DataFrame:
    """The deals of one owner, or from one source, where somebody asked for these."""
    with st.container(horizontal=True, key="deal_filters"):
        for field, label in (("owner", "Owner"), ("source", "Source")):
            options = sorted(deals[field].dropna().unique(), key=str.casefold)
            if options:
                chosen = st.selectbox(
                    label, options, index=None, key=f"deals_{field}", placeholder="Any", width=220,
                    persist_state="session",
                )  # fmt: skip
                deals = deals[deals[field] == chosen] if chosen else deals
    return deals


def listing(snapshot: Snapshot, deals: pd.DataFrame) -> None:
    """All deals, or those of one stage; one that is pressed shows its card above them."""
    stages = list(dict.fromkeys([*snapshot.lists.entries("Stages"), *deals["stage"].dropna()]))
    stage = st.selectbox(
        "Stage", stages, index=None, key="deals_stage", placeholder="Any", width=220, persist_state="session"
    )
    found = deals[deals["stage"] == stage] if stage else deals
    top = st.container()
    if found.empty:
        st.text("No deal matches.")
    else:
        _one_page(snapshot, found, f"deals_page_{stage}_{len(found)}")
    picked = deal_forms.asked().id
    if picked in deals.index:
        with top:
            cards(snapshot, deals.loc[[picked]])


def _one_page(snapshot: Snapshot, found: pd.DataFrame, key: str) -> None:
    size = NARROW_PAGE if theme.is_narrow() else PAGE
    pages = -(-len(found) // size)
    number = min(st.session_state.get(key) or 1, pages)
    shown = found.iloc[(number - 1) * size : number * size]
    if theme.is_narrow():
        cards(snapshot, shown.drop(deal_forms.asked().id, errors="ignore"))
    else:
        picked = tables.pick_table(_as_text(snapshot, shown), HEADINGS, key="deals", alt="The deals, one row each")
        if picked:
            deal_forms.ask("show", picked)
    if pages > 1:
        st.pagination(pages, key=key)


def _as_text(snapshot: Snapshot, shown: pd.DataFrame) -> pd.DataFrame:
    """The rows as they are read: amounts with their currency, days spelled out, what is to be looked at in words."""
    amounts = zip(shown["amount"], shown["currency"], strict=True)
    marks = zip(shown["is_stale"], shown["still"], shown["late"], strict=True)
    return shown.assign(
        sum=[money(amount, currency, snapshot.settings) for amount, currency in amounts],
        close=[day(value) for value in shown["expected_close"]],
        mark=[_mark(int(still) if stale else 0, int(late)) for stale, still, late in marks],
    )


def _mark(still: int, late: int) -> str:
    """What is to be looked at, in words.

    >>> _mark(45, 1)
    'still for 45 days, 1 day late'
    """
    parts = [
        f"still for {told.count(still, 'day')}" if still else "",
        f"{told.count(late, 'day')} late" if late else "",
    ]
    return ", ".join(part for part in parts if part)


# leads ----------------------------------------------------------------------------------------------------------------


def leads(snapshot: Snapshot) -> None:
    """People who may become customers and have no open deal, each with Convert and Start a deal."""
    found = session.kept(snapshot, "leads", lambda seen: prospects.leads(session.frames(seen), seen.lists))
    st.subheader("Leads")
    words = snapshot.lists.meant("Relationships", "prospect")
    named = " or ".join(f"“{word}”" for word in words) or "one that means prospect"
    if found.empty:
        st.text(f"Nobody waits here. Whoever has the relationship {named} and no open deal stands in this list.")
        return
    st.caption(safe(f"{told.count(len(found), 'person', 'people')} with the relationship {named} and no open deal"))
    most = st.session_state.get("leads_shown", LEADS)
    for id, row in found.head(most).iterrows():
        with st.container(border=True, gap="small", key=f"lead_{id}"):
            _lead(str(id), row)
    if len(found) > most:
        label = f"Show more of {len(found)}"
        st.button(safe(label), key="more_leads", type="tertiary", on_click=_show_more)


def _show_more() -> None:
    st.session_state["leads_shown"] = st.session_state.get("leads_shown", LEADS) + LEADS


def _lead(id: str, row: pd.Series) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(
            "pages/contact.py", label=safe(row["name"] if isinstance(row["name"], str) else id), query_params={"id": id}
        )
        last = f"last contact {day(row['last'])}" if day(row["last"]) else "no contact yet"
        parts = [last, row["source"], row["owner"]]
        st.text(" · ".join(part for part in parts if isinstance(part, str)), width="stretch")
        if session.is_editor():
            st.button("Convert", key=f"convert_{id}", on_click=deal_forms.ask, args=("convert", id))
            st.button("Start a deal", key=f"start_{id}", on_click=deal_forms.ask, args=("start", id))
    now = deal_forms.asked()
    if now.id == id and now.what in ("convert", "start") and session.is_editor():
        deal_forms.form()
