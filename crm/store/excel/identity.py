"""A copy of a workbook as a workbook of its own."""

import secrets
from pathlib import Path

from crm.model.errors import CannotOpen
from crm.store.excel.reading import BOOK, GENERATION
from crm.xlsx import RefusedWorkbook, Workbook


def renew(path: Path) -> str:
    """Give the workbook at `path` an identity of its own; the new one. All else in it stays. Raises CannotOpen."""
    book_id = secrets.token_hex(8)
    try:
        book = Workbook.open(path)
        book.set_property(BOOK, book_id)
        book.set_property(GENERATION, "0")
        book.save(path)
    except (OSError, RefusedWorkbook) as error:
        raise CannotOpen(f"{path.name} could not be changed: {error} Nothing was changed.") from error
    return book_id
