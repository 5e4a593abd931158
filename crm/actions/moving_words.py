"""Moving settings and lists from one workbook into another: what was chosen in the source since the last move."""

from collections.abc import Iterator, Mapping

from crm.model.changes import AddToList, RemoveFromList, SetBeside, SetSetting
from crm.model.contents import Contents
from crm.model.held import Cells, Held, alike
from crm.model.settings import SETTINGS
from crm.model.text import key

ListChange = AddToList | RemoveFromList | SetBeside
Word = tuple[str, Cells]
"""A word of a list as it is spelt, with what stands beside it."""


def settings(source: Held, target: Held, known: Held) -> Iterator[SetSetting]:
    """The settings that were changed in the source. `known` is what both held; a setting that it does not name is
    taken over only where the target has none."""
    for name, ours in source.settings.items():
        theirs, base = target.settings.get(name), known.settings.get(name)
        if alike(ours, theirs) or (name not in SETTINGS and name not in target.settings):
            continue
        if name not in known.settings:
            if theirs in (None, ""):
                yield SetSetting(name, ours, theirs)
        elif not alike(ours, base):
            yield SetSetting(name, ours, theirs if alike(theirs, base) else base)


def lists(source: Held, target: Held, known: Held, place: Contents | None) -> Iterator[ListChange]:
    """The words that came to a list, left it, or mean something else. `place` says which columns the sheet Lists of the
    target has: what has none stays behind."""
    for name, words in source.lists.items():
        if place is None or name not in place.lists_at:
            continue
        ours, there, before = (_by_key(held.lists.get(name, {})) for held in (source, target, known))
        for word, beside in words.items():
            if key(word) in there:
                yield from _beside(name, there[key(word)], beside, before.get(key(word)))
            elif key(word) not in before:
                yield AddToList(name, word, {part: cell for part, cell in beside.items() if _has(place, name, part)})
        for gone in sorted(there.keys() & before.keys() - ours.keys()):
            yield RemoveFromList(name, *there[gone])


def _has(place: Contents, name: str, part: str) -> bool:
    return f"{name}: {part}" in place.lists_at


def _beside(name: str, there: Word, ours: Cells, before: Word | None) -> Iterator[SetBeside]:
    word, theirs = there
    for part in dict.fromkeys([*ours, *theirs]) if before else ():
        a, b, base = ours.get(part), theirs.get(part), before[1].get(part) if before else None
        if not alike(a, b) and not alike(a, base) and alike(b, base):
            yield SetBeside(name, word, part, a, b)


def _by_key(words: Mapping[str, Cells]) -> dict[str, Word]:
    return {key(word): (word, beside) for word, beside in words.items()}
