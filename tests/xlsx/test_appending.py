"""Adding rows: where they go, what they take over, what grows."""

import datetime as dt

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from crm.xlsx import Formula, RefusedEdit, Workbook
from tests.clock import least_cpu
from tests.xlsx.books import SHEET, TABLE_PART, book, changed, content, links, packed, row, sheet, table

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


def tables(*blocks: str) -> dict:
    """Tables T1, T2 ... over these blocks."""
    targets = [("table", f"../tables/t{n}.xml") for n in range(len(blocks))]
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": links(*targets)}
    for n, block in enumerate(blocks):
        xml = table(block)[TABLE].replace('name="T" displayName="T"', f'name="T{n}" displayName="T{n}"')
        parts[f"xl/tables/t{n}.xml"] = xml
    return parts


def refs(opened: Workbook) -> list[str]:
    return [found.ref for found in opened.sheet("People").tables]


def several(*blocks: str, more: str = "") -> Workbook:
    rows = [row(n, *(f"t{n}" for _ in "ABCDE")) for n in range(1, 5)]
    after = '<conditionalFormatting sqref="A2:B4 D2:E4"/>' + TABLE_PART
    return people("".join(rows) + more, after=after, **tables(*blocks))


def test_of_tables_side_by_side_the_one_that_the_row_is_for_grows():
    opened = several("A1:B4", "D1:E4")
    assert opened.sheet("People").append_row({4: "new"}) == 5
    assert refs(opened) == ["A1:B4", "D1:E5"]
    assert 'sqref="A2:B4 D2:E5"' in content(opened.pack(), SHEET)


@pytest.mark.parametrize(("blocks", "values"), [
    (("A1:B4", "D1:E4"), {1: "x", 4: "y"}), (("A1:B3", "D1:E4"), {1: "x"}), (("A1:B3", "D1:E4"), {1: "x", 4: "y"}),
])  # fmt: skip
def test_a_row_that_may_belong_to_either_of_two_tables_is_refused(blocks, values):
    opened = several(*blocks)
    before = opened.pack()
    with pytest.raises(RefusedEdit, match="“People” has tables side by side"):
        opened.sheet("People").append_row(values)
    assert opened.pack() == before


def test_below_several_tables_with_something_under_them_a_row_stands_alone():
    opened = several("A1:B4", "D1:E4", more=row(7, "", "", "note"))
    assert opened.sheet("People").append_row({1: "x"}) == 8
    assert refs(opened) == ["A1:B4", "D1:E4"]


def test_a_table_does_not_grow_into_the_next_one():
    opened = several("A1:B2", "A4:B4", "D1:E4")
    opened.sheet("People").clear_row(3)
    with pytest.raises(RefusedEdit, match="“People”"):
        opened.sheet("People").append_row({1: "x", 4: "y"})


def test_rows_that_a_filter_hides_stay_hidden_and_the_new_one_shows():
    hidden = row(2, "Ada", extra=' hidden="1"') + '<row r="3" hidden="1" ht="9"><c r="A3" s="3"/></row>'
    opened = people(HEAD + hidden, after='<autoFilter ref="A1:B2"/>')
    assert add(opened, "Ben") == 3
    assert '<row r="2" hidden="1">' in content(opened.pack(), SHEET)
    assert '<row r="3" ht="9"><c r="A3" s="3" t=' in content(opened.pack(), SHEET)
    assert Workbook.from_bytes(opened.pack(), "x").sheet("People").grid().hidden_rows == {2}
    assert opened.sheet("People").grid().hidden_rows == {2}


def test_a_row_below_a_group_is_not_part_of_it():
    opened = people(HEAD + row(2, "Ada", extra=' outlineLevel="2" collapsed="1" ht="40"'))
    add(opened, "Ben")
    assert '<row r="3" ht="40"><c r="A3" t=' in content(opened.pack(), SHEET)


def test_a_typed_over_cell_of_a_calculated_column_does_not_spread():
    own = {"inside": "<calculatedColumnFormula>A2*2</calculatedColumnFormula>"}
    opened = people(HEAD + row(2, "1", "=A2*2") + row(3, "2", "99"), "A1:B3", table=own)
    add(opened, 5)
    assert dict(opened.sheet("People").rows())[4] == {1: 5, 2: Formula("A4*2", None)}


def test_a_calculated_column_of_shared_formulas_goes_on():
    own = {"inside": "<calculatedColumnFormula>A2*$D$1</calculatedColumnFormula>"}
    cells = '<c r="B2"><f t="shared" ref="B2:B3" si="0">A2*$D$1</f></c>', '<c r="B3"><f t="shared" si="0"/></c>'
    rows = "".join(row(n, "1").replace("</row>", cell + "</row>") for n, cell in enumerate(cells, 2))
    opened = people(HEAD + rows, "A1:B3", table=own)
    add(opened, 5)
    assert "<f>A4*$D$1</f></c></row></sheetData>" in content(opened.pack(), SHEET)


def test_a_calculated_column_of_arrays_stays_one():
    own = {"inside": '<calculatedColumnFormula array="1">SUM(A2:A2*2)</calculatedColumnFormula>'}
    cell = '<c r="B2" cm="1"><f t="array" ref="B2">SUM(A2:A2*2)</f><v>2</v></c></row>'
    opened = people(HEAD + row(2, "1").replace("</row>", cell), "A1:B2", table=own)
    add(opened, 5)
    assert '<c r="B3" cm="1"><f t="array" ref="B3">SUM(A3:A3*2)</f></c>' in content(opened.pack(), SHEET)


def test_an_array_that_stands_in_no_row_yet_is_one_when_it_names_no_cell():
    own = {"inside": '<calculatedColumnFormula array="1">SUM(T[Name]*2)</calculatedColumnFormula>'}
    opened = people(HEAD, "A1:B2", table=own)
    add(opened, 5)
    assert '<c r="B2"><f t="array" ref="B2">SUM(T[Name]*2)</f></c>' in content(opened.pack(), SHEET)


def test_a_formula_that_names_cells_and_stands_in_no_row_is_not_guessed():
    opened = people(HEAD, "A1:B2", table={"inside": "<calculatedColumnFormula>A7*2</calculatedColumnFormula>"})
    with pytest.raises(RefusedEdit, match=r"The formula of the column “Amount” in “People”.*in cell B2"):
        add(opened, 5)


def test_rows_are_added_after_rows_were_cleared_and_written_below():
    opened = people(HEAD + "".join(row(n, f"p{n}", "1") for n in range(2, 9)))
    assert add(opened, "a") == 9
    for number in (9, 8, 7):
        opened.sheet("People").clear_row(number)
    assert add(opened, "b") == 7
    opened.sheet("People").set_cell(30, 2, 1)
    assert add(opened, "c") == 31


@pytest.mark.capability(31)
def test_the_cost_of_a_row_does_not_grow_with_the_rows():
    def seconds(rows: int) -> float:
        opened = people(HEAD + "".join(row(n, f"p{n}", "1") for n in range(2, rows)), f"A1:B{rows - 1}")
        add(opened, "first", 1)
        return least_cpu(lambda: [add(opened, f"q{n}", n) for n in range(300)])

    assert seconds(20_000) < 4 * seconds(1_000) + 0.2


def test_under_a_title_ranges_that_begin_below_the_headings_grow():
    rows = row(1, "Our people") + row(3, "Name", "Amount") + row(4, "Ada", "1") + row(5, "Ben", "2")
    opened = people(rows, after='<conditionalFormatting sqref="B4:B5"/><dataValidation sqref="B5"/>')
    add(opened, "Cy", 3)
    assert '"B4:B6"/><dataValidation sqref="B5"/>' in content(opened.pack(), SHEET)


def test_headings_under_a_title_lend_their_format_to_no_row():
    opened = people(
        row(1, "Our people") + '<row r="3" ht="40"><c r="A3" s="3"><v>1</v></c><c r="B3"><v>2</v></c></row>'
    )
    add(opened, "Ada")
    assert '<row r="4"><c r="A4" t=' in content(opened.pack(), SHEET)


def test_a_list_of_one_column_begins_below_its_first_row():
    opened = people("".join(row(n, "x") for n in range(1, 30)), after='<conditionalFormatting sqref="A2:A29 A12:A29"/>')
    add(opened, "y")
    assert 'sqref="A2:A30 A12:A29"' in content(opened.pack(), SHEET)
