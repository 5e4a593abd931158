"""Which versions are kept: the latest, and one for each hour, day and month for ever longer."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from crm.store.excel.thinning import kept

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
MINUTES = st.integers(0, 3 * 365 * 24 * 60)
VERSIONS = st.lists(
    st.tuples(MINUTES.map(lambda minutes: NOON - dt.timedelta(minutes=minutes)), st.integers(0, 60)),
    unique_by=lambda version: version[0],
    max_size=200,
)


def every(minutes: int, count: int) -> list[tuple[dt.datetime, int]]:
    """So many versions, the newest first, so many minutes apart."""
    return [(NOON - dt.timedelta(minutes=minutes * n), 1) for n in range(count)]


def newest(versions: list[tuple[dt.datetime, int]], count: int) -> set[int]:
    return set(sorted(range(len(versions)), key=lambda place: versions[place][0], reverse=True)[:count])


def test_the_latest_twenty_are_kept() -> None:
    assert kept(every(1, 30)) == set(range(20))


def test_of_a_busy_week_the_last_of_each_hour_and_day_is_kept() -> None:
    versions = every(10, 7 * 24 * 6)
    hours = {(at.day, at.hour) for place, (at, _) in enumerate(versions) if place in kept(versions)}
    days = {at.day for place, (at, _) in enumerate(versions) if place in kept(versions)}
    assert len(days) == 8 and len(hours) >= 24 and len(kept(versions)) < 60


def test_a_year_of_daily_versions_leaves_thirty_days_and_twelve_months() -> None:
    versions = every(24 * 60, 400)
    at = [versions[place][0] for place in kept(versions)]
    assert len({when.date() for when in at}) == 30 + 12 - 2 and len({(when.year, when.month) for when in at}) == 12


@given(VERSIONS)
def test_each_of_the_latest_days_keeps_its_last_version_while_there_is_room(
    versions: list[tuple[dt.datetime, int]],
) -> None:
    stays = {versions[place][0] for place in kept(versions)}
    days = sorted({at.date() for at, _ in versions})[-30:]
    assert {max(at for at, _ in versions if at.date() == day) for day in days} <= stays


@given(VERSIONS, st.integers(0, 3000))
def test_they_never_take_more_room_than_there_is_but_for_the_newest_two(
    versions: list[tuple[dt.datetime, int]], room: int
) -> None:
    stays = kept(versions, room)
    assert newest(versions, 2) <= stays
    assert sum(versions[place][1] for place in stays) <= room or stays == newest(versions, 2)


@given(VERSIONS, st.integers(0, 3000))
def test_thinning_again_takes_nothing_more(versions: list[tuple[dt.datetime, int]], room: int) -> None:
    left = [versions[place] for place in sorted(kept(versions, room))]
    assert kept(left, room) == set(range(len(left)))


def test_when_room_is_short_the_many_of_today_go_before_the_one_of_last_year() -> None:
    versions = [*every(1, 20), (NOON - dt.timedelta(days=300), 1)]
    assert kept(versions, room=5) == {0, 1, 2, 3, 20}
