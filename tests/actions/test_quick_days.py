"""The days that a line names."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crm.actions.quick_days import day_ahead, day_past

FRIDAY = dt.date(2026, 11, 20)
DAYS = some.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ring Friday", "2026-11-27"), ("ring next Friday", "2026-11-27"), ("ring this Thursday", "2026-11-26"),
        ("next Monday", "2026-11-23"), ("tonight", "2026-11-20"), ("day after tomorrow", "2026-11-22"),
        ("in two weeks", "2026-12-04"), ("in a month", "2026-12-20"), ("within 10 days", "2026-11-30"),
        ("in a couple of days", "2026-11-22"), ("in a fortnight", "2026-12-04"), ("next week", "2026-11-23"),
        ("next month", "2026-12-01"), ("end of the month", "2026-11-30"), ("end of next month", "2026-12-31"),
        ("by the end of the week", "2026-11-20"), ("end of the year", "2026-12-31"), ("on the 27th", "2026-11-27"),
        ("by the 3rd", "2026-12-03"), ("on 3 Dec", "2026-12-03"), ("3 December 2027", "2027-12-03"),
        ("by 14.12.", "2026-12-14"), ("2026-12-24", "2026-12-24"),
        ("24/12/2026", "2026-12-24"), ("Dec 24th", "2026-12-24"),
        ("on Wed", "2026-11-25"), ("by wed", "2026-11-25"), ("2 March", "2027-03-02"), ("29 Feb", "2027-02-28"),
    ],
)  # fmt: skip
def test_a_day_ahead_is_the_one_that_people_mean(text: str, day: str) -> None:
    assert str(day_ahead(text, FRIDAY)) == day


@pytest.mark.parametrize(
    "text", ["soon", "we sat in the sun", "31 Feb", "last Friday", "3 Nov 2025", "the 40th", "wed to it"]
)
def test_what_is_surely_no_day_ahead_is_none(text: str) -> None:
    assert day_ahead(text, FRIDAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("yesterday", "2026-11-19"), ("last Tuesday", "2026-11-17"), ("last Friday", "2026-11-13"),
        ("on Tuesday", "2026-11-17"), ("on Friday", "2026-11-20"), ("two days ago", "2026-11-18"),
        ("a week ago", "2026-11-13"), ("this morning", "2026-11-20"), ("day before yesterday", "2026-11-18"),
        ("on 3 Nov", "2026-11-03"), ("3.11.2026", "2026-11-03"), ("last night", "2026-11-19"),
    ],
)  # fmt: skip
def test_a_day_past_is_the_one_that_people_mean(text: str, day: str) -> None:
    assert str(day_past(f"called Ann {text}", FRIDAY)) == day


@pytest.mark.parametrize("text", ["by Tuesday", "next Tuesday", "tomorrow", "on 3 Dec", "in 2 weeks"])
def test_a_day_ahead_is_never_when_it_happened(text: str) -> None:
    assert day_past(f"called Ann {text}", FRIDAY) is None


def test_a_mere_weekday_in_a_wish_is_not_when_it_happened() -> None:
    assert day_past("the bike for Tuesday", FRIDAY, is_about_it=False) is None
    assert day_past("angry since yesterday", FRIDAY, is_about_it=False) == dt.date(2026, 11, 19)


def test_digits_are_read_in_the_teams_order() -> None:
    assert day_ahead("12/01/2026", FRIDAY, "mdy") == dt.date(2026, 12, 1)


@given(DAYS, some.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_weekday_is_within_the_week_ahead_or_behind_and_bears_that_name(today: dt.date, name: str) -> None:
    ahead, past = day_ahead(f"ring {name}", today), day_past(f"rang last {name}", today)
    assert ahead and past and f"{ahead:%A}" == f"{past:%A}" == name
    assert 1 <= (ahead - today).days <= 7 and 1 <= (today - past).days <= 7


@given(
    DAYS,
    some.sampled_from(["end of the month", "next month", "in a month", "end of the week", "on the 31st", "29 Feb"]),
)
def test_every_day_of_every_year_has_its_days_ahead(today: dt.date, text: str) -> None:
    found = day_ahead(f"on {text}", today)
    assert found is not None and found >= today


@given(DAYS)
def test_the_end_of_the_month_is_the_day_before_the_next_one(today: dt.date) -> None:
    end, following = day_ahead("end of the month", today), day_ahead("next month", today)
    assert end and following and following - end == dt.timedelta(1)
