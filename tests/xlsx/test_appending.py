"""Adding rows: where they go, what they take over, what grows."""

import datetime as dt

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from crm.xlsx import Formula, RefusedEdit, Workbook
from tests.xlsx.books import SHEET, TABLE_PART, book, changed, content, packed, row, sheet, table

TABLE = "xl/tables/table1.xml"
HEAD = row(1, "Name", "Amount")


def people(rows: str, ref: str = "", after: str = "", before: str = "", **more) -> Workbook:
    parts = {**(table(ref, **more.pop("table", {})) if ref else {}), **more}
    return Workbook.from_bytes(book(sheet(rows, after + (TABLE_PART if ref else ""), before), parts), "people.xlsx")


def add(opened: Workbook, *cells) -> int:
    return opened.sheet("People").append_row(dict(enumerate(cells, 1)))


def test_a_full_table_grows_with_its_filter():
    opened = people(HEAD + row(2, "Ada", "1"), "A1:B2")
    assert add(opened, "Ben", 2) == 3
    data = opened.pack()
    assert content(data, TABLE).count('ref="A1:B3"') == 2
    assert opened.sheet("People").table_ref() == "A1:B3"


def test_blank_rows_inside_a_table_are_used_first():
    opened = people(HEAD + row(2, "Ada", "1"), "A1:B4")
    before = packed(opened.pack())
    assert [add(opened, "Ben"), add(opened, "Cy"), add(opened, "Di")] == [3, 4, 5]
    assert before[TABLE] != packed(opened.pack())[TABLE]
    assert opened.sheet("People").table_ref() == "A1:B5"


def test_the_first_row_of_an_empty_table_is_its_blank_row():
    opened = people(HEAD + '<row r="2"><c r="A2" s="3"/></row>', "A1:B2")
    assert add(opened, "Ada") == 2
    assert '<row r="2"><c r="A2" s="3" t="inlineStr">' in content(opened.pack(), SHEET)
    assert opened.sheet("People").table_ref() == "A1:B2"


def test_without_a_table_a_row_goes_below_the_last_value():
    opened = people(HEAD + row(2, "Ada") + '<row r="3"/><row r="4"><c r="A4" s="1"/></row>')
    assert add(opened, "Ben") == 3


def test_the_first_row_of_an_empty_sheet():
    opened = Workbook.from_bytes(book(sheet("").replace("<sheetData></sheetData>", "<sheetData/>")), "x")
    assert add(opened, "Name") == 1
    assert dict(opened.sheet("People").rows()) == {1: {1: "Name"}}


def test_a_new_row_takes_over_formats_but_not_that_the_last_one_is_hidden():
    last = '<row r="2" spans="1:2" hidden="1" ht="30" customHeight="1" outlineLevel="1">'
    opened = people(HEAD + last + '<c r="A2" s="3"><v>1</v></c><c r="B2" s="1"><v>2</v></c></row>', "A1:B2")
    add(opened, 5)
    assert '<row r="3" ht="30" customHeight="1"><c r="A3" s="3"><v>5</v></c><c r="B3" s="1"/></row>' in content(
        opened.pack(), SHEET
    )


def test_the_headings_format_is_not_taken_over_but_the_columns_is():
    opened = people(
        '<row r="1"><c r="A1" s="3"><v>1</v></c></row>', before='<cols><col min="1" max="1" style="1"/></cols>'
    )
    opened.sheet("People").append_row({1: 45_000})
    data = opened.pack()
    assert '<c r="A2" s="1">' in content(data, SHEET) or '<c r="A2" s="3">' in content(data, SHEET)


def test_the_first_row_of_a_table_takes_the_style_of_its_columns():
    opened = people(
        '<row r="1"><c r="A1" s="3"/></row>', "A1:B2", before='<cols><col min="1" max="2" style="1"/></cols>'
    )
    add(opened, dt.date(2024, 5, 6), 7)
    assert '<c r="A2" s="1"><v>45418</v></c><c r="B2" s="1"><v>7</v></c>' in content(opened.pack(), SHEET)


def test_drop_downs_and_conditional_formats_that_ended_at_the_last_row_grow():
    after = (
        '<conditionalFormatting sqref="A2:B2 D1:D9 B2"><cfRule/></conditionalFormatting>'
        '<dataValidations count="1"><dataValidation type="list" sqref="B2"><formula1>"a,b"</formula1></dataValidation>'
        '</dataValidations><extLst><ext><x:conditionalFormatting xmlns:x="x"><xm:sqref xmlns:xm="m">A2:A2</xm:sqref>'
        "</x:conditionalFormatting></ext></extLst>"
    )
    opened = people(HEAD + row(2, "Ada", "1"), after=after)
    add(opened, "Ben", 2)
    wanted = after.replace("A2:B2 D1:D9 B2", "A2:B3 D1:D9 B2:B3").replace('sqref="B2"', 'sqref="B2:B3"')
    assert wanted.replace(">A2:A2<", ">A2:A3<") in content(opened.pack(), SHEET)


def test_formats_of_the_headings_do_not_grow_into_the_first_row():
    after = '<conditionalFormatting sqref="A1:B1"><cfRule/></conditionalFormatting>'
    opened = people(HEAD, "A1:B2", after)
    add(opened, "Ada")
    assert after in content(opened.pack(), SHEET)


def test_the_filter_of_a_sheet_and_its_hidden_name_grow_together():
    names = (
        '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">People!$A$1:$B$2'
        '</definedName><definedName name="Other">Elsewhere!$A$1:$B$2</definedName></definedNames>'
    )
    xml = content(book(""), "xl/workbook.xml").replace("</sheets>", "</sheets>" + names)
    opened = people(HEAD + row(2, "Ada", "1"), after='<autoFilter ref="A1:B2"/>', **{"xl/workbook.xml": xml})
    add(opened, "Ben", 2)
    data = opened.pack()
    assert '<autoFilter ref="A1:B3"/>' in content(data, SHEET)
    assert ">People!$A$1:$B$3<" in content(data, "xl/workbook.xml")
    assert ">Elsewhere!$A$1:$B$2<" in content(data, "xl/workbook.xml")


def test_a_calculated_column_gets_the_persons_own_formula():
    own = {"inside": "<calculatedColumnFormula>A2*2</calculatedColumnFormula>"}
    opened = people(HEAD + row(2, "1", "=A2*2"), "A1:B2", table=own)
    add(opened, 5)
    assert dict(opened.sheet("People").rows())[3] == {1: 5, 2: Formula("A3*2", None)}


def test_a_structured_formula_is_copied_as_it_is():
    own = {"inside": "<calculatedColumnFormula>T[[#This Row],[Name]]*2</calculatedColumnFormula>"}
    opened = people(HEAD + row(2, "1", "=T[[#This Row],[Name]]*2"), "A1:B2", table=own)
    add(opened, 5)
    assert "<f>T[[#This Row],[Name]]*2</f></c></row></sheetData>" in content(opened.pack(), SHEET)


def test_a_formula_in_a_calculated_column_does_not_count_as_data():
    own = {"inside": "<calculatedColumnFormula>1+1</calculatedColumnFormula>"}
    opened = people(HEAD + row(2, "Ada", "=1+1") + row(3, "", "=1+1"), "A1:B3", table=own)
    assert add(opened, "Ben") == 3


def test_a_full_table_with_a_totals_row_is_refused():
    opened = people(
        HEAD + row(2, "Ada", "1") + row(3, "Total", "=SUM(B2)"), "A1:B3", table={"extra": ' totalsRowCount="1"'}
    )
    with pytest.raises(RefusedEdit, match="totals row is below"):
        add(opened, "Ben")


def test_something_right_below_a_table_is_never_overwritten():
    opened = people(HEAD + row(2, "Ada", "1") + row(3, "", "note"), "A1:B2")
    with pytest.raises(RefusedEdit, match="in cell B3"):
        add(opened, "Ben")


def test_rows_are_added_again_and_again_to_the_same_open_workbook(tmp_path):
    path = tmp_path / "people.xlsx"
    path.write_bytes(people(HEAD + row(2, "Ada", "1"), "A1:B2").pack())
    opened = Workbook.open(path)
    for number in range(3, 30):
        assert add(opened, f"Person {number}", number) == number
        opened.sheet("People").set_cell(2, 2, number)
        opened.save(path)
        assert dict(Workbook.open(path).sheet("People").rows()) == dict(opened.sheet("People").rows())
    assert Workbook.open(path).sheet("People").table_ref() == "A1:B29"


@pytest.fixture
def made_by_openpyxl() -> bytes:
    """Two sheets; the first has a table of three columns, formats by column, a drop-down down to row 500."""
    made = openpyxl.Workbook()
    first = made.active
    first.title = "Contacts"
    first.append(["ID", "Name", "Born"])
    first.append([None, None, None])
    first.column_dimensions["C"].number_format = "yyyy-mm-dd"
    first.add_table(Table(displayName="People", ref="A1:C2"))
    first.add_data_validation(choice := DataValidation(type="list", formula1='"a,b"'))
    choice.add("B2:B500")
    made.create_sheet("Lists").append(["x"])
    from io import BytesIO

    made.save(file := BytesIO())
    return file.getvalue()


def test_a_new_workbook_takes_people_and_other_readers_see_them(made_by_openpyxl, tmp_path):
    opened = Workbook.from_bytes(made_by_openpyxl, "new.xlsx")
    for number, name in enumerate(["Ada", "Bjørn", "Çelik"], 2):
        assert opened.sheet("Contacts").append_row({1: f"C-{number}", 2: name, 3: dt.date(1990, 1, number)}) == number
    opened.save(tmp_path / "new.xlsx")
    read = openpyxl.load_workbook(tmp_path / "new.xlsx")["Contacts"]
    assert [cell.value for cell in read["B"]] == ["Name", "Ada", "Bjørn", "Çelik"]
    assert [cell.number_format for cell in read["C"][1:]] == ["yyyy-mm-dd"] * 3
    assert read.tables["People"].ref == "A1:C4"


def test_only_the_edited_sheet_its_table_and_the_workbook_part_change(made_by_openpyxl):
    opened = Workbook.from_bytes(made_by_openpyxl, "new.xlsx")
    opened.sheet("Contacts").append_row({1: "C-1"})
    opened.sheet("Contacts").append_row({1: "C-2"})
    assert changed(made_by_openpyxl, opened.pack()) <= {"xl/worksheets/sheet1.xml", TABLE, "xl/workbook.xml"}
