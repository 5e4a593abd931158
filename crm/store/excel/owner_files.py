"""Who has the workbook open in Excel or LibreOffice: the little files these programs put beside it.

They are hints, not locks: LibreOffice's stays behind when it is killed, so an old one counts for nothing.
"""

import time
from pathlib import Path

STALE_SECONDS = 24 * 3600


def who_has_it(path: Path) -> str | None:
    """The name of who has the workbook open, "Somebody" when the file does not say; None when nobody has."""
    for owner, read in (
        (path.with_name(f"~${path.name}"), _excel),
        (path.with_name(f".~lock.{path.name}#"), _libreoffice),
    ):
        try:
            if time.time() - owner.stat().st_mtime < STALE_SECONDS:
                return read(owner.read_bytes()) or "Somebody"
        except OSError:
            continue
    return None


def _excel(data: bytes) -> str:
    """Excel's owner file: the length of the name in one byte, then the name in the system's code page."""
    name = data[1 : 1 + data[0]] if data else b""
    return name.decode("cp1252", "ignore").strip("\0 ")


def _libreoffice(data: bytes) -> str:
    """LibreOffice's lock file: name, user, host, time, profile, parted by commas."""
    parts = [part.strip() for part in data.decode("utf-8", "ignore").split(",")]
    return next((part for part in parts[:2] if part), "")
