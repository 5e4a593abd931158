"""The team's work and one's own."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.analytics.frames import from_snapshot
from crm.analytics.goals import MEASURES, NOBODY, aims
from crm.analytics.performance import FURTHER, people, performance, reached
from crm.analytics.performance_words import ADDED
from crm.analytics.periods import beside
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


@pytest.mark.capability(33)
def test_everybody_and_what_names_nobody_make_the_team() -> None:
    snapshot = snapshot_of(BOOK.partition("Deals\n")[0] + DEALS.replace("Tom", "   "))
    team = people(from_snapshot(snapshot, as_of=TODAY))
    found = reached(snapshot, from_snapshot(snapshot, as_of=TODAY), beside("Month", TODAY), NOW, ["", *team, NOBODY])
    for measure in ADDED:
        for which in ("now", "before"):
            parts = [getattr(found[who][measure], which).value or 0 for who in (*team, NOBODY)]
            assert sum(parts) == pytest.approx(getattr(found[""][measure], which).value or 0), measure
    assert found[NOBODY]["Sales"].now.value == 7, "the sale without a contact"


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "Maya", "maya ", "Tom"]), st.integers(1, 28), st.integers(-50, 900)), max_size=12
    )
)
@settings(max_examples=25, deadline=None)
def test_parts_add_up_however_rows_are_named(rows: list[tuple[str, int, int]]) -> None:
    contacts = "".join(f"| C-{n} | P{n} | {who} |\n" for n, (who, _, _) in enumerate(rows))
    sales = "".join(f"| S-{n} | 2026-11-{day:02d} | P{n} | {paid} |\n" for n, (_, day, paid) in enumerate(rows))
    snapshot = snapshot_of(
        f"Contacts\n| ID | Name | Owner |\n{contacts}Sales\n| ID | Date | Contact | Amount |\n{sales}"
    )
    frames = from_snapshot(snapshot, as_of=TODAY)
    team = people(frames)
    found = reached(snapshot, frames, beside("Month", TODAY), NOW, ["", *team, NOBODY])
    for measure in ("Sales", "New customers"):
        parts = [found[who][measure].now.value for who in (*team, NOBODY)]
        assert sum(parts) == found[""][measure].now.value


def test_a_running_month_stands_beside_as_many_days_of_the_one_before() -> None:
    now, before = beside("Month", TODAY)
    assert (now.start, now.end) == (dt.date(2026, 11, 1), TODAY)
    assert (before.start, before.end) == (dt.date(2026, 10, 1), dt.date(2026, 10, 22))
    whole = beside("Year", TODAY, 4, whole=True)
    assert [(span.start, span.end) for span in whole] == [
        (dt.date(2025, 4, 1), dt.date(2026, 3, 31)), (dt.date(2024, 4, 1), dt.date(2025, 3, 31)),
    ]  # fmt: skip


def test_the_aims_of_one_of_the_team_are_those_that_have_begun_and_can_be_read() -> None:
    book = """
    Goals
    | ID  | Measure      | Target | Period | Who  | From       |
    | A-1 | Interactions | 15     | Month  | maya |            |
    | A-2 | interactions | 20     | Month  | Maya |            |
    | A-3 | NPS          | 40     | Month  | Maya | 2027-01-01 |
    | A-4 | Sales        | 0      | Month  | Maya |            |
    | A-5 | Smiles       | 4      | Month  | Maya |            |
    | A-6 | NPS          | 30     | Year   | Maya |            |
    | A-7 | Profit       | 900    | month  |      |            |
    """
    snapshot = snapshot_of(book)
    assert aims(snapshot, "Month", "Maya", TODAY) == {"Interactions": 15}
    assert aims(snapshot, "Month", "", TODAY) == {"Profit": 900}
