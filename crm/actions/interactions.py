"""Noting what happened: a call, a visit, a delivery, with the next step and a rating where there was one."""

import datetime as dt

from crm.actions.follow_ups import next_step
from crm.actions.rows import day_of, full_name, linked
from crm.actions.satisfaction import answer
from crm.actions.values import cells_from
from crm.model.changes import Change, ChangeSet
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot

EXTRA = ("next_what", "next_due", "next_how", "question", "score", "comment")
"""What may be given beside the fields of an interaction: the next step, and the rating."""


def log_interaction(snapshot: Snapshot, contact: str, given: Given) -> ChangeSet:
    """Record one call, meeting, delivery ... with a contact, and the next step and the rating if they were given.

    `values` holds fields of Interactions; beside them `next_what`, `next_due` and `next_how` of a next step, and
    `question`, `score` and `comment` of a rating. Raises NoSuchRow when the contact is unknown, InvalidInput when
    nothing was written, the day lies in the future, or a value cannot be kept.
    """
    entry, today = Entry.of(given), snapshot.rules.today
    cells = cells_from(snapshot, "Interactions", {f: v for f, v in entry.values.items() if f not in EXTRA})
    cells.setdefault("date", today)
    cells["date"] = cells["date"] or today
    cells["type"] = cells.get("type") or "Note"
    if isinstance(cells["date"], dt.date) and day_of(cells["date"]) > today:
        raise InvalidInput("date", "This day lies ahead. Note it as a next step instead.")
    if not cells.get("what"):
        raise InvalidInput("what", "Write a line about what happened.")
    row = linked(snapshot, "Interactions", contact, cells)
    changes: list[Change] = [row]
    if entry.values.get("next_what") or entry.values.get("next_due"):
        changes.append(next_step(snapshot, contact, entry.values, about=row.id))
    if entry.values.get("score") not in (None, ""):
        changes.append(answer(snapshot, contact, entry.values, about=row.id))
    who = full_name(snapshot.row("Contacts", contact))
    return ChangeSet(f"{cells['type']} with {who}", tuple(changes), entry.batch)
