"""Run trials and keep what they found. 0 when every round was done, nothing was lost and every broken twin was noticed.

python -m tests.trials all --out bench/results/trials.json [--seed N] [--rounds-of kills=30 races=100]
"""

import argparse
import logging
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from bench.common import commit
from tests.trials import kills, power, processes, races, syscalls
from tests.trials.report import keep
from tests.trials.result import Result

TRIALS = {
    "kills": (kills.run, 1000),
    "syscalls": (syscalls.run, 0),
    "power": (power.run, 240),
    "processes": (processes.run, 200),
    "races": (races.run, 4000),
}
"""Each trial, and how many rounds of it are the full number; 0 is every one there is."""


def run(name: str, rounds: int, seed: int) -> Result:
    """One trial in a new folder, with its seconds and the commit it tried."""
    with tempfile.TemporaryDirectory(prefix="kith-trial-") as folder:
        start = time.monotonic()
        result = TRIALS[name][0](Path(folder), rounds, seed)
        result.seconds = time.monotonic() - start
    result.commit = commit()
    return result


def main(words: list[str]) -> int:
    """The trials that are named, one after the other."""
    given = _parser().parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whatever ends a run, what it mounted is let go of
    logging.basicConfig(level=logging.INFO if given.verbose else logging.ERROR, format="%(message)s")
    seed = random.randrange(1 << 32) if given.seed is None else given.seed
    rounds = {name: full for name, (_, full) in TRIALS.items()}
    rounds |= {name: int(number) for name, _, number in (word.partition("=") for word in given.rounds_of)}
    passed = True
    for name in TRIALS if given.trial == "all" else [given.trial]:
        result = run(name, rounds[name], seed)
        print(
            f"{name}: {result.done} of {result.asked} rounds, {result.confirmed} saved,", *(result.faults or ["passed"])
        )
        sys.stdout.flush()
        passed = passed and not result.faults
        if given.out:
            keep(given.out, result)
    return 0 if passed else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.trials", description=__doc__)
    parser.add_argument("trial", choices=["all", *TRIALS])
    parser.add_argument("--out", type=Path, help="the file that keeps what was found; other trials in it stay")
    parser.add_argument("--seed", type=int, help="the same number chooses the same moments")
    parser.add_argument(
        "--rounds-of", nargs="*", default=[], metavar="TRIAL=N", help="other numbers than the full ones"
    )
    parser.add_argument("--verbose", action="store_true", help="tell of each round")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
