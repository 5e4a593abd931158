"""The versions of a workbook that are kept in Kith's own folder: each of our saves, and what people saved between them.

All that is known of a version stands in its file's name, so that no list beside it could be wrong:
`NAME.<generation or sheet>.<when>.<people>.<hash>.xlsx`. They are not flushed to the disk; one that a power cut tore
has another hash than its name says, and counts as not kept.
"""

import datetime as dt
import hashlib
import os
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from crm.store.excel.thinning import kept
from crm.store.receipt import Backup

_SHEET, _DAMAGED = "sheet", "damaged"  # in place of a generation: saved by a person; not to be read
_UNKNOWN = "unknown"
_NAME = re.compile(
    r".*\.(?P<who>[\w-]+)\.(?P<at>\d{8}T\d{12}Z)\.(?P<people>\d+|unknown)\.(?P<sha>[0-9a-f]{16})\.xls[xm]", re.DOTALL
)
_WHEN = "%Y%m%dT%H%M%S%fZ"
_PART, _PART_SECONDS = ".part", 3600  # not whole yet; nobody is still at one that is so old
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_MOST_DAMAGED = 10


@dataclass(frozen=True)
class Kept:
    """A version that is kept: its file, when (UTC) and by which of our saves it was written ("" for a person's), the
    number of people in it, its size in bytes, and the beginning of its SHA-256."""

    path: Path
    at: dt.datetime
    generation: str
    people: int | None
    size: int
    sha: str

    def read(self) -> bytes | None:
        """Its bytes; None when they are gone or not what they were."""
        try:
            data = self.path.read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest().startswith(self.sha) else None

    def told(self) -> Backup:
        """The version as people are told of it."""
        return Backup(self.path.name, self.at, self.generation, self.size, self.people, self.sha)


class Backups:
    """The kept versions of one workbook. Whoever adds to them or thins them holds the workbook's lock."""

    def __init__(self, folder: Path, workbook: Path) -> None:
        self._folder = folder
        self._title = workbook.stem[:60]
        self._suffix = workbook.suffix.lower() if workbook.suffix.lower() == ".xlsm" else ".xlsx"

    def all(self) -> list[Kept]:
        """Every kept version, newest first."""
        try:
            files = list(os.scandir(self._folder))
        except OSError:
            return []
        found = [_kept(Path(file.path)) for file in files]
        return sorted((one for one in found if one), key=lambda one: (one.at, one.path.name), reverse=True)

    def find(self, *, name: str = "", generation: str = "", sha: str = "") -> list[Kept]:
        """The versions of a file name, of one of our saves, or with these bytes, newest first.

        Two can bear one generation: when a save was prepared, could not be swapped in, and was tried again.
        """
        return [
            one
            for one in self.all()
            if name in ("", one.path.name)
            and generation in ("", one.generation)
            and (not sha or sha.startswith(one.sha))
        ]

    def keep(self, data: bytes, sha: str, *, generation: str = "", people: int | None = None) -> None:
        """Keep these bytes, whose SHA-256 is `sha`, unless they are kept already. Raises OSError."""
        if not any(one.size == len(data) for one in self.find(sha=sha)):
            self._write(data, _who(generation), sha, _UNKNOWN if people is None else str(people))

    def drop(self, sha: str) -> None:
        """Let go of a version that never got into the workbook."""
        for one in self.find(sha=sha):
            with suppress(OSError):
                one.path.unlink()

    def keep_damaged(self, data: bytes) -> None:
        """Keep what somebody saved and nobody can read. Raises OSError."""
        self._write(data, _DAMAGED, hashlib.sha256(data).hexdigest(), _UNKNOWN)
        damaged = sorted(file for file in self._folder.iterdir() if f".{_DAMAGED}." in file.name)
        for old in damaged[:-_MOST_DAMAGED]:
            old.unlink(missing_ok=True)

    def _write(self, data: bytes, who: str, sha: str, people: str) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        when = dt.datetime.now(dt.UTC).strftime(_WHEN)
        path = self._folder / f"{self._title}.{who}.{when}.{people}.{sha[:16]}{self._suffix}"
        part = path.with_name(path.name + _PART)
        try:
            with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file:
                file.write(data)
            return part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def thin(self) -> None:
        """Let go of what need not be kept any longer, and of what a killed run left half."""
        versions = self.all()
        stay = kept([(one.at, one.size) for one in versions])
        for place, one in enumerate(versions):
            if place not in stay:
                one.path.unlink(missing_ok=True)
        for part in self._folder.glob(f"*{_PART}"):
            if time.time() - part.stat().st_mtime > _PART_SECONDS:
                part.unlink(missing_ok=True)


def _who(generation: str) -> str:
    return re.sub(r"[^\w-]", "-", generation) if generation else _SHEET


def _kept(path: Path) -> Kept | None:
    named = _NAME.fullmatch(path.name)
    if not named or named["who"] == _DAMAGED:
        return None
    try:
        size = path.stat().st_size
    except OSError:
        return None
    at = dt.datetime.strptime(named["at"], _WHEN).replace(tzinfo=dt.UTC)
    instance, _, number = named["who"].rpartition("-")
    generation = "" if named["who"] == _SHEET else f"{instance}:{number}" if instance else number
    people = None if named["people"] == _UNKNOWN else int(named["people"])
    return Kept(path, at, generation, people, size, named["sha"])
