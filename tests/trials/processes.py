"""Processes: five of them save into one workbook at once, into rows of their own and into the same cells."""

import random
import time
from functools import partial
from pathlib import Path

from tests.trials import twins
from tests.trials.children import Child, Voice
from tests.trials.ledger import Ledger
from tests.trials.place import PATIENCE, PEOPLE, Place, check
from tests.trials.result import Result
from tests.trials.saving import before_each_swap, edit, new_person, save

PROCESSES = 5
SLOW = 0.01  # seconds at most that the disk takes for a swap
TWIN_CHANGES, TWIN_TRIES = 40, 5  # of each process; until it has lost something


def run(folder: Path, rounds: int, seed: int) -> Result:
    """So many changes by each process. One change is one round; it is done when somebody was told what became of it."""
    result = Result("processes", "Five processes save into one workbook at once", seed, rounds * PROCESSES)
    result.twin = Result("processes", "no lock between processes", seed, TWIN_CHANGES * PROCESSES)
    place = Place(folder / "at")
    place.make()
    place.keep(folder / "kept")
    _together(place, folder / "kept", result, rounds, twins.none)
    for _ in range(TWIN_TRIES):
        if not result.twin.loses:
            _together(place, folder / "kept", result.twin, TWIN_CHANGES, twins.no_lock)
    return result


def _together(place: Place, kept: Path, result: Result, changes: int, twin: twins.Twin) -> None:
    """All processes save until they have made their changes; then the next start must find everything."""
    place.renew(kept)
    ledger = Ledger()
    seed = result.seed + result.done
    children = [Child(partial(_work, place, f"PR{n}", changes, seed + n, twin)) for n in range(PROCESSES)]
    for child in children:
        child.go()
    end = time.monotonic() + 10 * PATIENCE
    while time.monotonic() < end and not all(child.is_over() for child in children):
        for child in children:
            for words in child.heard(0.01):
                ledger.hear(words)
    for child in children:
        for words in child.said(1):
            ledger.hear(words)
    for child in children:
        child.end()
    result.add(check(place, ledger), len(ledger.saved), "five processes")
    result.done += len(ledger.saved | ledger.refused) - 1
    result.count("refused", len(ledger.refused))
    result.count("parked as conflicts", len(ledger.parked))


def _work(place: Place, name: str, changes: int, seed: int, twin: twins.Twin, voice: Voice) -> None:
    """Add people, note something in a row of one's own, and count on in a cell that all count in."""
    twin()
    chance = random.Random(seed)
    before_each_swap(lambda: time.sleep(chance.uniform(0, SLOW)))
    voice.wait()
    store = place.open()
    for n in range(changes):
        value = f"{name}.{n}"
        if n % 4 == 0:
            save(store, voice, new_person(name, n))
        elif n % 4 == 1:
            save(store, voice, edit(store, new_person(name, n - 1).id, "notes", value))
        else:
            save(store, voice, edit(store, chance.choice(PEOPLE), chance.choice(["city", "phone"]), value))
    if not store.flush(PATIENCE):
        voice.say("broke", f"it still waits: {store.status().sentence}")
    store.close()
