"""A few rounds of every trial, as the command runs them in full, and what the command says of them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")

ROUNDS = {"kills": 8, "syscalls": 16, "power": 4, "processes": 8, "races": 24}
PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What all trials found."""
    file = tmp_path_factory.mktemp("trials") / "trials.json"
    rounds = [f"{name}={number}" for name, number in ROUNDS.items()]
    command = [sys.executable, "-m", "tests.trials", "all", "--out", str(file), "--rounds-of", *rounds]
    ended = subprocess.run(command, cwd=PROJECT, check=False, timeout=600)
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    assert ended.returncode == int(any(trial["faults"] for trial in found.values()))
    return found


def done(kept: dict[str, Any], name: str) -> dict[str, Any]:
    """What one trial found; the test is skipped where a tool for it is missing."""
    found: dict[str, Any] = kept[name]
    if not found["done"] and found["why_not"]:
        pytest.skip(found["why_not"])
    return found


@pytest.mark.parametrize("name", ROUNDS)
@pytest.mark.capability(31)
def test_nothing_that_was_called_saved_is_lost(kept: dict[str, Any], name: str) -> None:
    found = done(kept, name)
    assert found["faults"] == [] and found["done"] >= found["asked"] and found["confirmed"] > 0


@pytest.mark.parametrize("name", ["kills", "power", "processes", "races"])
def test_a_kith_that_was_broken_on_purpose_loses_something(kept: dict[str, Any], name: str) -> None:
    twin = done(kept, name)["twin"]
    assert twin["confirmed"] and twin["found"]["missing"] + twin["found"]["unopenable"] > 0


def test_at_least_half_of_the_kills_fall_inside_a_save(kept: dict[str, Any]) -> None:
    assert kept["kills"]["inside"] * 2 >= kept["kills"]["done"]


def test_a_save_has_far_more_points_to_fail_than_are_tried_here(kept: dict[str, Any]) -> None:
    assert done(kept, "syscalls")["figures"]["points of a save"] > 200


def test_what_is_kept_says_which_seed_and_which_commit(kept: dict[str, Any]) -> None:
    assert len({found["seed"] for found in kept.values()}) == 1
    assert all(found["commit"] or not (PROJECT / ".git").exists() for found in kept.values())
