"""A lock between processes of one computer, held while the workbook is read and swapped. Death frees it."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for the lock and hold it. The file stays: unlinking a lock races with who waits for it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        release = _acquire(handle)
        try:
            yield
        finally:
            release()
    finally:
        os.close(handle)


def _acquire(handle: int) -> Callable[[], None]:
    """Block until the lock is ours; what frees it again. Without either system call, threads of one process suffice."""
    try:
        import fcntl
    except ImportError:
        return _acquire_windows(handle)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return lambda: fcntl.flock(handle, fcntl.LOCK_UN)


def _acquire_windows(handle: int) -> Callable[[], None]:
    try:
        import msvcrt
    except ImportError:
        return lambda: None
    while True:
        try:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            break
        except OSError:
            time.sleep(0.02)  # there is no call that waits
    return lambda: msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
