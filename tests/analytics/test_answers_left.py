"""Which answers each figure of a question leaves out."""

from crm.analytics import asking, asking_words
from crm.analytics.answers_left import left_of, left_of_comments, left_of_response
from crm.analytics.frames import Frames, from_snapshot
from crm.model.lists import Lists
from tests.analytics.conftest import TODAY, snapshot_of

NPS = Lists.default().questions["recommend us 0 10"]
STARS = Lists.default().questions["satisfied 1 5"]
BOOK = """
    Contacts
    | ID  | Name | Relationship | Tags |
    | C-1 | Ann  | Customer     |      |
    | C-2 | Bo   | Supplier     |      |
    | C-3 | Cy   | Customer     | test |
    Satisfaction
    | ID  | Date       | Asked on   | Contact | Question            | Score | Comment |
    | Q-1 | 2026-11-02 | 2026-11-01 | Ann     | Recommend us (0-10) | 9     | Good    |
    | Q-2 | 2026-11-03 |            | Ann     | Recommend us (0-10) | 8     |         |
    | Q-3 | 2026-11-04 | 2026-11-01 | Bo      | Recommend us (0-10) | 8     | Cheap   |
    | Q-4 | 2026-11-04 | 2026-11-01 | Ann     | Recommend us (0-10) | 11    |         |
    | Q-5 | 2024-11-04 | 2024-11-01 | Ann     | Recommend us (0-10) | 12    |         |
    | Q-6 | 2026-11-04 |            | Bo      | Satisfied (1-5)     | 5     | Fine    |
    | Q-7 | 2026-11-04 |            | Ann     | How was the tea?    | 5     | Hot     |
    | Q-8 | 2027-11-04 |            | Ann     | Recommend us (0-10) | 5     | Later   |
    | Q-9 | 2026-11-05 |            | Cy      | Recommend us (0-10) | 5     | Trying  |
"""


def frames() -> Frames:
    return from_snapshot(snapshot_of(BOOK), as_of=TODAY)


def test_rows_about_another_question_are_no_part_of_a_figure() -> None:
    found = left_of(frames(), NPS)
    assert found == {"future": ("Q-8",), "excluded": ("Q-3", "Q-9"), "bad_score": ("Q-4", "Q-5", "Q-7")}
    assert left_of(frames(), STARS) == {"excluded": ("Q-6",), "bad_score": ("Q-7",)}


def test_a_figure_of_twelve_months_does_not_tell_of_older_rows() -> None:
    since = TODAY.replace(year=2025)
    assert left_of(frames(), NPS, since=since)["bad_score"] == ("Q-4", "Q-7")


def test_who_answered_without_having_been_asked_is_left_out_of_the_share_that_answered() -> None:
    seen = frames()
    found = left_of_response(seen, NPS, as_of=TODAY)
    assert found["not_asked"] == ("Q-2",)
    share, name, last = asking.response(seen, NPS, as_of=TODAY)
    assert share and (share.k, share.n) == (1, 1)
    said = asking_words.response_caption(share, name, last, {"not_asked": found["not_asked"]})
    assert said == "Left out: 1 row with no day in Asked on."
    assert asking_words.response_caption(None, "", None, {}) == ""


def test_comments_of_tests_of_days_to_come_and_on_unknown_questions_are_left_out() -> None:
    seen = frames()
    assert left_of_comments(seen, NPS, as_of=TODAY) == {"future": ("Q-8",), "no_question": ("Q-7",), "test": ("Q-9",)}
    assert list(asking.comments(seen, NPS, as_of=TODAY).index) == ["Q-3", "Q-1"]


def test_every_comment_is_either_listed_or_left_out() -> None:
    seen = frames()
    left = {id for ids in left_of_comments(seen, NPS, as_of=TODAY).values() for id in ids}
    rows = seen.every_answer
    mine = rows[(rows["question"] != STARS.name) & rows["comment"].notna()]
    assert left | set(asking.comments(seen, NPS, as_of=TODAY).index) == set(mine.index)
