"""What is said of the team's work: as much as so many cases carry, and never more."""

import datetime as dt

import pandas as pd
import pytest

from crm.analytics.goal_words import Terms
from crm.analytics.goals import NOBODY, REPLY, Figure
from crm.analytics.intervals import Share
from crm.analytics.performance import ALL, Pair
from crm.analytics.performance_words import (
    GROUPS,
    added,
    aim,
    answer,
    compared,
    line,
    named,
    stretch,
    table,
    team_table,
)
from crm.analytics.periods import Period

TERMS = Terms(lambda amount, unit: f"{unit or '£'}{amount:,.0f}")
NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 22))
NOTHING = Figure(None, 0)


def share(k: int, n: int) -> Figure:
    found = Share.of(k, n)
    return Figure(100 * found.share, n, 100 * found.lo, 100 * found.hi, k) if found else NOTHING


def total(value: float) -> Figure:
    return Figure(value, int(value))


def found(**some: tuple[Figure, Figure]) -> dict[str, Pair]:
    """All measures, these of them with figures; their names with _ for a space."""
    named = {name.replace("_", " "): Pair(*pair) for name, pair in some.items()}
    empty = {name: Pair(Figure(0.0 if name in ("Sales", "Interactions", "New customers", "Money won") else None, 0),
                        NOTHING) for name in ALL}  # fmt: skip
    return {
        **empty,
        **{next(name for name in ALL if name.removesuffix(" %") == one): pair for one, pair in named.items()},
    }


@pytest.mark.parametrize(
    ("k", "n", "said"),
    [
        (0, 0, "Nothing to count yet."),
        (1, 1, "1 of 1, too few for a percentage."),
        (3, 5, "3 of 5, too few for a percentage."),
        (7, 10, "70 %, roughly (7 of 10, most likely between 40 and 89 %)."),
        (24, 30, "80 % (24 of 30, most likely between 63 and 90 %)."),
    ],
)
def test_a_share_says_no_more_than_its_cases_carry(k: int, n: int, said: str) -> None:
    assert line("Follow-ups on time %", Pair(share(k, n), NOTHING), TERMS) == said


@pytest.mark.parametrize(
    ("measure", "now", "before", "said"),
    [
        ("Interactions", total(9), total(12), "9. Before: 12."),
        ("Sales", Figure(120.0, 2, apart={"EUR": 80.0}), Figure(90.0, 1),
         "£120, and EUR80 apart, 2 sales. Before: £90."),
        ("Profit", Figure(40.0, 3, k=2), NOTHING, "£40, cost known for 2 of 3 sales."),
        ("Profit", Figure(None, 3, k=0), NOTHING, "No cost is filled in yet, 3 sales."),
        ("Money won", Figure(300.0, 1), Figure(0.0, 0), "£300, 1 deal. Before: £0."),
        (REPLY, Figure(2.0, 1), Figure(30.0, 4), "Half within 2 hours, 1 request. Before: 1.2 working days."),
        (REPLY, Figure(0.0, 4), NOTHING, "Half the same day, 4 requests."),
        (REPLY, Figure(None, 2), NOTHING, "Nothing to count yet, 2 requests still wait."),
        ("Days to close", Figure(10.0, 5), Figure(1.0, 1), "Half within 10 days, 5 deals won. Before: 1 day."),
        ("NPS", Figure(50.0, 7, 10.0, 80.0), NOTHING, "Not enough answers yet: 7 of 10."),
        ("NPS", Figure(40.0, 12, 5.0, 70.0), NOTHING, "40, roughly (12 answers, most likely between 5 and 70)."),
        ("Win rate by money %", Figure(75.0, 4), NOTHING, "Of 4 deals, too few for a percentage."),
        ("Win rate by money %", Figure(75.0, 40), Figure(50.0, 4), "75 % (40 deals)."),
    ],
)  # fmt: skip
def test_each_measure_is_told_in_its_own_unit(measure: str, now: Figure, before: Figure, said: str) -> None:
    assert line(measure, Pair(now, before), TERMS) == said


def test_clearly_is_said_only_where_chance_alone_would_not_do() -> None:
    clear, unclear = Pair(share(90, 100), share(50, 100)), Pair(share(9, 10), share(7, 10))
    assert "clearly higher. Before: 50 %." in line("Win rate %", clear, TERMS)
    assert "clearly lower" in line("Win rate %", Pair(clear.before, clear.now), TERMS)
    assert "clearly" not in line("Win rate %", unclear, TERMS)
    assert "clearly" not in line("Customers kept %", clear, TERMS), "its two windows share their months"


def test_the_first_sentence_is_of_what_there_is() -> None:
    some = found(Interactions=(total(1), total(3)), Sales=(Figure(120.0, 2), Figure(0.0, 0)))
    assert answer(some, "", NOVEMBER, TERMS) == (
        "The team, 1 to 22 November 2026: 1 interaction (3 before), £120 sales (£0 before)."
    )
    assert answer(found(), NOBODY, NOVEMBER, TERMS) == "Nobody, 1 to 22 November 2026: nothing to count yet."


def test_a_stretch_names_what_differs() -> None:
    days = [dt.date(2026, 1, 5), dt.date(2026, 3, 1), dt.date(2025, 12, 1)]
    assert stretch(Period(days[0], days[0])) == "5 January 2026"
    assert stretch(Period(days[0], days[1])) == "5 January to 1 March 2026"
    assert stretch(Period(days[2], days[0])) == "1 December 2025 to 5 January 2026"


def test_two_of_the_team_are_held_side_by_side_by_their_difference_alone() -> None:
    many, few = found(Win_rate=(share(45, 50), NOTHING)), found(Win_rate=(share(9, 9), NOTHING))
    other = found(Win_rate=(share(20, 50), NOTHING))
    assert compared("Maya", "Tom", many, few, TERMS) == [
        "Not compared: a share of each needs 10 cases or more, and so many there are not yet."
    ]
    (said,) = compared("Maya", "Tom", many, other, TERMS)
    assert said.startswith("Win rate: Maya 90 % of 50, Tom 40 % of 50; 3")
    assert said.endswith("percentage points apart.")
    assert compared("Maya", "Tom", many, many, TERMS)[0].endswith("no clear difference.")


def test_an_aim_is_told_with_how_it_stands() -> None:
    pair = Pair(total(9), NOTHING)
    assert aim("Interactions", pair, 15, 0.5, TERMS) == "Aim 15: on pace."
    assert aim(REPLY, Pair(Figure(30.0, 3), NOTHING), 24, 0.5, TERMS) == "Aim within 1 working day: not met."


def test_the_tables_hold_what_is_told() -> None:
    some = found(Interactions=(total(9), total(3)), Win_rate=(share(1, 2), NOTHING))
    shown = table(some, {"Interactions": 15.0, "NPS": 40.0}, 0.5, TERMS).set_index("Measure")
    assert shown.index.tolist() == ["Interactions", "Would recommend you", "Win rate"]
    assert shown.loc["Interactions", ["Now", "Before", "Aim", "How it stands"]].tolist() == [9, 3, 15, "on pace"]
    everybody = team_table({"": some, "Tom": some, NOBODY: found()}, ["Tom", NOBODY, ""], TERMS)
    assert everybody["Who"].tolist() == ["Tom", "Nobody", "The team"]
    assert everybody["Win rate"].tolist() == ["1 of 2", "", "1 of 2"]
    assert isinstance(everybody, pd.DataFrame) and len(table(found(), {}, 0.0, TERMS)) == 0


def test_what_everybody_did_is_told_as_what_it_adds_up_to() -> None:
    some = found(Interactions=(total(9), total(3)))
    assert added({"": some, "Tom": some, NOBODY: found()}, TERMS) == "The parts of 1 person make 9 interactions."
    assert added({"": some, "Tom": found(), NOBODY: some}, TERMS).startswith("The parts of 1 person and of nobody")
    assert added({"": found(), NOBODY: found()}, TERMS) == "Nothing to add up yet."


def test_every_measure_that_is_shown_has_a_name() -> None:
    shown = [name for group in GROUPS.values() for name in group]
    assert set(shown) == set(ALL) - {"Solving hours"}
    assert all(not named(name, TERMS).endswith("%") for name in shown)
