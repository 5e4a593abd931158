"""Money in and out: what was paid, what is open, one more amount, and who brought in most."""

import streamlit as st

from crm.ui import money, money_chart, money_forms, money_list, money_words, session
from crm.ui.guard import page
from crm.ui.messages import explained, safe
from crm.ui.picking import pick

page("viewer")
LINKED, PRESSED = "sale_linked", "sale_pressed"  # the row that is being changed, by where it was chosen


@st.fragment
def adding() -> None:
    """The form for one more amount; it empties only when it is saved."""
    saved = False
    with explained():
        saved = money_forms.adding(session.snapshot())
    if saved:
        st.rerun()


@st.fragment
def changing(place: str) -> None:
    """The row that was chosen, as a form, until it is saved or closed."""
    is_done = False
    with explained():
        id = money_forms.opened(session.snapshot(), place)
        is_done = bool(id) and money_forms.editing(session.snapshot(), id)
    if is_done:
        pick(place, None)
        st.rerun()


@st.fragment
def listing() -> None:
    """The list, drawn anew at every letter of the search; a press opens the row above it."""
    picked = None
    with explained():
        picked = money_list.listed(session.snapshot())
    if picked:
        pick(LINKED, None)
        pick(PRESSED, picked)
        st.rerun()


snapshot = session.snapshot()
frames, settings = session.frames(snapshot), snapshot.settings
sale, sold = (money_words.inside(settings, key) for key in ("word_sale", "word_sales"))
for name, place in (("contact", money_forms.WITH), ("sale", LINKED)):
    if asked := st.query_params.pop(name, None):  # once: a press may choose another
        pick(place, asked)

st.title("Money")
is_empty = frames.sales.empty
if is_empty:
    st.text(f"No {sold} yet. Add the first, or bring in the list you have.")
    st.caption(safe(f"For example: {money.example(snapshot)}"))
else:
    st.markdown(f"**{safe(money_words.answer(frames, settings, as_of=frames.as_of))}**")
linked, pressed = (money_forms.opened(snapshot, place) for place in (LINKED, PRESSED))
if linked:
    changing(LINKED)
elif session.is_editor() and not pressed:  # one form that answers to Ctrl+Enter
    is_meant = is_empty or bool(st.session_state.get(money_forms.WITH))
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
    money_list.kinds(snapshot, frames, currency)
    picked = money_list.top(snapshot, frames, currency)
    if picked:
        st.switch_page("pages/contact.py", query_params={"id": picked})
    st.subheader(safe(f"All {sold} and purchases"))
    if pressed and not linked:
        changing(PRESSED)
    listing()
