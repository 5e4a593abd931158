"""The tests of the Excel engine can fail: each listed mistake turns one red."""

from pathlib import Path

import pytest

from tests.mutations.changes import CHANGES, Change
from tests.mutations.trying import PROJECT, changed, copy_project, failing

NAMES = [change.name for change in CHANGES]


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_every_listed_mistake_still_fits_the_code(change: Change):
    text = (PROJECT / change.file).read_text("utf-8")
    assert changed(text, change) != text


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that may be damaged."""
    return copy_project(tmp_path_factory.mktemp("mutations"))


@pytest.mark.long
def test_without_a_mistake_all_of_these_tests_pass(project):
    assert failing(project, " ".join(change.tests for change in CHANGES)) == []


@pytest.mark.long
@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_every_listed_mistake_turns_a_test_red(project, change: Change):
    assert failing(project, change.tests, change)
