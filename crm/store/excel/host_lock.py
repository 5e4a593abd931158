"""Which Kith writes a workbook: a little file beside it, so that two computers never both do.

The lock between processes does not reach beyond one computer, and two journals of one workbook would not know of each
other. The file is made before the first write and goes when the workbook is closed. Who only looks makes none.
"""

import getpass
import hashlib
import json
import os
import platform
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crm.store.excel.leftovers import mark
from crm.xlsx import package

RENEW_SECONDS, STALE_SECONDS, _UNFINISHED_SECONDS = 60, 600, 10


@dataclass(frozen=True)
class Kith:
    """One Kith: `instance` tells its computer, user and state folder from every other."""

    instance: str
    host: str
    user: str


def this_kith(state: Path) -> Kith:
    """The Kith that keeps its things in the folder `state`."""
    host, user = platform.node() or "this computer", _user()
    told = "\0".join((host, user, os.path.realpath(state)))
    return Kith(hashlib.sha256(os.fsencode(told)).hexdigest()[:8], host, user)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"


class HostLock:
    """The file `.NAME.kith-lock` beside one workbook."""

    def __init__(self, workbook: Path, ours: Kith) -> None:
        self.path = workbook.with_name(f".{workbook.name}.kith-lock")
        self._ours = ours
        self._renewed = 0.0  # when we took it or said that we are still there; 0: never

    def elsewhere(self) -> str:
        """Why the workbook may only be looked at here, in a sentence; "" when no other Kith has it open."""
        other = self._holder()
        if other is None or self._is_us(other):
            return ""
        who = f"Kith on {other.host}" if other.host != self._ours.host else f"The Kith of {other.user}"
        return f"{who} has this workbook open, so it is look only here."

    def take(self) -> str:
        """Make the lock ours unless another Kith has it. "" when it is ours, else the sentence about who has it.

        In a folder that cannot be written nobody can write the workbook either, so there is nothing to lock.
        """
        if sentence := self.elsewhere():
            return sentence
        with suppress(OSError):
            if not self.path.exists():
                self._make()
            elif self._holder() is None:  # left behind, not renewed for long
                self.take_over()
            elif time.time() - self._renewed > RENEW_SECONDS:
                os.utime(self.path)
                self._renewed = time.time()
        return self.elsewhere()

    def take_over(self) -> None:
        """Take the lock from whoever has it. Raises OSError."""
        self.path.unlink(missing_ok=True)
        self._make()

    def renew(self) -> None:
        """Say once a minute that we are still there, if we ever took the lock."""
        if self._renewed and time.time() - self._renewed > RENEW_SECONDS:
            self.take()

    def release(self) -> None:
        """Let go of the lock if it is ours."""
        with suppress(OSError):
            if self._is_us(self._read()):
                self.path.unlink()
        self._renewed = 0.0

    def _make(self) -> None:
        """Make the lock, whole from the first moment, unless somebody was quicker."""
        told = json.dumps(vars(self._ours)).encode()
        beside = package.write_beside(self.path, told, mark(self._ours.instance))
        try:
            os.link(beside, self.path)
        except FileExistsError:
            pass
        except OSError:  # a disk without hard links
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)
        self._renewed = time.time()

    def _is_us(self, kith: Kith) -> bool:
        return kith.instance == self._ours.instance

    def _holder(self) -> Kith | None:
        """Who has the lock and was there in the last ten minutes. What is not whole after ten seconds never will be."""
        try:
            age = time.time() - self.path.stat().st_mtime
            holder = self._read()
        except OSError:
            return None
        return None if age > (STALE_SECONDS if holder.instance else _UNFINISHED_SECONDS) else holder

    def _read(self) -> Kith:
        try:
            found = json.loads(self.path.read_text("utf-8"))
            return Kith(*(str(found[key]) for key in ("instance", "host", "user")))
        except (ValueError, KeyError, TypeError):
            return Kith("", "another computer", "somebody")  # just being written, or not by us
