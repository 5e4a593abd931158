"""A file in the place of another in two steps: write beside, then swap. A crash leaves the old one or the new one."""

import errno
import os
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path

from crm.xlsx.errors import SwapUnknown

_BUSY = (5, 32)  # Windows: access denied, in use by another process
_PATIENCE = 3.0  # seconds


def write_beside(path: str | os.PathLike[str], data: bytes, mark: str = "") -> Path:
    """Write `data` to a new hidden file in the folder of `path` (links followed) and wait until the disk has it.

    Returns the new file; `mark` stands in its name, so that whoever made it knows it again. The old file's owner
    and permissions are taken over. Raises OSError, leaving nothing behind.
    """
    target = Path(os.path.realpath(path))
    temp = target.with_name(f".{target.name}.{mark}{secrets.token_hex(6)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    handle = os.open(temp, flags, 0o666)
    try:
        try:
            _write_all(handle, target, data)
        finally:
            os.close(handle)
    except BaseException:
        with suppress(OSError):
            temp.unlink()
        raise
    return temp


def _write_all(handle: int, target: Path, data: bytes) -> None:
    with suppress(FileNotFoundError):
        _take_after(handle, target)
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]
    os.fsync(handle)


def _take_after(handle: int, target: Path) -> None:
    """Give a new file the owner, attributes and permissions of the old one, as far as this user and the disk may."""
    if not hasattr(os, "fchmod"):
        return
    old, new = target.stat(), os.fstat(handle)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        with suppress(PermissionError):
            os.fchown(handle, old.st_uid, old.st_gid)
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(handle, name, os.getxattr(target, name))
    try:
        os.fchmod(handle, stat.S_IMODE(old.st_mode))
    except OSError as error:
        if error.errno != errno.EPERM:  # disks that know no permissions say so
            raise


def swap(temp: str | os.PathLike[str], path: str | os.PathLike[str]) -> None:
    """Put `temp` in the place of `path` (links followed) at once, and wait until the disk has the folder.

    OSError: the old file is still there, and `temp` is gone. SwapUnknown: the new file is in place, but the disk
    did not confirm it.
    """
    target = Path(os.path.realpath(path))
    try:
        _replace(Path(temp), target)
    except BaseException:
        with suppress(OSError):
            Path(temp).unlink()
        raise
    confirm_folder(target.parent)


def _replace(temp: Path, target: Path) -> None:
    """Rename; on Windows, wait while somebody else (a virus scanner, Excel) has the file open for a moment."""
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            temp.replace(target)
        except OSError as error:
            if getattr(error, "winerror", None) not in _BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return


def confirm_folder(folder: Path) -> None:
    """Wait until the disk has the folder. Windows cannot open folders and writes renames through its own log.

    Raises SwapUnknown.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system that has no such thing
            raise SwapUnknown(error.errno, "The disk did not confirm the new file", str(folder)) from error
