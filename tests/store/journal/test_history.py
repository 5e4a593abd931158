"""Looking back: presses of Save by person, row and sheet, page by page, and rows that were removed."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm.store.journal import Draft, Journal, dump
from tests.clock import least_cpu
from tests.store.conftest import BOOK_ID

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def change(sheet: str, id: str, op: str = "set") -> Draft:
    cells = dump({"name": id})
    return Draft(sheet, id, "name" if op == "set" else "", op, cells, None if op == "remove" else cells)


def save(
    journal: Journal,
    batch: str,
    actor: str,
    *drafts: Draft,
    summary: str = "x",
    undoes: str = "",
    state: str = "pending",
) -> None:
    with journal.transaction():
        journal.add(batch, summary, actor, drafts, undoes=undoes, state=state)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "journal.sqlite", BOOK_ID)
    save(made, "a", "Ann", change("Contacts", "C-1"), change("Deals", "D-1"))
    save(made, "b", "Bob", change("Contacts", "C-1"))
    save(made, "c", "Ann", change("Contacts", "C-2"))
    save(made, "d", "Ann", change("Deals", "D-1"))
    save(made, "silent", "Ann", change("Contacts", "C-1"), summary="")
    yield made
    made.close()


def names(journal: Journal, limit: int = 9, **only: str) -> str:
    return "".join(batch for batch, *_ in journal.batches(limit, **only))


@pytest.mark.parametrize(
    ("only", "found"),
    [({}, "dcba"), ({"actor": "Ann"}, "dca"), ({"id": "C-1"}, "ba"), ({"sheet": "Deals"}, "da"),
     ({"actor": "Ann", "id": "C-1"}, "a"), ({"id": "C-1", "sheet": "Deals"}, ""), ({"actor": "ann"}, "")],
)  # fmt: skip
def test_the_history_is_found_by_person_row_and_sheet(journal: Journal, only: dict[str, str], found: str) -> None:
    assert names(journal, **only) == found


def test_the_history_goes_on_page_by_page(journal: Journal) -> None:
    assert (names(journal, 2), names(journal, 2, before="c"), names(journal, 2, before="a")) == ("dc", "ba", "")
    assert names(journal, 9, before="d", actor="Ann") == "ca"
    assert names(journal, before="never heard of") == ""


def test_a_batch_says_what_who_and_when(journal: Journal) -> None:
    batch, summary, actor, at, undone = journal.batches(1)[0]
    assert (batch, summary, actor, undone) == ("d", "x", "Ann", False)
    assert abs(at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_what_was_taken_back_says_so_until_it_is_done_again(journal: Journal) -> None:
    save(journal, "e", "Ann", change("Contacts", "C-1"), undoes="a b")
    assert [undone for *_, undone in journal.batches(9)] == [False, False, False, True, True]
    save(journal, "f", "Ann", change("Contacts", "C-1"), undoes="e")
    assert [undone for *_, undone in journal.batches(9)] == [False, True, False, False, False, False]


def gone(journal: Journal, since: dt.datetime = LONG_AGO) -> list[str]:
    return [id for _, id, *_ in journal.removed(since)]


def test_removed_rows_are_found_the_latest_first_with_their_cells(journal: Journal) -> None:
    save(journal, "r", "Bob", change("Contacts", "C-1", "remove"))
    save(journal, "s", "Ann", change("Contacts", "C-2", "remove"))
    sheet, id, before, at, actor, batch = journal.removed(LONG_AGO)[1]
    assert (sheet, id, before, actor, batch) == ("Contacts", "C-1", dump({"name": "C-1"}), "Bob", "r")
    assert gone(journal) == ["C-2", "C-1"] and gone(journal, at + dt.timedelta(minutes=1)) == []


def test_a_row_that_is_back_is_not_removed_any_more(journal: Journal) -> None:
    save(journal, "r", "Bob", change("Contacts", "C-1", "remove"))
    save(journal, "u", "Bob", change("Contacts", "C-1", "add"))
    assert gone(journal) == []
    save(journal, "again", "Bob", change("Contacts", "C-1", "remove"))
    assert gone(journal) == ["C-1"]


def test_a_removal_that_the_sheet_disputed_removed_nothing(journal: Journal) -> None:
    save(journal, "r", "Bob", change("Contacts", "C-1", "remove"), state="conflict")
    assert gone(journal) == []


def test_a_year_of_changes_is_searched_in_a_moment(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite", BOOK_ID)
    with journal.transaction():
        for n in range(4_000):
            op = "remove" if n % 9 == 0 else "set"
            journal.add(f"b{n}", "x", "Ann" if n % 50 else "Bob", [change("Contacts", f"C-{n % 700}", op)] * 2)

    def searched() -> None:
        sought = ({}, {"actor": "Bob"}, {"id": "C-7"}, {"sheet": "Contacts"}, {"sheet": "Deals"}, {"before": "b2000"})
        for only in sought:
            journal.batches(100, **only)
        journal.removed(LONG_AGO)

    assert least_cpu(searched) < 0.3
