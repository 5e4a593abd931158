"""Who of a list is here already: by ID, e-mail address, phone, name; and whether that is sure enough to act upon.

An ID decides. An e-mail address or a phone decides only if it is one person's on both sides and the names do not speak
against it. All else is a possible duplicate, which a person looks at.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm.model import ids
from crm.model.cells import Cell, written
from crm.model.emails import addresses_in
from crm.model.links import full_names
from crm.model.phones import several
from crm.model.snapshot import Snapshot
from crm.model.text import key

EMAILS, PHONES = ("email", "email_2"), ("phone", "whatsapp", "phone_2")
_ASK = 6.0  # points from which two rows are shown to a person; somebody of the very same name has 8
_SAME_NAME = 8.0
_DIFFERENT = {"email": 1.5, "phone": 1.0, "birthday": 2.5, "city": 0.5, "organisation": 0.5}
_NO_DIGIT = re.compile(r"\D")
_SHOWN = 3  # candidates of one row


@dataclass(frozen=True)
class Candidate:
    """Somebody in the workbook whom a row may be about, and why: what is equal, and what differs."""

    id: str
    name: str
    why: str


@dataclass(frozen=True)
class Match:
    """What a row was found to be: `id` and why where that is sure; else whom it may be about."""

    id: str = ""
    why: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Resembling:
    """What a finder of duplicates adds to the rules here: for each person of a list whom of the workbook they may be,
    and the pairs of the list that may be one person, by their places, each with why."""

    known: Sequence[Sequence[Candidate]]
    listed: Sequence[tuple[int, int, str]] = ()


Finder = Callable[[Snapshot, Sequence[Mapping[str, Cell]]], Resembling]
"""A workbook, and the people of a list, their cells by field."""


def emails(values: Mapping[str, Cell]) -> list[str]:
    """The e-mail addresses of a person, to compare them."""
    return [one for field in EMAILS for one in addresses_in(written(values.get(field)))]


def phones(values: Mapping[str, Cell]) -> list[str]:
    """The last eight digits of each phone: a country code, a lost zero or a blank make no difference."""
    texts = (written(cell) for field in PHONES if (cell := values.get(field)))
    digits = (_NO_DIGIT.sub("", part) for text in texts for part in several(text))
    return [number[-8:] for number in digits if len(number) >= 6]


@dataclass(frozen=True)
class Marks:
    """What a person can be known again by."""

    name: str
    words: frozenset[str]
    emails: tuple[str, ...]
    phones: tuple[str, ...]

    @classmethod
    def of(cls, values: Mapping[str, Cell]) -> "Marks":
        """Those of a person's cells."""
        name = written(values.get("name"))
        return cls(name, words(name), tuple(emails(values)), tuple(phones(values)))


def words(name: str) -> frozenset[str]:
    """The words of a name, in which case, accents and the order of first and last name make no difference."""
    return frozenset(key(name).split())


def same_name(one: str, other: str) -> bool:
    """Whether two names do not speak against being one person's: the words of one are those of the other, or begin so.

    >>> same_name("Ann Lee", "Lee, Ann M."), same_name("A. Lee", "Ann Lee"), same_name("Ann Lee", "Bo Lee")
    (True, True, False)
    """
    fewer, more = sorted((words(one), words(other)), key=len)
    rest = more - fewer
    return all(any(_is_initial(word, other) for other in rest) for word in fewer - more)


def _is_initial(one: str, other: str) -> bool:
    """Whether one of two words is a letter with which the other begins."""
    return one[0] == other[0] and 1 in (len(one), len(other))


class Known:
    """Everybody in the workbook, by what they can be known again by."""

    def __init__(self, snapshot: Snapshot) -> None:
        sheet = snapshot.contents.sheets.get("Contacts")
        self._snapshot = snapshot
        self._ids = snapshot.people.ids
        columns = sheet.columns if sheet else {}
        here = [str(id) for id in columns.get("id", ())]
        blank: list[Cell] = [None] * len(here)
        self.names = dict(zip(here, full_names(columns, blank), strict=True)) if here else {}
        self._references = _by(here, ([written(cell)] for cell in columns.get("reference", blank)))
        self._emails = _by(here, (emails(row) for row in _rows(columns, EMAILS, blank)))
        self._phones = _by(here, (phones(row) for row in _rows(columns, PHONES, blank)))
        self._by_words = _by(here, ([name] for name in map(words, self.names.values())))

    def match(
        self, values: Mapping[str, Cell], marks: Marks, alone: Callable[[str], bool], further: Sequence[Candidate] = ()
    ) -> Match:
        """Whom a person of the list is. `alone` says of an address or phone whether one person of the list has it;
        `further` are whom a finder of duplicates adds."""
        if (told := written(values.get("id"))) and (id := self._ids.get(ids.normal(told))):
            return Match(id, f"its ID is {id}, which is in the workbook")
        number = written(values.get("reference"))
        if number and len(its := self._references.get(number, ())) == 1:
            return Match(its[0], f"its number is {number}, as in the workbook")
        found: dict[str, list[str]] = {}
        for what, mine, known in (
            ("e-mail address", marks.emails, self._emails),
            ("phone", marks.phones, self._phones),
        ):
            hits = {id: None for mark in mine for id in known.get(mark, ())}
            if not hits:
                continue
            shared = any(len(known.get(mark, ())) > 1 or not alone(mark) for mark in mine)
            called_so = [id for id in hits if words(self.names[id]) == marks.words]
            fitting = called_so or [id for id in hits if same_name(self.names[id], marks.name)]
            if len(fitting) == 1 and (called_so or (len(hits) == 1 and not shared and not found)):
                return Match(fitting[0], f"the same {what} as {self.names[fitting[0]]}, who is in the workbook")
            for id in hits:
                found.setdefault(id, []).append(f"same {what}")
        return self._possible(values, marks, found, further)

    def _possible(
        self, values: Mapping[str, Cell], marks: Marks, found: dict[str, list[str]], further: Sequence[Candidate]
    ) -> Match:
        """Those who share an address or phone, who have the very same name, and the further ones."""
        for id in self._by_words.get(marks.words, ()) if marks.words else ():
            differing = self._differing(values, id)
            if id in found or _SAME_NAME - sum(_DIFFERENT[field] for field in differing) >= _ASK:
                but = f", another {' and '.join(differing)}" if differing else ""
                found.setdefault(id, []).insert(0, f"same name{but}")
        candidates = [Candidate(id, self.names[id], ", ".join(why)) for id, why in found.items()]
        candidates += [one for one in further if one.id not in found]
        return Match(candidates=tuple(candidates[:_SHOWN]))

    def _differing(self, values: Mapping[str, Cell], id: str) -> list[str]:
        """The fields that both have filled, and otherwise."""
        row = self._snapshot.row("Contacts", id)
        read: dict[str, Callable[[Mapping[str, Cell]], Iterable[str]]] = {"email": emails, "phone": phones}
        differing = []
        for field in _DIFFERENT:
            mine, theirs = (
                set(read[field](cells) if field in read else filter(None, [key(written(cells.get(field)))]))
                for cells in (values, row)
            )
            if mine and theirs and not mine & theirs:
                differing.append(field)
        return differing


class Listed:
    """What the people of one list have in common with each other; `marks` are theirs, in its order."""

    def __init__(self, marks: Sequence[Marks]) -> None:
        named = ((mark, one.words) for one in marks for mark in (*one.emails, *one.phones))
        self._names = Counter(mark for mark, _ in dict.fromkeys(named))
        self._emails: dict[str, tuple[str, int]] = {}
        self._phones: dict[tuple[frozenset[str], str], int] = {}
        self._ids: dict[str, int] = {}

    def alone(self, mark: str) -> bool:
        """Whether an address or phone stands under one name only."""
        return self._names[mark] <= 1

    def twice(self, row: int, id: str, marks: Marks) -> tuple[int, str]:
        """The row above that is about the same person, and why; 0 for a first one, which is remembered."""
        if id:
            if id in self._ids:
                return self._ids[id], "ID"
            self._ids[id] = row
        for email in marks.emails:
            other, at = self._emails.get(email, ("", 0))
            if at and same_name(other, marks.name):
                return at, "e-mail address"
        for phone in marks.phones:
            if at := self._phones.get((marks.words, phone), 0):
                return at, "name and phone"
        for email in marks.emails:
            self._emails.setdefault(email, (marks.name, row))
        for phone in marks.phones:
            self._phones.setdefault((marks.words, phone), row)
        return 0, ""

    def shared(self, row: int, marks: Marks) -> str:
        """A sentence when somebody above has the same address: a family, or one person under two names."""
        for email in marks.emails:
            other, at = self._emails.get(email, ("", 0))
            if at and at != row:
                return f"Row {row}: {marks.name} has the same e-mail address as {other}, row {at}. Both are kept."
        return ""


def _by(here: Sequence[str], marks: Iterable[Iterable[object]]) -> dict[object, tuple[str, ...]]:
    """Mark -> the IDs of those who have it."""
    found: dict[object, list[str]] = {}
    for id, its in zip(here, marks, strict=True):
        for mark in set(its):
            if mark:
                found.setdefault(mark, []).append(id)
    return {mark: tuple(them) for mark, them in found.items()}


def _rows(
    columns: Mapping[str, Sequence[Cell]], fields: Sequence[str], blank: Sequence[Cell]
) -> Iterable[Mapping[str, Cell]]:
    """The cells of some fields, row by row."""
    for cells in zip(*(columns.get(field, blank) for field in fields), strict=True):
        yield dict(zip(fields, cells, strict=True))
