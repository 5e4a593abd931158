"""Are they happy: which answers make the score, and which question speaks for all."""

import datetime as dt

import pandas as pd
import pytest

from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.intervals import Share, changed, difference
from crm.analytics.satisfaction import (
    by_segment,
    ces,
    csat,
    headline,
    latest_answers,
    mix,
    nps,
    response_rate,
    satisfaction_trend,
)
from crm.model.lists import Lists, Question
from tests.analytics.conftest import TODAY, snapshot_of

QUESTIONS = Lists.default().questions
NPS, CSAT = QUESTIONS["recommend us 0 10"], QUESTIONS["satisfied 1 5"]


def test_scores_off_the_scale_are_left_out_and_named() -> None:
    found = nps(pd.Series([9, 11, -1, 7.5, "ten", None, 0], index=list("ABCDEFG")))
    assert (found.n, found.left_out) == (2, {"bad_score": ("B", "C", "D", "E")})


def test_no_answers_have_no_score_instead_of_nought() -> None:
    assert (nps([]), csat([], 4), ces([], 5)) == (None, None, None)


def test_on_a_scale_of_effort_the_low_end_is_the_good_one() -> None:
    found = ces([1, 2, 3, 5], 2, high_is_good=False)
    assert (found.k, found.n) == (2, 4)


def test_two_answers_that_differ_little_have_not_changed() -> None:
    assert not changed(Share.of(6, 10), Share.of(4, 10))
    assert changed(Share.of(60, 100), Share.of(30, 100))


def test_a_score_of_too_few_answers_is_compared_with_nothing() -> None:
    assert difference(nps([9, 9]), nps([0] * 20)) is None


def test_who_was_asked_and_did_not_answer_counts_against_the_response(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    | C-2 | Ben  |
    Satisfaction
    | ID  | Date       | Contact | Question        | Score | Asked on   | Round  |
    | Q-1 | 2026-11-02 | Ada     | Satisfied (1-5) | 4     | 2026-11-01 | Autumn |
    | Q-2 |            | Ben     | Satisfied (1-5) |       | 2026-11-01 | Autumn |
    | Q-3 | 2026-11-02 | Ben     | Satisfied (1-5) | 4     |            |        |
    | Q-4 | 2026-05-02 | Ben     | Satisfied (1-5) | 4     | 2026-05-01 |        |
    """
    rates = [response_rate(drawn.answers, round) for round in ("Autumn", "2026-Q2", None)]
    assert [(rate.k, rate.n) for rate in rates] == [(1, 2), (1, 1), (2, 3)]


def test_where_nobody_recorded_who_was_asked_there_is_no_response_rate(drawn: Frames) -> None:
    """
    Satisfaction
    | ID  | Date       | Question        | Score |
    | Q-1 | 2026-11-02 | Satisfied (1-5) | 4     |
    """
    assert response_rate(drawn.answers) is None


def test_the_headline_takes_the_last_answer_of_each_person_in_a_year(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    | C-2 | Ben  |
    Satisfaction
    | ID  | Date       | Contact | Question        | Score |
    | Q-1 | 2026-03-02 | Ada     | Satisfied (1-5) | 1     |
    | Q-2 | 2026-09-02 | Ada     | Satisfied (1-5) | 5     |
    | Q-3 | 2025-11-22 | Ben     | Satisfied (1-5) | 2     |
    | Q-4 | 2026-09-02 |         | Satisfied (1-5) | 3     |
    | Q-5 | 2026-09-02 |         | Satisfied (1-5) | 3     |
    """
    assert list(latest_answers(drawn.answers, CSAT, as_of=TODAY).index) == ["Q-2", "Q-4", "Q-5"]


@pytest.mark.parametrize(
    ("recommended", "satisfied", "name"), [(10, 30, NPS.name), (9, 30, CSAT.name), (3, 2, NPS.name), (0, 0, None)]
)
def test_the_question_that_speaks_for_all(recommended: int, satisfied: int, name: str | None) -> None:
    rows = [f"| Q-{n} | 2026-10-01 | {NPS.name} | 9 |" for n in range(recommended)]
    rows += [f"| Q-1{n} | 2026-10-01 | {CSAT.name} | 4 |" for n in range(satisfied)]
    drawn = snapshot_of("Satisfaction\n| ID | Date | Question | Score |\n" + "\n".join(rows))
    frames = from_snapshot(drawn, as_of=TODAY)
    found = headline(frames.answers, frames.rules, as_of=TODAY)
    assert (found.name if found else None) == name


def test_the_best_answers_stand_first() -> None:
    assert mix([5, 5, 1], CSAT) == [("5", 2), ("4", 0), ("3", 0), ("2", 0), ("1", 1)]
    assert [n for _, n in mix([10, 9, 7, 0], NPS)] == [2, 1, 1]


def test_a_scale_of_a_hundred_steps_is_told_in_two_groups() -> None:
    percent = Question("Percent", "CSAT", 0, 100, 80, True)
    assert mix([100, 80, 79, 0], percent) == [("Good (from 80)", 2), ("Not good", 2)]


def answers(days: dict[str, int]) -> pd.DataFrame:
    rows = [(day, 5 if n % 2 else 2) for day, many in days.items() for n in range(many)]
    frame = pd.DataFrame(rows, columns=["date", "score"]).assign(
        question=CSAT.name, latest=True, contact_id=None, round=""
    )
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_months_are_shown_when_each_has_ten_answers() -> None:
    points = satisfaction_trend(answers({"2026-09-30": 10, "2026-10-31": 12, "2026-11-05": 3}), CSAT, as_of=TODAY)
    assert points[["n", "score"]].values.tolist() == [[10, 50], [12, 50]]


def test_a_month_is_over_only_the_day_after_its_last() -> None:
    given = answers({"2026-09-30": 10, "2026-10-31": 12})
    assert satisfaction_trend(given, CSAT, as_of=dt.date(2026, 10, 31))["n"].tolist() == [10]
    assert satisfaction_trend(given, CSAT, as_of=dt.date(2026, 11, 1))["n"].tolist() == [10, 12]


def test_small_segments_are_pooled_as_other() -> None:
    given = answers({"2026-10-01": 25})
    owners = pd.Series(["Maya"] * 12 + ["Tom"] * 9 + [None] * 4, index=given.index)
    found = by_segment(given, CSAT, owners).set_index("segment")
    assert found["n"].to_dict() == {"other": 13, "Maya": 12}
