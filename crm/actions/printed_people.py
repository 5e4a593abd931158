"""What is known of people, in the words that stand on paper."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from crm.model import dates
from crm.model.snapshot import Snapshot
from crm.model.stops import stopped

Note = tuple[str, str]
"""When and how, and what happened."""


class People:
    """The contacts of a workbook as paper tells of them, with the last notes of some of them at hand."""

    def __init__(self, snapshot: Snapshot, about: Iterable[object], notes: int = 1) -> None:
        self._snapshot, self._contacts, self._silent = snapshot, snapshot.contacts, stopped(snapshot)
        self._notes = last_notes(snapshot, [id for id in about if isinstance(id, str)], notes)

    def name(self, contact: str) -> str:
        """What they are called; their ID where no name stands, "" for nobody we know."""
        return text(self._contacts["name"].get(contact)) or contact

    def phone(self, contact: str) -> str:
        """The number to ring; for who asked not to be contacted, that."""
        if contact not in self._contacts.index:
            return ""
        row = self._contacts.loc[contact]
        if self.is_silent(contact):
            return "Do not contact"
        return text(row["phone"]) or text(row["phone_2"]) or text(row["whatsapp"])

    def is_silent(self, contact: object) -> bool:
        """Whether they asked not to be contacted."""
        return contact in self._silent

    def notes(self, contact: str) -> tuple[Note, ...]:
        """Their last notes, the newest first."""
        return tuple(self._notes.get(contact, ()))

    def last_said(self, contact: str) -> tuple[str, ...]:
        """Their last note as one line, if there is any."""
        return tuple(f"{when}: {what}" for when, what in self.notes(contact)[:1])


def last_notes(snapshot: Snapshot, contacts: list[str], most: int) -> Mapping[str, list[Note]]:
    """Contact -> their last notes, the newest first."""
    told = snapshot.interactions
    told = told[told["contact_id"].isin(contacts) & told["what"].notna()]
    told = told.sort_values("date", ascending=False, kind="stable").groupby("contact_id").head(most)
    found: dict[str, list[Note]] = {}
    for _, row in rows(told):
        when = " · ".join(part for part in (day(snapshot, row["date"]), text(row["type"])) if part)
        found.setdefault(row["contact_id"], []).append((when, row["what"]))
    return found


def rows(frame: pd.DataFrame) -> list[tuple[object, dict[str, Any]]]:
    """The rows of a frame with their IDs."""
    return list(zip(frame.index, frame.to_dict("records"), strict=True))  # type: ignore[arg-type]


def text(value: object) -> str:
    """A text; "" for what is none."""
    return value if isinstance(value, str) else ""


def day(snapshot: Snapshot, value: Any) -> str:
    """A day as the team writes it, "" for none."""
    return "" if pd.isna(value) else dates.in_words(value, snapshot.rules.language, snapshot.rules.country)


def month_day(snapshot: Snapshot, value: object) -> str:
    """A birthday as the team writes it, with its year where that is known."""
    told = text(value)
    if not told or told.startswith("--"):
        return dates.write_month_day(told, snapshot.rules.language) if told else ""
    return day(snapshot, pd.Timestamp(told))
