"""A record and its journal, shared by every session: reading, confirming, and the one writer.

Two locks. `_lock` guards what is in memory and is never held while the record is read or written, so that a save is
confirmed at once however busy the record is. `_at_record` is held while the record is read or written and until what
came of it is in memory, so that an older read never replaces a newer one. Who holds `_lock` never waits for it.
"""

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from crm.model.cells import Rules
from crm.model.changes import Change, ChangeSet, new_batch
from crm.model.contents import Contents
from crm.model.errors import CannotOpen, NoSuchRow, NotSaved, ReadOnly
from crm.model.snapshot import Snapshot
from crm.store import journal as states
from crm.store.confirming import check, compare
from crm.store.entries import ADOPT, change_of
from crm.store.following import Following, Found
from crm.store.journal import Entry, Journal
from crm.store.numbered import Numbers
from crm.store.receipt import Actor, Choice, Conflict, Question, Receipt, Status
from crm.store.view import Verdict, View
from crm.store.workbook import GiveId, Intent, Workbook
from crm.store.writing import write_pending

RETRY_SECONDS = 3.0  # how often a record that could not be read or written is tried again
_log = logging.getLogger(__name__)


class Record:
    """One workbook, one journal, one writer thread that lives only while there is something to write."""

    def __init__(self, workbook: Workbook, journal: Journal, now: Callable[[], dt.datetime]) -> None:
        self.workbook = workbook
        self.journal = journal
        self._now = now  # local time, without a zone, as cells hold it
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._at_record = threading.Lock()
        self._thread: threading.Thread | None = None
        self._writing = False  # the writer is at the record, or waits for who reads it
        self._closed = False
        self.reason = ""  # why pending changes wait
        self._trouble = ""  # why the record cannot be read
        self._tried = ("", 0.0)  # the revision that could not be read, and when (monotonic)
        self._base: Contents | None = None
        self.given: list[GiveId] = []  # IDs that are not in the record yet
        self.pending: list[Entry] = []  # what is confirmed and not in the record yet
        self.question: Question | None = None  # what the owner must answer before anything is written
        self._asked: Contents | None = None  # the read that it is about
        self._numbers = Numbers(journal)
        self._following = Following(workbook, journal, self._numbers.again)
        try:
            self._recover()
        except CannotOpen as error:
            self._from_the_last_version(error)

    @property
    def base(self) -> Contents:
        """The last read of the record, every row with an ID."""
        assert self._base is not None
        return self._base

    # reading ----------------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The record as it is now, with what is confirmed and not in it yet. Unreadable: the last one that was read."""
        self._refresh()
        with self._lock:
            if self._snapshot.rules.today != self._now().date():
                self._overlay()  # midnight has passed: what was due tomorrow is due today
            return self._snapshot

    def _refresh(self) -> None:
        """Take over what others did. While we write, what they did to the record must wait a moment; once we have
        written, its revision is another one, so that nobody stays with what they saw."""
        if self._at_record.acquire(blocking=not self._writing):
            try:
                self.follow()
            finally:
                self._at_record.release()
        with self._lock:
            self._catch_up()
            self._write_what_others_left()

    def follow(self) -> None:
        """Read the record again if it is another one than the last read. For who holds `_at_record`."""
        for theirs in self.workbook.late():
            with self._lock, self.journal.transaction():
                self._merge_displaced(theirs, self.base)
                self._overlay()
        revision, (failed, when) = self._revision(), self._tried
        if revision == self.base.revision:
            self._trouble, self.question = "", None
        elif self.question is not None and self._asked is not None and revision == self._asked.revision:
            return
        elif revision != failed or time.monotonic() - when >= RETRY_SECONDS:
            try:
                self.take(self.workbook.read())
                self._trouble, self._tried = "", ("", 0.0)
            except CannotOpen as error:
                self._trouble, self._tried = str(error), (revision, time.monotonic())

    def _catch_up(self) -> None:
        """Lay over the base what another process confirmed since we looked."""
        if self.journal.touched() != self._touched:
            self._overlay()

    def _write_what_others_left(self) -> None:
        """What a process confirmed that is gone by now is ours to write."""
        late = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=RETRY_SECONDS)
        if self._thread is None and not self._closed and any(entry.at < late for entry in self.pending):
            self._wake()

    def _revision(self) -> str:
        try:
            return self.workbook.revision()
        except OSError:
            return "gone"

    def take(self, contents: Contents, answer: str = "", **words: str) -> None:
        """Take a read of the record as the new base: see a swap through that it shows, give IDs, compare it with what
        the journal accounts for, lay over it what is pending. For who holds `_at_record`.

        What looks like a mishap is asked first, and then the base stays; `answer` is what the owner said to that.
        """
        self._see_through(contents)
        numbered, given = self._numbers.numbered(contents, self._base)
        found = None
        if not self._following.is_ours(contents):
            found = self._following.look(numbered, self._base, Rules(self._now().date()), answer)
        with self._lock:
            self.question, self._asked = (found.question, contents) if found else (None, None)
            if found is not None and found.question is not None:
                self._stay(found)
                return
            if found is not None:
                self._note(found, **words)
            self._base, self.given = numbered, given
            self._overlay()

    def _stay(self, found: Found) -> None:
        """What was found is asked about first; until then people see the last version that is known."""
        if self._base is None:
            assert found.known is not None
            self._base = replace(found.known, revision="")
            self._overlay()

    def _see_through(self, contents: Contents) -> None:
        generation = contents.stamp[1] if contents.stamp else ""
        if generation and self.journal.intended() == generation:
            with suppress(NotSaved), self.journal.transaction():
                self.journal.see_through(generation)

    def _note(self, found: Found, **words: str) -> None:
        with suppress(NotSaved), self.journal.transaction():
            if not self._following.is_ours(found.contents):  # no other process was quicker
                self._following.note(found, self._waiting(), **words)

    def _recover(self) -> None:
        """The first read. What a swap came to that was under way when Kith died, and whose save it displaced."""
        noted = self.journal.intent()
        if noted is not None:
            generation, temp, new, expected = noted
            recovered = self.workbook.recover(Intent(temp, new, expected, (), generation))
            with self.journal.transaction():
                if not recovered.swapped:
                    self.journal.drop_intent()
                elif recovered.displaced is None:
                    self.journal.see_through(generation)
                else:
                    self._displaced(recovered.displaced, self.workbook.read(), generation)
        self.take(self.workbook.read())

    def _from_the_last_version(self, error: CannotOpen) -> None:
        """The record cannot be read, but was kept here before: people see its last version, and may bring it back."""
        kept = self._following.known(None)
        if kept is None:
            raise error
        self._base, self._trouble = replace(kept, revision=""), str(error)
        self._overlay()

    def _displaced(self, theirs: Contents, now: Contents, generation: str) -> None:
        """Within a transaction: the swap of a generation is seen through, and what it displaced is to be written."""
        self.journal.see_through(generation)
        self._merge_displaced(theirs, now)

    def _merge_displaced(self, theirs: Contents, now: Contents) -> None:
        theirs, now = self._numbers.again(theirs), self._numbers.again(now)
        self._following.note_displaced(self._following.displaced(theirs, now, Rules(self._now().date())))

    def _overlay(self) -> None:
        """Lay what is pending over the base, and make a Snapshot of it from scratch.

        Another process may have written meanwhile: then the base is an older read, and rows that the journal calls
        written stay laid over it until the next read. The journal is asked first, since it is marked after the swap.
        """
        self._touched, waiting = self.journal.touched(), self._waiting()
        written = self.pending if self._revision() != self.base.revision else []
        rows = {entry.seq: entry for entry in (*written, *waiting)}
        self.pending = [rows[seq] for seq in sorted(rows)]
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

    def _waiting(self) -> list[Entry]:
        return [entry for entry in self.journal.pending() if entry.op != ADOPT]

    def _waiting_rows(self) -> frozenset[str]:
        return frozenset(entry.row_id for entry in self.pending)

    def revision(self) -> str:
        """Another text after every change of the record or of the journal, by anybody."""
        return f"{self._revision()}/{self.journal.touched()}"

    # confirming -------------------------------------------------------------------------------------------------------

    def save(self, changes: ChangeSet, actor: Actor, *, undoes: Sequence[str] = ()) -> Receipt:
        """Confirm a batch: compare with what the person saw, write it to the journal, wake the writer.

        Raises InvalidInput for what no cell can hold, NotSaved when the journal cannot be written.
        """
        if self._closed:
            raise NotSaved("Kith is being closed. Nothing was saved; what you typed is still here.")
        if self.question is not None:
            raise ReadOnly(f"{self.question.sentence} Until the owner has answered, nothing can be saved.")
        if sentence := self.workbook.look_only():
            raise ReadOnly(sentence)
        if not changes:
            return Receipt(changes.batch, changes.summary, confirmed=True, in_workbook=True)
        self._refresh()
        with self._lock:
            with self.journal.transaction():
                if self.journal.knows(changes.batch):
                    return self.receipt(changes.batch)
                self._catch_up()
                check(changes, self._current)
                found = compare(changes.changes, self._current, actor.name, self._now().replace(microsecond=0))
                entries = self.journal.add(
                    changes.batch, changes.summary, actor.name, found.rows, undoes=" ".join(undoes)
                )
                self.journal.add_conflicts([(entries[n], theirs) for n, theirs in found.disputed.items()])
                touched = self.journal.touched()
            self._touched = touched
            self._confirmed(found.accepted, [entry for n, entry in enumerate(entries) if n not in found.disputed])
            return self.receipt(changes.batch)

    def _confirmed(self, accepted: Sequence[Change], entries: Sequence[Entry]) -> None:
        if accepted:
            self.pending = [*self.pending, *entries]
            self._current = self._current.applied(accepted)
            self._snapshot = self._snapshot.after(self._current, accepted, self._waiting_rows())
            self._wake()

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
            self._writing = True
            with self._at_record:
                reason = self._attempt()
            self._writing = False
            with self._lock:
                self.reason = reason
                self._changed.notify_all()
                if not self.pending or self._closed or not threading.main_thread().is_alive():
                    self._thread = None
                    self._changed.notify_all()
                    return
                if reason:
                    self._changed.wait(RETRY_SECONDS)

    def _attempt(self) -> str:
        """Why it must wait. The boundary of the writer: a fault of ours must not end the one thread that writes."""
        try:
            return write_pending(self)
        except Exception:
            _log.exception("the workbook could not be written")
            return "The workbook could not be written, because of a fault in Kith."

    def work(self) -> tuple[Contents, list[GiveId], list[Entry]]:
        """For the writer: the record as it is, the IDs to give, and what is pending. Raises CannotOpen."""
        self.follow()
        if self._trouble or self.question is not None:
            raise CannotOpen(self._trouble or (self.question.sentence if self.question else ""))
        with self._lock:
            return self.base, list(self.given), self._waiting()

    def finish(
        self, now: Contents, mark: Callable[[], Sequence[Entry]], *, clean: bool, displaced: tuple[Contents, str] | None
    ) -> None:
        """For the writer: the record is at `now`. `mark` tells the journal what became of which rows and returns them.

        `clean` when every row went in just as it was confirmed: then only row numbers are new to the Snapshot.
        `displaced` is what somebody saved in the very moment of our swap, and the generation of that swap.
        """
        with self._lock:
            with self.journal.transaction():
                as_known = self.journal.touched() == self._touched
                done = {entry.seq for entry in mark()}
                if displaced is not None:
                    self._displaced(displaced[0], now, displaced[1])
                touched = self.journal.touched()
            self._base, self.given = self._numbers.numbered(now, self._base)
            self.pending = [entry for entry in self.pending if entry.seq not in done]
            if displaced or not (clean and as_known and touched == self.journal.touched()):
                self._overlay()
                return
            self._touched = touched
            rest = [change for entry in self.pending if (change := change_of(entry)) is not None]
            self._current = self.base.applied(rest)
            self._snapshot = self._snapshot.after(self._current, [], self._waiting_rows())
            self._changed.notify_all()

    def flush(self, timeout: float) -> bool:
        """Wait until everything confirmed is in the record; False when it still waits after `timeout` seconds."""
        end = time.monotonic() + timeout
        while True:
            self._refresh()
            with self._lock:
                if not self.pending and self._thread is None:
                    return True
                if time.monotonic() >= end:
                    return False
                self._changed.wait(min(0.5, end - time.monotonic()))

    def close(self, timeout: float = 30.0) -> None:
        """Write what can be written, then let go of the journal."""
        with self._lock:
            thread, self._closed = self._thread, True
            self._changed.notify_all()
        if thread is not None:
            thread.join(timeout)
        self.workbook.close()
        self.journal.close()

    # the owner's answers ----------------------------------------------------------------------------------------------

    def answer(self, choice: str) -> None:
        """Take the read that was asked about as the owner says. Raises NoSuchRow when it is not asked any more."""
        with self._at_record:
            question, asked = self.question, self._asked
            if question is None or asked is None or choice not in {each.name for each in question.choices}:
                raise NoSuchRow("This was answered already.")
            self.take(asked, choice)
        self.resume()

    def restore(self, name: str, actor: Actor, *, later: bool) -> Receipt:
        """Put a kept version in the place of the workbook, and take it as it is or merge what came later."""
        with self._at_record:
            when = next((backup.at for backup in self.workbook.backups() if backup.name == name), None)
            self.workbook.bring_back(name)
            told = f"Went back to the version of {when.astimezone():%d %B, %H:%M}" if when else "Went back to a version"
            words = {"batch": new_batch(), "actor": actor.name, "summary": told}
            self.take(self.workbook.read(), "merge" if later else "take", **words)
            self._trouble = ""
        self.resume()
        return replace(self.receipt(words["batch"]), summary=told, confirmed=True)

    def take_over(self) -> None:
        """Keep the workbook here from now on, although another computer seems to."""
        self.workbook.take_over()
        self.resume()

    def write_anyway(self) -> None:
        """Write what waits although somebody seems to have the workbook open."""
        self.workbook.anyway = True
        self.resume()

    # how it is doing --------------------------------------------------------------------------------------------------

    def status(self, location: str) -> Status:
        """How the record is doing, in one sentence."""
        with self._lock:
            waiting = len({entry.batch for entry in self.pending})
            oldest = min((entry.at for entry in self.pending), default=None)
            changes = "1 change" if waiting == 1 else f"{waiting} changes"
            verb, they = ("waits", "it goes in by itself") if waiting == 1 else ("wait", "they go in by themselves")
            if self.question is not None:
                sentence = self.question.sentence
            elif look_only := self.workbook.look_only():
                sentence = look_only
            elif self._trouble or (waiting and self.reason):
                waits = f" {changes} {verb}; nothing is lost, {they}." if waiting else ""
                sentence = f"{self._trouble or self.reason}{waits}"
            else:
                sentence = f"Saving {changes}" if waiting else "Up to date"
            trouble = sentence if self._trouble or self.question or self.workbook.look_only() else ""
            disputes, question = len(self.journal.conflicts()), self.question or self._unreadable()
            by = self.workbook.open_by() if waiting else None
            told = (waiting, oldest, trouble, disputes, by.name if by else "", question)
            return Status(self.workbook.name, location, sentence, *told)

    def _unreadable(self) -> Question | None:
        if not self._trouble or not self.workbook.backups():
            return None
        words = "This workbook cannot be read. Nothing was changed."
        return Question("unreadable", words, (Choice("restore", "Choose an earlier version"),), (self._trouble,))
