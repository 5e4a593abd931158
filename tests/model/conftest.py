"""Workbooks drawn in the docstrings of tests."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import pytest

from crm.model.cells import Cell, Rules
from crm.model.headings import Tab
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand

TODAY = dt.date(2026, 11, 22)
Book = Mapping[str, Sequence[Sequence[Cell]]]


def drawn_tabs(text: str) -> dict[str, list[list[Cell]]]:
    """The tables of a docstring: a line `Contacts` names the one below it; `| a | b |` is a row."""
    tabs: dict[str, list[list[Cell]]] = {}
    title = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("|"):
            tabs[title].append([cell.strip() or None for cell in line.strip("|").split("|")])
        elif line:
            title = line
            tabs[title] = []
    return {name: rows for name, rows in tabs.items() if rows}


@pytest.fixture
def rules() -> Rules:
    """How cells are read on 22 November 2026 in Britain."""
    return Rules(TODAY)


@pytest.fixture
def read(rules: Rules) -> Callable[[Book], Snapshot]:
    """Read tabs of cells as a workbook."""

    def snapshot(book: Book) -> Snapshot:
        tabs = [Tab(title, [list(row) for row in rows], {}, {}) for title, rows in book.items()]
        return Snapshot(understand(tabs, rules, revision="1", stamp=None), rules)

    return snapshot


@pytest.fixture
def drawing(read: Callable[[Book], Snapshot]) -> Callable[[str], Snapshot]:
    """Read the tables of a text as a workbook."""
    return lambda text: read(drawn_tabs(text))


@pytest.fixture
def drawn(request: pytest.FixtureRequest, drawing: Callable[[str], Snapshot]) -> Snapshot:
    """The workbook in the test's docstring."""
    return drawing(request.function.__doc__)
