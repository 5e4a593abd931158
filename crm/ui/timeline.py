"""Everything that happened with one person, newest first."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from crm.model.snapshot import Snapshot
from crm.ui.words import day, money

ICONS = {
    "Interactions": ":material/forum:",
    "Follow-ups": ":material/event:",
    "Sales": ":material/payments:",
    "Satisfaction": ":material/sentiment_satisfied:",
}


@dataclass(frozen=True)
class Event:
    """One thing that happened: its day, sheet, a headline and what was written."""

    day: pd.Timestamp
    sheet: str
    headline: str
    text: str


def events_of(snapshot: Snapshot, contact: str) -> list[Event]:
    """All events of a contact, the newest first; those without a day at the end."""
    found: list[Event] = []
    for sheet, make in (("Interactions", _note), ("Follow-ups", _step), ("Sales", _sale), ("Satisfaction", _answer)):
        frame = snapshot.frame(sheet)
        for _, row in frame[frame["contact_id"] == contact].iterrows():
            found.append(make(row, snapshot))
    dated = sorted((event for event in found if not pd.isna(event.day)), key=lambda event: event.day, reverse=True)
    return dated + [event for event in found if pd.isna(event.day)]


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if isinstance(part, str) and part)


def _note(row: pd.Series, snapshot: Snapshot) -> Event:
    return Event(row["date"], "Interactions", _joined(row["type"], row["outcome"], row["by"]), _joined(row["what"]))


def _step(row: pd.Series, snapshot: Snapshot) -> Event:
    state = row["status"] if isinstance(row["status"], str) else "Open"
    return Event(row["due"], "Follow-ups", _joined("Next step", state, row["owner"]), _joined(row["what"]))


def _sale(row: pd.Series, snapshot: Snapshot) -> Event:
    kind = row["kind"] if isinstance(row["kind"], str) else snapshot.settings.text("word_sale")
    amount = money(row["amount"], row["currency"], snapshot.settings)
    return Event(row["date"], "Sales", _joined(kind, amount), _joined(row["item"], row["notes"]))


def _answer(row: pd.Series, snapshot: Snapshot) -> Event:
    score = "no answer yet" if pd.isna(row["score"]) else str(row["score"])
    when = row["date"] if not pd.isna(row["date"]) else row["asked_on"]
    return Event(when, "Satisfaction", _joined(row["question"], score), _joined(row["comment"]))


def timeline(snapshot: Snapshot, contact: str, most: int = 50) -> None:
    """Draw them; text of the sheet is shown as text, never as markup."""
    events = events_of(snapshot, contact)
    if not events:
        st.caption("Nothing noted yet. One line is enough.")
    for event in events[:most]:
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(ICONS[event.sheet], width="content")
                st.text(" · ".join(part for part in (day(event.day), event.headline) if part))
            if event.text:
                st.text(event.text)
    if len(events) > most:
        st.caption(f"{len(events) - most} older ones are in the workbook.")
