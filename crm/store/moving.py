"""A record takes over what another one holds: its rows as they were, its history, and the knowledge of what both hold.

What both held last is kept in both journals, so that a later move, in either direction, knows who changed what since.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from crm.model.cells import Cell
from crm.model.changes import ChangeSet
from crm.model.held import Held
from crm.model.snapshot import Snapshot
from crm.store.journal import Journal, decode, encode
from crm.store.journal.carrying import MOVES, carry
from crm.store.receipt import Actor, Receipt
from crm.store.record import Record

_NOTE = "agreed with "  # and the book_id of the other: a key of the table meta


@dataclass(frozen=True)
class Taken:
    """What a record holds at one moment, and the number of the last row of its history then: what is saved later is in
    neither, and goes along the next time."""

    seen: Snapshot
    until: int


def taken(record: Record) -> Taken:
    """The record as it is now."""
    while True:
        head = record.journal.head()
        seen = record.snapshot()
        if record.journal.head() == head:
            return Taken(seen, head[0])


def agreed(journal: Journal, other: str) -> Held | None:
    """What this record and another one held after the last move between them; None when there was none, or the first
    was taken back."""
    told = _told(journal, other)
    return _loaded(told) if told and not journal.is_undone(told["batch"]) else None


def _told(journal: Journal, other: str) -> dict[str, Any]:
    return json.loads(journal.meta(_NOTE + other) or "{}")  # type: ignore[no-any-return]


def take_over(record: Record, source: Record, what: Taken, changes: ChangeSet, actor: Actor) -> tuple[Receipt, int]:
    """Save the changes that `what` comes to, their stamps as they are, with the history of the source before them, and
    note what both hold; and how many presses of Save came with the history.

    Raises InvalidInput for what no cell can hold or no column is for, NotSaved when a journal cannot be written.
    """
    carried = carry(source.journal, record.journal, what.until)
    batch = f"{MOVES}{changes.batch}"
    receipt = record.save(replace(changes, batch=batch), actor, as_they_were=True)
    ours, theirs = record.journal, source.journal
    is_known = all(agreed(one, other.book_id) for one, other in ((ours, theirs), (theirs, ours)))
    first = _told(ours, theirs.book_id)["batch"] if is_known else batch
    held = Held.of(what.seen.contents)
    for one, other in ((ours, theirs), (theirs, ours)):
        _note(one, other.book_id, _dumped(held, first))
    return receipt, carried


def _note(journal: Journal, other: str, text: str) -> None:
    if journal.meta(_NOTE + other) != text:
        with journal.transaction():
            journal.set_meta(_NOTE + other, text)


def _dumped(held: Held, batch: str) -> str:
    rows = {name: {id: _encoded(row) for id, row in each.items()} for name, each in held.rows.items()}
    lists = {name: {word: _encoded(beside) for word, beside in each.items()} for name, each in held.lists.items()}
    told = {"batch": batch, "rows": rows, "settings": _encoded(held.settings), "lists": lists}
    return json.dumps(told, sort_keys=True)


def _encoded(cells: Mapping[str, Cell]) -> dict[str, object]:
    return {name: encode(cell) for name, cell in cells.items()}


def _loaded(told: Mapping[str, Any]) -> Held:
    rows, lists = (
        {name: {id: _decoded(cells) for id, cells in each.items()} for name, each in told[part].items()}
        for part in ("rows", "lists")
    )
    return Held(rows, _decoded(told["settings"]), lists)


def _decoded(cells: Mapping[str, Any]) -> dict[str, Cell]:
    return {name: decode(cell) for name, cell in cells.items()}
