"""A full table with a row of totals: they move down for the new row, unless anything names them by their address."""

import pytest

from crm.xlsx import Formula, RefusedEdit, Workbook
from tests.xlsx.books import MAIN, SHEET, TABLE_PART, book, content, links, row, sheet, table

TABLE = "xl/tables/table1.xml"
ROWS = row(1, "Name", "Amount") + row(2, "Ada", "1") + row(3, "Ben", "2")
TOTALS = row(4, "All", "=SUBTOTAL(109,[Amount])")
RELS = "xl/worksheets/_rels/sheet1.xml.rels"


def people(totals: str = TOTALS, after: str = "", beside: str = "", parts: dict | None = None, **of_table) -> Workbook:
    """A full table in A1:B3 with totals in row 4."""
    more = {**table("A1:B4", extra=' totalsRowCount="1"', **of_table), **(parts or {})}
    return Workbook.from_bytes(book(sheet(ROWS + totals + beside, after + TABLE_PART), more), "people.xlsx")


def add(opened: Workbook) -> int:
    return opened.sheet("People").append_row({1: "Cy", 2: 3})


def found(opened: Workbook) -> dict:
    return dict(Workbook.from_bytes(opened.pack(), "x").sheet("People").rows())


def test_the_totals_move_down_and_the_new_row_takes_their_place():
    opened = people()
    assert [add(opened), add(opened)] == [4, 5]
    assert [found(opened)[n] for n in (5, 6)] == [
        {1: "Cy", 2: 3}, {1: "All", 2: Formula("SUBTOTAL(109,[Amount])", 7)},
    ]  # fmt: skip
    assert 'ref="A1:B6"' in content(opened.pack(), TABLE)


def test_a_formula_over_the_rows_reaches_the_new_one_in_the_cell_and_in_the_table():
    own = '<totalsRowFormula>SUM(B2:B3)&amp;"B2:B3"</totalsRowFormula>'
    opened = people(row(4, "All", '=SUM(B2:B3)&amp;"B2:B3"+$A$2+Other!B2:B3'), inside=own)
    add(opened)
    assert found(opened)[5][2].text == 'SUM(B2:B4)&"B2:B3"+$A$2+Other!B2:B3'
    assert '<totalsRowFormula>SUM(B2:B4)&amp;"B2:B3"</totalsRowFormula>' in content(opened.pack(), TABLE)


def test_a_formula_that_several_totals_share_is_written_out():
    shared = '<row r="4"><c r="A4"><f t="shared" ref="A4:B4" si="0">SUM(A2:A3)</f><v>1</v></c>'
    opened = people(shared + '<c r="B4"><f t="shared" si="0"/><v>3</v></c></row>')
    add(opened)
    assert found(opened)[5] == {1: Formula("SUM(A2:A4)", 1), 2: Formula("SUM(B2:B4)", 3)}


def test_a_cell_elsewhere_that_shares_a_formula_with_the_totals_keeps_it():
    shared = '<row r="4"><c r="B4"><f t="shared" ref="B4:D4" si="0">SUM(B2:B3)</f><v>1</v></c>'
    opened = people(shared + '<c r="D4"><f t="shared" si="0"/><v>3</v></c></row>')
    add(opened)
    assert found(opened)[4][4] == Formula("SUM(D2:D3)", 3)
    assert found(opened)[5] == {2: Formula("SUM(B2:B4)", 1)}


def test_what_stands_beside_the_table_stays_where_it_is():
    opened = people(TOTALS.replace("</row>", '<c r="D4"><v>9</v></c></row>'))
    add(opened)
    assert found(opened)[4] == {1: "Cy", 2: 3, 4: 9} and 4 not in found(opened)[5]


def test_a_row_refused_after_the_totals_made_room_leaves_them_where_they_were():
    opened = people(TOTALS.replace("</row>", '<c r="D4"><v>9</v></c></row>'))
    before, seen = opened.pack(), found(opened)
    with pytest.raises(RefusedEdit, match="in cell D4"):
        opened.sheet("People").append_row({1: "Cy", 4: 8})
    assert dict(opened.sheet("People").rows()) == seen and opened.pack() == before


def test_formats_and_the_height_of_the_totals_move_with_them():
    opened = people('<row r="4" ht="40"><c r="A4" s="3" t="str"><v>All</v></c></row>')
    add(opened)
    now = content(opened.pack(), SHEET)
    assert '<row r="5" ht="40"><c r="A5" s="3" t="str"><v>All</v></c></row>' in now and '<row r="4"><c r="A4" t=' in now


def test_formats_of_the_rows_grow_and_those_that_reach_far_below_stay():
    after = '<conditionalFormatting sqref="B2:B3"/><conditionalFormatting sqref="A2:B500"/>'
    opened = people(after=after)
    add(opened)
    assert after.replace("B2:B3", "B2:B4") in content(opened.pack(), SHEET)


def named(what: str) -> str:
    return content(book(""), "xl/workbook.xml").replace("</sheets>", f"</sheets>{what}")


def part(kind: str, target: str, xml: str) -> dict:
    rels = links(("table", "../tables/table1.xml"), (kind, f"../{target}"))
    return {RELS: rels, f"xl/{target}": xml}


NAME = "<definedNames><definedName name='n'>People!{}</definedName></definedNames>"
CHART = '<c:chartSpace xmlns:c="c"><c:val><c:numRef><c:f>{}</c:f></c:numRef></c:val></c:chartSpace>'
CORNER = "<xdr:{0}><xdr:col>{1}</xdr:col><xdr:row>3</xdr:row></xdr:{0}>"
DRAWING = '<xdr:wsDr xmlns:xdr="x">' + CORNER.format("from", 0) + CORNER.format("to", 1) + "</xdr:wsDr>"
COMMENTS = f'<comments xmlns="{MAIN}"><comment ref="B4"/></comments>'
PIVOT = f'<pivotCacheDefinition xmlns="{MAIN}"><worksheetSource ref="A1:B4" sheet="people"/></pivotCacheDefinition>'


@pytest.mark.parametrize(("more", "who"), [
    ({"totals": row(4, "All", "=SUM(A4)")}, "formula of row 4"),
    ({"totals": TOTALS.replace("</row>", '<c r="F4"><f>B4*2</f></c></row>')}, "formula of row 4"),
    ({"totals": TOTALS.replace("</row>", '<c r="F4"><f>INDIRECT("B4")</f></c></row>')}, "formula of row 4"),
    ({"totals": TOTALS.replace("</row>", '<c r="F4"><f>SUM(3:4)</f></c></row>')}, "formula of row 4"),
    ({"parts": {"xl/workbook.xml": named(NAME.format("$B$4"))}}, "a name, chart, link"),
    ({"parts": {"xl/workbook.xml": named(NAME.format("$A$1:$B$4"))}}, "a name, chart, link"),
    ({"parts": {"xl/charts/chart9.xml": CHART.format("'People'!$B$4")}}, "a name, chart, link"),
    ({"parts": {"xl/charts/chart9.xml": CHART.format("SUM(People:Other!$B$4)")}}, "a name, chart, link"),
    ({"after": '<conditionalFormatting sqref="A1 B4"/>'}, "a conditional format"),
    ({"after": '<conditionalFormatting sqref="B2"><formula>B2&gt;B$4</formula></conditionalFormatting>'}, "a rule"),
    ({"after": '<dataValidations><dataValidation sqref="A2:B4"/></dataValidations>'}, "a rule of entry"),
    ({"after": '<mergeCells><mergeCell ref="A4:B4"/></mergeCells>'}, "merged"),
    ({"after": '<hyperlinks><hyperlink ref="A4" location="x"/></hyperlinks>'}, "a link"),
    ({"after": '<hyperlinks><hyperlink ref="F1" location="B4"/></hyperlinks>'}, "a link"),
    ({"parts": part("comments", "comments1.xml", COMMENTS)}, "a comment"),
    ({"parts": part("drawing", "drawing1.xml", DRAWING)}, "a picture"),
    ({"parts": {"xl/pivotCache/p1.xml": PIVOT}}, "a pivot table"),
    ({"beside": row(6, "Note")}, "something below it, in row 6"),
])  # fmt: skip
def test_totals_that_something_names_stay_and_the_row_is_refused(more, who):
    opened = people(**more)
    before = opened.pack()
    with pytest.raises(RefusedEdit, match=f"(?s)“T” in “People” is full and its totals row is below, in row 4.*{who}"):
        add(opened)
    assert opened.pack() == before


@pytest.mark.parametrize("more", [
    {"parts": {"xl/charts/chart9.xml": CHART.format("'Other people'!$B$4")}},
    {"parts": {"xl/workbook.xml": named(NAME.format("$A:$B"))}},
    {"totals": TOTALS.replace("</row>", '<c r="F4"><f>SUM(T[[#Totals],[Amount]])+Other!B4+LOG10(B3)</f></c></row>')},
    {"after": '<hyperlinks><hyperlink ref="F4" location="x"/></hyperlinks>'},
    {"parts": part("drawing", "drawing1.xml", DRAWING.replace("col>0", "col>7").replace("col>1", "col>9"))},
])  # fmt: skip
def test_what_names_other_cells_is_not_in_the_way(more):
    assert add(people(**more)) == 4


def test_several_rows_of_totals_are_refused():
    parts = table("A1:B4", extra=' totalsRowCount="2"')
    opened = Workbook.from_bytes(book(sheet(row(1, "Name") + row(2, "Ada"), TABLE_PART), parts), "x")
    with pytest.raises(RefusedEdit, match="several rows of totals"):
        add(opened)


def test_an_array_formula_in_the_totals_is_refused():
    with pytest.raises(RefusedEdit, match="fills several cells"):
        add(people('<row r="4"><c r="B4"><f t="array" ref="B4">SUM(B2:B3)</f></c></row>'))


def test_the_only_row_named_by_a_single_cell_may_mean_all_rows():
    parts = table("A1:B3", extra=' totalsRowCount="1"')
    rows = row(1, "Name", "Amount") + row(2, "Ada", "1") + row(3, "All", "=SUM(B2)")
    opened = Workbook.from_bytes(book(sheet(rows, TABLE_PART), parts), "x")
    with pytest.raises(RefusedEdit, match="may mean all rows"):
        add(opened)


def test_blank_rows_above_the_totals_are_used_first():
    parts = table("A1:B5", extra=' totalsRowCount="1"')
    opened = Workbook.from_bytes(book(sheet(ROWS + row(5, "All", "=SUM(B2:B4)"), TABLE_PART), parts), "x")
    assert add(opened) == 4
    assert found(opened)[5] == {1: "All", 2: Formula("SUM(B2:B4)", 7)}


def test_a_name_that_is_given_to_the_totals_later_holds_them_too():
    opened = people()
    add(opened)
    opened.define_name("all_of_it", "People!$B$5")
    with pytest.raises(RefusedEdit, match="a name, chart, link"):
        add(opened)
