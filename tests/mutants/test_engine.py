"""The tests of the Excel engine can fail: each listed mistake turns one red."""

from pathlib import Path

import pytest

from tests.mutants.engine import ENGINE
from tests.mutants.mutant import Mutant
from tests.mutants.trying import PROJECT, changed, copy_project, failing

NAMES = [mutant.name for mutant in ENGINE]


@pytest.mark.parametrize("mutant", ENGINE, ids=NAMES)
def test_every_listed_mistake_still_fits_the_code(mutant: Mutant) -> None:
    text = (PROJECT / mutant.file).read_text("utf-8")
    assert changed(text, mutant) != text


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that may be damaged."""
    return copy_project(tmp_path_factory.mktemp("mutants"))


@pytest.mark.long
def test_without_a_mistake_all_of_these_tests_pass(project: Path) -> None:
    assert failing(project, " ".join(mutant.tests for mutant in ENGINE)) == []


@pytest.mark.long
@pytest.mark.parametrize("mutant", ENGINE, ids=NAMES)
def test_every_listed_mistake_turns_a_test_red(project: Path, mutant: Mutant) -> None:
    assert failing(project, mutant.tests, mutant)
