"""What waits on a day."""

import datetime as dt

import pytest

from crm.analytics.frames import Frames
from crm.analytics.money import open_rows
from crm.analytics.today import follow_ups, last_touch, losing_touch, occasions, waiting
from tests.analytics.conftest import TODAY


def test_a_next_step_is_overdue_from_the_day_after(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Status   |
    | C-1 | Ada  |          |
    | C-2 | Old  | Archived |
    Follow-ups
    | ID  | Due        | What  | Contact | Contact ID | Status  | Done on    |
    | F-1 | 2026-11-21 | call  | Ada     | C-1        |         |            |
    | F-2 | 2026-11-22 | call  | Ada     | C-1        | Open    |            |
    | F-3 | 2026-11-29 | call  | Ada     | C-1        |         |            |
    | F-4 | 2026-11-30 | call  | Ada     | C-1        |         |            |
    | F-5 |            | call  | Ada     | C-1        |         |            |
    | F-6 | 2026-11-01 | call  | Ada     | C-1        | Done    |            |
    | F-7 | 2026-11-01 | call  | Ada     | C-1        |         | 2026-11-02 |
    | F-8 | 2026-11-01 | call  | Ada     | C-1        | Skipped |            |
    | F-9 | 2026-11-01 | call  | Old     | C-2        |         |            |
    """
    states = follow_ups(drawn, as_of=TODAY)["state"].to_dict()
    assert states == {"F-1": "overdue", "F-2": "today", "F-3": "this week", "F-4": "later", "F-5": "some day"}
    assert waiting(drawn, as_of=TODAY).n == 2


def test_an_unhappy_answer_waits_until_it_is_followed_up(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Relationship |
    | C-1 | Ada  | Customer     |
    | C-2 | Ben  | Supplier     |
    Satisfaction
    | ID  | Date       | Contact | Question            | Score | Followed up |
    | Q-1 | 2026-11-01 | Ada     | Recommend us (0-10) | 6     |             |
    | Q-2 | 2026-11-02 | Ben     | Satisfied (1-5)     | 2     | No          |
    | Q-3 | 2026-11-03 |         | Smiley (1-3)        | 1     |             |
    | Q-4 | 2026-11-04 | Ada     | Recommend us (0-10) | 7     |             |
    | Q-5 | 2026-11-05 | Ada     | Satisfied (1-5)     | 3     |             |
    | Q-6 | 2026-11-06 | Ada     | Satisfied (1-5)     | 1     | Yes         |
    """
    found = waiting(drawn, as_of=TODAY).unhappy
    assert list(found.index) == ["Q-3", "Q-2", "Q-1"]
    assert [drawn.name(id) for id in found["contact_id"]] == ["Somebody", "Ben", "Ada"]


def test_nobody_is_reminded_of_somebody_put_away(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Status   |
    | C-1 | Ada  | Archived |
    Follow-ups
    | ID  | Due        | What | Contact |
    | F-1 | 2026-11-21 | call | Ada     |
    Satisfaction
    | ID  | Date       | Contact | Question            | Score |
    | Q-1 | 2026-11-01 | Ada     | Recommend us (0-10) | 2     |
    """
    assert waiting(drawn, as_of=TODAY).n == 0
    assert len(drawn.answers) == 1


def test_on_a_scale_that_runs_the_other_way_the_high_end_is_unhappy(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    Satisfaction
    | ID  | Date       | Contact | Question | Score |
    | Q-1 | 2026-11-01 | Ada     | Effort   | 5     |
    | Q-2 | 2026-11-02 | Ada     | Effort   | 1     |
    | Q-3 | 2026-11-02 | Ada     | Effort   | 3     |
    Lists
    | Questions | Questions: measure | Questions: from | Questions: to | Questions: good from | Questions: high is good|
    | Effort    | CES                | 1               | 5             | 2                    | No                     |
    """
    assert list(drawn.unhappy.index) == ["Q-1"]


@pytest.mark.capability(7)
def test_birthdays_are_told_from_today_to_fourteen_days_ahead(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Birthday    | Anniversary | Do not contact |
    | C-1 | Ada  | 22 November |             |                |
    | C-2 | Ben  | 1984-12-06  |             |                |
    | C-3 | Cleo | 7 December  | 2016-11-30  |                |
    | C-4 | Dan  | 21 November |             |                |
    | C-5 | Eve  | 23 November |             | Yes            |
    """
    found = occasions(drawn, as_of=TODAY, days=14)
    assert found["contact_id"].tolist() == ["C-1", "C-3", "C-2"]
    assert found["years"].fillna(0).tolist() == [0, 10, 42]


def test_a_birthday_on_the_29th_of_february_falls_on_the_28th(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Birthday   |
    | C-1 | Ada  | 1984-02-29 |
    """
    found = occasions(drawn, as_of=dt.date(2027, 2, 20), days=14)
    assert found["day"].dt.date.tolist() == [dt.date(2027, 2, 28)]


def test_a_note_or_a_call_nobody_answered_is_no_touch(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name |
    | C-1 | Ada  |
    | C-2 | Ben  |
    Interactions
    | ID  | Date       | Contact | Type | What happened | Outcome   |
    | N-1 | 2026-10-01 | Ada     | Call | spoke         | Good      |
    | N-2 | 2026-10-02 | Ada     | Note | remember      |           |
    | N-3 | 2026-10-03 | Ada     | Call | rang          | No answer |
    Satisfaction
    | ID  | Date       | Contact | Question        | Score |
    | Q-1 | 2026-10-04 | Ben     | Satisfied (1-5) | 4     |
    Sales
    | ID  | Date       | Contact | Amount | Delivered on |
    | S-1 | 2026-10-05 | Ben     | 10     | 2026-10-09   |
    """
    assert last_touch(drawn).dt.day.to_dict() == {"C-1": 1, "C-2": 9}


def test_who_is_silent_for_longer_than_wished_is_told(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name  | Keep in touch (days) | Status | Added on   |
    | C-1 | Ada   | 30                   |        |            |
    | C-2 | Ben   | 60                   |        |            |
    | C-3 | Cleo  |                      |        |            |
    | C-4 | Dan   | 30                   | Former |            |
    | C-5 | Eve   | 30                   |        | 2026-09-01 |
    Interactions
    | ID  | Date       | Contact | Type | What happened |
    | N-1 | 2026-10-22 | Ada     | Call | spoke         |
    | N-2 | 2026-10-22 | Ben     | Call | spoke         |
    | N-3 | 2020-10-22 | Cleo    | Call | spoke         |
    """
    found = losing_touch(drawn, as_of=TODAY)
    assert found["days_since"].to_dict() == {"C-5": 82, "C-1": 31}


def test_an_empty_workbook_has_nothing_waiting(drawn: Frames) -> None:
    """
    Contacts
    | ID | Name |
    """
    found = waiting(drawn, as_of=TODAY)
    assert (found.n, len(found.occasions), found.occasions.columns[0]) == (0, 0, "contact_id")


@pytest.mark.capability(17)
def test_an_invoice_waits_on_today_where_the_page_money_has_it_open_and_late(drawn: Frames) -> None:
    """
    Contacts
    | ID  | Name | Tags |
    | C-1 | Ada  |      |
    | C-2 | Try  | test |
    Sales
    | ID  | Date       | Contact | Contact ID | Amount | Due        | Paid on   |
    | S-1 | 2026-11-03 | Ada     | C-1        | 100    | 2026-11-17 |           |
    | S-2 | 2026-11-03 | Ada     | C-1        | 100    | 2026-11-17 | last week |
    | S-3 | 2026-11-03 | Ada     | C-1        | 0      | 2026-11-17 |           |
    | S-4 | 2026-11-03 | Try     | C-2        | 100    | 2026-11-17 |           |
    | S-5 | 2026-11-03 | Ada     | C-1        | 100    | 2026-12-17 |           |
    """
    assert list(waiting(drawn, as_of=TODAY).invoices.index) == ["S-1"]
    assert list(open_rows(drawn.money, as_of=TODAY).index) == ["S-1", "S-5"]
