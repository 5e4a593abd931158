"""Cells that are merged: a title over a list may be, and a line between its rows; what people's cells are may not."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.model.contents import Contents, SheetContents
from crm.model.errors import CannotOpen
from crm.model.layout import Layout
from crm.store.google.calls import Spreadsheet


@dataclass(frozen=True)
class Merge:
    """Cells that are one: rows and columns from 1."""

    title: str
    page: int
    first_row: int
    last_row: int
    is_across: bool  # over several columns


def merges_in(spreadsheet: Spreadsheet) -> list[Merge]:
    """All merged cells of a spreadsheet. Raises Trouble."""
    found = []
    for sheet in spreadsheet.about("sheets(properties(sheetId,title),merges)").get("sheets", []):
        told = sheet["properties"]
        for span in sheet.get("merges", []):
            first, last = span.get("startRowIndex", 0) + 1, span.get("endRowIndex", 0)
            columns = span.get("endColumnIndex", 0) - span.get("startColumnIndex", 0)
            found.append(Merge(told["title"], told.get("sheetId", 0), first, last, columns > 1))
    return found


def merged_rows(merges: Sequence[Merge]) -> dict[int, frozenset[int]]:
    """The number of a sheet -> its rows in which cells are merged across."""
    rows: dict[int, set[int]] = {}
    for merge in merges:
        if merge.is_across:
            rows.setdefault(merge.page, set()).update(range(merge.first_row, merge.last_row + 1))
    return {page: frozenset(each) for page, each in rows.items()}


def require_unmerged(merges: Sequence[Merge], contents: Contents, layout: Layout) -> None:
    """Raise CannotOpen where cells among the records are merged: only the first of them would hold anything. In a sheet
    that a team made itself titles may be, above the headings and between the rows."""
    for name, sheet in contents.sheets.items():
        for merge in merges:
            if merge.title == sheet.title and (name not in layout or _holds_records(merge, sheet)):
                raise CannotOpen(
                    f"In the sheet {sheet.title} some cells are merged (row {merge.first_row}), so Kith cannot tell "
                    "what belongs to whom. Select them, choose Format > Merge cells > Unmerge, and try again."
                )


def _holds_records(merge: Merge, sheet: SheetContents) -> bool:
    return not set(range(merge.first_row, merge.last_row + 1)).isdisjoint(sheet.rows)
