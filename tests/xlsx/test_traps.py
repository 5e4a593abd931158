"""The eighteen ways in which other tools break workbooks, and that we do not."""

import io
import xml.etree.ElementTree as ElementTree
import zipfile

import openpyxl
import pytest

from crm.xlsx import Formula, RefusedEdit, RefusedWorkbook, Workbook
from tests.xlsx.books import KIND, MAIN, SHEET, TABLE_PART, book, changed, content, links, row, sheet, table

HEAD = row(1, "Name", "Amount")
DOCUMENT = "xl/workbook.xml"
RELS = "xl/_rels/workbook.xml.rels"


def people(rows: str, ref: str = "", after: str = "", parts: dict | None = None, **of_table) -> Workbook:
    more = {**(table(ref, **of_table) if ref else {}), **(parts or {})}
    return Workbook.from_bytes(book(sheet(rows, after + (TABLE_PART if ref else "")), more), "people.xlsx")


def workbook_with(inside: str) -> str:
    return content(book(""), DOCUMENT).replace("</sheets>", "</sheets>" + inside)


def chained() -> dict:
    types = content(book(""), "[Content_Types].xml").replace(
        "</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{KIND}.calcChain+xml"/></Types>'
    )
    kinds = ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("calcChain", "calcChain.xml")
    return {"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="B2" i="1"/></calcChain>',
            "[Content_Types].xml": types, RELS: links(*kinds)}  # fmt: skip


def test_trap_1_the_calculation_chain_never_names_a_formula_that_went():
    before = book(sheet(row(2, "1", "=A2")), chained())
    opened = Workbook.from_bytes(before, "x")
    opened.sheet("People").set_cell(2, 2, 5)
    after = opened.pack()
    assert {"xl/calcChain.xml", "[Content_Types].xml", RELS} <= changed(before, after)
    assert "calcChain" not in content(after, "[Content_Types].xml") + content(after, RELS)


def test_trap_1_a_calculation_chain_stays_when_a_formula_comes():
    own = "<calculatedColumnFormula>T[[#This Row],[Name]]*2</calculatedColumnFormula>"
    parts = {**chained(), **table("A1:B2", inside=own)}
    opened = people(HEAD + row(2, "1", "=T[[#This Row],[Name]]*2"), parts=parts, after=TABLE_PART)
    opened.sheet("People").append_row({1: 7})
    assert 'r="B2"' in content(opened.pack(), "xl/calcChain.xml")


def shared_block() -> str:
    cells = dict.fromkeys(("B2", "C2", "B3", "C3"), '<f t="shared" si="3"/>')
    cells["B2"] = '<f t="shared" ref="B2:C3" si="3">A2*$A$9</f>'
    line = "".join
    return line(
        f'<row r="{n}">{line(f"""<c r="{c}{n}">{cells[f"{c}{n}"]}<v>{n}</v></c>""" for c in "BC")}</row>'
        for n in (2, 3)
    )


def test_trap_2_cells_that_shared_a_formula_compute_as_before_when_its_first_cell_goes():
    opened = people(shared_block())
    opened.sheet("People").set_cell(2, 2, "typed")
    grid = Workbook.from_bytes(opened.pack(), "x").sheet("People").grid()
    assert grid.formulas == {
        (2, 3): Formula("B2*$A$9", 2),
        (3, 2): Formula("A3*$A$9", 3),
        (3, 3): Formula("B3*$A$9", 3),
    }


def test_trap_2_a_row_with_several_shared_formulas_is_cleared_whole():
    two = '<c r="D2"><f t="shared" ref="D2:D3" si="4">A2+1</f></c></row>'
    opened = people(shared_block().replace("</row>", two, 1)[:-6] + '<c r="D3"><f t="shared" si="4"/></c></row>')
    opened.sheet("People").clear_row(2)
    assert {place: f.text for place, f in opened.sheet("People").grid().formulas.items()} == {
        (3, 2): "A3*$A$9", (3, 3): "B3*$A$9", (3, 4): "A3+1",
    }  # fmt: skip


@pytest.mark.parametrize(("formula", "mark"), [
    ('<f t="array" ref="A2:A4">B2:B4*2</f>', ""),
    ('<f t="dataTable" ref="A2:A4" dt2D="0" dtr="0" r1="C1"/>', ""),
    ('<f t="array" ref="A2:A4">_xlfn.UNIQUE(B2:B9)</f>', ' cm="1"'),
])  # fmt: skip
def test_trap_3_no_cell_of_a_formula_that_fills_several_is_overwritten(formula, mark):
    opened = people(f'<row r="2"><c r="A2"{mark}>{formula}<v>1</v></c></row><row r="4"><c r="A4"><v>2</v></c></row>')
    before = opened.pack()
    for number in (2, 3, 4):
        with pytest.raises(RefusedEdit, match=f"Cell A{number} of “People” belongs to a formula that fills several"):
            opened.sheet("People").set_cell(number, 1, 5)
    assert opened.pack() == before


def test_trap_3_a_new_row_does_not_run_into_what_a_formula_spills():
    spill = '<row r="2"><c r="A2" cm="1"><f t="array" ref="A2:A4">B2:B4</f><v>1</v></c></row>'
    with pytest.raises(RefusedEdit, match="A3"):
        people(spill).sheet("People").append_row({1: 5})


def test_trap_3_marks_of_rich_values_go_with_the_value():
    opened = people('<row r="2"><c r="A2" vm="1" cm="1" s="3"><v>1</v></c></row>')
    opened.sheet("People").set_cell(2, 1, 4)
    assert '<c r="A2" s="3"><v>4</v></c>' in content(opened.pack(), SHEET)


def test_trap_4_results_that_may_be_old_stay_and_excel_is_asked_to_compute():
    names = "<definedNames><definedName name='n'>1</definedName></definedNames>"
    opened = people(row(2, "1", "=A2*2"), parts={DOCUMENT: workbook_with(names)})
    opened.sheet("People").set_cell(2, 1, 50)
    data = opened.pack()
    assert '</definedNames><calcPr fullCalcOnLoad="1"/>' in content(data, DOCUMENT)
    assert "<f>A2*2</f><v>7</v>" in content(data, SHEET)


def test_trap_5_a_heading_of_a_table_is_not_changed_behind_its_back():
    opened = people(HEAD + row(2, "Ada", "1"), "A1:B2")
    with pytest.raises(RefusedEdit, match="Cell A1 of “People” is a heading of the table “T”"):
        opened.sheet("People").set_cell(1, 1, "First name")


def test_trap_6_a_table_has_as_many_columns_as_it_says_after_every_append():
    opened = people(HEAD + row(2, "Ada", "1"), "A1:B2")
    opened.sheet("People").append_row({1: "Ben", 2: 2, 5: "beside"})
    tree = ElementTree.fromstring(content(opened.pack(), "xl/tables/table1.xml"))
    columns = tree.find(f"{{{MAIN}}}tableColumns")
    assert tree.get("ref") == "A1:B3" and int(columns.get("count")) == len(columns) == 2


def test_trap_6_no_filter_comes_to_a_table_without_headings():
    parts = table("A1:B2", extra=' headerRowCount="0"')
    parts["xl/tables/table1.xml"] = parts["xl/tables/table1.xml"].replace('<autoFilter ref="A1:B2"/>', "")
    opened = people(row(1, "Ada", "1") + row(2, "Ben", "2"), parts=parts, after=TABLE_PART)
    assert opened.sheet("People").append_row({1: "Cy"}) == 3
    xml = content(opened.pack(), "xl/tables/table1.xml")
    assert 'ref="A1:B3"' in xml and "autoFilter" not in xml


def two_tables(below: int) -> dict:
    first, second = table("A1:B3")["xl/tables/table1.xml"], table(f"A{below}:B{below + 1}")["xl/tables/table1.xml"]
    rels = links(("table", "../tables/table1.xml"), ("table", "../tables/table2.xml"))
    return {"xl/tables/table1.xml": first, "xl/worksheets/_rels/sheet1.xml.rels": rels,
            "xl/tables/table2.xml": second.replace('name="T" displayName="T"', 'name="U" displayName="U"')}  # fmt: skip


def test_trap_6_tables_never_come_to_lie_over_each_other():
    rows = HEAD + row(2, "Ada", "1") + row(3, "Ben", "2") + row(6, "Name", "Amount") + row(7, "Cy", "3")
    opened = people(rows, parts=two_tables(6), after=TABLE_PART)
    assert opened.sheet("People").append_row({1: "Di"}) == 8
    assert [found.ref for found in opened.sheet("People").tables] == ["A1:B3", "A6:B8"]


def test_trap_7_a_table_does_not_grow_over_what_stands_below_it():
    opened = people(HEAD + row(2, "Ada", "1") + row(3, "", "Checked by Di"), "A1:B2")
    with pytest.raises(RefusedEdit, match="something right below the table “T” in “People”, in cell B3"):
        opened.sheet("People").append_row({1: "Ben"})


def test_trap_7_the_totals_of_a_table_stay_its_last_row():
    rows = HEAD + row(2, "Ada", "1") + row(3, "Ben", "2") + row(4, "All", "=SUBTOTAL(109,[Amount])")
    opened = people(rows, "A1:B4", extra=' totalsRowCount="1"')
    assert opened.sheet("People").append_row({1: "Cy", 2: 3}) == 4
    assert dict(opened.sheet("People").rows())[5] == {1: "All", 2: Formula("SUBTOTAL(109,[Amount])", 7)}


ORDER = ["sheetPr", "dimension", "sheetData", "autoFilter", "mergeCells", "conditionalFormatting", "dataValidations",
         "hyperlinks", "pageMargins", "drawing", "legacyDrawing", "tableParts", "extLst"]  # fmt: skip


def test_trap_8_what_surrounds_the_rows_keeps_its_order():
    after = "".join(f"<{name}/>" for name in ORDER[3:])
    opened = Workbook.from_bytes(book(sheet(HEAD, after, "<sheetPr/><dimension ref='A1:B1'/>")), "x")
    opened.sheet("People").append_row({1: "Ada"})
    tree = ElementTree.fromstring(content(opened.pack(), SHEET))
    assert [child.tag.rpartition("}")[2] for child in tree] == ORDER


def test_trap_9_rows_ascend_and_the_root_tag_stays_to_the_byte():
    spaces = 'xmlns:mc="http://m" xmlns:x14ac="http://x" mc:Ignorable="x14ac"'
    xml = sheet('<row r="1" x14ac:dyDescent="0.25"><c r="B1"><v>1</v></c></row><row r="9"><c r="A9"><v>1</v></c></row>')
    xml = xml.replace("<worksheet ", f"<worksheet {spaces} ")
    opened = Workbook.from_bytes(book(xml), "x")
    opened.sheet("People").set_cell(5, 1, 5)
    opened.sheet("People").set_cell(1, 1, 0)
    now = content(opened.pack(), SHEET)
    assert now.startswith(xml[: xml.index("<sheetData>")])
    assert [e.get("r") for e in ElementTree.fromstring(now).iter() if e.get("r")] == [
        "1",
        "A1",
        "B1",
        "5",
        "A5",
        "9",
        "A9",
    ]


def test_trap_9_a_row_height_mark_is_taken_over_where_it_is_declared():
    xml = sheet(HEAD.replace('<row r="1">', '<row r="1" x14ac:dyDescent="0.25" ht="30">') + row(2, "Ada")).replace(
        "<worksheet ", '<worksheet xmlns:x14ac="http://x" '
    )
    opened = Workbook.from_bytes(book(xml.replace('<row r="2">', '<row r="2" x14ac:dyDescent="0.3">')), "x")
    opened.sheet("People").append_row({1: "Ben"})
    assert '<row r="3" x14ac:dyDescent="0.3">' in content(opened.pack(), SHEET)


def test_trap_10_a_text_that_other_cells_share_is_never_edited():
    strings = f'<sst xmlns="{MAIN}" count="2" uniqueCount="1"><si><t>Ada</t></si></sst>'
    rels = links(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "strings.xml"))
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>0</v></c></row>'
    before = book(sheet(cells), {"xl/strings.xml": strings, RELS: rels})
    opened = Workbook.from_bytes(before, "x")
    opened.sheet("People").set_cell(1, 1, "Zoë")
    assert changed(before, opened.pack()) == {SHEET}
    assert dict(opened.sheet("People").rows()) == {1: {1: "Zoë", 2: "Ada"}}


def test_trap_11_signs_that_xml_cannot_hold_come_back():
    text = " a\tb\r\n_x0041_ \x07 <&> "
    opened = people(HEAD)
    opened.sheet("People").set_cell(2, 1, text)
    assert dict(Workbook.from_bytes(opened.pack(), "x").sheet("People").rows())[2] == {1: text}


def test_trap_12_the_29_february_that_never_was_is_no_day():
    opened = people('<row r="1"><c r="A1" s="1"><v>60</v></c><c r="B1" s="1"><v>61</v></c></row>')
    assert str(dict(opened.sheet("People").rows())[1]) == "{1: 60, 2: datetime.date(1900, 3, 1)}"


def test_trap_13_only_the_first_cell_of_merged_ones_takes_a_value():
    opened = people(HEAD, after='<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>')
    opened.sheet("People").set_cell(2, 1, "both")
    with pytest.raises(RefusedEdit, match="Cell B2 of “People” is merged"):
        opened.sheet("People").set_cell(2, 2, "x")


def test_trap_14_tags_of_other_programs_are_edited_in_their_own_way():
    xml = sheet(row(1, "Ada").replace('"', "'"), '<conditionalFormatting sqref = "A1:A1"/>', "<dimension ref='A1'/>")
    xml = xml.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    opened = Workbook.from_bytes(book(xml), "x")
    opened.sheet("People").append_row({1: "Ben"})
    now = content(opened.pack(), SHEET)
    assert '<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>Ben' in now
    assert openpyxl.load_workbook(io.BytesIO(opened.pack()))["People"]["A2"].value == "Ben"


def test_trap_15_no_signature_is_made_void():
    opened = people(HEAD, parts={"_xmlsignatures/origin.sigs": "x"})
    with pytest.raises(RefusedWorkbook, match=r"signed.* Remove the signature in Excel \(File, Info\), and try"):
        opened.sheet("People").append_row({1: "Ada"})


def test_trap_15_the_order_and_the_attributes_of_the_parts_stay():
    before = book(sheet(HEAD))
    opened = Workbook.from_bytes(before, "x")
    opened.sheet("People").append_row({1: "Ada"})
    old, new = (zipfile.ZipFile(io.BytesIO(data)).infolist() for data in (before, opened.pack()))
    assert [(e.filename, e.external_attr, e.date_time) for e in old] == [
        (e.filename, e.external_attr, e.date_time) for e in new
    ]


def test_trap_16_what_a_pivot_table_remembers_is_not_touched():
    source = '<cacheSource type="worksheet"><worksheetSource ref="A1:B2" sheet="People"/></cacheSource>'
    part, xml = "xl/pivotCache/pivotCacheDefinition1.xml", f'<pivotCacheDefinition xmlns="{MAIN}">{source}'
    parts = {part: xml + "</pivotCacheDefinition>"}
    before = book(sheet(HEAD + row(2, "Ada", "1")), parts)
    opened = Workbook.from_bytes(before, "x")
    opened.sheet("People").append_row({1: "Ben", 2: 2})
    assert changed(before, opened.pack()) == {SHEET}


def test_trap_17_clearing_a_row_moves_nothing():
    after = '<conditionalFormatting sqref="A4"/><mergeCells><mergeCell ref="A5:B5"/></mergeCells>'
    opened = people(HEAD + '<row r="2" ht="20"><c r="A2" s="3"><v>1</v></c></row>' + row(3, "Ben", "=B2"), after=after)
    opened.sheet("People").clear_row(2)
    now = content(opened.pack(), SHEET)
    assert '<row r="2" ht="20"><c r="A2" s="3"/></row><row r="3">' in now and after in now


def test_trap_18_a_link_stays_with_its_cell_and_can_be_asked_for():
    rels = f'<Relationships xmlns="{links().split(chr(34))[1]}"><Relationship Id="rId7" TargetMode="External" '
    rels += 'Type="http://x/hyperlink" Target="mailto:ada@old.example"/></Relationships>'
    after = '<hyperlinks><hyperlink ref="A2" r:id="rId7"/><hyperlink ref="B2:B3" location="People!A1"/></hyperlinks>'
    opened = people(row(2, "ada@old.example"), after=after, parts={"xl/worksheets/_rels/sheet1.xml.rels": rels})
    opened.sheet("People").set_cell(2, 1, "ada@new.example")
    assert after in content(opened.pack(), SHEET)
    assert opened.sheet("People").hyperlinks == {"A2": "mailto:ada@old.example", "B2": "People!A1", "B3": "People!A1"}


def two_sheets(second: str) -> Workbook:
    tabs = content(book(""), DOCUMENT).replace("</sheets>", '<sheet name="B" sheetId="2" r:id="rId2"/></sheets>')
    rels = links(*(("worksheet", f"worksheets/sheet{n}.xml") for n in (1, 2)))
    return people(HEAD, parts={DOCUMENT: tabs, RELS: rels, "xl/worksheets/sheet2.xml": sheet(second)})


def test_trap_4_a_workbook_that_computes_nothing_is_not_asked_to_and_other_sheets_stay_packed():
    opened = two_sheets(row(1, "no formula"))
    before = opened.pack()
    opened.sheet("People").append_row({1: "Ada"})
    assert changed(before, opened.pack()) == {SHEET} and not opened.sheet("B").is_loaded


def test_trap_4_a_formula_on_another_sheet_is_computed_anew_too():
    opened = two_sheets(row(1, "=SUM(People!A:A)"))
    opened.sheet("People").append_row({1: 5})
    assert 'fullCalcOnLoad="1"' in content(opened.pack(), DOCUMENT)
