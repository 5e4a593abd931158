"""10,000 people, and somebody who is being added: how soon and how rightly it is said who is here already.

The names are those of bench/people_names.py, which the rules were not written from; what is typed is somebody who is
here, in one of the ways in which people are typed once more, or somebody who is not. The time of a letter is the least
of three.
"""

import random
import time
from collections.abc import Mapping

from bench.common import Clock, Goal, Trial
from bench.people_names import mistyped, people
from crm.model.cells import Cell, Rules
from crm.model.snapshot import Snapshot
from crm.search.duplicates import Known, among
from crm.search.entering import Entering
from crm.store.memory import MemoryWorkbook
from tests.store.conftest import NOW

BOOK, AGAIN, NEW, TIMES = 10_000, 600, 600, 3
ALL, READY, TYPED = "Everybody compared", "Ready to be asked", "A letter is typed"
FALSE = "Told of somebody who is not here"
EXACT, SLIP, SHORT, SWAPPED, MARRIED = (
    "the exact name", "a slip in the surname, same city", "a short first name, the phone otherwise written",
    "first and last name swapped, same organisation", "another surname, same email",
)  # fmt: skip
FOUND = {EXACT: 1.0, SLIP: 0.98, SHORT: 1.0, SWAPPED: 1.0, MARRIED: 0.98}
"""Ways to be typed once more -> how many are to be found, of 1."""
GOALS = (
    Goal("10,000 people compared with each other within 5 s", BOOK, (ALL,), at_most=5),
    Goal("95 of 100 letters answered within 5 ms, 10,000 people", BOOK, (TYPED,), by="p95", at_most=5),
    Goal("Of people who are new, told to be here already", BOOK, (FALSE,), at_most=0.01),
    *(Goal(f"Found by {way}", BOOK, (f"Found by {way}",), at_least=share) for way, share in FOUND.items()),
)
Row = Mapping[str, Cell]


def again(row: Row, dice: random.Random) -> dict[str, dict[str, Cell]]:
    """The ways in which somebody who is here is typed once more, as far as what is known of them allows."""
    first, last = str(row["name"]).split(" ", 1)
    ways: dict[str, dict[str, Cell]] = {EXACT: {"name": row["name"]}}
    if city := row.get("city"):
        ways[SLIP] = {"name": f"{first} {mistyped(last, dice)}", "city": city}
    if phone := row.get("phone"):
        ways[SHORT] = {"name": f"{first[:3]} {last}", "phone": f"+44 {str(phone)[1:].replace(' ', '')}"}
    if firm := row.get("organisation"):
        ways[SWAPPED] = {"name": f"{last} {first}", "organisation": firm}
    if mail := row.get("email"):
        ways[MARRIED] = {"name": f"{first} {dice.choice(('Somebody', 'Umbridge', 'Zellweger'))}", "email": mail}
    return ways


def run(trial: Trial, rounds: int = 3, size: int = BOOK) -> None:
    """One book: all compared, made ready, and asked about people who are in it and who are not."""
    rows, dice = list(people(size, 1)), random.Random(3)
    snapshot = Snapshot(MemoryWorkbook.new({"Contacts": rows}, today=NOW.date).read(), Rules(NOW.date()))
    contacts = snapshot.contacts
    for _ in range(rounds):
        clock = Clock()
        among(Known.of(contacts))
        trial.add(BOOK, ALL, clock.seconds, job="10,000 people with each other")
        clock = Clock()
        known = Entering.of(snapshot)
        trial.add(BOOK, READY, clock.seconds, job="10,000 people with each other")

    def asked(typed: Row) -> set[str]:
        took = []
        for _ in range(TIMES):
            begin = time.perf_counter()
            found = known.here(snapshot, typed)
            took.append((time.perf_counter() - begin) * 1000)
        trial.add(BOOK, TYPED, min(took), "ms", "Somebody is being added")
        return {one.id for one in found}

    told: dict[str, list[bool]] = {way: [] for way in FOUND}
    for row in dice.sample(rows, min(AGAIN, size)):
        for way, typed in again(row, dice).items():
            told[way].append(str(row["id"]) in asked(typed))
    for way, hits in told.items():
        trial.add(BOOK, f"Found by {way}", sum(hits) / len(hits), "of 1", "Somebody who is here")
    false = [bool(asked({name: cell for name, cell in row.items() if name != "id"})) for row in people(NEW, 77)]
    trial.add(BOOK, FALSE, sum(false) / NEW, "of 1", "Somebody who is not here")
