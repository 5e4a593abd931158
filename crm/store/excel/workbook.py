"""ExcelWorkbook: the record in an .xlsx file that people go on editing in Excel or LibreOffice.

A write reads the file once more under a lock; if it is still the one that was seen, the changed rows are spliced into
it, the new version is checked, kept, written beside it, flushed and swapped in. Otherwise nothing is written.
"""

import datetime as dt
import hashlib
import re
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path

from crm.model.cells import Rules
from crm.model.contents import Contents
from crm.model.errors import CannotOpen, NotYetKiths
from crm.model.laid import Tabs
from crm.store import looking
from crm.store.excel import copies, lock, owner_files, reading, restoring, swapping
from crm.store.excel.file import BookFile, sha
from crm.store.excel.reading import BOOK, GENERATION
from crm.store.excel.splicing import Spliced
from crm.store.looking import LookedAt
from crm.store.receipt import Backup
from crm.store.workbook import (
    BeforeSwap,
    Busy,
    Edit,
    Failed,
    Intent,
    Moved,
    Outcome,
    Owner,
    Recovered,
    Stamp,
    Unknown,
    Written,
    alike,
)
from crm.xlsx import RefusedWorkbook, SwapUnknown, Workbook

_BOOK_ID = re.compile(r"[\w-]{1,64}", re.ASCII)  # it names a folder, and the file may come from anybody


class ExcelWorkbook:
    """A workbook file. Raises CannotOpen when it cannot be understood, NotYetKiths when it is no book of Kith's.

    `locks` is Kith's own folder. `anyway`: write once although somebody has the workbook open. `looked_at` is how a
    spreadsheet of other people's is read: nothing is ever written into that.
    """

    shows_alone = False  # each write is a whole new version, so figures go in with another one
    is_looked_at = False
    tears = False  # a version takes the place of the other whole, or not at all

    def __init__(
        self, path: Path, *, today: Callable[[], dt.date], locks: Path, looked_at: LookedAt | None = None
    ) -> None:
        path = path.resolve()  # a symbolic link stays one: what it points to is written
        data, revision = reading.whole(path, patient=False)
        layout = looked_at.layout if looked_at else None
        book, contents = reading.opened(data, path.name, Rules(today()), revision, layout)
        book_id = book.properties.get(BOOK, "")
        if not book_id and looked_at:
            book_id, self.is_looked_at = looked_at.book_id, True
        if not _BOOK_ID.fullmatch(book_id):
            raise NotYetKiths(
                f"{path.name} is a spreadsheet, but not yet one of Kith's. Open it on the first page, or with "
                f"“python -m crm adopt”, to see how Kith would read it. Nothing was changed."
            )
        file = BookFile(path, book_id, today, locks, layout if self.is_looked_at else None)
        file.require_this(book, contents)
        self._begin(file, book, contents)

    @classmethod
    def of_last_version(cls, path: Path, *, today: Callable[[], dt.date], locks: Path, book_id: str) -> "ExcelWorkbook":
        """A workbook whose file cannot be read now: its newest kept version stands in for the contents, and `read`
        tries the file again each time. Raises CannotOpen when no version is kept."""
        workbook = cls.__new__(cls)
        file = BookFile(path.resolve(), book_id, today, locks)
        workbook._begin(file, *restoring.newest(file))
        return workbook

    def _begin(self, file: BookFile, book: Workbook, contents: Contents) -> None:
        self._file, self._book, self._contents = file, book, contents
        self.path, self.name, self.book_id = file.path, file.name, file.book_id
        self.anyway, self._is_swept = False, True
        self._lock = threading.Lock()

    # reading ----------------------------------------------------------------------------------------------------------

    def revision(self) -> str:
        """When the file was last written, how large it is, and which file it is."""
        return reading.revision(self.path)

    def read(self) -> Contents:
        """Everything in the file. Raises CannotOpen when it cannot be read as the workbook it was."""
        with self._lock:
            if not self._is_as_read():
                self._read_anew()
            return self._contents

    def laid(self) -> Tabs:
        """How the rows of its sheets lie, as they were read last."""
        with self._lock, suppress(RefusedWorkbook):
            return reading.laid(self._book, [sheet.title for sheet in self._contents.sheets.values()])
        return {}

    def _is_as_read(self) -> bool:
        """Whether the file is still the one that was read, so that it need not be read again."""
        try:
            return self.revision() == self._contents.revision
        except OSError:
            return False

    def _read_anew(self) -> None:
        self._book, self._contents = self._file.opened(*self._file.whole())

    def late(self) -> list[Contents]:
        """What people saved, with a slow program, into versions that we had replaced already; each is told once.

        To be asked every few seconds: it also removes the replaced versions, and keeps our lock on the workbook alive.
        """
        if not self._lock.acquire(blocking=False):
            return []
        try:
            self._file.host.renew()
            return self._file.displaced.look()
        finally:
            self._lock.release()

    # others -----------------------------------------------------------------------------------------------------------

    def open_by(self) -> Owner | None:
        """Who has the workbook open in Excel or LibreOffice, and since when."""
        return owner_files.who_has_it(self.path)

    def look_only(self) -> str:
        """Why nothing can be saved here, in a sentence: the Kith of another computer or user has the workbook open, or
        it is only looked at."""
        if self.is_looked_at:
            return looking.ONLY.format(self.name)
        return self._file.host.elsewhere()

    def take_over(self) -> None:
        """Write here from now on although another Kith has the workbook open. Raises OSError."""
        self._file.host.take_over()

    def has_twin(self, path: Path) -> bool:
        """Whether another file is the same book, or may be: one that cannot be read."""
        try:
            return not path.samefile(self.path) and self._is_this_book(path)
        except FileNotFoundError:
            return False
        except (OSError, RefusedWorkbook):
            return True

    def conflict_copies(self) -> list[Path]:
        """Copies of this book that a program which keeps folders alike put beside it."""

        def is_ours(path: Path) -> bool:
            with suppress(OSError, RefusedWorkbook):
                return self._is_this_book(path)
            return False

        return copies.conflict_copies(self.path, is_ours)

    def _is_this_book(self, path: Path) -> bool:
        return Workbook.open(path).properties.get(BOOK) == self.book_id

    # writing ----------------------------------------------------------------------------------------------------------

    def locked(self) -> AbstractContextManager[None]:
        """Hold the workbook against every other Kith of this state folder. Raises Busy."""
        return self._file.locked(lock.WRITING)

    def pause(self) -> float:
        """A write takes as long as it takes; what comes meanwhile goes in with the next."""
        return 0.0

    def write(self, edits: Sequence[Edit], *, seen: str, stamp: Stamp, before_swap: BeforeSwap) -> Written:
        """Carry out the edits if the file is still the one that was `seen`."""
        if self.is_looked_at:
            return alike(edits, Failed(self.look_only(), retry=True))
        try:
            with self._lock, self.locked():
                return self._write_at_last(edits, seen, stamp, before_swap)
        except Busy as error:
            return alike(edits, Failed(str(error), retry=True))

    def _write_at_last(self, edits: Sequence[Edit], seen: str, stamp: Stamp, before_swap: BeforeSwap) -> Written:
        self._sweep()
        if sentence := self._must_wait():
            return alike(edits, Failed(sentence, retry=True))
        data, revision = self._file.whole()
        if revision != seen or not self._book.is_still(data):
            return self._moved(edits)
        try:
            return self._write(data, edits, stamp, before_swap)
        except BaseException as error:
            self._book = Workbook.from_bytes(data, self.name)  # what was changed in memory did not reach the disk
            if isinstance(error, swapping.SavedMeanwhile):
                return self._moved(edits)
            if isinstance(error, _Waits):
                return alike(edits, Failed(str(error), retry=True))
            raise

    def _must_wait(self) -> str:
        """Why the file cannot be written now; "" when nothing is known to be in the way."""
        owner = None if self.anyway else self.open_by()
        if owner:
            return _has_it_open(owner)
        with suppress(FileNotFoundError):
            if not self.path.stat().st_mode & 0o222:  # a swap would replace it all the same
                return "The workbook is write-protected."
        return self._file.host.take()

    def _moved(self, edits: Sequence[Edit]) -> Written:
        self._read_anew()
        return alike(edits, Moved(self._contents), self._contents)

    def _write(self, found: bytes, edits: Sequence[Edit], stamp: Stamp, before_swap: BeforeSwap) -> Written:
        spliced = Spliced(self._book, self._contents, edits, self._file.rules)
        if not spliced.is_anything:
            if spliced.made:
                self._book = Workbook.from_bytes(found, self.name)
            return Written(spliced.outcomes, self._contents)
        data, after = self._packed(spliced, stamp)
        self._keep_both(found, data, after)
        try:
            temp, revision, unsure = self._swapped_in(data, after, spliced.outcomes, before_swap)
        except BaseException:
            if sha(self.path) != after.fingerprint:
                self._file.backups.drop(after.fingerprint)
            raise
        displaced = self._file.displaced_by(temp, self._contents.fingerprint, found)
        if unsure:
            return replace(alike(edits, unsure), displaced=displaced)
        self._book.saved(data, after.fingerprint)
        self._contents, self.anyway = replace(after, revision=revision), False
        with suppress(OSError):
            self._file.backups.thin()
        return Written(spliced.outcomes, self._contents, displaced)

    def _swapped_in(
        self, data: bytes, after: Contents, outcomes: tuple[Outcome, ...], before_swap: BeforeSwap
    ) -> tuple[Path, str, Unknown | None]:
        """Put the new version in the place of the file: where it was written first, its revision, and whether the disk
        left us in doubt. When it raises, nothing was replaced and nothing lies beside the workbook."""
        temp, revision = self._file.write_beside(data)
        generation = after.stamp[1] if after.stamp else ""
        try:
            before_swap(Intent(temp.name, after.fingerprint, self._contents.fingerprint, outcomes, generation))
            self._swap(temp)
        except SwapUnknown as error:
            return temp, revision, Unknown(f"The disk does not say whether the workbook was saved ({error}).")
        except BaseException:
            self._file.remove(temp, revision)
            raise
        return temp, revision, None

    def _packed(self, spliced: Spliced, stamp: Stamp) -> tuple[bytes, Contents]:
        """The new version: its bytes, checked, and what they hold."""
        self._book.set_property(BOOK, stamp[0])
        self._book.set_property(GENERATION, stamp[1])
        try:
            contents = spliced.contents(stamp, self._file.rules)
            data = self._book.pack()
        except RefusedWorkbook as error:
            raise OSError(str(error)) from error
        return data, replace(contents, fingerprint=hashlib.sha256(data).hexdigest())

    def _keep_both(self, found: bytes, data: bytes, after: Contents) -> None:
        """Keep what we are about to replace, and what we replace it with."""
        try:
            self._file.keep(found, self._contents)
            self._file.keep(data, after, after.stamp[1] if after.stamp else "")
        except OSError as error:
            where = self._file.folder
            raise _Waits(f"A copy of the workbook cannot be kept in {where} ({error.strerror}).") from error

    def _swap(self, temp: Path) -> None:
        try:
            if self.revision() != self._contents.revision:
                raise swapping.SavedMeanwhile
            self._file.swap(temp, self._book.is_still)
        except FileNotFoundError:
            raise swapping.SavedMeanwhile from None
        except PermissionError as error:  # Windows lets nobody replace a file that is open
            raise _Waits(_has_it_open(self.open_by())) from error

    def close(self) -> None:
        """Leave nothing of ours beside the workbook; what a failing disk does not let go is swept at the next start."""
        with suppress(OSError, Busy), self._lock, self._file.locked(lock.LOOKING):
            self._file.displaced.let_go()
            self._file.host.release()

    # after a crash, and versions --------------------------------------------------------------------------------------

    def recover(self, intent: Intent) -> Recovered:
        """What became of a swap that was noted when Kith died, and what a person had saved in the moment before it.
        Raises Busy while another Kith writes: then the swap may be its own."""
        with self._lock, self._file.locked(lock.LOOKING):
            return restoring.recover(self._file, intent)

    def tidy(self) -> None:
        """Remove what a run of Kith that was killed left beside the workbook, after `recover`; while another Kith is
        busy with it, before the next write."""
        self._is_swept = False
        with suppress(Busy), self._lock, self._file.locked(lock.LOOKING):
            self._sweep()

    def _sweep(self) -> None:
        if not self._is_swept:
            restoring.sweep(self._file)
            self._is_swept = True

    def sweep(self) -> None:
        """The same at once, for who holds the lock."""
        restoring.sweep(self._file)

    def version(self, generation: str, sha: str = "") -> Contents | None:
        """The contents as our save of that generation left them; `sha`, its SHA-256 where that is known, finds them
        surely. None when that version is not kept any more."""
        return restoring.version(self._file, self._contents, generation, sha)

    def keep(self) -> None:
        """Keep the file as it was read last among the versions, unless it is another one by now."""
        with suppress(CannotOpen, OSError), self._lock, self._file.locked(lock.LOOKING):
            data, _ = self._file.whole()
            if self._book.is_still(data):
                self._file.keep(data, self._contents)

    def backups(self) -> list[Backup]:
        """The versions that are kept, newest first."""
        return [kept.told() for kept in self._file.backups.all()]

    def bring_back(self, name: str) -> None:
        """Put a kept version in the place of the file, whatever stands there now; that is set aside first.

        Raises CannotOpen, Busy among them, and OSError.
        """
        if self.is_looked_at:
            raise CannotOpen(self.look_only())
        with self._lock, self.locked():
            restoring.bring_back(self._file, name)


class _Waits(Exception):
    """Nothing was written, for a reason that passes."""


def _has_it_open(owner: Owner | None) -> str:
    return f"{owner.name if owner else 'Somebody'} has the workbook open."
