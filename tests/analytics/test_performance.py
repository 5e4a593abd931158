"""The team's work and one's own."""

import datetime as dt

import pandas as pd
import pytest

from crm.analytics.frames import from_snapshot
from crm.analytics.goals import MEASURES
from crm.analytics.performance import FURTHER, people, performance
from tests.analytics.conftest import TODAY, snapshot_of
from tests.analytics.test_goals import BOOK, NOW

DEALS = """
Deals
| ID  | Title | Contact | Stage | Amount | Opened on  | Closed on  | Owner |
| D-1 | one   | Ann Lee | Won   | 300    | 2026-11-01 | 2026-11-11 |       |
| D-2 | two   | Ann Lee | Lost  | 100    | 2026-11-01 | 2026-11-12 | Tom   |
| D-3 | three | Bo Chen | Won   | 50     | 2026-10-01 | 2026-10-21 |       |
| D-4 | four  | Bo Chen | Offer | 50     | 2026-01-01 |            |       |
| D-5 | five  | Bo Chen | Offer | 50     | 2026-11-20 |            |       |
"""


def of(who: str, book: str = BOOK.partition("Deals\n")[0] + DEALS) -> pd.DataFrame:
    snapshot = snapshot_of(book)
    frames = from_snapshot(snapshot, as_of=TODAY)
    start, end = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    return performance(snapshot, frames, start=start, end=end, now=NOW, who=who).set_index("measure")


@pytest.mark.parametrize(
    ("measure", "who", "value", "before"),
    [
        ("Money won", "", 300, 50),
        ("Money won", "Maya", 300, 0),
        ("Win rate by money %", "", 75, 100),
        ("Days to close", "", 10, 20),
        ("Slow open deals", "", 1, 1),
        ("Slow open deals", "Maya", 0, 0),
        ("Contacts reached", "", 2, 0),
        ("Contacts reached", "Tom", 1, 0),
    ],
)
def test_every_measure_stands_beside_the_days_before(measure: str, who: str, value: float, before: float) -> None:
    assert of(who).loc[measure, ["value", "before"]].tolist() == [value, before]


def test_the_measures_of_aims_are_among_them() -> None:
    assert list(of("").index) == [*MEASURES, *FURTHER]


def test_the_parts_of_each_of_the_team_and_of_nobody_add_up() -> None:
    whole, parts = of(""), [of(who) for who in ("Maya", "Tom")]
    for measure in ("Money won", "Interactions"):
        assert whole.loc[measure, "value"] == sum(part.loc[measure, "value"] for part in parts)


def test_an_empty_workbook_is_no_mishap() -> None:
    found = of("", "Contacts\n| ID | Name |\n| C-1 | Ann |")
    assert found["n"].sum() == 0


def test_the_team_is_whoever_is_named_once_each() -> None:
    assert people(from_snapshot(snapshot_of(BOOK), as_of=TODAY)) == ["Maya", "Tom"]
