"""All that is kept of one person, and of nobody else."""

import datetime as dt

import pytest

from crm.actions.everything import HEADINGS_OF_CHANGES, as_text, everything_of, rows_of
from crm.model.cells import Rules
from crm.model.errors import NoSuchRow
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook

TODAY = dt.date(2026, 11, 22)
ANN, TOM = "C-7K3Q9F", "C-04XT2M"
ROWS = {
    "Contacts": [
        {"id": ANN, "name": "Ann Lee", "phone": "020 7946 0112", "do_not_contact": "Yes", "merged_ids": "C-OLD111"},
        {"id": TOM, "name": "Tom Wójcik"},
    ],
    "Interactions": [
        {"id": "N-1", "date": TODAY, "contact": "Ann Lee", "what": "Wants:\na quote"},
        {"id": "N-2", "date": TODAY, "contact": "Tom Wójcik", "contact_id": TOM, "what": "Rang"},
        {"id": "N-3", "date": TODAY, "contact": "Somebody", "contact_id": "C-OLD111", "what": "From the old card"},
    ],
    "Sales": [{"id": "S-1", "date": TODAY, "amount": 5.5, "contact": "Ann Lee", "contact_id": ANN}],
}
CHANGE = dict(zip(HEADINGS_OF_CHANGES, ("2026-11-01 10:12", "Maya", "Contacts", ANN, "phone", "", "1"), strict=True))


@pytest.fixture
def book() -> Snapshot:
    return Snapshot(MemoryWorkbook.new(ROWS, today=lambda: TODAY).read(), Rules(TODAY))


def test_rows_that_are_theirs_by_name_by_number_and_by_an_old_number_are_found(book: Snapshot) -> None:
    assert rows_of(book, ANN) == {"Contacts": [ANN], "Interactions": ["N-1", "N-3"], "Sales": ["S-1"]}
    with pytest.raises(NoSuchRow, match="C-NOBODY"):
        rows_of(book, "C-NOBODY")


def test_each_sheet_is_a_part_with_its_headings_and_nothing_is_left_out_of_it(book: Snapshot) -> None:
    parts = {part.title: part for part in everything_of(book, ANN, [CHANGE])}
    assert list(parts) == ["Contacts", "Interactions", "Sales", "Changes"]
    (row,) = parts["Contacts"].rows
    told = dict(zip(parts["Contacts"].headings, row, strict=True))
    assert (told["Phone"], told["Do not contact"]) == ("020 7946 0112", "Yes")
    assert parts["Changes"].rows == [["2026-11-01 10:12", "Maya", "Contacts", ANN, "Phone", "", "1"]]


def test_the_text_says_what_is_filled_and_no_line_of_a_note_looks_like_a_heading(book: Snapshot) -> None:
    text = as_text(book, ANN, everything_of(book, ANN))
    assert text.startswith("Everything that is kept of Ann Lee\n2026-11-22\n")
    assert "INTERACTIONS (2)" in text and "Wants:\n    a quote" in text
    assert "Tom" not in text and "Birthday" not in text
