"""The tab Profit of Insights: what is earned, by whom, from what, who brings most of it, and how soon it is paid."""

import pandas as pd
import streamlit as st

from crm.analytics import earning, words
from crm.analytics.earning import Earning
from crm.analytics.frames import Frames
from crm.analytics.intervals import ROUGH
from crm.analytics.profit import PaymentDelay, payment_delay
from crm.model.snapshot import Snapshot
from crm.ui import session
from crm.ui.amounts_chart import amounts_chart
from crm.ui.charts import Told, bars_chart, figure
from crm.ui.messages import safe
from crm.ui.people_lines import lines
from crm.ui.words import money

TOP = 10  # bars; the table has all
HOW = (
    "Sales are the money in of the last 12 months by Date, refunds as less than nothing. Profit is the amount less the "
    "cost, of the rows in which a cost is typed; a blank cost is not known, a 0 is free. It is the headline once the "
    "costs are known for 80 % of the money. Purchases are no negative profit. The source is that of the contact. "
    "Currencies are never added together. Rows of people tagged test are left out."
)
HOW_PAID = (
    "The days between Due and Paid on of every invoice to others that is paid; early is less than nothing. A contact "
    "has a figure of its own from three invoices on."
)


def tab(snapshot: Snapshot) -> None:
    """All of it, in one currency at a time; in a workbook without amounts, the way to the first."""
    frames = session.frames(snapshot)
    found = session.kept(snapshot, "earnings", lambda seen: earning.earnings(session.frames(seen)))
    if not found:
        _nothing(frames)
        return
    currencies = [one.currency for one in found]
    currency = currencies[0]
    if len(found) > 1:
        currency = st.selectbox("Currency", currencies, key="profit_currency")
    for one in sorted(found, key=lambda one: one.currency != currency):
        sentence = earning.earning_sentence(one, _written(snapshot))
        apart = "" if one.currency == currency else f"Apart from that, in {one.currency}: "
        st.markdown(safe(f"{apart}{sentence}") if apart else f"**{safe(sentence)}**")
    _of_currency(snapshot, frames, next(one for one in found if one.currency == currency))
    st.subheader("How soon people pay")
    _paying(frames, payment_delay(frames.sold, as_of=frames.as_of))


def _written(snapshot: Snapshot) -> earning.Written:
    return lambda amount, currency: money(amount, currency, snapshot.settings)


def _nothing(frames: Frames) -> None:
    old = not frames.sold.empty
    st.text("No sales with an amount in the last 12 months." if old else "No sales with an amount yet.")
    st.caption("Profit is the amount less the cost; both are typed with each sale.")
    if session.is_editor():
        st.page_link("pages/money.py", label="Add a sale", icon=":material/payments:")


def _of_currency(snapshot: Snapshot, frames: Frames, found: Earning) -> None:
    by = st.segmented_control(
        "Told apart by", list(earning.BY), default="contact_id", required=True, key="profit_by",
        format_func=lambda name: earning.BY[name],
    )  # fmt: skip
    name = f"earned in {found.currency} by {by}"
    parts = session.kept(snapshot, name, lambda seen: earning.told_apart(session.frames(seen), found.currency, by))
    amounts = earning.shown(parts, found.headline)
    best = amounts.sort_values(ascending=False, kind="stable").head(TOP)
    rows = [
        (earning.name_of(frames, by, name), float(amount), money(float(amount), found.currency, snapshot.settings))
        for name, amount in best.items()
    ]
    title = f"{found.headline.capitalize()} in {found.currency}"
    first = [(name, amount, _written(snapshot)(earning.short(amount), found.currency)) for name, amount, _ in rows[:1]]
    sentence = earning.best_sentence(first, amounts, found.headline)
    delay = payment_delay(frames.sold, as_of=frames.as_of)
    table = earning.apart_table(parts, frames, by, found.currency, delay)
    caption = _caption(found, by, len(amounts), len(parts))
    shown = [amounts_chart(rows, title, sentence)] if rows else []
    figure(*shown, told=Told(sentence, caption, table, HOW, found.left_out), key="profit")
    if by == "contact_id":
        _contacts(frames, parts, found)


def _caption(found: Earning, by: str, drawn: int, parts: int) -> str:
    """How many rows, how many of the groups are drawn, and what was left out."""
    several = f"{earning.BY[by].lower()}s"
    counted = words.times(found.n, "row", "rows")
    if drawn > TOP:
        counted += f"; the best {TOP} of {drawn:,} {several}"
    if drawn < parts:
        counted += f"; {parts - drawn:,} of {parts:,} {several} stand in the table alone, for want of costs"
    return words.caption(counted, found.left_out)


def _contacts(frames: Frames, parts: pd.DataFrame, found: Earning) -> None:
    gathered = earning.gathered(parts, found.headline)
    st.markdown(f"**{safe(earning.gathered_sentence(gathered, found.headline))}**")
    if gathered.losses:
        st.text(earning.losses_sentence(gathered))
        people = [
            (id, frames.name(id), f"cost known for {int(parts['known'][id]):,} of {int(parts['n'][id]):,}")
            for id in gathered.losses
        ]
        lines(people, "losses")


def _paying(frames: Frames, found: PaymentDelay) -> None:
    sentence = earning.delay_sentence(found)
    own = found.own.sort_values(ascending=False, kind="stable")
    table = pd.DataFrame({"Name": [frames.name(id) for id in own.index], "Days after Due": own.to_numpy()})
    caption = words.caption(words.times(found.n, "paid invoice", "paid invoices"), found.left_out) if found.n else ""
    shown = [bars_chart(earning.delays(found), "Invoices", sentence)] if found.n >= ROUGH else []
    figure(*shown, told=Told(sentence, caption, table, HOW_PAID, found.left_out), key="paying")
