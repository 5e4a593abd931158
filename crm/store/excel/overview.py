"""How the sheet Overview of a new workbook file looks.

Charts are made once, over the fixed block of twelve months; later only values change, so no chart is ever edited.
"""

from collections.abc import Sequence

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
from crm.store.overview import CALL_ROW, HEADINGS, MONTH_ROW, MONTHS, TITLE, WIDTHS, Figures, cells

_LETTERS = "ABCDEF"


def add(book: Workbook, figures: Figures) -> None:
    """Add the sheet with its headings, figures and three charts."""
    page = book.create_sheet(TITLE)
    page.sheet_view.showGridLines = False
    for letter, width in zip(_LETTERS, WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    styles.put(page, 1, 1, TITLE).font = styles.font(styles.TEAL, bold=True, size=18)
    page.row_dimensions[1].height = 30
    for first, words in HEADINGS.items():
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
    if row >= CALL_ROW:
        place.number_format = "d mmm yyyy" if column == 3 else "@"
    elif row >= MONTH_ROW:
        place.number_format = ("@", "0", "0", "0", "0", "#,##0")[column - 1]
    elif row == 2:
        place.font, place.border = styles.font(styles.QUIET, italic=True), Border()


def _aligned(row: int, column: int) -> Alignment:
    if MONTH_ROW <= row < CALL_ROW and column > 1:
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
    chart.set_categories(Reference(page, min_col=1, min_row=MONTH_ROW, max_row=MONTH_ROW + MONTHS - 1))
    chart.gapWidth = 60
    return chart


def _series(page: Worksheet, column: int) -> Series:
    heading_and_values = Reference(page, min_col=column, min_row=MONTH_ROW - 1, max_row=MONTH_ROW + MONTHS - 1)
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
