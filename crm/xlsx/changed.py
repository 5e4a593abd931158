"""Has a workbook changed on disk, and in which of its parts? Answered without reading the workbook.

    seen = changed.look(path)             # beside Workbook.open(path)
    now = changed.look(path, seen)        # later: one stat() when nothing changed, and then `now is seen`
    now.parts_changed(seen.parts)         # {"xl/worksheets/sheet1.xml"}

The parts are compared by the CRC-32s in the zip file's table of contents (APPNOTE.TXT 6.3, 4.3.12), which lies at the
end: the last 64 KB hold it but for very unusual workbooks, of which the table is read as well and no more. They are
made for errors, not for malice: who must be sure reads the file. Excel writes many parts anew in each of its saves, so
a part that is named here may well say the same. While a file is written in place its end may still be the old one:
what was looked at within two seconds of a write is not `settled`, and `look` looks again.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crm.xlsx.errors import RefusedWorkbook
from crm.xlsx.packing.entries import LONGEST_END, checksums, find_end

_TAIL = 1 << 16
_TRIES = 3
_SETTLED = 2_000_000_000  # ns after which a later write is sure to have another time (FAT counts in 2 s)

Stamp = tuple[int, int, int, int]
"""When a file was written (ns), how long it is, and which file on which disk it is."""


@dataclass(frozen=True)
class Seen:
    """What was on disk at a moment: the stamp of the file, {part: CRC-32} and whether the stamp can be relied on."""

    stamp: Stamp
    parts: Mapping[str, int]
    settled: bool

    def parts_changed(self, known: Mapping[str, int]) -> set[str]:
        """The names of parts that differ from `known`, are new or are gone; see `Workbook.parts`."""
        return {name for name in {*self.parts, *known} if self.parts.get(name) != known.get(name)}


def look(path: str | os.PathLike[str], before: Seen | None = None) -> Seen:
    """What is on disk now; `before` itself when it is sure to be the same file, unchanged.

    Raises OSError, and RefusedWorkbook while somebody writes the file or when it is no workbook.
    """
    stamp = _stamp(os.stat(path))  # noqa: PTH116 - links are followed
    if before and before.settled and before.stamp == stamp:
        return before
    for _ in range(_TRIES):
        now = time.time_ns()
        with Path(path).open("rb") as file:
            stamp = _stamp(os.fstat(file.fileno()))
            try:
                parts = _parts(file.fileno(), stamp[1])
            except RefusedWorkbook:
                if _is_still(path, stamp):
                    raise
                continue
        if _is_still(path, stamp):
            return Seen(stamp, parts, now - stamp[0] > _SETTLED)
    raise RefusedWorkbook(f"“{Path(path).name}” is being written right now. Try again in a moment.")


def parts_changed(path: str | os.PathLike[str], known: Mapping[str, int]) -> set[str]:
    """The parts of the file at `path` that differ from `known` (`Workbook.parts`). Raises like `look`."""
    return look(path).parts_changed(known)


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_dev


def _is_still(path: str | os.PathLike[str], stamp: Stamp) -> bool:
    return _stamp(os.stat(path)) == stamp  # noqa: PTH116


def _parts(file: int, size: int) -> dict[str, int]:
    """{part: CRC-32} of an open file of that size."""
    tail = _read(file, size, _TAIL)
    try:
        end = find_end(tail, size)
    except RefusedWorkbook:  # a very long comment may stand behind the record
        tail = _read(file, size, LONGEST_END)
        end = find_end(tail, size)
    if end.start < size - len(tail):
        tail = _read(file, size, size - end.start)
    at = end.start - (size - len(tail))
    return checksums(tail[at : at + end.size], end.entries)


def _read(file: int, size: int, last: int) -> bytes:
    """The last bytes of an open file."""
    os.lseek(file, max(0, size - last), os.SEEK_SET)
    wanted, pieces = min(size, last), list[bytes]()
    while wanted and (piece := os.read(file, wanted)):
        pieces.append(piece)
        wanted -= len(piece)
    return b"".join(pieces)
