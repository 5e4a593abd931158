"""The cohort grid and the table twins."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from crm.analytics.cohorts import cohorts
from crm.analytics.frames import Frames
from crm.analytics.grid import cells, domain, finest_period, recent
from crm.analytics.retention import retention_curve, seen
from crm.analytics.satisfaction import satisfaction_trend
from crm.analytics.tables import cohort_table, curve_table, recency_table, trend_table
from tests.analytics.conftest import TODAY

GOLDEN = Path(__file__).parents[1] / "golden"


def visits(sizes: dict[str, int], later: dict[str, int] | None = None) -> pd.DataFrame:
    """A first visit of so many people each month, and a visit in `later` months by the first so many of January."""
    rows = [(f"{month}-{n}", f"{month}-15") for month, size in sizes.items() for n in range(size)]
    rows += [(f"2026-01-{n}", f"{month}-20") for month, size in (later or {}).items() for n in range(size)]
    return pd.DataFrame(rows, columns=["contact_id", "date"]).assign(date=lambda frame: pd.to_datetime(frame["date"]))


@pytest.fixture
def shop() -> pd.DataFrame:
    return visits({"2026-01": 12, "2026-02": 7, "2026-03": 3, "2026-05": 2}, {"2026-02": 3, "2026-04": 6})


def test_the_triangle_and_its_curve_are_the_golden_ones(shop: pd.DataFrame) -> None:
    found = cohorts(shop, as_of=dt.date(2026, 6, 10))
    told = cohort_table(found).to_csv(index=False) + curve_table(retention_curve(found)).to_csv(index=False)
    assert told == (GOLDEN / "retention_by_month.csv").read_text("utf-8")


def test_a_cell_says_only_what_so_few_people_carry(shop: pd.DataFrame) -> None:
    found = cells(cohorts(shop, as_of=dt.date(2026, 6, 10)), 36).set_index(["group", "age"])
    assert found.loc[[("Jan 2026 (12)", 1), ("Feb 2026 (7)", 1), ("Mar 2026 (3)", 1)], "text"].tolist() == [
        "25 %", "0 of 7", "0 of 3",
    ]  # fmt: skip
    assert found["tone"].value_counts().to_dict() == {"plain": 6, "dark": 3, "grey": 3, "light": 1}


def test_a_running_month_is_no_cell(shop: pd.DataFrame) -> None:
    found = cells(cohorts(shop, as_of=dt.date(2026, 5, 31)), 36)
    assert found[found["group"] == "Jan 2026 (12)"]["age"].tolist() == [0, 1, 2, 3]


def test_the_colours_end_at_the_tenth_above_the_largest_share(shop: pd.DataFrame) -> None:
    assert domain(cohorts(shop, as_of=dt.date(2026, 6, 10))) == 0.6
    assert domain(cohorts(shop.iloc[:12], as_of=dt.date(2026, 6, 10))) == 0.2


def test_the_grid_goes_back_as_far_as_the_settings_say(shop: pd.DataFrame) -> None:
    found = cohorts(shop, as_of=dt.date(2026, 6, 10))
    assert [start.month for start in recent(found, 3)] == [3, 5]


@pytest.mark.parametrize(("size", "period"), [(5, "month"), (2, "quarter"), (1, "year")])
def test_the_period_is_the_finest_with_enough_people(size: int, period: str) -> None:
    events = visits({f"2025-{month:02d}": size for month in range(1, 13)})
    assert finest_period(events, as_of=dt.date(2026, 1, 1)) == period


def test_a_young_team_is_shown_month_by_month() -> None:
    events = visits({"2026-09": 2, "2026-10": 1, "2026-11": 3})
    assert finest_period(events, as_of=dt.date(2026, 11, 22)) == "month"


def test_everybody_stands_in_one_band_of_the_table(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Status   |
    | C-1 | Ada  |          |
    | C-2 | Ben  |          |
    | C-3 | Cleo |          |
    | C-4 | Dan  |          |
    | C-5 | Eve  | Archived |
    | C-6 | Fay  | Former   |
    Interactions
    | ID  | Date       | Contact | Contact ID | Type  | What happened |
    | N-1 | 2026-09-23 | Ada     |            | Visit | came          |
    | N-2 | 2026-09-22 | Ben     |            | Visit | came          |
    | N-3 | 2026-05-23 | Cleo    |            | Visit | came          |
    | N-4 | 2026-05-23 | Eve     | C-5        | Visit | came          |
    """
    table = recency_table(seen(drawn), drawn).set_index("Name")
    assert table["Band"].to_dict() == {
        "Cleo": "half a year or more", "Ben": "quiet", "Ada": "seen lately", "Dan": "never",
    }  # fmt: skip
    assert table["Days ago"].fillna(-1).tolist() == [183, 61, 60, -1]


def test_the_table_of_a_trend_has_a_row_a_point(drawn: Frames) -> None:
    """
    Satisfaction
    | ID  | Date       | Question        | Score |
    | Q-1 | 2026-10-05 | Satisfied (1-5) | 4     |
    """
    question = drawn.rules.questions["satisfied 1 5"]
    table = trend_table(satisfaction_trend(drawn.answers, question, as_of=TODAY))
    assert (list(table.columns), table["Answers"].tolist()) == (
        ["From", "To", "Score", "Low", "High", "Answers"],
        [1, 1],
    )
