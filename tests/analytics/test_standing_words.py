"""What is said of how people stand, without a screen."""

import pytest

from crm.analytics.counting import Counting
from crm.analytics.intervals import Share
from crm.analytics.standing import LEAD_POINTS, POINTS, TOO_EARLY, Fact, Standing, weigh
from crm.analytics.standing_words import (
    FACTS,
    headline,
    levels,
    levels_sentence,
    reason_line,
    tried_sentence,
    unknown,
    weights,
)

RULES = Counting(customers="patients", customer="patient", activity="sales")


def stands(**states: str | None) -> Standing:
    """How somebody stands of whom these facts are known."""
    return weigh([Fact(name, state, f"{name} {state}") for name, state in states.items()])


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (stands(repeat="2+", rhythm="steady", money="top", trend="down"),
         "Good patient: repeat 2+, rhythm steady"),
        (stands(repeat="0", rhythm="lapsed", money="middle"), "Unpromising patient: rhythm lapsed, repeat 0"),
        (stands(repeat="2+", rhythm="at risk", money="bottom"), "Fair patient: repeat 2+, rhythm at risk"),
        (stands(repeat="1", rhythm="overdue", money="bottom"), "Fair patient"),
        (stands(repeat="2+"), "Too early to say how they stand: 1 fact is known, 3 needed"),
        (stands(), "Too early to say how they stand: 0 facts are known, 3 needed"),
    ],
)  # fmt: skip
def test_the_headline_gives_the_weightiest_reasons_for_it(found: Standing, said: str) -> None:
    assert headline(found, "patient") == said


def test_every_reason_stands_with_what_it_is_worth() -> None:
    found = stands(repeat="2+", trend="down", refers="no", pays=None)
    assert [reason_line(one) for one in found.reasons if one.is_known] == [
        "+2: repeat 2+", "−1: trend down", "0: refers no",
    ]  # fmt: skip
    assert unknown(found) == "Not known, so no points: paying in time."
    assert unknown(stands(repeat="2+")) == ""


def test_every_fact_has_a_name_and_its_weight_can_be_read() -> None:
    assert set(FACTS) == {*POINTS, *LEAD_POINTS}
    assert "coming again 2, their rhythm 4, what they bring 2" in weights(False, {"rhythm": 4})
    assert "answering us 2" in weights(True, {})


def test_how_many_stand_how_is_one_sentence() -> None:
    counted = levels([stands(repeat="2+"), stands(repeat="2+", rhythm="steady", money="top")])
    assert counted == {"good": 1, "fair": 0, "unpromising": 0, TOO_EARLY: 1}
    assert levels_sentence(counted, RULES) == "Of 2 patients: 1 good, 1 too early to say."
    assert levels_sentence(levels([]), RULES) == (
        "How patients stand can be told once they came in the last 24 months."
    )


def test_what_came_of_a_standing_is_told_with_bounds_from_ten_on() -> None:
    found = {"good": Share.of(19, 24), "fair": None, "unpromising": Share.of(2, 9)}
    assert tried_sentence(found, RULES) == (
        "Tried on what has happened since half a year ago: of 24 good 19 bought since (most likely between 60 and "
        "91 %); of 9 unpromising 2 bought since."
    )
    assert "2 came since" in tried_sentence(found, Counting())
    assert tried_sentence({"good": None}, RULES).startswith("Not tried yet")
