"""Imports go one way, and a forbidden one turns the check red: shown in a copied tree."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EVERYWHERE = {"streamlit", "altair", "pandas", "numpy", "openpyxl", "python_calamine", "lxml"}  # or held by a contract
PLANTS = [
    ("crm/store", "import crm.actions", "Imports go one way"),
    ("crm/actions", "import crm.store", "Imports go one way"),
    ("crm/store", "import crm.ui", "Imports go one way"),
    ("crm/search", "import crm.analytics", "Imports go one way"),
    ("crm/analytics", "import crm.exchange", "Imports go one way"),
    ("crm/exchange", "import crm.search", "Imports go one way"),
    ("crm/model", "import crm.store", "Imports go one way"),
    ("crm/model", "import crm.xlsx", "Imports go one way"),
    ("crm/xlsx", "import crm.model", "Imports go one way"),
    ("crm/newlayer", "", "Imports go one way"),
    ("crm/store", "import crm.search", "The store computes nothing"),
    ("crm/ui", "import pages", "Nothing knows who stands above it"),
    ("crm/actions", "import crm.xlsx", "Only the store's Excel part and exchange"),
    ("crm/store", "import streamlit", "Only what is seen"),
    ("crm/analytics", "import altair", "Only what is seen"),
    ("crm/store", "import gspread", "Only the Google part of the store"),
    ("pages", "import gspread", "Only the Google part of the store"),
    ("crm/xlsx", "import pandas", "The Excel engine"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that the contracts look at."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for name in ("crm", "pages"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def lint(tree: Path) -> tuple[int, str]:
    """Check the contracts: the exit code and what was said."""
    command = "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo', '--no-cache'])"
    done = subprocess.run([sys.executable, "-c", command], cwd=tree, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_imports_go_one_way(tree: Path) -> None:
    code, said = lint(tree)
    assert code == 0, said


@pytest.mark.parametrize(("folder", "line", "contract"), PLANTS)
def test_a_planted_import_turns_the_check_red(tree: Path, folder: str, line: str, contract: str) -> None:
    made = not (tree / folder).exists()
    (tree / folder).mkdir(exist_ok=True)
    plants = [tree / folder / "planted.py"] + ([tree / folder / "__init__.py"] if made else [])
    for plant in plants:
        plant.write_text(line)
    code, said = lint(tree)
    shutil.rmtree(tree / folder) if made else plants[0].unlink()
    assert code == 1
    assert any(said_line.startswith(contract) and "BROKEN" in said_line for said_line in said.splitlines()), said


def imported(file: Path) -> set[str]:
    """The first names of everything that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    plain = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return {
        name.split(".")[0]
        for name in [*plain, *(n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module)]
    }


def test_the_app_file_imports_only_the_layers_below_it() -> None:
    assert imported(ROOT / "app.py") <= {"crm", "streamlit", *sys.stdlib_module_names}


def test_a_package_that_may_be_absent_is_imported_in_one_file_of_a_layer() -> None:
    known = EVERYWHERE | {"crm", "pages"} | sys.stdlib_module_names
    places: dict[tuple[str, str], list[str]] = {}
    for file in sorted((ROOT / "crm").rglob("*.py")):
        path = file.relative_to(ROOT)
        for package in imported(file) - known:
            places.setdefault((path.parts[1], package), []).append(str(path))
    assert {place: files for place, files in places.items() if len(files) > 1} == {}
