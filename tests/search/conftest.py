"""Workbooks drawn in the docstrings of tests."""

import datetime as dt

import pytest

from crm.model.cells import Cell, Rules
from crm.model.headings import Tab
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand
from crm.search.index import Index

TODAY = dt.date(2026, 11, 22)


def snapshot_of(docstring: str) -> Snapshot:
    """The workbook that a docstring draws: a line `Contacts` names the table below it; `| a | b |` is a row."""
    tabs: dict[str, list[list[Cell]]] = {}
    title = ""
    for line in map(str.strip, docstring.splitlines()):
        if line.startswith("|"):
            tabs[title].append([cell.strip() or None for cell in line.strip("|").split("|")])
        elif line:
            title = line
            tabs[title] = []
    rules = Rules(TODAY)
    drawn = [Tab(name, rows, {}, {}) for name, rows in tabs.items() if rows]
    return Snapshot(understand(drawn, rules, revision="1", stamp=None), rules)


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> Snapshot:
    """The workbook in the test's docstring."""
    return snapshot_of(request.function.__doc__)


@pytest.fixture
def found(drawn: Snapshot):
    """The IDs that a search of the workbook in the test's docstring finds, best first."""
    index = Index.build(drawn)
    return lambda query, **more: [hit.id for hit in index.search(query, **more)]
