"""Transactions on the file of the journal, by several threads and several processes of one computer."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from crm.model.errors import NotSaved, ReadOnly
from crm.store.journal.file import identity, opened

NOT_SAVED = "This could not be saved: the history on this computer cannot be written. What you typed is still here."
NOT_READ = "The history on this computer cannot be read just now. Nothing was changed."
TRIES = 3  # how often a transaction begins anew because the file was replaced meanwhile


class Database:
    """The journal as a file: all or nothing, flushed, and found again when it was deleted or damaged under us.

    `is_new` says that there was none when it was opened; `book_id` names the workbook.
    """

    def __init__(self, path: Path, book_id: str) -> None:
        self._path, self.book_id = path, book_id
        self._lock = threading.RLock()
        self._inside = False  # a transaction of this thread is under way
        self._closed = False
        self._added = (0, "")  # the last row of the transaction under way, and its hash
        self._connection, self.is_new = opened(path, book_id)
        self._file = identity(path)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._closed = True
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and flushed to the disk when it ends well. Nests in itself. Raises NotSaved."""
        with self._lock:
            if self._inside:
                yield
                return
            self._begin()
            self._inside, self._added = True, (0, "")
            try:
                yield
                self._commit()
            except BaseException as error:
                with suppress(sqlite3.Error):  # closed, or rolled back by SQLite itself
                    self._connection.execute("rollback")
                if isinstance(error, sqlite3.Error):
                    self._renew()
                    raise NotSaved(NOT_SAVED) from error
                raise
            finally:
                self._inside = False

    def _begin(self) -> None:
        """Begin on the file that lies at our path: whoever writes into one that was set aside confirms nothing."""
        for _ in range(TRIES):
            try:
                self._connection.execute("begin immediate")
                if identity(self._path) == self._file:
                    return
                self._connection.execute("rollback")
            except sqlite3.Error as error:
                if self._closed or _is_busy(error):
                    raise NotSaved(NOT_SAVED) from error
            self._renew()
        raise NotSaved(NOT_SAVED)

    def _commit(self) -> None:
        """Commit. An error here says neither yes nor no: then it is looked up whether the last row is there."""
        try:
            self._connection.execute("commit")
        except sqlite3.Error:
            added = self._added
            self._renew()
            with suppress(sqlite3.Error):
                if self._connection.execute("select 1 from change where seq = ? and hash = ?", added).fetchone():
                    return
            raise

    def _renew(self) -> None:
        """Begin with a fresh connection, after whatever went wrong. What was deleted under us is written again."""
        if self._closed:
            return
        is_gone = identity(self._path) is None
        if not is_gone:
            self._connection.close()
        with suppress(ReadOnly):
            old, (self._connection, _) = (
                self._connection,
                opened(self._path, self.book_id, self._connection if is_gone else None),
            )
            self._file = identity(self._path)
            old.close()

    def rows(self, query: str, *values: object) -> list[Any]:
        """What a query finds. Raises ReadOnly when the journal cannot be read."""
        with self._lock:
            if self._inside:
                return self._connection.execute(query, values).fetchall()
            with suppress(sqlite3.Error):
                return self._connection.execute(query, values).fetchall()
            self._renew()
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise ReadOnly(NOT_READ) from error

    def run(self, query: str, *values: object) -> sqlite3.Cursor:
        """Write, within a transaction."""
        return self._connection.execute(query, values)

    # small things -----------------------------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A value of the table meta."""
        found = self.rows("select value from meta where key = ?", key)
        return found[0][0] if found else None

    def set_meta(self, key: str, value: str) -> None:
        """Set a value of the table meta, within a transaction."""
        self.run("insert or replace into meta values (?, ?)", key, value)

    def touched(self) -> int:
        """A number that rises with everything written to the journal, by any process."""
        with self._lock:
            if not self._inside and identity(self._path) != self._file:
                self._renew()
        return int(self.meta("touched") or 0)

    def touch(self) -> None:
        """Let everybody see that something was written, within a transaction."""
        self.set_meta("touched", str(self.touched() + 1))

    @property
    def notice(self) -> str:
        """What people must be told of this journal: that it was damaged, and what was kept. "" when all is well."""
        return self.meta("notice") or ""

    def noticed(self) -> None:
        """Somebody read the notice and needs it no more."""
        with self.transaction():
            self.set_meta("notice", "")
            self.touch()


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
