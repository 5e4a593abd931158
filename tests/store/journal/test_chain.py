"""The chain of the history: what was altered or is missing shows, and what is old goes without breaking it."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.store.journal import Draft, Journal, dump
from tests.clock import least_cpu
from tests.store.conftest import BOOK_ID

YEARS_ON = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)


def city(name: str, id: str = "C-1") -> Draft:
    return Draft("Contacts", id, "city", "set", dump({"city": None}), dump({"city": name}))


def added(journal: Journal, batch: str, *drafts: Draft, state: str = "in_workbook") -> list[int]:
    with journal.transaction():
        return [entry.seq for entry in journal.add(batch, "a change", "Ann", drafts or (city("Rom"),), state=state)]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "journal.sqlite", BOOK_ID)
    for batch in "abcde":
        added(made, batch, city(batch), city(batch))
    yield made
    made.close()


def behind(journal: Journal, tmp_path: Path, statement: str) -> list[str]:
    """What the history says of itself after somebody wrote into its file with another program."""
    with sqlite3.connect(tmp_path / "journal.sqlite") as other:
        other.execute(statement)
    return journal.verify()


def test_a_history_that_nobody_touched_is_whole(journal: Journal) -> None:
    assert journal.verify() == []


@pytest.mark.parametrize(
    "change",
    ["actor = 'Bob'", "at = at + 1", "after = replace(after, 'b', 'x')", "before = null", "row_id = 'C-2'",
     "op = 'add'", "sheet = 'Deals'", "\"column\" = 'phone'", "batch = 'z'", "salt = 'x'", "inner = 'x'", "hash = 'x'"],
)  # fmt: skip
def test_a_row_that_was_altered_is_named(journal: Journal, tmp_path: Path, change: str) -> None:
    assert behind(journal, tmp_path, f"update change set {change} where seq = 4") == [
        "Row 4 of the history was altered afterwards."
    ]


def test_rows_that_were_taken_out_are_named(journal: Journal, tmp_path: Path) -> None:
    assert behind(journal, tmp_path, "delete from change where seq in (4, 5, 8)") == [
        "Rows 4 to 5 of the history are missing.",
        "Row 8 of the history is missing.",
    ]


def test_a_history_cut_short_at_its_end_or_its_beginning_shows(journal: Journal, tmp_path: Path) -> None:
    assert behind(journal, tmp_path, "delete from change where seq > 8") == ["Rows 9 to 10 of the history are missing."]
    assert "Row 1 of the history is missing." in behind(journal, tmp_path, "delete from change where seq = 1")


def test_a_row_put_in_the_place_of_another_shows_although_it_proves_itself(journal: Journal, tmp_path: Path) -> None:
    other = Journal(tmp_path / "other.sqlite", BOOK_ID)
    for batch in "abcde":
        added(other, batch, city("forged"), city("forged"))
    other.close()
    with sqlite3.connect(tmp_path / "journal.sqlite") as run:
        run.execute("attach ? as other", (str(tmp_path / "other.sqlite"),))
        run.execute("replace into change select * from other.change where seq = 6")
    assert journal.verify() == ["Rows 5 to 6 of the history were altered afterwards."]


def test_erased_values_leave_the_chain_whole(journal: Journal, tmp_path: Path) -> None:
    erased = "update change set before = null, after = null, salt = null where seq in (1, 4)"
    assert behind(journal, tmp_path, erased) == []
    assert journal.of_batch("a")[0].after is None


def test_what_becomes_of_a_row_is_no_harm_to_the_chain(journal: Journal, tmp_path: Path) -> None:
    assert behind(journal, tmp_path, "update change set state = 'superseded', generation = 'x:1'") == []


def test_what_is_older_than_a_year_goes_and_the_rest_is_whole(journal: Journal) -> None:
    assert journal.trim(dt.datetime.now(dt.UTC)) == 0
    assert journal.trim(YEARS_ON) == 10 and journal.batches(9) == []
    assert added(journal, "later") == [11] and journal.verify() == []


def test_what_waits_and_what_is_to_be_decided_stays_however_old_it_is(journal: Journal) -> None:
    added(journal, "waits", state="pending")
    added(journal, "after it")
    assert journal.trim(YEARS_ON) == 10
    assert [entry.seq for entry in journal.pending()] == [11] and journal.verify() == []
    with journal.transaction():
        journal.add_conflicts([(journal.pending()[0], "Paris")])
    assert journal.trim(YEARS_ON) == 0
    journal.settle(11, "theirs")
    assert journal.trim(YEARS_ON) == 2


def test_old_rows_go_when_the_history_is_opened(journal: Journal, tmp_path: Path) -> None:
    journal.close()
    with sqlite3.connect(tmp_path / "journal.sqlite") as run:
        run.execute("update change set at = 1000 where seq <= 6")
    again = Journal(tmp_path / "journal.sqlite", BOOK_ID)
    assert [batch for batch, *_ in again.batches(9)] == ["e", "d"] and again.verify() == []


def test_a_version_is_known_as_long_as_what_came_after_it_is(journal: Journal, tmp_path: Path) -> None:
    for name, batch in (("x:1", "f"), ("x:2", "g"), ("x:3", "h")):
        added(journal, batch, state="pending")
        with journal.transaction():
            journal.intend(name, ("t", "new", "old"), journal.pending())
            journal.see_through(name)
    behind(journal, tmp_path, "update change set at = 1000 where seq <= 12")
    journal.trim(dt.datetime.now(dt.UTC))
    assert journal.generation("x:1") is None  # what came after it began with row 12, which is gone
    assert [entry.batch for entry in journal.since("x:2")] == ["h"]


def test_a_long_history_is_looked_through_in_seconds(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite", BOOK_ID)
    added(journal, "all", *[city("Rom", f"C-{n}") for n in range(20_000)])
    assert journal.verify() == [] and least_cpu(journal.verify) < 1.5
