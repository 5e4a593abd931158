"""Store: what the app holds of a workbook. The only thing that writes.

`save` compares each changed cell with what the person saw, writes the change to the journal and flushes it. Then it is
confirmed. One writer thread puts it into the workbook, merged with what others typed there.
"""

from crm.model.cells import Cell
from crm.model.changes import Change, ChangeSet, RemoveRow, SetSetting, UpdateRow
from crm.model.errors import NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store import journal as states
from crm.store.entries import change_of
from crm.store.journal import Entry, load
from crm.store.merge import is_stamp
from crm.store.receipt import Actor, Batch, Conflict, Receipt, Status, Step
from crm.store.record import Record


class Store:
    """A light view of one shared record by one actor. Every method begins with what the actor may do."""

    def __init__(self, record: Record, location: str, actor: Actor) -> None:
        self._record = record
        self.location = location
        self.actor = actor

    def by(self, actor: Actor) -> "Store":
        """The same record, seen and changed by somebody else."""
        return Store(self._record, self.location, actor)

    def revision(self) -> str:
        """Another text after every change by anybody; cheap to ask."""
        self.actor.require("viewer")
        return self._record.revision()

    def snapshot(self) -> Snapshot:
        """The workbook as it is now, with what is confirmed and not in it yet."""
        self.actor.require("viewer")
        return self._record.snapshot()

    def status(self) -> Status:
        """How the workbook is doing."""
        self.actor.require("viewer")
        return self._record.status(self.location)

    def save(self, changes: ChangeSet) -> Receipt:
        """Confirm a batch of changes; they go into the workbook by themselves.

        Raises InvalidInput for what no cell can hold, NotAllowed, and NotSaved when the journal cannot be written.
        The same batch again changes nothing and gets the receipt of the first time.
        """
        self.actor.require("editor")
        return self._record.save(changes, self.actor)

    def receipt(self, batch: str) -> Receipt:
        """What has become of a batch that was saved earlier."""
        self.actor.require("viewer")
        return self._record.receipt(batch)

    def flush(self, timeout: float = 30.0) -> bool:
        """Wait until everything confirmed is in the workbook; False when some of it still waits."""
        self.actor.require("viewer")
        return self._record.flush(timeout)

    def undo(self, batch: str) -> Receipt:
        """Take a batch back, cell by cell: a cell that was changed again since stays as it is, as a conflict.

        What of it was still to be decided is decided by that: the sheet keeps its own. Raises NoSuchRow when there is
        nothing of it to take back.
        """
        self.actor.require("editor")
        told = self._record.journal.summary(batch)
        entries = self._record.journal.of_batch(batch)
        happened = [entry for entry in reversed(entries) if entry.state in _HAPPENED and not _is_stamp(entry)]
        back = [change.inverse() for entry in happened if (change := change_of(entry))]
        open_ones = {conflict.seq for conflict in self.conflicts()}
        disputed = [entry.seq for entry in entries if entry.seq in open_ones]
        if told is None or not (back or disputed):
            raise NoSuchRow("There is nothing of this left to take back.")
        for seq in disputed:
            self._record.journal.settle(seq, "theirs")
        summary, undone = told
        words = (
            f"Redone: {summary.removeprefix('Undone: ')}" if undone else f"Undone: {summary.removeprefix('Redone: ')}"
        )
        kept = [change for change in back if not (isinstance(change, UpdateRow) and not change.values)]
        return self._record.save(ChangeSet(words, tuple(kept)), self.actor, undoes=batch)

    def history(self, limit: int = 100) -> list[Batch]:
        """The latest batches, newest first, each with its steps."""
        self.actor.require("viewer")
        journal = self._record.journal
        found = []
        for batch, summary, actor, at, undone in journal.batches(limit):
            entries = [entry for entry in journal.of_batch(batch) if not _is_stamp(entry)]
            found.append(Batch(batch, summary, actor, at, _state(entries), undone, tuple(map(_step, entries))))
        return found

    def conflicts(self) -> list[Conflict]:
        """Cells for which two people typed two values; the workbook keeps the one that was typed there."""
        self.actor.require("viewer")
        return self._record.journal.conflicts()

    def decide(self, seq: int, *, mine: bool) -> Receipt | None:
        """Settle a conflict: `mine` writes our value over the one in the sheet, otherwise the sheet keeps its own.

        Raises NoSuchRow when it was settled already.
        """
        self.actor.require("editor")
        found = next((conflict for conflict in self.conflicts() if conflict.seq == seq), None)
        if found is None:
            raise NoSuchRow("This was decided already.")
        receipt = None
        if mine and (entry := self._record.journal.entry(seq)) and (change := change_of(entry)):
            again = ChangeSet("Ours instead of the sheet's", (_against(change, found.theirs),))
            receipt = self._record.save(again, self.actor)
        self._record.journal.settle(seq, "mine" if mine else "theirs")
        return receipt

    def close(self) -> None:
        """Write what can be written and let go of the workbook. What still waits is kept and goes in next time."""
        self.actor.require("editor")
        self._record.close()


_HAPPENED = (states.PENDING, states.IN_WORKBOOK)


def _against(change: Change, theirs: Cell) -> Change:
    """The same change, made in the knowledge of what the sheet holds."""
    if isinstance(change, UpdateRow):
        return UpdateRow(change.sheet, change.id, change.values, dict.fromkeys(change.values, theirs))
    if isinstance(change, SetSetting):
        return SetSetting(change.key, change.value, theirs)
    return RemoveRow(change.sheet, change.id) if isinstance(change, RemoveRow) else change


def _is_stamp(entry: Entry) -> bool:
    return bool(entry.column) and entry.sheet not in ("Settings", "Lists") and is_stamp(entry.sheet, entry.column)


def _state(entries: list[Entry]) -> str:
    found = {entry.state for entry in entries}
    return next((state for state in (states.CONFLICT, states.PENDING) if state in found), states.IN_WORKBOOK)


def _step(entry: Entry) -> Step:
    before, after = load(entry.before)[0], load(entry.after)[0]
    name = entry.column or "name"
    return Step(entry.sheet, entry.row_id, entry.column, entry.op, before.get(name), after.get(name), entry.state)
