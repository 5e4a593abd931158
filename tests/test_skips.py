"""The skip rule: a skip that nobody permitted makes the run fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import permits

LINES = "tests/* | no moon tonight\n* | KITH_TEST_DATA is not set | data\n* | no telescope | tool\n"


@pytest.fixture
def run(tmp_path: Path):
    """Run this test body as the one test of a project with the rule in force."""

    def run(body: str, **env: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "tests").mkdir()
        (tmp_path / "tests" / "conftest.py").write_text((Path(__file__).parent / "conftest.py").read_text())
        (tmp_path / "tests" / "skips.txt").write_text(LINES)
        (tmp_path / "tests" / "test_one.py").write_text(f"import pytest\n{body}\n")
        (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\nmarkers = data: of others\n")
        kept = {name: text for name, text in os.environ.items() if name not in ("CI", "KITH_TEST_DATA")}
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=kept | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | env,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def skipping(reason: str) -> str:
    return f"def test_one():\n    pytest.skip({reason!r})"


def test_a_skip_that_is_listed_is_permitted(run) -> None:
    assert run(skipping("there is no moon tonight")).returncode == 0


def test_a_skip_that_is_not_listed_makes_the_run_fail_and_is_named(run) -> None:
    done = run(skipping("did not feel like it"))
    assert done.returncode == 1
    assert "tests/test_one.py::test_one: Skipped: did not feel like it" in done.stdout


def test_a_file_that_skips_itself_whole_makes_the_run_fail(run) -> None:
    assert run("pytest.importorskip('no_such_package')\n\ndef test_one():\n    pass").returncode == 1


def test_a_test_expected_to_fail_counts_as_skipped(run) -> None:
    assert run("@pytest.mark.xfail(reason='some day')\ndef test_one():\n    assert False").returncode == 1


DATA = "@pytest.mark.data\ndef test_one():\n    pytest.skip('KITH_TEST_DATA is not set, or so they say')"


def test_without_the_data_of_others_its_tests_are_skipped(run) -> None:
    done = run("@pytest.mark.data\ndef test_one():\n    assert False")
    assert (done.returncode, "1 skipped" in done.stdout) == (0, True)


def test_with_the_data_of_others_no_data_skip_is_permitted(run) -> None:
    assert run(DATA, KITH_TEST_DATA="/somewhere").returncode == 1


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("false", 0), ("", 0)])
def test_a_missing_tool_is_permitted_but_in_ci(run, ci: str, code: int) -> None:
    assert run(skipping("no telescope"), CI=ci).returncode == code


def test_a_failing_test_still_fails(run) -> None:
    assert run("def test_one():\n    assert False").returncode == 1


@pytest.mark.parametrize("line", ["tests/*", "tests/* |", "tests/* | why | someday", "a | b | data | d"])
def test_a_line_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(pytest.UsageError, match="cannot read the line"):
        permits(line)
