"""What all tests share: no silent skips, and nothing of the person who runs the tests is touched."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A slow machine is no failure of the product: properties are searched without a clock.
settings.register_profile("kith", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kith")

LACKING = {"data": "KITH_TEST_DATA", "tool": "CI"}


@dataclass(frozen=True)
class Permit:
    """One line of skips.txt: which tests may be skipped, with which words in the reason, and until when."""

    tests: str
    reason: str
    kind: str = ""

    def covers(self, test: str, reason: str) -> bool:
        """Whether this line permits this skip here: with the data or the tools at hand it no longer does."""
        ended = os.environ.get(LACKING.get(self.kind, ""), "false").lower() not in ("", "false")
        return not ended and fnmatchcase(test, self.tests) and self.reason in reason


def permits(text: str) -> list[Permit]:
    """Read skips.txt. Raises UsageError on a line that cannot be understood."""
    found = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) not in (2, 3) or not all(parts) or (len(parts) == 3 and parts[2] not in LACKING):
            raise pytest.UsageError(f"tests/skips.txt: cannot read the line {line!r}")
        found.append(Permit(*parts))
    return found


@dataclass(eq=False)
class NoSilentSkips:
    """The run fails when a test was skipped, or expected to fail, and skips.txt does not permit it."""

    permitted: list[Permit]
    refused: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Look at each step of each test."""
        self.look_at(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Look at each file, which may skip itself whole."""
        self.look_at(report)

    def look_at(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        """Note a skip that no line permits."""
        if not report.skipped:
            return
        said = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        reason = str(getattr(report, "wasxfail", "") or said)
        if not any(permit.covers(report.nodeid, reason) for permit in self.permitted):
            self.refused.append(f"{report.nodeid}: {reason}")

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Turn a green run red."""
        if self.refused and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name what was skipped without leave."""
        if self.refused:
            terminalreporter.section("skipped, and not permitted by tests/skips.txt", red=True)
            terminalreporter.write_line("\n".join(self.refused))


def pytest_configure(config: pytest.Config) -> None:
    """Put the skip rule in force and name the marks that it knows."""
    text = (Path(__file__).parent / "skips.txt").read_text("utf-8")
    config.pluginmanager.register(NoSilentSkips(permits(text)))
    config.addinivalue_line("markers", "network: asks the package index")
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False  # `spread` has put the files in order


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files in an order in which two processors are busy to the end and never drive four browsers at once."""
    by_file: dict[str, list[pytest.Item]] = {}
    for item in items:
        by_file.setdefault(item.nodeid.partition("::")[0], []).append(item)
    items[:] = [
        item for file in spread({name: len(tests) for name, tests in by_file.items()}) for item in by_file[file]
    ]


def spread(sizes: dict[str, int]) -> list[str]:
    """Files of tests in the order in which they are begun, from how many tests each holds.

    The journeys mostly wait for a browser and last long, so they begin early and evenly among the rest, the longest
    (a week's) first of all; the rest goes by size.

    >>> spread({"a.py": 1, "b.py": 5, "c.py": 2, "tests/journeys/x.py": 1, "tests/journeys/test_weeks.py": 9})
    ['tests/journeys/test_weeks.py', 'b.py', 'c.py', 'tests/journeys/x.py', 'a.py']
    """
    journeys = sorted((name for name in sizes if "/journeys/" in name), key=lambda name: "test_weeks" not in name)
    rest = sorted((name for name in sizes if "/journeys/" not in name), key=lambda name: -sizes[name])
    every = 0.8 * len(rest) / max(1, len(journeys))  # the last fifth is short files alone: nothing lasts at the end
    places = [
        *((at * every, 0, name) for at, name in enumerate(journeys)),
        *((at, 1, name) for at, name in enumerate(rest)),
    ]
    return [name for _, _, name in sorted(places, key=lambda place: place[:2])]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what reads the data of others where there is none."""
    if item.get_closest_marker("data") and not os.environ.get("KITH_TEST_DATA"):
        pytest.skip("KITH_TEST_DATA is not set")


@pytest.fixture(scope="session", autouse=True)
def a_state_folder_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep journals and backups of tests out of the state folder of the person who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITH_STATE", str(tmp_path_factory.mktemp("state")))
        patch.delenv("KITH_WORKBOOK", raising=False)
        yield
