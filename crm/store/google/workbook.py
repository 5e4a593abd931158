"""GoogleWorkbook: the record in a Google Sheet that people sort, filter and edit at the same time.

All sessions share one look every few seconds. A write looks at the rows that are meant, writes them, and sees in the
same answer what was written; somebody's edits in other cells do not stand in its way.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from crm.model.cells import Rules
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.store.google.anchors import Anchors
from crm.store.google.calls import Spreadsheet
from crm.store.google.columns import Columns
from crm.store.google.debts import Elsewhere, Ready
from crm.store.google.draft import Draft, RowWrite, draft
from crm.store.google.flush import Flush
from crm.store.google.leftovers import Leftovers
from crm.store.google.memo import Memo
from crm.store.google.mode import ANCHOR, Mode
from crm.store.google.opening import Opened, opened, place_anchors
from crm.store.google.poll import Looker, Poll
from crm.store.google.protection import Protection
from crm.store.google.setup import Wishes
from crm.store.google.sharing import SOON, Looks, Pace
from crm.store.google.state import State
from crm.store.google.troubles import NOT_SENT, PROTECTED, Doubt, Trouble
from crm.store.google.understanding import contents_of
from crm.store.google.versions import Versions
from crm.store.google.whose import Whose
from crm.store.placing import to_make
from crm.store.receipt import Backup
from crm.store.workbook import (
    BeforeSwap,
    Edit,
    Failed,
    Intent,
    Moved,
    Owner,
    Recovered,
    Show,
    Stamp,
    Unknown,
    Workbook,
    Written,
    alike,
)

_MANY, _FEW = 25, 10  # calls that are left of a minute


class GoogleWorkbook(Workbook):
    """A spreadsheet at Google. Nothing is asked before the first read, which sets it up where it is new to Kith.

    `folder` is Kith's own for this spreadsheet. Raises CannotOpen from `read` when Google cannot be asked.
    """

    def __init__(
        self,
        spreadsheet: Spreadsheet,
        *,
        today: Callable[[], dt.date],
        folder: Path,
        wishes: Wishes | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.book_id, self.name, self.anyway, self.shows_alone = spreadsheet.id, "The Google Sheet", False, True
        self._spreadsheet, self._today, self._wishes = spreadsheet, today, wishes or Wishes()
        self._pace = pace or Pace()
        self._looker, self._anchors = Looker(spreadsheet), Anchors()
        self._columns, self._protection = Columns(folder), Protection(spreadsheet)
        self._whose = Whose(spreadsheet, self._anchors)
        self._state, self._versions = State(folder), Versions(folder / "versions")
        self._memo, self._leftovers = Memo(folder, self._versions), Leftovers(folder)
        self._looks = Looks(self._looked, spreadsheet.http.reads.left, self._pace)
        self._opened: Opened | None = None
        self._flush: Flush | None = None
        self._contents: tuple[str, Contents] | None = None
        self._doubt_until = self._wrote = 0.0

    @property
    def mode(self) -> str:
        """How it is written to, once it was opened: anchor, pre-image or verify."""
        return self._opened.mode.edits if self._opened else ""

    # reading ----------------------------------------------------------------------------------------------------------

    def revision(self) -> str:
        """The hash of the last look that all sessions share."""
        return self._looks.revision()

    def read(self) -> Contents:
        """Everything in it, as it was looked at last."""
        return self._told(self._looks.current())

    def _looked(self, *, with_formulas: bool = False) -> Poll:
        """The spreadsheet as it is now; set up before the first look. Raises CannotOpen."""
        self._settle()
        if self._opened is None or self._flush is None:
            owed = self._owed_by_the_last_run()
            self._opened = opened(self._spreadsheet, self._looker, self._anchors, self._as_opened)
            self.name = self._opened.title
            self._flush = Flush(self._spreadsheet, self._looker, self._anchors, self._opened.mode, self._state.note)
            self._flush.debts.owed += owed
        poll = self._looker.look(with_formulas=with_formulas)
        if poll is not self._looks.poll:
            self._learn(poll)
        if not self._flush.debts.is_any:
            with suppress(Trouble, OSError):  # it can wait
                self._leftovers.tidy(self._spreadsheet, self._anchors, (self._told(poll), poll.undo), self._today())
        return poll

    def _learn(self, poll: Poll) -> None:
        """Find out what only anchors tell of a new look: columns that were renamed, and whose rows they are."""
        if self._columns.learn(self._spreadsheet, self._told(poll), poll):
            self._contents = None
        if self.mode == ANCHOR:
            if self._whose.before is None:
                self._whose.before = self.version(self._stamp(poll)[1])
            if self._whose.learn(self._told(poll), poll):
                self._contents = None

    def _settle(self) -> None:
        """Before others see what is there: give back what is owed, and see whose mark says too much."""
        if self._flush is not None and self._flush.debts.is_any:
            debts = self._flush.debts
            with suppress(Elsewhere):
                debts.settle()
            while debts.spoiled:
                self._state.attempt(name := debts.spoiled.pop())
                self._state.give_up(name)
            if not debts.owed:
                self._memo.done()

    def _owed_by_the_last_run(self) -> list[RowWrite]:
        """See through the flush that was on its way when Kith died, before any anchor is moved; what is still owed."""
        if self._flush is not None or (left := self._memo.left()) is None:
            return self._flush.debts.owed if self._flush else []
        poll = self._looker.look()
        self._anchors.list_anew(self._spreadsheet)
        mode = Mode.of(poll.notes) or Mode()
        self._flush = Flush(self._spreadsheet, self._looker, self._anchors, mode, self._state.note)
        self._flush.debts.unsure.append(replace(left, seen=replace(left.seen, undo=poll.undo)))
        self._settle()
        return self._flush.debts.owed

    def _as_opened(self) -> tuple[Callable[[Poll], Contents], Wishes, str, dt.date]:
        return self._understood, self._wishes, self._state.note, self._today()

    def _told(self, poll: Poll) -> Contents:
        """A look as Contents, made once."""
        name, known = f"{poll.hash} {self._stamp(poll)} {self._today()}", self._contents
        if known is None or known[0] != name:
            known = self._contents = name, self._understood(poll)
        return known[1]

    def _understood(self, poll: Poll) -> Contents:
        found = contents_of(poll, self._stamp(poll), Rules(self._today()), self._columns)
        return self._whose.put_back(found)

    def _stamp(self, poll: Poll) -> Stamp:
        """Which of our saves a look shows. One that arrived so late that it was given up says nothing."""
        return self.book_id, self._state.believed(poll.notes.get(self._state.note, ""))

    # writing ----------------------------------------------------------------------------------------------------------

    def write(self, edits: Sequence[Edit], *, seen: str, stamp: Stamp, before_swap: BeforeSwap) -> Written:
        """Carry out the edits where the rows they touch are as they were in the look `seen`."""
        with self._looks.lock:
            self._wrote = self._pace.clock()
            try:
                return self._write(edits, seen, stamp, before_swap)
            except Elsewhere:
                self._given_up(stamp)
                return self._moved(edits)
            except Doubt as doubt:
                self._state.doubt(stamp[1])
                self._looks.distrust(doubt)
                self._doubt_until = self._pace.clock() + self._pace.settle
                return alike(edits, Unknown(str(doubt)))
            except Trouble as trouble:
                self._given_up(stamp)
                return self._refused(edits, trouble)
            except CannotOpen as error:  # something of ours is gone from the spreadsheet: it is set up anew
                self._opened = None
                return alike(edits, Failed(str(error), retry=True))

    def _write(self, edits: Sequence[Edit], seen: str, stamp: Stamp, before_swap: BeforeSwap) -> Written:
        poll = self._looks.find(seen)
        if poll is None or self._opened is None or self._flush is None:
            raise Elsewhere
        contents = self._understood(poll)
        if sheets := to_make(edits, contents):
            self._make(sheets)
            raise Elsewhere  # nothing was written yet, and the spreadsheet is another one now
        made = self._drafted(edits, contents, poll)
        if not made.is_anything:
            return Written(made.outcomes, self._told(poll))
        if made.appended and not self._opened.mode.guards and (wait := self._doubt_until - self._pace.clock()) > 0:
            return alike(edits, Failed(f"Saved here, waiting for Google ({wait:.0f} s).", retry=True))
        ready = self._flush.look(made, poll)
        self._announce(made, replace(ready, name=stamp[1]), stamp, before_swap)
        self._flush.send(ready, stamp[1])
        return self._written(made, stamp)

    def _make(self, sheets: Sequence[str]) -> None:
        """Make sheets that appear on demand, as the first look does with those that every spreadsheet has."""
        wishes, self._opened = self._wishes, None
        self._wishes = replace(wishes, sheets=sheets)
        try:
            self._looked()
        except Doubt as doubt:  # the next look tells whether they are there
            raise CannotOpen(str(doubt)) from doubt
        finally:
            self._wishes = wishes

    def _drafted(self, edits: Sequence[Edit], contents: Contents, poll: Poll) -> Draft:
        """What the edits come to, without those of protected cells; IDs that are to be put back go with them."""
        back = self._whose.gives(poll)
        whole = [*back, *edits]

        def again(edits: Sequence[Edit]) -> Draft:
            return draft(edits, contents, poll, self._columns.of_days)

        if any(isinstance(edit, Show) for edit in edits):
            self._protection.look_again()  # once a day, or when somebody pressed: it may be lifted by now
        made = self._protection.without(again(whole), whole, again)
        return replace(made, outcomes=made.outcomes[len(back) :], back=back)

    def _announce(self, made: Draft, ready: Ready, stamp: Stamp, before_swap: BeforeSwap) -> None:
        """Keep what will be, and have it noted, before anything is."""
        try:
            self._versions.keep(made.after, stamp[1])
            self._memo.note(ready)
        except OSError as error:
            raise Trouble(f"A copy cannot be kept on this computer ({error.strerror}).", NOT_SENT) from error
        self._state.attempt(stamp[1])
        try:
            before_swap(Intent(f"google {stamp[1]}", made.after.hash, ready.seen.hash, made.outcomes, stamp[1]))
        except BaseException:
            self._versions.drop(stamp[1])
            self._memo.done()
            raise

    def _written(self, made: Draft, stamp: Stamp) -> Written:
        """Everything is there: believe it until the next look, and give new rows their anchors."""
        assert self._opened is not None
        after = made.after.noted(self._state.note, stamp[1])
        self._state.finished(stamp[1])
        self._memo.done()
        self._looker.believe(after)
        self._looks.take(after)
        self._looks.soon(SOON)
        self.anyway = False
        if self._whose.wrote(made.back, self._told(after)):
            self._contents = None
        contents = self._told(after)
        with suppress(Trouble):
            if self._opened.mode.edits == ANCHOR:
                place_anchors(self._spreadsheet, self._anchors, contents, after, only_spare=True)
        return Written(made.outcomes, contents)

    def _given_up(self, stamp: Stamp) -> None:
        """This save did not come about as announced; while something is owed, it is remembered what was written."""
        self._state.give_up(stamp[1])
        if self._flush is not None and not self._flush.debts.is_any:
            self._memo.done()

    def _moved(self, edits: Sequence[Edit]) -> Written:
        try:
            poll = self._looked(with_formulas=True)
        except CannotOpen as error:
            self._looks.distrust(error)
            return alike(edits, Failed(str(error), retry=True))
        self._looks.take(poll)
        found = self._told(poll)
        return alike(edits, Moved(found), found)

    def _refused(self, edits: Sequence[Edit], trouble: Trouble) -> Written:
        self._looks.soon()
        if trouble.kind == PROTECTED and self._protection.learn():
            return self._moved(edits)
        return alike(edits, Failed(str(trouble), retry=True))

    def pause(self) -> float:
        """Seconds to wait before the next write, so that what everybody types meanwhile goes in with it; longer when
        the calls of this minute run short."""
        left = self._spreadsheet.http.writes.left()
        apart = self._pace.apart * (1 if left > _MANY else 2 if left > _FEW else 4)
        return max(self._wrote + apart - self._pace.clock(), self._spreadsheet.http.seconds_to_wait(), 0.0)

    # others, and versions ---------------------------------------------------------------------------------------------

    def open_by(self) -> Owner | None:
        """Nobody keeps others from writing at Google."""
        return None

    def recover(self, intent: Intent) -> Recovered:
        """Whether a save went in that Kith did not see the end of: its mark stands in the sheet then."""
        with self._looks.lock:
            poll = self._looked()
            self._looks.take(poll)
            is_there = self._state.believed(poll.notes.get(self._state.note, "")) == intent.generation
            if not is_there:
                self._state.attempt(intent.generation)
                self._state.give_up(intent.generation)
            return Recovered(is_there)

    def version(self, generation: str, sha: str = "") -> Contents | None:
        """What one of our saves left, as far as it is kept on this computer."""
        kept = self._versions.find(generation, sha)
        stamp = self.book_id, generation
        return contents_of(kept, stamp, Rules(self._today()), self._columns) if kept else None

    def keep(self) -> None:
        """Keep what was looked at last, to compare later looks with."""
        with suppress(OSError):
            if (poll := self._looks.poll) is not None:
                self._versions.keep(poll, self._stamp(poll)[1])

    def backups(self) -> list[Backup]:
        """People go back to versions at Google, which keeps them all."""
        return []

    def bring_back(self, name: str) -> None:
        """Versions are brought back where they are kept."""
        raise CannotOpen("Google keeps the versions of this sheet. Open it there, and choose File > Version history.")

    def close(self) -> None:
        """Let go of the connection."""
        self._spreadsheet.http.session.close()
