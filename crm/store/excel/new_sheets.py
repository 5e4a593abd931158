"""Whole sheets added to a workbook that is there, as a new workbook has them."""

import datetime as dt
import io
from collections.abc import Sequence

from crm.model.cells import Cell
from crm.model.lists import LISTS as KNOWN_LISTS
from crm.model.sheets import SHEETS
from crm.store.excel import template
from crm.store.overview import TITLE as OVERVIEW
from crm.xlsx import Workbook

LISTS = "Lists"


def add_sheets(book: Workbook, names: Sequence[str], today: dt.date) -> None:
    """Sheets as a new workbook has them; the sheet Lists without a word in it, Overview without figures."""
    if names:
        new, records = io.BytesIO(), [name for name in names if name in SHEETS]
        blank: dict[str, list[list[Cell]]] = {name: [] for name in KNOWN_LISTS}
        template.make(book_id="", today=today, sheets=records, lists=blank, overview=OVERVIEW in names).save(new)
        like = Workbook.from_bytes(new.getvalue(), "new.xlsx")
        for name in sorted(names, key=_is_linked):
            book.add_sheet(name, like.sheet(name))


def _is_linked(name: str) -> bool:
    """Whether a sheet offers names of another one, which must be there before it."""
    return name in SHEETS and any(column.to for column in SHEETS[name].columns)
