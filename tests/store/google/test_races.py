"""Nobody's cell is harmed while people work in the sheet between any two of our calls."""

from pathlib import Path

import pytest

from crm.store.workbook import Ok
from tests.store.google.conftest import SETTINGS
from tests.store.google.racing import Race

NOTHING: dict[str, list[object]] = {"nobody asked for": [], "twice": [], "lost": []}


def raced(folder: Path, seed: int, rate: float, writes: int, switches: dict[str, object]) -> Race:
    race = Race(folder, seed, rate, switches)
    try:
        race.run(writes)
        return race
    finally:
        race.google.close()


@pytest.mark.parametrize("switches", SETTINGS.values(), ids=SETTINGS.keys())
def test_no_wrong_row_is_written_while_people_sort_insert_and_cut(tmp_path: Path, switches: dict[str, object]) -> None:
    race = raced(tmp_path, 1, 0.15, 60, switches)
    assert race.wrong == NOTHING
    assert len(race.passer.done) > 20 and sum(isinstance(outcome, Ok) for outcome in race.outcomes) > 50


@pytest.mark.long
@pytest.mark.parametrize("rate", [0.02, 0.1])
@pytest.mark.parametrize("seed", range(5))
def test_no_wrong_row_is_written_in_four_thousand_writes(tmp_path: Path, seed: int, rate: float) -> None:
    assert raced(tmp_path, seed, rate, 4000, {}).wrong == NOTHING


@pytest.mark.long
@pytest.mark.parametrize("name", ["odd", "anchors stay"])
def test_no_wrong_row_is_written_however_google_behaves(tmp_path: Path, name: str) -> None:
    """But for one way: where no answer tells what stood there, who types a new row between our look and our write, at
    the very place of another, is written over."""
    switches = SETTINGS[name]
    assert raced(tmp_path, 7, 0.1, 1000, switches).wrong == NOTHING
