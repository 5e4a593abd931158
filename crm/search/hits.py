"""What was found: where the words stand, how well they fit, and which of them to mark."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.model.cells import Cell, written
from crm.model.text import fold, squash
from crm.search.names import name_of, split_name
from crm.search.texts import PHONES, spellings

WORD = re.compile(r"[^\W_]+")
_BEFORE, _AFTER = 30, 120  # characters of a text shown before what was found, and from there on
_UNSHOWN = {"id", "notes", "added_on", "changed_on", "changed_by", "not_same_as", *PHONES}
Forms = Sequence[Sequence[str]]
Span = tuple[int, int]


@dataclass(frozen=True)
class Hit:
    """What was found: a person, or a row of another sheet, and the text around the find.

    `id`: the person's, "" for a row that belongs to nobody. `field`: where all words stand, "" for several places.
    `in_notes`: not in the person's own cells but in what was noted about them. `spans`: the words of `snippet` that
    were looked for, from and to. `row`: the sheet and the ID of the row that holds the words.
    """

    id: str
    field: str
    in_notes: bool
    snippet: str
    spans: tuple[Span, ...] = ()
    row: tuple[str, str] = ("", "")

    def parts(self) -> list[tuple[str, bool]]:
        """The snippet in pieces, and which of them were looked for.

        >>> Hit("C-1", "name", False, "Ann Lee", ((4, 7),)).parts()
        [('Ann ', False), ('Lee', True)]
        """
        found, place = [], 0
        for start, end in self.spans:
            found += [(self.snippet[place:start], False), (self.snippet[start:end], True)]
            place = end
        return [(text, marked) for text, marked in (*found, (self.snippet[place:], False)) if text]


def rank(forms: Forms, row: Mapping[str, Cell]) -> int:
    """How well folded words fit a person, 0 best: the exact name, the last name, the name, the organisation, others."""
    name = name_of(row)
    all_words = _words(name)
    if len(forms) == len(WORD.findall(name)) and all(any(form in all_words for form in group) for group in forms):
        return 0
    if _begin(forms, all_words):
        first, last = split_name(name)
        family = _words(last or first)
        return 1 if any(_begin([group], family) for group in forms) else 2
    return 3 if _begin(forms, _words(written(row.get("organisation")))) else 4


def describe(forms: Forms, id: str, row: Mapping[str, Cell]) -> Hit:
    """Where a person's row holds the words: the first field with all of them, else "" and the first with one."""
    texts = {"name": name_of(row)}
    texts |= {field: squash(written(cell)) for field, cell in row.items() if cell is not None and field not in _UNSHOWN}
    held = {field: found for field, text in texts.items() if (found := _words(text)) and _begin(forms[:1], found)}
    whole = next((field for field, found in held.items() if _begin(forms, found)), "")
    shown, spans = excerpt(texts[whole or next(iter(held), "name")], forms)
    return Hit(id, whole, False, shown, spans, ("Contacts", id))


def excerpt(text: str, forms: Forms) -> tuple[str, tuple[Span, ...]]:
    """The part of a text in which the first folded word stands, shortened with … on the sides; the words in it.

    >>> excerpt("She asked whether the workshop will open on Saturday or Sunday next month", [["saturday"]])
    ('… whether the workshop will open on Saturday or Sunday next month', ((36, 44),))
    """
    text = squash(text)
    spans = _spans(text, forms)
    place = spans[0][0] if spans else 0
    start = text.rfind(" ", 0, max(place - _BEFORE, 0) + 1) + 1 if place > _BEFORE else 0
    end = len(text) if len(text) < place + _AFTER else max(text.rfind(" ", 0, place + _AFTER), start + _BEFORE)
    before = "… " if start else ""
    by = len(before) - start
    inside = tuple((a + by, b + by) for a, b in spans if start <= a and b <= end)
    return f"{before}{text[start:end]}{'' if end >= len(text) else ' …'}", inside


def _spans(text: str, forms: Forms) -> list[Span]:
    begun = tuple(form for group in forms for form in group)
    return [
        match.span()
        for match in WORD.finditer(text)
        if fold(match[0]).startswith(begun) or any(one.startswith(begun) for one in spellings(match[0]).split())
    ]


def _words(text: str) -> list[str]:
    return WORD.findall(f"{fold(text)} {spellings(text)}")


def _begin(forms: Forms, found: Sequence[str]) -> bool:
    """Whether each word, in one of its forms, is the beginning of one that was found."""
    return all(any(one.startswith(tuple(group)) for one in found) for group in forms)
