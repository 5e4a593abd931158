"""Where Kith keeps its own things on this computer: journals, and which workbook was chosen last."""

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from crm.model.errors import ReadOnly

REMOTE = ("nfs", "cifs", "smb", "9p", "fuse.sshfs")  # how the kinds of a disk elsewhere begin
BOOKS = "books.json"  # in the state folder: real path -> book_id last seen there
PASSING = ("tmpfs", "ramfs", "overlay", "aufs")  # gone with the next start of the computer, or with a container
MOUNTS = Path("/proc/self/mountinfo")


def state_folder(environment: Mapping[str, str], mounts: str | None = None) -> Path:
    """`KITH_STATE`, or the platform's folder for a user's state. Made when missing, for this user alone.

    `mounts` is a text like that of /proc/self/mountinfo, which is read otherwise. Raises ReadOnly when the folder
    cannot be written, or lies on another computer, whose locks may lie: then nothing could be confirmed.
    """
    folder = Path(environment["KITH_STATE"]) if environment.get("KITH_STATE") else _default()
    kind = disk_of(folder, mounts)
    if kind.startswith(REMOTE):
        raise ReadOnly(
            f"Kith keeps its history in {folder}, and that lies on a network drive ({kind}), where nothing could be "
            "saved safely. Name a folder on a disk of this computer in KITH_STATE."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise ReadOnly(f"Kith cannot keep its history in {folder}, so nothing could be saved safely.") from error


def warning(folder: Path, mounts: str | None = None) -> str:
    """What people must know all the time about the disk that a folder lies on; "" when it lasts."""
    if not disk_of(folder, mounts).startswith(PASSING):
        return ""
    return (
        f"Kith keeps its history in {folder}, and that is gone when this computer or its container starts again. What "
        "is in the workbook stays. To keep the history too, name a folder on a lasting disk in KITH_STATE."
    )


def require_lasting(environment: Mapping[str, str]) -> None:
    """Raise ReadOnly when `KITH_LASTING_DISK` is "no": where no disk lasts, no workbook file can be kept."""
    if environment.get("KITH_LASTING_DISK", "").strip().lower() in ("no", "0", "false", "off"):
        raise ReadOnly(
            "This server keeps nothing on its disk, so nothing could be saved safely in a workbook on it. "
            "(KITH_LASTING_DISK says so.)"
        )


def disk_of(folder: Path, mounts: str | None = None) -> str:
    """The kind of file system that a folder lies on, or will when it is made; "" where that cannot be told.

    Source of the format: proc_pid_mountinfo(5). Of two disks at one place, the later hides the earlier.
    """
    try:
        text = MOUNTS.read_text("utf-8", "surrogateescape") if mounts is None else mounts
        there = folder.resolve()
    except (OSError, RuntimeError):
        return ""
    found = ("", "")
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        point = _unescaped(fields[4])
        if len(point) >= len(found[0]) and there.is_relative_to(point):
            found = point, after.split()[0]
    return found[1]


def _unescaped(text: str) -> str:
    """A path with its blanks and backslashes, which are written as \\040 and the like."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _default() -> Path:
    try:
        from platformdirs import user_state_dir
    except ImportError:
        return Path.home() / ".local" / "state" / "kith"
    return Path(user_state_dir("kith", appauthor=False))


def read(folder: Path, name: str) -> dict[str, str]:
    """A small file of texts by key in the state folder; empty when it is not there or damaged."""
    try:
        found = json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def write(folder: Path, name: str, values: Mapping[str, str]) -> None:
    """Replace such a file, never half."""
    handle, temp = tempfile.mkstemp(dir=folder, prefix=f".{name}.", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(dict(values), file, ensure_ascii=False, indent=1)
    Path(temp).replace(folder / name)
