"""Which day it is: the team's own, wherever the computer stands."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm.actions.contacts import add_contact
from crm.actions.settings import set_setting
from crm.model.dates import in_zone
from crm.model.errors import InvalidInput
from crm.store.journal import Journal
from crm.store.memory import MemoryWorkbook
from crm.store.opening import MEMORY, open_store
from crm.store.receipt import Actor
from crm.store.record import Record
from crm.store.store import Store

ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
CHANGES = [
    dt.datetime(2026, 3, 29, 1),
    dt.datetime(2026, 10, 25, 1),
    dt.datetime(2026, 3, 8, 7),
    dt.datetime(2026, 4, 4, 14),
]
MOMENTS = [
    (change + dt.timedelta(hours=hours)).replace(tzinfo=dt.UTC) for change in CHANGES for hours in range(-26, 27, 1)
] + [dt.datetime(2028, 2, 28, 11, 59, tzinfo=dt.UTC), dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=dt.UTC)]


@pytest.fixture
def at(tmp_path: Path) -> Callable[[str, dt.datetime], Store]:
    """A Store of a team in a time zone, at a moment."""

    def opened(zone: str, moment: dt.datetime) -> Store:
        book = MemoryWorkbook.new({"Contacts": []}, today=lambda: dt.date(2026, 1, 1))
        store = Store(
            Record(book, Journal(tmp_path / f"{zone.replace('/', ' ')}.sqlite", "b"), lambda: moment),
            "here",
            Actor("Maya"),
        )
        if zone != "Europe/London":
            store.save(set_setting(store.snapshot(), "time_zone", zone))
            assert store.flush(10)
        return store

    return opened


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_begins_when_it_does_where_the_team_is(zone: str) -> None:
    for moment in MOMENTS:
        there = moment + ZoneInfo(zone).utcoffset(moment.astimezone(ZoneInfo(zone)))  # type: ignore[operator]
        assert in_zone(moment, ZoneInfo(zone)) == there.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Kiritimati", 23), ("Europe/London", 22), ("Pacific/Pago_Pago", 21)]
)
def test_today_follows_the_setting_and_not_the_computer(
    zone: str, day: int, at: Callable[[str, dt.datetime], Store]
) -> None:
    store = at(zone, dt.datetime(2026, 11, 22, 10, 30, tzinfo=dt.UTC))
    assert store.snapshot().rules.today == dt.date(2026, 11, day)


def test_what_is_saved_bears_the_time_of_the_team(at: Callable[[str, dt.datetime], Store]) -> None:
    store = at("Pacific/Auckland", dt.datetime(2026, 11, 22, 10, 30, tzinfo=dt.UTC))
    store.save(add_contact(store.snapshot(), {"name": "Bo"}))
    assert store.snapshot().contacts["added_on"].iloc[-1] == dt.datetime(2026, 11, 22, 23, 30)


def test_a_time_of_its_own_is_left_as_it_is() -> None:
    assert in_zone(dt.datetime(2026, 1, 1, 8), ZoneInfo("Asia/Tokyo")) == dt.datetime(2026, 1, 1, 8)


@pytest.mark.parametrize("zone", ["Mars/Phobos", "Europe/", "../etc/passwd", "12"])
def test_a_time_zone_that_nobody_knows_is_refused(zone: str, at: Callable[[str, dt.datetime], Store]) -> None:
    store = at("Europe/London", dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    with pytest.raises(InvalidInput, match="must be a city like Europe/London"):
        set_setting(store.snapshot(), "time_zone", zone)


def test_without_a_time_zone_the_computers_own_counts() -> None:
    store = open_store(MEMORY)
    store.save(set_setting(store.snapshot(), "time_zone", None))
    assert store.snapshot().rules.today in {dt.date.today(), dt.date.today() - dt.timedelta(days=1)}
    store.close()
