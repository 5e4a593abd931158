"""System calls: a kill, and the errors of a failing disk, at every call of a save, one a round.

A save has two parts, in two threads: it is confirmed (the history is written) and it is written (the workbook). strace
counts and injects by thread, so that each call of each part is reached.
"""

import random
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.trials import strace
from tests.trials.children import Child, Voice
from tests.trials.ledger import Ledger
from tests.trials.place import PATIENCE, PEOPLE, Found, Place, check
from tests.trials.result import Result
from tests.trials.saving import before_each_write, edit, new_person, save

CONFIRMED, WRITTEN = "confirmed", "written"
ERRORS = ("EIO", "ENOSPC", "EACCES")


class Point(NamedTuple):
    """One fault: the n-th call of a kind in one part of a save, and what happens there: KILL or an error."""

    part: str
    call: str
    n: int
    fault: str

    @property
    def option(self) -> str:
        """For strace."""
        what = "signal=KILL" if self.fault == "KILL" else f"error={self.fault}"
        return f"inject={self.call}:{what}:when={self.n}"


def run(folder: Path, rounds: int, seed: int) -> Result:
    """A round for each point, or for so many of them, chosen by chance, when there are more than `rounds` (0: all)."""
    result = Result("syscalls", "A kill, EIO, ENOSPC and EACCES at each system call of a save", seed, rounds)
    if not shutil.which("strace"):
        result.asked, result.why_not = max(rounds, 1), "(strace is not installed)"
        return result
    place = Place(folder / "at")
    place.make()
    place.keep(folder / "kept")
    try:
        points = list(_points(place, folder))
    except RuntimeError as error:
        result.asked, result.why_not = max(rounds, 1), f"(strace may not watch: {error})"
        return result
    result.figures |= {"points of a save": len(points)}
    chosen = random.Random(seed).sample(points, min(rounds or len(points), len(points)))
    result.asked = len(chosen)
    for point in chosen:
        for _ in range(3):  # a thread does not always make exactly as many calls
            place.renew(folder / "kept")
            ledger, found = _round(place, folder / "log", point)
            if strace.was_injected(folder / "log"):
                result.add(found, len(ledger.saved), " ".join(map(str, point)))
                result.count(f"{point.fault} while it is {point.part}")
                break
    return result


def _points(place: Place, folder: Path) -> Iterator[Point]:
    """Every call that one save makes, times every fault that can happen there."""
    for part in (CONFIRMED, WRITTEN):
        place.renew(folder / "kept")
        _round(place, folder / "log", Point(part, "", 0, ""))
        for call, times in strace.calls(folder / "log").items():
            faults = ("KILL", *ERRORS) if strace.is_changing(call) else ERRORS
            yield from (Point(part, call, n, fault) for fault in faults for n in range(1, times + 1))


def _round(place: Place, log: Path, point: Point) -> tuple[Ledger, Found]:
    """One save with one fault in it, and the start after it."""
    ledger = Ledger()
    options = ["-e", point.option] if point.fault else []
    with Child(partial(_save, place, point.part)) as child:
        said, last = child.said(PATIENCE), [""]
        for last in said:
            ledger.hear(last)
            if last[0] == "ready":
                break
        with strace.attached(int(last[1]), log, *options):
            child.go()
            for last in said:
                ledger.hear(last)
    if not (point.fault == "KILL" or last[0] in ("closed", "broke")):
        ledger.broke.append(f"the process ended with {last}")
    return ledger, check(place, ledger)


def _save(place: Place, part: str, voice: Voice) -> None:
    """Save two values; the thread that does the part waits before it, so that it can be watched."""
    store = place.open()
    waits = iter([True])

    def hold() -> None:
        if next(waits, False):
            voice.say("ready", threading.get_native_id())
            voice.wait()

    if part == WRITTEN:
        before_each_write(hold)
    else:
        hold()
    save(store, voice, new_person("NEW", 1), edit(store, PEOPLE[0], "city", "Rome"))
    if not store.flush(PATIENCE / 4):
        voice.say("broke", f"it still waits: {store.status().sentence}")
    store.close()
    voice.say("closed")
