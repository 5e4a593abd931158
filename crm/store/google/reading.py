"""A Google Sheet as it is looked at: all sessions share one look every few seconds, and what only its anchors tell.

The first look sets it up where it is new to Kith, and sees through what the last run could not.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from crm.model.cells import Rules
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.laid import Tabs
from crm.model.layout import Layout, from_lines
from crm.store.google.anchors import Anchors
from crm.store.google.calls import Spreadsheet
from crm.store.google.columns import Columns
from crm.store.google.debts import Elsewhere
from crm.store.google.draft import RowWrite
from crm.store.google.flush import Flush
from crm.store.google.leftovers import Leftovers
from crm.store.google.memo import Memo
from crm.store.google.merges import Merge, merged_rows, merges_in, require_unmerged
from crm.store.google.mode import ANCHOR, Mode
from crm.store.google.opening import Opened, opened
from crm.store.google.poll import Looker, Poll
from crm.store.google.protection import Protection
from crm.store.google.setup import Wishes, is_kiths
from crm.store.google.sharing import Looks, Pace
from crm.store.google.state import State
from crm.store.google.troubles import Trouble
from crm.store.google.understanding import contents_of
from crm.store.google.versions import Versions
from crm.store.google.whose import Whose
from crm.store.receipt import Backup
from crm.store.workbook import Owner, Stamp, Workbook


class ReadSheet(Workbook):
    """A spreadsheet at Google as far as it is read; nothing is asked before the first read, which sets it up.

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
        self._merges: Sequence[Merge] = ()
        self._opened: Opened | None = None
        self._flush: Flush | None = None
        self._contents: tuple[str, Contents] | None = None

    @property
    def mode(self) -> str:
        """How it is written to, once it was opened: anchor, pre-image or verify."""
        return self._opened.mode.edits if self._opened else ""

    def revision(self) -> str:
        """The hash of the last look that all sessions share."""
        return self._looks.revision()

    def read(self) -> Contents:
        """Everything in it, as it was looked at last."""
        return self._told(self._looks.current())

    def laid(self) -> Tabs:
        """How the rows of its sheets lie now."""
        with suppress(Trouble, OSError):  # nobody waits for it
            return self._spreadsheet.laid()
        return {}

    # looking ----------------------------------------------------------------------------------------------------------

    def _looked(self, *, with_formulas: bool = False) -> Poll:
        """The spreadsheet as it is now; set up before the first look. Raises CannotOpen."""
        self._settle()
        if self._opened is None or self._flush is None:
            owed = self._owed_by_the_last_run()
            self._merges = merges_in(self._spreadsheet)
            self._opened = opened(self._spreadsheet, self._looker, self._anchors, self._as_opened)
            self.name = self._opened.title
            self._flush = Flush(self._spreadsheet, self._looker, self._anchors, self._opened.mode, self._state.note)
            self._flush.debts.owed += owed
        poll = self._looker.look(with_formulas=with_formulas)
        if poll is not self._looks.poll:
            if from_lines(poll.notes):  # in a team's own sheet some may stand between the rows
                self._merges = merges_in(self._spreadsheet)
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

    def _as_opened(self) -> tuple[Callable[[Poll, Layout], Contents], Wishes, str, dt.date]:
        return self._set_up_from, self._wishes, self._state.note, self._today()

    def _set_up_from(self, poll: Poll, layout: Layout) -> Contents:
        """A look before the spreadsheet was opened, which may have lost the `layout` that it was read by. Raises
        CannotOpen where its records cannot be told apart."""
        contents = self._understood(poll, layout)
        if is_kiths(poll, contents, layout):
            require_unmerged(self._merges, contents, from_lines(poll.notes) or layout)
        return contents

    # what a look says -------------------------------------------------------------------------------------------------

    def _told(self, poll: Poll) -> Contents:
        """A look as Contents, made once."""
        name, known = f"{poll.hash} {self._stamp(poll)} {self._today()}", self._contents
        if known is None or known[0] != name:
            known = self._contents = name, self._understood(poll)
        return known[1]

    def _understood(self, poll: Poll, layout: Layout | None = None) -> Contents:
        merged = merged_rows(self._merges)
        found = contents_of(poll, self._stamp(poll), Rules(self._today()), self._columns, layout, merged)
        return self._whose.put_back(found)

    def _stamp(self, poll: Poll) -> Stamp:
        """Which of our saves a look shows. One that arrived so late that it was given up says nothing."""
        return self.book_id, self._state.believed(poll.notes.get(self._state.note, ""))

    # others, and versions ---------------------------------------------------------------------------------------------

    def open_by(self) -> Owner | None:
        """Nobody keeps others from writing at Google."""
        return None

    def version(self, generation: str, sha: str = "") -> Contents | None:
        """What one of our saves left, as far as it is kept on this computer."""
        kept = self._versions.find(generation, sha)
        stamp = self.book_id, generation
        merged = merged_rows(self._merges)
        return contents_of(kept, stamp, Rules(self._today()), self._columns, merged=merged) if kept else None

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
