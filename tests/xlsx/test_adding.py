"""A column that is added, to a table or to plain cells: what grows, what it looks like, what is refused."""

import io
import os
from pathlib import Path

import openpyxl
import pytest

from crm.xlsx import RefusedEdit, RefusedWorkbook, Workbook
from tests.xlsx.books import SHEET, TABLE_PART, book, changed, content, row, sheet, table
from tests.xlsx.fidelity import judge
from tests.xlsx.soundness import unsound

TABLE = "xl/tables/table1.xml"
LIST = row(1, "Name", "Amount") + row(2, "Ada", "3") + row(3, "Grace", "4")


def opened(data: bytes) -> Workbook:
    return Workbook.from_bytes(data, "team.xlsx")


def with_table(rows: str = LIST, ref: str = "A1:B3", before: str = "", after: str = "", **of_table: str) -> bytes:
    """One sheet with a table of Name and Amount."""
    return book(sheet(rows, after + TABLE_PART, before), table(ref, **of_table))


def with_column(data: bytes, title: str = "Phone", heading_row: int | None = None) -> tuple[bytes, int]:
    """The workbook with one column more, and the number of it; the whole is sound."""
    team = opened(data)
    column = team.sheet("People").add_column(title, heading_row)
    after = team.pack()
    assert unsound(after) == []
    return after, column


def refused(data: bytes, heading_row: int | None = None, title: str = "Phone") -> str:
    """What is said when no column can be added; nothing has changed then."""
    team = opened(data)
    with pytest.raises(RefusedWorkbook) as caught:
        team.sheet("People").add_column(title, heading_row)
    assert team.pack() == data
    return str(caught.value)


# A table


def test_a_table_gets_a_column_that_every_reader_sees():
    after, column = with_column(with_table())
    read = openpyxl.load_workbook(io.BytesIO(after))["People"]
    assert (column, read["C1"].value) == (3, "Phone")
    assert read.tables["T"].ref == read.tables["T"].autoFilter.ref == "A1:C3"
    assert [(one.id, one.name) for one in read.tables["T"].tableColumns] == [(1, "Name"), (2, "Amount"), (3, "Phone")]


def test_only_the_table_and_its_sheet_change():
    data = with_table()
    assert changed(data, with_column(data)[0]) == {SHEET, TABLE}


def test_a_row_added_later_fills_the_new_column():
    team = opened(with_table())
    people = team.sheet("People")
    column = people.add_column("Phone")
    number = people.append_row({1: "Joan", column: "+49 30"})
    assert dict(people.rows())[number] == {1: "Joan", 3: "+49 30"}
    assert people.table_ref() == "A1:C4"


def test_the_id_of_a_column_that_went_is_not_used_twice():
    parts = table("A1:B3")
    parts[TABLE] = parts[TABLE].replace('id="1" name="Name"', 'id="7" name="Name"')
    after, _ = with_column(book(sheet(LIST, TABLE_PART), parts))
    assert '<tableColumn id="8" name="Phone"/></tableColumns>' in content(after, TABLE)


def test_a_filter_stops_above_the_totals_and_the_table_does_not():
    filter_ = '<autoFilter ref="A1:B2"/>'
    parts = table("A1:B3", extra=' totalsRowCount="1"')
    parts[TABLE] = parts[TABLE].replace("<tableColumns", f"{filter_}<tableColumns")
    after, _ = with_column(book(sheet(LIST, TABLE_PART), parts))
    assert ' ref="A1:C3"' in content(after, TABLE)
    assert '<autoFilter ref="A1:C2"/>' in content(after, TABLE)


def test_the_columns_of_a_sorted_table_sort_together():
    parts = table("A1:B3")
    sorting = '<sortState ref="A2:B3"><sortCondition ref="B2:B3"/></sortState><tableColumns'
    parts[TABLE] = parts[TABLE].replace("<tableColumns", sorting)
    xml = content(with_column(book(sheet(LIST, TABLE_PART), parts))[0], TABLE)
    assert '<sortState ref="A2:C3"><sortCondition ref="B2:B3"/>' in xml


def test_a_line_break_in_a_heading_is_written_as_excel_writes_it():
    after, _ = with_column(with_table(), 'Phone\n"& fax"')
    assert 'name="Phone_x000a_&quot;&amp; fax&quot;"/>' in content(after, TABLE)
    assert dict(opened(after).sheet("People").rows())[1][3] == 'Phone\n"& fax"'


def test_a_table_with_prefixed_tags():
    parts = table("A1:B3")
    xml = parts[TABLE].replace("</", "</x:").replace("<t", "<x:t").replace("<a", "<x:a").replace("xmlns", "xmlns:x")
    after, _ = with_column(book(sheet(LIST, TABLE_PART), {**parts, TABLE: xml}))
    assert '<x:tableColumn id="3" name="Phone"/></x:tableColumns>' in content(after, TABLE)


def test_a_strict_workbook_gets_its_column():
    data = with_table()
    for name in ("xl/workbook.xml", SHEET, TABLE, "xl/styles.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"):
        data = rewritten(data, name, strict(content(data, name)))
    after, column = with_column(data)
    assert (column, opened(after).sheet("People").table_ref()) == (3, "A1:C3")


def strict(xml: str) -> str:
    root = "http://schemas.openxmlformats.org/"
    xml = xml.replace(f"{root}spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
    return xml.replace(
        f"{root}officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"
    )


def rewritten(data: bytes, name: str, xml: str) -> bytes:
    return opened(data)._package.pack({name: xml.encode()})


# What it looks like


STYLED = (
    '<row r="1"><c r="A1" s="3" t="inlineStr"><is><t>Name</t></is></c>'
    '<c r="B1" s="3" t="inlineStr"><is><t>Since</t></is></c></row>'
    '<row r="2"><c r="A2"/><c r="B2" s="1"><v>45000</v></c></row><row r="3"><c r="B3" s="1"/></row>'
)


def test_the_heading_looks_like_its_neighbour():
    read = openpyxl.load_workbook(io.BytesIO(with_column(with_table(STYLED))[0]))["People"]
    assert read["C1"].number_format == read["B1"].number_format == "0.00"


def test_cells_below_look_like_their_neighbours_but_are_no_days():
    team = opened(with_table(STYLED))
    people = team.sheet("People")
    column = people.add_column("Visits")
    people.set_cell(2, column, 5)
    assert dict(people.rows())[2][column] == 5
    assert '<c r="C3" s="4"/>' in content(team.pack(), SHEET)


def test_cells_that_have_a_format_already_keep_it():
    rows = STYLED.replace('<c r="B3" s="1"/>', '<c r="B3" s="1"/><c r="C3" s="2"/>')
    assert '<c r="C3" s="2"/>' in content(with_column(with_table(rows))[0], SHEET)


def test_the_used_block_of_the_sheet_grows():
    xml = content(with_column(with_table(before='<dimension ref="A1:B3"/>'))[0], SHEET)
    assert '<dimension ref="A1:C3"/>' in xml


def test_formats_and_drop_downs_of_whole_rows_stay():
    rules = (
        '<conditionalFormatting sqref="A2:B3"><cfRule type="expression" priority="1"><formula>$B2=3</formula>'
        '</cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="B2:B3">'
        "<formula1>$A$2:$A$3</formula1></dataValidation></dataValidations>"
    )
    assert rules in content(with_column(with_table(after=rules))[0], SHEET)


# What is in the way


def test_a_cell_that_is_in_the_way_is_named():
    rows = LIST.replace('<c r="B3"><v>4</v></c>', '<c r="B3"><v>4</v></c><c r="C3"><v>9</v></c>')
    assert "cell C3" in refused(with_table(rows))


def test_what_stands_below_the_table_is_not_in_the_way():
    assert with_column(with_table(LIST + '<row r="9"><c r="C9"><v>1</v></c></row>'))[1] == 3


def test_merged_cells_are_in_the_way():
    merged = '<mergeCells count="1"><mergeCell ref="C2:D2"/></mergeCells>'
    assert "merged in C2:D2" in refused(with_table(after=merged))


def test_a_formula_that_fills_cells_is_in_the_way():
    rows = LIST.replace("</row>", '<c r="C1"><f t="array" ref="C1:C3"/></c></row>', 1)
    assert "not free" in refused(with_table(rows))


def test_another_table_is_in_the_way():
    parts = table("A1:B3")
    links = "xl/worksheets/_rels/sheet1.xml.rels"
    second = parts[TABLE].replace('id="1" name="T" displayName="T"', 'id="2" name="U" displayName="U"')
    parts["xl/tables/table2.xml"] = second.replace("A1:B3", "C3:D5")
    parts[links] = parts[links].replace(
        "</R", '<Relationship Id="rId2" Type="x/table" Target="../tables/table2.xml"/></R'
    )
    tables = '<tableParts count="2"><tablePart r:id="rId1"/><tablePart r:id="rId2"/></tableParts>'
    data = book(sheet(LIST, tables), parts)
    assert "several tables" in refused(data)
    assert "the table “U” is in C3:D5. Make room for a new column there in Excel" in refused(data, 1)


def test_a_heading_that_is_there_already_is_refused_in_small_letters_too():
    assert "a column “NAME” already" in refused(with_table(), title="NAME")


def test_a_table_that_hides_its_headings_or_comes_from_outside():
    assert "shows no headings" in refused(with_table(extra=' headerRowCount="0"'))
    assert "filled from outside" in refused(with_table(extra=' tableType="queryTable"'))


def test_the_last_column_of_a_sheet_is_the_last():
    xml = '<row r="1"><c r="XFD1" t="inlineStr"><is><t>Name</t></is></c></row>'
    assert "right of XFD" in refused(book(sheet(xml)), 1)


@pytest.mark.parametrize("title", ["", "  ", " Phone", "x" * 256])
def test_what_is_no_heading_is_said(title):
    with pytest.raises(ValueError, match="heading"):
        opened(with_table()).sheet("People").add_column(title)


# Plain cells


def test_plain_headings_get_one_more():
    after, column = with_column(book(sheet(LIST)), heading_row=1)
    assert (column, dict(opened(after).sheet("People").rows())[1]) == (3, {1: "Name", 2: "Amount", 3: "Phone"})


def test_without_a_table_the_row_of_the_headings_must_be_said():
    with pytest.raises(ValueError, match="which row"):
        opened(book(sheet(LIST))).sheet("People").add_column("Phone")
    assert "holds no headings" in refused(book(sheet(LIST)), 7)


def test_a_filter_over_plain_cells_grows_with_its_hidden_name():
    team = opened(book(sheet(LIST, '<autoFilter ref="A1:B3"/>')))
    team.define_name("_xlnm._FilterDatabase", "People!$A$1:$B$3", "People")
    team.sheet("People").add_column("Phone", 1)
    assert '<autoFilter ref="A1:C3"/>' in content(team.pack(), SHEET)
    assert team.names == {"People!_xlnm._FilterDatabase": "People!$A$1:$C$3"}


def test_a_filter_elsewhere_stays():
    filter_ = '<autoFilter ref="A8:B9"/>'
    assert filter_ in content(with_column(book(sheet(LIST, filter_)), heading_row=1)[0], SHEET)


def test_anything_further_down_is_in_the_way_of_plain_cells():
    rows = LIST + '<row r="9"><c r="C9"><v>1</v></c></row>'
    assert "cell C9" in refused(book(sheet(rows)), 1)


def test_rows_that_do_not_say_their_places_get_their_column():
    rows = '<row><c t="inlineStr"><is><t>Name</t></is></c></row><row><c><v>1</v></c></row>'
    after, column = with_column(book(sheet(rows)), heading_row=1)
    assert (column, dict(opened(after).sheet("People").rows())[1]) == (2, {1: "Name", 2: "Phone"})


def test_a_new_sheet_has_no_headings_yet():
    new = opened(book(sheet(LIST))).add_sheet("New")
    with pytest.raises(RefusedEdit, match="holds no headings"):
        new.add_column("Phone", 1)
    new.set_cell(1, 1, "Name")
    assert new.add_column("Phone", 1) == 2


# Workbooks that people made


@pytest.mark.data
def test_a_column_of_a_real_table_changes_its_own_cells_and_the_table_alone():
    seen = 0
    for path in sorted(Path(os.environ["KITH_TEST_DATA"], "xlsx").glob("*.xls[xm]")):
        before = path.read_bytes()
        for title in Workbook.from_bytes(before, path.name).sheets:
            team = Workbook.from_bytes(before, path.name)
            for one in team.sheet(title).tables:
                try:
                    column = team.sheet(title).add_column("One more", one.range.first_row)
                except RefusedEdit:
                    continue
                seen += 1
                cells = {(number, column) for number in range(one.range.first_row, one.range.last_row + 1)}
                wrong = judge(before, team.pack(), {team.sheet(title).part: cells})
                assert {text for text in wrong if not text.startswith((one.part, "xl/styles"))} == set(), path.name
                break
    assert seen >= 4
