"""How a new workbook looks: colours, widths and the formats of its columns."""

import datetime as dt
import re
from typing import Any

from openpyxl.cell import Cell as Place
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from crm.model.cells import CHOICE, CHOICES, EMAIL, ID, LONG_TEXT, MONTH_DAY, PHONE, URL, Cell, storable, written
from crm.model.errors import InvalidInput
from crm.model.schema import KITH, MORE, Column

INK, QUIET, TEAL, LINE = "1F2937", "6B7280", "0F766E", "CBD5D1"
PALE_TEAL, PALE, GREY = "DCEBE8", "EEF2F1", "F1F1F1"

FORMATS = {
    "text": "@",
    "day": "d mmm yyyy",
    "moment": "d mmm yyyy hh:mm",
    "whole": "0",
    "number": "General",
    "money": "#,##0.00",
}
"""Kind.storage -> the number format of its column. Days are written so that they read the same in every country."""

_WIDTHS = {ID: 9, PHONE: 17, EMAIL: 28, URL: 24, CHOICE: 15, CHOICES: 20, MONTH_DAY: 14, LONG_TEXT: 44}
_BY_FIELD = {
    "name": 24, "contact": 24, "organisation": 24, "contact_id": 11, "question": 24, "item": 26, "title": 30,
    "subject": 30, "next_step": 26, "what": 44, "rule": 44, "message": 60,
}  # fmt: skip
_BY_STORAGE = {"day": 13, "moment": 19, "whole": 10, "number": 10, "money": 13}
_HEADINGS = {KITH: (GREY, QUIET), MORE: (PALE, INK)}
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def font(colour: str = INK, **looks: Any) -> Font:
    """The workbook's letters; `looks` as bold, italic, size."""
    return Font(**{"name": "Calibri", "family": 2, "size": 11, "color": colour, **looks})


def solid(colour: str) -> PatternFill:
    """A plain background."""
    return PatternFill("solid", fgColor=colour)


def underline(colour: str = LINE) -> Border:
    """A thin line below."""
    return Border(bottom=Side("thin", color=colour))


def highlight(**font: Any) -> DifferentialStyle:
    """How a conditional format changes a cell; `fill` is the background, the rest is the font's."""
    fill = font.pop("fill", None)
    return DifferentialStyle(font=Font(**font), fill=PatternFill(bgColor=fill) if fill else None)


def width_of(column: Column) -> float:
    """The width of a column in characters: room for its cells, and for its heading beside a filter's button."""
    told = _BY_FIELD.get(column.field) or _WIDTHS.get(column.kind) or _BY_STORAGE.get(column.kind.storage) or 18
    return told if column.kind is ID else max(told, len(column.heading) + 4)


def is_grey(column: Column) -> bool:
    """Whether a column is Kith's own: people may look at it, and need not."""
    return column.field == "id" or column.place == KITH


def _aligned(column: Column, vertical: str) -> Alignment:
    """Days stand left like words; only figures stand right, and their heading with them."""
    if column.kind.storage in ("whole", "number", "money"):
        return Alignment(horizontal="right", vertical=vertical, indent=1)
    return Alignment(horizontal="left", vertical=vertical)


def dress(dimension: ColumnDimension | Place, column: Column) -> None:
    """The format of a column, for its style and for each of its cells alike."""
    dimension.number_format = FORMATS[column.kind.storage]
    dimension.alignment = _aligned(column, "top")
    if is_grey(column):
        dimension.font, dimension.fill = font(QUIET), solid(GREY)


def dress_heading(place: Place, column: Column) -> None:
    """The heading of a column."""
    fill, ink = _HEADINGS.get(KITH if is_grey(column) else column.place, (PALE_TEAL, INK))
    place.font, place.fill, place.border = font(ink, bold=not is_grey(column)), solid(fill), underline(TEAL)
    place.alignment = _aligned(column, "center")
    place.number_format = "@"


def put(sheet: Worksheet, row: int, column: int, value: Cell, field: str = "") -> Place:
    """Write one cell. Text is always text: never a formula, an error or an escape.

    Raises InvalidInput, naming `field`, for what no cell can hold.
    """
    if reason := storable(value):
        raise InvalidInput(field, f"Row {row} of {sheet.title}: “{written(value)[:40]}” {reason}.")
    place = sheet.cell(row, column)
    assert isinstance(place, Place), "a new workbook has no merged cells"
    if isinstance(value, str):
        place.value = _LOOKS_ESCAPED.sub("_x005F_", value)
        place.data_type = "s"
    else:
        place.value = value
    return place


def printed(sheet: Worksheet) -> None:
    """Print a sheet across one page's width."""
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def cell_of(column: Column, value: Cell) -> Cell:
    """A value as the column keeps it: phones, IDs and postcodes that came as numbers are texts."""
    is_day = isinstance(value, dt.date)
    return value if column.kind.storage != "text" or value is None or is_day else written(value) or None
