"""Read and edit .xlsx and .xlsm workbooks that people own, without losing anything that is in them.

    from crm.xlsx import Workbook

    book = Workbook.open("team.xlsx")
    book.sheet("Contacts").append_row({1: "C-7K3Q9F", 2: "Ada"})
    book.save("team.xlsx")

What cannot be done exactly is refused with a sentence (RefusedWorkbook), and nothing has changed then.
"""

from crm.xlsx import changed, package
from crm.xlsx.cells import CellError, Formula
from crm.xlsx.errors import RefusedEdit, RefusedWorkbook, SwapUnknown
from crm.xlsx.parts import Table
from crm.xlsx.reader import Grid
from crm.xlsx.sheet import Sheet
from crm.xlsx.workbook import Workbook

__all__ = [
    "CellError",
    "Formula",
    "Grid",
    "RefusedEdit",
    "RefusedWorkbook",
    "Sheet",
    "SwapUnknown",
    "Table",
    "Workbook",
    "changed",
    "package",
]
