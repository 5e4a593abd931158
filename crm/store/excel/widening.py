"""Columns and sheets that another workbook has and this one lacks, added to a workbook file that is there."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from crm.model.contents import Contents
from crm.model.errors import CannotOpen
from crm.model.lists import Lists
from crm.model.schema import Column
from crm.model.text import key
from crm.store.excel.new_sheets import LISTS, add_sheets
from crm.store.excel.styles import width_of
from crm.store.excel.workbook import ExcelWorkbook
from crm.xlsx import RefusedEdit, RefusedWorkbook, Workbook


def widen(
    path: Path, locks: Path, lacking: Mapping[str, Sequence[Column]], sheets: Sequence[str], today: dt.date
) -> None:
    """Add sheets at the end, and columns at the right of a sheet; what is there already stays. Raises CannotOpen."""
    known = ExcelWorkbook(path, today=lambda: today, locks=locks)
    if (owner := known.open_by()) is not None:
        raise CannotOpen(f"{owner.name} has {path.name} open. Close it there, then move again. Nothing was changed.")
    try:
        with known.locked():
            book = Workbook.open(path)
            there = known.read()
            is_without = LISTS in lacking and not there.lists_at
            add_sheets(book, [name for name in sheets if name not in there.sheets] + [LISTS] * is_without, today)
            for name, columns in lacking.items():
                _add_columns(book, there, name, columns)
            book.save(path)
    except (OSError, RefusedEdit, RefusedWorkbook) as error:
        raise CannotOpen(f"{path.name} could not be given what it lacks: {error} Nothing was changed.") from error


def _of_lists(known: Contents) -> list[str]:
    """The columns of the sheet Lists, or of one that was just added."""
    return [f"own:{heading}" for heading in known.lists_at or Lists.default().blocks]


def _add_columns(book: Workbook, known: Contents, name: str, columns: Sequence[Column]) -> None:
    """Columns right of a sheet that was there, the sheet Lists among them, or of one that was just added."""
    there = known.sheets.get(name)
    fields = {key(field) for field in (there.columns if there else _of_lists(known) if name == LISTS else ())}
    sheet = book.sheet(there.title if there else name)
    for column in columns:
        if key(column.field) not in fields:
            sheet.add_column(column.heading, there.heading_row if there else 1, width=width_of(column))
