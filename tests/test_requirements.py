"""The locked packages are whole, and can be installed on Windows without a compiler."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


def locked(name: str = "requirements.txt") -> list[Requirement]:
    """The lines of a requirements file."""
    return [Requirement(line) for line in (ROOT / name).read_text("utf-8").splitlines() if line.strip()]


def windows(version: str) -> dict[str, str]:
    """What markers see on Windows. Source: "Dependency specifiers" of the packaging specifications."""
    system = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"}
    return system | {"python_version": version, "python_full_version": f"{version}.0", "extra": ""}


def wanted_on_windows(version: str) -> list[Requirement]:
    """The lines that count there: pip would ask the markers of the Python and the system that run it."""
    return [line for line in locked() if line.marker is None or line.marker.evaluate(windows(version))]


def report_of(version: str, folder: Path) -> list[dict]:
    """What pip would install on Windows, from wheels alone; nothing is installed."""
    lines = [f"{line.name}{line.specifier}\n" for line in wanted_on_windows(version)]
    (folder / "wanted.txt").write_text("".join(lines))
    target = ["--target", folder / "none", "--platform", "win_amd64", "--python-version", version, "--no-deps"]
    target += ["--ignore-requires-python"]  # pip would compare with the Python that runs it; the test compares
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--only-binary=:all:", "--quiet", "--retries", "1"]
    command += [*target, "--report", folder / "report.json", "-r", folder / "wanted.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "connection broken" in done.stderr:
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stderr
    return [item["metadata"] for item in json.loads((folder / "report.json").read_text("utf-8"))["install"]]


@pytest.mark.network
@pytest.mark.parametrize("version", ["3.11", "3.15"])
def test_everything_can_be_installed_on_windows_and_nothing_is_missing(version: str, tmp_path: Path) -> None:
    found = {canonicalize_name(item["name"]): item for item in report_of(version, tmp_path)}
    needs = [Requirement(text) for item in found.values() for text in item.get("requires_dist", [])]
    here = [need for need in needs if need.marker is None or need.marker.evaluate(windows(version))]
    assert len(found) == len(wanted_on_windows(version))
    assert [name for name, item in found.items() if version not in SpecifierSet(item.get("requires_python", ""))] == []
    assert [str(need) for need in here if canonicalize_name(need.name) not in found] == []


def test_every_package_is_locked_exactly() -> None:
    lines = locked() + locked("requirements-dev.txt")
    assert [str(line) for line in lines if not str(line.specifier).startswith("==")] == []


def test_the_tests_run_with_the_packages_that_people_get() -> None:
    assert {str(line) for line in locked()} <= {str(line) for line in locked("requirements-dev.txt")}
