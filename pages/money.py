"""Money in and out: what was paid, what is open, one more amount, and who brought in most."""

import streamlit as st

from crm.ui import money, money_chart, money_list, money_words, session
from crm.ui.guard import page
from crm.ui.messages import explained, safe
from crm.ui.picking import pick

page("viewer")


@st.fragment
def adding() -> None:
    """The form for one more amount; it empties only when it is saved."""
    saved = False
    with explained():
        saved = money.adding(session.snapshot())
    if saved:
        st.rerun()


@st.fragment
def listing() -> None:
    """The list, drawn anew at every letter of the search, and above it the row that was pressed."""
    with explained():
        snapshot = session.snapshot()
        above = st.container()
        picked = money_list.listed(snapshot)
        if picked:
            st.session_state["sale"] = picked
        if id := money.opened(snapshot):
            with above:
                is_done = money.editing(snapshot, id)
            if is_done:
                st.session_state["sale"] = None
                st.rerun()


snapshot = session.snapshot()
frames, settings = session.frames(snapshot), snapshot.settings
sale, sold = (money_words.inside(settings, key) for key in ("word_sale", "word_sales"))
for name, place in (("contact", money.WITH), ("sale", "sale")):
    asked = st.query_params.get(name)
    if asked and st.session_state.get(f"asked_{name}") != asked:  # once: a press may choose another
        st.session_state[f"asked_{name}"] = asked
        pick(place, asked)

st.title("Money")
is_empty = frames.sales.empty
if is_empty:
    st.text(f"No {sold} yet. Add the first, or bring in the list you have.")
    st.caption(safe(f"For example: {money.example(snapshot)}"))
else:
    st.markdown(f"**{safe(money_words.answer(frames, settings, as_of=frames.as_of))}**")
if session.is_editor():
    is_meant = is_empty or bool(st.query_params.get("contact"))
    with st.expander(safe(f"Add a {sale}"), icon=":material/add:", key="add_sale", expanded=is_meant):
        adding()
if not is_empty:
    money.tiles(snapshot, frames)
    money.unpaid(snapshot, frames)
    found = money.currencies(frames)
    currency = st.selectbox("Currency", found, key="money_currency") if len(found) > 1 else found[0]
    st.subheader("By month")
    money_chart.by_month(frames, currency, settings)
    st.text(money_list.earned(snapshot, frames, currency))
    picked = money_list.top(snapshot, frames, currency)
    if picked:
        st.switch_page("pages/contact.py", query_params={"id": picked})
    st.subheader(safe(f"All {sold} and purchases"))
    listing()
