"""What an answer needs besides the words: who is there, who was met when, and whose ID is whose."""

from collections.abc import Collection

import pandas as pd

from crm.model import ids
from crm.model.snapshot import Snapshot


class Known:
    """`alive`: the IDs of all contacts. `met`: contact's ID -> the day of the last interaction, as a number."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.alive = set(snapshot.contacts.index)
        self.met = _last_met(snapshot.interactions)
        self._ids: dict[str, str] | None = None

    def follow(self, snapshot: Snapshot, changed: Collection[str]) -> None:
        """Take over a newer snapshot that differs in the rows with these IDs; only what they touch is looked at."""
        people = set[str]()
        for one in (self._snapshot, snapshot):
            frame = one.interactions
            if moved := rows_of(one, "Interactions", changed):
                people |= set(frame["contact_id"][frame.index.isin(moved)].dropna())
        if people:
            frame = snapshot.interactions
            for id in people:
                self.met.pop(id, None)
            self.met |= _last_met(frame[frame["contact_id"].isin(people)])
        there = set(rows_of(snapshot, "Contacts", changed))
        if there or not self.alive.isdisjoint(changed):
            self.alive = self.alive.difference(changed) | there
            self._ids = None
        self._snapshot = snapshot

    def contact(self, typed: str) -> str:
        """Whose ID somebody typed, also one that was merged into theirs; "" where it is nobody's."""
        if "-" not in typed:
            return ""
        if self._ids is None:
            self._ids = {ids.normal(old): id for old, id in self._snapshot.people.ids.items()}
        return self._ids.get(ids.normal(typed), "")


def rows_of(snapshot: Snapshot, sheet: str, some: Collection[str]) -> list[str]:
    """Those of some IDs that are rows of a sheet."""
    contents = snapshot.contents.sheets.get(sheet)
    return [id for id in some if id in contents.places] if contents is not None else []


def _last_met(interactions: pd.DataFrame) -> dict[str, int]:
    if interactions.empty:
        return {}
    last = interactions.groupby("contact_id")["date"].max().dropna()
    return dict(zip(last.index, (last.astype("int64") // 86_400_000_000).tolist(), strict=True))
