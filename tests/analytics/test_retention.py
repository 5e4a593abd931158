"""Do they stay, and in which rhythm."""

import datetime as dt

import pandas as pd
import pytest

from crm.analytics.cohorts import brackets, cohorts, retention_curve
from crm.analytics.counting import RhythmRule
from crm.analytics.frames import Frames
from crm.analytics.loyalty import repeat_rate, rhythm
from crm.analytics.retention import kept, monthly_flow, seen
from tests.analytics.conftest import TODAY

NOTHING = pd.DataFrame({"contact_id": pd.Series(dtype="str"), "date": pd.Series(dtype="datetime64[us]")})


def events(*visits: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(visits, columns=["contact_id", "date"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_a_workbook_without_visits_gives_empty_figures_and_no_nought() -> None:
    found = cohorts(NOTHING, as_of=TODAY)
    assert (kept(NOTHING, as_of=TODAY), repeat_rate(NOTHING), found.n) == (None, None, 0)
    assert [
        len(frame)
        for frame in (retention_curve(found), monthly_flow(NOTHING, as_of=TODAY), rhythm(NOTHING, as_of=TODAY))
    ] == [0, 0, 0]
    assert brackets(NOTHING, [(1, 3)], as_of=TODAY).n == 0


def test_twelve_months_reach_back_to_the_day_after_the_same_day_last_year() -> None:
    given = events(("A", "2025-11-22"), ("A", "2025-11-23"), ("B", "2025-11-22"), ("C", "2024-11-22"))
    found = kept(given, as_of=TODAY)
    assert (found.k, found.n) == (1, 2)


def test_the_29th_of_february_has_a_year_before_it() -> None:
    found = kept(events(("A", "2023-02-28"), ("A", "2024-02-29")), as_of=dt.date(2024, 2, 29))
    assert (found.k, found.n) == (1, 1)


def test_a_month_counts_from_the_day_after_its_last() -> None:
    given = events(("A", "2026-01-05"), ("A", "2026-02-28"))
    assert cohorts(given, as_of=dt.date(2026, 2, 28)).counts.shape == (1, 1)
    assert cohorts(given, as_of=dt.date(2026, 3, 1)).counts.loc["2026-01-01"].tolist() == [1, 1]


def test_a_week_that_bears_the_number_53_is_a_week_like_any_other() -> None:
    given = events(("A", "2026-12-28"), ("A", "2027-01-03"), ("A", "2027-01-04"))
    found = cohorts(given, as_of=dt.date(2027, 1, 11), period="week")
    assert found.counts.index[0] == pd.Timestamp(2026, 12, 28)
    assert found.counts.iloc[0].tolist() == [1, 1]


@pytest.mark.parametrize(("period", "first"), [("quarter", "2026-04-01"), ("year", "2026-01-01")])
def test_quarters_and_years_are_those_of_the_calendar(period: str, first: str) -> None:
    found = cohorts(events(("A", "2026-05-31")), as_of=dt.date(2027, 1, 1), period=period)
    assert found.counts.index[0] == pd.Timestamp(first)


def test_somebody_from_long_before_the_first_computers_is_counted() -> None:
    found = cohorts(events(("A", "1969-11-30"), ("A", "1970-01-02")), as_of=dt.date(1970, 2, 1))
    assert found.counts.loc["1969-11-01"].tolist() == [1, 0, 1]


def test_who_has_a_start_and_never_came_counts_in_the_size() -> None:
    starts = pd.Series(pd.to_datetime(["2026-01-03", "2026-01-09"]), index=["A", "B"])
    found = cohorts(events(("A", "2026-02-10")), as_of=dt.date(2026, 3, 1), starts=starts)
    assert (found.counts.loc["2026-01-01"].tolist(), found.never_active) == ([2, 1], 1)


def test_a_bracket_is_blank_until_all_its_months_are_over() -> None:
    found = brackets(events(("A", "2026-01-10"), ("A", "2026-02-10")), [(1, 2), (3, 4)], as_of=dt.date(2026, 5, 9))
    assert found.counts.loc["2026-01-01"].fillna(-1).tolist() == [1, 1, -1]


@pytest.mark.capability(12)
def test_the_curve_ends_where_fewer_than_ten_people_reach() -> None:
    given = events(*((f"A{n}", "2026-01-10") for n in range(9)), *((f"B{n}", "2026-02-10") for n in range(9)))
    assert retention_curve(cohorts(given, as_of=dt.date(2026, 5, 1)))["n"].tolist() == [18, 18]


def test_former_and_archived_people_are_missed_by_nobody(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Status   | Ended on   |
    | C-1 | Ada  |          |            |
    | C-2 | Ben  | Former   |            |
    | C-3 | Cleo | Archived |            |
    | C-4 | Dan  |          | 2026-10-31 |
    | C-5 | Eve  |          | 2026-12-31 |
    """
    assert seen(drawn).never == ("C-1", "C-5")


def visits(gaps: list[int], silent: int) -> pd.DataFrame:
    """One person with these gaps between visits, silent for so many days."""
    last = pd.Timestamp(TODAY) - pd.Timedelta(days=silent)
    days = [last - pd.Timedelta(days=sum(gaps[n:])) for n in range(len(gaps) + 1)]
    return pd.DataFrame({"contact_id": "A", "date": days})


@pytest.mark.parametrize(
    ("silent", "state"),
    [(30, "steady"), (31, "overdue"), (40, "overdue"), (41, "at risk"), (60, "at risk"), (61, "lapsed")],
)
def test_silence_is_measured_against_ones_own_rhythm(silent: int, state: str) -> None:
    assert rhythm(visits([20, 20, 20], silent), as_of=TODAY).loc["A", "state"] == state


def test_nobody_is_overdue_within_two_weeks() -> None:
    given = visits([2, 2, 2], 13)
    assert rhythm(given, as_of=TODAY).loc["A", "state"] == "steady"
    assert rhythm(given, as_of=TODAY, rule=RhythmRule(floor_days=7)).loc["A", "state"] == "lapsed"


def test_with_one_gap_somebody_is_compared_with_everybody() -> None:
    others = [visits([30] * 24, 1).assign(contact_id="B")]
    given = pd.concat([visits([10], 61), *others])
    found = rhythm(given, as_of=TODAY).loc["A"]
    assert (found["state"], found["basis"]) == ("at risk", "everybody")
    assert found["reason"] == "came on 2 days, silent for 61, compared with everybody"


def test_where_hardly_anybody_comes_twice_nothing_is_said_of_a_rhythm() -> None:
    given = pd.concat([visits([10], 61), visits([], 5).assign(contact_id="B")])
    assert rhythm(given, as_of=TODAY)["state"].to_dict() == {"A": "not known", "B": "came once"}


def test_two_purchases_of_one_day_are_no_return() -> None:
    given = events(("A", "2026-01-10"), ("A", "2026-01-10"), ("B", "2026-01-10"), ("B", "2026-01-11"))
    assert (repeat_rate(given).k, repeat_rate(given, by="orders").k) == (1, 2)
