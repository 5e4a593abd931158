"""Looking for slips in a workbook: how much of the processor it costs.

    python -m bench.tidy [--people 10000] [--rounds 5]

One person in twenty has a slip: a comma in the address, a phone that became a number, a word that is in no list, or
letters that came out wrong. Each of them must be found, and nothing else.
"""

import argparse
import sys
import time
from collections import Counter

from bench import book
from bench.common import Goal, Trial
from crm.actions.tidy import findings, heal, proposed
from crm.model import phones
from crm.model.cells import Cell, Rules
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook

LOOKED, HEALED = "Looked through, in seconds of the processor", "All put right, in seconds of the processor"
GOALS = (Goal("10,000 rows looked through within 1 s of the processor", 10_000, (LOOKED,), at_most=1),)
SLIPS: dict[str, tuple[str, Cell]] = {
    "not_an_email": ("email", "person@example,com"),
    "phone_as_number": ("phone", 0),  # another number in each row
    "not_in_list": ("relationships", "Custmer"),
    "mojibake": ("city", "MÃ¼nchen"),
}
ONE_IN = 20


def mistyped(people: int) -> tuple[MemoryWorkbook, Counter[str]]:
    """The workbook, and how many slips of each kind are in it."""
    rows, planted = [dict(row) for row in book.people(people)], Counter[str]()
    for number, row in enumerate(rows):
        row["source"] = "Website"
        if number % ONE_IN == 0:
            code = list(SLIPS)[number // ONE_IN % len(SLIPS)]
            field, cell = SLIPS[code]
            row[field] = 7_700_900_000 + number % 1000 if code == "phone_as_number" else cell
            planted[code] += 1
    return MemoryWorkbook.new({"Contacts": rows}, today=lambda: book.TODAY), planted


def run(trial: Trial, people: int) -> None:
    """Look through a workbook that was just opened, and make the changes that put all right."""
    made, planted = mistyped(people)
    snapshot = Snapshot(made.read(), Rules(book.TODAY))
    assert len(snapshot.contacts) == people
    for cached in (phones.e164, phones.is_whole, phones.readable):
        cached.cache_clear()
    began = time.process_time()
    found = findings(snapshot)
    trial.add(people, LOOKED, time.process_time() - began)
    if Counter(one.code for one in found) != planted:
        raise RuntimeError(f"found {Counter(one.code for one in found)} of {planted}")
    began = time.process_time()
    changes = heal(proposed(found))
    trial.add(people, HEALED, time.process_time() - began)
    if len(changes.changes) != sum(planted.values()):
        raise RuntimeError(f"{len(changes.changes)} changes for {planted}")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.tidy", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000])
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args(arguments)
    trial = Trial("tidy", "Slips in a workbook", LOOKED, GOALS)
    for people in given.people:
        for _ in range(given.rounds):
            run(trial, people)
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
