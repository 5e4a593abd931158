"""Index: finding people, and what is going on with them, as one types, in everything that is known."""

import re
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from crm.model.arrays import without_collecting
from crm.model.cells import written
from crm.model.snapshot import Snapshot
from crm.model.text import fold
from crm.search.hits import WORD, Hit, describe, excerpt, rank
from crm.search.known import Known
from crm.search.tables import Fts, Plain, has_fts5
from crm.search.texts import MATTERS, PHONES, digits_of, matters, moved_along, notes, people, spellings
from crm.search.vocabulary import Forms, loosened

__all__ = ["Hit", "Index"]

MAX_QUERY = 200  # characters; what is longer is cut
RANKED = 200  # so many of the best are put in our own order
ENOUGH = 50  # with so many found as they were typed, neither slips nor notes are looked for
_PHONE = re.compile(r"[\d\s+\-/().]+$")
_ALL, _NOTED = 1_000_000, 20_000
_SLICE = 5_000  # notes that are put in while searches wait
Found = Iterator[tuple[str, Callable[[], Hit]]]


class Index:
    """All text of one Snapshot, searched by the beginnings of words. Shared by every session: a lock keeps order.

    `complete` is False where this Python has no FTS5: then words are found anywhere in a text, not the best first, and
    no slips. `is_whole` is False until the notes are in too. `snapshot`: the one whose rows it answers with.
    """

    def __init__(self, snapshot: Snapshot, tables: Fts | Plain) -> None:
        self._tables = tables
        self._lock = threading.Lock()
        self.complete = isinstance(tables, Fts)
        self.is_whole = False
        self._newer = set[str]()  # rows that were saved while the notes were on their way
        self.snapshot, self._known = snapshot, Known(snapshot)
        tables.put_people(people(snapshot))
        tables.put_matters(matters(snapshot))
        self._words = {name: tables.vocabulary(name) for name in ("contacts", "matters")}

    @classmethod
    def begun(cls, snapshot: Snapshot) -> "Index":
        """The index of people, deals and requests, which can be searched already; `finish` adds the notes."""
        with without_collecting():
            return cls(snapshot, Fts() if has_fts5() else Plain())

    @classmethod
    def build(cls, snapshot: Snapshot) -> "Index":
        """The whole index of a snapshot: about a second for 10,000 people and 30,000 notes."""
        index = cls.begun(snapshot)
        index.finish()
        return index

    def finish(self) -> None:
        """Add the notes, a part at a time, so that searches come through in between."""
        told = notes(self.snapshot)
        with without_collecting():
            while some := list(islice(told, _SLICE)):
                with self._lock:
                    self._tables.put_notes(note for note in some if note.row[1] not in self._newer)
        with self._lock:
            self._words["notes"] = self._tables.vocabulary("notes")
            self.is_whole = True

    def update(self, snapshot: Snapshot, ids: Iterable[str]) -> None:
        """Take over a newer snapshot that differs from the last one in the rows with these IDs, of whatever sheet."""
        with self._lock:
            changed = list(ids)
            changed = [*changed, *moved_along(self.snapshot, snapshot, changed).difference(changed)]
            self._known.follow(snapshot, changed)
            self.snapshot = snapshot
            if not self.is_whole:
                self._newer.update(changed)
            for id in changed:
                self._tables.drop_person(id)
                for sheet in snapshot.contents.sheets:
                    self._tables.drop_row((sheet, id))
            persons, noted = list(people(snapshot, changed)), list(notes(snapshot, changed))
            about = list(matters(snapshot, changed))
            self._tables.put_people(persons)
            self._tables.put_notes(noted)
            self._tables.put_matters(about)
            told: dict[str, Sequence[object]] = {"contacts": persons, "notes": noted, "matters": about}
            for name, words in self._words.items():
                words.add(word for one in told[name] for word in _words_of(one))

    def answer_for(self, snapshot: Snapshot) -> None:
        """Go on with the texts as they are, but answer with the people of another snapshot."""
        with self._lock:
            self.snapshot, self._known = snapshot, Known(snapshot)

    def search(self, query: str, k: int = 50, *, me: str = "", within: Container[str] | None = None) -> list[Hit]:
        """The best `k` people for some words, an ID, or part of a phone number; none for an empty query.

        Order: an ID; a phone; the exact name, the last name, another name, the organisation, anything else; then who
        was met last; then whose owner is `me`; whom the words mean with slips; notes at the end, and where nothing else
        is found, who has some of the words and a note with the others. `within`: only these IDs may be found.
        """
        with self._lock:
            return [tell() for tell in self._found(query, k, me, within).values()]

    def order(self, query: str, k: int = 50, *, me: str = "", within: Container[str] | None = None) -> list[str]:
        """The IDs of the same people in the same order, but for those found in notes: for long lists."""
        with self._lock:
            return list(self._found(query, k, me, within, in_notes=False))

    def noted(self, query: str, k: int, *, but: Container[str], within: Container[str] | None = None) -> list[Hit]:
        """The last notes, one a person, that hold the words; of people among `within` and not among `but`."""
        forms = _forms(query[:MAX_QUERY])
        found: dict[str, Hit] = {}
        with self._lock:
            for search in self._ways_of_notes(forms) if forms else ():
                for id, tell in search if not found else ():
                    if id in self._known.alive and id not in but and (within is None or id in within):
                        found.setdefault(id, tell())
                    if len(found) == k:
                        break
        return list(found.values())

    def having(self, query: str) -> set[str]:
        """The IDs of everybody in whose own cells these words stand as they were typed."""
        forms = _forms(query[:MAX_QUERY])
        with self._lock:
            return self._tables.having(forms) if forms else set()

    def matters(self, query: str, k: int = 20, *, within: Container[str] | None = None) -> list[Hit]:
        """The best `k` deals and requests for some words or an ID. `within`: only those of these people."""
        forms = _forms(query[:MAX_QUERY])
        found = dict[tuple[str, str], Hit]()
        with self._lock:
            for tried in (forms, *self._slips(forms, "matters")) if forms else ():
                for row, contact, title, text in self._tables.matters(tried, _NOTED) if not found else ():
                    if self._is_there(row) and (within is None or contact in within):
                        found[row] = self._matter(tried, row, contact, title, text)
                    if len(found) == k:
                        break
        return list(found.values())

    def _matter(self, forms: Forms, row: tuple[str, str], contact: str, title: str, text: str) -> Hit:
        shown, spans = excerpt(title, forms)
        field = MATTERS[row[0]] if spans else ""
        if not spans and (inside := excerpt(text, forms))[1]:
            shown, spans = inside
        return Hit(contact if contact in self._known.alive else "", field, False, shown, spans, row)

    def _is_there(self, row: tuple[str, str]) -> bool:
        sheet, id = row
        return id in self.snapshot.frame(sheet).index

    def _found(
        self, query: str, k: int, me: str, within: Container[str] | None, *, in_notes: bool = True
    ) -> dict[str, Callable[[], Hit]]:
        limit = max(4 * k, RANKED) if within is None else _ALL
        found: dict[str, Callable[[], Hit]] = {}
        for wanted, search in self._ways(query[:MAX_QUERY], limit, me, in_notes):
            for id, tell in search if len(found) < min(k, wanted) else ():
                if id in self._known.alive and (within is None or id in within):
                    found.setdefault(id, tell)
                if len(found) >= k:
                    break
        return found

    def _ways(self, query: str, limit: int, me: str, in_notes: bool) -> Iterator[tuple[int, Found]]:
        """How people are looked for, one way after the other, each as long as fewer than so many were found."""
        forms = _forms(query)
        yield limit, self._by_id(query)
        yield limit, self._by_phone(query, limit)
        if not forms:
            return
        yield limit, self._by_words(forms, limit, me)
        for tried in self._slips(forms, "contacts"):
            yield ENOUGH, self._by_words(tried, limit, me)
        if in_notes:
            yield from zip((ENOUGH, 1, 1, 1), self._ways_of_notes(forms), strict=False)
        if doubted := loosened(forms, self._words["contacts"], 1, all_words=True):
            yield 1, self._by_words(doubted, limit, me)

    def _ways_of_notes(self, forms: Forms) -> Iterator[Found]:
        yield self._by_notes(forms)
        yield self._by_both(forms)
        for tried in self._slips(forms, "notes"):
            yield self._by_notes(tried)

    def _slips(self, forms: Forms, table: str) -> Iterator[Forms]:
        """What may have been meant, in the words of a table: with one slip, then with two."""
        tried: Forms | None = None
        for slips in (1, 2) if table in self._words else ():
            before, tried = tried, loosened(forms, self._words[table], slips)
            if tried and tried != before:
                yield tried

    def _by_id(self, query: str) -> Found:
        found = self._known.contact(query)
        if found:
            yield found, partial(Hit, found, "id", False, found, ((0, len(found)),), ("Contacts", found))

    def _by_phone(self, query: str, limit: int) -> Found:
        """Four digits or more, and nothing but what stands in phone numbers."""
        digits = digits_of(query)
        if len(digits) < 4 or not _PHONE.match(query):
            return
        digits = digits.removeprefix("00") if digits.startswith("00") else digits.removeprefix("0")
        for id in self._tables.phones(digits, limit):
            yield id, partial(self._phone, id, digits)

    def _phone(self, id: str, digits: str) -> Hit:
        row = self.snapshot.row("Contacts", id)
        typed = {field: written(row.get(field)) for field in PHONES if row.get(field)}
        field = next((field for field, text in typed.items() if digits in digits_of(text)), "")
        field = field or next(iter(typed), "")
        text = typed.get(field, "")
        return Hit(id, field, False, text, ((0, len(text)),), ("Contacts", id))

    def _by_words(self, forms: Forms, limit: int, me: str) -> Found:
        """The best by their words, the first of them in the order people expect: nobody reads on to the 200th."""
        known = self._tables.people(forms, limit)
        rows = {id: self.snapshot.row("Contacts", id) for id in known[:RANKED]}

        def order(id: str) -> tuple[int, int, bool]:
            return rank(forms, rows[id]), -self._known.met.get(id, 0), written(rows[id].get("owner")) != me

        for id in [*sorted(rows, key=order), *known[RANKED:]]:
            yield id, partial(self._by_row, forms, id)

    def _by_row(self, forms: Forms, id: str) -> Hit:
        return describe(forms, id, self.snapshot.row("Contacts", id))

    def _by_notes(self, forms: Forms) -> Found:
        """From three characters on: a shorter beginning stands in too many notes to mean one."""
        if max(len(group[0]) for group in forms) < 3:
            return
        for row, contact, title, text in self._tables.matters(forms, _NOTED, named=False):
            yield contact, partial(_noted, forms, row, contact, f"{title} · {text}" if text else title)
        for row, contact, text in self._tables.notes(forms, _NOTED):
            yield contact, partial(_noted, forms, row, contact, text)

    def _by_both(self, forms: Forms) -> Found:
        """Some of the words in somebody's own cells, the others in a note about them: the name and a thing."""
        if len(forms) < 2 or min(len(group[0]) for group in forms) < 3:
            return
        own = [self._tables.having([group]) for group in forms]
        nowhere = [place for place, people in enumerate(own) if not people]
        for noted in [nowhere] if nowhere else [[place] for place in range(len(forms))]:
            rest = [people for place, people in enumerate(own) if place not in noted]
            among = set.intersection(*rest) if rest else set()
            for id, tell in self._by_notes([forms[place] for place in noted]) if among else ():
                if id in among:
                    yield id, tell


def _noted(forms: Forms, row: tuple[str, str], contact: str, text: str) -> Hit:
    return Hit(contact, "", True, *excerpt(text, forms), row)


def _words_of(told: object) -> list[str]:
    """All words of a person, a note, a deal or a request."""
    texts = vars(told).values()
    return WORD.findall(fold(" ".join(" ".join(text) if isinstance(text, tuple) else str(text) for text in texts)))


def _forms(query: str) -> Forms:
    """For each word of a query the ways in which it may be written, as it was typed first."""
    written_so = {fold(word): spellings(word).split() for word in WORD.findall(query)}
    return [list(dict.fromkeys([word, *written_so.get(word, ())])) for word in WORD.findall(fold(query))]
