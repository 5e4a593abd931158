"""Words that are in no list: a slip of the keyboard, or a new word (25)."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from crm.actions.tidying.finding import Fix, Looked
from crm.model.cells import CHOICES, Unreadable, speller, written
from crm.model.changes import AddToList
from crm.model.emails import is_slip
from crm.model.frames import entries_of, reader
from crm.model.snapshot import Snapshot
from crm.model.text import brief, fold, squash

ALIKE = 0.9  # from here on a word is a slip of the other
_SHORT = 4  # letters; a slip in so few makes another word


def meant(word: str, entries: Sequence[str]) -> str:
    """The entry of a list of which a word is a slip, "" where there is none.

    >>> meant("custmer", ["Lead", "Customer"]), meant("Lend", ["Lead"]), meant("Neighbour", ["Customer"])
    ('Customer', '', '')
    """
    text = fold(squash(word))
    if len(text) < _SHORT:
        return ""
    rated = [(SequenceMatcher(None, text, fold(entry)).ratio(), entry) for entry in entries]
    close = [
        (ratio, entry)
        for ratio, entry in rated
        if ratio >= ALIKE or (len(text) > _SHORT and is_slip(text, fold(entry)))
    ]
    return max(close)[1] if close else ""


def fixes_of(snapshot: Snapshot, column: Looked, place: int) -> list[Fix]:
    """For a cell with words of no list: those that were meant, and taking the new ones into the list."""
    declared = column.column
    entries = entries_of(declared, snapshot.lists)
    value = reader(declared, snapshot.lists)(column.cells[place], snapshot.rules)
    if value is None or isinstance(value, Unreadable):
        return []
    words = value if isinstance(value, tuple) else (str(value),)
    spelled = speller(entries)
    strange = [word for word in words if not spelled(word)]
    right = tuple(spelled(word) or meant(word, entries) or word for word in words)
    found: list[Fix | None] = []
    if any(meant(word, entries) for word in strange):
        cell = declared.kind.format(right if declared.kind is CHOICES else right[0], snapshot.rules)
        found.append(column.fix(place, cell, f"Write {brief(written(cell), 40)}"))
    if declared.list:
        new = tuple(AddToList(declared.list, word) for word in strange)
        told = brief(", ".join(strange), 40)
        found.append(Fix(f"Add {told} to the list", new, f"{told}, in the list {declared.list}"))
    return [fix for fix in found if fix]
