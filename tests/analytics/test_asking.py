"""Who was asked, who answered, in which words, and what each group of people says."""

import datetime as dt

import pandas as pd
import pytest

from crm.analytics import asking, asking_words
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.intervals import Share
from crm.model.lists import Lists
from tests.analytics.conftest import TODAY, snapshot_of

NPS = Lists.default().questions["recommend us 0 10"]
STARS = Lists.default().questions["satisfied 1 5"]


def answered(*groups: tuple[str, str, int, int]) -> Frames:
    """So many people of an owner and a relationship who gave a score: (owner, relationship, n, score)."""
    people, answers = [], []
    for owner, kind, n, score in groups:
        for _ in range(n):
            id = len(people)
            people.append(f"| C-{id} | P{id} | {owner} | {kind} |")
            answers.append(f"| Q-{id} | 2026-11-02 | P{id} | Recommend us (0-10) | {score} |")
    book = ["Contacts", "| ID | Name | Owner | Relationship |", *people,
            "Satisfaction", "| ID | Date | Contact | Question | Score |", *answers]  # fmt: skip
    return from_snapshot(snapshot_of("\n".join(book)), as_of=TODAY)


@pytest.mark.capability(15)
def test_groups_with_ten_answers_have_a_score_and_the_rest_is_other() -> None:
    frames = answered(("Maya", "Customer", 12, 10), ("Tom", "Customer", 10, 2), ("", "Donor", 3, 9), ("Zoe", "", 1, 9))
    found = asking.by_owner(frames, NPS, as_of=TODAY)
    assert found[["segment", "n"]].to_numpy().tolist() == [["Maya", 12], ["Tom", 10], ["other", 4]]
    assert found["score"].isna().tolist() == [False, False, True]
    kinds = asking.by_relationship(frames, NPS, as_of=TODAY)
    assert kinds[["segment", "n"]].to_numpy().tolist() == [["Customer", 22], ["other", 4]]


def test_groups_that_clearly_differ_are_named_by_name_and_never_ranked() -> None:
    frames = answered(("Tom", "Customer", 12, 10), ("Maya", "Customer", 10, 2))
    said = asking_words.groups_sentence(asking.by_owner(frames, NPS, as_of=TODAY), NPS)
    assert said == "Maya -100 and Tom 100 clearly differ."


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([], "Not enough answers yet: 0 of 10 in the largest group."),
        ([("Maya", "", 5, 9)], "Not enough answers yet: 5 of 10 in the largest group."),
        ([("Maya", "", 10, 9)], "Maya 100. No other group has 10 answers yet."),
        ([("Maya", "", 30, 9), ("Tom", "", 30, 9)], "No clear difference: Maya 100, Tom 100."),
    ],
)
def test_groups_say_no_more_than_their_answers_carry(groups, said) -> None:
    found = asking.by_owner(answered(*groups), NPS, as_of=TODAY)
    assert asking_words.groups_sentence(found, NPS) == said


def test_a_group_has_a_line_with_its_interval_or_what_is_wanted() -> None:
    found = asking.by_owner(answered(("Maya", "", 10, 9), ("Tom", "", 1, 9)), NPS, as_of=TODAY)
    assert asking_words.group_lines(found, NPS) == [
        "Maya: 100, most likely between 48 and 100, 10 answers",
        "other: not enough answers yet, 1 of 10",
    ]
    assert asking_words.groups_table(found, "Owner").columns.tolist() == ["Owner", "Score", "Low", "High", "Answers"]


BOOK = """
    Contacts
    | ID  | Name | Relationship | Status   | Do not contact | Tags |
    | C-1 | Ada  | Customer     |          |                |      |
    | C-2 | Bo   | Customer     |          |                |      |
    | C-3 | Cleo | Customer     | Archived |                |      |
    | C-4 | Dan  | Customer     |          | Yes            |      |
    | C-5 | Eve  | Customer     |          |                |      |
    | C-6 | Fay  | Customer     |          |                | test |
    | C-7 | Gil  | Customer     |          |                |      |
    Interactions
    | ID  | Date       | Contact | Type  | What happened |
    | N-1 | 2026-11-01 | Ada     | Visit | came          |
    | N-2 | 2026-11-02 | Bo      | Visit | came          |
    | N-3 | 2026-11-03 | Cleo    | Visit | came          |
    | N-4 | 2026-11-04 | Dan     | Visit | came          |
    | N-5 | 2026-11-05 | Eve     | Visit | came          |
    | N-6 | 2026-11-06 | Fay     | Visit | came          |
    | N-7 | 2020-11-06 | Gil     | Visit | came          |
    Satisfaction
    | ID  | Date       | Contact | Question            | Score | Comment | Asked on   | Round  |
    | Q-1 | 2026-11-09 | Ada     | Recommend us (0-10) | 10    | Quick   | 2026-11-08 | Autumn |
    | Q-2 |            | Bo      | Recommend us (0-10) |       |         | 2026-11-08 | Autumn |
    | Q-3 | 2026-05-09 | Ada     | Recommend us (0-10) | 2     | Slow    | 2026-05-08 | Spring |
    | Q-4 | 2026-11-10 | Fay     | Recommend us (0-10) | 2     | Test    |            |        |
    | Q-5 | 2026-11-11 |         | Satisfied (1-5)     | 5     | Shiny   |            |        |
    | Q-6 | 2026-11-12 |         | Satisfied (1-5)     | 5     |         |            |        |
    | Q-7 | 2026-12-12 |         | Recommend us (0-10) | 5     | Later   |            |        |
    | Q-8 | 2025-01-12 | Bo      | Recommend us (0-10) | 5     |         | 2025-01-01 | Old    |
"""


@pytest.fixture
def shop() -> Frames:
    return from_snapshot(snapshot_of(BOOK), as_of=TODAY)


def test_the_questions_that_were_answered_are_offered_the_headline_first(shop: Frames) -> None:
    assert asking.questions(shop, as_of=TODAY) == [STARS, NPS]
    assert asking.questions(shop, as_of=dt.date(2020, 1, 1)) == []


def test_the_response_is_of_who_was_asked_in_the_year_and_in_the_last_round(shop: Frames) -> None:
    of_all, name, of_round = asking.response(shop, NPS, as_of=TODAY)
    assert (of_all.k, of_all.n, name, of_round.k, of_round.n) == (2, 3, "Autumn", 1, 2)
    assert asking_words.response_sentence(of_all) == "2 of 3 who were asked in the last 12 months answered."
    assert asking_words.round_sentence(name, of_round) == "In the last round, Autumn: 1 of 2."


def test_where_nobody_noted_who_was_asked_it_says_so(shop: Frames) -> None:
    assert asking.response(shop, STARS, as_of=TODAY) == (None, "", None)
    assert asking_words.response_sentence(None).startswith("Nobody recorded who was asked.")
    assert asking_words.round_sentence("", None) == ""
    assert asking_words.round_sentence("Autumn", Share.of(7, 10)) == "In the last round, Autumn: 7 of 10, 70 %."


def test_comments_are_the_newest_first_without_tests_and_what_is_still_to_come(shop: Frames) -> None:
    found = asking.comments(shop, NPS, as_of=TODAY)
    assert found["comment"].tolist() == ["Quick", "Slow"]
    assert found["unhappy"].tolist() == [False, True]
    assert asking_words.comments_sentence(found) == "2 comments, 1 person unhappy."
    assert asking_words.comments_table(found, shop)["Name"].tolist() == ["Ada", "Ada"]
    assert asking_words.comments_sentence(found.iloc[:1]) == "1 comment, nobody unhappy."
    assert asking_words.comments_sentence(found.iloc[:0]).startswith("No comments yet.")


def test_who_was_never_asked_came_of_late_and_may_be_asked(shop: Frames) -> None:
    last, of = asking.never_asked(shop, as_of=TODAY)
    assert (last.index.tolist(), of) == (["C-5"], 3)
    assert asking_words.never_table(last, shop)["Name"].tolist() == ["Eve"]


@pytest.mark.parametrize(
    ("n", "of", "said"),
    [
        (0, 0, "Who was never asked can be told once customers came."),
        (0, 1, "Everybody who came in the last two years was asked: 1 customer."),
        (1, 5, "1 of 5 customers who came in the last two years was never asked."),
        (30, 84, "30 of 84 customers who came in the last two years were never asked."),
    ],
)
def test_how_many_were_never_asked_is_a_sentence(n: int, of: int, said: str, shop: Frames) -> None:
    assert asking_words.never_sentence(n, of, shop.rules) == said


def test_an_empty_workbook_has_nobody_to_ask() -> None:
    frames = from_snapshot(snapshot_of("Contacts\n| ID | Name |\n| C-1 | Ann |"), as_of=TODAY)
    assert asking.questions(frames, as_of=TODAY) == []
    assert asking.response(frames, NPS, as_of=TODAY)[0] is None
    assert isinstance(asking.comments(frames, NPS, as_of=TODAY), pd.DataFrame)
    assert asking.never_asked(frames, as_of=TODAY)[1] == 0
