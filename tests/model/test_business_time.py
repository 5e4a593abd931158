"""Business time against a slow clock that goes minute by minute, where clocks change and the server is elsewhere."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.model.business_time import BusinessTime
from crm.model.settings import Settings
from crm.model.working_days import DEFAULT

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
ZONES = ("Europe/London", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "America/Santiago", "Asia/Tokyo")
NEAR = (  # changes of clocks, and ends of years
    dt.datetime(2026, 3, 29), dt.datetime(2026, 10, 25), dt.datetime(2026, 3, 8), dt.datetime(2026, 11, 1),
    dt.datetime(2026, 4, 24), dt.datetime(2026, 10, 29), dt.datetime(2026, 4, 5), dt.datetime(2026, 9, 6),
    dt.datetime(2026, 12, 31), dt.datetime(2024, 2, 29),
)  # fmt: skip
MOMENTS = st.builds(
    lambda day, minutes: day + minutes * MINUTE, st.sampled_from(NEAR), st.integers(-3 * 24 * 60, 3 * 24 * 60)
)
TEAMS = st.builds(
    BusinessTime, st.frozensets(st.integers(0, 6), min_size=1), st.sampled_from([*map(ZoneInfo, ZONES), None])
)


def instant(team: BusinessTime, moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=team.zone).astimezone(dt.UTC)


def counts(team: BusinessTime, at: dt.datetime) -> bool:
    return at.astimezone(team.zone).weekday() in team.days


def slow_elapsed(team: BusinessTime, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    at, last, total = instant(team, start), instant(team, end), dt.timedelta(0)
    while at < last:
        total += MINUTE if counts(team, at) else dt.timedelta(0)
        at += MINUTE
    return total


def slow_after(team: BusinessTime, start: dt.datetime, hours: int) -> dt.datetime:
    """Whole days by the calendar, the rest minute by minute."""
    clock, day = start, start.date()
    while day.weekday() not in team.days:
        day += dt.timedelta(days=1)
        clock = dt.datetime.combine(day, dt.time(0))
    for _ in range(hours // 24):
        day += dt.timedelta(days=1)
        while day.weekday() not in team.days:
            day += dt.timedelta(days=1)
        clock = dt.datetime.combine(day, clock.time())
    at, left = instant(team, clock), hours % 24 * 60
    while left:
        left -= counts(team, at)
        at += MINUTE
    return at.astimezone(team.zone).replace(tzinfo=None, fold=0)


@settings(max_examples=60, deadline=None)
@given(TEAMS, MOMENTS, st.integers(0, 9 * 24 * 60))
def test_the_time_between_two_moments_is_what_a_slow_clock_counts(team, start, minutes) -> None:
    end = start + minutes * MINUTE
    assert team.elapsed(start, end) == slow_elapsed(team, start, end)


@settings(max_examples=60, deadline=None)
@given(TEAMS, MOMENTS, st.integers(0, 100))
def test_so_many_hours_later_is_where_a_slow_clock_stops(team, start, hours) -> None:
    assert team.after(start, hours) == slow_after(team, start, hours)


@given(TEAMS, MOMENTS, st.integers(1, 200))
def test_a_promise_is_never_for_a_day_that_does_not_count_nor_in_the_past(team, start, hours) -> None:
    promised = team.promise(start, hours)
    assert team.is_working(promised) and promised > start


@given(TEAMS, MOMENTS, st.integers(0, 40))
def test_working_days_between_two_days_are_those_that_begin_in_between(team, start, days) -> None:
    end = start.date() + dt.timedelta(days=days)
    between = [start.date() + dt.timedelta(days=n) for n in range(1, days + 1)]
    assert team.days_between(start.date(), end) == sum(day.weekday() in team.days for day in between)


def test_the_hour_that_is_skipped_in_spring_is_nobodys_working_time() -> None:
    every_day = BusinessTime(frozenset(range(7)), ZoneInfo("Europe/London"))
    assert every_day.elapsed(dt.datetime(2026, 3, 29, 0, 30), dt.datetime(2026, 3, 29, 3, 30)) == 2 * HOUR
    assert every_day.after(dt.datetime(2026, 3, 29, 0, 30), 4) == dt.datetime(2026, 3, 29, 5, 30)


def test_one_working_day_later_is_the_same_time_of_the_clock_though_clocks_change() -> None:
    weekend = BusinessTime(frozenset((5, 6)), ZoneInfo("America/New_York"))
    assert weekend.after(dt.datetime(2026, 10, 31, 10), 24) == dt.datetime(2026, 11, 1, 10)


@pytest.mark.parametrize(
    ("opened", "hours", "promised"),
    [
        (dt.datetime(2026, 11, 13, 15), 4, dt.datetime(2026, 11, 13, 19)),
        (dt.datetime(2026, 11, 13, 22), 4, dt.datetime(2026, 11, 16, 2)),
        (dt.datetime(2026, 11, 13, 16), 8, dt.datetime(2026, 11, 13, 23, 59)),
        (dt.datetime(2026, 12, 31, 15), 24, dt.datetime(2027, 1, 1, 15)),
        (dt.date(2026, 11, 13), 8, dt.date(2026, 11, 13)),
        (dt.date(2026, 11, 14), 72, dt.date(2026, 11, 19)),
    ],
)
def test_what_is_opened_then_is_promised_for(opened, hours, promised) -> None:
    assert BusinessTime().promise(opened, hours) == promised


def test_now_is_read_from_the_clock_of_the_team_wherever_the_server_stands() -> None:
    at = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)  # clocks went back in London half an hour ago
    assert BusinessTime(zone=ZoneInfo("Europe/London")).local(at) == dt.datetime(2026, 10, 25, 1, 30)
    assert BusinessTime(zone=ZoneInfo("Pacific/Auckland")).local(at) == dt.datetime(2026, 10, 25, 14, 30)


@pytest.mark.parametrize("typed", ["weekdays", "Mon-Wed-Fri", "8", "Mon, someday"])
def test_working_days_that_cannot_be_read_are_told_and_monday_to_friday_counts(typed) -> None:
    found = Settings({"working_days": typed})
    assert found.unreadable() == {"working_days": "“Working days” is written as Mon-Fri, or as Tue, Thu, Sat."}
    assert BusinessTime.of(found).days == DEFAULT


@pytest.mark.parametrize(
    ("typed", "days"), [("Sun-Thu", {6, 0, 1, 2, 3}), ("tue, THU; Sat", {1, 3, 5}), ("Mo–Sa", set(range(6)))]
)
def test_working_days_are_read_as_a_team_writes_them(typed, days) -> None:
    assert BusinessTime.of(Settings({"working_days": typed})).days == days


@pytest.mark.parametrize("typed", ["London", "../etc/passwd", "Mars/Olympus", "Europe"])
def test_a_time_zone_that_does_not_exist_is_told_and_this_computers_holds(typed) -> None:
    found = Settings({"time_zone": typed})
    assert found.unreadable() == {"time_zone": "“Time zone” must be a city like Europe/London or America/New_York."}
    assert found.zone() is None


def test_a_month_that_no_year_has_cannot_begin_a_year() -> None:
    assert Settings({"year_starts": 13}).unreadable() == {
        "year_starts": "“First month of your year” is a number from 1 to 12."
    }
