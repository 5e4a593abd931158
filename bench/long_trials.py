"""The long trials of the engine and the store, run to their end and counted.

python -m bench.long_trials [edits] [pairs] [mistakes] [office] [google-faults]

Each is a run of long tests; one that is not named keeps the figures of its last run.
"""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from bench.common import RESULTS, ROOT, Clock, commit

KEPT = "long_trials.json"


class Trial(NamedTuple):
    """A run of tests: what it does, the file of the tests, and the one whose cases are the rounds."""

    does: str
    file: str
    rounds: str


TRIALS = {
    "edits": Trial(
        "Workbooks edited at random, up to 60 steps each, beside a dictionary and three readers",
        "tests/xlsx/test_properties_of_edits.py",
        "test_after_many_edits",
    ),
    "pairs": Trial(
        "Workbooks with every two features, from three programs, before and after edits in LibreOffice",
        "tests/xlsx/test_corpus.py::test_libreoffice_shows_the_edits_alone",
        "test_libreoffice_shows",
    ),
    "mistakes": Trial(
        "Mistakes put into the engine on purpose, each of which a test must notice",
        "tests/mutants/test_engine.py",
        "test_every_listed_mistake_turns_a_test_red",
    ),
    "office": Trial(
        "Two people with copies, two processes and crashes, 40 steps each, after which nothing may be lost",
        "tests/store/test_state_machine.py",
        "test_whatever_people_and_processes_do",
    ),
    "google-faults": Trial(
        "Days on which Google, or the way to it, fails in every listed manner before and after it wrote",
        "tests/store/google/test_faults.py",
        "test_everything_that_was_confirmed_is_there_once_on_three_hundred_days",
    ),
}


class Count(NamedTuple):
    """How many rounds were to be done and were done without a difference, and how many tests failed."""

    asked: int
    done: int
    differences: int


def counted(report: Path, rounds: str) -> Count:
    """What a report of pytest (its JUnit XML) says of the tests whose names begin with `rounds`.

    A test of many rounds tells them itself, as "rounds asked" and "rounds done", which are added up over its cases.
    """
    tree = ElementTree.parse(report)
    told = Counter[str]()
    for one in tree.iterfind("testsuite/properties/property"):
        if (name := one.get("name", "")).startswith("rounds "):
            told[name] += int(one.get("value", ""))
    failed = {
        case: case.find("failure") is not None or case.find("error") is not None for case in tree.iter("testcase")
    }
    mine = [case for case in failed if case.get("name", "").startswith(rounds)]
    passed = sum(not failed[case] and case.find("skipped") is None for case in mine)
    asked, done = told.get("rounds asked", len(mine)), told.get("rounds done", passed)
    return Count(asked, done, sum(failed.values()))


def run(name: str) -> dict[str, Any]:
    """Run one trial to its end. Its figures, the seconds it took, and the commit it tried."""
    trial, clock = TRIALS[name], Clock()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        pytest = [sys.executable, "-m", "pytest", "-q", "-m", "long", f"--junitxml={report}", trial.file]
        subprocess.run(pytest, cwd=ROOT, check=False)
        found = counted(report, trial.rounds)._asdict()
    told = {"does": trial.does, **found, "seconds": round(clock.seconds)}
    return {**told, "commit": commit(), "date": f"{dt.date.today()}"}


def main(words: list[str]) -> int:
    """Run the trials that are named, or all. 0 when every round was done and nothing differed."""
    path, found = RESULTS / KEPT, {}
    for name in words or TRIALS:
        found[name] = run(name)
        print(name, found[name], flush=True)
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        path.write_text(json.dumps(kept | found, indent=1) + "\n", encoding="utf-8")
    return int(any(one["done"] < one["asked"] or one["differences"] for one in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
