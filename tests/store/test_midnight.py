"""A server that runs for days knows which day it is."""

import datetime as dt
from pathlib import Path

from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.record import Record


def test_after_midnight_the_snapshot_is_of_the_new_day(tmp_path: Path) -> None:
    clock = [dt.datetime(2026, 3, 1, 23, 59)]

    def now() -> dt.datetime:
        return clock[0]

    workbook = MemoryWorkbook.new({}, today=lambda: now().date())
    record = Record(workbook, Journal(tmp_path / "journal.sqlite", "b1"), now)
    before = record.snapshot().rules.today
    clock[0] = dt.datetime(2026, 3, 2, 0, 1)
    assert (before, record.snapshot().rules.today) == (dt.date(2026, 3, 1), dt.date(2026, 3, 2))
    record.close()
