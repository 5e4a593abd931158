"""Columns and sheets that another workbook has and this one lacks, added to a workbook file that is there."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from crm.model.errors import CannotOpen
from crm.model.schema import Column
from crm.model.text import key
from crm.store.excel import template
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
            book, contents = Workbook.open(path), known.read()
            if missing := [name for name in sheets if name not in contents.sheets]:
                new = io.BytesIO()
                template.make(book_id="", today=today, sheets=missing, overview=False).save(new)
                like = Workbook.from_bytes(new.getvalue(), path.name)
                for name in missing:
                    book.add_sheet(name, like.sheet(name))
            for name, columns in lacking.items():
                there = contents.sheets.get(name)
                fields = {key(field) for field in there.columns} if there else set()
                for column in columns:
                    if key(column.field) not in fields:
                        book.sheet(there.title if there else name).add_column(
                            column.heading, there.heading_row if there else 1
                        )
            book.save(path)
    except (OSError, RefusedEdit, RefusedWorkbook) as error:
        raise CannotOpen(f"{path.name} could not be given what it lacks: {error} Nothing was changed.") from error
