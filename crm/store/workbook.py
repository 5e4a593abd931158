"""The Workbook protocol: the record itself, whether an Excel file, a Google Sheet or memory.

A Workbook is plain: it reads everything, and writes what it is told if nobody else wrote since. Merging, confirming and
undoing are the Store's.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from crm.model.cells import Cell
from crm.model.changes import Change
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.laid import Tabs
from crm.store.receipt import Backup


class Busy(CannotOpen):
    """Another process keeps the record to itself for longer than anybody should wait; its text says so."""


Stamp = tuple[str, str]
"""book_id and generation: which of our saves a copy of the workbook had seen."""


@dataclass(frozen=True)
class GiveId:
    """An ID for a row that a person typed without one; `cells` are what the row holds, by field. `copied`: the ID of
    the row that it was copied from, "" for none."""

    sheet: str
    row: int
    id: str
    cells: Mapping[str, Cell]
    copied: str = ""


@dataclass(frozen=True)
class Mark:
    """Nothing but our stamp, in a version that somebody else saved."""


@dataclass(frozen=True)
class Show:
    """Figures for the sheet Overview, by (row, column); nobody's change, so that nothing of it waits or is undone."""

    cells: Mapping[tuple[int, int], Cell]


Edit = Change | GiveId | Mark | Show


@dataclass(frozen=True)
class Ok:
    """Written, flushed and checked."""


@dataclass(frozen=True)
class Failed:
    """Certainly not written. `retry` when it may work later without anybody's doing."""

    reason: str
    retry: bool


@dataclass(frozen=True)
class Unknown:
    """Nobody can tell yet whether it was written; it must be read back before it is tried again."""

    reason: str


@dataclass(frozen=True)
class Moved:
    """Nothing was written: somebody else wrote since; `found` is what stands there now."""

    found: Contents


Outcome = Ok | Failed | Unknown | Moved


@dataclass(frozen=True)
class Written:
    """What became of a write: one outcome an edit, the contents as they are now, and what somebody saved between our
    look and our swap: it stood there for a moment, and must be merged."""

    outcomes: tuple[Outcome, ...]
    now: Contents | None
    displaced: Contents | None = None


def alike(edits: Sequence[Edit], outcome: Outcome, now: Contents | None = None) -> Written:
    """A write of which all edits came to the same."""
    return Written((outcome,) * len(edits), now)


@dataclass(frozen=True)
class Intent:
    """A swap that is about to happen: the file that will replace, its hash, the hash of what it replaces, and what
    will have become of each edit when it has happened. `generation` is the one in the stamp that goes in."""

    temp: str
    sha_new: str
    sha_expected: str
    outcomes: tuple[Outcome, ...]
    generation: str = ""


BeforeSwap = Callable[[Intent], None]


@dataclass(frozen=True)
class Recovered:
    """What a swap that was noted came to: whether it happened, and a person's save that it displaced."""

    swapped: bool
    displaced: Contents | None = None


@dataclass(frozen=True)
class Owner:
    """Who has the record open, "Somebody" when that is not said, and since when (UTC)."""

    name: str
    since: dt.datetime


class Workbook(Protocol):
    """What every record can do; with a body, what most of them do. Raises CannotOpen from read when it cannot be
    understood as a workbook.

    `anyway` lets the next write go on although somebody seems to have it open. `shows_alone`: figures go in by a write
    of their own, since a write that is refused is refused whole, and people's changes with it. `is_looked_at`: nothing
    is ever written, as its owner chose. `tears`: a write that failed may have left some of itself behind.
    """

    name: str
    anyway: bool
    shows_alone: bool = False
    is_looked_at: bool = False
    tears: bool = False

    def revision(self) -> str:
        """A token of the record's state, cheap to ask; another one after every change by anybody."""

    def read(self) -> Contents:
        """Everything in it, as one consistent read."""

    def write(self, edits: Sequence[Edit], *, seen: str, stamp: Stamp, before_swap: BeforeSwap) -> Written:
        """Carry out the edits if the record is still as `seen`, all in one step, and put the stamp in with them."""

    def pause(self) -> float:
        """Seconds to wait before the next write, so that what everybody saves meanwhile goes in with it."""
        return 0.0

    def open_by(self) -> Owner | None:
        """Who has it open elsewhere, so that we cannot write; cheap to ask."""

    def recover(self, intent: Intent) -> Recovered:
        """After a crash: what became of a swap that was about to happen, with what it left behind tidied up.

        Raises Busy while another process writes: then the swap may be its own."""

    def version(self, generation: str, sha: str = "") -> Contents | None:
        """The contents as our save of that generation left them; None when that version is not kept any more.

        `sha` is the hash of its bytes where that is known."""

    def laid(self) -> Tabs:
        """How the rows of its tabs lie: what is merged and what is hidden. Where it cannot be told, nothing is."""
        return {}

    def keep(self) -> None:
        """Keep what was read last as a version, to compare later ones with; where it cannot be kept, it is not."""

    def backups(self) -> list[Backup]:
        """The versions that are kept, newest first."""

    def bring_back(self, name: str) -> None:
        """Put a kept version in the place of the record, which is set aside first. Raises CannotOpen, OSError."""

    def late(self) -> list[Contents]:
        """Saves that somebody finished after our own version had taken their place; asked at every look."""
        return []

    def look_only(self) -> str:
        """Why nobody may write here, as a sentence: another computer keeps this record. "" when we may."""
        return ""

    def take_over(self) -> None:
        """Keep the record here from now on, although another computer seems to."""
        return

    def close(self) -> None:
        """Let go of what lies beside the record."""
