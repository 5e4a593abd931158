"""What every command shares: opening a workbook, and answering."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from crm.model.changes import AddRow, ChangeSet
from crm.store.opening import open_store
from crm.store.receipt import Conflict, Receipt
from crm.store.store import Store
from crm.ui import told as words

CHOSEN = "chosen.json"  # in the state folder: {"location": the workbook that was opened last}
PATIENCE = 30.0  # seconds that a command waits for its change to be in the workbook


@dataclass(frozen=True)
class Said:
    """What a command answers: a value for scripts, lines for people, and the exit code."""

    data: object
    lines: Sequence[str]
    code: int = 0


Arguments = argparse.Namespace


@contextmanager
def opened(location: str) -> Iterator[Store]:
    """The Store of a location, let go of afterwards; what is confirmed goes into the workbook first if it can."""
    store = open_store(location)
    try:
        yield store
    finally:
        store.close()


def saved(store: Store, changes: ChangeSet) -> Said:
    """Save, and say which row is new."""
    said = told(store, store.save(changes))
    added = next((change.id for change in changes.changes if isinstance(change, AddRow)), None)
    assert isinstance(said.data, dict)
    return Said({"id": added, **said.data}, [f"{said.lines[0]} ID: {added}", *said.lines[1:]])


def told(store: Store, receipt: Receipt, left: Sequence[Conflict] = ()) -> Said:
    """Wait until a confirmed change is in the workbook, and say whether it is; if it waits, why; what it left alone."""
    if not store.flush(PATIENCE / 10) and not store.receipt(receipt.batch).waiting:
        store.flush(PATIENCE)  # no reason to wait for: it is only slow
    now = store.receipt(receipt.batch)
    where = "It is in the workbook."
    if not now.in_workbook:
        where = f"It is kept and goes into the workbook by itself. {now.waiting}".rstrip()
    found = tuple(left) or receipt.conflicts
    data = {"batch": now.batch, "summary": now.summary, "in_workbook": now.in_workbook, "waiting": now.waiting}
    kept = words.left_alone(found, store.snapshot())
    return Said({**data, "conflicts": [asdict(one) for one in found]}, [f"{now.summary}. {where}", *kept])
