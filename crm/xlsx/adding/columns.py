"""A new column right of a table, or right of the headings of plain cells (ECMA-376 part 1, 18.5.1 tables)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.xlsx.adding import widening, widths
from crm.xlsx.adding.dressing import dress, occupied
from crm.xlsx.cells import check
from crm.xlsx.contents.headings import check_heading
from crm.xlsx.contents.parts import Table
from crm.xlsx.errors import RefusedEdit, unusual
from crm.xlsx.formulas.text import find_formulas
from crm.xlsx.markup.rowcells import RowText
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, Range, letters_of, range_of

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet


@dataclass(frozen=True)
class Place:
    """Where a column goes: its number, the row of its heading, the last row that belongs to it, the table around it."""

    column: int
    heading_row: int
    last_row: int
    table: Table | None

    @property
    def block(self) -> Range:
        """The cells of the new column."""
        return Range(self.heading_row, self.column, self.last_row, self.column)


def add_column(sheet: "Sheet", title: str, heading_row: int | None, width: float) -> int:
    """Write the heading and let table and filter grow to the right. Raises like Sheet.add_column; the caller undoes."""
    check_heading(title)
    check(title, sheet.book.date1904)
    place = find_place(sheet, heading_row)
    _refuse_occupied(sheet, place)
    if place.table:
        widening.grow_table(sheet, place.table, title)
    else:
        widening.grow_filter(sheet, place.heading_row, place.column)
    dress(sheet, place.column, (place.heading_row, place.last_row))
    _write_heading(sheet, place, title)
    if width:
        widths.widen(sheet, place.column, width)
    sheet.book.changed()
    return place.column


def find_place(sheet: "Sheet", heading_row: int | None) -> Place:
    """Right of the only table, or of the one with its headings in that row; else right of that row's last value."""
    tables = [
        table
        for table in sheet.tables
        if heading_row is None or (table.header_rows and table.range.first_row == heading_row)
    ]
    if len(tables) > 1:
        raise RefusedEdit(f"“{sheet.title}” holds several tables. Say in which row the headings of yours are.")
    if tables:
        return _beside(sheet, tables[0])
    if heading_row is None:
        raise ValueError(f"“{sheet.title}” has no table, so it must be said which row holds the headings.")
    xml = sheet.text.row(heading_row)
    cells = RowText(heading_row, xml, sheet.text.prefix).cells if xml is not None else []
    filled = [cell.column for cell in cells if cell.has_value]
    if not filled:
        raise RefusedEdit(f"Row {heading_row} of “{sheet.title}” holds no headings.")
    return Place(_within(sheet, filled[-1] + 1), heading_row, max(next(sheet.text.upwards(), 1), heading_row), None)


def _beside(sheet: "Sheet", table: Table) -> Place:
    if not table.header_rows:
        raise RefusedEdit(f"The table “{table.name}” in “{sheet.title}” shows no headings. Let it show them in Excel.")
    if table.kind != "worksheet":
        raise RefusedEdit(
            f"The table “{table.name}” in “{sheet.title}” is filled from outside. Add the column in Excel."
        )
    block = table.range
    return Place(_within(sheet, block.last_column + 1), block.first_row, block.last_row, table)


def _within(sheet: "Sheet", column: int) -> int:
    if column > LAST_COLUMN:
        raise RefusedEdit(f"“{sheet.title}” has no column right of {letters_of(LAST_COLUMN)}.")
    return column


def _refuse_occupied(sheet: "Sheet", place: Place) -> None:
    """Refuse when merged cells, another table or a formula lie where the column goes; cells are looked at later.

    Without a table the column goes down to the end of the sheet.
    """
    block = place.block if place.table else place.block._replace(last_row=LAST_ROW)
    tables = [table for table in sheet.tables if table != place.table]
    taken = [(range_of(ref), "cells are merged") for ref in sheet.merged]
    taken += [(table.range, f"the table “{table.name}” is") for table in tables]
    cells = find_formulas(sheet.text, b"ref")
    taken += [(cell.spread, "a formula fills cells") for cell in cells if cell.spread and cell.kind != "shared"]
    for found, what in taken:
        if found.meets(block):
            raise occupied(sheet.title, place.column, f"{what} in {found}")


def _write_heading(sheet: "Sheet", place: Place, title: str) -> None:
    row = sheet.row(place.heading_row)
    if row is None:
        raise unusual(f"sheet “{sheet.title}” lacks the row of its headings")
    own, left = row.cell(place.column), row.cell(place.column - 1)
    style = (own.style if own else 0) or (left.style if left else 0)
    cell = sheet.cell_bytes(row, place.column, title, style)
    sheet.write_row(row.with_cells({place.column: cell}), [place.column])
