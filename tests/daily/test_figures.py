"""The figures of one workbook are the same wherever it is kept: in memory, in Excel, at Google."""

import datetime as dt
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import pytest

from crm import demo
from crm.analytics.care import care_list
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.money_in import cash_view
from crm.analytics.performance import performance
from crm.analytics.rfm import rfm
from crm.analytics.sales_trend import sales_trend
from crm.analytics.standing_facts import standing
from crm.analytics.thread import thread
from crm.analytics.thread_words import tiles
from crm.model.cells import Cell, Rules
from crm.model.changes import AddRow, ChangeSet
from crm.model.ids import draw
from crm.model.sheets import SHEETS
from crm.model.snapshot import Snapshot
from crm.store.journal import Journal
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.daily.conftest import TODAY
from tests.store.conftest import BOOK_ID, NOW, AtExcel, AtMemory
from tests.store.google.at_google import AtGoogle

YEAR = (TODAY - dt.timedelta(days=364), TODAY)


def figures(snapshot: Snapshot, frames: Frames) -> dict[str, object]:
    """What an owner is told, in words and in numbers."""
    start, end = YEAR
    care = care_list(frames, as_of=TODAY)
    loyal = rfm(frames.events, as_of=TODAY)
    return {
        "thread": thread(frames, as_of=TODAY),
        "tiles": tiles(thread(frames, as_of=TODAY), frames.rules, "{} {}".format),
        "care": list(zip(care.index, care["level"], map(tuple, care["reasons"]), strict=True)),
        "RFM": loyal["segment"].to_dict(),
        "standing": {id: (one.level, one.points) for id, one in standing(frames, as_of=TODAY).items()},
        "ahead": cash_view(frames, as_of=TODAY),
        "trend": sales_trend(frames.sales, as_of=TODAY),
        "performance": performance(snapshot, frames, start=start, end=end, now=NOW),
    }


def _adding(sheet: str, row: Mapping[str, Cell]) -> AddRow:
    id = row.get("id") or draw(SHEETS[sheet].letter)
    return AddRow(sheet, str(id), {field: cell for field, cell in row.items() if field != "id"})


def of(kind: type[AtMemory | AtExcel | AtGoogle], folder: Path) -> dict[str, object]:
    """The figures of the sample data, once they are saved into such a record."""
    rows = demo.build(TODAY, mess=False).rows
    at = kind({}, folder)
    with ExitStack() as stack:
        if isinstance(at, AtGoogle):
            stack.callback(at.close)
        journal = Journal(folder / "journal" / "journal.sqlite", at.id if isinstance(at, AtGoogle) else BOOK_ID)
        store = Store(Record(at.workbook, journal, lambda: NOW), "here", Actor("Maya"))
        stack.callback(store.close)
        added = [_adding(sheet, row) for sheet in SHEETS for row in rows[sheet]]
        assert store.save(ChangeSet("the sample data", tuple(added))).confirmed
        assert store.flush(60)
        snapshot = Snapshot(at.workbook.read(), Rules(TODAY))
        return figures(snapshot, from_snapshot(snapshot, as_of=TODAY))


@pytest.fixture(scope="module")
def in_memory(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return of(AtMemory, tmp_path_factory.mktemp("memory"))


@pytest.mark.parametrize("kind", [AtExcel, AtGoogle], ids=["excel", "google"])
def test_the_figures_of_one_workbook_are_the_same_wherever_it_is_kept(kind, tmp_path, in_memory) -> None:
    found = of(kind, tmp_path)
    assert found.keys() == in_memory.keys()
    for name, figure in found.items():
        if isinstance(figure, pd.DataFrame):
            pd.testing.assert_frame_equal(figure, in_memory[name])
        else:
            assert repr(figure) == repr(in_memory[name]), name
