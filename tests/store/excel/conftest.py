"""What the tests of a workbook file share: the file opened, written to, and its folder listed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crm.model.cells import Cell
from crm.model.changes import UpdateRow
from crm.model.contents import Contents
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.workbook import Intent, Written
from tests.store.conftest import BOOK_ID, TODAY


@pytest.fixture
def book(path: Path, tmp_path: Path) -> ExcelWorkbook:
    """The workbook of three people, opened."""
    return workbook_at(path, tmp_path / "state")


def workbook_at(path: Path, state: Path) -> ExcelWorkbook:
    """A workbook file opened by the Kith whose state folder is `state`."""
    return ExcelWorkbook(path, today=lambda: TODAY, locks=state)


def write_city(
    book: ExcelWorkbook, city: str, number: int = 1, before_swap: Callable[[Intent], None] = lambda intent: None
) -> Written:
    """One save: Ada's city, as the save of this number."""
    change = UpdateRow("Contacts", "C-ADA11A", {"city": city})
    stamp = (BOOK_ID, f"test:{number}")
    return book.write([change], seen=book.read().revision, stamp=stamp, before_swap=before_swap)


def city(contents: Contents | None, id: str = "C-ADA11A") -> Cell:
    """Somebody's city in some contents, None when there are none."""
    row = contents.sheets["Contacts"].row(id) if contents else None
    return row["city"] if row else None


def names(folder: Path, pattern: str = "*") -> list[str]:
    """The names of the files in a folder, hidden ones too."""
    return sorted(file.name for file in folder.glob(pattern) if file.is_file())
