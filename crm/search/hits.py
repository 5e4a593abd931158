"""A person who was found: where the words stand, and how well they fit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.model.cells import Cell, written
from crm.model.text import fold, squash
from crm.search.names import split_name
from crm.search.texts import PHONES, spellings

WORD = re.compile(r"[^\W_]+")
_AROUND = 30  # characters of a text shown before what was found
_UNSHOWN = {"id", "notes", "added_on", "changed_on", "changed_by", "not_same_as", *PHONES}


@dataclass(frozen=True)
class Hit:
    """A person who was found: in which field ("" where the words stand in several), and the text around the find.

    `in_notes`: not in the person's own cells but in what was noted about them.
    """

    id: str
    field: str
    in_notes: bool
    snippet: str


def name_of(row: Mapping[str, Cell]) -> str:
    """The name on a row, put together where it has none but a first and a last one."""
    return squash(written(row.get("name"))) or squash(
        f"{written(row.get('first_name'))} {written(row.get('last_name'))}"
    )


def rank(words: Sequence[str], row: Mapping[str, Cell]) -> int:
    """How well folded words fit a person, 0 best: the exact name, the last name, the name, the organisation, others."""
    name = name_of(row)
    all_words = _words(name)
    if sorted(words) == sorted(WORD.findall(fold(name))):
        return 0
    if _begin(words, all_words):
        first, last = split_name(name)
        family = _words(last or first)
        return 1 if any(_begin([word], family) for word in words) else 2
    return 3 if _begin(words, _words(written(row.get("organisation")))) else 4


def describe(words: Sequence[str], id: str, row: Mapping[str, Cell]) -> Hit:
    """Where a person's row holds the words: the first field with all of them, else "" and the first with one."""
    texts = {"name": name_of(row)}
    texts |= {field: squash(written(cell)) for field, cell in row.items() if cell is not None and field not in _UNSHOWN}
    held = {field: found for field, text in texts.items() if (found := _words(text)) and _begin(words[:1], found)}
    for field, found in held.items():
        if _begin(words, found):
            return Hit(id, field, False, around(texts[field], words[0]))
    first = next(iter(held), "name")
    return Hit(id, "", False, around(texts[first], words[0]))


def around(text: str, word: str) -> str:
    """The part of a text in which a folded word stands, shortened with … on the sides.

    >>> around("She asked whether the workshop will open on Saturday or Sunday next month", "saturday")
    '… whether the workshop will open on Saturday or Sunday next month'
    """
    place = max(fold(text).find(word), 0)
    start = text.rfind(" ", 0, place - _AROUND) + 1 if place > _AROUND else 0
    end = len(text) if len(text) < place + 4 * _AROUND else text.rfind(" ", 0, place + 4 * _AROUND)
    return ("… " if start else "") + text[start : max(end, start + 1)] + ("" if end == len(text) else " …")


def _words(text: str) -> list[str]:
    return WORD.findall(f"{fold(text)} {spellings(text)}")


def _begin(words: Sequence[str], found: Sequence[str]) -> bool:
    """Whether each word is the beginning of one that was found."""
    return all(any(one.startswith(word) for one in found) for word in words)
