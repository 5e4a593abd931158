"""The trial of many people tells the truth: a change that is not in the file ends it, and every save is counted."""

from pathlib import Path

import pytest

from bench import book, common, load, report


@pytest.fixture
def few(tmp_path: Path) -> load.Crowd:
    """Two people who change three cells each."""
    return load.crowd(book.write(tmp_path / "team.xlsx", 20), tmp_path / "state", people=2, edits=3, pause=0.01)


def test_every_press_of_save_is_timed_until_it_is_in_the_file(few: load.Crowd) -> None:
    assert len(few.presses) == len(few.in_file) == 6 and 1 <= few.written <= 6
    assert all(press.busy > 0 and 0 < press.confirmed < few.seconds for press in few.presses)


def test_a_change_that_is_missing_in_the_file_ends_the_trial(few: load.Crowd, tmp_path: Path) -> None:
    empty = book.write(tmp_path / "other.xlsx", 20)
    with pytest.raises(RuntimeError, match="Typed by 0, 0"):
        load.check(empty, few.presses)


def test_the_figures_stand_in_the_results_beside_their_goals(
    few: load.Crowd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert report.many_people(tmp_path) == []
    monkeypatch.setattr(common, "RESULTS", tmp_path)
    trial = common.Trial("load", "Two people", "", load.GOALS)
    load.note(trial, load.ROWS, load.AT_ONCE, few)
    trial.write()
    told = "\n".join(report.many_people(tmp_path))
    assert f"| {load.WRITTEN}, {load.AT_ONCE} | {few.written} times |" in told
    assert "| The file is written at most 10 times | ≤ 10 times |" in told and "not measured" in told
