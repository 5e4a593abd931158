"""GoogleWorkbook: the record in a Google Sheet that people sort, filter and edit at the same time.

How it is looked at stands in `reading`. A write looks at the rows that are meant, writes them, and sees in the
same answer what was written; somebody's edits in other cells do not stand in its way.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.store.google.debts import Elsewhere, Ready
from crm.store.google.draft import Draft, draft
from crm.store.google.mode import ANCHOR
from crm.store.google.opening import place_anchors
from crm.store.google.poll import Poll
from crm.store.google.reading import ReadSheet
from crm.store.google.sharing import SOON
from crm.store.google.troubles import NOT_SENT, PROTECTED, Doubt, Trouble
from crm.store.placing import to_make
from crm.store.workbook import (
    BeforeSwap,
    Edit,
    Failed,
    Intent,
    Moved,
    Recovered,
    Show,
    Stamp,
    Unknown,
    Written,
    alike,
)

_MANY, _FEW = 25, 10  # calls that are left of a minute


class GoogleWorkbook(ReadSheet):
    """A spreadsheet at Google that is read and written. Nothing is asked before the first read, which sets it up where
    it is new to Kith.

    `folder` is Kith's own for this spreadsheet. Raises CannotOpen from `read` when Google cannot be asked.
    """

    tears = True
    _wrote = 0.0  # when it was written to last, by the clock of its pace
    _doubt_until = 0.0  # until when a write whose answer was lost may still come to be

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
