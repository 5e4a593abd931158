"""ExcelWorkbook: the record in an .xlsx file that people go on editing in Excel or LibreOffice.

A write reads the file once more under a lock; if it is still the one that was seen, the changed rows are spliced into
it, the new version is written beside it, checked, flushed and swapped in. Otherwise nothing is written.
"""

import datetime as dt
import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from crm.model.arrays import without_collecting
from crm.model.cells import Cell, Rules
from crm.model.changes import AddRow, Change
from crm.model.contents import Contents, understand
from crm.model.errors import CannotOpen, KithError
from crm.model.headings import Tab
from crm.store.excel import owner_files
from crm.store.excel.lock import held
from crm.store.numbering import plain
from crm.store.placing import Placing
from crm.store.receipt import Backup
from crm.store.workbook import (
    BeforeSwap,
    Edit,
    Failed,
    GiveId,
    Intent,
    Moved,
    Ok,
    Outcome,
    Recovered,
    Stamp,
    Unknown,
    Written,
)
from crm.xlsx import RefusedWorkbook, SwapUnknown, Workbook, package

BOOK, GENERATION, SCHEMA = "kith_book", "kith_generation", "kith_schema"  # custom document properties
_BOOK_ID = re.compile(r"[\w-]{1,64}", re.ASCII)  # it names a folder, and the file may come from anybody
_TRIES, _PAUSE = 4, 0.5  # Excel saves by deleting and renaming: for a moment there is no file


class ExcelWorkbook:
    """A workbook file. Raises CannotOpen when it cannot be understood, or is no book of Kith's."""

    def __init__(self, path: Path, *, today: Callable[[], dt.date], locks: Path) -> None:
        self.path = path.resolve()  # a symbolic link stays one: what it points to is written
        self.name = self.path.name
        self._today = today
        self._lock = threading.Lock()
        self._patient = False  # a file that was there is given time to come back, once
        self._book, self._contents = self._open()
        self.book_id = self._book.properties.get(BOOK, "")
        if not _BOOK_ID.fullmatch(self.book_id):
            raise CannotOpen(
                f"{self.name} is a spreadsheet, but not yet one of Kith's. Choose “The list I already have” to bring "
                f"its people into a new workbook; the file itself stays as it is."
            )
        self._lock_file = locks / self.book_id / "lock"
        self._lock_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    # reading ----------------------------------------------------------------------------------------------------------

    def revision(self) -> str:
        """When the file was last written, how large it is, and which file it is."""
        return _revision(self.path)

    def read(self) -> Contents:
        """Everything in the file. Raises CannotOpen when it cannot be read as the workbook it was."""
        with self._lock:
            if self._is_as_read():
                return self._contents
            book, contents = self._open()
            if book.properties.get(BOOK, self.book_id) != self.book_id:
                raise CannotOpen(
                    f"{self.name} is another workbook now than the one that was opened. Nothing was changed."
                )
            self._book, self._contents = book, contents
            return contents

    def _is_as_read(self) -> bool:
        """Whether the file is still the one that was read, so that it need not be read again."""
        try:
            return self.revision() == self._contents.revision
        except OSError:
            return False

    def _open(self) -> tuple[Workbook, Contents]:
        data, revision = self._bytes()
        try:
            with without_collecting():
                book = Workbook.from_bytes(data, self.name)
                return book, self._understood(book, revision)
        except RefusedWorkbook as error:
            said = str(error) if self.name in str(error) else f"{self.name}: {error}"
            raise CannotOpen(f"{said} Nothing was changed.") from error

    def _bytes(self) -> tuple[bytes, str]:
        """The file in one go, closed at once, and its revision: the same before and after, so both belong together."""
        patient, self._patient = self._patient, False
        for attempt in range(_TRIES):
            try:
                before = self.revision()
                data = self.path.read_bytes()
                if self.revision() == before:
                    self._patient = True
                    return data, before
            except FileNotFoundError:
                if not self.path.parent.exists():
                    break
            except OSError as error:
                raise CannotOpen(f"{self.path} cannot be read ({error.strerror}). Nothing was changed.") from error
            if attempt < _TRIES - 1 and patient:
                threading.Event().wait(_PAUSE)
        raise CannotOpen(f"There is no workbook at {self.path}. Was it moved or renamed? Nothing was changed.")

    def _understood(self, book: Workbook, revision: str) -> Contents:
        stamp = (book.properties.get(BOOK, ""), book.properties.get(GENERATION, ""))
        tabs = [_tab(book, title) for title in book.sheets]
        found = understand(tabs, Rules(self._today()), revision=revision, stamp=stamp)
        return plain(replace(found, fingerprint=str(book.fingerprint)))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file as it was last read or written."""
        return str(self._book.fingerprint)

    def has_twin(self, path: Path) -> bool:
        """Whether another file is the same book, or may be: one that cannot be read."""
        try:
            if path.samefile(self.path):
                return False
            return Workbook.open(path).properties.get(BOOK) == self.book_id
        except FileNotFoundError:
            return False
        except (OSError, RefusedWorkbook):
            return True

    # writing ----------------------------------------------------------------------------------------------------------

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the workbook against every other Kith on this computer."""
        with held(self._lock_file):
            yield

    def write(self, edits: Sequence[Edit], *, seen: str, stamp: Stamp, before_swap: BeforeSwap) -> Written:
        """Carry out the edits if the file is still the one that was `seen`."""
        with self._lock, self.locked():
            if owner := owner_files.who_has_it(self.path):
                return _all(edits, Failed(f"{owner} has the workbook open.", retry=True))
            data, revision = self._bytes()
            if not self.path.stat().st_mode & 0o222:  # a swap would replace it all the same
                return _all(edits, Failed("The workbook is write-protected.", retry=True))
            if revision != seen or not self._book.is_still(data):
                self._book, self._contents = self._open()
                return _all(edits, Moved(self._contents), self._contents)
            try:
                return self._write(edits, stamp, before_swap)
            except BaseException:
                self._book = Workbook.from_bytes(data, self.name)  # what was changed in memory did not reach the disk
                raise

    def _write(self, edits: Sequence[Edit], stamp: Stamp, before_swap: BeforeSwap) -> Written:
        placing = Placing(self._contents, self._book)
        outcomes = tuple(_attempt(self._book, placing, edit) for edit in edits)
        if not any(isinstance(outcome, Ok) for outcome in outcomes):
            return Written(outcomes, self._contents)
        self._book.set_property(BOOK, stamp[0])
        self._book.set_property(GENERATION, stamp[1])
        try:
            data = self._book.pack()
        except RefusedWorkbook as error:
            raise OSError(str(error)) from error
        new = hashlib.sha256(data).hexdigest()
        temp = package.write_beside(self.path, data)
        ours = _revision(temp)  # the swap keeps it; asked for afterwards, it could be that of a person's save
        try:
            before_swap(Intent(temp.name, new, self.fingerprint, outcomes))
            if self.revision() != self._contents.revision:
                raise _SavedMeanwhile
            package.swap(temp, self.path)
        except _SavedMeanwhile:
            self._book, self._contents = self._open()
            return _all(edits, Moved(self._contents), self._contents)
        except SwapUnknown as error:
            return _all(edits, Unknown(f"The disk does not say whether the workbook was saved ({error})."))
        finally:
            temp.unlink(missing_ok=True)
        self._book.saved(data, new)
        self._contents = self._now(edits, outcomes, placing, (ours, stamp))
        return Written(outcomes, self._contents)

    def _now(
        self, edits: Sequence[Edit], outcomes: Sequence[Outcome], placing: Placing, mark: tuple[str, Stamp]
    ) -> Contents:
        """The contents after what was written: without reading all of it again, unless new rows took over formulas."""
        revision, stamp = mark
        grown = {edit.sheet for edit in edits if isinstance(edit, AddRow)}
        if any(self._contents.sheets[name].formulas for name in grown if name in self._contents.sheets):
            return self._understood(self._book, revision)
        after = _after(self._contents, edits, outcomes, placing, (revision, stamp))
        return replace(after, fingerprint=self.fingerprint)

    def recover(self, intent: Intent) -> Recovered:
        """Whether a swap that was noted happened before a crash."""
        with self._lock, self.locked():
            data, _ = self._bytes()
            return Recovered(hashlib.sha256(data).hexdigest() == intent.sha_new)

    def version(self, generation: str) -> Contents | None:
        """The contents as our save of that generation left them, while the file is still that one."""
        return self._contents if self._contents.stamp == (self.book_id, generation) else None

    def backups(self) -> list[Backup]:
        """The versions that are kept, newest first."""
        return []

    def bring_back(self, name: str) -> None:
        """Put a kept version in the place of the workbook. Raises CannotOpen when there is no such version."""
        raise CannotOpen(f"There is no version {name} of {self.name}. Nothing was changed.")

    def sweep(self) -> None:
        """Remove what a run of Kith that was killed left beside the workbook. Only under the lock."""
        for temp in self.path.parent.glob(f".{_escaped(self.name)}.*.tmp"):
            temp.unlink(missing_ok=True)


class _SavedMeanwhile(Exception):
    """Somebody saved the file between our read and our swap."""


def _revision(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}"


def _all(edits: Sequence[Edit], outcome: Outcome, now: Contents | None = None) -> Written:
    return Written((outcome,) * len(edits), now)


def _attempt(book: Workbook, placing: Placing, edit: Edit) -> Outcome:
    """Carry out an edit, which may be several cells: all of them, or none."""
    try:
        with book.together():
            placing.carry_out(edit)
    except (KithError, RefusedWorkbook, ValueError) as error:
        return Failed(str(error), retry=False)
    return Ok()


def _after(
    contents: Contents,
    edits: Sequence[Edit],
    outcomes: Sequence[Outcome],
    placing: Placing,
    mark: tuple[str, Stamp],
) -> Contents:
    """The contents after what was written, without reading the file again."""
    fine = [edit for edit, outcome in zip(edits, outcomes, strict=True) if isinstance(outcome, Ok)]
    sheets = dict(contents.sheets)
    for give in (edit for edit in fine if isinstance(edit, GiveId)):
        sheet = sheets[give.sheet]
        sheets[give.sheet] = sheet.with_ids({sheet.rows.index(give.row): give.id})
    changes: list[Change] = [edit for edit in fine if not isinstance(edit, GiveId)]
    return replace(contents, sheets=sheets, revision=mark[0], stamp=mark[1]).applied(changes, placing.rows)


def _tab(book: Workbook, title: str) -> Tab:
    grid = book.sheet(title).grid()
    cells: Sequence[Sequence[Cell]] = grid.cells
    return Tab(
        title,
        cells,
        {place: formula.text for place, formula in grid.formulas.items()},
        {place: error.text for place, error in grid.errors.items()},
    )


def _escaped(name: str) -> str:
    """A file name in a glob pattern, every sign taken as it is."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
