"""A Google Sheet that is only looked at: read as somebody said, and never written to, not even by a hidden mark."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from crm.model.cells import Rules
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.store import looking
from crm.store.google.calls import Spreadsheet
from crm.store.google.columns import Columns
from crm.store.google.merges import Merge, merged_rows, merges_in
from crm.store.google.poll import Looker, Poll
from crm.store.google.sharing import Looks, Pace
from crm.store.google.understanding import contents_of
from crm.store.google.versions import Versions
from crm.store.looking import LookedAt
from crm.store.receipt import Backup
from crm.store.workbook import BeforeSwap, Edit, Failed, Intent, Owner, Recovered, Stamp, Workbook, Written, alike


class LookedAtSheet(Workbook):
    """A spreadsheet at Google that belongs to others. `folder` is Kith's own for it; `told` says how it is read.

    Raises CannotOpen from `read` when Google cannot be asked.
    """

    is_looked_at = True

    def __init__(
        self,
        spreadsheet: Spreadsheet,
        told: LookedAt,
        *,
        today: Callable[[], dt.date],
        folder: Path,
        pace: Pace | None = None,
    ) -> None:
        self.book_id, self.name, self.anyway = told.book_id, "The Google Sheet", False
        self._spreadsheet, self._layout, self._today = spreadsheet, told.layout, today
        self._looker, self._columns = Looker(spreadsheet), Columns(folder)
        self._versions = Versions(folder / "versions")
        self._looks = Looks(self._looked, spreadsheet.http.reads.left, pace or Pace())
        self._merges: Sequence[Merge] = ()
        self._contents: tuple[str, Contents] | None = None

    def revision(self) -> str:
        """The hash of the last look that all sessions share."""
        return self._looks.revision()

    def read(self) -> Contents:
        """Everything in it, as it was looked at last."""
        return self._told(self._looks.current())

    def _looked(self) -> Poll:
        poll = self._looker.look()
        if poll is not self._looks.poll:
            title = self._spreadsheet.about("properties(title)").get("properties", {}).get("title", self.name)
            self.name, self._merges, self._contents = str(title), merges_in(self._spreadsheet), None
            if self._columns.learn(self._spreadsheet, self._told(poll), poll):
                self._contents = None
        return poll

    def _told(self, poll: Poll) -> Contents:
        """A look as Contents, made once."""
        name, known = f"{poll.hash} {self._today()}", self._contents
        if known is None or known[0] != name:
            known = self._contents = name, self._understood(poll, "")
        return known[1]

    def _understood(self, poll: Poll, generation: str) -> Contents:
        stamp, rules, merged = (self.book_id, generation), Rules(self._today()), merged_rows(self._merges)
        return contents_of(poll, stamp, rules, self._columns, self._layout, merged)

    # never written ----------------------------------------------------------------------------------------------------

    def look_only(self) -> str:
        """That nothing is ever written into it."""
        return looking.ONLY.format(self.name)

    def write(self, edits: Sequence[Edit], *, seen: str, stamp: Stamp, before_swap: BeforeSwap) -> Written:
        """Nothing is."""
        return alike(edits, Failed(self.look_only(), retry=True))

    def recover(self, intent: Intent) -> Recovered:
        """Nothing was."""
        return Recovered(swapped=False)

    def open_by(self) -> Owner | None:
        """Nobody keeps others from looking at Google."""
        return None

    # versions ---------------------------------------------------------------------------------------------------------

    def version(self, generation: str, sha: str = "") -> Contents | None:
        """What was looked at before, as far as it is kept on this computer."""
        kept = self._versions.find(generation, sha)
        return self._understood(kept, generation) if kept else None

    def keep(self) -> None:
        """Keep what was looked at last, to compare later looks with."""
        with suppress(OSError):
            if self._looks.poll is not None:
                self._versions.keep(self._looks.poll, "")

    def backups(self) -> list[Backup]:
        """People go back to versions at Google, which keeps them all."""
        return []

    def bring_back(self, name: str) -> None:
        """Nothing is brought back into a spreadsheet that is only looked at."""
        raise CannotOpen(self.look_only())

    def close(self) -> None:
        """Let go of the connection."""
        self._spreadsheet.http.session.close()
