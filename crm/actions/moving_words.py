"""Moving settings and lists from one workbook into another: what was chosen in the source since the last move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crm.actions.moving_columns import OF_PART, folded
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


def lists(ours: Held, there: Held, known: Held, called: Mapping[str, str]) -> Iterator[ListChange]:
    """The words that came to a list, left it, or mean something else. `called` says how the target spells a heading of
    the source's sheet Lists."""
    before = {folded(name): words for name, words in known.lists.items()}
    for name in (heading for heading in ours.lists if heading in called):
        parts = {heading.partition(OF_PART)[2]: to.partition(OF_PART)[2] for heading, to in called.items()
                 if heading.startswith(name + OF_PART)}  # fmt: skip
        at = _List(called[name], parts)
        yield from _of_one(at, ours.lists[name], there.lists.get(at.name, {}), before.get(folded(name), {}))


def called(source: Contents, target: Contents | None) -> dict[str, str]:
    """The headings of the sheet Lists, and how the target spells them; those that it lacks come as they are. None where
    there is no target: a new workbook is made with all of them."""
    if target is None:
        return {}
    there = {folded(heading): heading for heading in target.lists_at}
    return {heading: there.get(folded(heading), heading) for heading in source.lists_at}


@dataclass(frozen=True)
class _List:
    """A list of the target, and what the source's columns beside it are called there."""

    name: str
    parts: Mapping[str, str]

    def beside(self, cells: Cells) -> Cells:
        """Cells of the source by the target's names."""
        return {self.parts[part]: cell for part, cell in cells.items() if part in self.parts}


def _of_one(at: _List, words: Mapping[str, Cells], theirs: Mapping[str, Cells], known: Mapping[str, Cells]
) -> Iterator[ListChange]:  # fmt: skip
    ours, there, before = map(_by_key, (words, theirs, known))
    for folded_word, (word, beside) in ours.items():
        if folded_word not in there:
            if folded_word not in before:
                yield AddToList(at.name, word, at.beside(beside))
        elif folded_word in before:
            yield from _beside(at, there[folded_word], at.beside(beside), before[folded_word][1])
    for gone in sorted(there.keys() & before.keys() - ours.keys()):
        yield RemoveFromList(at.name, *there[gone])


def _beside(at: _List, there: Word, ours: Cells, known: Cells) -> Iterator[SetBeside]:
    word, theirs = there
    before = {folded(part): cell for part, cell in known.items()}
    for part in at.parts.values():
        a, b, base = ours.get(part), theirs.get(part), before.get(folded(part))
        if not alike(a, b) and not alike(a, base) and alike(b, base):
            yield SetBeside(at.name, word, part, a, b)


def _by_key(words: Mapping[str, Cells]) -> dict[str, Word]:
    return {key(word): (word, beside) for word, beside in words.items()}
