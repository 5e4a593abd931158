"""Power cuts: what an ext4 disk holds at any moment, with all that was not flushed gone. Needs root and loop mounts.

A process saves on a small file system in an image file. It is halted, the image is copied (what was flushed is in it,
what was not is still in the memory of the system), and the copy is mounted in its place, as after a power cut.
"""

import filecmp
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.trials import twins
from tests.trials.children import Child
from tests.trials.kills import keep_saving
from tests.trials.ledger import Ledger
from tests.trials.place import PATIENCE, Place, check
from tests.trials.result import Result
from tests.trials.saving import short_names

SIZE = 24 << 20  # bytes of the file system
LATEST = 0.6  # seconds after the first Saved
MODES = ("defaults", "noauto_da_alloc")
TWIN_ROUNDS = 10
MEMORY = Path("/dev/shm")  # what is cut off is what did not reach the image, wherever that lies; here it is fast


def run(folder: Path, rounds: int, seed: int) -> Result:
    """So many power cuts, half of them with each way to mount; and a few of a Kith that never waits for the disk."""
    result = Result("power", "Images of an ext4 file system at any moment, mounted as after a power cut", seed, rounds)
    twin = Result("power", "no fsync, and a history with synchronous=OFF", seed, min(rounds, TWIN_ROUNDS))
    result.twin = twin
    if why_not := _lacking():
        result.why_not = f"({why_not})"
        return result
    chance, names = random.Random(seed), short_names()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else folder) as there:
        images = Path(there)
        try:
            _prepare(images)
        except subprocess.CalledProcessError as error:
            result.why_not = f"(this computer cannot mount: {error.stderr.decode(errors='replace').strip()})"
            return result
        for number in range(rounds):
            _cut(images, result, MODES[number % 2], next(names), chance.uniform(0, LATEST))
        for _ in range(twin.asked):
            _cut(images, twin, "noauto_da_alloc", next(names), chance.uniform(0, LATEST), twins.no_fsync)
    return result


def _lacking() -> str:
    """What of this computer is missing for it."""
    if not hasattr(os, "geteuid") or os.geteuid():
        return "only root may mount"
    missing = [tool for tool in ("mkfs.ext4", "mount", "umount") if not _found(tool)]
    return f"there is no {missing[0]} to mount with" if missing else ""


def _prepare(folder: Path) -> None:
    """An image with a workbook and its history, all of it flushed."""
    (folder / "at").mkdir()
    with (folder / "kept.img").open("wb") as file:
        file.truncate(SIZE)
    _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(folder / "kept.img"))
    with _mounted(folder / "kept.img", folder / "at", "defaults"):
        Place(folder / "at").make()


@contextmanager
def _mounted(image: Path, at: Path, mode: str) -> Iterator[None]:
    _run("mount", "-o", f"loop,{mode}", str(image), str(at))
    try:
        yield
    finally:
        _run("umount", str(at))


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([_found(tool) or tool, *arguments], check=True, capture_output=True, timeout=PATIENCE)


def _found(tool: str) -> str | None:
    """Where a tool is; an administrator's lie in folders that not everybody's PATH names."""
    return shutil.which(tool, path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"]))


def _cut(folder: Path, result: Result, mode: str, name: str, after: float, twin: twins.Twin = twins.none) -> None:
    """One power cut so many seconds after the first Saved. A copy that was not the same twice is no round."""
    place, ledger = Place(folder / "at"), Ledger()
    shutil.copyfile(folder / "kept.img", folder / "live.img")
    with (
        _mounted(folder / "live.img", folder / "at", mode),
        Child(partial(keep_saving, place, name, twin)) as child,
    ):
        _listen(child, ledger, after)
        child.stop()
        is_copied = _copied(folder / "live.img", folder / "cut.img")
        for words in child.heard(0):
            ledger.hear(words)
    if not is_copied:
        result.why_not = "(the image changed while it was copied)"
        return
    result.count(f"mounted with {mode}")
    with _mounted(folder / "cut.img", folder / "at", mode):
        result.add(check(place, ledger), len(ledger.saved), f"power cut {name}, {mode}")


def _listen(child: Child, ledger: Ledger, after: float) -> None:
    """Hear what the child says, until so long after its first Saved."""
    end = time.monotonic() + PATIENCE
    while (left := end - time.monotonic()) > 0 and not child.is_over():
        for words in child.heard(left):
            if words[0] == "saved" and not ledger.saved:
                end = time.monotonic() + after
            ledger.hear(words)


def _copied(image: Path, copy: Path) -> bool:
    """Copy an image that nobody writes to; a flush that was under way may need another try."""
    for _ in range(20):
        shutil.copyfile(image, copy)
        if filecmp.cmp(image, copy, shallow=False):
            return True
        time.sleep(0.02)
    return False
