"""What a page says of a figure, with as many cases as there are."""

import pandas as pd
import pytest

from crm.analytics.cohorts import cohorts
from crm.analytics.counting import Counting
from crm.analytics.frames import Frames
from crm.analytics.intervals import Share
from crm.analytics.retention import retention_curve, seen
from crm.analytics.satisfaction import csat, nps, satisfaction_trend
from crm.analytics.words import (
    caption,
    cohorts_sentence,
    curve_sentence,
    empty_activity,
    kept_sentence,
    score_sentence,
    seen_sentence,
    trend_sentence,
)
from crm.model.lists import Lists
from tests.analytics.conftest import TODAY

NPS, CSAT = Lists.default().questions["recommend us 0 10"], Lists.default().questions["satisfied 1 5"]
AGAIN = "of the year before came again in the last 12 months"
PATIENTS = Counting(customer="patient", customers="patients")


@pytest.mark.parametrize(
    ("k", "n", "sentence"),
    [
        (0, 0, "Who stayed can be told once patients came in two different years."),
        (1, 1, f"1 of 1 patient {AGAIN}."),
        (3, 4, f"3 of 4 patients {AGAIN}."),
        (4, 7, f"4 of 7 patients {AGAIN}."),
        (6, 12, f"6 of 12 patients {AGAIN}, roughly: 50 %, most likely between 25 and 75 %."),
        (36, 84, f"36 of 84 patients {AGAIN}: 43 %, most likely between 33 and 54 %."),
    ],
)
def test_kept_is_told_as_surely_as_the_cases_carry(k: int, n: int, sentence: str) -> None:
    assert kept_sentence(Share.of(k, n), PATIENTS) == sentence


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ([], "No answers yet: 0 of 10 needed for a score."),
        ([9], "1 of 1 would gladly recommend you."),
        ([9, 10, 3], "2 of 3 would gladly recommend you."),
        ([9] * 7, "Not enough answers yet: 7 of 10."),
        (
            [9] * 5 + [8] * 3 + [0] * 2,
            "They would recommend you: score 30 of 100, roughly: most likely between -19 and 65; 10 answers.",
        ),
        (
            [9] * 15 + [8] * 9 + [0] * 6,
            "They would recommend you: score 30 of 100, most likely between 1 and 54; 30 answers.",
        ),
    ],
)
def test_a_recommendation_score_is_told_from_ten_answers_on(scores: list[int], sentence: str) -> None:
    assert score_sentence(nps(scores), NPS) == sentence


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ([5, 2], "1 of 2 who answered is satisfied."),
        ([5] * 30 + [2] * 30, "30 of 60 who answered are satisfied: 50 %, most likely between 38 and 62 %."),
    ],
)
def test_satisfied_people_are_told_as_a_share(scores: list[int], sentence: str) -> None:
    assert score_sentence(csat(scores, 4), CSAT) == sentence


def test_one_person_is_told_in_the_singular_word_of_the_settings(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Settings
    | Key            | Setting | Value    |
    | word_customer  |         | Patient  |
    | word_customers |         | Patients |
    """
    assert [drawn.rules.people(n) for n in (0, 1, 2)] == ["0 patients", "1 patient", "2 patients"]


def test_the_first_visit_already_makes_a_sentence(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    | C-2 | Ben  |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-11-20 | Ada     | Visit | came          |
    """
    assert seen_sentence(seen(drawn), drawn.rules) == (
        "Seen in the last 60 days 1 · quiet 0 · not seen for half a year 0."
    )


def test_a_workbook_without_visits_says_what_to_do(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    """
    told = "No visits recorded yet. Log one, or type it into the sheet Interactions."
    assert seen_sentence(seen(drawn), drawn.rules) == told


def test_a_team_that_counts_sales_is_told_where_to_type_the_first() -> None:
    assert empty_activity(Counting("sales")) == "No sales recorded yet. Type one into the sheet Sales."


def test_the_caption_names_what_was_left_out() -> None:
    told = caption("41 patients", {"no_date": ("N-1",), "orphan": ("N-2", "N-3"), "future": ()})
    assert told == "41 patients. Left out: 1 row with no day, 2 rows with people who are not among the contacts."


def test_the_caption_tells_a_name_of_several_from_a_name_of_nobody() -> None:
    assert (
        caption("1 visit", {"ambiguous": ("N-1",)})
        == "1 visit. Left out: 1 row with a name that several contacts have."
    )


def answers(months: dict[str, list[int]]) -> pd.DataFrame:
    """Answers of one kind, the scores of each month given on its 10th."""
    rows = [(f"{month}-10", score) for month, scores in months.items() for score in scores]
    frame = pd.DataFrame(rows, columns=["date", "score"]).assign(question=NPS.name, latest=True)
    return frame.assign(date=pd.to_datetime(frame["date"]), contact_id=[f"C-{n}" for n in range(len(rows))], round="")


HAPPY, UNHAPPY = [10] * 18 + [0] * 2, [10] * 4 + [0] * 16


@pytest.mark.parametrize(
    ("months", "sentence"),
    [
        ({}, "No answers yet: 0 of 10 needed for a point."),
        ({"2026-10": [9] * 7}, "Not enough answers yet: 7 of 10 in 90 days."),
        ({"2026-10": HAPPY}, "In October 2026: 80, most likely between 42 and 97; 20 answers."),
        (
            {"2026-08": UNHAPPY, "2026-10": HAPPY},
            "In October 2026: 80, most likely between 42 and 97; up from -60 in August 2026.",
        ),
        (
            {"2026-09": HAPPY, "2026-10": HAPPY},
            "In October 2026: 80, most likely between 42 and 97; no clear change from 80 in September 2026.",
        ),
    ],
)
def test_a_movement_is_claimed_only_when_it_is_clear(months: dict[str, list[int]], sentence: str) -> None:
    assert trend_sentence(satisfaction_trend(answers(months), NPS, as_of=TODAY)) == sentence


def test_points_that_overlap_are_never_compared() -> None:
    points = satisfaction_trend(answers({"2026-08": [9] * 4, "2026-09": UNHAPPY, "2026-10": HAPPY}), NPS, as_of=TODAY)
    assert trend_sentence(points) == "In the 90 days to 22 Nov 2026: 10, most likely between -20 and 39; 40 answers."


def test_a_month_without_answers_is_a_gap_and_not_zero() -> None:
    points = satisfaction_trend(answers({"2026-08": HAPPY, "2026-10": HAPPY}), NPS, as_of=TODAY)
    assert points["score"].isna().tolist() == [False, True, False]


def test_a_curve_that_is_not_shown_yet_says_for_how_many_their_first_time_is_long_enough_ago() -> None:
    days = [(f"C-{n}", "2025-10-10" if n < 4 else "2026-10-10") for n in range(20)]
    events = pd.DataFrame(days, columns=["contact_id", "date"]).assign(date=lambda frame: pd.to_datetime(frame["date"]))
    for period, old in (("month", 4), ("year", 0)):
        found = cohorts(events, as_of=TODAY, period=period)
        told = curve_sentence(retention_curve(found), found, PATIENTS)
        assert told == f"Not shown yet: {old} of 10 patients whose first {period} is long enough ago."


def test_the_curve_is_told_a_year_after_the_first_time() -> None:
    days = [(f"C-{n}", day) for n in range(20) for day in ("2025-01-10", *(["2026-01-10"] if n < 5 else []))]
    events = pd.DataFrame(days, columns=["contact_id", "date"]).assign(date=lambda frame: pd.to_datetime(frame["date"]))
    found = cohorts(events, as_of=TODAY)
    told = curve_sentence(retention_curve(found), found, PATIENTS)
    assert (
        told
        == "Roughly 25 % of 20 patients came again 12 months after their first time, most likely between 11 and 47 %."
    )
    assert cohorts_sentence(found, PATIENTS) == "20 people in 1 group, by when they first came."
