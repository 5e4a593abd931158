"""The README is held to the program: its tables, its commands, its links and its pictures."""

import dataclasses
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from crm.model.schema import Column
from crm.model.sheets import SHEETS
from docs import tables

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ENGINE = (ROOT / "docs" / "xlsx.md").read_text("utf-8")
PAGES = {"README.md": README, "docs/xlsx.md": ENGINE, "CHANGELOG.md": (ROOT / "CHANGELOG.md").read_text("utf-8")}
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.png"))


def code(text: str) -> list[str]:
    """The lines of all blocks of code."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


# tables ---------------------------------------------------------------------------------------------------------------


def test_the_tables_of_the_readme_are_as_the_program_is() -> None:
    assert tables.filled(README) == README, "run: python -m docs.tables --write"


@pytest.mark.parametrize("name", SHEETS)
def test_every_column_of_a_sheet_is_in_the_readme(name: str) -> None:
    part = README.partition(f"<summary><b>{name}</b>")[2].partition("</details>")[0]
    assert [column.heading for column in SHEETS[name].columns if column.heading not in part] == []


def test_a_column_that_is_added_to_a_sheet_makes_the_readme_stale() -> None:
    contacts = SHEETS["Contacts"]
    added = dataclasses.replace(contacts, columns=(*contacts.columns, Column("shoe_size", "Shoe size", help="In EU.")))
    assert "| Shoe size | text | In EU. | in view |" in tables.columns({**SHEETS, "Contacts": added})


def test_what_no_test_shows_comes_later(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("import pytest\n@pytest.mark.capability(7)\ndef test_one(): pass\n")
    lines = tables.capabilities(tmp_path).splitlines()
    assert [line for line in lines if line.endswith("| yes |")] == [lines[1 + 7]]
    assert lines[1 + 8].endswith("| comes later |")


def test_all_36_things_are_told() -> None:
    assert list(tables.CAPABILITIES) == list(range(1, 37))
    assert set(tables.marked(ROOT / "tests")) <= set(tables.CAPABILITIES)


def test_a_readme_without_a_place_for_its_tables_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for its table of columns"):
        tables.filled(README.replace("<!-- end of columns -->", ""))


# commands -------------------------------------------------------------------------------------------------------------


def test_the_first_command_is_the_one_that_starts_kith() -> None:
    assert code(README)[0] == "python3 start.py"


def test_start_py_knows_both_commands_of_the_readme() -> None:
    done = subprocess.run(
        [sys.executable, "start.py", "what?"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    shown = {line for line in code(README) if "start.py" in line}
    assert shown == set(re.findall(r"`(python3 start\.py[^`]*)`", done.stderr))


@pytest.mark.capability(11)
def test_the_commands_for_scripts_work_as_they_are_written(tmp_path: Path) -> None:
    commands = [line for line in code(README) if line.startswith("python -m crm")]
    environment = {**os.environ, "KITH_STATE": str(tmp_path / "state"), "PYTHONPATH": str(ROOT)}
    said = {}
    for command in commands:
        line = [sys.executable, *shlex.split(command)[1:]]
        done = subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)
        said[command.split()[3]] = (done.returncode, done.stderr)
    assert said.pop("check")[0] == 1, "the sample has something to tidy"
    assert set(said.values()) == {(0, "")}


@pytest.mark.parametrize("name", PAGES)
def test_every_module_that_is_named_can_be_run(name: str) -> None:
    for module in re.findall(r"python -m ([\w.]+)", PAGES[name]):
        assert importlib.util.find_spec(module) is not None, module


# links and pictures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_everything_that_is_linked_or_shown_is_there(name: str) -> None:
    text = PAGES[name]
    linked = re.findall(r'\]\(([^)#]+)\)|src(?:set)?="([^"]+)"', text)
    places = [(ROOT / name).parent / (one or other) for one, other in linked if not one.startswith("http")]
    assert [place for place in places if not place.exists()] == []


def test_the_readme_shows_list_card_and_retention_in_light_and_dark() -> None:
    for page in ("list", "card", "retention"):
        assert f"docs/pictures/{page}-light.png" in README
        assert f"docs/pictures/{page}-dark.png" in README


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_pictures_are_small_enough_for_a_repository(picture: Path) -> None:
    assert picture.stat().st_size < 150_000
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_life_of_a_save_is_told_in_eight_files() -> None:
    part = README.partition("## The life of a Save")[2].partition("\n\nThe engine")[0]
    assert len(re.findall(r"^\| \[(\S+\.py)\]\(\1\)", part, flags=re.MULTILINE)) == 8
