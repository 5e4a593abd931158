"""The long trials of the engine: what is kept of them is what pytest reported."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import long_trials, report
from bench.long_trials import Count, counted

CASES = """
import pytest

@pytest.mark.parametrize("number", range(4))
def test_round(number):
    assert number != 2

def test_beside_them():
    assert False
"""
TOLD = """
import pytest
from hypothesis import given, strategies

@given(strategies.booleans())
def test_drawn(drawn):  # Hypothesis tells things of its own
    pass

@pytest.mark.parametrize("done", [1000, 499])
def test_round(record_testsuite_property, done):
    record_testsuite_property("rounds asked", 750)
    record_testsuite_property("rounds done", done)
"""


def reported(tests: str, folder: Path) -> Path:
    """What pytest reports of some tests."""
    (folder / "test_some.py").write_text(tests, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    subprocess.run(command, cwd=folder, check=False, capture_output=True)
    return report


def test_each_case_is_a_round_and_every_failed_test_a_difference(tmp_path: Path) -> None:
    assert counted(reported(CASES, tmp_path), "test_round") == Count(asked=4, done=3, differences=2)


def test_a_test_of_many_rounds_tells_them_itself(tmp_path: Path) -> None:
    assert counted(reported(TOLD, tmp_path), "test_round") == Count(asked=1500, done=1499, differences=0)


@pytest.mark.parametrize("trial", long_trials.TRIALS.values(), ids=long_trials.TRIALS)
def test_the_tests_of_each_trial_are_there(trial: long_trials.Trial) -> None:
    assert f"def {trial.rounds}" in (long_trials.ROOT / trial.file.partition("::")[0]).read_text("utf-8")


def test_every_trial_has_run_to_its_end_without_a_difference() -> None:
    kept = json.loads((long_trials.RESULTS / long_trials.KEPT).read_text("utf-8"))
    assert kept.keys() == long_trials.TRIALS.keys()
    assert all(one["done"] >= one["asked"] and one["differences"] == 0 for one in kept.values())


def test_the_page_of_results_shows_each_trial(tmp_path: Path) -> None:
    kept = {"does": "Edits", "asked": 1500, "done": 7, "differences": 1, "seconds": 9, "commit": "abc", "date": "today"}
    (tmp_path / long_trials.KEPT).write_text(json.dumps({"edits": kept}), encoding="utf-8")
    assert "| Edits | 1,500 | 7 | 1 | 9 | abc | today |" in report.long_trials(tmp_path)
