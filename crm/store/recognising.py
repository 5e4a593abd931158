"""Which rows without an ID were seen before: by what stands in them, and by where they stand."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from difflib import SequenceMatcher

from crm.model.cells import same, written
from crm.store.view import is_stamp
from crm.store.workbook import GiveId

Fingerprint = tuple[str, tuple[tuple[str, str], ...]]
"""A sheet and the filled cells of a row: how a row without ID is known again at the next read."""

_PAIRS = 2_500  # so many rows that were edited and moved are compared with each other, all with all
_SLIP = 0.6  # names more alike than this are one name, with a slip corrected


def fingerprint(row: GiveId) -> Fingerprint:
    """What a row without ID is known by."""
    filled = ((name, written(cell)) for name, cell in row.cells.items() if cell not in (None, ""))
    return row.sheet, tuple(sorted(filled))


def known_again(blank: Mapping[int, GiveId], known: Sequence[GiveId], lost: Sequence[GiveId] = ()) -> dict[int, str]:
    """The IDs of those rows of a sheet (by place) that are `known`: one ID a row, and one row an ID.

    First the rows that stay as they were, then those that moved, then those that were edited in their place, and at
    last those that were edited and moved. An ID may be known in several states of its row. Whose ID was in the workbook
    and is `lost` must bear the same name, or nearly: otherwise the row was removed, and this is another one.
    """
    seen = _Seen(blank, [*known, *lost])
    seen.match(lambda row: (row.row, fingerprint(row)))
    seen.match(fingerprint)
    seen.match(lambda row: row.row, _akin_and_named)
    waiting = {row.id for row in known}
    seen.match(lambda row: row.row, lambda one, other: one.id in waiting and akin(one, other))
    if len(seen.rows) * len(seen.known) <= _PAIRS:
        seen.match(_name, _akin_and_named)
        seen.match(lambda row: row.sheet, _akin_and_named)
    return seen.found


class _Seen:
    """What is known of rows, and the rows that it was not found for yet."""

    def __init__(self, blank: Mapping[int, GiveId], known: Sequence[GiveId]) -> None:
        self.rows, self.known = dict(blank), list(known)
        self.found: dict[int, str] = {}

    def match(
        self,
        key: Callable[[GiveId], Hashable],
        is_akin: Callable[[GiveId, GiveId], bool] = lambda one, other: True,
    ) -> None:
        """Take those for one that have the same key and are akin, the first ones first."""
        by_key: dict[Hashable, list[GiveId]] = {}
        used = set[str]()
        for give in self.known:
            by_key.setdefault(key(give), []).append(give)
        for place, row in self.rows.items():
            alike = by_key.get(key(row), [])
            fits = (n for n, give in enumerate(alike) if give.id not in used and is_akin(give, row))
            if (number := next(fits, None)) is not None:
                self.found[place] = alike.pop(number).id
                used.add(self.found[place])
        self.rows = {place: row for place, row in self.rows.items() if place not in self.found}
        self.known = [give for give in self.known if give.id not in used]


def akin(one: GiveId, other: GiveId) -> bool:
    """At least half of what stood there stands there still, a slip in the name not counted; more than half under quite
    another name. Who wrote a row, and when, is alike in many."""
    filled = [field for field, cell in one.cells.items() if cell not in (None, "") and not is_stamp(one.sheet, field)]
    alike = sum(same(one.cells[field], other.cells.get(field)) for field in filled)
    if not _one_name(one, other):
        return 2 * alike > len(filled)
    return 2 * (alike + (_name(one) != _name(other))) >= len(filled)


def _akin_and_named(one: GiveId, other: GiveId) -> bool:
    return _one_name(one, other) and akin(one, other)


def _one_name(one: GiveId, other: GiveId) -> bool:
    """Whether both bear one name, or nearly: “Jon Smth” and “John Smith”."""
    names = _name(one), _name(other)
    return all(names) and (names[0] == names[1] or SequenceMatcher(None, *names).ratio() >= _SLIP)


def _name(row: GiveId) -> str:
    """What people call the row."""
    cells = (row.cells.get(field) for field in ("name", "title", "contact"))
    return next((written(cell).casefold() for cell in cells if cell not in (None, "")), "")
