"""A value put into a cell: what must not be written over, and what has to go with the old value."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crm.xlsx.cells import Plain
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.markup.rowcells import RowText, formula_in
from crm.xlsx.places import name_of

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet


def put(sheet: "Sheet", number: int, column: int, value: Plain) -> None:
    """Put a value into a cell, None to empty it. Raises RefusedEdit; the caller undoes what was begun."""
    refuse_fixed(sheet, number, [column], ends=True)
    row = sheet.row(number)
    cell = row.cell(column) if row else None
    formula = formula_in(cell, sheet.text.prefix) if cell else None
    if formula:
        sheet.release(formula)
        row = sheet.row(number)
    if cell is None and value in (None, ""):
        return
    if row is None:
        tag = sheet.text.prefix + b"row"
        row = RowText(number, b"<" + tag + b' r="%d"></' % number + tag + b">", sheet.text.prefix)
    style = cell.style if cell else row.style() or sheet.column_style(column)
    new = sheet.cell_bytes(row, column, value, style)
    if cell and row.xml[cell.start : cell.end] == new:
        return
    sheet.write_row(row.with_cells({column: new}), [column])
    sheet.book.changed()


def refuse_fixed(sheet: "Sheet", row: int, columns: Iterable[int], ends: bool = False) -> None:
    """Raise RefusedEdit if a cell of a row is merged with others or belongs to a formula of several cells; with
    `ends` also if it is a heading or a total of a table."""
    merged, spread = sheet.fixed
    for place in [(row, column) for column in columns]:
        name = f"Cell {name_of(*place)} of “{sheet.title}”"
        if any(place != block[:2] for block in merged.at(*place)):
            raise RefusedEdit(f"{name} is merged with another one. Write into the first cell of the block.")
        if spread.at(*place):
            raise RefusedEdit(f"{name} belongs to a formula that fills several cells. Change that formula in Excel.")
        if ends:
            _refuse_ends(sheet, place, name)


def _refuse_ends(sheet: "Sheet", place: tuple[int, int], name: str) -> None:
    for table in sheet.tables:
        if table.range.holds(*place) and place[0] < table.first_data_row:
            raise RefusedEdit(f"{name} is a heading of the table “{table.name}”. Change it in Excel.")
        if table.range.holds(*place) and place[0] > table.last_data_row:
            raise RefusedEdit(f"{name} is in the totals row of the table “{table.name}”. Change it in Excel.")
