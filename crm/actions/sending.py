"""What is noted when a message went out, and whom it went to today."""

from collections.abc import Sequence

import pandas as pd

from crm.actions.messages import channel_of
from crm.actions.rows import full_name, linked
from crm.actions.segments import used
from crm.model.cells import Cell
from crm.model.changes import ChangeSet
from crm.model.snapshot import Snapshot

DIRECTION = "We contacted them"


def log_sent(
    snapshot: Snapshot, contacts: Sequence[str], channel: str, name: str, *, segment: str = "", by: str = ""
) -> ChangeSet:
    """One interaction for each of these contacts: the text called `name` went to them today by a channel.

    `segment`: the group that was written to; it was last used today. `by`: who of the team, if the list People has
    them. Raises NoSuchRow when somebody is not there any more.
    """
    cells: dict[str, Cell] = {
        "date": snapshot.rules.today, "type": type_of(snapshot, channel), "what": _what(name), "direction": DIRECTION,
        "by": by if by in snapshot.lists.entries("People") else None,
    }  # fmt: skip
    present = {column.field for column in snapshot.columns("Interactions")}
    kept = {field: cell for field, cell in cells.items() if field in present}
    rows = [linked(snapshot, "Interactions", contact, kept) for contact in dict.fromkeys(contacts)]
    one = full_name(snapshot.row("Contacts", contacts[0])) if len(rows) == 1 else f"{len(rows):,} people"
    return ChangeSet(f"{channel} to {one}: {name}", (*rows, *used(snapshot, segment)))


def written_today(snapshot: Snapshot, name: str) -> frozenset[str]:
    """The IDs of the contacts to whom the text called `name` went today."""
    rows = snapshot.interactions
    today = rows["date"].dt.normalize() == pd.Timestamp(snapshot.rules.today)
    return frozenset(rows.loc[today & (rows["what"] == _what(name)), "contact_id"].dropna())


def type_of(snapshot: Snapshot, channel: str) -> str:
    """The team's word for an interaction by a channel."""
    words = snapshot.lists.entries("Interaction types")
    return next((word for word in words if channel_of(word) == channel), channel)


def _what(name: str) -> str:
    return f"Sent “{name}”"
