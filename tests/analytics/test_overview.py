"""The figures of the sheet Overview: the same as on the pages, plain, and blank where nothing can be told."""

import datetime as dt

import pytest

from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.overview import CALLS, MONTHS, overview
from crm.analytics.thread import thread
from tests.analytics.conftest import TODAY, snapshot_of

BOOK = """
    Contacts
    | ID  | Name | Relationship | Phone    | Do not contact |
    | C-1 | Ada  | Customer     | 01 234   |                |
    | C-2 | Bo   | Customer     | 01 567   | Yes            |
    | C-3 | Cleo | Customer     |          |                |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-08-01 | Ada     | Visit | came          |
    | N-2 | 2026-09-02 | Ada     | Visit | came          |
    | N-3 | 2026-09-03 | Bo      | Visit | came          |
    | N-4 | 2026-11-03 | Bo      | Visit | came          |
    Sales
    | ID  | Date       | Contact | Amount | Currency | Kind     |
    | S-1 | 2026-09-01 | Ada     | 100    |          | Sale     |
    | S-2 | 2026-09-02 |         | 20.5   |          | Sale     |
    | S-3 | 2026-09-03 | Ada     | 7      | EUR      | Sale     |
    | S-4 | 2026-09-03 | Ada     | 900    |          | Purchase |
    Satisfaction
    | ID  | Date       | Contact | Question            | Score |
    | Q-1 | 2026-11-03 | Ada     | Recommend us (0-10) | 1     |
    | Q-2 | 2026-11-03 | Bo      | Recommend us (0-10) | 1     |
"""


def money(amount: float, unit: str) -> str:
    return f"{unit}{amount:,.0f}"


@pytest.fixture
def shop() -> Frames:
    return from_snapshot(snapshot_of(BOOK), as_of=TODAY)


def test_twelve_finished_months_the_oldest_first_and_what_is_not_known_blank(shop: Frames) -> None:
    rows = overview(shop, money).months
    assert [row[0] for row in rows] == [
        "Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026",
        "Aug 2026", "Sep 2026", "Oct 2026",
    ]  # fmt: skip
    assert rows[0] == ("Nov 2025", None, None, None, 0, None)
    assert rows[9:] == [
        ("Aug 2026", 0, 0, None, 0, None), ("Sep 2026", 1, 0, None, 0, 120.5), ("Oct 2026", 0, 2, None, 0, None),
    ]  # fmt: skip


def test_the_calls_leave_out_who_is_not_to_be_contacted(shop: Frames) -> None:
    found = overview(shop, money).calls
    assert found == [("Ada", "01 234", dt.date(2026, 11, 3), "Answered 1, 19 days ago, and nobody has seen to it")]


def test_a_figure_of_few_is_blank_and_its_sentence_says_why(shop: Frames) -> None:
    factors = {row[0]: row[1:] for row in overview(shop, money).factors}
    assert list(factors) == ["Do they stay?", "Do they come again?", "What do they bring?", "Are they happy?"]
    assert factors["Are they happy?"][:2] == (None, 2)
    assert factors["What do they bring?"][:2] == ("GBP100", 2)
    assert factors["Do they stay?"] == (None, 0, "Who stayed can be told once customers came in two different years.")


def test_where_there_is_enough_the_figures_are_those_of_the_thread() -> None:
    people = "".join(f"| C-{n} | P{n} |\n" for n in range(40))
    sheets = [
        f"| N-{n}-{year} | {year}-03-0{n % 9 + 1} | P{n} | Visit | x |" for n in range(40) for year in (2025, 2026)
    ]
    answers = "".join(
        f"| Q-{n} | 2026-10-05 | P{n} | Recommend us (0-10) | {10 if n % 4 else 0} |\n" for n in range(40)
    )
    frames = from_snapshot(
        snapshot_of(
            f"Contacts\n| ID | Name |\n{people}Interactions\n| ID | Date | Contact | Type | What happened |\n"
            + "\n".join(sheets)
            + f"\nSatisfaction\n| ID | Date | Contact | Question | Score |\n{answers}"
        ),
        as_of=TODAY,
    )
    found, of = overview(frames, money), thread(frames, as_of=TODAY)
    assert of.retention is not None and found.factors[0][1:3] == ("100 %", of.retention.n)
    assert found.factors[3][1:3] == ("50", 40)
    assert found.months[-1][3:5] == (50, 40)
    assert len(found.months) == MONTHS and len(found.calls) <= CALLS


def test_an_empty_workbook_has_an_overview_of_sentences() -> None:
    found = overview(from_snapshot(snapshot_of("Contacts\n| ID | Name |\n| C-1 | Ann |"), as_of=TODAY), money)
    assert [row[1:3] for row in found.factors] == [(None, 0)] * 4
    assert found.calls == [] and all(row[1:] == (None, None, None, 0, None) for row in found.months)
