"""Every amount in and out: searched, by month and kind, fifty at a time; and who brought in most."""

import pandas as pd
import streamlit as st

from crm.actions import sales
from crm.analytics import money, words
from crm.analytics.frames import Frames
from crm.model.cells import written
from crm.model.snapshot import Snapshot
from crm.model.text import fold
from crm.ui import money as pieces
from crm.ui import session, theme
from crm.ui.messages import safe
from crm.ui.money_words import profit
from crm.ui.tables import NARROW_PAGE, PAGE, pick_table
from crm.ui.words import day
from crm.ui.words import money as told

ANY, OPEN, IN, OUT = "All", "Open", "Money in", "Money out"
HEADINGS = {"day": "Date", "who": "Who", "kind": "Kind", "item": "Item", "told": "Amount", "state": "How it stands"}
SEARCHED = ("who", "kind", "item", "told", "reference", "notes", "method")
TOP = 10


def listed(snapshot: Snapshot, frames: Frames) -> str | None:
    """Search, filters and the list; the ID of the row that was pressed, once."""
    everything = session.kept(snapshot, "money listed", _prepared)
    rows = _filtered(everything)
    if rows.empty:
        st.text("Nothing matches.")
        st.button("Show everything", key="money_clear", on_click=_clear)
        return None
    st.caption(f"{len(rows):,} of {len(everything):,}" if len(rows) < len(everything) else f"{len(rows):,} in all")
    return _one_page(rows)


def _prepared(snapshot: Snapshot) -> pd.DataFrame:
    """Every row with its words for the list, the newest first; those without a day at the end."""
    rows = session.frames(snapshot).sales.sort_values("date", ascending=False, kind="stable")
    names, settings, today = snapshot.contacts["name"], snapshot.settings, snapshot.rules.today
    blank = sales.money_in(snapshot)
    known = rows["contact_id"].map(names.to_dict())
    rows = rows.assign(
        who=known.astype("object").where(known.notna(), rows["contact"].astype("object")).fillna(""),
        kind=rows["kind"].astype("object").where(rows["kind"].notna(), blank),
        day=[day(date) for date in rows["date"]],
        told=[told(amount, unit, settings) for amount, unit in zip(rows["amount"], rows["currency"], strict=True)],
        state=[pieces.state(due, paid, today) for due, paid in zip(rows["due"], rows["paid_on"], strict=True)],
    )
    unread = rows["amount"].isna()
    rows.loc[unread, "told"] = [written(snapshot.cell("Sales", str(id), "amount")) for id in rows.index[unread]]
    return rows.assign(text=[fold(" ".join(map(str, parts))) for parts in rows[list(SEARCHED)].fillna("").to_numpy()])


def _filtered(rows: pd.DataFrame) -> pd.DataFrame:
    months = [f"{month:%B %Y}" for month in sorted(rows["date"].dropna().dt.to_period("M").unique(), reverse=True)]
    kinds = list(dict.fromkeys(rows["kind"].dropna()))
    query = st.text_input(
        "Search the list", key="money_q", type="search", live="250ms", bind="query-params", autocomplete="off",
        placeholder="A name, an item, an invoice number",
    )  # fmt: skip
    with st.grid(3, min_column_width=180):
        state = st.selectbox("Which", [ANY, OPEN, IN, OUT], key="money_which")
        month = st.selectbox("Month", months, index=None, placeholder="Any month", key="money_month")
        kind = st.selectbox("Kind", kinds, index=None, placeholder="Any kind", key="money_kind")
    chosen = pd.Series(True, index=rows.index)
    for word in fold(query or "").split():
        chosen &= rows["text"].str.contains(word, regex=False)
    if month:
        chosen &= rows["date"].dt.strftime("%B %Y") == month
    if kind:
        chosen &= rows["kind"] == kind
    if state == OPEN:
        chosen &= rows["due"].notna() & rows["paid_on"].isna()
    elif state in (IN, OUT):
        chosen &= (rows["means"] == money.OUT) == (state == OUT)
    return rows[chosen.fillna(False).astype(bool)]


def _clear() -> None:
    st.session_state.update(money_q="", money_which=ANY, money_month=None, money_kind=None)


def _one_page(rows: pd.DataFrame) -> str | None:
    size = NARROW_PAGE if theme.is_narrow() else PAGE
    pages = max(1, -(-len(rows) // size))
    key = f"money_page_{hash((tuple(rows.index[:1]), len(rows)))}"
    number = min(st.session_state.get(key) or 1, pages)
    shown = rows.iloc[(number - 1) * size : number * size]
    if theme.is_narrow():
        picked = _cards(shown)
    else:
        picked = pick_table(
            shown, HEADINGS, key="sales", alt="Money in and out, one row an amount; press one to change it"
        )
    if pages > 1:
        st.pagination(pages, key=key)
    return picked


def _cards(rows: pd.DataFrame) -> str | None:
    """The same for a narrow screen: a card an amount."""
    picked = None
    for id, row in rows.iterrows():
        with st.container(border=True, gap="xsmall"):
            st.text(" · ".join(part for part in (row["told"], row["who"] or "Somebody passing by") if part))
            st.caption(safe(" · ".join(str(row[f]) for f in ("day", "kind", "item", "state") if written(row[f]))))
            if st.button("Open", key=f"sale_open_{id}", type="tertiary"):
                picked = str(id)
    return picked


def top(snapshot: Snapshot, frames: Frames, currency: str) -> str | None:
    """Who brought in most over the last 12 months, and from whom was bought; the ID of the person who was pressed."""
    rows = money.in_last_months(frames.money.rows, as_of=frames.as_of)
    people = money.by_contact(rows[rows["currency"] == currency]).reset_index("currency", drop=True)
    people = people[people.index != ""]
    sold = people[people["n_in"] > 0].assign(times=people["n_in"], amount=people["money_in"])
    bought = people[people["n"] > people["n_in"]].assign(times=people["n"] - people["n_in"], amount=people["money_out"])
    picked = None
    for title, found in (
        ("Who brought in most, the last 12 months", sold),
        ("From whom you bought most, the last 12 months", bought.assign(known=0)),
    ):
        best = found.sort_values(["amount", "last"], ascending=False, kind="stable").head(TOP)
        if len(best):
            st.subheader(title)
            picked = _best(snapshot, frames, best, currency, title) or picked
    return picked


def _best(snapshot: Snapshot, frames: Frames, best: pd.DataFrame, currency: str, title: str) -> str | None:
    settings = snapshot.settings
    shown = best.assign(
        name=[frames.name(id) for id in best.index],
        told=[told(float(amount), currency, settings) for amount in best["amount"]],
        last_day=[day(last) for last in best["last"]],
        profit=[profit(sums, currency, settings) for _, sums in best.iterrows()],
    )
    if theme.is_narrow():
        for id, row in shown.iterrows():
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.page_link("pages/contact.py", label=safe(row["name"]), query_params={"id": str(id)})
                st.text(f"{row['told']} · {words.times(int(row['times']), 'row', 'rows')}")
        return None
    headings = {"name": "Name", "told": "Amount", "times": "Times", "last_day": "Last"}
    if best["known"].any():
        headings["profit"] = "Profit"
    return pick_table(shown, headings, key=title.partition(",")[0], alt=title)


def earned(snapshot: Snapshot, frames: Frames, currency: str) -> str:
    """What was earned in the last 12 months, as far as the cost is known; "" where nothing came in."""
    rows = money.in_last_months(frames.money.rows, as_of=frames.as_of)
    sums = money.totals(rows[rows["currency"] == currency])
    if sums.empty or not sums["n_in"].iloc[0]:
        return ""
    return f"Profit of the last 12 months: {profit(sums.iloc[0], currency, snapshot.settings)}."
