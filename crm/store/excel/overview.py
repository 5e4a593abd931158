"""The sheet Overview: figures for colleagues who have no Kith open. Values, never formulas, in cells that never move.

Charts are made once, over the fixed block of twelve months; later only values change, so no chart is ever edited.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series
from openpyxl.chart.series_factory import SeriesFactory
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.styles import Alignment, Border
from openpyxl.worksheet.worksheet import Worksheet

from crm.model.cells import Cell
from crm.store.excel import styles

TITLE = "Overview"
FACTORS, MONTHS, CALLS = 4, 12, 20
_FACTOR_ROW, _MONTH_ROW, _CALL_ROW = 5, 12, 27  # the first rows below the headings
_HEADINGS = {
    _FACTOR_ROW: ("Measure", "Now", "Counted", "What it says"),
    _MONTH_ROW: ("Month", "Kept", "Lost", "Would recommend us (NPS)", "Answers", "Money in"),
    _CALL_ROW: ("People to call", "Phone", "Last contact", "Why"),
}


@dataclass(frozen=True)
class Figures:
    """What the sheet shows. Each row is one tuple of cells, as its headings say; longer ones are cut.

    `factors`: four of (name, value, n, sentence). `months`: twelve, oldest first, of (month, kept, lost, NPS, answers,
    money in). `calls`: at most twenty of (name, phone, last contact, why). `as_of` None: no figures yet.
    """

    as_of: dt.date | None = None
    factors: Sequence[Sequence[Cell]] = ()
    months: Sequence[Sequence[Cell]] = ()
    calls: Sequence[Sequence[Cell]] = ()


def cells(figures: Figures) -> dict[tuple[int, int], Cell]:
    """(row, column) -> value for every cell that Kith writes, blanks included: they clear older figures."""
    when = f"As of {figures.as_of.day} {figures.as_of:%B %Y}." if figures.as_of else "No figures yet."
    found: dict[tuple[int, int], Cell] = {(2, 1): f"{when} Kith writes this sheet anew; please type elsewhere."}
    blocks = (
        (_FACTOR_ROW, FACTORS, figures.factors),
        (_MONTH_ROW, MONTHS, figures.months),
        (_CALL_ROW, CALLS, figures.calls),
    )
    for first, height, rows in blocks:
        for number in range(height):
            row = rows[number] if number < len(rows) else ()
            for column in range(len(_HEADINGS[first])):
                found[first + number, column + 1] = row[column] if column < len(row) else None
    return found


def add(book: Workbook, figures: Figures) -> None:
    """Add the sheet with its headings, figures and three charts."""
    page = book.create_sheet(TITLE)
    page.sheet_view.showGridLines = False
    for letter, width in zip("ABCDEF", (26, 18, 14, 27, 12, 14), strict=True):
        page.column_dimensions[letter].width = width
    styles.put(page, 1, 1, TITLE).font = styles.font(styles.TEAL, bold=True, size=18)
    page.row_dimensions[1].height = 30
    for first, words in _HEADINGS.items():
        for column, word in enumerate(words, start=1):
            place = styles.put(page, first - 1, column, word)
            place.font, place.fill = styles.font(bold=True), styles.solid(styles.PALE_TEAL)
            place.alignment = _aligned(first, column)
    for (row, column), value in cells(figures).items():
        _dress(page, row, column, value)
    _charts(page)
    styles.printed(page)


def _dress(page: Worksheet, row: int, column: int, value: Cell) -> None:
    place = styles.put(page, row, column, value)
    place.border = styles.underline()
    place.alignment = _aligned(row, column)
    if row >= _CALL_ROW:
        place.number_format = "d mmm yyyy" if column == 3 else "@"
    elif row >= _MONTH_ROW:
        place.number_format = ("@", "0", "0", "0", "0", "#,##0")[column - 1]
    elif row == 2:
        place.font, place.border = styles.font(styles.QUIET, italic=True), Border()


def _aligned(row: int, column: int) -> Alignment:
    if _MONTH_ROW <= row < _CALL_ROW and column > 1:
        return Alignment(horizontal="right", indent=1)
    return Alignment(horizontal="left")


# charts -------------------------------------------------------------------------------------------------------------


def _charts(page: Worksheet) -> None:
    charts = (
        ("H4", "Customers kept and lost", _kept_and_lost(page)),
        ("H21", "Would they recommend us?", _recommend(page)),
        ("H38", "Money in", _bars(page, (6,), (styles.TEAL,))),
    )
    for place, title, chart in charts:
        chart.title, chart.width, chart.height = title, 18, 8
        chart.x_axis.delete = chart.y_axis.delete = False
        chart.x_axis.tickLblPos = "low"  # months stay below when a figure is negative
        chart.legend.position = "b"
        chart.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill="E5E7EB")))
        chart.display_blanks = "span"
        page.add_chart(chart, place)


def _bars(page: Worksheet, columns: Sequence[int], colours: Sequence[str]) -> BarChart:
    """Columns of the block of months as bars; their headings are the legend."""
    chart = BarChart()
    for column, colour in zip(columns, colours, strict=True):
        series = _series(page, column)
        series.graphicalProperties.solidFill = colour
        chart.series.append(series)
    chart.set_categories(Reference(page, min_col=1, min_row=_MONTH_ROW, max_row=_MONTH_ROW + MONTHS - 1))
    chart.gapWidth = 60
    return chart


def _series(page: Worksheet, column: int) -> Series:
    heading_and_values = Reference(page, min_col=column, min_row=_MONTH_ROW - 1, max_row=_MONTH_ROW + MONTHS - 1)
    series: Series = SeriesFactory(heading_and_values, title_from_data=True)
    return series


def _kept_and_lost(page: Worksheet) -> BarChart:
    chart = _bars(page, (2, 3), (styles.TEAL, "D97706"))
    chart.grouping, chart.overlap = "stacked", 100
    return chart


def _recommend(page: Worksheet) -> BarChart:
    """NPS as a line over the number of answers as pale bars, which say how much the line can be trusted."""
    answers = _bars(page, (5,), ("CBD5D1",))
    answers.y_axis.title, answers.y_axis.scaling.min = "Answers", 0
    line = LineChart()
    series = _series(page, 4)
    series.graphicalProperties.line.solidFill, series.smooth = styles.TEAL, False
    series.marker = Marker("circle", 7, GraphicalProperties(solidFill=styles.TEAL))
    line.series.append(series)
    line.x_axis.axId, line.x_axis.crossAx, line.x_axis.delete = 20, 200, True
    line.y_axis.axId, line.y_axis.crossAx, line.y_axis.crosses, line.y_axis.title = 200, 20, "max", "NPS"
    line.y_axis.scaling.min, line.y_axis.scaling.max = -100, 100
    line.y_axis.delete, line.y_axis.majorGridlines = False, None
    answers += line
    return answers
