"""Every fault that we know of has a test: the list in faults.txt names tests that are there."""

import ast
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


def rows(text: str) -> dict[str, list[str]]:
    """Fault -> its tests. Raises ValueError for a test without a fault above it, and for a fault that stands twice."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith(("#", "==")):
            continue
        if not line.startswith(" "):
            if line in found:
                raise ValueError(f"twice: {line}")
            found[line] = []
        elif found:
            found[next(reversed(found))].append(line.strip())
        else:
            raise ValueError(f"no fault above {line}")
    return found


FAULTS = rows((Path(__file__).parent / "faults.txt").read_text("utf-8"))


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse((PROJECT / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.partition(":")[0] for fault in FAULTS])
def test_every_fault_has_a_test_and_each_is_there(fault: str) -> None:
    named = [test.partition("::") for test in FAULTS[fault]]
    assert named and [name for file, _, name in named if name not in names_in(file)] == []


def test_every_fault_says_what_is_expected() -> None:
    assert [fault for fault in FAULTS if not all(part.strip() for part in fault.partition(":"))] == []


def test_every_test_of_a_fault_stands_in_the_list() -> None:
    """A new test in a file of faults is one of a fault that the list does not know yet."""
    files = [str(file.relative_to(PROJECT)) for file in Path(__file__).parent.glob("test_faults_*.py")]
    there = {f"{file}::{name}" for file in files for name in names_in(file) if name.startswith("test_")}
    assert there - {test for tests in FAULTS.values() for test in tests} == set()


@pytest.mark.parametrize("text", ["    tests/store/test_crash.py::test_x", "A: b\n    x\nA: b\n    y"])
def test_a_list_that_cannot_be_understood_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"twice|no fault above"):
        rows(text)
