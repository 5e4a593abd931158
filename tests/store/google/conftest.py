"""What the tests of the Google part share: the settings of Google that are tried, and somebody at a spreadsheet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.conftest import PEOPLE
from tests.store.google.at_google import AtGoogle

SETTINGS = {
    "anchors": {},
    "odd": {"duplicate_metadata_id": "accept", "nomatch_filter": "empty", "echo_header": False},
    "anchors stay": {"anchors_follow_sort": False, "nomatch_filter": "empty"},
    "read back": {"anchors_follow_sort": False, "response_ranges": "ignored", "duplicate_metadata_id": "accept"},
}
"""How Google may behave where nobody can say, and so each way is tried: each switch both ways."""


@pytest.fixture
def google(tmp_path: Path) -> Iterator[AtGoogle]:
    """Somebody at a spreadsheet of three people, Google as we think it is."""
    at = AtGoogle(PEOPLE, tmp_path)
    yield at
    at.close()
