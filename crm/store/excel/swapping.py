"""Our new version in the place of the workbook, so that what a person saves in that very moment is not lost.

Two names change places in one step (renameat2 with RENAME_EXCHANGE, Linux 3.15 and later; on ext4, xfs, btrfs, tmpfs
and most others): what lay at the workbook's name lies at the other afterwards, and can be looked at. Elsewhere the
bytes are compared once more, and then the file is replaced.
"""

import ctypes
import errno
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from crm.xlsx import package

_HERE = -100  # AT_FDCWD: paths are what they are
_EXCHANGE = 2  # RENAME_EXCHANGE
_NUMBERS = {"x86_64": 316, "aarch64": 276}  # of the system call, for a C library that has no name for it
_CANNOT = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM)  # EPERM: forbidden to this process as a whole


class SavedMeanwhile(Exception):
    """Somebody saved the workbook between our look and our swap; it was not replaced."""


def swap(temp: Path, target: Path, is_still: Callable[[bytes], bool]) -> None:
    """Put `temp` in the place of `target` and wait until the disk has it.

    A file that is at `temp` afterwards is what lay at `target`.

    `is_still` says whether bytes are those that we mean to replace. Raises SavedMeanwhile, OSError (nothing happened),
    SwapUnknown (it happened, but the disk did not confirm it).
    """
    try:
        exchanged = exchange(temp, target)
        if not exchanged and not is_still(target.read_bytes()):
            raise SavedMeanwhile
    except FileNotFoundError:  # a program that saves by deleting and renaming is just at it
        raise SavedMeanwhile from None
    if exchanged:
        package.confirm_folder(target.parent)
    else:
        package.swap(temp, target)


def exchange(one: Path, other: Path) -> bool:
    """Let two files change names in one step; False where the system or the disk has no such thing. Raises OSError."""
    call = _renameat2()
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    error = ctypes.get_errno()
    if error in _CANNOT:
        return False
    raise OSError(error, os.strerror(error), str(one), None, str(other))


def _renameat2() -> Callable[[int, bytes, int, bytes, int], int] | None:
    """renameat2(2), by its name in the C library or by its number."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if hasattr(library, "renameat2"):
            return lambda *given: int(library.renameat2(*given))
        number = _NUMBERS[platform.machine()]
        return lambda *given: int(library.syscall(number, *given))
    except (OSError, TypeError, KeyError, AttributeError):  # a Python without ways into the C library
        return None
