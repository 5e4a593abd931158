"""A lock between processes of one computer, held while the workbook is read and swapped. Death frees it.

A process that hangs does not, so nobody waits for ever. Waiting is left to the system, which lets those in line in one
after the other; asking again and again does not. It knows no limit of time, so a thread waits in line, and whoever is
not patient leaves it there. It frees the lock at once when it gets it later, unless somebody took its place up again.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from crm.store.workbook import Busy

WRITING, LOOKING, AGAIN = 30.0, 1.0, 1.0  # seconds that we wait: to write, to look, and after we waited in vain
BUSY = "Another Kith on this computer is busy with the workbook."


def held(path: Path) -> AbstractContextManager[None]:
    """Wait for the lock of a file, and hold it. Raises Busy after 30 s."""
    return FileLock(path).held(WRITING)


class FileLock:
    """The lock of one file, which stays: unlinking a lock races with who waits for it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.Lock()
        self._left: _InLine | None = None  # who waits on, though nobody wants it

    @contextmanager
    def held(self, seconds: float) -> Iterator[None]:
        """Wait so many seconds for the lock, and hold it. Raises Busy."""
        handle = self._acquired(seconds)
        try:
            yield
        finally:
            _release(handle)

    def _acquired(self, seconds: float) -> int:
        with self._mine:
            line, self._left = self._left, None
        if line and line.gets_it(min(seconds, AGAIN)):
            return line.handle
        if not line or line.is_over:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            if _is_free(handle):
                return handle
            line = _InLine(handle)
            if line.gets_it(seconds):
                return handle
        with self._mine:
            self._left = line
        raise Busy(BUSY)


class _InLine:
    """A thread that waits for the lock of an open file."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self.is_over = False  # the lock came, or never will, and nobody wanted it any more
        self._turn = threading.Condition()
        self._is_wanted, self._is_ours = True, False
        try:
            threading.Thread(target=self._wait, name="kith-lock", daemon=True).start()
        except RuntimeError:  # none can begin any more while Python ends
            os.close(handle)
            raise Busy(BUSY) from None

    def gets_it(self, seconds: float) -> bool:
        """Whether the lock comes within some seconds; else the thread waits on."""
        with self._turn:
            self._is_wanted = True
            try:
                self._turn.wait_for(lambda: self._is_ours or self.is_over, seconds)
            finally:
                self._is_wanted = self._is_ours
            return self._is_ours

    def _wait(self) -> None:
        came = False
        with suppress(OSError):
            while not (came := _take(self.handle, is_patient=True)):
                time.sleep(0.02)  # Windows has no call that waits
        with self._turn:
            self._is_ours = came and self._is_wanted
            self.is_over = not self._is_ours
            if self.is_over:
                _release(self.handle)
            self._turn.notify_all()


def _is_free(handle: int) -> bool:
    """Take the lock if nobody has it; the file is closed when that cannot be said."""
    try:
        return _take(handle, is_patient=False)
    except BaseException:
        os.close(handle)
        raise


# the system's calls; without them, threads of one process suffice -----------------------------------------------------


def _take(handle: int, *, is_patient: bool) -> bool:
    """Whether the lock is ours now. Who is patient waits for it where the system has a call for that."""
    try:
        import fcntl
    except ImportError:
        return _take_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if is_patient else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_on_windows(handle: int) -> bool:
    try:
        import msvcrt
    except ImportError:
        return True
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True


def _release(handle: int) -> None:
    """Free the lock; a child that was forked may still have the file open, so that closing it is not enough."""
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_UN)
    with suppress(ImportError, OSError):
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
    os.close(handle)
