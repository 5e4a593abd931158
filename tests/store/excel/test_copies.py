"""The copies that programs which keep folders alike make of a workbook are found; other files are not."""

from pathlib import Path

import pytest

from crm.store.excel import template
from crm.store.excel.workbook import ExcelWorkbook
from tests.store.conftest import TODAY


@pytest.mark.parametrize(
    "name",
    [
        "team (Anna's conflicted copy 2026-11-12).xlsx",
        "team (In Konflikt stehende Kopie von Anna 2026-11-12).xlsx",
        "team.sync-conflict-20261112-093000-ABCDEFG.xlsx",
        "team-OFFICE-PC.xlsx",
        "team (1).xlsx",
    ],
)
def test_a_copy_that_was_made_because_two_saved_at_once_is_found(book: ExcelWorkbook, path: Path, name: str) -> None:
    copy = path.with_name(name)
    copy.write_bytes(path.read_bytes())
    assert book.conflict_copies() == [copy]


@pytest.mark.parametrize(
    "name", ["team 2025.xlsx", "team-2025.xlsx", "teamwork (1).xlsx", "~$team.xlsx", "team (1).csv"]
)
def test_a_copy_that_somebody_made_on_purpose_is_not_taken_for_one(book: ExcelWorkbook, path: Path, name: str) -> None:
    path.with_name(name).write_bytes(path.read_bytes())
    assert book.conflict_copies() == []


def test_another_book_of_such_a_name_is_not_ours(book: ExcelWorkbook, path: Path) -> None:
    template.write(path.with_name("team (1).xlsx"), book_id="fedcba9876543210", rows={}, today=TODAY)
    path.with_name("team (2).xlsx").write_bytes(b"no workbook")
    assert book.conflict_copies() == []
