"""Everything that happened with one person, or with an organisation and its people, newest first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from crm.analytics.customers import linked
from crm.model.snapshot import Snapshot
from crm.ui.words import day, money

PAGE = 25
ICONS = {
    "Interactions": ":material/forum:",
    "Follow-ups": ":material/task_alt:",
    "Sales": ":material/payments:",
    "Delivery": ":material/local_shipping:",
    "Satisfaction": ":material/sentiment_satisfied:",
    "Deals": ":material/handshake:",
    "Tickets": ":material/support:",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened: its day, what it is (a key of ICONS), a headline, what was written, and with whom."""

    day: pd.Timestamp
    sheet: str
    headline: str
    text: str
    contact: str = ""


def events_of(snapshot: Snapshot, *contacts: str) -> list[Event]:
    """All events of these contacts, the newest first; those without a day at the end."""
    found: list[Event] = []
    for sheet, make in _MADE.items():
        frame = linked(snapshot, snapshot.frame(sheet))
        for _, row in frame[frame["contact_id"].isin(contacts)].iterrows():
            found += make(row, snapshot)
    dated = sorted((event for event in found if not pd.isna(event.day)), key=lambda event: event.day, reverse=True)
    return dated + [event for event in found if pd.isna(event.day)]


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if isinstance(part, str) and part)


def _note(row: pd.Series, snapshot: Snapshot) -> Iterator[Event]:
    headline = _joined(row["type"], row["outcome"], row["by"])
    yield Event(row["date"], "Interactions", headline, _joined(row["what"]), row["contact_id"])


def _step(row: pd.Series, snapshot: Snapshot) -> Iterator[Event]:
    """A step that was done; those that wait stand above, those that were skipped did not happen."""
    is_done = row["status"] == "Done" or (pd.isna(row["status"]) and not pd.isna(row["done_on"]))
    if is_done:
        when = row["done_on"] if not pd.isna(row["done_on"]) else row["due"]
        yield Event(when, "Follow-ups", _joined("Done", row["owner"]), _joined(row["what"]), row["contact_id"])


def _sale(row: pd.Series, snapshot: Snapshot) -> Iterator[Event]:
    """A sale or purchase, and its delivery on a day of its own; what a supplier delivers counts too."""
    named = isinstance(row["kind"], str)
    means = snapshot.lists.meaning("Sale kinds", row["kind"] if named else "")
    kind = row["kind"] if named else snapshot.settings.text("word_sale")
    amount = money(row["amount"], row["currency"], snapshot.settings)
    delivered = row["delivered_on"]
    same_day = not pd.isna(delivered) and not pd.isna(row["date"]) and delivered.normalize() == row["date"].normalize()
    headline = _joined(kind, amount, "delivered" if same_day else "")
    yield Event(row["date"], "Sales", headline, _joined(row["item"], row["notes"]), row["contact_id"])
    if not pd.isna(delivered) and not same_day:
        words = "Delivery from them" if means == "money out" else "Delivered to them"
        yield Event(delivered, "Delivery", words, _joined(row["item"]), row["contact_id"])


def _answer(row: pd.Series, snapshot: Snapshot) -> Iterator[Event]:
    score = "no answer yet" if pd.isna(row["score"]) else str(row["score"])
    when = row["date"] if not pd.isna(row["date"]) else row["asked_on"]
    yield Event(when, "Satisfaction", _joined(row["question"], score), _joined(row["comment"]), row["contact_id"])


def _deal(row: pd.Series, snapshot: Snapshot) -> Iterator[Event]:
    """Where a deal began, and how it ended."""
    amount = money(row["amount"], row["currency"], snapshot.settings)
    if not pd.isna(row["opened_on"]):
        yield Event(row["opened_on"], "Deals", _joined("Deal begun", row["title"]), "", row["contact_id"])
    if isinstance(row["stage"], str) and snapshot.lists.meaning("Stages", row["stage"]) in ("won", "lost"):
        headline = _joined(row["stage"], row["title"], amount)
        yield Event(row["closed_on"], "Deals", headline, _joined(row["lost_reason"], row["notes"]), row["contact_id"])


def _ticket(row: pd.Series, snapshot: Snapshot) -> Iterator[Event]:
    """Where a request came in, and where it was solved."""
    yield Event(
        row["opened"], "Tickets", _joined("Request", row["subject"]), _joined(row["details"]), row["contact_id"]
    )
    if not pd.isna(row["solved_on"]):
        yield Event(row["solved_on"], "Tickets", _joined("Solved", row["subject"]), "", row["contact_id"])


_MADE: dict[str, Callable[[pd.Series, Snapshot], Iterator[Event]]] = {
    "Interactions": _note, "Follow-ups": _step, "Sales": _sale, "Satisfaction": _answer, "Deals": _deal,
    "Tickets": _ticket,
}  # fmt: skip


def timeline(snapshot: Snapshot, contact: str, people: Sequence[str] = ()) -> None:
    """Draw one page of them, those of an organisation's people with their names; text of the sheet stays text."""
    events = events_of(snapshot, contact, *people)
    if not events:
        st.caption("Nothing noted yet. One line is enough.")
        return
    pages, key = -(-len(events) // PAGE), f"timeline_{contact}"
    number = min(st.session_state.get(key) or 1, pages)
    for event in events[(number - 1) * PAGE : number * PAGE]:
        who = snapshot.contacts["name"].get(event.contact) if event.contact != contact else ""
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(ICONS[event.sheet], width="content")
                st.text(_joined(day(event.day), who, event.headline))
            if event.text:
                st.text(event.text)
    if pages > 1:
        st.pagination(pages, key=key)
