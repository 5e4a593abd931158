"""A row emptied at once: a cell at a time, each would cut the row into cells anew."""

from typing import TYPE_CHECKING

from crm.xlsx.editing.cell import refuse_fixed
from crm.xlsx.markup.rowcells import formula_in

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet


def clear(sheet: "Sheet", number: int) -> None:
    """Empty the cells of a row, which keep their formats. Raises RefusedEdit; the caller undoes what was begun.

    It goes from the right: so a formula that cells of this row share is handed to a row below.
    """
    row = sheet.row(number)
    filled = [cell for cell in row.cells if cell.inner] if row else []
    refuse_fixed(sheet, number, [cell.column for cell in filled], ends=True)
    for cell in reversed(filled):
        current = row.cell(cell.column) if row else None
        formula = formula_in(current, sheet.text.prefix) if current else None
        if formula:
            sheet.release(formula)
            row = sheet.row(number) if formula.text else row
    if row and filled:
        empty = {cell.column: sheet.cell_bytes(row, cell.column, None, cell.style) for cell in filled}
        sheet.write_row(row.with_cells(empty), [])
        sheet.book.changed()
