"""A copy of the project, damaged for the time of a few tests."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.mutants.mutant import Mutant

PROJECT = Path(__file__).parents[2]
FAILED = re.compile(r"^(?:FAILED|ERROR) (.*?)(?: - .*)?$", re.MULTILINE)
PATIENCE = 900  # seconds


def copy_project(folder: Path) -> Path:
    """What the tests need of the project, copied into a folder."""
    for name in ("crm", "tests"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PROJECT / name, folder / name)
    return folder


def failing(project: Path, tests: str, mutant: Mutant | None = None) -> list[str]:
    """The tests that fail while the project has the mistake. Raises ValueError when it fits the code no longer."""
    if mutant is None:
        return _run(project, tests)
    file = project / mutant.file
    before = file.read_text("utf-8")
    try:
        file.write_text(changed(before, mutant), "utf-8")
        return _run(project, tests)
    finally:
        file.write_text(before, "utf-8")


def changed(text: str, mutant: Mutant) -> str:
    """The file's text with the mistake."""
    for old, new in mutant.swaps:
        if text.count(old) != 1:
            raise ValueError(f"{mutant.name}: {mutant.file} has {text.count(old)} times {old!r}")
        text = text.replace(old, new)
    return text


def _run(project: Path, tests: str) -> list[str]:
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider"]
    chosen = sorted(set(tests.split()))
    run = subprocess.run(
        [*command, *chosen], check=False, cwd=project, capture_output=True, text=True, timeout=PATIENCE
    )
    if run.returncode not in (0, 1):
        raise ValueError(f"the tests cannot be run: {run.stdout[-500:]}{run.stderr[-500:]}")
    return FAILED.findall(run.stdout) or (["the process of the tests died"] if run.returncode else [])
