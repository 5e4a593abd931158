"""A new column right of a table, or right of the headings of plain cells (ECMA-376 part 1, 18.5.1 tables)."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.xlsx import growth, widening
from crm.xlsx.cells import check
from crm.xlsx.errors import RefusedEdit, unusual
from crm.xlsx.formulas import find_formulas
from crm.xlsx.headings import check_heading
from crm.xlsx.parts import Table
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, Range, letters_of, name_of, range_of
from crm.xlsx.rowcells import RowText

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


def add_column(sheet: "Sheet", title: str, heading_row: int | None) -> int:
    """Write the heading and let table and filter grow to the right. Raises like Sheet.add_column; the caller undoes."""
    check_heading(title)
    check(title, sheet.book.date1904)
    place = find_place(sheet, heading_row)
    _refuse_occupied(sheet, place)
    if place.table:
        widening.grow_table(sheet, place.table, title)
    else:
        widening.grow_filter(sheet, place.heading_row, place.column)
    _dress(sheet, place)
    _write_heading(sheet, place, title)
    sheet.book.changed(sheet)
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
    """Refuse when anything stands where the column goes; without a table, down to the end of the sheet."""
    block = place.block if place.table else place.block._replace(last_row=LAST_ROW)
    for number in sheet.text.upwards(block.last_row + 1):
        if number < block.first_row:
            break
        cell = _cell_after(sheet, number, place.column)
        if cell:
            raise _occupied(sheet, place, f"there is something in cell {cell}")
    taken = [(ref, range_of(ref), "cells are merged") for ref in sheet.merged]
    taken += [
        (table.ref, table.range, f"the table “{table.name}” is") for table in sheet.tables if table != place.table
    ]
    spread = [cell.spread for cell in find_formulas(sheet.text, b"ref") if cell.spread and cell.kind != "shared"]
    taken += [(str(ref), ref, "a formula fills cells") for ref in spread]
    for ref, found, what in taken:
        if found.meets(block):
            raise _occupied(sheet, place, f"{what} in {ref}")


def _occupied(sheet: "Sheet", place: Place, what: str) -> RefusedEdit:
    where = f"Column {letters_of(place.column)} of “{sheet.title}” is not free: {what}."
    return RefusedEdit(f"{where} Move it away in Excel, so that a column can be added.")


def _cell_after(sheet: "Sheet", number: int, column: int) -> str:
    """The name of a row's cell in a column if it has a value, else ""."""
    row = sheet.row(number)
    cell = row.cell(column) if row and not _ends_before(row, column) else None
    return name_of(number, column) if cell and cell.has_value else ""


def _ends_before(row: RowText, column: int) -> bool:
    """Whether all cells of a row are surely left of a column: a look at the last one, much quicker than at all."""
    start = row.xml.rfind(b"<" + row.prefix + b"c ")
    found = re.match(rb"[^<>]*?\sr=\"([A-Z]{1,3})\d+\"", row.xml[start:]) if start >= 0 else None
    return found is not None and (len(found[1]), found[1]) < (len(name := letters_of(column)), name.encode())


# what the cells look like ---------------------------------------------------------------------------------------------


def _dress(sheet: "Sheet", place: Place) -> None:
    """Give the cells below the heading the looks of their neighbours on the left, without the number format."""
    plain: dict[int, int] = {}
    for number in list(sheet.text.upwards(place.last_row + 1)):
        if number <= place.heading_row:
            break
        row = sheet.row(number)
        left = row.cell(place.column - 1) if row else None
        if row and left and left.style and not row.cell(place.column):
            if left.style not in plain:
                plain[left.style] = sheet.book.plain_style(left.style)
            style = plain[left.style]
            cell = b'<%sc r="%s" s="%d"/>' % (row.prefix, name_of(number, place.column).encode(), style)
            sheet.text.put(number, row.with_cells({place.column: cell}).xml)
            sheet.text.head = growth.grow_dimension(sheet.text.head, number, place.column)


def _write_heading(sheet: "Sheet", place: Place, title: str) -> None:
    row = sheet.row(place.heading_row)
    if row is None:
        raise unusual(f"sheet “{sheet.title}” lacks the row of its headings")
    own, left = row.cell(place.column), row.cell(place.column - 1)
    style = (own.style if own else 0) or (left.style if left else 0)
    cell = sheet.cell_bytes(row, place.column, title, style)
    sheet.text.put(place.heading_row, row.with_cells({place.column: cell}).xml)
    sheet.text.head = growth.grow_dimension(sheet.text.head, place.heading_row, place.column)
