"""The pieces of the page Pipeline: deals as cards by stage and as a list, and the people who may become customers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from crm.actions import deals as actions
from crm.analytics import deals
from crm.model.settings import Settings
from crm.model.snapshot import Snapshot
from crm.ui import deal_forms, session, told
from crm.ui.messages import as_label, safe
from crm.ui.words import day, money

SHOWN = 6  # cards of a stage before "and more"
DECIDED_DAYS = 90  # so long a decided deal stays on the board
WIDTH = 185  # pixels of a card, so that the four stages of a new workbook stand side by side
TITLE = 80  # signs of a title on a card
Row = Mapping[Any, Any]


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
    """Sums one a currency, never added together: "£4,200.00 and €300.00"; "" where no amount is known."""
    sums = [money(amount, currency, settings) for currency, amount in found[column].items()]
    return " and ".join([", ".join(sums[:-1]), sums[-1]] if len(sums) > 2 else sums)


def summary(snapshot: Snapshot, found: pd.DataFrame) -> None:
    """How much is open, what of it is likely, and what stands still, in one line."""
    there = found[found["means"] == "open"]
    sums = deals.totals(there)
    parts = [told.count(len(there), "open deal")]
    if len(sums):
        parts.append(amounts(sums, "amount", snapshot.settings))
        parts.append(f"likely {amounts(sums, 'likely', snapshot.settings)}, by the chance of each")
    if n := int(there["is_stale"].sum()):
        parts.append(f"{n} standing still")
    if n := int((there["late"] > 0).sum()):
        parts.append(f"{n} past the day they should be decided")
    st.text(" · ".join(parts))


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
    sums = deals.totals(there)
    likely = f" · likely {amounts(sums, 'likely', snapshot.settings)}" if sums["likely"].sum() else ""
    st.text(
        " · ".join(
            part for part in (told.count(len(there), "deal"), amounts(sums, "amount", snapshot.settings)) if part
        )
    )
    if likely:
        st.caption(safe(likely.removeprefix(" · ")))
    cards(snapshot, _first(there))
    _more(len(there) - SHOWN, title if title in set(there["stage"]) else "")


def _first(there: pd.DataFrame) -> pd.DataFrame:
    """The deals that are shown, with the one whose form is open among them."""
    return there[there.index.isin([*there.index[:SHOWN], deal_forms.asked().id])]


def _more(count: int, stage: str) -> None:
    """How many are not on the board; a press shows them in the list."""
    if count > 0:
        label = f"and {count} more"
        st.button(safe(label), key=f"more_{stage}", type="tertiary", on_click=_to_list, args=(stage,))


def _to_list(stage: str) -> None:
    st.session_state["deals_tab"] = "List"
    st.session_state["deals_stage"] = stage or None


def _decided(snapshot: Snapshot, found: pd.DataFrame) -> None:
    """Deals won and lost of late, the newest first."""
    since = pd.Timestamp(snapshot.rules.today) - pd.Timedelta(days=DECIDED_DAYS)
    there = found[found["means"].isin(["won", "lost"])]
    lately = there[~(there["closed_on"] < since)].sort_values("closed_on", ascending=False, kind="stable")
    if lately.empty:
        return
    st.subheader("Decided in the last 90 days")
    with st.grid("auto", min_column_width=WIDTH):
        cards(snapshot, _first(lately))
    _more(len(lately) - SHOWN, "")


def cards(snapshot: Snapshot, there: pd.DataFrame, *, with_name: bool = True) -> None:
    """A card a deal."""
    disputed = {one.id: one for one in session.store().conflicts() if one.sheet == "Deals" and one.field == "stage"}
    for id, row in zip(there.index, there.to_dict("records"), strict=True):
        with st.container(border=True, gap="small", key=f"deal_{id}"):
            _about(snapshot, str(id), row, with_name=with_name)
            if id in disputed:
                now = told.value(disputed[id].theirs)
                st.text(f"The stage was changed in the sheet to {now}. Yours is under To decide.")
            if session.is_editor():
                _doing(snapshot, str(id), row)


def _about(snapshot: Snapshot, id: str, row: Row, *, with_name: bool) -> None:
    title = row["title"] if isinstance(row["title"], str) else "No title"
    st.markdown(f"**{safe(title[:TITLE] + ' …' if len(title) > TITLE else title)}**")
    if with_name:
        _who(snapshot, id, row["contact_id"])
    amount = money(row["amount"], row["currency"], snapshot.settings)
    is_open = bool(row["is_open"])
    when = f"expected {day(row['expected_close'])}" if is_open and day(row["expected_close"]) else ""
    owner = row["owner"] if isinstance(row["owner"], str) else ""
    st.text(" · ".join(part for part in (amount, when, owner) if part) or "No amount yet")
    st.caption(safe(_told_of(row, is_open)))
    if row["is_stale"]:
        still = told.count(int(row["still"]), "day")
        st.badge(f"Still for {still}", icon=":material/hourglass_bottom:", color="orange")
    if row["late"]:
        late = told.count(int(row["late"]), "day")
        st.badge(f"{late} past its day", icon=":material/event_busy:", color="red")


def _told_of(row: Row, is_open: bool) -> str:
    """Age and next step of an open deal; how a decided one ended."""
    if is_open:
        age = (
            "opened today"
            if row["age"] == 0
            else ""
            if pd.isna(row["age"])
            else f"open for {told.count(int(row['age']), 'day')}"
        )
        step = f"next: {row['next_step']}" if isinstance(row["next_step"], str) else "no next step"
        return " · ".join(part for part in (age, step) if part)
    reason = row["lost_reason"] if isinstance(row["lost_reason"], str) else ""
    return " · ".join(part for part in (str(row["stage"]), day(row["closed_on"]), reason) if part)


def _who(snapshot: Snapshot, id: str, contact: object) -> None:
    name = snapshot.contacts["name"].get(contact) if isinstance(contact, str) else None
    if isinstance(name, str):
        st.page_link("pages/contact.py", label=safe(name), query_params={"id": str(contact)})
    else:
        st.text(told.value(snapshot.cell("Deals", id, "contact") or "with nobody yet"))


# what can be done with a deal -----------------------------------------------------------------------------------------


def _doing(snapshot: Snapshot, id: str, row: Row) -> None:
    """The form that was asked for, else the buttons of a deal."""
    now = deal_forms.asked()
    if now.id == id and now.what in ("edit", "won", "lost"):
        deal_forms.form()
    elif not row["is_open"]:
        _buttons_of_decided(snapshot, id, row)
    else:
        _buttons(snapshot, id, row)


def _buttons(snapshot: Snapshot, id: str, row: Row) -> None:
    words = [word for word in snapshot.lists.entries("Stages") if word != row["stage"]]
    name = str(row["title"])[:TITLE]
    with st.container(horizontal=True, gap="xsmall"):
        if following := _following(snapshot, row["stage"]):
            label = f"To {following}"
            st.button(safe(label), key=f"next_{id}", on_click=_go, args=(snapshot, id, following))
        st.button("Edit", key=f"edit_{id}", type="tertiary", on_click=deal_forms.ask, args=("edit", id))
    st.selectbox(
        as_label(f"Move to, {name}"), words, index=None, key=f"move_{id}", placeholder="Move to", on_change=_moved,
        args=(snapshot, id), label_visibility="collapsed",
    )  # fmt: skip


def _buttons_of_decided(snapshot: Snapshot, id: str, row: Row) -> None:
    sale = "The sale it came to stays in the sheet Sales." if row["means"] == "won" else None
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Reopen", key=f"reopen_{id}", on_click=session.act, args=(lambda: actions.reopen(snapshot, id),), help=sale
        )
        st.button("Edit", key=f"edit_{id}", type="tertiary", on_click=deal_forms.ask, args=("edit", id))


def _following(snapshot: Snapshot, stage: object) -> str:
    """The stage after this one: the next open one, after the last the first that means won."""
    stages = [*actions.open_stages(snapshot), *snapshot.lists.meant("Stages", "won")[:1]]
    after = stages[stages.index(stage) + 1 :] if stage in stages else stages
    return next(iter(after), "")


def _moved(snapshot: Snapshot, id: str) -> None:
    word, st.session_state[f"move_{id}"] = st.session_state[f"move_{id}"], None
    if word:
        _go(snapshot, id, word)


def _go(snapshot: Snapshot, id: str, stage: str) -> None:
    """To an open stage at once; winning first asks for the sale, losing for the reason."""
    means = snapshot.lists.meaning("Stages", stage)
    if means in ("won", "lost"):
        deal_forms.ask(means, id, stage)
    else:
        session.act(lambda: actions.move_stage(snapshot, id, stage))


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
