"""What is said where a workbook has no column for what is to be kept."""

from crm.model.contents import Contents
from crm.model.errors import InvalidInput
from crm.model.sheets import SHEETS


def no_column(contents: Contents, sheet: str, field: str) -> InvalidInput:
    """The refusal that names the column of a sheet of SHEETS, and says where people put one."""
    heading, there = SHEETS[sheet].column(field).heading, contents.sheets.get(sheet)
    title = there.title if there else sheet
    return InvalidInput(
        field,
        f"The sheet {title} has no column “{heading}” to keep this in. "
        f"Write “{heading}” beside its other headings, then try again.",
    )
