"""Where charts and pictures lie over the cells, as three programs write it down."""

import io

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference

from crm.xlsx import Workbook
from tests.xlsx.books import book, links, row, sheet

TO = "<to><col>{}</col><colOff>9</colOff><row>{}</row><rowOff>9</rowOff></to>"
FROM = TO.replace("to>", "from>")
RELS = "xl/worksheets/_rels/sheet1.xml.rels"


def over(data: bytes, title: str = "People") -> list[str]:
    return [str(block) for block in Workbook.from_bytes(data, "team.xlsx").sheet(title).drawn_over]


def drawn(anchors: str) -> bytes:
    """A sheet with a drawing of these anchors."""
    parts = {RELS: links(("drawing", "../drawings/drawing1.xml")), "xl/drawings/drawing1.xml": anchors}
    return book(sheet(row(1, "Name"), '<drawing r:id="rId1"/>'), parts)


@pytest.mark.parametrize(
    ("anchors", "cells"),
    [
        (f"<d><twoCellAnchor editAs='oneCell'>{FROM.format(2, 3)}{TO.format(5, 9)}</twoCellAnchor></d>", ["C4:F10"]),
        (f'<d><oneCellAnchor>{FROM.format(0, 0)}<ext cx="609600" cy="381000"/></oneCellAnchor></d>', ["A1:B3"]),
        (f"<d><twoCellAnchor>{FROM.format(2, 3)}{TO.format(9999999, 9999999)}</twoCellAnchor></d>", ["C4:XFD1048576"]),
        (f"<d><oneCellAnchor>{FROM.format(0, 0)}</oneCellAnchor><absoluteAnchor/></d>", []),
        ("<d/>", []),
    ],
    ids=["two corners", "one corner", "far off", "without a size", "nothing"],
)
def test_where_a_drawing_lies(anchors: str, cells: list[str]) -> None:
    assert over(drawn(anchors)) == cells


def test_a_chart_of_openpyxl_and_one_of_xlsxwriter() -> None:
    page = openpyxl.Workbook()
    chart = BarChart()
    chart.add_data(Reference(page.worksheets[0], min_col=1, min_row=1, max_row=2))
    page.worksheets[0].add_chart(chart, "N2")
    page.save(first := io.BytesIO())
    team = xlsxwriter.Workbook(second := io.BytesIO())
    one, other = team.add_worksheet("One"), team.add_chart({"type": "column"})
    other.add_series({"values": "=One!$A$1:$A$2"})
    one.insert_chart("C4", other)
    team.close()
    assert over(first.getvalue(), "Sheet") == ["N2:V16"] and over(second.getvalue(), "One") == ["C4:J18"]
