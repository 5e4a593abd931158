"""A record and its journal, shared by every session: confirming what people save, and the one writer.

What is known of it, and the two locks that all of this holds, stand in `known`.
"""

import datetime as dt
import time
from collections.abc import Callable, Sequence

from crm.model.changes import ChangeSet
from crm.model.contents import Contents
from crm.model.errors import CannotOpen, NotSaved, ReadOnly
from crm.model.snapshot import Snapshot
from crm.store import journal as states
from crm.store import writer
from crm.store.confirming import check, compare
from crm.store.journal import Entry, Journal
from crm.store.known import Known
from crm.store.receipt import Actor, Conflict, Receipt
from crm.store.showing import Waiting
from crm.store.workbook import GiveId, Workbook


class Record(Known):
    """One workbook, one journal, one writer thread that lives only while there is something to write."""

    def __init__(self, workbook: Workbook, journal: Journal, now: Callable[[], dt.datetime]) -> None:
        super().__init__(workbook, journal, now)
        self._writer = writer.Writer(self)
        self.is_closed = False
        self.reason = ""  # why pending changes wait
        self.figures: Waiting | None = None  # for the sheet Overview
        self.refreshed: dt.date | None = None  # the day of which figures were asked for last

    # reading ----------------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The record as it is now, with what is confirmed and not in it yet. Unreadable: the last one that was read."""
        self._refresh()
        with self.lock:
            shown, waiting = self._shown, self._waiting_rows()
        return shown.snapshot(self._rules(), waiting)

    def _refresh(self) -> None:
        """Take over what others did. While we write, what they did to the record must wait a moment; once we have
        written, its revision is another one, so that nobody stays with what they saw."""
        if self.at_record.acquire(blocking=not self._writer.is_writing):
            try:
                self.follow()
            finally:
                self.at_record.release()
        with self.lock:
            self._catch_up()
            self._write_what_others_left()

    def follow(self) -> None:
        """Read the record again if it is another one than the last read, and write what waited for that. For who holds
        `at_record`."""
        if self.read_anew():
            self.resume()

    def _catch_up(self) -> None:
        """Lay over the base what another process confirmed since we looked."""
        if self.journal.touched() != self._touched:
            self._overlay()

    def _write_what_others_left(self) -> None:
        """What a process confirmed that is gone by now is ours to write."""
        late = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=writer.RETRY_SECONDS)
        if self._writer.is_done and not self.is_closed and any(entry.at < late for entry in self.pending):
            self._writer.wake()

    def _waiting_rows(self) -> frozenset[str]:
        return frozenset(entry.row_id for entry in self.pending)

    # confirming -------------------------------------------------------------------------------------------------------

    def save(
        self, changes: ChangeSet, actor: Actor, *, undoes: Sequence[str] = (), as_they_were: bool = False
    ) -> Receipt:
        """Confirm a batch: compare with what the person saw, write it to the journal, wake the writer.

        `as_they_were`: the rows come from elsewhere, and keep saying who changed them there and when.
        Raises InvalidInput for what no cell can hold, NotSaved when the journal cannot be written.
        """
        if self.is_closed:
            raise NotSaved("Kith is being closed. Nothing was saved; what you typed is still here.")
        if self.question is not None:
            raise ReadOnly(f"{self.question.sentence} Until the owner has answered, nothing can be saved.")
        if sentence := self.workbook.look_only():
            raise ReadOnly(sentence)
        if not changes:
            return Receipt(changes.batch, changes.summary, confirmed=True, in_workbook=True)
        self._refresh()
        with self.lock:
            try:
                return self._confirm(changes, actor, undoes, as_they_were)
            except BaseException:
                self._shown = self._shown.moved(self.base, self.pending)  # it had seen what was compared
                raise

    def _confirm(self, changes: ChangeSet, actor: Actor, undoes: Sequence[str], as_they_were: bool) -> Receipt:
        with self.journal.transaction():
            if self.journal.knows(changes.batch):
                return self.receipt(changes.batch)
            self._catch_up()
            check(changes, self.base)
            who = "" if as_they_were else actor.name
            found = compare(changes.changes, self._shown.view, who, self.now().replace(microsecond=0))
            entries = self.journal.add(changes.batch, changes.summary, actor.name, found.rows, undoes=" ".join(undoes))
            self.journal.add_conflicts([(entries[n], theirs) for n, theirs in found.disputed.items()])
            touched = self.journal.touched()
        self._touched = touched
        if found.accepted:
            self.pending = [*self.pending, *(entry for n, entry in enumerate(entries) if n not in found.disputed)]
            self._shown.confirmed(found.accepted)
            self._writer.wake()
        return self.receipt(changes.batch)

    def receipt(self, batch: str) -> Receipt:
        """What has become of a batch."""
        entries = self.journal.of_batch(batch)
        told = self.journal.summary(batch)
        waits = any(entry.state == states.PENDING for entry in entries)
        reason = self.reason if waits else ""
        return Receipt(batch, told[0] if told else "", told is not None, not waits, reason, self._disputed(entries))

    def _disputed(self, entries: Sequence[Entry]) -> tuple[Conflict, ...]:
        if all(entry.state != states.CONFLICT for entry in entries):
            return ()
        ours = {entry.seq for entry in entries}
        return tuple(conflict for conflict in self.journal.conflicts() if conflict.seq in ours)

    # writing ----------------------------------------------------------------------------------------------------------

    def resume(self) -> None:
        """Write what waits; an earlier run of Kith may have confirmed it and could not write it any more."""
        with self.lock:
            if self.has_work and not self.is_closed:
                self._writer.wake()

    def wake(self) -> None:
        """Have a round of the writer now. For who holds the lock."""
        self._writer.wake()

    @property
    def has_work(self) -> bool:
        """Whether there is anything to write."""
        is_any = self.pending or self.is_unstamped or (self.figures is not None and self.figures.is_due)
        return bool(is_any) and not self.workbook.is_looked_at

    def work(self) -> tuple[Contents, list[GiveId], list[Entry]]:
        """For the writer: the record as it is, the IDs to give, and what is pending. Raises CannotOpen."""
        self.follow()
        if self._swaps.is_unsettled:
            self._swaps.settle()
        if not self.trouble and self.question is None and self.base.fingerprint != self.journal.accounted():
            self.look()  # nothing is written on top of what the journal does not account for
        if self.trouble or self.question is not None:
            raise CannotOpen(self.trouble or (self.question.sentence if self.question else ""))
        with self.lock:
            return self.base, list(self.given), self._waiting()

    def finish(
        self, now: Contents, mark: Callable[[], Sequence[Entry]], *, clean: bool, displaced: tuple[Contents, str] | None
    ) -> None:
        """For the writer: the record is at `now`. `mark` tells the journal what became of which rows and returns them.

        `clean` when every row went in just as it was confirmed: then only row numbers are new to the Snapshot.
        `displaced` is what somebody saved in the very moment of our swap, and the generation of that swap.
        """
        with self.lock:
            with self.journal.transaction():
                as_known = self.journal.touched() == self._touched
                done = {entry.seq for entry in mark()}
                if displaced is not None:
                    self._swaps.see_through(displaced[1], displaced[0], now)
                touched = self.journal.touched()
            if now is not self._base:
                self._base, self.given = self._numbered(now)
                self.is_unstamped = False
            self.pending = [entry for entry in self.pending if entry.seq not in done]
            if displaced or not (clean and as_known and touched == self.journal.touched()):
                self._overlay()
                return
            self._touched = touched
            self._shown = self._shown.moved(self.base, self.pending)
            self.changed.notify_all()

    def flush(self, timeout: float) -> bool:
        """Wait until everything confirmed is in the record; False when it still waits after `timeout` seconds."""
        end = time.monotonic() + timeout
        while True:
            self._refresh()
            with self.lock:
                if not self.pending and (self._writer.is_done or self.is_unstamped):
                    return True
                if time.monotonic() >= end:
                    return False
                self.changed.wait(min(0.5, end - time.monotonic()))

    def close(self, timeout: float = 30.0) -> None:
        """Write what can be written, then let go of the journal."""
        with self.lock:
            self.is_closed = True
            self.changed.notify_all()
        self._writer.join(timeout)
        self.workbook.close()
        self.journal.close()
