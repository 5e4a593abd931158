"""What the Store answers: who asked, what became of a save, how the record is doing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from crm.model.cells import Cell
from crm.model.errors import NotAllowed

Role = Literal["viewer", "editor", "owner"]
_RANK = {"viewer": 0, "editor": 1, "owner": 2}


@dataclass(frozen=True)
class Actor:
    """Who does something, and what they may do: a viewer looks, an editor also saves, an owner decides."""

    name: str
    role: Role = "owner"

    def require(self, role: Role) -> None:
        """Raise NotAllowed unless this actor has at least the role."""
        if _RANK[self.role] < _RANK[role]:
            raise NotAllowed(f"{self.name or 'You'} may look at this workbook, not change it. Ask its owner.")


@dataclass(frozen=True)
class Conflict:
    """One cell, two people, two values. The sheet keeps `theirs`; `ours` waits to be chosen.

    `field` is "" when a whole row is meant, and `op` says which: "remove" for one that was removed here and changed in
    the sheet, "add" for one that was removed in the sheet and changed here, and so was kept. `seq` names it.
    """

    sheet: str
    id: str
    field: str
    before: Cell
    theirs: Cell
    ours: Cell
    actor: str = ""
    at: dt.datetime | None = None
    seq: int = 0
    op: str = "set"


@dataclass(frozen=True)
class Receipt:
    """What became of a save. `confirmed`: it is in the journal, flushed, and cannot be lost.

    `waiting` says why it is not in the workbook yet, "" when nothing stands in its way.
    """

    batch: str
    summary: str
    confirmed: bool
    in_workbook: bool = False
    waiting: str = ""
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One answer to a Question: its name for code, and its words for people."""

    name: str
    words: str


@dataclass(frozen=True)
class Question:
    """What only the owner can decide before Kith goes on writing; until then the workbook is read-only.

    `kind` is one word: `no_stamp`, `unknown`, `rolled_back`, `rows_gone`, `shuffled`, `heading_gone` or `unreadable`.
    `details` are lines that show what differs.
    """

    kind: str
    sentence: str
    choices: tuple[Choice, ...]
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """How the record is doing, for the status line: one sentence, how many changes wait since when (UTC), how many
    cells are to be decided. `open_by` says who has the workbook open, "" when nobody has; `question` is what the owner
    must answer first; `notice` is to be read once, `warning` holds as long as Kith runs here; `reason` says why what
    waits cannot go in now; `mode` is how a sheet at Google is written to, "" for others and while it is not known;
    `is_looked_at`: nothing is ever written into it, as its owner chose."""

    name: str
    location: str
    sentence: str
    waiting: int = 0
    oldest: dt.datetime | None = None
    trouble: str = ""
    to_decide: int = 0
    open_by: str = ""
    question: Question | None = None
    notice: str = ""
    warning: str = ""
    mode: str = ""
    reason: str = ""
    is_looked_at: bool = False


@dataclass(frozen=True)
class Backup:
    """A version of the workbook that is kept: when it was written (UTC), by which of our saves ("" for a version that
    somebody saved in the sheet), its size in bytes, how many people it holds (None when not known), and how its hash
    begins."""

    name: str
    at: dt.datetime
    generation: str
    size: int
    people: int | None = None
    sha: str = ""


@dataclass(frozen=True)
class Removed:
    """A row that was removed in the last 90 days and is not back: what it was called, when (UTC), by whom, and the
    batch whose undo brings it back; and what stood in it."""

    sheet: str
    id: str
    name: str
    at: dt.datetime
    actor: str
    batch: str
    cells: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One changed cell or row of a batch, in fields and cells, for History."""

    sheet: str
    id: str
    field: str
    op: str
    before: Cell
    after: Cell
    state: str


@dataclass(frozen=True)
class Noted:
    """A step, with when (UTC) and by whom it was made."""

    at: dt.datetime
    actor: str
    step: Step


@dataclass(frozen=True)
class Batch:
    """One press of Save in the journal: its sentence, who, when (UTC), what became of it, and its steps."""

    batch: str
    summary: str
    actor: str
    at: dt.datetime
    state: str
    undone: bool
    steps: tuple[Step, ...] = field(default=())
