"""Rows that bear another ID by now, and what waits for them: it goes along with them.

Two Kiths may give an ID each to a row that somebody typed, and the sheet keeps one; or somebody types over an ID.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from crm.model.changes import AddRow, Change, RemoveRow, UpdateRow
from crm.model.contents import Contents, SheetContents
from crm.store.numbering import give_at
from crm.store.recognising import known_again

Row = tuple[str, str]


def other_ids(before: Contents, now: Contents, waiting: Iterable[Row]) -> dict[Row, str]:
    """The rows (sheet, ID) that wait, are gone, and stand there under an ID that was not there before: that ID."""
    found: dict[Row, str] = {}
    rows = set(waiting)
    for name in {sheet for sheet, _ in rows} & before.sheets.keys() & now.sheets.keys():
        known, there = before.sheets[name], now.sheets[name]
        lost = [give_at(known, known.places[id]) for id in _missing(known, there) if (name, id) in rows]
        strange = {there.places[id]: give_at(there, there.places[id]) for id in _missing(there, known)} if lost else {}
        for place, id in known_again(strange, [], lost).items():
            found[name, id] = str(there.columns["id"][place])
    return found


def _missing(one: SheetContents, other: SheetContents) -> Iterator[str]:
    """The IDs of a sheet that another one does not have."""
    return (id for id in one.places if id not in other.places)


def about(change: Change, id: str) -> Change:
    """The same change of the row that bears this ID."""
    return replace(change, id=id) if isinstance(change, AddRow | RemoveRow | UpdateRow) else change
