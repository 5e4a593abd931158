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
SEARCHED = ("who", "kind", "item", "reference", "notes", "method", "currency")
TOP = 10


def listed(snapshot: Snapshot) -> str | None:
    """Search, filters and the list; the ID of the row that was pressed, once."""
    everything = session.kept(snapshot, "money listed", _newest_first)
    rows = _filtered(snapshot, everything)
    if rows.empty:
        st.text("Nothing matches.")
        st.button("Show everything", key="money_clear", on_click=_clear)
        return None
    st.caption(f"{len(rows):,} of {len(everything):,}" if len(rows) < len(everything) else f"{len(rows):,} in all")
    return _one_page(snapshot, rows)


def _newest_first(snapshot: Snapshot) -> pd.DataFrame:
    """Every row with whom it belongs to, its kind and month, and Due where it is open; without a day at the end."""
    rows = session.frames(snapshot).sales.sort_values("date", ascending=False, kind="stable")
    known = rows["contact_id"].map(snapshot.contacts["name"].to_dict())
    who = known.astype("object").where(known.notna(), rows["contact"].astype("object"))
    kind = rows["kind"].astype("object").where(rows["kind"].notna(), sales.money_in(snapshot))
    due = rows["due"].where(rows.index.isin(session.frames(snapshot).money.open.index))
    return rows.assign(who=who.fillna(""), kind=kind, month=rows["date"].dt.to_period("M"), due=due)


def _texts(snapshot: Snapshot) -> pd.Series:
    """What a search looks through, row by row, folded."""
    rows = session.kept(snapshot, "money listed", _newest_first)
    told = rows[list(SEARCHED)].fillna("").to_numpy()
    amounts = (f"{amount:.2f}" for amount in rows["amount"])
    texts = [" ".join([*map(str, parts), amount]) for parts, amount in zip(told, amounts, strict=True)]
    return pd.Series([fold(text) for text in texts], index=rows.index, dtype="str")


def _filtered(snapshot: Snapshot, rows: pd.DataFrame) -> pd.DataFrame:
    months = sorted(rows["month"].dropna().unique(), reverse=True)
    query = st.text_input(
        "Search the list", key="money_q", type="search", live="250ms", bind="query-params", autocomplete="off",
        placeholder="A name, an item, an invoice number",
    )  # fmt: skip
    with st.grid(3, min_column_width=180):
        which = st.selectbox("Which", [ANY, OPEN, IN, OUT], key="money_which")
        month = st.selectbox(
            "Month", months, index=None, placeholder="Any month", key="money_month", format_func=_month_name
        )
        kinds = list(rows["kind"].unique())
        kind = st.selectbox("Kind", kinds, index=None, placeholder="Any kind", key="money_kind")
    chosen = pd.Series(True, index=rows.index)
    for word in fold(query or "").split():
        chosen &= session.kept(snapshot, "money texts", _texts).str.contains(word, regex=False)
    if month is not None:
        chosen &= rows["month"] == month
    if kind:
        chosen &= rows["kind"] == kind
    if which == OPEN:
        chosen &= rows["due"].notna()
    elif which in (IN, OUT):
        chosen &= (rows["means"] == money.OUT) == (which == OUT)
    return rows[chosen.astype(bool)]


def _month_name(month: pd.Period) -> str:
    return month.strftime("%B %Y")


def _clear() -> None:
    st.session_state.update(money_q="", money_which=ANY, money_month=None, money_kind=None)


def _one_page(snapshot: Snapshot, rows: pd.DataFrame) -> str | None:
    size = NARROW_PAGE if theme.is_narrow() else PAGE
    pages = max(1, -(-len(rows) // size))
    key = f"money_page_{hash((tuple(rows.index[:1]), len(rows)))}"
    number = min(st.session_state.get(key) or 1, pages)
    shown = _in_words(snapshot, rows.iloc[(number - 1) * size : number * size])
    if theme.is_narrow():
        picked = _cards(shown)
    else:
        alt = "Money in and out, one row an amount; press one to change it"
        picked = pick_table(shown, HEADINGS, key="sales", alt=alt)
    if pages > 1:
        st.pagination(pages, key=key)
    return picked


def _in_words(snapshot: Snapshot, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as they are read: an amount that could not be understood stands as it was typed."""
    today, amounts = snapshot.rules.today, zip(rows.index, rows["amount"], rows["currency"], strict=True)
    return rows.assign(
        day=[day(date) for date in rows["date"]],
        told=[
            told(amount, unit, snapshot.settings) or written(snapshot.cell("Sales", str(id), "amount"))
            for id, amount, unit in amounts
        ],
        state=[pieces.state(due, paid, today) for due, paid in zip(rows["due"], rows["paid_on"], strict=True)],
    )


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


def kinds(snapshot: Snapshot, frames: Frames, currency: str) -> None:
    """What came in and went out by kind, over the last 12 months."""
    rows = money.in_last_months(frames.money.rows, as_of=frames.as_of)
    found = money.by_kind(rows[rows["currency"] == currency], sales.money_in(snapshot)).reset_index()
    if found.empty:
        return
    table = pd.DataFrame(
        {
            "Kind": found["kind"],
            "In or out": found["means"].map({money.IN: IN, money.OUT: OUT}),
            "Amount": [told(float(amount), currency, snapshot.settings) for amount in found["amount"]],
            "Rows": found["n"],
        }
    )
    with st.expander("By kind, the last 12 months", key="money_kinds"):
        st.dataframe(table, hide_index=True, key="money_kinds_table", alt="Money by kind", placeholder="")


def top(snapshot: Snapshot, frames: Frames, currency: str) -> str | None:
    """Who brought in most over the last 12 months, and from whom was bought; the ID of the person who was pressed."""
    rows = money.in_last_months(frames.money.rows, as_of=frames.as_of)
    people = money.by_contact(rows[rows["currency"] == currency]).reset_index("currency", drop=True)
    people = people[people.index != ""]
    sold = people.assign(times=people["n_in"], amount=people["money_in"])
    bought = people.assign(times=people["n"] - people["n_in"], amount=people["money_out"], known=0)
    picked = None
    for title, found in (
        ("Who brought in most, the last 12 months", sold),
        ("From whom you bought most, the last 12 months", bought),
    ):
        best = found[found["times"] > 0].sort_values(["amount", "last"], ascending=False, kind="stable").head(TOP)
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
                st.text(f"{row['told']} · {words.times(int(row['times']), 'time', 'times')}")
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
