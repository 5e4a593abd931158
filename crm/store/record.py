"""A record and its journal, shared by every session: reading, confirming, and the one writer.

Everything in memory is guarded by one lock that is never held while the record is read or written, so that a save is
confirmed at once however busy the record is.
"""

import datetime as dt
import threading
from collections.abc import Callable, Sequence

from crm.model import ids
from crm.model.cells import Cell, Rules, storable
from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.model.errors import CannotOpen, InvalidInput, NotSaved
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.store import journal as states
from crm.store.entries import ADOPT, change_of, drafts
from crm.store.journal import Draft, Entry, Journal, dump, load
from crm.store.merge import Verdict, View, is_stamp
from crm.store.numbering import Fingerprint, fingerprint, number
from crm.store.receipt import Actor, Conflict, Receipt, Status
from crm.store.workbook import GiveId, Workbook
from crm.store.writing import write_pending

RETRY_SECONDS = 3.0  # how often a record that could not be written is tried again


class Record:
    """One workbook, one journal, one writer thread that lives only while there is something to write."""

    def __init__(self, workbook: Workbook, journal: Journal, now: Callable[[], dt.datetime]) -> None:
        self.workbook = workbook
        self.journal = journal
        self._now = now  # local time, without a zone, as cells hold it
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._thread: threading.Thread | None = None
        self._closed = False
        self.writing = False  # the record is being written by us just now, so its new revision is no news
        self.reason = ""  # why pending changes wait
        self._trouble = ""  # why the record cannot be read
        self._touched = -1
        self._take(workbook.read())

    # reading ----------------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The record as it is now, with what is confirmed and not in it yet. Unreadable: the last one that was read."""
        self._refresh()
        with self._lock:
            return self._snapshot

    def _refresh(self) -> None:
        with self._lock:
            seen, writing = self.base.revision, self.writing
        if not writing and self._revision() != seen:
            self._read()
        if self.journal.touched() != self._touched:
            with self._lock, self.journal.transaction():
                self._catch_up()

    def _read(self) -> None:
        try:
            self._take(self.workbook.read())
            self._trouble = ""
        except CannotOpen as error:
            self._trouble = str(error)

    def _catch_up(self) -> None:
        """Within a transaction: take over what another process confirmed or wrote since we looked."""
        if self.journal.touched() == self._touched:
            return
        if not self.writing and self._revision() != self.base.revision:
            self._read()  # what it marked as written is in the record now: never lay the rest over an older read
        self._overlay()

    def _revision(self) -> str:
        try:
            return self.workbook.revision()
        except OSError:
            return "gone"

    def _take(self, contents: Contents) -> None:
        """Take a read of the record as the new base: give IDs, lay over it what is pending."""
        with self._lock:
            before = getattr(self, "base", None)
            self.base, self.given = self._numbered(contents, before)
            self.read_at = self._now()
            self._overlay()

    def _numbered(self, contents: Contents, before: Contents | None) -> tuple[Contents, list[GiveId]]:
        adopted = [entry for entry in self.journal.pending() if entry.op == ADOPT]
        known: dict[Fingerprint, str] = {}
        for entry in adopted:
            known.setdefault(fingerprint(entry.sheet, load(entry.after)[0]), entry.row_id)
        taken = contents.ids | set(known.values())
        numbered, given = number(contents, before, known, lambda letter: ids.draw(letter, taken))
        old = {entry.row_id: entry for entry in adopted}
        new = [give for give in given if give.id not in old]
        gone = [entry for id, entry in old.items() if id not in {give.id for give in given}]
        if new or gone:
            rows = [Draft(give.sheet, give.id, "", ADOPT, None, dump(give.cells, give.row)) for give in new]
            with self.journal.transaction():
                self.journal.mark(gone, states.SUPERSEDED)
                if rows:
                    self.journal.add(f"adopt-{new[0].id}", "", "in the sheet", rows)
        return numbered, given

    def _overlay(self) -> None:
        """Lay what is pending over the base, and make a Snapshot of it from scratch."""
        self._touched = self.journal.touched()
        self.pending = [entry for entry in self.journal.pending() if entry.op != ADOPT]
        view, applied = View(self.base), list[Change]()
        for entry in self.pending:
            change = change_of(entry)
            if change is not None and view.decide(change).verdict is Verdict.WRITE:
                view.apply(change)
                applied.append(change)
        self._current = self.base.applied(applied)
        rules = Rules(self._now().date())
        self._snapshot = Snapshot(self._current, rules, waiting=self._waiting_rows())
        self._changed.notify_all()

    def _waiting_rows(self) -> frozenset[str]:
        return frozenset(entry.row_id for entry in self.pending)

    def revision(self) -> str:
        """Another text after every change of the record or of the journal, by anybody."""
        return f"{self._revision()}/{self.journal.touched()}"

    # confirming -------------------------------------------------------------------------------------------------------

    def save(self, changes: ChangeSet, actor: Actor, *, undoes: str = "") -> Receipt:
        """Confirm a batch: compare with what the person saw, write it to the journal, wake the writer.

        Raises InvalidInput for what no cell can hold, NotSaved when the journal cannot be written.
        """
        if self._closed:
            raise NotSaved("Kith is being closed. Nothing was saved; what you typed is still here.")
        self._refresh()
        _check(changes, self.base)
        with self._lock:
            if not changes:
                return Receipt(changes.batch, changes.summary, confirmed=True, in_workbook=True)
            with self.journal.transaction():
                if self.journal.knows(changes.batch):
                    return self.receipt(changes.batch)
                self._catch_up()
                accepted, rows, disputed = self._compare(changes, actor)
                entries = self.journal.add(changes.batch, changes.summary, actor.name, rows, undoes=undoes)
                fights = [(entry, disputed[n]) for n, entry in enumerate(entries) if n in disputed]
                self.journal.add_conflicts(fights)
            self._confirmed(accepted, [entry for n, entry in enumerate(entries) if n not in disputed])
            conflicts = tuple(_conflict(entry, theirs) for entry, theirs in fights)
            return Receipt(changes.batch, changes.summary, True, not self.pending, self.reason, conflicts)

    def _compare(self, changes: ChangeSet, actor: Actor) -> tuple[list[Change], list[Draft], dict[int, Cell]]:
        """What is accepted, the rows of the journal that say it, and by their place what the record holds instead."""
        view = View(self._current)
        accepted, rows, disputed = list[Change](), list[Draft](), dict[int, Cell]()
        for change in (self._stamped(change, actor) for change in changes.changes):
            kept: dict[str, Cell] = {}
            for draft in drafts(self._completed(change, view), self._place(change, view)):
                cell = change_of(draft)
                assert cell is not None
                decision = view.decide(cell)
                if decision.verdict is Verdict.DONE:
                    continue
                if decision.verdict is Verdict.CONFLICT:
                    disputed[len(rows)] = decision.theirs
                elif isinstance(cell, UpdateRow):
                    kept |= cell.values
                else:
                    accepted.append(cell)
                    view.apply(cell)
                rows.append(draft)
            if isinstance(change, UpdateRow) and any(not is_stamp(change.sheet, field) for field in kept):
                accepted.append(UpdateRow(change.sheet, change.id, kept))
                view.apply(accepted[-1])
        return accepted, rows, disputed

    def _completed(self, change: Change, view: View) -> Change:
        """A change with what stands in its cells where the caller expected nothing in particular."""
        if isinstance(change, UpdateRow):
            now = view.row(change.sheet, change.id) or {}
            real = {f: v for f, v in change.values.items() if not is_stamp(change.sheet, f)}
            if all(view.decide(UpdateRow(change.sheet, change.id, {f: v}, change.expected)).verdict is not Verdict.WRITE
                   for f, v in real.items()):  # fmt: skip
                return UpdateRow(change.sheet, change.id, real, {**now, **change.expected})  # nothing to stamp
            return UpdateRow(change.sheet, change.id, change.values, {**now, **change.expected})
        if isinstance(change, RemoveRow):
            seen = change.expected or view.row(change.sheet, change.id) or {}
            return RemoveRow(change.sheet, change.id, seen, change.place)
        return change

    @staticmethod
    def _place(change: Change, view: View) -> int | None:
        return view.place(change.sheet, change.id) if isinstance(change, RemoveRow) else None

    def _stamped(self, change: Change, actor: Actor) -> Change:
        """A change of a row with who and when, in the columns that the sheet has for it."""
        if not isinstance(change, AddRow | UpdateRow):
            return change
        sheet, now = self._current.sheets.get(change.sheet), self._now().replace(microsecond=0)
        stamps: dict[str, Cell] = {"changed_on": now, "changed_by": actor.name}
        if isinstance(change, AddRow):
            stamps["added_on"] = now
        known = {field: cell for field, cell in stamps.items() if sheet and field in sheet.columns}
        if isinstance(change, AddRow):
            values = {field: cell for field, cell in change.values.items() if cell is not None}
            return AddRow(change.sheet, change.id, {**values, **known}, change.place)
        return UpdateRow(change.sheet, change.id, {**change.values, **known}, change.expected)

    def _confirmed(self, accepted: Sequence[Change], entries: Sequence[Entry]) -> None:
        self._touched = self.journal.touched()
        if accepted:
            self.pending = [*self.pending, *entries]
            self._current = self._current.applied(accepted)
            self._snapshot = self._snapshot.after(self._current, accepted, self._waiting_rows())
            self._wake()

    def receipt(self, batch: str) -> Receipt:
        """What became of an earlier batch."""
        entries = self.journal.of_batch(batch)
        summary, _ = self.journal.summary(batch) or ("", "")
        waits = any(entry.state == states.PENDING for entry in entries)
        return Receipt(batch, summary, True, not waits, self.reason if waits else "")

    # writing ----------------------------------------------------------------------------------------------------------

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="kith-writer", daemon=False)
            self._thread.start()
        self._changed.notify_all()

    def resume(self) -> None:
        """Write what an earlier run of Kith confirmed and could not write any more."""
        with self._lock:
            if self.pending and not self._closed:
                self._wake()

    def _run(self) -> None:
        while True:
            reason = write_pending(self)
            with self._lock:
                self.reason = reason
                self._changed.notify_all()
                if not self.pending or self._closed or not threading.main_thread().is_alive():
                    self._thread = None
                    self._changed.notify_all()
                    return
                if reason:
                    self._changed.wait(RETRY_SECONDS)

    def work(self) -> tuple[Contents, list[GiveId], list[Entry]]:
        """For the writer: the base, the IDs to give and what is pending, at one moment."""
        with self._lock:
            return self.base, list(self.given), list(self.pending)

    def moved(self, found: Contents) -> None:
        """For the writer: somebody else wrote; this is what stands there now."""
        self._take(found)

    def finish(self, now: Contents, mark: Callable[[], Sequence[Entry]], *, clean: bool) -> None:
        """For the writer: the record is at `now`. `mark` tells the journal what became of which rows and returns them.

        `clean` when every row went in just as it was confirmed: then only row numbers are new to the Snapshot.
        """
        with self._lock:
            with self.journal.transaction():
                as_known = self.journal.touched() == self._touched
                done = {entry.seq for entry in mark()}
                touched = self.journal.touched()
            self.base, self.given = self._numbered(now, self.base)
            if not (clean and as_known and touched == self.journal.touched()):
                self._overlay()
                return
            self._touched = touched
            self.pending = [entry for entry in self.pending if entry.seq not in done]
            rest = [change for entry in self.pending if (change := change_of(entry)) is not None]
            self._current = self.base.applied(rest)
            self._snapshot = self._snapshot.after(self._current, [], self._waiting_rows())
            self._changed.notify_all()

    def flush(self, timeout: float) -> bool:
        """Wait until everything confirmed is in the record; False when it still waits after `timeout` seconds."""
        with self._lock:
            return self._changed.wait_for(lambda: not self.pending and self._thread is None, timeout)

    def close(self, timeout: float = 30.0) -> None:
        """Write what can be written, then let go of the journal."""
        with self._lock:
            thread, self._closed = self._thread, True
            self._changed.notify_all()
        if thread is not None:
            thread.join(timeout)
        self.journal.close()

    # how it is doing --------------------------------------------------------------------------------------------------

    def status(self, location: str) -> Status:
        """How the record is doing, in one sentence."""
        with self._lock:
            waiting = len({entry.batch for entry in self.pending})
            oldest = min((entry.at for entry in self.pending), default=None)
            changes = "1 change" if waiting == 1 else f"{waiting} changes"
            if self._trouble:
                sentence = self._trouble
            elif waiting and self.reason:
                verb = "waits" if waiting == 1 else "wait"
                sentence = f"{self.reason} {changes} {verb}; nothing is lost, they go in by themselves."
            else:
                sentence = f"Saving {changes}" if waiting else "Up to date"
            return Status(self.workbook.name, location, sentence, waiting, oldest, self._trouble, self.read_at)


def _conflict(entry: Entry, theirs: Cell) -> Conflict:
    before, ours = load(entry.before)[0].get(entry.column), load(entry.after)[0].get(entry.column)
    return Conflict(entry.sheet, entry.row_id, entry.column, before, theirs, ours, entry.actor, entry.at, entry.seq)


def _check(changes: ChangeSet, contents: Contents) -> None:
    """Refuse, before anything is written, what no cell can hold and what has no column."""
    for change in changes.changes:
        if isinstance(change, AddRow | UpdateRow):
            for field, cell in change.values.items():
                heading = SHEETS[change.sheet].column(field).heading
                if why := storable(cell):
                    raise InvalidInput(field, f"{heading} {why}.")
                sheet = contents.sheets.get(change.sheet)
                if cell is not None and (sheet is None or field not in sheet.columns):
                    raise InvalidInput(field, f"The sheet {change.sheet} has no column “{heading}” to keep this in.")
        for text in (getattr(change, "value", None), getattr(change, "entry", None)):
            if why := storable(text):
                raise InvalidInput("value", f"This {why}.")
