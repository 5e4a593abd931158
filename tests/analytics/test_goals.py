"""Aims: what counts towards each measure in the running period, for the team and for one person, and how it stands."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.analytics import goal_words, goals
from crm.analytics.frames import from_snapshot
from crm.analytics.goals import Figure, state_of
from crm.analytics.intervals import wilson
from crm.analytics.periods import Period, period_of
from tests.analytics.conftest import snapshot_of

NOW = dt.datetime(2026, 11, 22, 12, 0)

BOOK = """
Contacts
| ID       | Name    | Owner |
| C-7K3Q9A | Ann Lee | Maya  |
| C-7K3Q9B | Bo Chen | Tom   |
Interactions
| ID       | Date       | Contact | Type  | What happened | By   | Outcome   |
| N-7K3Q9A | 2025-10-05 | Bo Chen | Visit | once          | Maya |           |
| N-7K3Q9B | 2026-11-02 | Ann Lee | Visit | came          | Maya |           |
| N-7K3Q9C | 2026-11-02 | Ann Lee | Visit | same day      | maya |           |
| N-7K3Q9D | 2026-11-03 | Bo Chen | Call  | rang          | Tom  |           |
| N-7K3Q9E | 2026-11-04 | Bo Chen | Call  | rang          | Maya | No answer |
| N-7K3Q9F | 2026-11-05 | Bo Chen | Visit | again         | Maya |           |
| N-7K3Q9G | 2026-11-30 | Bo Chen | Visit | planned       | Maya |           |
Follow-ups
| ID       | Due        | What     | Contact | Owner | Status  | Done on    |
| F-7K3Q9A | 2026-11-10 | in time  | Ann Lee |       | Done    | 2026-11-10 |
| F-7K3Q9B | 2026-11-10 | late     | Ann Lee | Tom   | Done    | 2026-11-11 |
| F-7K3Q9C | 2026-11-10 | skipped  | Ann Lee |       | Skipped |            |
| F-7K3Q9D | 2026-11-10 | overdue  | Bo Chen |       |         |            |
| F-7K3Q9E | 2026-11-22 | today    | Ann Lee |       | Open    |            |
| F-7K3Q9F | 2026-10-31 | last one | Ann Lee |       |         |            |
Sales
| ID       | Date       | Contact | Kind     | Amount | Currency |
| S-7K3Q9A | 2026-11-01 | Ann Lee | Sale     | 100    |          |
| S-7K3Q9B | 2026-11-20 | Bo Chen | Sale     | 50     | gbp      |
| S-7K3Q9C | 2026-11-20 |         | Sale     | 7      |          |
| S-7K3Q9D | 2026-11-20 | Ann Lee | Sale     | 80     | EUR      |
| S-7K3Q9E | 2026-11-20 | Bo Chen | Purchase | 500    |          |
| S-7K3Q9F | 2026-10-31 | Ann Lee | Sale     | 900    |          |
Satisfaction
| ID       | Date       | Contact | Question            | Score | Round |
| Q-7K3Q9A | 2026-11-02 | Ann Lee | Recommend us (0-10) | 3     | one   |
| Q-7K3Q9B | 2026-11-09 | Ann Lee | Recommend us (0-10) | 10    | two   |
| Q-7K3Q9C | 2026-11-09 |         | Recommend us (0-10) | 9     |       |
| Q-7K3Q9D | 2026-11-09 | Bo Chen | Satisfied (1-5)     | 2     |       |
| Q-7K3Q9E | 2026-10-09 | Bo Chen | Recommend us (0-10) | 0     |       |
Deals
| ID       | Title | Contact | Stage | Closed on  | Owner |
| D-7K3Q9A | one   | Ann Lee | Won   | 2026-11-02 |       |
| D-7K3Q9B | two   | Ann Lee | Lost  | 2026-11-03 | Tom   |
| D-7K3Q9C | three | Ann Lee | Won   | 2026-10-03 |       |
Tickets
| ID       | Opened           | Contact | Subject | Owner | Promised by | First reply      | Solved on        |
| T-7K3Q9A | 2026-11-02 09:00 | Ann Lee | one     |       | 2026-11-03  | 2026-11-02 11:00 | 2026-11-03 12:00 |
| T-7K3Q9B | 2026-11-02 09:00 | Bo Chen | two     |       | 2026-11-03  | 2026-11-02 15:00 |                  |
"""


def reached(measure: str, who: str = "", book: str = BOOK) -> Figure:
    """What counts towards a measure in November 2026."""
    snapshot = snapshot_of(book, NOW.date())
    frames = from_snapshot(snapshot, as_of=NOW.date())
    return goals.MEASURES[measure](goals.Scope(snapshot, frames, period_of("Month", NOW.date()), NOW, who))


@pytest.mark.capability(33)
@pytest.mark.parametrize(
    ("measure", "who", "value", "n"),
    [
        ("New customers", "", 1, 1),
        ("New customers", "maya", 1, 1),
        ("New customers", "Tom", 0, 0),
        ("Interactions", "", 3, 3),
        ("Interactions", "Maya", 2, 2),
        ("Sales", "", 157, 4),
        ("Sales", "Maya", 100, 2),
        ("Follow-ups on time %", "", 100 / 3, 3),
        ("Follow-ups on time %", "Tom", 0, 2),
        ("NPS", "", 100, 2),
        ("Satisfied %", "", 0, 1),
        ("Satisfied %", "Maya", None, 0),
        ("Customers kept %", "", 100, 1),
        ("Repeat rate %", "", 50, 2),
        ("First reply hours", "", 2, 2),
        ("First reply hours", "Tom", 6, 1),
        ("Solved on time %", "", 50, 2),
        ("Win rate %", "", 50, 2),
        ("Win rate %", "Maya", 100, 1),
    ],
)
def test_what_counts_towards_a_measure(measure, who, value, n) -> None:
    found = reached(measure, who)
    assert found.n == n
    assert found.value == (None if value is None else pytest.approx(value))


def test_money_in_another_currency_stands_apart() -> None:
    assert reached("Sales").apart == {"EUR": 80}


def test_every_measure_of_the_sheet_is_counted() -> None:
    from crm.model.sheets import SHEETS

    assert set(goals.MEASURES) == set(SHEETS["Goals"].column("measure").fixed)


@pytest.mark.parametrize("measure", goals.MEASURES)
def test_an_empty_workbook_is_nothing_to_count_and_no_mishap(measure) -> None:
    found = reached(measure, book="Contacts\n| ID | Name |\n| C-7K3Q9F | Ann Lee |")
    assert found.n == 0 and found.value in (None, 0)


# how an aim stands --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "elapsed", "state"),
    [
        (60, 0.01, "met"), (5, 0.09, "too early to say"), (30, 0.5, "on pace"), (30, 0.6, "a little behind"),
        (9, 0.5, "behind"), (59, 0.99, "a little behind"), (59, 1.0, "not met"), (60, 1.0, "met"),
    ],
)  # fmt: skip
def test_a_total_is_held_against_the_days_that_are_over(value, elapsed, state) -> None:
    assert state_of("Interactions", Figure(value, value), 60, elapsed) == state


@pytest.mark.data
def test_pace_and_share_stand_as_published(published) -> None:
    worked = published("worked.json")
    pace, share = worked["pace"], worked["rate_goal"]
    span = Period(dt.date.fromisoformat(pace["start"]), dt.date.fromisoformat(pace["end"]))
    elapsed = span.elapsed(dt.date.fromisoformat(pace["as_of"]))
    assert elapsed == pytest.approx(pace["elapsed"], abs=1e-6)
    assert state_of("Sales", Figure(pace["actual"], 9), pace["target"], elapsed) == pace["state"]
    bounds = wilson(share["won"], share["closed"])
    found = Figure(100 * share["won"] / share["closed"], share["closed"], 100 * bounds.lo, 100 * bounds.hi)
    assert state_of("Win rate %", found, 100 * share["target"], 0.5) == share["state"]


def test_a_share_is_met_only_where_chance_alone_would_not_meet_it() -> None:
    assert state_of("NPS", Figure(50, 40, 41, 59), 40, 0.5) == "met"
    assert state_of("NPS", Figure(50, 40, 41, 59), 60, 0.5) == "not met"
    assert state_of("NPS", Figure(50, 3), 40, 0.5) == "cannot tell yet"
    assert state_of("NPS", Figure(None, 0), 40, 0.5) == "nothing to count yet"


def test_a_wait_is_met_at_or_below_the_aim() -> None:
    assert [state_of("First reply hours", Figure(hours, 5), 8, 0.5) for hours in (8, 8.1)] == ["met", "not met"]


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2032, 12, 31)),
    st.integers(1, 12),
    st.sampled_from(["Month", "Quarter", "Year"]),
)
def test_a_period_is_the_one_of_the_teams_year_that_holds_the_day(day, year_starts, name) -> None:
    found = period_of(name, day, year_starts)
    assert found.start <= day <= found.end
    assert found.start.day == 1 and found.end.day == calendar.monthrange(found.end.year, found.end.month)[1]
    assert (found.start.month - year_starts) % {"Month": 1, "Quarter": 3, "Year": 12}[name] == 0
    assert period_of(name, found.end + dt.timedelta(days=1), year_starts).start == found.end + dt.timedelta(days=1)


# in sentences --------------------------------------------------------------------------------


def money(amount: float, unit: str) -> str:
    return f"{unit or 'GBP'} {amount:g}"


def told(lines: str, book: str = BOOK) -> list[tuple[str, str]]:
    """What is said of the aims in these lines: title and sentence."""
    head = "\nGoals\n| ID | Measure | Target | Period | Who | From |\n"
    rows = [f"| A-7K3Q9{letter} {line}" for letter, line in zip("ABCDEF", lines.strip().splitlines(), strict=False)]
    snapshot = snapshot_of(book + head + "\n".join(rows), NOW.date())
    found = goals.standings(snapshot, from_snapshot(snapshot, as_of=NOW.date()), NOW)
    terms = goal_words.Terms(money, "gift", "gifts", "donors")
    return [(goal_words.aim(goal, terms), goal_words.sentence(goal, terms)) for goal in found]


@pytest.mark.capability(33)
@pytest.mark.parametrize(
    ("line", "title", "sentence"),
    [
        (
            "| Sales | 200 | Month | | |", "The team: Gifts GBP 200, each month",
            "GBP 157 of GBP 200 this month, 79 %, and EUR 80 apart, 4 gifts: on pace.",
        ),
        (
            "| interactions | 15 | month | Maya | |", "Maya: Interactions 15, each month",
            "2 of 15 this month, 13 %: behind.",
        ),
        (
            "| Win rate % | 40 | Quarter | | |", "The team: Win rate 40 %, each quarter",
            "2 of 3 this quarter, too few for a percentage: cannot tell yet.",
        ),
        (
            "| First reply hours | 8 | Month | | |", "The team: First reply within 8 hours, each month",
            "Half had a first reply within 2 hours this month, 2 requests: met.",
        ),
        (
            "| NPS | 40 | Year | | |", "The team: NPS 40, each year",
            "Score 33 this year, 3 answers: cannot tell yet.",
        ),
        (
            "| New customers | 4 | Month | | |", "The team: New donors 4, each month",
            "1 of 4 this month, 25 %: behind.",
        ),
        (
            "| Profit | 900 | Year | | |", "The team: Profit GBP 900, each year",
            "Nothing to count this year yet.",
        ),
        (
            "| Interactions | 15 | Month | | 2027-01-01 |", "The team: Interactions 15, each month",
            "Begins on 1 Jan 2027.",
        ),
        (
            "| Satisfied % | 80 | Month | Maya | |", "Maya: Satisfied 80 %, each month",
            "Nothing to count this month yet.",
        ),
    ],
)  # fmt: skip
def test_each_aim_is_told_with_how_far_it_is(line, title, sentence) -> None:
    assert told(line) == [(title, sentence)]


@pytest.mark.parametrize(
    "line",
    ["| Smiles | 5 | Month | | |", "| Sales | 0 | Month | | |", "| Sales | many | Month | | |", "| NPS | 5 | | | |"],
)
def test_an_aim_that_cannot_be_read_says_so(line) -> None:
    assert told(line) == [("A goal", "This goal cannot be read. Measure, Target and Period must be filled.")]


def test_profit_counts_only_what_has_a_cost_and_says_for_how_much_that_is() -> None:
    book = BOOK.replace("Amount | Currency |", "Amount | Currency | Cost |").replace(
        "| 100    |          |", "| 100 | | 60 |"
    )
    assert told("| Profit | 90 | Month | | |", book)[0][1] == (
        "GBP 40 of GBP 90 this month, 44 %, cost known for 1 of 4 gifts: behind."
    )


def test_the_teams_year_decides_what_this_year_is() -> None:
    book = BOOK + "\nSettings\n| Key | Value |\n| year_starts | 11 |"
    assert told("| Sales | 200 | Year | | |", book)[0][1].startswith("GBP 157 of GBP 200 this year")
