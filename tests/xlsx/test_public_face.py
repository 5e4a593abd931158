"""What a developer meets first: the page about the engine, its names, and what they load."""

import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

import crm.xlsx

PAGE = (Path(__file__).parents[2] / "docs" / "xlsx.md").read_text("utf-8")
PROGRAM = "\n".join(re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE))


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """The workbook of the page: a sheet of contacts with three headings and one row."""
    made = openpyxl.Workbook()
    sheet = made.create_sheet("Contacts")
    for row in (["ID", "Name", "Code", "Phone", "Since", "Notes"], ["C-1", "Grace Hopper", "", "", "", "old"]):
        sheet.append(row)
    made.save(tmp_path / "team.xlsx")
    return tmp_path / "team.xlsx"


def run(program: str, folder: Path) -> str:
    """What a program prints in a Python of its own."""
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r})\n{program}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_of_the_page_runs_one_after_the_other_and_leaves_what_it_says(team: Path) -> None:
    said = run(PROGRAM, team.parent)
    assert said.splitlines() == [
        "1 Name",
        "2 Grace Hopper",
        "3 Ada King",
        "There is a sheet “Notes” already. Choose another title.",
        "nothing has changed",
    ]
    after = openpyxl.load_workbook(team)
    found = [[cell.value for cell in row] for row in after["Contacts"].iter_rows()]
    assert found[0] == ["ID", "Name", "Code", "Phone", "Since", "Notes", "Shoe size"]
    assert found[1] == [None] * 7
    assert found[2][:4] == ["C-7K3Q9F", "Ada Lovelace, Countess", "=1+1", "0049 30 123"]
    assert after["Contacts"]["C3"].data_type == "s" and after["Contacts"]["E3"].is_date and found[2][6] == 38
    assert after["Notes"]["A1"].value == "Written by a program"
    assert "Shoes" in after.defined_names and after.custom_doc_props["Checked by"].value == "Ada"


def test_the_comments_of_the_examples_are_what_happens() -> None:
    shown = re.findall(r"print\(\w+\)  # (.*)", PROGRAM)
    assert shown == ["There is a sheet “Notes” already. Choose another title."]


def test_the_example_of_the_package_runs(team: Path) -> None:
    assert crm.xlsx.__doc__
    run(inspect.cleandoc(re.findall(r"\n((?: {4}.*\n|\n)+)", crm.xlsx.__doc__)[0]), team.parent)
    assert openpyxl.load_workbook(team)["Contacts"]["B3"].value == "Ada"


def test_neither_the_rest_of_kith_nor_anything_heavy_is_needed_for_the_examples(team: Path) -> None:
    names = run(f"{PROGRAM}\nprint('loaded', *sys.modules)", team.parent).partition("loaded ")[2].split()
    ours = {name for name in names if name.startswith("crm.") and not name.startswith("crm.xlsx")}
    assert ours | {name for name in names if name in ("pandas", "openpyxl", "streamlit", "xlsxwriter")} == set()


def test_the_examples_work_where_nothing_but_python_is_installed(team: Path) -> None:
    blocked = "import sys\nfor name in ('isal', 'python_calamine', 'numpy', 'lxml'): sys.modules[name] = None\n"
    assert "3 Ada King" in run(blocked + PROGRAM, team.parent)


def public() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every function that a user of the package may call, with its name."""
    for name in crm.xlsx.__all__:
        thing = getattr(crm.xlsx, name)
        for inner, method in vars(thing).items() if inspect.isclass(thing) else ():
            method = method.fget if isinstance(method, property) else getattr(method, "__func__", method)
            if not inner.startswith("_") and inspect.isfunction(method):
                yield f"{name}.{inner}", method


def test_the_first_lines_of_the_package_say_what_each_of_its_names_is() -> None:
    assert set(crm.xlsx.__all__) == set(re.findall(r"`(\w+)`", crm.xlsx.__doc__ or ""))


@pytest.mark.parametrize(
    ("name", "function"), list(public()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_public_function_has_types_and_a_sentence(name: str, function: Callable[..., object]) -> None:
    told = inspect.signature(function)
    given = [one.annotation for one in told.parameters.values() if one.name not in ("self", "cls")]
    assert inspect.Signature.empty not in (*given, told.return_annotation)
    assert function.__doc__ and function.__doc__.strip()[-1] in ".)"


def test_every_method_of_the_page_exists() -> None:
    methods = {name.rpartition(".")[2] for name, _ in public()}
    named = set(re.findall(r"\b(?:book|sheet|notes)\.(\w+)", PAGE)) | set(re.findall(r"`(\w+_\w+)`", PAGE))
    assert named - methods == set()


def test_type_checkers_of_other_projects_see_the_types() -> None:
    assert (Path(crm.xlsx.__file__).parent / "py.typed").exists()
