"""A record as it is known here: its last read, compared with what the journal accounts for, and what is confirmed laid
over it. What looks like a mishap is asked first, and until then people see the last version that is known.

Two locks. `lock` guards what is in memory and is never held while the record is read or written, so that a save is
confirmed at once however busy the record is. `at_record` is held while the record is read or written and until what
came of it is in memory, so that an older read never replaces a newer one. Who holds `lock` never waits for it.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from crm.model.cells import Rules
from crm.model.contents import Contents
from crm.model.dates import in_zone
from crm.model.errors import CannotOpen, NotSaved, StoreError
from crm.model.settings import Settings
from crm.store import writer
from crm.store.entries import ADOPT
from crm.store.following import Following, Found, stamp_of
from crm.store.journal import Entry, Journal
from crm.store.noting import Noting
from crm.store.numbered import Numbers
from crm.store.plan import Plan, known_to, settle
from crm.store.receipt import Question
from crm.store.shown import Shown
from crm.store.swaps import Swaps
from crm.store.workbook import Busy, GiveId, Workbook

LOOKS = 50  # how often in a row we read again while another process writes


class Known:
    """One workbook and one journal, read and compared. Nothing is written here but what the journal is told."""

    def __init__(self, workbook: Workbook, journal: Journal, now: Callable[[], dt.datetime]) -> None:
        self.workbook = workbook
        self.journal = journal
        self._clock = now
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.at_record = threading.Lock()
        self.trouble = ""  # why the record cannot be read
        self._late: list[Contents] = []  # saves that ended after ours had taken their place
        self._tried = ("", 0.0)  # the revision that could not be read, and when (monotonic)
        self._base: Contents | None = None
        self.given: list[GiveId] = []  # IDs that are not in the record yet
        self.pending: list[Entry] = []  # what is confirmed and not in the record yet
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

    def _revision(self) -> str:
        try:
            return self.workbook.revision()
        except OSError:
            return "gone"

    def revision(self) -> str:
        """Another text after every change of the record or of the journal, by anybody."""
        return f"{self._revision()}/{self.journal.touched()}"

    # the first read ---------------------------------------------------------------------------------------------------

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

    # read again -------------------------------------------------------------------------------------------------------

    def read_anew(self) -> bool:
        """Read the record again if it is another one than the last read; whether it could be and was. For who holds
        `at_record`."""
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
            return False
        elif revision != failed or time.monotonic() - when >= writer.RETRY_SECONDS:
            try:
                self.look()
                self.trouble, self._tried = "", ("", 0.0)
                return True
            except (CannotOpen, NotSaved) as error:  # what could not be journaled is looked at again
                self.trouble, self._tried = str(error), (revision, time.monotonic())
        return False

    def look(self, answer: str = "", **words: str) -> None:
        """Read the record and take it over; again while another process of this computer writes it meanwhile, since
        what is read then may be older than what the journal accounts for by now."""
        for _ in range(LOOKS):
            accounted = self.journal.accounted()
            if self.take(self.workbook.read(), accounted, answer, **words):
                return
        raise CannotOpen("The workbook is being written over and over. Nothing was changed.")

    def take(self, contents: Contents, accounted: str, answer: str = "", **words: str) -> bool:
        """Take a read of the record as the new base: see a swap through that it shows, give IDs, compare it with what
        the journal accounts for, lay over it what is pending. For who holds `at_record`.

        What looks like a mishap is asked first, and then the base stays; `answer` is what the owner said to that.
        False when the journal accounts for another version by now than the one `accounted` before the read.
        """
        self._swaps.shown_by(contents)
        answer = answer or ("take" if self.workbook.is_looked_at else "")  # nothing could be put back there
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

    # what is confirmed, laid over it ----------------------------------------------------------------------------------

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
