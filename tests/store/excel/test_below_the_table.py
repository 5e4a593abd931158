"""Rows that a colleague typed below a table, in a program that does not let tables grow."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from crm.actions.contacts import add_contact
from crm.store.store import Store
from tests.store.conftest import PEOPLE, new_book


@pytest.fixture
def typed_below(tmp_path: Path) -> Path:
    """A workbook with three people in its table and one typed right below it."""
    path = tmp_path / "typed.xlsx"
    path.write_bytes(new_book(PEOPLE, path))
    book = openpyxl.load_workbook(path)
    sheet = book["Contacts"]
    last = sheet.max_row
    sheet.cell(last + 1, 2, "Dora Typed")
    assert sheet.tables["Contacts"].ref.endswith(str(last))
    book.save(path)
    return path


def test_somebody_added_after_a_row_was_typed_below_the_table_gets_in(
    typed_below: Path, opened: Callable[..., Store]
) -> None:
    store = opened(typed_below)
    store.save(add_contact(store.snapshot(), {"name": "Eve Added"}))
    assert store.flush(30), store.status()
    book = openpyxl.load_workbook(typed_below)
    names = [row[1] for row in book["Contacts"].iter_rows(min_row=2, values_only=True)]
    assert names[-2:] == ["Dora Typed", "Eve Added"]
    assert book["Contacts"].tables["Contacts"].ref.endswith(str(len(names) + 1))


def test_a_row_that_finds_no_place_waits_with_the_reason_and_stays_in_sight(
    typed_below: Path, opened: Callable[..., Store]
) -> None:
    book = openpyxl.load_workbook(typed_below)
    sheet = book["Contacts"]
    sheet.cell(sheet.max_row + 1, 2, "Total")
    book.save(typed_below)
    store = opened(typed_below)
    store.save(add_contact(store.snapshot(), {"name": "Eve Added"}))
    assert not store.flush(2)
    assert "Eve Added" in set(store.snapshot().contacts["name"])
    assert "1 change waits" in store.status().sentence
    assert "Move it away in Excel" in store.status().sentence


def test_a_row_that_waits_for_a_place_can_be_taken_back(typed_below: Path, opened: Callable[..., Store]) -> None:
    book = openpyxl.load_workbook(typed_below)
    book["Contacts"].cell(book["Contacts"].max_row + 1, 2, "Total")
    book.save(typed_below)
    store = opened(typed_below)
    receipt = store.save(add_contact(store.snapshot(), {"name": "Eve Added"}))
    store.undo(receipt.batch)
    assert store.flush(10), store.status()
    assert "Eve Added" not in set(store.snapshot().contacts["name"])
