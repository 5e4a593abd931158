"""Money in and out: what was paid, what is open, one more amount, who brought in most; and what is ahead."""

import streamlit as st

from crm.ui import ahead, money, money_chart, money_forms, money_list, money_words, session
from crm.ui.guard import page
from crm.ui.messages import explained, safe
from crm.ui.picking import pick

page("viewer")
TABS = ("Now", "Ahead")
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


def current(is_empty: bool) -> None:
    """What stands today: one more amount, figures, what is open, months, kinds, people, and every row."""
    linked, pressed = (money_forms.opened(snapshot, place) for place in (LINKED, PRESSED))
    if linked:
        changing(LINKED)
    elif session.is_editor() and not pressed:  # one form that answers to Ctrl+Enter
        is_meant = is_empty or bool(st.session_state.get(money_forms.WITH))
        with st.expander(safe(f"Add a {sale}"), icon=":material/add:", key="add_sale", expanded=is_meant):
            adding()
    if not is_empty:
        figures()
        st.subheader(safe(f"All {sold} and purchases"))
        if pressed and not linked:
            changing(PRESSED)
        listing()


def figures() -> None:
    """Tiles, what is open, and the sums of one currency."""
    money.tiles(snapshot, frames)
    money.unpaid(snapshot, frames)
    chosen = currency("money_currency")
    st.subheader("By month")
    money_chart.by_month(frames, chosen, settings)
    st.text(money_list.earned(snapshot, frames, chosen))
    money_list.kinds(snapshot, frames, chosen)
    picked = money_list.top(snapshot, frames, chosen)
    if picked:
        st.switch_page("pages/contact.py", query_params={"id": picked})


def currency(key: str) -> str:
    """The currency to look at: the team's own first, chosen where there are several."""
    found = money.currencies(frames)
    return st.selectbox("Currency", found, key=key) if len(found) > 1 else found[0]


snapshot = session.snapshot()
frames, settings = session.frames(snapshot), snapshot.settings
sale, sold = (money_words.inside(settings, key) for key in ("word_sale", "word_sales"))
for name, place in (("contact", money_forms.WITH), ("sale", LINKED)):
    if asked := st.query_params.pop(name, None):  # once: a press may choose another
        pick(place, asked)
        st.session_state["money_tab"] = TABS[0]

st.title("Money")
if frames.sales.empty:
    st.text(f"No {sold} yet. Add the first, or bring in the list you have.")
    st.caption(safe(f"For example: {money.example(snapshot)}"))
    current(True)
else:
    st.markdown(f"**{safe(money_words.answer(frames, settings, as_of=frames.as_of))}**")
    now, coming = st.tabs(TABS, key="money_tab", bind="query-params")
    with now, explained():
        if now.open:
            current(False)
    with coming, explained():
        if coming.open:  # what is not looked at is not counted
            ahead.tab(snapshot, currency("ahead_currency"))
