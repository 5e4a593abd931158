"""The page of results says what the trials kept, and nothing else. No test looks at how fast anything was."""

import doctest
import json
from pathlib import Path

import pytest

from bench import book, common, report

GOAL = {"says": "Twice as fast", "rows": 10, "figure": ["old", "new"], "by": "median", "at_least": 2}


def kept(new: list[float], old: list[float]) -> dict:
    """What a trial would have kept."""
    series = [{"rows": 10, "who": who, "unit": "s", "rounds": rounds} for who, rounds in (("new", new), ("old", old))]
    machine = {"processor": "a", "cores": "2", "memory": "1 GB", "system": "b", "python": "3"}
    told = {"name": "save", "does": "Saving", "beside": "new", "commit": "abc", "taken": "2026-01-01"}
    return {**told, "series": series, "goals": [GOAL], "machine": machine}


def test_the_page_of_results_is_what_the_trials_kept() -> None:
    assert report.PAGE.read_text("utf-8") == report.page(report.kept_results()), "run: python -m bench.report"


def test_all_four_trials_have_run() -> None:
    assert [one["name"] for one in report.kept_results()] == list(report.TRIALS)


def test_a_goal_is_met_by_the_medians_of_the_rounds() -> None:
    found = kept(new=[1, 9, 1], old=[2, 2, 1])
    assert report.verdict(found, GOAL) == "| Twice as fast | ≥ 2 times | 2 times | met |"


def test_a_goal_that_is_missed_says_so() -> None:
    found = kept(new=[1, 1, 1], old=[1.9, 1.9, 9])
    assert report.verdict(found, GOAL).endswith("| 1.9 times | **not met** |")


def test_a_goal_that_was_not_measured_counts_as_not_met() -> None:
    assert report.verdict(kept([1], [2]), {**GOAL, "rows": 99}).endswith("| not measured | **not met** |")


def test_a_goal_of_95_in_100_is_not_met_by_a_good_median() -> None:
    goal = {"says": "Quick", "rows": 10, "figure": ["new"], "by": "p95", "at_most": 1}
    found = kept(new=[0.1] * 18 + [5, 5], old=[1])
    assert report.figure(found, goal) == 5
    assert not report.is_met(5, goal)


def test_every_contender_stands_in_the_table_with_its_ratio() -> None:
    assert "| 10 | old | 3 s | 3 times | 3 s | 3 s | 3 s | 1 |" in report.section(kept(new=[1], old=[3]))


def test_a_run_keeps_every_round_and_where_it_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(common, "RESULTS", tmp_path)
    trial = common.Trial("save", "Saving", "Kith", [common.Goal("Quick", 10, ("Kith",), at_most=1)])
    for seconds in (0.5, 0.25):
        trial.add(10, "Kith", seconds)
    found = json.loads(trial.write().read_text("utf-8"))
    assert found["series"] == [{"rows": 10, "who": "Kith", "unit": "s", "rounds": [0.5, 0.25]}]
    assert {"commit", "taken", "machine"} <= set(found)
    assert "at_least" not in found["goals"][0]


def test_the_workbook_of_the_trials_holds_twenty_filled_columns_a_person(tmp_path: Path) -> None:
    read = book.read_back(book.write(tmp_path / "ten.xlsx", 10))
    assert len(read) == 10
    assert {sum(cell != "" for name, cell in row.items() if name != "ID") for row in read.values()} == {20}


def test_the_people_of_the_trials_are_the_same_each_time() -> None:
    assert list(book.people(50)) == list(book.people(50))
    assert len({person["id"] for person in book.people(5_000)}) == 5_000


def test_the_examples_of_the_report_are_right() -> None:
    done = doctest.testmod(report)
    assert (done.failed, done.attempted > 0) == (0, True)


def test_a_trial_of_the_store_stands_there_with_what_was_lost_and_what_its_twin_lost(tmp_path: Path) -> None:
    found = {"missing": 1, "unopenable": 0, "leftovers": 2, "odd": 0}
    told = {"does": "Kill", "asked": 10, "done": 9, "confirmed": 1234, "inside": 7, "found": found, "seed": 5}
    where = {"seconds": 61.2, "commit": "abc", "taken": "2026-1-1"}
    twin = {"does": "no fsync", "found": {"missing": 3}, "confirmed": 4}
    (tmp_path / "trials.json").write_text(json.dumps({"kills": {**told, **where, "twin": twin}}))
    row = "| Kill; 7 inside a save | 10 | 9 | 1,234 | 1 | 0 | 2 | 0 | no fsync: 3 of 4 lost | 5 | 61 | abc | 2026-1-1 |"
    assert row in report.trials(tmp_path)


def test_trials_that_did_not_run_have_no_row(tmp_path: Path) -> None:
    assert report.trials(tmp_path)[-2].startswith("|---")


def test_a_ratio_to_nothing_is_no_figure() -> None:
    kept = {"series": [{"rows": 1, "who": who, "rounds": [value]} for who, value in (("one", 3.0), ("none", 0.0))]}
    goal = {"rows": 1, "figure": ("one", "none"), "by": "median"}
    assert report.figure(kept, goal) is None and report.figure(kept, {**goal, "figure": ("none",)}) == 0
