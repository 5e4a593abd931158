"""What stands in the file, as other programs read it."""

import datetime as dt
import re
import zipfile
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from python_calamine import CalamineWorkbook

from tests.journeys.office import Office

Row = dict[str, object]
PEOPLE = ("Contacts", "Interactions", "Follow-ups", "Satisfaction")


def rows(path: Path, sheet: str = "Contacts") -> list[Row]:
    """The filled rows of a sheet by heading, as openpyxl reads them."""
    heads, *filled = load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    found = [dict(zip(map(str, heads), line, strict=True)) for line in filled if any(cell is not None for cell in line)]
    return [{head: unescape(cell) if isinstance(cell, str) else cell for head, cell in row.items()} for row in found]


def people(path: Path) -> dict[str, Row]:
    """The rows of Contacts by name. A name that stands there twice is an error."""
    found = {str(row["Name"]): row for row in rows(path)}
    assert len(found) == len(rows(path)), "somebody is in the sheet twice"
    return found


def made_by(path: Path) -> str:
    """The program that saved the file last."""
    with zipfile.ZipFile(path) as book:
        return book.read("docProps/app.xml").decode().partition("<Application>")[2].partition("<")[0]


def readings(path: Path, office: Office) -> list[dict[str, list[str]]]:
    """Each cell of the sheets of people, as openpyxl, calamine and LibreOffice read them."""
    first, second = load_workbook(path, data_only=True), CalamineWorkbook.from_path(str(path))
    third = office(path, *({"do": "csv", "sheet": sheet} for sheet in PEOPLE), keep=True)
    return [
        {sheet: lines(first[sheet].iter_rows(values_only=True)) for sheet in PEOPLE},
        {sheet: lines(second.get_sheet_by_name(sheet).to_python(skip_empty_area=False)) for sheet in PEOPLE},
        {sheet: lines(table) for sheet, table in zip(PEOPLE, third, strict=True)},
    ]


def lines(table) -> list[str]:  # type: ignore[no-untyped-def]
    """A table as text, a line a row, without the blanks at the ends."""
    return "\n".join("\t".join(map(plain, row)).rstrip("\t") for row in table).rstrip("\n").split("\n")


def plain(cell: object) -> str:
    """A cell as text; days and times of day as ISO, also those that LibreOffice writes the American way."""
    if isinstance(cell, str) and re.fullmatch(r"\d\d/\d\d/\d{4}( \d\d:\d\d:\d\d)?", cell):
        cell = dt.datetime.strptime(cell, "%m/%d/%Y %H:%M:%S" if " " in cell else "%m/%d/%Y")
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell)
