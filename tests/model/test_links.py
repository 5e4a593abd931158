"""Which contact a row belongs to."""

import pytest

from crm.model.snapshot import Snapshot


@pytest.mark.capability(2)
def test_a_row_without_an_id_belongs_to_the_one_contact_of_that_name(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name    |
    | C-7K3Q9F | Ann Lee |
    Interactions
    | ID       | Date       | Contact  | Type | What happened |
    | N-2M8VQK | 2026-11-03 | ANN  LEE | Call | Hello         |
    """
    assert drawn.interactions["contact_id"].tolist() == ["C-7K3Q9F"]
    assert not drawn.problems


def test_the_id_wins_over_the_name(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name    |
    | C-7K3Q9F | Ann Lee |
    | C-04XT2M | Tom     |
    Interactions
    | ID       | Date       | Contact | Type | What happened | Contact ID |
    | N-2M8VQK | 2026-11-03 | Tom     | Call | Hello         | C-7K3Q9F   |
    """
    assert drawn.interactions["contact_id"].tolist() == ["C-7K3Q9F"]


def test_a_name_that_two_people_have_is_a_problem_and_not_a_guess(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name    |
    | C-7K3Q9F | Ann Lee |
    | C-04XT2M | Ann Lee |
    Interactions
    | ID       | Date       | Contact | Type | What happened |
    | N-2M8VQK | 2026-11-03 | Ann Lee | Call | Hello         |
    """
    assert drawn.interactions["contact_id"].isna().all()
    assert drawn.problems[0].sentence == "Several contacts are called “Ann Lee”; say which by the Contact ID."


def test_a_name_that_nobody_has_is_a_problem_and_the_row_stays(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name    |
    | C-7K3Q9F | Ann Lee |
    Interactions
    | ID       | Date       | Contact | Type | What happened |
    | N-2M8VQK | 2026-11-03 | Bob     | Call | Hello         |
    """
    (problem,) = drawn.problems
    assert (problem.code, problem.row, problem.id, problem.text) == ("orphan", 2, "N-2M8VQK", "Bob")
    assert drawn.interactions["what"].tolist() == ["Hello"]


def test_an_id_that_nobody_has_falls_back_to_the_name(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name    |
    | C-7K3Q9F | Ann Lee |
    Interactions
    | ID       | Date       | Contact | Type | What happened | Contact ID |
    | N-2M8VQK | 2026-11-03 | Ann Lee | Call | Hello         | C-ZZZZZZ   |
    | N-81DW0C | 2026-11-03 |         | Call | Hello         | C-ZZZZZZ   |
    """
    assert drawn.interactions["contact_id"].fillna("").tolist() == ["C-7K3Q9F", ""]
    assert [problem.text for problem in drawn.problems] == ["C-ZZZZZZ"]


def test_the_id_of_somebody_merged_means_who_they_are_now(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name    | Merged IDs         |
    | C-7K3Q9F | Ann Lee | C-04XT2M; C-P9Z1HB |
    Interactions
    | ID       | Date       | Contact | Type | What happened | Contact ID |
    | N-2M8VQK | 2026-11-03 | Annie   | Call | Hello         | C-P9Z1HB   |
    """
    assert drawn.interactions["contact_id"].tolist() == ["C-7K3Q9F"]


def test_somebody_archived_answers_to_the_id_and_not_to_the_name(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name    | Status   |
    | C-7K3Q9F | Ann Lee | Archived |
    | C-04XT2M | Ann Lee |          |
    Interactions
    | ID       | Date       | Contact | Type | What happened | Contact ID |
    | N-2M8VQK | 2026-11-03 | Ann Lee | Call | Hello         |            |
    | N-81DW0C | 2026-11-03 | Ann Lee | Call | Hello         | C-7K3Q9F   |
    """
    assert drawn.interactions["contact_id"].tolist() == ["C-04XT2M", "C-7K3Q9F"]


def test_a_name_kept_in_two_columns_is_found_as_one(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | First name | Last name |
    | C-7K3Q9F | Ann        | Lee       |
    Interactions
    | ID       | Date       | Contact | Type | What happened |
    | N-2M8VQK | 2026-11-03 | Ann Lee | Call | Hello         |
    """
    assert drawn.interactions["contact_id"].tolist() == ["C-7K3Q9F"]


def test_a_walk_in_without_a_name_is_nobodys_and_no_problem(drawn: Snapshot) -> None:
    """
    Contacts
    | ID       | Name    |
    | C-7K3Q9F | Ann Lee |
    Sales
    | ID       | Date       | Contact | Amount |
    | S-Z52MRD | 2026-11-11 |         | 8.50   |
    """
    assert drawn.sales["contact_id"].isna().all() and drawn.sales["amount"].tolist() == [8.5]
    assert not drawn.problems
