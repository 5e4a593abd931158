"""Requests for help: taken down, answered, solved, put off; the team's own words and hours."""

import datetime as dt

import pytest

from crm.actions import tickets
from crm.actions.settings import set_setting
from crm.model.cells import Cell
from crm.model.changes import ChangeSet, SetBeside, UpdateRow
from crm.model.errors import InvalidInput, NoSuchRow
from crm.store.store import Store
from tests.actions.conftest import ANN, SHOP

NOW = dt.datetime(2026, 1, 30, 16, 20)  # a Friday
LEAK = {"subject": "The tyre leaks"}


def row(store: Store, id: str = "") -> dict[str, Cell]:
    """A request as it stands in the sheet; the only one, unless it is named."""
    (id,) = [id] if id else store.snapshot().tickets.index
    return store.snapshot().row("Tickets", id)


def add(store: Store, contact: str | None = ANN, now: dt.datetime = NOW, **given: object) -> str:
    changes = tickets.add_request(store.snapshot(), contact, {**LEAK, **given}, now=now)
    store.save(changes)
    return changes.changes[0].id  # type: ignore[union-attr]


def refused(do) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as found:
        do()
    return found.value.field, str(found.value)


@pytest.mark.capability(19)
def test_a_request_is_opened_now_and_promised_for_one_working_day_later(store: Store) -> None:
    found = row(store, add(store))
    assert (found["opened"], found["promised_by"]) == (NOW, dt.datetime(2026, 2, 2, 16, 20))
    assert (found["contact"], found["contact_id"], found["status"], found["priority"]) == (
        "Ann Lee",
        ANN,
        "New",
        "Normal",
    )


@pytest.mark.capability(19)
@pytest.mark.parametrize(
    ("priority", "promised"),
    [
        ("Low", dt.datetime(2026, 2, 4, 16, 20)),
        ("high", dt.datetime(2026, 2, 2, 0, 20)),
        ("Urgent", dt.datetime(2026, 1, 30, 20, 20)),
    ],
)
def test_the_promise_follows_from_the_priority(priority, promised, store: Store) -> None:
    assert row(store, add(store, priority=priority))["promised_by"] == promised


def test_saturday_counts_for_a_team_that_works_on_it(store: Store) -> None:
    store.save(set_setting(store.snapshot(), "working_days", "Tue, Thu, Sat"))
    assert row(store, add(store))["promised_by"] == dt.datetime(2026, 1, 31, 23, 59)


def test_the_teams_own_hours_and_words_are_taken(store: Store) -> None:
    hours = SetBeside("Priorities", "Normal", "answer within (hours)", 2, 24)
    store.save(ChangeSet("Quicker", (hours,)))
    assert row(store, add(store))["promised_by"] == dt.datetime(2026, 1, 30, 18, 20)


def test_people_may_promise_something_else(store: Store) -> None:
    assert row(store, add(store, promised_by="6 Feb 2026 12:00"))["promised_by"] == dt.datetime(2026, 2, 6, 12)


def test_a_request_of_nobody_we_know_is_kept_without_a_contact(store: Store) -> None:
    found = row(store, add(store, None))
    assert found["subject"] == "The tyre leaks" and not found["contact_id"]


def test_a_request_that_came_in_on_a_day_is_promised_for_a_day(store: Store) -> None:
    assert row(store, add(store, opened=dt.date(2026, 1, 29)))["promised_by"] == dt.date(2026, 1, 30)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"subject": "  "}, "subject", "What is the request about? Write a few words."),
        ({"subject": "x" * 40_000}, "subject", "Subject has 40,000 characters; a cell holds at most 32,767."),
        ({"opened": "31 Feb"}, "opened", "“31 Feb” is not a day with a time. Did you mean 28 Feb or 3 Mar?"),
        (
            {"promised_by": "25:99"}, "promised_by",
            "“25:99” is not a day with a time. Write it as 14 March 2026 15:30, or the day alone.",
        ),
        ({"promised_by": "29 Jan 2026"}, "promised_by", "Promised by lies before Opened."),
        ({"solved_on": "30 Jan 2026 16:19"}, "solved_on", "Solved on lies before Opened."),
        ({"opened": "31 Jan 2026"}, "opened", "This moment lies ahead. When did the request come in?"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_at_its_field(given, field, sentence, store: Store) -> None:
    seen = store.snapshot()
    assert refused(lambda: tickets.add_request(seen, ANN, {**LEAK, **given}, now=NOW)) == (field, sentence)


def test_a_contact_that_is_gone_is_told(store: Store) -> None:
    with pytest.raises(NoSuchRow, match="No contact has the number C-GONE1A"):
        tickets.add_request(store.snapshot(), "C-GONE1A", LEAK, now=NOW)


# answered, solved, waiting ------------------------------------------------------------------------------------------

LATER = dt.datetime(2026, 2, 2, 9, 5)


@pytest.mark.capability(20)
def test_the_first_reply_is_noted_once(store: Store) -> None:
    id = add(store)
    store.save(tickets.replied(store.snapshot(), id, now=LATER))
    assert row(store, id)["first_reply"] == LATER
    again = refused(lambda: tickets.replied(store.snapshot(), id, now=LATER))
    assert again == ("first_reply", "The first reply was noted already: 2 Feb 2026 09:05.")


@pytest.mark.capability(20)
def test_a_solved_request_says_when_and_is_not_solved_twice(store: Store) -> None:
    id = add(store)
    store.save(tickets.solved(store.snapshot(), id, now=LATER))
    assert (row(store, id)["status"], row(store, id)["solved_on"]) == ("Solved", LATER)
    assert refused(lambda: tickets.solved(store.snapshot(), id, now=LATER))[0] == "status"


def test_solving_is_taken_back_with_one_undo(store: Store) -> None:
    id = add(store)
    before = row(store, id)
    store.undo(store.save(tickets.solved(store.snapshot(), id, now=LATER)).batch)
    assert {f: row(store, id)[f] for f in ("status", "solved_on")} == {
        f: before.get(f) for f in ("status", "solved_on")
    }


def test_a_request_that_is_taken_up_again_is_open_and_promised_anew(store: Store) -> None:
    id = add(store)
    store.save(tickets.solved(store.snapshot(), id, now=LATER))
    store.save(tickets.reopen(store.snapshot(), id, now=dt.datetime(2026, 2, 10, 9)))
    found = row(store, id)
    assert (found["status"], found["solved_on"]) == ("Working", None)
    assert found["promised_by"] == dt.datetime(2026, 2, 11, 9)


def test_a_request_can_wait_and_go_on(store: Store) -> None:
    id = add(store)
    store.save(tickets.waiting(store.snapshot(), id))
    assert row(store, id)["status"] == "Waiting"
    store.save(tickets.reopen(store.snapshot(), id, now=LATER))
    assert (row(store, id)["status"], row(store, id)["promised_by"]) == ("Working", dt.datetime(2026, 2, 2, 16, 20))


def test_a_promise_can_be_put_off_but_not_before_the_request(store: Store) -> None:
    id = add(store)
    store.save(tickets.later(store.snapshot(), id, dt.date(2026, 2, 9)))
    assert row(store, id)["promised_by"] == dt.date(2026, 2, 9)
    early = refused(lambda: tickets.later(store.snapshot(), id, dt.date(2026, 1, 29)))
    assert early == ("promised_by", "Promised by lies before Opened.")


@pytest.mark.capability(5)
def test_the_teams_own_word_for_solved_is_written(store: Store) -> None:
    id = add(store)
    store.save(ChangeSet("Ours", (SetBeside("Ticket statuses", "Solved", "means", "open", "solved"),)))
    store.save(tickets.solved(store.snapshot(), id, now=LATER))
    assert row(store, id)["status"] == "Closed"


def test_without_a_word_that_means_waiting_it_is_said_where_to_add_one(store: Store) -> None:
    id = add(store)
    store.save(ChangeSet("Ours", (SetBeside("Ticket statuses", "Waiting", "means", "open", "waiting"),)))
    sentence = refused(lambda: tickets.waiting(store.snapshot(), id))[1]
    assert sentence == "No word in your list Ticket statuses means waiting. Add one in the sheet Lists."


def test_a_removed_request_is_gone_and_comes_back(store: Store) -> None:
    id = add(store)
    batch = store.save(tickets.remove_request(store.snapshot(), id)).batch
    assert store.snapshot().tickets.empty
    store.undo(batch)
    assert row(store, id)["subject"] == "The tyre leaks"


# edited -------------------------------------------------------------------------------------------------------------


def edit(store: Store, id: str, contact: str | None = None, **given: object) -> dict[str, Cell]:
    store.save(tickets.edit_request(store.snapshot(), id, given, now=LATER, contact=contact))
    return row(store, id)


def test_another_priority_moves_the_promise_that_was_reckoned_from_it(store: Store) -> None:
    assert edit(store, add(store), priority="Urgent")["promised_by"] == dt.datetime(2026, 1, 30, 20, 20)


def test_a_promise_that_somebody_made_themselves_stays_when_the_priority_changes(store: Store) -> None:
    id = add(store, promised_by="6 Feb 2026 12:00")
    assert edit(store, id, priority="Urgent")["promised_by"] == dt.datetime(2026, 2, 6, 12)


def test_a_status_that_means_solved_notes_when_and_an_open_one_takes_it_away(store: Store) -> None:
    id = add(store)
    assert edit(store, id, status="Closed")["solved_on"] == LATER
    assert edit(store, id, status="Working")["solved_on"] is None


def test_a_request_can_be_given_to_somebody(store: Store) -> None:
    id = add(store, None)
    assert edit(store, id, SHOP, owner="Maya")["contact_id"] == SHOP


def test_an_edit_expects_what_was_drawn_and_says_what_it_changed(store: Store) -> None:
    id = add(store)
    changes = tickets.edit_request(store.snapshot(), id, {"owner": "Tom", "subject": "The tyre leaks"}, now=LATER)
    (change,) = changes.changes
    assert isinstance(change, UpdateRow) and (change.values, change.expected) == ({"owner": "Tom"}, {"owner": None})
    assert changes.summary == "The tyre leaks: owner"


def test_an_edit_cannot_put_the_solution_before_the_request(store: Store) -> None:
    id = add(store)
    found = refused(lambda: edit(store, id, solved_on="1 Jan 2026"))
    assert found == ("solved_on", "Solved on lies before Opened.")
