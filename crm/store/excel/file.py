"""BookFile: where one workbook lies, all that Kith keeps for it, and how a new version takes the old one's place."""

import datetime as dt
import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from crm.model.cells import Rules
from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.layout import Layout
from crm.store.excel import reading, swapping
from crm.store.excel.backups import Backups
from crm.store.excel.displaced import Displaced
from crm.store.excel.host_lock import HostLock, this_kith
from crm.store.excel.leftovers import mark
from crm.store.excel.lock import FileLock
from crm.store.excel.reading import BOOK
from crm.xlsx import Workbook, package


class BookFile:
    """The file of the workbook `book_id`. What Kith keeps for it lies in its own folder `state`. `layout` says where
    the records stand in one that is only looked at."""

    def __init__(
        self, path: Path, book_id: str, today: Callable[[], dt.date], state: Path, layout: Layout | None = None
    ) -> None:
        self.path = path
        self.name = path.name
        self.layout = layout
        self.book_id = book_id
        self.folder = state / book_id
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kith = this_kith(state)
        self.instance = kith.instance
        self.host = HostLock(path, kith)
        self.backups = Backups(self.folder / "backups", path)
        self.displaced = Displaced(self.understood, self.backups.keep, self.backups.keep_damaged)
        self._lock = FileLock(self.folder / "lock")
        self._today = today
        self._patient = True  # a file that was there is given time to come back, once

    @property
    def rules(self) -> Rules:
        """How cells are read today."""
        return Rules(self._today())

    def locked(self, seconds: float) -> AbstractContextManager[None]:
        """Hold the workbook against every other Kith of this state folder. Raises Busy after so many seconds."""
        return self._lock.held(seconds)

    # reading ----------------------------------------------------------------------------------------------------------

    def whole(self) -> tuple[bytes, str]:
        """The bytes as they are, and their revision. Raises CannotOpen."""
        patient, self._patient = self._patient, False
        found = reading.whole(self.path, patient=patient)
        self._patient = True
        return found

    def opened(self, data: bytes, revision: str = "") -> tuple[Workbook, Contents]:
        """Bytes as a version of this book. Raises CannotOpen when they are none."""
        book, contents = reading.opened(data, self.name, self.rules, revision, self.layout)
        self.require_this(book, contents)
        return book, contents

    def require_this(self, book: Workbook, contents: Contents) -> None:
        """Raise CannotOpen for another book, and for one without a single sheet that we know."""
        if book.properties.get(BOOK, self.book_id) != self.book_id:
            raise CannotOpen(f"{self.name} is another workbook now than the one that was opened. Nothing was changed.")
        if not contents.sheets:
            raise CannotOpen(f"{self.name} has none of its sheets any more. Nothing was changed.")

    def understood(self, data: bytes) -> Contents:
        """What a version of this book holds. Raises CannotOpen."""
        return self.opened(data)[1]

    # writing ----------------------------------------------------------------------------------------------------------

    def keep(self, data: bytes, contents: Contents, generation: str = "") -> None:
        """Keep a version of which this is known. Raises OSError."""
        people = contents.sheets.get("Contacts")
        count = len(people.rows) if people else None
        self.backups.keep(data, contents.fingerprint, generation=generation, people=count)

    def write_beside(self, data: bytes) -> tuple[Path, str]:
        """A new version on the disk, beside the workbook: its file and its revision, which the swap will not change.
        Raises OSError."""
        temp = package.write_beside(self.path, data, mark(self.instance))
        return temp, reading.revision(temp)

    def swap(self, temp: Path, is_still: Callable[[bytes], bool]) -> None:
        """Put the new version in the place of the file. Raises as `swapping.swap` does."""
        swapping.swap(temp, self.path, is_still)

    def remove(self, temp: Path, ours: str) -> None:
        """Remove a new version that was not swapped in. What lies at its name else is the file that it displaced."""
        with suppress(OSError):
            if reading.revision(temp) == ours:
                temp.unlink()

    def displaced_by(self, temp: Path, sha: str, expected: bytes = b"") -> Contents | None:
        """What a person saved in the moment before our swap, which meant to replace `expected`, whose SHA-256 is `sha`.

        Where names were not exchanged, nothing lies at `temp`, and there is nothing to tell.
        """
        self.displaced.watch(temp, sha)
        found = self.displaced.at_once(temp, expected)
        if found is not None:
            with suppress(OSError):  # it lies beside the workbook for some time more
                self.backups.keep(temp.read_bytes(), found.fingerprint)
        return found


def sha(path: Path) -> str:
    """The SHA-256 of a file, "" when there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
