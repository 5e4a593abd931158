"""The history of a workbook carried along when it moves: told as it was, once, in a chain that stays whole."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm.store.journal import Draft, Journal, dump
from crm.store.journal.carrying import MOVES, carry

Opened = Callable[[str], Journal]
ALL = 1_000_000  # rows


def city(name: str, op: str = "set") -> Draft:
    return Draft("Contacts", "C-1", "city" if op == "set" else "", op, dump({"city": None}), dump({"city": name}))


def save(journal: Journal, batch: str, draft: Draft, state: str = "in_workbook", undoes: str = "") -> None:
    with journal.transaction():
        journal.add(batch, f"Save {batch}", "Ann", [draft], state=state, undoes=undoes)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    made: list[Journal] = []

    def opened(name: str) -> Journal:
        made.append(Journal(tmp_path / name / "journal.sqlite", name))
        return made[-1]

    yield opened
    for journal in made:
        journal.close()


@pytest.fixture
def old(opened: Opened) -> Journal:
    journal = opened("old")
    save(journal, "a", city("Rom"))
    save(journal, "b", city("Oslo"))
    return journal


def test_who_did_what_and_when_is_told_as_it_was(old: Journal, opened: Opened) -> None:
    new = opened("new")
    time.sleep(0.01)
    assert carry(old, new, ALL) == 2
    assert new.batches(10) == old.batches(10)
    assert [entry.after for entry in new.of_batch("b")] == [dump({"city": "Oslo"})]


def test_what_was_carried_once_is_not_carried_again(old: Journal, opened: Opened) -> None:
    new = opened("new")
    carry(old, new, ALL)
    before = new.touched()
    assert (carry(old, new, ALL), new.touched()) == (0, before)
    save(old, "c", city("Paris"))
    assert carry(old, new, ALL) == 1


def test_the_chain_stays_whole_and_an_altered_row_in_it_shows(old: Journal, opened: Opened) -> None:
    new = opened("new")
    save(new, "own", city("Bonn"))
    carry(old, new, ALL)
    save(new, "later", city("Bern"))
    assert new.verify() == []
    with new.transaction():
        new.run("update change set actor = 'Bob' where batch = 'a'")
    assert new.verify() == ["Row 2 of the history was altered afterwards."]


def test_what_waited_is_in_the_new_workbook_and_what_was_disputed_waits_for_nobody(
    old: Journal, opened: Opened
) -> None:
    save(old, "waits", city("Paris"), state="pending")
    save(old, "disputed", city("Lyon"), state="conflict")
    new = opened("new")
    carry(old, new, ALL)
    assert [new.of_batch(batch)[0].state for batch in ("waits", "disputed")] == ["in_workbook", "superseded"]
    assert new.pending() == [] and new.conflicts() == []


def test_carried_rows_came_before_every_version_of_the_new_workbook(old: Journal, opened: Opened) -> None:
    new = opened("new")
    with new.transaction():
        new.note_generation("0", "sha")
    carry(old, new, ALL)
    assert new.since("0") == []


def test_a_move_is_no_news_in_another_workbook(old: Journal, opened: Opened) -> None:
    save(old, f"{MOVES}x", city("Rom", "add"))
    new = opened("new")
    carry(old, new, ALL)
    assert not new.knows(f"{MOVES}x")


def test_what_was_taken_back_is_known_to_be_so_after_the_move(old: Journal, opened: Opened) -> None:
    save(old, "back", city("Rom"), undoes="b")
    new = opened("new")
    carry(old, new, ALL)
    assert (new.is_undone("b"), new.is_undone("a")) == (True, False)
    save(new, "again", city("Oslo"), undoes="back")
    assert not new.is_undone("b")


def test_what_was_saved_later_than_the_rows_were_taken_comes_the_next_time(old: Journal, opened: Opened) -> None:
    until, _ = old.head()
    save(old, "later", city("Paris"))
    new = opened("new")
    assert (carry(old, new, until), new.knows("later")) == (2, False)
    assert (carry(old, new, ALL), new.knows("later")) == (1, True)
