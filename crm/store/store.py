"""Store: what the app holds of a workbook. The only thing that writes.

`save` compares each changed cell with what the person saw, writes the change to the journal and flushes it. Then it is
confirmed. One writer thread puts it into the workbook, merged with what others typed there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Literal

from crm.model.cells import Cell
from crm.model.changes import Cells, ChangeSet
from crm.model.held import Held
from crm.model.laid import Tabs
from crm.model.snapshot import Snapshot
from crm.store import left, moving, numbered, owning, refreshing, showing, taking_in, undoing
from crm.store.moving import Taken
from crm.store.noting import SHEET
from crm.store.receipt import Actor, Backup, Batch, Conflict, Noted, Question, Receipt, Removed, Status
from crm.store.record import Record


class Store:
    """A light view of one shared record by one actor. Every method begins with what the actor may do."""

    def __init__(self, record: Record, location: str, actor: Actor, warning: str = "") -> None:
        self._record = record
        self.location = location
        self.actor = actor
        self._warning = warning  # of the disk that this runs on

    def by(self, actor: Actor) -> "Store":
        """The same record, seen and changed by somebody else."""
        return Store(self._record, self.location, actor, self._warning)

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
        return replace(owning.status(self._record, self.location), warning=self._warning)

    def save(self, changes: ChangeSet) -> Receipt:
        """Confirm a batch of changes; they go into the workbook by themselves.

        Raises InvalidInput for what no cell can hold, NotAllowed, and NotSaved when the journal cannot be written.
        The same batch again changes nothing and gets the receipt of the first time.
        """
        self.actor.require("editor")
        return self._record.save(changes, self.actor)

    def taken(self) -> Taken:
        """What there is to move elsewhere, as of one moment."""
        self.actor.require("viewer")
        return moving.taken(self._record)

    def take_over(self, source: "Store", what: Taken, changes: ChangeSet) -> tuple[Receipt, int]:
        """Save what makes this record hold `what` was taken from another one, the stamps of its rows and its history as
        they are; and how many presses of Save came with the history.

        Raises what `save` raises."""
        self.actor.require("owner")
        return moving.take_over(self._record, source._record, what, changes, self.actor)

    def agreed(self, other: str) -> Held | None:
        """What this record and the one with the ID `other` held after the last move; None when there was none."""
        self.actor.require("viewer")
        return moving.agreed(self._record.journal, other)

    @property
    def is_looked_at(self) -> bool:
        """Whether nothing is ever written into it, as its owner chose."""
        return self._record.workbook.is_looked_at

    @property
    def book_id(self) -> str:
        """What the record is known by, wherever it lies."""
        return self._record.journal.book_id

    def receipt(self, batch: str) -> Receipt:
        """What has become of a batch that was saved earlier."""
        self.actor.require("viewer")
        return self._record.receipt(batch)

    def flush(self, timeout: float = 30.0) -> bool:
        """Wait until everything confirmed is in the workbook; False when some of it still waits."""
        self.actor.require("viewer")
        return self._record.flush(timeout)

    def undo(self, *batches: str) -> Receipt:
        """Take batches back, cell by cell: a cell that was changed again since stays as it is, as a conflict.

        What of them was still to be decided is decided by that: the sheet keeps its own. Raises NoSuchRow when there is
        nothing of them to take back.
        """
        self.actor.require("editor")
        return undoing.undo(self._record, batches, self.actor)

    def undo_overwrites(self, *batches: str) -> list[Conflict]:
        """The cells that an undo of these batches would leave alone, because they were changed again since."""
        self.actor.require("viewer")
        return undoing.kept(self._record, batches, self.actor)

    def history(
        self, limit: int = 100, *, before: str = "", actor: str = "", id: str = "", sheet: str = ""
    ) -> list[Batch]:
        """The latest batches, newest first, each with its steps, those that were made in the sheet too.

        Only those older than the batch `before`, by `actor`, about the row `id`, in `sheet`, where these are given.
        """
        self.actor.require("viewer")
        return undoing.history(self._record.journal, limit, before=before, actor=actor, id=id, sheet=sheet)

    def changes_of(self, ids: Iterable[str]) -> list[Noted]:
        """All that happened to the rows with these IDs, the oldest first, however long ago the journal goes."""
        self.actor.require("viewer")
        return undoing.changes_of(self._record.journal, ids)

    def conflicts(self) -> list[Conflict]:
        """Cells for which two people typed two values; the workbook keeps the one that was typed there."""
        self.actor.require("viewer")
        return self._record.journal.conflicts()

    def decide(self, seq: int, choice: Literal["theirs", "mine", "other"], value: Cell = None) -> Receipt | None:
        """Settle a conflict: the sheet keeps its own, or ours is written over it, or something else.

        Raises NoSuchRow when it was settled already.
        """
        self.actor.require("editor")
        return undoing.decide(self._record, seq, choice, value, self.actor)

    def left(self) -> frozenset[str]:
        """The marks of what looks like a slip, and was said to be right as it stands."""
        self.actor.require("viewer")
        return left.left(self._record.journal)

    def leave(self, marks: Iterable[str], is_left: bool = True) -> None:
        """Leave what bears these marks as it is from now on; or not any more. Raises NotSaved."""
        self.actor.require("editor")
        left.leave(self._record.journal, marks, is_left=is_left)

    def laid(self) -> Tabs:
        """How the rows lie in the workbook, by the title of the tab: what is merged and what is hidden. It may take a
        moment."""
        self.actor.require("viewer")
        return self._record.workbook.laid()

    def copied(self) -> list[tuple[str, str, str]]:
        """Rows that began as copies of others in the sheet: sheet, ID, and the ID of the other."""
        self.actor.require("viewer")
        return numbered.copied(self._record.journal)

    def gone(self) -> list[tuple[str, str, Cells]]:
        """Rows that somebody removed in the sheet in the last 90 days and that are not back, the latest first: sheet,
        ID, and what stood there."""
        self.actor.require("viewer")
        return [(row.sheet, row.id, row.cells) for row in self.removed() if row.actor == SHEET]

    def take_in(self, sheet: str, row: int, text: str) -> None:
        """Count a row that was left out as no record, or as a copy: it gets an ID of its own.

        `text` is what its Problem told of it. Raises NoSuchRow when it is not there as it was, ReadOnly, NotSaved."""
        self.actor.require("editor")
        taking_in.take_in(self._record, sheet, row, text)

    def actors(self) -> list[str]:
        """Everybody who changed anything, by name."""
        self.actor.require("viewer")
        return self._record.journal.actors()

    def removed(self) -> list[Removed]:
        """Rows that were removed in the last 90 days and are not back."""
        self.actor.require("viewer")
        return undoing.removed(self._record.journal, self._record.snapshot())

    def show_figures(self, cells: Mapping[tuple[int, int], Cell]) -> str:
        """Write figures into the sheet Overview, by (row, column): now; while it is open elsewhere, with the next save.

        "" when they go in; else why they did not: only what Kith wrote there itself is written over."""
        self.actor.require("editor")
        return showing.show(self._record, cells)

    def refresh_figures(self, make: Callable[[Snapshot], Mapping[tuple[int, int], Cell]]) -> None:
        """After a save: once a day have figures made and written where the setting `overview` is Yes; into a file with
        somebody's next save. Nobody waits for it, and what goes wrong is left for the next day."""
        self.actor.require("editor")
        refreshing.begin(self._record, make)

    # versions ---------------------------------------------------------------------------------------------------------

    def backups(self) -> list[Backup]:
        """The versions of the workbook that are kept, newest first."""
        self.actor.require("viewer")
        return self._record.workbook.backups()

    def restore(self, name: str, later: bool = False) -> Receipt:
        """Go back to a kept version; `later` brings back what was changed after it. What is there now is kept too.

        Raises CannotOpen when that version is not kept any more.
        """
        self.actor.require("owner")
        return owning.restore(self._record, name, self.actor, later=later)

    def question(self) -> Question | None:
        """What the owner must answer before anything can be saved; None when there is nothing."""
        self.actor.require("viewer")
        self._record.snapshot()  # looks at the workbook first
        return self.status().question

    def answer(self, choice: str) -> None:
        """Answer the question by the name of one of its choices. Raises NoSuchRow when it is not asked any more."""
        self.actor.require("owner")
        owning.answer(self._record, choice)

    def write_anyway(self) -> None:
        """Write what waits although somebody seems to have the workbook open; once."""
        self.actor.require("owner")
        owning.write_anyway(self._record)

    def noticed(self) -> None:
        """The notice of the status was read."""
        self.actor.require("editor")
        self._record.journal.noticed()

    def verify(self) -> list[str]:
        """What is wrong with the history, in sentences: rows altered or missing. Empty when it is whole."""
        self.actor.require("viewer")
        return self._record.journal.verify()

    def close(self) -> None:
        """Write what can be written and let go of the workbook. What still waits is kept and goes in next time."""
        self.actor.require("editor")
        self._record.close()
