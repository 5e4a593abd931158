"""What other programs read: all cells of a workbook as {(sheet, row, column): value}."""

import io
import warnings

import openpyxl
from openpyxl.cell import Cell
from python_calamine import CalamineWorkbook

Cells = dict[tuple[str, int, int], object]


def by_calamine(data: bytes) -> Cells:
    """All cells as calamine reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: Cells = {}
    for title in book.sheet_names:
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        for row, cells in enumerate(rows, 1):
            found.update({(title, row, column): value for column, value in enumerate(cells, 1) if value != ""})
    return found


def by_openpyxl(data: bytes, values: bool) -> Cells:
    """All cells as openpyxl reads them, `values`: the results of formulas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
    return {
        (sheet.title, cell.row, cell.column): _plain(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and not _is_link(cell)
    }


def _is_link(cell: Cell) -> bool:
    """Whether this is the address of a link, which openpyxl takes for the value of an empty cell."""
    link = cell.hyperlink
    return link is not None and cell.value in (link.target, link.location)


def _plain(value: object) -> object:
    """A value that can be compared: formulas of several cells as their block and text."""
    return (value.ref, getattr(value, "text", "")) if hasattr(value, "ref") else value
