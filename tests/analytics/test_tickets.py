"""Requests: whose promise is past, how long people wait in business hours, and which promises were kept."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.analytics import tickets
from crm.analytics.frames import from_snapshot
from crm.model.business_time import BusinessTime
from tests.analytics.conftest import snapshot_of

NOW = dt.datetime(2026, 11, 23, 12, 0)  # a Monday


@pytest.fixture
def drawn(request):
    """The workbook in the test's docstring, on Monday 23 November 2026."""
    return from_snapshot(snapshot_of(request.function.__doc__, NOW.date()), as_of=NOW.date())


def subjects(rows) -> list[str]:
    return rows["subject"].tolist()


@pytest.mark.capability(19)
def test_past_promises_stand_first_and_then_who_waits_longest(drawn) -> None:
    """
    Contacts
    | ID       | Name    |
    | C-7K3Q9F | Ann Lee |
    Tickets
    | ID       | Opened           | Contact | Subject | Status  | Promised by      | Solved on  |
    | T-7K3Q9A | 2026-11-20 09:00 | Ann Lee | new     |         | 2026-11-23 15:00 |            |
    | T-7K3Q9B | 2026-11-02 09:00 |         | no date | Waiting |                  |            |
    | T-7K3Q9C | 2026-11-19 09:00 |         | late    | Working | 2026-11-23 11:59 |            |
    | T-7K3Q9D | 2026-11-18 09:00 |         | later   | New     | 2026-11-20       |            |
    | T-7K3Q9E | 2026-11-01 09:00 |         | done    | Closed  | 2026-11-02       | 2026-11-02 |
    | T-7K3Q9F | 2026-11-01 09:00 |         | alone   |         | 2026-11-02       | 2026-11-02 |
    """
    found = tickets.open_requests(drawn, NOW)
    assert subjects(found) == ["later", "late", "no date", "new"]
    assert found["state"].tolist() == ["past", "past", "no promise", "today"]
    assert found["waited"]["T-7K3Q9A"] == dt.timedelta(hours=27)  # Friday 9:00 to Monday 12:00


def test_a_promise_for_a_day_holds_to_its_end(drawn) -> None:
    """
    Tickets
    | ID       | Opened           | Subject | Promised by |
    | T-7K3Q9A | 2026-11-20 09:00 | today   | 2026-11-23  |
    | T-7K3Q9B | 2026-11-20 09:00 | friday  | 2026-11-20  |
    """
    assert subjects(tickets.past_promise(drawn, NOW)) == ["friday"]
    assert subjects(tickets.past_promise(drawn, NOW.date())) == ["friday"]
    assert subjects(tickets.past_promise(drawn, dt.date(2026, 11, 24))) == ["friday", "today"]


@pytest.mark.capability(20)
def test_the_first_reply_is_timed_in_business_hours_and_who_still_waits_counts(drawn) -> None:
    """
    Tickets
    | ID       | Opened           | Subject | First reply      | Status | Solved on |
    | T-7K3Q9A | 2026-11-20 09:00 | quick   | 2026-11-20 10:00 |        |           |
    | T-7K3Q9B | 2026-11-20 15:00 | weekend | 2026-11-23 11:00 |        |           |
    | T-7K3Q9C | 2026-11-16 09:00 | waits   |                  |        |           |
    | T-7K3Q9D | 2026-11-16 09:00 | by word |                  | Solved |           |
    | T-7K3Q9E | 2026-11-16 09:00 | odd     | 2026-11-13 09:00 |        |           |
    | T-7K3Q9F |                  | no day  | 2026-11-13 09:00 |        |           |
    """
    found = tickets.reply_time(drawn.tickets, drawn, NOW)
    assert (found.median, found.n, found.ended) == (20.0, 3, 2)
    assert found.left_out == {"no_date": ("T-7K3Q9F",), "no_moment": ("T-7K3Q9D",), "bad_span": ("T-7K3Q9E",)}


def test_days_without_a_time_count_as_working_days(drawn) -> None:
    """
    Tickets
    | ID       | Opened     | Subject  | Status | Solved on        |
    | T-7K3Q9A | 2026-11-20 | weekend  | Solved | 2026-11-23 10:00 |
    | T-7K3Q9B | 2026-11-20 | same day | Solved | 2026-11-20       |
    | T-7K3Q9C | 2026-11-16 | a week   | Solved | 2026-11-23       |
    """
    assert tickets.solving_time(drawn.tickets, drawn, NOW).median == 24
    assert tickets.solving_time(drawn.tickets.iloc[[2]], drawn, NOW).median == 5 * 24


def test_working_days_and_zone_of_the_settings_are_taken(drawn) -> None:
    """
    Settings
    | Key          | Value            |
    | working_days | Sat, Sun         |
    | time_zone    | America/New_York |
    Tickets
    | ID       | Opened           | Subject      | First reply      |
    | T-7K3Q9A | 2026-10-31 22:00 | clocks back  | 2026-11-01 05:00 |
    """
    assert tickets.reply_time(drawn.tickets, drawn, NOW).median == 8  # the hour from 1 to 2 came twice


@pytest.mark.capability(19)
def test_promises_that_have_come_due_are_kept_or_not(drawn) -> None:
    """
    Tickets
    | ID       | Opened           | Subject  | Promised by      | Status  | Solved on        |
    | T-7K3Q9A | 2026-11-16 09:00 | kept     | 2026-11-17 09:00 | Solved  | 2026-11-17 09:00 |
    | T-7K3Q9B | 2026-11-16 09:00 | late     | 2026-11-17 09:00 | Solved  | 2026-11-17 09:01 |
    | T-7K3Q9C | 2026-11-16 09:00 | same day | 2026-11-17       | Solved  | 2026-11-17 19:01 |
    | T-7K3Q9D | 2026-11-16 09:00 | open     | 2026-11-17 09:00 | Working |                  |
    | T-7K3Q9E | 2026-11-20 09:00 | ahead    | 2026-11-24 09:00 | Solved  | 2026-11-20 10:00 |
    | T-7K3Q9F | 2026-11-16 09:00 | when?    | 2026-11-17 09:00 | Solved  |                  |
    """
    found = tickets.kept_promises(drawn.tickets, NOW)
    assert (found.k, found.n, found.left_out) == (2, 4, {"no_moment": ("T-7K3Q9F",)})


@pytest.mark.capability(33)
def test_figures_of_each_owner_add_up_and_a_request_without_one_is_its_contacts_owners(drawn) -> None:
    """
    Contacts
    | ID       | Name    | Owner |
    | C-7K3Q9F | Ann Lee | Tom   |
    Tickets
    | ID       | Opened           | Contact | Subject | Owner | Promised by | First reply      | Solved on        |
    | T-7K3Q9A | 16 Nov 2026 9:00 |         | one     | Maya  | 2026-11-17  | 2026-11-16 11:00 | 2026-11-16 12:00 |
    | T-7K3Q9B | 16 Nov 2026 9:00 | Ann Lee | two     |       | 2026-11-17  |                  |                  |
    | T-7K3Q9C | 2026-11-20 09:00 |         | three   |       |             |                  |                  |
    """
    found = tickets.by_owner(drawn, NOW).set_index("owner")
    assert found.index.tolist() == ["Maya", "Tom", "nobody"]
    assert found["open"].tolist() == [0, 1, 1] and found["past"].tolist() == [0, 1, 0]
    assert found.loc["Maya", ["reply", "solving", "kept", "promises"]].tolist() == [2, 3, 1, 1]
    assert found["n"].sum() == len(drawn.tickets)


def test_what_was_solved_of_late_stands_the_latest_first(drawn) -> None:
    """
    Tickets
    | ID       | Opened           | Subject  | Status | Solved on        |
    | T-7K3Q9A | 2026-11-16 09:00 | older    | Solved | 2026-11-16 12:00 |
    | T-7K3Q9B | 2026-11-16 09:00 | latest   | Closed | 2026-11-20       |
    | T-7K3Q9C | 2026-09-16 09:00 | long ago | Solved | 2026-09-20       |
    | T-7K3Q9D | 2026-11-16 09:00 | again    | New    | 2026-11-20       |
    """
    assert subjects(tickets.solved_lately(drawn, NOW)) == ["latest", "older"]


def test_without_requests_every_figure_is_empty(drawn) -> None:
    """
    Contacts
    | ID       | Name    |
    | C-7K3Q9F | Ann Lee |
    """
    assert tickets.open_requests(drawn, NOW).empty and tickets.past_promise(drawn, NOW).empty
    assert tickets.by_owner(drawn, NOW).empty and tickets.kept_promises(drawn.tickets, NOW) is None
    assert tickets.reply_time(drawn.tickets, drawn, NOW) == tickets.Waits(None, 0, 0)


@pytest.mark.data
def test_the_median_wait_is_the_published_one(published) -> None:
    worked = published("worked.json")["reply_time"]
    days, answered = np.array(worked["days"]), np.array(worked["answered"])
    assert tickets.median_wait(days, answered) == worked["median"]
    assert tickets.median_wait(days[answered], answered[answered]) == worked["median_if_open_tickets_were_dropped"]


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=30))
def test_counting_those_who_still_wait_never_makes_the_median_shorter(waits) -> None:
    hours, ended = np.array([wait for wait, _ in waits], dtype=float), np.array([over for _, over in waits], dtype=bool)
    all_of_them, dropped = tickets.median_wait(hours, ended), tickets.median_wait(hours[ended], ended[ended])
    assert all_of_them is None or (dropped is not None and all_of_them >= dropped)


def test_a_teams_calendar_stands_in_the_rules(drawn) -> None:
    """
    Settings
    | Key          | Value   |
    | working_days | Sun-Thu |
    """
    assert drawn.rules.business == BusinessTime(frozenset({6, 0, 1, 2, 3}))
