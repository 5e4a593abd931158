"""Files that our new version took the place of. They lie beside the workbook for a few seconds more.

A program that writes slowly, into the file itself, may still be at it when we swap: what it writes then lands in the
old file. So that is looked at again before it is let go, and it is there to be found if we die meanwhile.
"""

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from crm.model.contents import Contents
from crm.model.errors import CannotOpen

LOOKS, SECONDS = 2, 5.0  # what stays the same for so long is let go
GIVE_UP_SECONDS = 30.0  # what cannot be read by then will never be finished
_PATIENCE, _PAUSE = 1.0, 0.05  # seconds to wait at once for a program that is just writing


@dataclass
class _Watched:
    """`sha` is the hash of what we know it to hold. `stat` is from the look that told us so."""

    sha: str
    stat: tuple[int, int] | None = None
    looks: int = 0
    since: float = field(default_factory=time.monotonic)
    is_found: bool = False  # it holds what a person saved

    def known(self, sha: str, stat: tuple[int, int]) -> None:
        self.sha, self.stat, self.looks, self.since = sha, stat, 0, time.monotonic()


class Displaced:
    """The displaced files of one workbook.

    `read` understands bytes, and raises CannotOpen for half a workbook. `keep` is given every save that was found,
    with its hash, before its file is removed; `give_up` the bytes that can never be read. Both may raise OSError.
    """

    def __init__(
        self, read: Callable[[bytes], Contents], keep: Callable[[bytes, str], None], give_up: Callable[[bytes], None]
    ) -> None:
        self._read, self._keep, self._give_up = read, keep, give_up
        self._files: dict[Path, _Watched] = {}

    def __contains__(self, path: Path) -> bool:
        return path in self._files

    def __len__(self) -> int:
        return len(self._files)

    def watch(self, path: Path, sha: str) -> None:
        """Begin to watch a file; `sha` is the SHA-256 of what we know it to hold, "" when that is nothing we know."""
        self._files[path] = _Watched(sha)

    def at_once(self, path: Path, expected: bytes = b"") -> Contents | None:
        """What a person saved into a file that was displaced just now. None when nothing, or when it is not whole yet
        after a second: then it comes with a later `look`. `expected`, what we meant to displace, saves hashing it."""
        end = time.monotonic() + _PATIENCE
        while True:
            found = self._look(path, expected)
            if found is not None or not self._is_torn(path) or time.monotonic() > end:
                return found
            time.sleep(_PAUSE)

    def look(self) -> list[Contents]:
        """What people saved into watched files since the last look. Lets go of those that have long been quiet."""
        return [found for path in list(self._files) if (found := self._look(path)) is not None]

    def let_go(self) -> None:
        """Remove all files but those in which something new stands: the next start finds it there."""
        for path, watched in list(self._files.items()):
            with suppress(OSError):
                if hashlib.sha256(path.read_bytes()).hexdigest() == watched.sha:
                    self._forget(path)

    def _look(self, path: Path, expected: bytes = b"") -> Contents | None:
        watched = self._files[path]
        try:
            found = path.stat()
            stat = (found.st_mtime_ns, found.st_size)
            if stat != watched.stat:
                data = path.read_bytes()
                sha = watched.sha if expected and data == expected else hashlib.sha256(data).hexdigest()
                return self._changed(watched, data, sha, stat)
            watched.looks += 1
            if watched.looks >= LOOKS and time.monotonic() - watched.since > SECONDS:
                self._forget(path)
        except FileNotFoundError:
            del self._files[path]
        except OSError:  # a full disk, say: it stays, and is looked at again
            watched.looks = 0
        return None

    def _changed(self, watched: _Watched, data: bytes, sha: str, stat: tuple[int, int]) -> Contents | None:
        if sha == watched.sha:
            watched.stat = stat
            return None
        try:
            found = self._read(data)
        except CannotOpen:
            if time.monotonic() - watched.since > GIVE_UP_SECONDS:
                self._give_up(data)
                watched.known(sha, stat)
            return None
        watched.known(sha, stat)
        watched.is_found = True
        return found

    def _is_torn(self, path: Path) -> bool:
        return path in self._files and self._files[path].stat is None

    def _forget(self, path: Path) -> None:
        watched = self._files[path]
        if watched.is_found:
            self._keep(path.read_bytes(), watched.sha)
        path.unlink(missing_ok=True)
        del self._files[path]
