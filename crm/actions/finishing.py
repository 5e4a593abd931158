"""What is noted of a next step that is done: a conversation. It counts as a touch; ticking off alone does not."""

from dataclasses import replace

from crm.actions.interactions import log_interaction
from crm.actions.rows import existing
from crm.model.cells import match_entry
from crm.model.changes import AddRow, ChangeSet
from crm.model.entry import Entry, Given
from crm.model.errors import InvalidInput
from crm.model.snapshot import Snapshot

_TYPES = {"phone": "Call", "email": "Email", "whatsapp": "WhatsApp", "in person": "Meeting", "letter": "Letter"}


def note_of(snapshot: Snapshot, id: str, given: Given) -> ChangeSet:
    """Note what came of a next step, with its contact: `what`, `type` and other fields of Interactions.

    Raises NoSuchRow when the step is gone, InvalidInput when it belongs to nobody or nothing was written.
    """
    existing(snapshot, "Follow-ups", id)
    contact = snapshot.follow_ups["contact_id"].get(id)
    if not isinstance(contact, str):
        raise InvalidInput("what", "This next step is with nobody, so there is no card to note it on.")
    entry = Entry.of(given)
    type_ = entry.values.get("type") or type_of(snapshot, id)
    noted = log_interaction(snapshot, contact, replace(entry, values={**entry.values, "type": type_}))
    row, *others = noted.changes
    if isinstance(row, AddRow) and "about" in snapshot.contents.sheets["Interactions"].columns:
        row = replace(row, values={**row.values, "about": id})
    return ChangeSet(noted.summary, (row, *others), noted.batch)


def type_of(snapshot: Snapshot, id: str) -> str:
    """The type of a conversation that a step was to be, in the team's words: as its How says, else the first type that
    means contact."""
    types = snapshot.lists.entries("Interaction types")
    how = snapshot.follow_ups["how"].get(id)
    named = match_entry(_TYPES.get(how.strip().lower(), how), types) if isinstance(how, str) else None
    contacts = [word for word in types if snapshot.lists.meaning("Interaction types", word) == "contact"]
    return named or next(iter(contacts or types), "Call")
