"""How old the facts of a card are: when somebody last changed them here, or looked at them and found them right."""

import datetime as dt

import pandas as pd

from crm.model.snapshot import Snapshot

STILL_RIGHT = "Looked at the facts: still right."
"""What is noted when somebody found them right. Its About is the contact itself; where a sheet has no such column, the
words are known."""


def looked_at(snapshot: Snapshot) -> pd.Series:
    """Contact ID -> the day on which its facts were last looked at; missing where no one knows."""
    contacts, notes = snapshot.contacts, snapshot.interactions
    changed = contacts[["added_on", "changed_on"]].max(axis=1)
    own = (notes["about"] == notes["contact_id"]).fillna(False) | (notes["what"] == STILL_RIGHT).fillna(False)
    noted = notes[own].groupby("contact_id")["date"].max().reindex(contacts.index)
    latest: pd.Series = pd.concat([changed, noted], axis=1).max(axis=1).dt.normalize()
    return latest


def is_stale(looked: pd.Series, *, as_of: dt.date, months: float) -> pd.Series:
    """Whether facts are older than so many months; what no one knows is not."""
    old: pd.Series = looked < pd.Timestamp(as_of) - pd.DateOffset(months=round(months))
    return old


def months_between(day: dt.date, as_of: dt.date) -> int:
    """Whole months from one day to another.

    >>> months_between(dt.date(2025, 9, 22), dt.date(2026, 11, 21))
    13
    """
    return (as_of.year - day.year) * 12 + as_of.month - day.month - (as_of.day < day.day)
