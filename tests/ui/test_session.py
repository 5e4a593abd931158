"""A press of a button, and the same press once more."""

import datetime as dt
from pathlib import Path

from crm.actions.follow_ups import tick_off
from crm.model.changes import AddRow, ChangeSet
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from crm.ui.session import Outbox, _as_drawn, _save

NOW = dt.datetime(2026, 3, 2, 9, 0)


def test_done_pressed_twice_on_a_repeating_step_sets_one_next_step(tmp_path: Path) -> None:
    workbook = MemoryWorkbook.new({}, today=NOW.date)
    store = Store(Record(workbook, Journal(tmp_path / "journal.sqlite", "b1"), lambda: NOW), "memory", Actor("Maya"))
    step = AddRow("Follow-ups", "F-AAAAAA", {"what": "Water the plants", "due": NOW.date(), "repeat": "Weekly"})
    store.save(ChangeSet("a step", (step,)))
    drawn, revision = store.snapshot(), store.revision()
    for _ in range(2):  # both presses come from the page as it was drawn once
        _save(store, Outbox(), lambda: _as_drawn(tick_off(drawn, "F-AAAAAA"), revision), "page")
    assert len(store.snapshot().follow_ups) == 2
    store.close()
