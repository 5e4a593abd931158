"""Kills: a process that saves and saves is killed at any moment; now and then also the next one, while it repairs."""

import random
import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from tests.trials import twins
from tests.trials.children import Child, Voice
from tests.trials.ledger import Ledger
from tests.trials.place import PATIENCE, PEOPLE, Place, check
from tests.trials.result import Result
from tests.trials.saving import before_each_write, edit, new_person, save, short_names

LATEST = 0.12  # seconds after the first Saved
EARLIEST_START = 0.02  # seconds after the start of a process that is killed while it repairs
A_BOOK = 10  # rounds with one workbook, before a new one
TWIN_TRIES = 60  # until it has lost something


def keep_saving(place: Place, name: str, twin: twins.Twin, voice: Voice) -> None:
    """Open the workbook and save until somebody ends it: new people, and a few cells over and over."""
    twin()
    before_each_write(lambda: voice.say("writing"), lambda: voice.say("written"))
    store = place.open()
    voice.say("opened")
    for n in count():
        person = PEOPLE[n % len(PEOPLE)]
        save(store, voice, edit(store, person, "city", f"{name}.{n}") if n % 3 else new_person(name, n))


def run(folder: Path, rounds: int, seed: int) -> Result:
    """So many kills, each followed by a start that must find everything; and some of a Kith that saves in place."""
    result = Result("kills", "SIGKILL while a process saves, 0 to 120 ms after a Saved", seed, rounds, inside=0)
    result.twin = Result("kills", "the workbook is written in place", seed, TWIN_TRIES, inside=0)
    chance, place, ledger, names = random.Random(seed), Place(folder / "at"), Ledger(), short_names()
    place.make()
    place.keep(folder / "kept")
    for number in range(rounds):
        if number % A_BOOK == 0:
            place.renew(folder / "kept")
            ledger = Ledger()
        again = chance.uniform(0, EARLIEST_START) if chance.random() < 0.2 else 0
        _round(place, ledger, result, names, (chance.uniform(0, LATEST), again))
    while result.twin.done < TWIN_TRIES and not result.twin.loses:
        place.renew(folder / "kept")
        _round(place, Ledger(), result.twin, names, (chance.uniform(0, LATEST), 0), twins.in_place)
    return result


def _round(
    place: Place,
    ledger: Ledger,
    result: Result,
    names: Iterator[str],
    after: tuple[float, float],
    twin: twins.Twin = twins.none,
) -> None:
    """A kill so long after the first Saved; a second one so long after the next start began, unless that is 0."""
    before = len(ledger.saved)
    kill(place, next(names), ledger, "saved", after[0], twin)
    result.inside = (result.inside or 0) + ledger.is_writing
    if after[1]:
        kill(place, next(names), ledger, "", after[1])
        result.count("killed again while the next start repaired")
    result.add(check(place, ledger), len(ledger.saved) - before, f"kill {result.done}")


def kill(place: Place, name: str, ledger: Ledger, word: str, after: float, twin: twins.Twin = twins.none) -> None:
    """Kill a process that saves so many seconds after it said the word first; "" is its first moment."""
    with Child(partial(keep_saving, place, name, twin)) as child:
        end, heard = (time.monotonic() + PATIENCE, False) if word else (time.monotonic() + after, True)
        while (left := end - time.monotonic()) > 0 and not child.is_over():
            for words in child.heard(left):
                ledger.hear(words)
                if words[0] == word and not heard:
                    end, heard = time.monotonic() + after, True
        child.kill()
        for words in child.said(1):
            ledger.hear(words)
