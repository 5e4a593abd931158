"""When a trial is passed, and when a value counts as lost."""

import json
from pathlib import Path

import pytest

from tests.trials.ledger import Ledger
from tests.trials.place import Found
from tests.trials.report import keep
from tests.trials.result import Result

SEEN = "C-PER0AA", "city"


def result(done: int = 10, inside: int | None = None, **found: list[str]) -> Result:
    return Result("kills", "kills", 1, 10, done, 10, inside, Found(**found))


def ledger(*writes: tuple[str, str]) -> Ledger:
    """Values that were saved in one cell, each after somebody saw another there."""
    told = Ledger()
    for seen, value in writes:
        told.hear(["tries", *SEEN, seen, value])
        told.hear(["saved", value])
    return told


def test_a_trial_that_did_all_rounds_and_lost_nothing_is_passed() -> None:
    assert result(inside=5).faults == []


@pytest.mark.parametrize("kind", ["missing", "unopenable", "leftovers", "odd"])
def test_a_trial_that_found_anything_wrong_is_not_passed(kind: str) -> None:
    assert result(**{kind: ["kill 3: gone"]}).faults == [f"1 {kind}: kill 3: gone"]


def test_a_round_that_could_not_run_is_not_done() -> None:
    assert result(done=9).faults == ["only 9 of 10 rounds were done"]


def test_kills_that_mostly_fell_between_two_saves_prove_nothing() -> None:
    assert result(inside=4).faults == ["only 4 of 10 kills fell inside a save"]


def test_a_trial_that_cannot_tell_a_broken_kith_from_a_whole_one_is_not_passed() -> None:
    blind, seeing = result(), result()
    blind.twin, seeing.twin = result(), result(missing=["gone"])
    assert len(blind.faults) == 1 and seeing.faults == []


def test_a_value_that_stands_in_its_cell_is_not_lost() -> None:
    assert ledger(("", "Rome")).lost({SEEN: "Rome"}) == []


def test_a_saved_value_that_is_nowhere_is_lost() -> None:
    assert len(ledger(("", "Rome")).lost({SEEN: ""})) == 1


def test_a_value_in_another_cell_than_its_own_is_lost() -> None:
    assert len(ledger(("", "Rome")).lost({("C-PER1AA", "city"): "Rome"})) == 1


def test_a_value_that_was_replaced_by_somebody_who_saw_it_is_not_lost() -> None:
    assert ledger(("", "Rome"), ("Rome", "Oslo")).lost({SEEN: "Oslo"}) == []


def test_a_value_that_was_replaced_by_somebody_who_did_not_see_it_is_lost() -> None:
    lost = ledger(("", "Rome"), ("", "Oslo")).lost({SEEN: "Oslo"})
    assert len(lost) == 1 and "Rome" in lost[0]


def test_a_value_whose_successor_is_lost_is_lost_too() -> None:
    assert len(ledger(("", "Rome"), ("Rome", "Oslo")).lost({SEEN: "Bonn"})) == 2


def test_a_value_that_is_parked_as_a_conflict_is_not_lost() -> None:
    told = ledger(("", "Rome"), ("", "Oslo"))
    told.hear(["parked", "Rome"])
    assert told.lost({SEEN: "Oslo"}) == []


def test_a_value_that_was_never_called_saved_may_be_gone() -> None:
    told = Ledger()
    told.hear(["tries", *SEEN, "", "Rome"])
    assert told.lost({}) == []


def test_the_file_keeps_the_figures_of_trials_that_did_not_run_this_time(tmp_path: Path) -> None:
    file = tmp_path / "trials.json"
    file.write_text('{"power": {"done": 240}}')
    keep(file, result(missing=["gone"] * 30))
    kept = json.loads(file.read_text())
    assert kept["power"] == {"done": 240} and kept["kills"]["found"]["missing"] == 30
    assert len(kept["kills"]["shown"]["missing"]) == 20 and len(kept["kills"]["faults"]) == 1
