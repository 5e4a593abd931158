"""Index: finding people as one types, in everything that is known about them."""

import re
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial

import pandas as pd

from crm.model import ids
from crm.model.cells import written
from crm.model.snapshot import Snapshot
from crm.model.text import fold
from crm.search.hits import WORD, Hit, describe, rank
from crm.search.tables import Fts, Plain, has_fts5
from crm.search.texts import PHONES, notes, people, spellings

__all__ = ["Hit", "Index"]

MAX_QUERY = 200  # characters; what is longer is cut
_PHONE = re.compile(r"[\d\s+\-/().]+$")
_ALL = 1_000_000
RANKED = 200  # so many of the best are put in our own order
Describe = Callable[[], Hit]


class Index:
    """All text of one Snapshot, searched by the beginnings of words. Shared by every session: a lock keeps order.

    `complete` is False where this Python has no FTS5: then words are found anywhere in a text, but not the best first.
    """

    def __init__(self, snapshot: Snapshot, tables: Fts | Plain) -> None:
        self._tables = tables
        self._lock = threading.Lock()
        self.complete = isinstance(tables, Fts)
        self._take(snapshot)
        tables.put_people(people(snapshot))
        tables.put_notes(notes(snapshot))

    @classmethod
    def build(cls, snapshot: Snapshot) -> "Index":
        """The index of a snapshot: well under a second for 10,000 people and 30,000 notes."""
        return cls(snapshot, Fts() if has_fts5() else Plain())

    def update(self, snapshot: Snapshot, ids: Iterable[str]) -> None:
        """Take over a newer snapshot that differs from the last one in the rows with these IDs, of whatever sheet."""
        changed = list(ids)
        with self._lock:
            self._take(snapshot)
            for id in changed:
                self._tables.drop_person(id)
                for sheet in snapshot.contents.sheets:
                    self._tables.drop_note((sheet, id))
            self._tables.put_people(people(snapshot, changed))
            self._tables.put_notes(notes(snapshot, changed))

    def search(self, query: str, k: int = 50, *, me: str = "", within: Container[str] | None = None) -> list[Hit]:
        """The best `k` people for some words, an ID, or part of a phone number; none for an empty query.

        Order: an ID; a phone; the exact name, the last name, another name, the organisation, anything else; then who
        was met last; then whose owner is `me`; notes at the end. `within`: only these IDs may be found.
        """
        with self._lock:
            return [tell() for tell in self._found(query, k, me, within).values()]

    def order(self, query: str, k: int = 50, *, me: str = "", within: Container[str] | None = None) -> list[str]:
        """The IDs of the same people in the same order, without looking up where the words stand: for long lists."""
        with self._lock:
            return list(self._found(query, k, me, within))

    def _found(self, query: str, k: int, me: str, within: Container[str] | None) -> dict[str, Describe]:
        query = query[:MAX_QUERY]
        limit = max(4 * k, 200) if within is None else _ALL
        found: dict[str, Describe] = {}
        for search in (self._by_id, self._by_phone, self._by_words, self._by_notes):
            for id, tell in search(query, limit, me) if len(found) < k else ():
                if id in self._alive and (within is None or id in within):
                    found.setdefault(id, tell)
                if len(found) >= k:
                    break
        return found

    def _take(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._alive = set(snapshot.contacts.index)
        self._met = _last_met(snapshot.interactions)
        self._ids = {ids.normal(old): id for old, id in snapshot.people.ids.items()}

    def _by_id(self, query: str, limit: int, me: str) -> Iterator[tuple[str, Describe]]:
        found = self._ids.get(ids.normal(query))
        if found:
            yield found, partial(Hit, found, "id", False, found)

    def _by_phone(self, query: str, limit: int, me: str) -> Iterator[tuple[str, Describe]]:
        """Four digits or more, and nothing but what stands in phone numbers."""
        digits = re.sub(r"\D", "", query)
        if len(digits) < 4 or not _PHONE.match(query):
            return
        digits = digits.removeprefix("00") if digits.startswith("00") else digits.removeprefix("0")
        for id in self._tables.phones(digits, limit):
            yield id, partial(self._phone, id, digits)

    def _phone(self, id: str, digits: str) -> Hit:
        row = self._snapshot.row("Contacts", id)
        typed = {field: written(row.get(field)) for field in PHONES if row.get(field)}
        for field, text in typed.items():
            if digits in re.sub(r"\D", "", text):
                return Hit(id, field, False, text)
        field = next(iter(typed), "")
        return Hit(id, field, False, typed.get(field, ""))

    def _by_words(self, query: str, limit: int, me: str) -> Iterator[tuple[str, Describe]]:
        """The best by their words, the first of them in the order people expect: nobody reads on to the 200th."""
        words = WORD.findall(fold(query))
        if not words:
            return
        known = self._tables.people(_forms(query), limit)
        rows = {id: self._snapshot.row("Contacts", id) for id in known[:RANKED]}

        def order(id: str) -> tuple[int, int, bool]:
            return rank(words, rows[id]), -self._met.get(id, 0), written(rows[id].get("owner")) != me

        for id in [*sorted(rows, key=order), *known[RANKED:]]:
            yield id, partial(self._by_row, words, id)

    def _by_row(self, words: Sequence[str], id: str) -> Hit:
        return describe(words, id, self._snapshot.row("Contacts", id))

    def _by_notes(self, query: str, limit: int, me: str) -> Iterator[tuple[str, Describe]]:
        """From three characters on: a shorter beginning stands in too many notes to mean one."""
        if max(map(len, WORD.findall(query)), default=0) >= 3:
            for id, text in self._tables.notes(_forms(query), limit):
                yield id, partial(Hit, id, "", True, text)


def _forms(query: str) -> list[Sequence[str]]:
    """For each word of a query the ways in which it may be written; the place where slips of the keyboard belong."""
    written_so = {fold(word): spellings(word).split() for word in WORD.findall(query)}
    return [list(dict.fromkeys([word, *written_so.get(word, ())])) for word in WORD.findall(fold(query))]


def _last_met(interactions: pd.DataFrame) -> dict[str, int]:
    """Contact's ID -> the day of the last interaction, as a number."""
    if interactions.empty:
        return {}
    last = interactions.groupby("contact_id")["date"].max().dropna()
    return dict(zip(last.index, (last.astype("int64") // 86_400_000_000).tolist(), strict=True))
