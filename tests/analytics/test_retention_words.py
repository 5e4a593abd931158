"""Who stays, in sentences, with as many people as there are."""

import numpy as np
import pandas as pd
import pytest

from crm.analytics.contracts import GrrNrr
from crm.analytics.counting import Counting
from crm.analytics.frames import Frames
from crm.analytics.grid import cells
from crm.analytics.intervals import Refused, Share
from crm.analytics.retention import curve_cohorts, kept, monthly_flow, not_again, retention_curve
from crm.analytics.retention_words import (
    HOW_MODE,
    MODES,
    churn_sentence,
    curve_points_table,
    flow_sentence,
    flow_table,
    kept_money_sentence,
    lost_sentence,
    points,
    second_sentence,
    staying_sentence,
    triangle,
    window,
)
from crm.analytics.staying import Projection, projection, projection_sentence
from crm.analytics.survival import km, second_purchase
from tests.analytics.conftest import TODAY

SHOP, PRACTICE = Counting("sales"), Counting(customer="patient", customers="patients")


def visits(*people: list[str]) -> pd.DataFrame:
    rows = [(f"C-{n:02d}", day) for n, days in enumerate(people) for day in days]
    frame = pd.DataFrame(rows, columns=["contact_id", "date"]).astype({"contact_id": "str"})
    return frame.assign(date=pd.to_datetime(frame["date"]).astype("datetime64[us]"))


# the triangle ---------------------------------------------------------------------------------------------------------

TWELVE = visits(*[["2026-01-10", "2026-03-10"]] * 6, *[["2026-01-10"]] * 6)


def cells_in(mode: str) -> dict[object, str]:
    shown = cells(triangle(TWELVE, mode, "month", as_of=TODAY), 36, mode=mode)
    return dict(zip(shown["age"], shown["told"], strict=True))


def test_a_cell_says_just_then_then_or_later_or_in_a_stretch() -> None:
    assert cells_in("classic")[1] == "Jan 2026, 1 month later: 0 of 12, 0 %"
    assert cells_in("unbounded")[1] == "Jan 2026, 1 month later or after that: 6 of 12, 50 %"
    assert cells_in("unbounded")[3] == "Jan 2026, 3 months later or after that: 0 of 12, 0 %"
    assert cells_in("brackets")["1-3"] == "Jan 2026, 1 to 3 months later: 6 of 12, 50 %"


def test_a_stretch_that_is_not_over_has_no_cell() -> None:
    assert list(cells_in("brackets")) == ["0", "1-3", "4-6"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("n", [0, 1, 3, 9, 10, 30])
def test_every_way_stands_for_any_number_of_people(mode: str, n: int) -> None:
    found = triangle(visits(*[["2026-01-10", "2026-05-10"]] * n), mode, "month", as_of=TODAY)
    assert found.n == n
    assert len(cells(found, 36, mode=mode)) > 0 or n == 0
    assert HOW_MODE[mode].endswith(".")


def test_the_curve_is_made_of_finer_groups_where_the_triangle_has_too_few_periods() -> None:
    yearly = triangle(TWELVE, "classic", "year", as_of=TODAY)
    assert retention_curve(yearly).empty
    assert curve_cohorts(TWELVE, yearly, as_of=TODAY).period == "quarter"
    assert curve_cohorts(TWELVE.iloc[:0], yearly, as_of=TODAY).period == "month"
    monthly = triangle(TWELVE, "classic", "month", as_of=TODAY)
    assert curve_cohorts(TWELVE, monthly, as_of=TODAY) is monthly


# kept, each month -----------------------------------------------------------------------------------------------------


def test_who_is_not_back_is_counted_and_named_the_latest_first() -> None:
    events = visits(["2025-03-01", "2026-03-01"], ["2025-03-01"], ["2025-06-01"], ["2024-01-01"])
    assert not_again(events, as_of=TODAY).index.tolist() == ["C-02", "C-01"]
    found = kept(events, as_of=TODAY)
    assert lost_sentence(found, PRACTICE) == "2 patients of the year before have not come again in the last 12 months."
    one = "1 patient of the year before has not come again in the last 12 months."
    assert lost_sentence(Share.of(2, 3), PRACTICE) == one
    assert lost_sentence(Share.of(3, 3), PRACTICE) == lost_sentence(None, PRACTICE) == ""


def test_a_month_is_told_once_it_is_over() -> None:
    events = visits(["2026-08-10", "2026-10-10"], ["2026-09-10"], ["2026-10-11"], ["2026-11-01"])
    flow = monthly_flow(events, as_of=TODAY)
    assert flow_sentence(flow, 1, SHOP) == (
        "October 2026: 1 new, 1 back, 1 lapsed. 2 customers bought in the month, 1 more than the month before."
    )
    assert flow_sentence(flow.head(2), 3, PRACTICE).endswith("1 patient came in 3 months, as many as the month before.")
    assert flow_sentence(flow.iloc[:0], 1, SHOP) == "Each month is told once it is over: the first is still running."
    assert flow_table(flow)["Month"].tolist() == ["Oct 2026", "Sep 2026", "Aug 2026"]
    assert flow_table(flow)["Net"].tolist() == [1, 0, 1]


def test_active_reaches_as_far_as_four_of_five_gaps() -> None:
    every_45_days = visits(*[["2026-01-01", "2026-02-15", "2026-04-01"]] * 10)
    assert window(every_45_days, as_of=TODAY) == 2
    assert window(every_45_days.head(30), as_of=TODAY) == 2
    assert window(visits(["2026-01-01", "2026-06-01"]), as_of=TODAY) == 1, "two visits say nothing of all"


# how long -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ([], "How soon people come a second time is told from 10 customers on: 0 so far."),
        ([["2026-01-01"]] * 9, "How soon people come a second time is told from 10 customers on: 9 so far."),
        ([["2026-01-01"]] * 10, "Nobody of 10 customers bought a second time yet."),
        ([["2026-01-01", f"2026-01-{day:02d}"] for day in range(2, 32)],
         "Half of 30 customers bought a second time within 15 days, most likely between 10 and 21 days."),
        ([["2026-01-01", "2026-01-31"]] * 10, "Roughly half of 10 customers bought a second time within 30 days."),
        ([["2026-01-01", "2026-01-31"]] * 3 + [["2026-01-01"]] * 7,
         "Roughly 30 % of 10 customers bought a second time within 30 days, most likely between 11 and 67 %."),
    ],
)  # fmt: skip
def test_how_soon_people_come_a_second_time(people: list[list[str]], sentence: str) -> None:
    assert second_sentence(second_purchase(visits(*people), as_of=TODAY), SHOP) == sentence


def test_too_few_left_to_tell_from_is_said() -> None:
    late = visits(*[["2026-11-20"]] * 8, ["2026-01-01", "2026-06-01"], ["2026-01-01"])
    assert second_sentence(second_purchase(late, as_of=TODAY), PRACTICE) == (
        "1 of 10 patients came a second time; too few to say how soon."
    )


def test_how_long_people_stay() -> None:
    few, all_there = km(np.arange(9), np.ones(9, bool)), km(np.full(12, 400), np.zeros(12, bool))
    assert staying_sentence(few, PRACTICE) == (
        "How long patients stay is told from 10 with a day in Customer since on: 9 so far."
    )
    assert staying_sentence(all_there, PRACTICE) == "0 of 12 patients have left: too few to say how long they stay."
    halves = km(np.array([365.0] * 10 + [1000.0] * 10), np.array([True] * 10 + [False] * 10))
    assert staying_sentence(halves, PRACTICE) == "Roughly half of 20 patients stay for 12 months or longer."
    some = km(np.array([365.0] * 4 + [1000.0] * 16), np.array([True] * 4 + [False] * 16))
    assert staying_sentence(some, PRACTICE) == (
        "Roughly 80 % of 20 patients stay for longer than 12 months, most likely between 55 and 92 %."
    )


def test_the_line_begins_at_all_of_them_and_ends_where_ten_are_at_risk() -> None:
    found = km(np.arange(1.0, 31.0), np.ones(30, bool))
    lasting, ended = points(found, ends=False), points(found, ends=True, unit=0.5)
    assert (lasting["t"].iloc[0], lasting["share"].iloc[0], len(lasting)) == (0, 1, 22)
    assert ended["share"].tolist() == pytest.approx((1 - lasting["share"]).tolist())
    assert ((ended["lo"] <= ended["share"]) & (ended["share"] <= ended["hi"])).all()
    assert curve_points_table(ended, "Days", "Came again").columns.tolist() == [
        "Days",
        "Came again %",
        "Low %",
        "High %",
    ]
    assert points(km(np.arange(3.0), np.ones(3, bool)), ends=True).empty


# relationships that end -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("k", "n", "sentence"),
    [
        (0, 0, "How many leave can be told once patients have a day in Customer since a year ago or earlier."),
        (0, 1, "0 of 1 patient of a year ago left since then."),
        (2, 5, "2 of 5 patients of a year ago left since then."),
        (3, 30, "3 of 30 patients of a year ago left since then: 10 %, most likely between 3 and 26 %."),
    ],
)
def test_how_many_left(k: int, n: int, sentence: str) -> None:
    assert churn_sentence(Share.of(k, n), PRACTICE) == sentence


def test_what_is_left_of_the_money_is_told_by_currency_from_ten_customers_on() -> None:
    found = {"GBP": GrrNrr(0.72, 1.01, 32), "EUR": GrrNrr(1, 1, 10), "USD": GrrNrr(1, 1, 9)}
    assert kept_money_sentence(found, SHOP) == (
        "Of the money of 32 customers in the 12 months before (GBP) 72 % is still there, and 101 % with what some "
        "bring more. Of the money of 10 customers in the 12 months before (EUR) roughly 100 % is still there, and "
        "100 % with what some bring more. What is left of the money of a year ago (USD) is told from 10 customers on: "
        "9."
    )
    assert kept_money_sentence({}, SHOP).startswith("What is left of the money of a year ago is told once")


def members(*groups: tuple[int, str, str | None]) -> pd.DataFrame:
    """So many with these days of beginning and end."""
    rows = [(since, ended) for n, since, ended in groups for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["since", "ended"], index=[f"C-{n}" for n in range(len(rows))])
    days = {name: pd.to_datetime(frame[name]).astype("datetime64[us]") for name in ("since", "ended")}
    return frame.assign(**days, former=frame["ended"].notna())


FALLING = members(
    (30, "2021-06-01", "2022-01-01"), (15, "2021-06-01", "2023-01-01"), (9, "2021-06-01", "2024-01-01"),
    (6, "2021-06-01", "2025-01-01"), (4, "2021-06-01", "2026-01-01"), (36, "2021-06-01", None),
)  # fmt: skip


YOUNG = members(
    (24, "2023-06-01", "2024-01-01"), (8, "2023-06-01", "2025-01-01"), (4, "2023-06-01", "2026-01-01"),
    (34, "2023-06-01", None),
)  # fmt: skip
BROKEN = members(
    (40, "2021-06-01", "2022-01-01"), (15, "2021-06-01", "2023-01-01"), (7, "2021-06-01", "2024-01-01"),
    (4, "2021-06-01", "2025-01-01"), (14, "2021-06-01", "2026-01-01"), (20, "2021-06-01", None),
)  # fmt: skip


def test_a_projection_stands_beside_what_it_would_have_said_of_the_last_year() -> None:
    found = projection(FALLING, as_of=TODAY)
    assert isinstance(found, Projection)
    assert (found.n, found.years, found.was) == (100, 5, 0.36)
    assert abs(found.said - found.was) < 0.1
    assert (np.diff(found.shares) < 0).all()
    told = projection_sentence(found)
    assert "after 7 years" in told
    assert "A year ago it would have said " in told
    assert "it was 36 %" in told


@pytest.mark.parametrize(
    ("contacts", "reason"),
    [
        (members((60, "2024-06-01", None)), "only 2 finished periods, 3 needed"),
        (members((9, "2021-06-01", None)), "only 9 customers, 50 needed"),
        (YOUNG, "only 3 finished periods, 4 needed to try it on the last one"),
        (BROKEN, "a year ago it would have said that 30 % stay, and 20 % did"),
    ],
)
def test_a_projection_that_cannot_be_tried_or_failed_is_refused(contacts: pd.DataFrame, reason: str) -> None:
    found = projection(contacts, as_of=TODAY)
    assert isinstance(found, Refused)
    assert reason in found.reason
    assert projection_sentence(found).startswith("A projection is not shown: ")


def test_a_projection_is_of_those_who_began_long_enough_ago_to_try_it_though_more_began_later() -> None:
    many = pd.concat([FALLING, members((300, "2023-06-01", None)).rename(lambda id: f"{id}-new")])
    found = projection(many, as_of=TODAY)
    assert isinstance(found, Projection)
    assert (found.n, found.years) == (100, 5)


def test_an_empty_workbook_has_no_projection(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    """
    assert projection(drawn.customers, as_of=TODAY) == Refused("only 0 finished periods, 3 needed")
