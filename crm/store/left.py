"""What somebody said is right as it stands, though it looks like a slip: remembered, so that nobody is asked again."""

import json
from collections.abc import Iterable

from crm.store.journal import Journal

_NOTE = "left_as_it_is"  # a key of the table meta


def left(journal: Journal) -> frozenset[str]:
    """The marks of all that is to be left as it is."""
    return frozenset(json.loads(journal.meta(_NOTE) or "[]"))


def leave(journal: Journal, marks: Iterable[str], *, is_left: bool) -> None:
    """Remember these marks, or forget them. Raises NotSaved."""
    with journal.transaction():
        known, told = left(journal), frozenset(marks)
        journal.set_meta(_NOTE, json.dumps(sorted(known | told if is_left else known - told)))
