"""Races: a person saves the workbook again and again while the app does, in its very swap or at any other moment."""

import random
import time
from functools import partial
from pathlib import Path

from tests.trials import twins
from tests.trials.children import Child, Voice
from tests.trials.ledger import Ledger
from tests.trials.person import Person
from tests.trials.place import PATIENCE, PEOPLE, Place, cells, check
from tests.trials.result import Result
from tests.trials.saving import before_each_swap, edit, save, short_names

SETTLED = 0.4  # seconds after which everything is in the workbook
CHANGES = 50  # of the app, before what is there is looked at
PAUSE = 0.02  # seconds at most between two changes of the app, or two saves of the person
TWIN_ROUNDS = 60


def run(folder: Path, rounds: int, seed: int) -> Result:
    """So many saves of a person. Half of them fall between the app's look and its swap, the others at any moment."""
    result = Result("races", "A person saves the workbook while the app does", seed, rounds)
    result.twin = Result("races", "the workbook is replaced without a look at what is there", seed, TWIN_ROUNDS)
    place, chance, names = Place(folder / "at"), random.Random(seed), short_names()
    place.make()
    place.keep(folder / "kept")
    for one, twin in ((result, twins.none), (result.twin, twins.blind_replace)):
        while one.done < one.asked:
            place.renew(folder / "kept")
            held = one is result.twin or one.figures.get("in the swap", 0) * 2 <= one.done
            _race(place, one, chance, next(names), held, twin)
    return result


def _race(place: Place, result: Result, chance: random.Random, name: str, held: bool, twin: twins.Twin) -> None:
    """Some changes of the app beside the person's saves; then what is gone, and what is still gone after a start."""
    ledger = Ledger()
    person, gone = Person(place.book, chance, ledger), list[str]()
    with Child(partial(_work, place, name, held, chance.random(), twin)) as child:
        if not held:
            _save_at_any_moment(person, child, ledger, name)
        for words in child.said(PATIENCE):
            ledger.hear(words)
            if words[0] == "swapping":
                if chance.random() < 0.7:
                    person.save(name)
                    result.count("in the swap")
                child.go()
            elif words[0] == "settled":
                gone = ledger.lost(cells(place.rows()))
                child.go()
    found = check(place, ledger)
    found.missing += [f"{value} (back after a start)" for value in gone if value not in found.missing]
    result.add(found, len(ledger.saved), f"race {name}")
    result.done += person.saves - 1
    result.count("parked as conflicts", len(ledger.parked))
    for way, times in person.ways.items():
        result.count(f"{way} by the person", times)


def _save_at_any_moment(person: Person, child: Child, ledger: Ledger, name: str) -> None:
    """Save and save until the app has made its changes."""
    is_done = False
    while not is_done and not child.is_over():
        for words in child.heard(person.chance.uniform(0, PAUSE)):
            ledger.hear(words)
            is_done = is_done or words[0] == "done"
        person.save(name)


def _work(place: Place, name: str, held: bool, seed: float, twin: twins.Twin, voice: Voice) -> None:
    """Change cells one after another; then wait until all is in the workbook, and tell what was parked."""
    twin()
    chance = random.Random(seed)
    store = place.open()
    if held:
        before_each_swap(lambda: (voice.say("swapping"), voice.wait()))
    for n in range(CHANGES):
        save(store, voice, edit(store, chance.choice(PEOPLE), chance.choice(["city", "phone"]), f"{name}.a{n}"))
        time.sleep(chance.uniform(0, PAUSE))
    voice.say("done")
    flushed = store.flush(PATIENCE / 4)
    time.sleep(SETTLED)
    if not (store.flush(PATIENCE / 4) and flushed):
        voice.say("broke", f"it still waits: {store.status().sentence}")
    for conflict in store.conflicts():
        voice.say("parked", conflict.ours)
    voice.say("settled")
    voice.wait()
    store.close()
