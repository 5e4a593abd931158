"""All that is kept of one person, ready for a file: what stands in the sheets, and what the journal says of it."""

from crm.actions.everything import Part, everything_of, rows_of
from crm.model.cells import written
from crm.model.snapshot import Snapshot
from crm.store.receipt import Noted
from crm.store.store import Store

_DONE = {"add": "Added", "remove": "Removed"}


def all_of_them(store: Store, snapshot: Snapshot, contact: str) -> list[Part]:
    """Every part of it. Raises NoSuchRow."""
    ids = [id for its in rows_of(snapshot, contact).values() for id in its]
    return everything_of(snapshot, contact, [_told(one) for one in store.changes_of(ids)])


def _told(one: Noted) -> dict[str, str]:
    """A change in words, the field it is about as it is."""
    step = one.step
    return {
        "When (UTC)": f"{one.at:%Y-%m-%d %H:%M}",
        "Who": one.actor,
        "Sheet": step.sheet,
        "Row": step.id,
        "What": step.field or _DONE.get(step.op, "All of it"),
        "Before": written(step.before),
        "After": written(step.after),
    }
