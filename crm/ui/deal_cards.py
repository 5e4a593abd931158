"""A deal as a card: what is to be known about it, and what can be done with it, without dragging anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from crm.actions import deals as actions
from crm.model.snapshot import Snapshot
from crm.ui import deal_forms, session, told
from crm.ui.messages import as_label, safe
from crm.ui.words import day, money

TITLE = 80  # signs of a title on a card
Row = Mapping[Any, Any]


def cards(snapshot: Snapshot, there: pd.DataFrame, *, with_name: bool = True) -> None:
    """A card a deal."""
    disputed = {one.id: one for one in session.store().conflicts() if one.sheet == "Deals" and one.field == "stage"}
    may_write, stages = session.is_editor(), Stages.of(snapshot)
    for id, row in zip(there.index, there.to_dict("records"), strict=True):
        with st.container(border=True, gap="small", key=f"deal_{id}"):
            _about(snapshot, str(id), row, with_name=with_name)
            if id in disputed:
                now = told.value(disputed[id].theirs)
                st.text(f"The stage was changed in the sheet to {now}. Yours is under To decide.")
            if may_write:
                _doing(snapshot, str(id), row, stages)


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
        age = _age(row["age"])
        step = f"next: {row['next_step']}" if isinstance(row["next_step"], str) else "no next step"
        return " · ".join(part for part in (age, step) if part)
    reason = row["lost_reason"] if isinstance(row["lost_reason"], str) else ""
    return " · ".join(part for part in (str(row["stage"]), day(row["closed_on"]) or "day not noted", reason) if part)


def _age(days: object) -> str:
    """How long a deal is open; "" where nobody noted since when, or the day lies ahead."""
    if not isinstance(days, int) or days < 0:
        return ""
    return f"open for {told.count(days, 'day')}" if days else "opened today"


def _who(snapshot: Snapshot, id: str, contact: object) -> None:
    name = snapshot.contacts["name"].get(contact) if isinstance(contact, str) else None
    if isinstance(name, str):
        st.page_link("pages/contact.py", label=safe(name), query_params={"id": str(contact)})
    else:
        st.text(told.value(snapshot.cell("Deals", id, "contact") or "with nobody yet"))


# what can be done with a deal -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stages:
    """The stages of a workbook: all `words`, and the `way` that a deal goes, from open stage to open stage to won."""

    words: tuple[str, ...]
    way: tuple[str, ...]

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Stages":
        """As the sheet Lists says it."""
        lists = snapshot.lists
        return cls(tuple(lists.entries("Stages")), (*actions.open_stages(snapshot), *lists.meant("Stages", "won")[:1]))

    def following(self, stage: object) -> str:
        """The stage after this one; the first for a deal whose stage is not known."""
        after = self.way[self.way.index(stage) + 1 :] if stage in self.way else self.way
        return next(iter(after), "")


def _doing(snapshot: Snapshot, id: str, row: Row, stages: Stages) -> None:
    """The form that was asked for, else the buttons of a deal."""
    now = deal_forms.asked()
    if now.id == id and now.what in ("edit", "won", "lost"):
        deal_forms.form()
    elif not row["is_open"]:
        _buttons_of_decided(snapshot, id, row)
    else:
        _buttons(snapshot, id, row, stages)


def _buttons(snapshot: Snapshot, id: str, row: Row, stages: Stages) -> None:
    words = [word for word in stages.words if word != row["stage"]]
    name = str(row["title"])[:TITLE]
    with st.container(horizontal=True, gap="xsmall"):
        if following := stages.following(row["stage"]):
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
