"""A record and its journal, shared by every session: reading, confirming, and the one writer.

Two locks. `lock` guards what is in memory and is never held while the record is read or written, so that a save is
confirmed at once however busy the record is. `at_record` is held while the record is read or written and until what
came of it is in memory, so that an older read never replaces a newer one. Who holds `lock` never waits for it.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from crm.model.cells import Rules
from crm.model.changes import ChangeSet
from crm.model.contents import Contents
from crm.model.dates import in_zone
from crm.model.errors import CannotOpen, NotSaved, ReadOnly, StoreError
from crm.model.settings import Settings
from crm.model.snapshot import Snapshot
from crm.store import journal as states
from crm.store import writer
from crm.store.confirming import check, compare
from crm.store.entries import ADOPT
from crm.store.following import Following, Found, stamp_of
from crm.store.journal import Entry, Journal
from crm.store.noting import Noting
from crm.store.numbered import Numbers
from crm.store.plan import Plan, known_to, settle
from crm.store.receipt import Actor, Conflict, Question, Receipt
from crm.store.showing import Waiting
from crm.store.shown import Shown
from crm.store.swaps import Swaps
from crm.store.workbook import Busy, GiveId, Workbook

LOOKS = 50  # how often in a row we read again while another process writes


class Record:
    """One workbook, one journal, one writer thread that lives only while there is something to write."""

    def __init__(self, workbook: Workbook, journal: Journal, now: Callable[[], dt.datetime]) -> None:
        self.workbook = workbook
        self.journal = journal
        self._clock = now
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.at_record = threading.Lock()
        self._writer = writer.Writer(self)
        self.is_closed = False
        self.reason = ""  # why pending changes wait
        self.trouble = ""  # why the record cannot be read
        self._late: list[Contents] = []  # saves that ended after ours had taken their place
        self._tried = ("", 0.0)  # the revision that could not be read, and when (monotonic)
        self._base: Contents | None = None
        self.given: list[GiveId] = []  # IDs that are not in the record yet
        self.pending: list[Entry] = []  # what is confirmed and not in the record yet
        self.figures: Waiting | None = None  # for the sheet Overview
        self.refreshed: dt.date | None = None  # the day of which figures were asked for last
        self.is_unstamped = False  # what stands there bears the stamp of an older version
        self.question: Question | None = None  # what the owner must answer before anything is written
        self.asked: Contents | None = None  # the read that it is about
        self._asked_at = ""  # what the journal accounted for when it was asked
        self._numbers = Numbers(journal)
        self._following = Following(workbook, journal, self._numbers.again)
        self._noting = Noting(journal)
        self._swaps = Swaps(workbook, journal, self._following, self._numbers, self._rules)
        try:
            self._recover()
        except (CannotOpen, NotSaved) as error:
            self._from_the_last_version(error)

    @property
    def base(self) -> Contents:
        """The last read of the record, every row with an ID."""
        assert self._base is not None
        return self._base

    def _rules(self) -> Rules:
        return Rules(self.now().date())

    def now(self) -> dt.datetime:
        """The time where the team is, without a zone, as cells hold it."""
        return in_zone(self._clock(), Settings(self._base.settings if self._base else {}).zone())

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
        """Read the record again if it is another one than the last read. For who holds `at_record`."""
        self._late += self.workbook.late()
        while self._late:
            with self.lock, self.journal.transaction():
                self._swaps.merge(self._late[0], self.base)
                self._overlay()
            del self._late[0]  # only now: it is told just once
        revision, (failed, when) = self._revision(), self._tried
        if revision == self.base.revision:
            self.trouble, self.question = "", None
        elif self.asked is not None and (revision, self.journal.accounted()) == (self.asked.revision, self._asked_at):
            return
        elif revision != failed or time.monotonic() - when >= writer.RETRY_SECONDS:
            try:
                self.look()
                self.trouble, self._tried = "", ("", 0.0)
                self.resume()
            except (CannotOpen, NotSaved) as error:  # what could not be journaled is looked at again
                self.trouble, self._tried = str(error), (revision, time.monotonic())

    def look(self, answer: str = "", **words: str) -> None:
        """Read the record and take it over; again while another process of this computer writes it meanwhile, since
        what is read then may be older than what the journal accounts for by now."""
        for _ in range(LOOKS):
            accounted = self.journal.accounted()
            if self.take(self.workbook.read(), accounted, answer, **words):
                return
        raise CannotOpen("The workbook is being written over and over. Nothing was changed.")

    def _catch_up(self) -> None:
        """Lay over the base what another process confirmed since we looked."""
        if self.journal.touched() != self._touched:
            self._overlay()

    def _write_what_others_left(self) -> None:
        """What a process confirmed that is gone by now is ours to write."""
        late = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=writer.RETRY_SECONDS)
        if self._writer.is_done and not self.is_closed and any(entry.at < late for entry in self.pending):
            self._writer.wake()

    def _revision(self) -> str:
        try:
            return self.workbook.revision()
        except OSError:
            return "gone"

    def take(self, contents: Contents, accounted: str, answer: str = "", **words: str) -> bool:
        """Take a read of the record as the new base: see a swap through that it shows, give IDs, compare it with what
        the journal accounts for, lay over it what is pending. For who holds `at_record`.

        What looks like a mishap is asked first, and then the base stays; `answer` is what the owner said to that.
        False when the journal accounts for another version by now than the one `accounted` before the read.
        """
        self._swaps.shown_by(contents)
        if not answer and (restored := self.journal.restored(contents.fingerprint)):
            answer, words = restored.pop("how"), restored
        found = None
        if self._following.is_ours(contents):
            numbered, given = self._numbered(contents)
        else:
            numbered, given = self._numbers.numbered(contents, self._base)
            found = self._following.look(numbered, self._base, self._rules(), answer)
        with self.lock:
            if found is not None and not self._note(found, numbered, accounted, **words):
                return False
            self.question, self.asked = (found.question, contents) if found and found.question else (None, None)
            self._asked_at = accounted
            if found is not None and found.question is not None:
                self._stay(found)
                return True
            self._base, self.given = numbered, given
            last = self.journal.last_generation()
            self.is_unstamped = bool(found and last and stamp_of(contents) != last.name)
            self.is_unstamped |= found is not None and found.has_more_columns  # our version must have them too
            self._overlay()
            return True

    def go_on_with_ours(self, theirs: Contents) -> None:
        """A kept version has taken the place of `theirs`; it becomes what was known before, with what was typed there.
        For who holds `at_record`."""
        known, rules = self.base, self._rules()
        now, given = self._numbers.numbered(self.workbook.read(), known)
        found = self._following.instead(self._numbers.again(theirs), known, now, rules)
        with self.lock:
            with self.journal.transaction():
                self._noting.note_displaced(found)
                self.journal.account(now.fingerprint)
            self.question, self.asked = None, None
            self._base, self.given = now, given
            self._overlay()

    def _numbered(self, ours: Contents) -> tuple[Contents, list[GiveId]]:
        """A version of ours with an ID in every row, and the IDs that are to be written."""
        numbered, given = self._numbers.numbered(ours, self._base)
        if self._numbers.new:
            with self.journal.transaction():
                self._noting.note_copies(self._numbers.new, ours)
        return numbered, given

    def _stay(self, found: Found) -> None:
        """What was found is asked about first; until then people see the last version that is known."""
        if self._base is None:
            assert found.known is not None
            self._base = replace(found.known, revision="")
            self._overlay()

    def _note(self, found: Found, now: Contents, accounted: str, **words: str) -> bool:
        """Journal what was found, and which changes that wait are to be decided since; the record may be held open for
        hours. False when it was compared with what the journal does not stand by any more."""
        with self.journal.transaction():
            if self.journal.accounted() != accounted:
                return False
            if found.question is None:
                self._noting.note(found, self._waiting(), **words)
                if self.journal.intended() is None:
                    settle(self.journal, Plan(now, self._waiting(), lambda: known_to(self.journal)))
        if found.known is None:
            self.workbook.keep()
        return True

    def _recover(self) -> None:
        """The first read, and before it what became of a swap that was under way when Kith died."""
        with suppress(Busy):
            self._swaps.settle()
        self.look()

    def _from_the_last_version(self, error: StoreError) -> None:
        """The record cannot be read, but was kept here before: people see its last version, and may bring it back."""
        kept = self._following.known(None)
        if kept is None:
            raise error
        with self.lock:
            self._base, self.trouble = replace(kept, revision=""), str(error)
            self._overlay()

    def _overlay(self) -> None:
        """Lay what is pending over the base, all of it anew.

        Another process may have written meanwhile: then the base is an older read, and rows that the journal calls
        written stay laid over it until the next read. The journal is asked first, since it is marked after the swap.
        """
        self._touched, waiting = self.journal.touched(), self._waiting()
        written = self.pending if self._revision() != self.base.revision else []
        rows = {entry.seq: entry for entry in (*written, *waiting)}
        self.pending = [rows[seq] for seq in sorted(rows)]
        self._shown = Shown(self.base, self.pending)
        self.changed.notify_all()

    def _waiting(self) -> list[Entry]:
        return [entry for entry in self.journal.pending() if entry.op != ADOPT]

    def _waiting_rows(self) -> frozenset[str]:
        return frozenset(entry.row_id for entry in self.pending)

    def revision(self) -> str:
        """Another text after every change of the record or of the journal, by anybody."""
        return f"{self._revision()}/{self.journal.touched()}"

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
        return bool(self.pending) or self.is_unstamped or (self.figures is not None and self.figures.is_due)

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
