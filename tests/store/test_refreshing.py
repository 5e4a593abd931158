"""Once a day the figures go into the sheet Overview by themselves: beside people's saves, and in the way of none."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import AddRow, ChangeSet, SetSetting, UpdateRow
from crm.model.snapshot import Snapshot
from crm.store import refreshing
from crm.store.journal import Journal
from crm.store.overview import Figures, cells
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store
from tests.clock import until
from tests.store.conftest import BOOK_ID, NOW, PEOPLE, AtExcel, Person

FIRST = (5, 1)


class Maker:
    """Makes figures that count how often they were asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, snapshot: Snapshot) -> dict[tuple[int, int], Cell]:
        self.asked += 1
        return cells(Figures(snapshot.rules.today, [(f"made {self.asked}", None, len(snapshot.contacts), "")]))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


def on(person: Person, folder: Path, clock: Clock) -> Store:
    journal = Journal(folder / "journal" / "journal.sqlite", BOOK_ID)
    return Store(Record(person.workbook, journal, clock), "here", Actor("Ann"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(person: Person, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(refreshing, "AFTER_SECONDS", 0.0)
    opened = on(person, tmp_path, clock)
    yield opened
    opened.close()


def saves(store: Store, number: int) -> None:
    """Somebody's save goes in, and with it what waits."""
    row = AddRow("Contacts", f"C-NEW{number}0A", {"name": f"New {number}"})
    assert store.save(ChangeSet("one more", (row,))).confirmed and store.flush(20)


def refreshes(store: Store, make: Maker) -> None:
    """As after a save, and all of it is over."""
    store.refresh_figures(make)
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "kith-overview"])


def there(store: Store) -> Cell:
    return store.snapshot().contents.overview.get(FIRST)


@pytest.mark.capability(16)
def test_they_go_in_with_the_next_save_once_a_day(kept: Store, clock: Clock) -> None:
    make = Maker()
    refreshes(kept, make)
    assert there(kept) is None  # never by a write of its own
    saves(kept, 1)
    assert there(kept) == "made 1"
    refreshes(kept, make)
    saves(kept, 2)
    assert make.asked == 1
    clock.now += dt.timedelta(days=1)
    refreshes(kept, make)
    assert make.asked == 2


def test_of_two_kiths_of_one_computer_one_writes_them(
    kept: Store, person: Person, tmp_path: Path, clock: Clock
) -> None:
    other = on(person, tmp_path, clock)
    first, second = Maker(), Maker()
    second.asked = 10
    refreshes(kept, first)
    refreshes(other, second)
    saves(kept, 1)
    saves(other, 2)
    assert there(kept) == there(other) == "made 1" and other._record.figures is None
    other.close()


def test_those_of_the_same_day_that_any_kith_wrote_stay(kept: Store) -> None:
    assert kept.show_figures(cells(Figures(NOW.date(), [("by a press", None, 1, "")]))) == ""
    refreshes(kept, Maker())
    saves(kept, 1)
    assert there(kept) == "by a press"


def test_where_the_setting_is_no_nothing_is_made(kept: Store) -> None:
    kept.save(ChangeSet("no", (SetSetting("overview", "No", "Yes"),)))
    assert kept.flush(20)
    make = Maker()
    refreshes(kept, make)
    assert make.asked == 0


def test_a_fault_in_the_figures_is_nobodys_trouble(kept: Store, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(_: Snapshot) -> dict[tuple[int, int], Cell]:
        raise ZeroDivisionError

    kept.refresh_figures(breaks)
    until(lambda: "not made" in caplog.text)
    saves(kept, 1)
    assert there(kept) is None and kept.status().waiting == 0


def test_nobody_waits_for_the_figures(kept: Store) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(snapshot: Snapshot) -> dict[tuple[int, int], Cell]:
        begun.set()
        assert may_end.wait(20)
        return Maker()(snapshot)

    kept.refresh_figures(slow)
    assert begun.wait(20)
    saves(kept, 1)
    may_end.set()
    until(lambda: kept._record.figures is not None)
    assert there(kept) is None


def test_what_is_typed_there_before_the_next_save_stays(tmp_path: Path, clock: Clock) -> None:
    person = AtExcel(PEOPLE, tmp_path)
    kept = on(person, tmp_path, clock)
    refreshing.refresh(kept._record, Maker())
    person.edit(lambda grid: grid[4].__setitem__(0, "ours"), "Overview")
    change = UpdateRow("Contacts", "C-ADA11A", {"city": "Rome"}, {"city": "London"})
    assert kept.save(ChangeSet("Rome", (change,))).confirmed and kept.flush(20)
    assert there(kept) == "ours" and kept.snapshot().cell("Contacts", "C-ADA11A", "city") == "Rome"
    kept.close()


def test_after_kith_is_closed_nothing_is_made(kept: Store) -> None:
    make = Maker()
    kept.close()
    refreshing.refresh(kept._record, make)
    assert make.asked == 0
