"""What Google answered when it was recorded, the emulator answers too."""

import os
from pathlib import Path

import pytest

from tests.sheets_emulator import recordings
from tests.sheets_emulator.recordings import Counts

README = Path(__file__).with_name("README.md")


@pytest.fixture(scope="module")
def counts() -> Counts:
    """What became of every recorded call."""
    return recordings.replay(Path(os.environ["KITH_TEST_DATA"]) / "sheets_recordings")[0]


@pytest.mark.data
def test_the_recorded_answers_of_google_are_the_emulators_answers(counts: Counts) -> None:
    assert recordings.ratio(counts) >= 0.98


@pytest.mark.data
def test_no_recorded_call_is_unknown(counts: Counts) -> None:
    assert sum(count["unsupported"] + count["skipped"] for count in counts.values()) == 0


@pytest.mark.data
def test_the_readme_shows_what_the_replay_says(counts: Counts) -> None:
    assert recordings.table(counts) in README.read_text("utf-8")


def test_an_answer_that_differs_is_noticed() -> None:
    replay = recordings.Replay(None)  # type: ignore[arg-type]
    google = {"spreadsheetId": "x", "values": [["1"]], "spreadsheetUrl": "https://..."}
    assert list(replay.differences(google, {"spreadsheetId": "y", "values": [[1]]}, "x", "get")) == [
        "get.values[0][0] is 1, not '1'"
    ]


def test_an_id_stands_for_the_same_thing_all_along() -> None:
    replay = recordings.Replay(None)  # type: ignore[arg-type]
    assert list(replay.differences({"sheetId": 7}, {"sheetId": 0}, "x", "get")) == []
    assert list(replay.differences({"sheetId": 7}, {"sheetId": 1}, "x", "get")) != []
