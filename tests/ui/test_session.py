"""A press of a button, and the same press once more."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.actions.follow_ups import tick_off
from crm.actions.sales import remind
from crm.model.changes import AddRow, ChangeSet
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from crm.ui.session import Outbox, _as_drawn, _save

NOW = dt.datetime(2026, 3, 2, 9, 0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    workbook = MemoryWorkbook.new({"Contacts": [{"id": "C-7K3Q9F", "name": "Ann Lee"}]}, today=NOW.date)
    opened = Store(Record(workbook, Journal(tmp_path / "journal.sqlite", "b1"), lambda: NOW), "memory", Actor("Maya"))
    yield opened
    opened.close()


def test_done_pressed_twice_on_a_repeating_step_sets_one_next_step(store: Store) -> None:
    step = AddRow("Follow-ups", "F-AAAAAA", {"what": "Water the plants", "due": NOW.date(), "repeat": "Weekly"})
    store.save(ChangeSet("a step", (step,)))
    drawn, revision = store.snapshot(), store.revision()
    for _ in range(2):  # both presses come from the page as it was drawn once
        _save(store, Outbox(), lambda: _as_drawn(tick_off(drawn, "F-AAAAAA"), revision), "page")
    assert len(store.snapshot().follow_ups) == 2


def test_a_reminder_pressed_twice_is_one_though_each_press_draws_an_id(store: Store) -> None:
    sale = {"date": NOW.date(), "due": NOW.date(), "amount": 480, "contact": "Ann Lee", "contact_id": "C-7K3Q9F"}
    store.save(ChangeSet("two sales", tuple(AddRow("Sales", id, sale) for id in ("S-AAAAAA", "S-BBBBBB"))))
    drawn, revision = store.snapshot(), store.revision()
    for id in ("S-AAAAAA", "S-BBBBBB", "S-BBBBBB", "S-AAAAAA"):
        _save(store, Outbox(), lambda id=id: _as_drawn(remind(drawn, id), revision), "page")
    assert store.snapshot().follow_ups["about"].tolist() == ["S-AAAAAA", "S-BBBBBB"]
