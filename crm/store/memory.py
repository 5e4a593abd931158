"""MemoryWorkbook: a real Workbook that lives in memory, for tests and for scripts that need no file."""

import copy
import datetime as dt
import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from crm.model.cells import Cell, Rules
from crm.model.contents import Contents, blank
from crm.model.errors import CannotOpen, KithError
from crm.model.headings import Tab
from crm.model.lists import Lists
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.understanding import understand
from crm.store import overview
from crm.store.numbering import plain
from crm.store.placing import Placing, to_make
from crm.store.receipt import Backup
from crm.store.workbook import (
    BeforeSwap,
    Edit,
    Failed,
    Intent,
    Moved,
    Ok,
    Outcome,
    Owner,
    Recovered,
    Stamp,
    Workbook,
    Written,
    alike,
)  # fmt: skip

Row = list[Cell]


class MemorySheet:
    """A sheet of cells; rows and columns count from 1."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.formulas: dict[tuple[int, int], str] = {}  # what a person made the program compute, by row and column

    def set_cell(self, row: int, column: int, value: Cell) -> None:
        """Put a value into a cell; None clears it."""
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value
        self.formulas.pop((row, column), None)

    def append_row(self, values: Mapping[int, Cell], *, until: int = 0) -> int:
        """A new row below the last one that holds anything; its row number."""
        filled = [number for number, cells in enumerate(self.rows, 1) if any(cell not in (None, "") for cell in cells)]
        row = max(filled, default=0) + 1
        for column, value in values.items():
            self.set_cell(row, column, value)
        return row

    def clear_row(self, row: int) -> None:
        """Empty every cell of a row."""
        for column in range(1, len(self.rows[row - 1]) + 1):
            self.set_cell(row, column, None)


class MemoryWorkbook(Workbook):
    """A workbook of tabs, title -> rows of cells from A1. People edit it through `edit`, as they would in a program."""

    def __init__(
        self, tabs: Mapping[str, Sequence[Sequence[Cell]]], *, today: Callable[[], dt.date], name: str = "memory"
    ):
        self.name = name
        self.anyway = False
        self.busy = ""  # a reason why nobody can write just now, as when the file is open elsewhere
        self._tabs = {title: MemorySheet([list(row) for row in rows]) for title, rows in tabs.items()}
        self._today = today
        self._counter = itertools.count(1)
        self._revision = "0"
        self._stamp: Stamp | None = None
        self._fingerprint = "new"
        self._versions: dict[str, Contents] = {}
        self._lock = threading.RLock()

    @classmethod
    def new(cls, rows: Mapping[str, Sequence[Mapping[str, Cell]]], *, today: Callable[[], dt.date]) -> "MemoryWorkbook":
        """A new workbook with every sheet of records, its lists and settings, and these rows (by field)."""
        tabs: dict[str, list[Row]] = {}
        for sheet in SHEETS.values():
            tabs[sheet.key] = [[column.heading for column in sheet.created]]
            tabs[sheet.key] += [[row.get(column.field) for column in sheet.created] for row in rows.get(sheet.key, ())]
        tabs["Lists"] = _list_rows()
        tabs["Settings"] = [["Key", "Setting", "Value", "What it does"]]
        tabs["Settings"] += [[s.key, s.title, s.default, s.help] for s in SETTINGS.values()]
        tabs[overview.TITLE] = overview.rows(overview.Figures())
        return cls(tabs, today=today)

    def sheet(self, title: str) -> MemorySheet:
        """A tab by its title."""
        return self._tabs[title]

    def edit(self, change: Callable[["MemoryWorkbook"], None]) -> None:
        """What another person does in the workbook: change cells, sort rows, move columns."""
        with self._lock:
            change(self)
            self._revision = str(next(self._counter))
            self._fingerprint = f"edited {self._revision}"

    def revision(self) -> str:
        """Another text after every change."""
        return self._revision

    def read(self) -> Contents:
        """Everything in it."""
        with self._lock:
            tabs = [
                Tab(title, [list(row) for row in sheet.rows], dict(sheet.formulas), {})
                for title, sheet in self._tabs.items()
            ]
            found = understand(tabs, Rules(self._today()), revision=self._revision, stamp=self._stamp)
            return plain(replace(found, fingerprint=self._fingerprint))

    def write(self, edits: Sequence[Edit], *, seen: str, stamp: Stamp, before_swap: BeforeSwap) -> Written:
        """Carry out the edits if nobody wrote since `seen`."""
        with self._lock:
            now = self.read()
            if self.busy and not self.anyway:
                return alike(edits, Failed(self.busy, retry=True))
            self.anyway = False
            if now.revision != seen:
                return alike(edits, Moved(now), now)
            before = copy.deepcopy(self._tabs)
            if made := to_make(edits, now):
                self._tabs |= {name: MemorySheet(_new_rows(name)) for name in made}
                now = self.read()
            placing = Placing(now, self)
            outcomes = tuple(_attempt(placing, edit) for edit in edits)
            if not any(isinstance(outcome, Ok) for outcome in outcomes):
                self._tabs = before
                return Written(outcomes, self.read())
            try:
                before_swap(Intent("", str(stamp), seen, outcomes))
            except BaseException:
                self._tabs = before  # the new version never came to be
                raise
            self._revision, self._stamp, self._fingerprint = str(next(self._counter)), stamp, str(stamp)
            written = self._versions[stamp[1]] = self.read()
            return Written(outcomes, written)

    def open_by(self) -> Owner | None:
        """Who keeps us from writing."""
        return Owner(self.busy.partition(" has ")[0], dt.datetime.now(dt.UTC)) if self.busy else None

    def recover(self, intent: Intent) -> Recovered:
        """A swap in memory happens or does not; nothing is left behind."""
        return Recovered(self._stamp is not None and str(self._stamp) == intent.sha_new)

    def version(self, generation: str, sha: str = "") -> Contents | None:
        """What one of our saves left."""
        return self._versions.get(generation)

    def keep(self) -> None:
        """Nothing outlives memory."""

    def backups(self) -> list[Backup]:
        """Nothing outlives memory, so no versions are kept for people."""
        return []

    def bring_back(self, name: str) -> None:
        """There is nothing to bring back."""
        raise CannotOpen("A workbook in memory has no earlier versions.")

    def close(self) -> None:
        """Nothing lies beside memory."""


def _new_rows(name: str) -> list[list[Cell]]:
    """A sheet that comes on demand."""
    return overview.rows(overview.Figures()) if name == overview.TITLE else [list(blank(name).headings)]


def _attempt(placing: Placing, edit: Edit) -> Outcome:
    try:
        placing.carry_out(edit)
    except KithError as error:
        return Failed(str(error), retry=False)
    return Ok()


def _list_rows() -> list[Row]:
    blocks = Lists.default().blocks
    height = max(len(cells) for cells in blocks.values())
    rows: list[Row] = [list(blocks)]
    rows += [[cells[n] if n < len(cells) else None for cells in blocks.values()] for n in range(height)]
    return rows
