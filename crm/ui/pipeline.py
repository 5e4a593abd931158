"""The pieces of the page Pipeline: deals as cards by stage and as a list, and the people who may become customers."""

import pandas as pd
import streamlit as st

from crm.actions import deals as actions
from crm.analytics import deals
from crm.analytics.ahead_words import rough
from crm.analytics.pipeline import AT_ONCE, total_range
from crm.model.settings import Settings
from crm.model.snapshot import Snapshot
from crm.ui import deal_forms, session, told
from crm.ui.deal_cards import cards
from crm.ui.messages import safe
from crm.ui.words import money, monies

SHOWN = 5  # cards of a stage before "and more"
DECIDED_DAYS = 90  # so long a decided deal stays on the board
WIDTH = 185  # pixels of a card, so that the four stages of a new workbook stand side by side


def rows(snapshot: Snapshot) -> pd.DataFrame:
    """All deals with how they stand, open ones first, the next to be decided on top.

    Its columns are those of `deals.standing`, and `is_open`: not decided yet.
    """
    return session.kept(snapshot, "deals", _rows)


def _rows(snapshot: Snapshot) -> pd.DataFrame:
    frames = session.frames(snapshot)
    stale = round(snapshot.settings.number("stale_deal_days"))
    found = frames.deals.join(deals.standing(frames, as_of=snapshot.rules.today, stale_days=stale))
    found["is_stale"] = found["is_stale"].fillna(False).astype(bool)
    found["late"] = found["late"].fillna(0).astype("int64")
    found["is_open"] = ~found["means"].isin(["won", "lost"])
    by_day = found.sort_values("expected_close", kind="stable", na_position="last")
    return by_day.sort_values("is_open", ascending=False, kind="stable")


def amounts(found: pd.DataFrame, column: str, settings: Settings) -> str:
    """Sums one a currency, never added together: "£4,200 and €300"; "" where no amount is known."""
    return monies({str(unit): float(amount) for unit, amount in found[column].items()}, settings) if len(found) else ""


def _totals(there: pd.DataFrame) -> pd.DataFrame:
    """The sums of these deals, what is likely of them as it is said: nobody knows it to the penny."""
    sums = deals.totals(there)
    return sums.assign(likely=sums["likely"].map(rough).astype("float64"))


def summary(snapshot: Snapshot, found: pd.DataFrame) -> None:
    """How much is open, what of it is likely, and what stands still, in one line."""
    there = found[found["means"] == "open"]
    sums = _totals(there)
    parts = [told.count(len(there), "open deal")]
    if len(sums):
        parts.append(amounts(sums, "amount", snapshot.settings))
        parts.append(_likely(there, sums, snapshot.settings))
    if n := int(there["is_stale"].sum()):
        parts.append(f"{n} standing still")
    if n := int((there["late"] > 0).sum()):
        parts.append(f"{n} past the day they should be decided")
    st.text(" · ".join(parts))


def _likely(there: pd.DataFrame, sums: pd.DataFrame, settings: Settings) -> str:
    """What is likely; of few deals with the range as well, since one big deal decides."""
    told = f"likely {amounts(sums, 'likely', settings)}"
    if len(there) > AT_ONCE or len(sums) != 1:
        return f"{told}, by the chance of each"
    known = there[there["amount"].notna() & there["chance"].notna()]
    lo, hi = total_range(known["amount"].to_numpy("float64"), known["chance"].to_numpy("float64") / 100)
    unit = str(sums.index[0])
    return f"{told}, in 8 of 10 cases {money(lo, unit, settings)} to {money(hi, unit, settings)}"


# the board ------------------------------------------------------------------------------------------------------------


def board(snapshot: Snapshot, found: pd.DataFrame) -> None:
    """A column a stage, side by side where there is room; below them what was decided lately."""
    stages = actions.open_stages(snapshot)
    strange = found[found["means"] == ""]
    with st.grid("auto", min_column_width=WIDTH):
        for stage in stages:
            with st.container(gap="small"):
                _column(snapshot, stage, found[found["stage"] == stage])
        if len(strange):
            with st.container(gap="small"):
                _column(snapshot, "Stage not known", strange)
    _decided(snapshot, found)


def _column(snapshot: Snapshot, title: str, there: pd.DataFrame) -> None:
    st.subheader(safe(title))
    sums = _totals(there)
    known = amounts(sums, "amount", snapshot.settings)
    st.text(" · ".join(part for part in (told.count(len(there), "deal"), known) if part))
    if sums["likely"].any():
        st.caption(safe(f"likely {amounts(sums, 'likely', snapshot.settings)}"))
    cards(snapshot, _first(there))
    _more(len(there) - SHOWN, title, title if title in set(there["stage"]) else None)


def _first(there: pd.DataFrame) -> pd.DataFrame:
    """The deals that are shown, with the one whose form is open among them."""
    return there[there.index.isin([*there.index[:SHOWN], deal_forms.asked().id])]


def _more(count: int, name: str, stage: str | None) -> None:
    """How many are not on the board; a press shows them in the list."""
    if count > 0:
        label = f"and {count} more"
        st.button(safe(label), key=f"more_{name}", type="tertiary", on_click=_to_list, args=(stage,))


def _to_list(stage: str | None) -> None:
    st.session_state["deals_tab"] = "List"
    st.session_state["deals_stage"] = stage


def _decided(snapshot: Snapshot, found: pd.DataFrame) -> None:
    """Deals won and lost of late, the newest first, then those of which nobody noted the day."""
    since = pd.Timestamp(snapshot.rules.today) - pd.Timedelta(days=DECIDED_DAYS)
    lately = found[~found["is_open"] & ~(found["closed_on"] < since)]
    lately = lately.sort_values("closed_on", ascending=False, kind="stable")
    if lately.empty:
        return
    st.subheader("Decided lately")
    with st.grid("auto", min_column_width=WIDTH):
        cards(snapshot, _first(lately))
    _more(len(lately) - SHOWN, "decided", None)


def gone(snapshot: Snapshot) -> None:
    """A form whose deal somebody took out of the sheet meanwhile: what was typed stays in view."""
    now = deal_forms.asked()
    if now.what in ("edit", "won", "lost") and now.id not in snapshot.deals.index:
        with st.container(border=True, key="gone_deal"):
            st.text("This deal was taken out of the sheet while you were typing. What you typed is still here.")
            deal_forms.form()


def of_contact(snapshot: Snapshot, contact: str) -> None:
    """Somebody's deals with their buttons, open ones first, and a form for one more."""
    found = rows(snapshot)
    there = found[found["contact_id"] == contact]
    if there.empty:
        st.text("No deals with them yet. A deal is a sale that may happen.")
    cards(snapshot, there, with_name=False)
    if session.is_editor():
        gone(snapshot)
        adding("start", contact)


def adding(what: str = "add", contact: str = "") -> None:
    """The button for a new deal, or its form once it was pressed."""
    now = deal_forms.asked()
    if (now.what, now.id) == (what, contact):
        with st.container(border=True, key="new_deal"):
            st.markdown("**New deal**")
            deal_forms.form()
    else:
        label = "Start a deal" if contact else "Add a deal"
        st.button(label, key=f"{what}_{contact}", icon=":material/add:", on_click=deal_forms.ask, args=(what, contact))
