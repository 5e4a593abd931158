"""`python3 start.py test`: every check in its order, stopping at the first that fails."""

import os

import pytest

from tests.start.conftest import Kith

pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")


def ran(kith: Kith) -> list[str]:
    return (kith.folder / "ran").read_text().split()


@pytest.fixture
def checked(ready: Kith):
    yield ready
    (ready.folder / "ran").unlink()


def test_the_checks_run_in_order(checked: Kith) -> None:
    code, said = checked.run("test")
    assert (code, ran(checked)) == (0, ["ruff", "ruff", "mypy", "importlinter", "pytest"])
    assert said.endswith("Yes: everything is formatted, tidy, typed, layered and tested.\n")


@pytest.mark.parametrize(("tool", "word"), [("mypy", "typed"), ("importlinter", "layered"), ("pytest", "tested")])
def test_the_first_check_that_fails_ends_the_run(checked: Kith, tool: str, word: str) -> None:
    code, said = checked.run("test", FAILS=tool)
    assert (code, ran(checked)[-1]) == (1, tool)
    assert said.endswith(f"No: not everything is {word}. The lines above say what to mend.\n")


def test_what_the_tests_need_is_installed_once(checked: Kith) -> None:
    checked.run("test")
    assert "Installing" not in checked.run("test", PIP_FIND_LINKS="/nowhere")[1]
