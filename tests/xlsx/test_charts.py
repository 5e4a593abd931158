"""Charts over rows that become more: made by XlsxWriter, and drawn in the ways that only Excel writes."""

import io
import re

import pytest
import xlsxwriter

from crm.xlsx import RefusedEdit, Workbook
from crm.xlsx.editing.charts import grow_chart
from crm.xlsx.editing.steps import Step
from tests.xlsx.books import KIND, book, content, row, sheet

STEP = Step(2, 9, 10)


def grown(inside: str, title: str = "People", step: Step = STEP) -> str:
    return (grow_chart(inside.encode(), [(title, step)]) or inside.encode()).decode()


def with_chart(kind: str, series: list[dict], rows: int) -> bytes:
    """A workbook of XlsxWriter: names, figures and sizes in “Tom's list”, the chart on another sheet."""
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True})
    people = made.add_worksheet("Tom's list")
    for n in range(rows + 1):
        people.write_row(n, 0, [f"n{n}", n, n * 2, n * 3])
    chart = made.add_chart({"type": kind})
    for one in series:
        chart.add_series(one)
    made.add_worksheet("Chart").insert_chart("A1", chart)
    made.close()
    return file.getvalue()


def references(data: bytes) -> list[str]:
    return re.findall(r"<c:f>([^<]*)</c:f>", content(data, "xl/charts/chart1.xml"))


def ranges(rows: int) -> list[dict]:
    place = "='Tom''s list'!${0}$2:${0}$" + str(rows + 1)
    return [{"name": "='Tom''s list'!$B$1", "categories": place.format("A"), "values": place.format(c)} for c in "BC"]


def test_the_series_of_a_chart_on_another_sheet_reach_the_new_row_and_its_points_stay():
    before = with_chart("line", ranges(4), 4)
    opened = Workbook.from_bytes(before, "x")
    assert opened.sheet("Tom's list").append_row({1: "n5", 2: 5, 3: 10, 4: 15}) == 6
    assert references(opened.pack()) == references(with_chart("line", ranges(5), 5))
    points = [re.sub(r"<c:f>[^<]*", "", content(data, "xl/charts/chart1.xml")) for data in (before, opened.pack())]
    assert points[0] == points[1]


def test_a_scatter_chart_grows_in_both_directions_over_many_rows_at_once():
    opened = Workbook.from_bytes(with_chart("scatter", ranges(3), 3), "x")
    for n in range(4, 54):
        opened.sheet("Tom's list").append_row({1: f"n{n}", 2: n})
    assert references(opened.pack()) == references(with_chart("scatter", ranges(53), 53))


@pytest.mark.parametrize("stays", [
    "<c:tx><c:strRef><c:f>People!$B$9</c:f></c:strRef></c:tx>",
    "<c15:fullRef><c15:sqref>People!$B$2:$B$9</c15:sqref></c15:fullRef>",
    '<cx:numDim><cx:f dir="row">People!$B$2:$F$9</cx:f></cx:numDim>',
    "<c:f>[1]People!$B$2:$B$9</c:f>", "<c:f>'[Old.xlsx]People'!$B$2:$B$9</c:f>", "<c:f>Peoples!$B$2:$B$9</c:f>",
    "<c:f>People!$B$2:$B$8</c:f>", "<c:f>People!$B$3:$B$9</c:f>", "<c:f>People!$B:$B</c:f>", "<c:f>Amounts</c:f>",
    "<c:f>SUM(People!$B$2:$B$9)</c:f>", "<c:pivotSource></c:pivotSource><c:val><c:f>People!$B$2:$B$9</c:f></c:val>",
    "<c:numCache><c:pt><c:v>9</c:v></c:pt></c:numCache>",
])  # fmt: skip
def test_what_is_no_series_over_all_rows_stays(stays):
    assert grown(stays) == stays


@pytest.mark.parametrize(("old", "new"), [
    ("<c:f>People!$B$2:$B$9</c:f>", "<c:f>People!$B$2:$B$10</c:f>"),
    ("<c:f>'PEOPLE'!$B$1:$B$9</c:f>", "<c:f>'PEOPLE'!$B$1:$B$10</c:f>"),
    ("<c:f>(People!$B$2:$B$9,People!$D$2:$D$9)</c:f>", "<c:f>(People!$B$2:$B$10,People!$D$2:$D$10)</c:f>"),
    ("<cx:f>People!$A$2:$B$9</cx:f>", "<cx:f>People!$A$2:$B$10</cx:f>"),
    ('<cx:f dir="col">People!$A$2:$A$9</cx:f>', '<cx:f dir="col">People!$A$2:$A$10</cx:f>'),
    ("<c15:datalabelsRange><c15:f>People!$A$2:$A$9</c15:f>", "<c15:datalabelsRange><c15:f>People!$A$2:$A$10</c15:f>"),
    ("<x:formulaRef><x:sqref>People!$A$2:$A$9</x:sqref>", "<x:formulaRef><x:sqref>People!$A$2:$A$10</x:sqref>"),
])  # fmt: skip
def test_series_of_all_kinds_grow(old, new):
    assert grown(old) == new


def test_titles_are_told_apart_however_xml_writes_them():
    old = "<c:f>'Tom &amp; Ann&apos;&apos;s'!$A$2:$A$9</c:f>"
    assert grown(old, "Tom & Ann's") == old.replace("9<", "10<")
    assert grown(old, "Tom & Ann") == old


def test_a_series_side_by_side_in_the_only_row_does_not_become_two():
    old = "<c:cat><c:f>People!$B$2:$F$2</c:f></c:cat><c:val><c:f>People!$C$2</c:f></c:val>"
    assert grown(old, step=Step(2, 2, 3)) == old.replace("$C$2", "$C$2:$C$3")


CHART = '<c:chartSpace xmlns:c="c"><c:f>People!$A$2:$A$2</c:f></c:chartSpace>'


def drawn(chart: str | bytes, after: str = "") -> bytes:
    types = content(book(""), "[Content_Types].xml").replace(
        "</Types>", f'<Override PartName="/odd/place.xml" ContentType="{KIND}/drawingml.chart+xml"/></Types>'
    )
    return book(sheet(row(1, "Name") + row(2, "Ada"), after), {"odd/place.xml": chart, "[Content_Types].xml": types})


def test_a_chart_is_found_wherever_its_part_lies():
    opened = Workbook.from_bytes(drawn(CHART), "x")
    opened.sheet("People").append_row({1: "Ben"})
    assert "$A$2:$A$3" in content(opened.pack(), "odd/place.xml")
    assert opened.part("odd/place.xml") == content(opened.pack(), "odd/place.xml").encode()


def test_a_chart_in_utf_16_grows_too():
    text = '<?xml version="1.0" encoding="UTF-16"?>' + CHART
    opened = Workbook.from_bytes(drawn(text.encode("utf-16")), "x")
    opened.sheet("People").append_row({1: "Ben"})
    assert "$A$2:$A$3" in content(opened.pack(), "odd/place.xml")


def test_a_refused_row_leaves_the_charts_as_they_were():
    opened = Workbook.from_bytes(drawn(CHART, after='<mergeCells><mergeCell ref="A4:B5"/></mergeCells>'), "x")
    opened.sheet("People").append_row({1: "Ben"})
    for _ in range(2):
        with pytest.raises(RefusedEdit, match="merged"):
            opened.sheet("People").append_row({1: "Cy", 2: "x"})
    assert "$A$2:$A$3<" in content(opened.pack(), "odd/place.xml")
