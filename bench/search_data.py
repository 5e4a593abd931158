"""The book of the search trial, and its questions: whom each must find is worked out by looking at every person.

A question is made from somebody in the book, spelled as people spell; it means everybody whom the words as they should
have been typed fit. 120 of them come from four seeds, 30 were written by hand for people of their own.
"""

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.book import TODAY, id_of
from bench.search_names import CITIES, FIRMS, FIRST, LAST, NOTES
from crm.model.cells import Cell, Rules
from crm.model.headings import Tab
from crm.model.snapshot import Snapshot
from crm.model.text import fold
from crm.model.understanding import understand

EACH = 3  # notes a person
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Somebody:
    """A person of the book."""

    id: str
    first: str
    last: str
    firm: str
    city: str
    email: str
    phone: str
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first} {self.last}".strip()


@dataclass(frozen=True)
class Question:
    """What is typed, of which kind it is, and everybody whom it means."""

    kind: str
    typed: str
    means: frozenset[str]


def people(n: int) -> list[Somebody]:
    """`n` people, the same ones each time."""
    dice = random.Random(11)
    firsts, lasts = ({tongue: text.split() for tongue, text in one.items()} for one in (FIRST, LAST))
    words = {tongue: text.split() for tongue, text in NOTES.items()}
    tongues, told, cities, firms = list(FIRST), list(NOTES), CITIES.split(), FIRMS.split()
    found = []
    for number in range(n):
        tongue = dice.choice(tongues)
        first, last = dice.choice(firsts[tongue]), dice.choice(lasts[tongue])
        noted = words[dice.choice(told)]
        found.append(
            Somebody(
                id_of("C", number), first, last,
                f"{dice.choice(firms)} {dice.choice(lasts[dice.choice(tongues)])}" if dice.random() < 0.6 else "",
                dice.choice(cities),
                f"{fold(first)}.{fold(last)}{dice.randint(1, 99)}@example.{dice.choice(('org', 'com', 'net'))}",
                _phone(dice),
                tuple(" ".join(dice.sample(noted, 12)) for _ in range(EACH)),
            )
        )  # fmt: skip
    return found


def _phone(dice: random.Random) -> str:
    digits = "".join(dice.choice("0123456789") for _ in range(8))
    forms = ("0151 {0}{1}", "+49 151 {0}{1}", "(0221) {0}-{1}", "+33 6 {0} {1}", "0043 664 {0}{1}", "020 {0} {1}")
    return dice.choice(forms).format(digits[:4], digits[4:])


def snapshot_of(book: Sequence[Somebody]) -> Snapshot:
    """The workbook of these people, as it is read from a file."""
    contacts: list[list[Cell]] = [["ID", "Name", "Organisation", "City", "Email", "Phone"]]
    contacts += [[one.id, one.name, one.firm or None, one.city, one.email, one.phone] for one in book]
    notes: list[list[Cell]] = [["ID", "Date", "Contact", "Contact ID", "Type", "What happened"]]
    told = ((one, text) for one in book for text in one.notes)
    for number, (one, text) in enumerate(told):
        day = TODAY - dt.timedelta(days=number % 900)
        notes.append([id_of("N", number), day, one.name, one.id, "Call", text])
    rules = Rules(TODAY, country="DE")
    tabs = [Tab("Contacts", contacts, {}, {}), Tab("Interactions", notes, {}, {})]
    return Snapshot(understand(tabs, rules, revision="1", stamp=None), rules)


# questions ------------------------------------------------------------------------------------------------------------

Fits = Callable[[Somebody], bool]
Made = tuple[str, Fits]


def questions(book: Sequence[Somebody], seeds: int = 4) -> Iterator[Question]:
    """Thirty questions a seed: what is typed, and everybody whom it means."""
    for seed in range(seeds):
        dice = random.Random(1_000 + seed)
        for kind, count, make in KINDS:
            for number in range(count):
                while (made := make(dice, dice.choice(book), number)) is None:
                    pass
                typed, fits = made
                yield Question(kind, typed, frozenset(one.id for one in book if fits(one)))


def slip(dice: random.Random, word: str) -> str:
    """A word with one slip of the keyboard, not in its first letter: one left out, wrong, doubled, or two swapped."""
    places = [place for place, (a, b) in enumerate(pairwise(word)) if place and a != b]
    kind, place = dice.choice("drxs"), dice.choice(places)
    if kind == "d":
        return word[:place] + word[place + 1 :]
    if kind == "r":
        return word[:place] + dice.choice(_LETTERS.replace(word[place], "")) + word[place + 1 :]
    if kind == "x":
        return word[: place + 1] + word[place:]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _prefixes(dice: random.Random, one: Somebody, number: int) -> Made:
    first, last = one.first[: dice.randint(2, 4)], one.last[: dice.randint(3, 6)]
    return f"{first} {last}".lower(), lambda other: _begins(other.first, first) and _begins(other.last, last)


def _turned(dice: random.Random, one: Somebody, number: int) -> Made:
    return f"{fold(one.last)} {fold(one.first)}", lambda other: _same(other, one)


def _spelled(dice: random.Random, one: Somebody, number: int) -> Made | None:
    typed = one.last.lower().translate(_SPELLED)
    return None if typed == one.last.lower() else (typed, lambda other: other.last == one.last)


def _surname(dice: random.Random, one: Somebody, number: int) -> Made | None:
    """With the first name before it in two of five."""
    last = fold(one.last)
    if len(last) < 5:
        return None
    if number >= 3:
        return f"{fold(one.first)} {slip(dice, last)}", lambda other: _same(other, one)
    return slip(dice, last), lambda other: other.last == one.last


def _unfinished(dice: random.Random, one: Somebody, number: int) -> Made | None:
    last = fold(one.last)
    if len(last) < 7:
        return None
    begun = last[: dice.randint(6, len(last) - 1)]
    return slip(dice, begun), lambda other: _begins(other.last, begun)


def _dialled(dice: random.Random, one: Somebody, number: int) -> Made:
    """The end of a number, its beginning, as it stands, or with the calling code."""
    bare = _bare(one.phone)
    typed = (bare[-7:], one.phone[:-3], one.phone.replace(" ", "-"), f"+{bare}")[number]
    wanted = (bare[-7:], _bare(one.phone[:-3]), bare, bare)[number]
    return typed, lambda other: wanted in _bare(other.phone)


def _bare(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    if phone.startswith(("+", "00")):
        return digits.removeprefix("00")
    return "49" + digits[1:] if digits.startswith("0") else digits


def _firm(dice: random.Random, one: Somebody, number: int) -> Made | None:
    if not one.firm:
        return None
    named, city = one.firm.split()[1][:5], one.city[:3]
    return (
        f"{named} {city}".lower(),
        lambda other: (
            _begins(other.city, city) and any(_begins(word, named) for word in (*other.firm.split(), other.last))
        ),
    )


def _address(dice: random.Random, one: Somebody, number: int) -> Made:
    typed = one.email.partition("@")[0][: -1 if number else None]
    return typed, lambda other: other.email.startswith(typed)


def _noted(dice: random.Random, one: Somebody, number: int) -> Made | None:
    words = dice.sample([word for word in dice.choice(one.notes).split() if len(word) > 4], 2)
    return " ".join(map(str.lower, words)), lambda other: any(
        all(any(_begins(part, word) for part in text.split()) for word in words) for text in other.notes
    )


def _both(dice: random.Random, one: Somebody, number: int) -> Made | None:
    first, last = fold(one.first), fold(one.last)
    if min(len(first), len(last)) < 5:
        return None
    return f"{slip(dice, first)} {slip(dice, last)}", lambda other: _same(other, one)


def _begins(word: str, begun: str) -> bool:
    return fold(word).startswith(fold(begun))


def _same(one: Somebody, other: Somebody) -> bool:
    return (one.first, one.last) == (other.first, other.last)


KINDS: tuple[tuple[str, int, Callable[[random.Random, Somebody, int], Made | None]], ...] = (
    ("beginnings of both names", 4, _prefixes), ("last name first, no accents", 3, _turned),
    ("mueller for Müller", 2, _spelled), ("a slip in the last name", 5, _surname),
    ("a slip in an unfinished word", 2, _unfinished), ("part of a phone number", 4, _dialled),
    ("organisation and town", 3, _firm), ("part of an address", 2, _address), ("two words of a note", 3, _noted),
    ("a slip in both names", 2, _both),
)  # fmt: skip
