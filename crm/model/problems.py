"""What could not be understood in a workbook. A problem never stops a read: the cell keeps its text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A cell or row that could not be understood.

    `code` is a word of the tidy catalogue (`not_a_date`, `orphan` ...), `row` the row number in the sheet, `field` ""
    when the whole row is meant, `text` what stands in the cell, `action` what the person may do about it.
    """

    code: str
    sheet: str
    row: int
    id: str
    field: str
    text: str
    sentence: str
    action: str = ""
