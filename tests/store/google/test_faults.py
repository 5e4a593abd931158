"""What was confirmed comes into the sheet once, however badly Google or the way to it behaves."""

from pathlib import Path

import pytest

from tests.store.google.conftest import SETTINGS
from tests.store.google.faulty import Day


def lived(folder: Path, seed: int, switches: dict[str, object]) -> None:
    day = Day(folder, seed, switches)
    try:
        assert day.run(), day.store.status()
        assert day.wrong == [] and day.store.status().waiting == 0
    finally:
        day.end()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("switches", SETTINGS.values(), ids=SETTINGS.keys())
def test_everything_that_was_confirmed_is_there_once(tmp_path: Path, seed: int, switches: dict[str, object]) -> None:
    lived(tmp_path, seed, switches)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(300))
def test_everything_that_was_confirmed_is_there_once_on_three_hundred_days(tmp_path: Path, seed: int) -> None:
    lived(tmp_path, seed, list(SETTINGS.values())[seed % len(SETTINGS)])
