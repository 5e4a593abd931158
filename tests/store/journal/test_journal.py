"""The journal: what it was given it gives back, and a change of history shows."""

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetSetting, UpdateRow
from crm.model.errors import NotSaved
from crm.store.entries import change_of, drafts
from crm.store.journal import IN_WORKBOOK, PENDING, Draft, Journal, dump, load
from tests.store.conftest import BOOK_ID

DRAFT = Draft("Contacts", "C-1", "city", "set", dump({"city": None}), dump({"city": "Rom"}))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
moments = st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2199, 1, 1))
cells = st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.floats(allow_nan=False) | texts | moments | (
    st.dates(dt.date(1901, 1, 1))
)  # fmt: skip
rows = st.dictionaries(texts.filter(bool), cells, max_size=4)
places = st.none() | st.integers(2, 99)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite", BOOK_ID)


def added(journal: Journal, batch: str, *what: Draft) -> list[int]:
    with journal.transaction():
        return [entry.seq for entry in journal.add(batch, "a change", "Ann", what or (DRAFT,))]


@given(rows, places)
def test_cells_come_back_from_the_journal_as_they_were(row: dict[str, object], place: int | None) -> None:
    back, where = load(dump(row, place))  # type: ignore[arg-type]
    assert where == place and [(n, type(c), c) for n, c in back.items()] == [
        (n, type(c), c) for n, c in sorted(row.items())
    ]


CHANGES: list[Change] = [
    AddRow("Contacts", "C-1", {"name": "Ada", "since": dt.date(2020, 1, 1)}, 7),
    UpdateRow("Contacts", "C-1", {"city": "Rom"}, {"city": None}),
    RemoveRow("Contacts", "C-1", {"name": "Ada"}, 7),
    SetSetting("currency", "EUR", "GBP"),
    AddToList("Tags", "red", {"means": "x"}),
    RemoveFromList("Tags", "red", {}),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_comes_back_from_its_row_of_the_journal(change: Change) -> None:
    (draft,) = drafts(change, getattr(change, "place", None))
    assert change_of(draft) == change and change.inverse().inverse() == change


def test_a_transaction_that_fails_leaves_nothing(journal: Journal) -> None:
    with pytest.raises(ZeroDivisionError), journal.transaction():
        journal.add("b", "a change", "Ann", [DRAFT])
        raise ZeroDivisionError
    assert journal.pending() == [] and not journal.knows("b")


def test_each_row_bears_the_hash_of_the_row_before(journal: Journal, tmp_path: Path) -> None:
    added(journal, "a", DRAFT, DRAFT)
    added(journal, "b")
    chain = sqlite3.connect(tmp_path / "journal.sqlite").execute("select prev_hash, hash from change").fetchall()
    assert [previous for previous, _ in chain] == ["", *(hashed for _, hashed in chain[:-1])]
    assert len({hashed for _, hashed in chain}) == 3


def test_a_commit_is_flushed_to_the_disk(journal: Journal) -> None:
    run = journal._connection.execute
    assert run("pragma synchronous").fetchone() == (2,) and run("pragma journal_mode").fetchone() == ("wal",)


def test_another_process_sees_what_was_confirmed_at_once(journal: Journal, tmp_path: Path) -> None:
    other = Journal(tmp_path / "journal.sqlite", BOOK_ID)
    before = other.touched()
    added(journal, "a")
    assert other.touched() > before and [entry.batch for entry in other.pending()] == ["a"]
    assert other.meta("instance") == journal.meta("instance")


def test_a_swap_that_happened_takes_in_what_went_with_it_and_nothing_else(journal: Journal) -> None:
    first, second = added(journal, "a", DRAFT, DRAFT)
    generation = journal.next_generation()
    with journal.transaction():
        journal.intend(generation, ("t", "new", "old"), [e for e in journal.pending() if e.seq == first])
    later = added(journal, "b")
    with journal.transaction():
        journal.see_through(generation)
    assert [entry.seq for entry in journal.pending()] == [second, *later] and journal.intended() is None


def test_a_swap_that_never_happened_leaves_its_rows_to_the_next_one(journal: Journal) -> None:
    first, second = added(journal, "a", DRAFT, DRAFT)
    generations = []
    for seq in (first, second):
        generations.append(journal.next_generation())
        with journal.transaction():
            journal.intend(generations[-1], ("t", "new", "old"), [e for e in journal.pending() if e.seq == seq])
    with journal.transaction():
        journal.see_through(generations[1])
    assert generations[0] != generations[1] and [entry.seq for entry in journal.pending()] == [first]


def test_what_became_of_a_row_is_said_once(journal: Journal) -> None:
    added(journal, "a")
    (entry,) = journal.of_batch("a")
    with journal.transaction():
        journal.mark([entry], IN_WORKBOOK)
        journal.mark([entry], PENDING)
    assert [entry.state for entry in journal.of_batch("a")] == [IN_WORKBOOK]


def test_a_closed_journal_confirms_nothing(journal: Journal) -> None:
    journal.close()
    with pytest.raises(NotSaved), journal.transaction():
        journal.add("a", "a change", "Ann", [DRAFT])
