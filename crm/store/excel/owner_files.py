"""Who has the workbook open in Excel or LibreOffice: the little files these programs put beside it.

They are hints, not locks: LibreOffice's stays behind when it is killed, so an old one counts for nothing.
"""

import datetime as dt
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from crm.store.workbook import Owner

STALE_SECONDS = 24 * 3600


def who_has_it(path: Path) -> Owner | None:
    """Who has the workbook open, as far as the files beside it tell; None when nobody has."""
    for file, read in (
        (path.with_name(f"~${path.name}"), _excel),
        (path.with_name(f".~lock.{path.name}#"), _libreoffice),
    ):
        with suppress(OSError):
            written = file.stat().st_mtime
            if time.time() - written < STALE_SECONDS:
                return _owner(read, file.read_bytes(), written)
    return None


def _owner(read: Callable[[bytes], tuple[str, dt.datetime | None]], data: bytes, written: float) -> Owner:
    name, since = read(data)
    return Owner(name or "Somebody", since or dt.datetime.fromtimestamp(written, dt.UTC))


def _excel(data: bytes) -> tuple[str, dt.datetime | None]:
    """Excel's owner file: the length of the name in one byte, then the name in the system's code page. No time."""
    name = data[1 : 1 + data[0]] if data else b""
    return name.decode("cp1252", "ignore").strip("\0 "), None


def _libreoffice(data: bytes) -> tuple[str, dt.datetime | None]:
    """LibreOffice's lock file: name, user, host, time, profile, parted by commas; a comma within is behind a stroke."""
    parts = re.split(r"(?<!\\),", data.decode("utf-8", "ignore"))
    plain = [re.sub(r"\\(.)", r"\1", part).strip() for part in parts]
    since = None
    if len(plain) > 3:
        with suppress(ValueError, OverflowError):
            since = dt.datetime.strptime(plain[3], "%d.%m.%Y %H:%M").astimezone(dt.UTC)
    return next((part for part in plain[:2] if part), ""), since
