"""From an .xlsx workbook to rows of cells: values only; formulas give what they last showed."""

import io
import zipfile
from collections.abc import Iterator

from crm.exchange.questions import Question
from crm.model.cells import Cell
from crm.model.errors import InvalidInput
from crm.xlsx import CellError, Formula, RefusedWorkbook, Workbook

MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO = 2_000, 100_000_000, 100
Sheet = tuple[str, list[int], list[list[Cell]], tuple[Question, ...]]


def sheets(data: bytes, name: str, most_rows: int, most_columns: int) -> Iterator[Sheet]:
    """(title, row numbers, rows, notes) of each tab in which anything stands; rows without a value are left out.

    Raises InvalidInput("file") when the file is no workbook, or too large to be a list of people.
    """
    try:
        _measure(data, name)
        book = Workbook.from_bytes(data, name)
        for title in book.sheets:
            numbers, rows, errors = _rows(book, title, name, most_rows, most_columns)
            if rows:
                yield title, numbers, rows, _errors(errors)
    except RefusedWorkbook as refused:
        raise InvalidInput("file", str(refused)) from refused


def _measure(data: bytes, name: str) -> None:
    """Refuse what would unpack to more than a list needs; the engine checks that the sizes are true."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return  # the engine knows what to say
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError) as error:
        raise InvalidInput("file", f"“{name}” is damaged. Copy it again, or save it anew in Excel.") from error
    swollen = any(entry.file_size > max(1_000_000, MAX_RATIO * entry.compress_size) for entry in entries)
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED or swollen:
        raise InvalidInput(
            "file", f"“{name}” is too large once it is unpacked. Copy just the list into a new workbook."
        )


def _rows(
    book: Workbook, title: str, name: str, most_rows: int, most_columns: int
) -> tuple[list[int], list[list[Cell]], list[str]]:
    numbers: list[int] = []
    found: list[dict[int, Cell]] = []
    errors: list[str] = []
    width = 0
    for number, cells in book.sheet(title).rows():
        filled: dict[int, Cell] = {}
        for column, value in cells.items():
            value = value.cached if isinstance(value, Formula) else value
            if isinstance(value, CellError):
                errors.append(f"row {number}: {value}")
            elif value is not None and value != "":
                filled[column] = value
        if filled:
            numbers.append(number)
            found.append(filled)
            width = max(width, *filled)
        if len(numbers) > most_rows or width > most_columns:
            size = f"{most_rows:,} rows" if len(numbers) > most_rows else f"{most_columns} columns"
            raise InvalidInput("file", f"The sheet “{title}” of “{name}” has more than {size}.")
    return numbers, [[row.get(column) for column in range(1, width + 1)] for row in found], errors


def _errors(errors: list[str]) -> tuple[Question, ...]:
    if not errors:
        return ()
    told = "; ".join(errors[:3]) + (" ..." if len(errors) > 3 else "")
    return (Question("error_cell", f"Cells that show an error are read as blank ({told})."),)
