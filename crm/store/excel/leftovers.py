"""The new files that Kith writes beside a workbook before they take their places, and what killed runs left of them."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

OTHERS_SECONDS = 3600  # what another Kith is about to swap in is not ours to remove


def mark(instance: str) -> str:
    """What stands in the name of a new file: `.NAME.<instance>.<pid>.<random>.tmp`."""
    return f"{instance}.{os.getpid()}."


def leftovers(workbook: Path, instance: str) -> Iterator[Path]:
    """The new files beside a workbook that nobody needs any more: those of our own runs that have ended, and of others
    after an hour. For who holds the lock: nobody of ours is writing then."""
    name = re.escape(workbook.name)
    named = re.compile(rf"\.(?:{name}|\.{name}\.kith-lock)\.(?:(?P<instance>\w+)\.(?P<pid>\d+)\.)?\w+\.tmp")
    for path in sorted(workbook.parent.iterdir()):
        found = named.fullmatch(path.name)
        if found and (_has_ended(found, instance) or _is_old(path)):
            yield path


def _has_ended(found: re.Match[str], instance: str) -> bool:
    return found["instance"] == instance and not _is_running(int(found["pid"]))


def _is_running(pid: int) -> bool:
    """Whether there is a process of this number; where asking would end it, as on Windows, we take it that there is."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > OTHERS_SECONDS
    except OSError:
        return False
