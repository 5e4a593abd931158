"""A Python that is too old says so, and the state folder is the one that the app uses."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from tests.start.conftest import START

SENTENCE = "Kith needs Python 3.11 or newer; this is Python {}. Get a newer one from"
NEWER = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal, ast.YieldFrom, ast.Match)


def test_a_python_that_is_too_old_gets_a_sentence() -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 10, 4, 'final', 0); runpy.run_path(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", pretend, START], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(SENTENCE.format("3.10"))


def old_python(version: str) -> str | None:
    """A Python of this version: on the PATH, or kept by pyenv."""
    kept = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser().glob(f"versions/{version}.*/bin/python")
    found = [shutil.which(f"python{version}"), *map(str, kept)]
    return next((one for one in found if one and runs(one)), None)


def runs(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.10"])
def test_a_real_old_python_gets_the_sentence(version: str) -> None:
    python = old_python(version) or pytest.skip(f"no Python {version} on this computer")
    done = subprocess.run([python, START], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.startswith(SENTENCE.format(version))) == (1, True)


def test_an_old_python_can_read_start_py_to_the_end() -> None:
    tree = ast.parse(START.read_bytes().decode("ascii"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, NEWER)]
    assert not [f.name for f in functions if f.returns or f.args.kwonlyargs or any(a.annotation for a in f.args.args)]
    assert not [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Starred) and isinstance(n.ctx, ast.Store)]


@pytest.fixture
def start():
    """start.py as a module; importing it does nothing."""
    spec = importlib.util.spec_from_file_location("start", START)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_state_folder_is_the_one_that_the_app_uses(start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KITH_STATE", raising=False)
    assert start.state_folder() == Path(platformdirs.user_state_dir("kith", appauthor=False))


def test_a_workbook_named_from_another_folder_is_found(start, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KITH_WORKBOOK", "team.xlsx")
    monkeypatch.setenv("PIP_USER", "1")
    start.settle_environment()
    assert os.environ["KITH_WORKBOOK"] == str(tmp_path / "team.xlsx")


@pytest.mark.parametrize("place", [":memory:", "https://docs.google.com/spreadsheets/d/abc/edit"])
def test_a_link_stays_a_link(start, monkeypatch, place: str) -> None:
    monkeypatch.setenv("KITH_WORKBOOK", place)
    monkeypatch.setenv("PIP_USER", "1")
    start.settle_environment()
    assert os.environ["KITH_WORKBOOK"] == place
