"""Workbooks drawn in the docstrings of tests, and the published data."""

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from crm.analytics.frames import Frames, from_snapshot
from crm.model.cells import Cell, Rules
from crm.model.headings import Tab
from crm.model.snapshot import Snapshot
from crm.model.understanding import understand

TODAY = dt.date(2026, 11, 22)


def tabs_in(docstring: str) -> list[Tab]:
    """The tables of a docstring: a line `Contacts` names the one below it; `| a | b |` is a row."""
    tabs: dict[str, list[list[Cell]]] = {}
    title = ""
    for line in map(str.strip, docstring.splitlines()):
        if line.startswith("|"):
            tabs[title].append([cell.strip() or None for cell in line.strip("|").split("|")])
        elif line:
            title = line
            tabs[title] = []
    return [Tab(title, rows, {}, {}) for title, rows in tabs.items() if rows]


def snapshot_of(docstring: str, today: dt.date = TODAY) -> Snapshot:
    """The workbook that a docstring draws."""
    rules = Rules(today)
    return Snapshot(understand(tabs_in(docstring), rules, revision="1", stamp=None), rules)


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> Frames:
    """The frames of the workbook in the test's docstring, on 22 November 2026."""
    return from_snapshot(snapshot_of(request.function.__doc__), as_of=TODAY)


@pytest.fixture
def published() -> Callable[[str], object]:
    """A file of the published data: JSON as it is, else its path."""

    def read(name: str) -> object:
        path = Path(os.environ["KITH_TEST_DATA"]) / "analytics" / name
        return json.loads(path.read_text("utf-8")) if name.endswith(".json") else path

    return read


@pytest.fixture
def cdnow(published) -> pd.DataFrame:
    """The purchases of 2,357 customers of a music shop, 1997-1998 (Fader & Hardie), one row an order."""
    names = ["n", "contact_id", "date", "cds", "amount"]
    raw = pd.read_csv(
        published("CDNOW_sample.txt"), sep=r"\s+", names=names, dtype={"contact_id": "str", "date": "str"}
    )
    raw["date"] = pd.to_datetime(raw["date"], format="%Y%m%d")
    return raw[["contact_id", "date", "amount"]]
