"""The four figures of the business and of one person, who needs a call, and the record as it stood."""

import datetime as dt

import pandas as pd
import pytest

from crm.analytics.care import care_list, spent_less
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.known import as_known
from crm.analytics.thread import at_the_top, population, thread
from crm.analytics.thread_of import thread_link, thread_of
from tests.analytics.conftest import TODAY, snapshot_of

PEOPLE = """
    Contacts
    | ID  | Name | Relationship | Status   |
    | C-1 | Ada  | Customer     |          |
    | C-2 | Bo   | Customer     |          |
    | C-3 | Cleo | Customer     |          |
    | C-4 | Dan  | Supplier     |          |
    | C-5 | Eve  | Customer     | Archived |
    Settings
    | Key           | Setting | Value |
    | activity_from |         | sales |
"""

SALES = """
    Sales
    | ID   | Date       | Contact | Amount | Cost | Currency |
    | S-1  | 2026-11-01 | Ada     | 100    | 60   |          |
    | S-2  | 2026-10-01 | Ada     | 100    | 60   |          |
    | S-3  | 2026-09-01 | Ada     | 100    | 60   |          |
    | S-4  | 2026-08-01 | Ada     | 100    | 60   |          |
    | S-5  | 2025-11-22 | Ada     | 200    | 160  |          |
    | S-6  | 2025-11-22 | Bo      | 50     | 10   |          |
    | S-7  | 2026-01-05 | Cleo    | 20     |      | EUR      |
    | S-8  | 2023-01-05 | Eve     | 20     |      |          |
    | S-9  | 2026-12-05 | Bo      | 20     |      |          |
    | S-10 | 2026-11-02 | Dan     | 900    |      |          |
"""

ANSWERS = """
    Satisfaction
    | ID  | Date       | Contact | Question            | Score | Followed up |
    | Q-1 | 2026-11-01 | Ada     | Recommend us (0-10) | 10    |             |
    | Q-2 | 2026-11-02 | Bo      | Recommend us (0-10) | 3     |             |
"""


@pytest.fixture
def shop() -> Frames:
    return from_snapshot(snapshot_of(PEOPLE + SALES + ANSWERS), as_of=TODAY)


def test_all_four_figures_are_of_who_came_within_two_years(shop: Frames) -> None:
    found = thread(shop, as_of=TODAY)
    assert sorted(population(shop, as_of=TODAY)) == ["C-1", "C-2", "C-3"]
    assert (found.people, found.active, found.loyal) == (3, 2, 1)
    assert (found.retention.k, found.retention.n) == (1, 2)
    assert (found.loyalty.k, found.loyalty.n) == (1, 2)
    assert (found.satisfaction.score, found.answered) == (0, 2)


def test_money_is_profit_where_costs_are_known_and_currencies_stay_apart(shop: Frames) -> None:
    money = thread(shop, as_of=TODAY).profitability
    assert (money.value, money.headline, money.currency, money.coverage) == (160, "profit", "GBP", 1)
    assert (money.others, money.each) == ({"EUR": 20}, 80)


def test_every_figure_stands_beside_that_of_the_year_before(shop: Frames) -> None:
    found = thread(shop, as_of=TODAY)
    assert (found.before.as_of, found.before.active, found.before.retention) == (dt.date(2025, 11, 22), 2, None)
    assert found.before.profitability.value == 80
    assert (found.ratio(), found.movement("retention"), found.movement("loyalty")) == (2, "", "")


def test_an_empty_workbook_has_no_figure_and_no_nought(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    """
    found = thread(drawn, as_of=TODAY)
    figures = (found.retention, found.loyalty, found.profitability, found.satisfaction)
    assert figures == (None,) * 4 and found.ratio() is None
    assert care_list(drawn, as_of=TODAY).empty and thread_link(drawn, as_of=TODAY).empty
    assert thread_of(drawn, "C-1", as_of=TODAY).state == "never came"


def test_the_thread_of_one_person_has_its_reasons(shop: Frames) -> None:
    found = thread_of(shop, "C-1", as_of=TODAY)
    assert (found.state, found.days, found.since) == ("steady", 4, dt.date(2025, 11, 22))
    assert found.reason == "usually every 31 days (5 visits), silent for 21"
    assert (found.money, found.headline, found.ratio) == (160, "profit", 4)
    assert (found.score, found.answered, found.followed_up) == (10, dt.date(2026, 11, 1), False)


def test_who_needs_a_call_is_told_with_every_reason_and_the_worst_first(shop: Frames) -> None:
    found = care_list(shop, as_of=TODAY)
    assert found.loc["C-2"].tolist()[:2] == [
        "risk",
        ("answered 3, 20 days ago, and nobody has seen to it", "spent nothing in the last 12 months"),
    ]
    assert "C-1" not in found.index and "C-5" not in found.index


@pytest.mark.parametrize(
    ("part", "said"),
    [(0.75, "spends 25 % less than the year before"), (0.001, "spends 99 % less than the year before"),
     (0, "spent nothing in the last 12 months"), (-0.3, "was paid back more than they spent in the last 12 months")],
)  # fmt: skip
def test_who_spends_less_is_told_in_words_that_can_be(part: float, said: str) -> None:
    assert spent_less(part) == said


def test_the_top_of_today_tells_the_same_two_figures_as_the_thread(shop: Frames) -> None:
    found = thread(shop, as_of=TODAY)
    top = at_the_top(shop, as_of=TODAY)
    assert (top.happy, top.stay) == (found.satisfaction, found.retention)
    assert thread(shop, as_of=TODAY, top=top) == found


def test_a_request_past_its_promise_is_a_risk_and_an_open_one_is_watched(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Relationship | Status   |
    | C-1 | Ada  | Customer     |          |
    | C-2 | Bo   | Customer     |          |
    | C-3 | Cleo | Customer     | Former   |
    Sales
    | ID  | Date       | Contact | Amount |
    | S-1 | 2026-11-01 | Bo      | 5      |
    Tickets
    | ID  | Opened     | Contact | Subject | Promised by | Status |
    | T-1 | 2026-11-01 | Ada     | Broken  | 2026-11-20  |        |
    | T-2 | 2026-11-20 | Bo      | Broken  | 2026-11-22  |        |
    | T-3 | 2026-11-01 | Cleo    | Broken  | 2026-11-20  |        |
    | T-4 | 2026-11-01 | Bo      | Broken  | 2026-11-20  | Solved |
    """
    found = care_list(drawn, as_of=TODAY)
    assert found["level"].to_dict() == {"C-1": "risk", "C-2": "watch"}
    assert found["reasons"].to_dict() == {
        "C-1": ("a request is 2 days past its promise",), "C-2": ("a request is open",),
    }  # fmt: skip


def answered(n: int, score: int, comes: int, first: int = 0) -> tuple[str, str, str]:
    """So many people with this score in January, of whom some bought in March."""
    ids = range(first, first + n)
    people = "".join(f"| C-{i} | P{i} | Customer |\n" for i in ids)
    answers = "".join(f"| Q-{i} | 2026-01-10 | P{i} | Recommend us (0-10) | {score} |\n" for i in ids)
    sales = "".join(f"| S-{i} | 2026-03-01 | P{i} | 10 |\n" for i in list(ids)[:comes])
    return people, answers, sales


def test_what_came_of_answers_is_told_of_groups_of_ten() -> None:
    people, answers, sales = map("".join, zip(answered(12, 10, 9), answered(3, 2, 1, first=12), strict=True))
    book = (f"Contacts\n| ID | Name | Relationship |\n{people}Sales\n| ID | Date | Contact | Amount |\n{sales}"
            f"Satisfaction\n| ID | Date | Contact | Question | Score |\n{answers}")  # fmt: skip
    found = thread_link(from_snapshot(snapshot_of(book), as_of=TODAY), as_of=TODAY).set_index("group")
    assert found["n"].to_dict() == {"promoters": 12, "passives": 0, "detractors": 3}
    assert (found.loc["promoters", "share"], found.loc["promoters", "money"]) == (0.75, 10)
    assert found.loc["detractors", "k"] == 1 and pd.isna(found.loc["detractors", "share"])


# the record as it stood -----------------------------------------------------------------------------------------------


def test_what_ended_later_had_not_ended_then(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Relationship | Ended on   |
    | C-1 | Ada  | Customer     | 2026-06-01 |
    Sales
    | ID  | Date       | Contact | Amount | Due        | Paid on    |
    | S-1 | 2026-01-01 | Ada     | 5      | 2026-02-01 | 2026-07-01 |
    Deals
    | ID  | Title | Stage | Opened on  | Closed on  | Furthest stage |
    | D-1 | A     | Won   | 2026-01-01 | 2026-06-01 | Offer          |
    Tickets
    | ID  | Opened     | Contact | Subject | Solved on  |
    | T-1 | 2026-01-01 | Ada     | Broken  | 2026-06-01 |
    | T-2 | 2026-05-01 | Ada     | Broken  |            |
    """
    then = as_known(drawn, dt.date(2026, 3, 1))
    assert (drawn.contacts["former"].tolist(), then.contacts["former"].tolist()) == ([True], [False])
    assert (len(drawn.money.open), then.money.open.index.tolist()) == (0, ["S-1"])
    assert then.deals[["means", "stage"]].iloc[0].tolist() == ["open", "Offer"]
    assert then.tickets["means"].to_dict() == {"T-1": "open"}


@pytest.mark.parametrize("day", [dt.date(2026, 9, 15), dt.date(2025, 12, 31), dt.date(2020, 1, 1)])
def test_the_record_of_a_day_gives_the_figures_of_that_day(shop: Frames, day: dt.date) -> None:
    then = as_known(shop, day)
    one, other = thread(then, as_of=day), thread(shop, as_of=day)
    assert one == other
    assert thread_of(then, "C-1", as_of=day) == thread_of(shop, "C-1", as_of=day)
