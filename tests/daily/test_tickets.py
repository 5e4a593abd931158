"""Requests for help and aims, on each kind of record."""

import datetime as dt

import pytest

from crm.actions import goals, tickets
from crm.analytics.frames import from_snapshot
from crm.analytics.tickets import past_promise, reply_time
from crm.store.store import Store
from tests.daily.conftest import ANN, TODAY, Save

NOW = dt.datetime(2026, 11, 12, 9, 30)  # a Thursday
LEAK = {"subject": "=The tyre leaks", "priority": "High", "details": "Front wheel\nsince Monday"}


@pytest.mark.capability(19)
@pytest.mark.capability(22)
def test_a_request_stands_in_the_sheet_with_its_promise(store: Store, save: Save) -> None:
    row = save(tickets.add_request(store.snapshot(), ANN, LEAK, now=NOW)).tickets.iloc[0]
    assert (row["subject"], row["details"], row["contact_id"]) == (LEAK["subject"], LEAK["details"], ANN)
    assert (row["opened"], row["promised_by"]) == (NOW, dt.datetime(2026, 11, 12, 17, 30))
    assert (row["status"], row["priority"]) == ("New", "High")


@pytest.mark.capability(20)
def test_reply_and_solution_are_timed_from_what_stands_in_the_sheet(store: Store, save: Save) -> None:
    id = save(tickets.add_request(store.snapshot(), None, LEAK, now=NOW)).tickets.index[0]
    save(tickets.replied(store.snapshot(), id, now=dt.datetime(2026, 11, 12, 11)))
    found = save(tickets.solved(store.snapshot(), id, now=dt.datetime(2026, 11, 16, 9)))
    assert found.tickets["solved_on"][id] == dt.datetime(2026, 11, 16, 9)
    frames = from_snapshot(found, as_of=TODAY)
    assert reply_time(frames.tickets, frames, NOW).median == 1.5


@pytest.mark.capability(19)
def test_a_promise_that_is_past_is_found_and_put_off(store: Store, save: Save) -> None:
    later = dt.datetime(2026, 11, 13, 8)
    found = save(tickets.add_request(store.snapshot(), ANN, LEAK, now=NOW))
    (id,) = past_promise(from_snapshot(found, as_of=TODAY), later).index
    found = save(tickets.later(store.snapshot(), id, dt.date(2026, 11, 13)))
    assert past_promise(from_snapshot(found, as_of=TODAY), later).empty


def test_a_removed_request_leaves_the_sheet_and_comes_back(store: Store, save: Save) -> None:
    id = save(tickets.add_request(store.snapshot(), ANN, LEAK, now=NOW)).tickets.index[0]
    changes = tickets.remove_request(store.snapshot(), id)
    assert save(changes).tickets.empty
    store.undo(changes.batch)
    assert store.flush(10) and store.snapshot().tickets["subject"][id] == LEAK["subject"]


@pytest.mark.capability(33)
@pytest.mark.capability(30)
def test_an_aim_is_set_changed_and_taken_away(store: Store, save: Save) -> None:
    aim = {"measure": "First reply hours", "target": "2.5", "period": "Quarter", "who": "Maya"}
    (id,) = save(goals.add_goal(store.snapshot(), aim)).frame("Goals").index
    found = save(goals.edit_goal(store.snapshot(), id, {"target": "3", "start": TODAY})).frame("Goals")
    assert (found["target"][id], found["start"][id].date(), found["period"][id]) == (3, TODAY, "Quarter")
    assert save(goals.remove_goal(store.snapshot(), id)).frame("Goals").empty
