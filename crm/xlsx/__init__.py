"""Read and edit .xlsx and .xlsm workbooks that people own, without losing anything that is in them.

    from crm.xlsx import Workbook

    book = Workbook.open("team.xlsx")
    book.sheet("Contacts").append_row({1: "C-7K3Q9F", 2: "Ada"})
    book.save("team.xlsx")

`Workbook` opens, packs and saves; `Sheet` reads and edits; a `Grid` is a sheet read at once, a `Table` a table on it.
`Formula` and `CellError` may stand in a cell; `Plain` is what can be written, `Value` what can be read. `package` saves
in two steps, `changed` tells whether somebody else has saved meanwhile. Rows and columns count from 1.

What cannot be done exactly is refused with a sentence (`RefusedWorkbook`, `RefusedEdit` for one edit of many), and
nothing has changed then. `SwapUnknown` is the one OSError after which the new file is in its place.
"""

from crm.xlsx import changed, package
from crm.xlsx.cells import CellError, Formula, Plain, Value
from crm.xlsx.contents.parts import Table
from crm.xlsx.errors import RefusedEdit, RefusedWorkbook, SwapUnknown
from crm.xlsx.reading.reader import Grid
from crm.xlsx.sheet import Sheet
from crm.xlsx.workbook import Workbook

__all__ = [
    "CellError",
    "Formula",
    "Grid",
    "Plain",
    "RefusedEdit",
    "RefusedWorkbook",
    "Sheet",
    "SwapUnknown",
    "Table",
    "Value",
    "Workbook",
    "changed",
    "package",
]
