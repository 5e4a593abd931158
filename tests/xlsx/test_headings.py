"""A heading of a table renamed: cell, column and every formula that names it, or nothing at all."""

import io

import openpyxl
import pytest
import xlsxwriter

from crm.xlsx import Formula, RefusedEdit, RefusedWorkbook, Workbook
from crm.xlsx.formulas.references import with_column_renamed
from tests.xlsx.books import KIND, MAIN, SHEET, TABLE_PART, book, changed, content, row, sheet, table
from tests.xlsx.calc import shown
from tests.xlsx.soundness import unsound

TABLE = "xl/tables/table1.xml"
LIST = row(1, "Name", "Amount") + row(2, "Ada", "3") + row(3, "Grace", "4")


def opened(data: bytes) -> Workbook:
    return Workbook.from_bytes(data, "team.xlsx")


def with_table(rows: str = LIST, after: str = "", inside: str = "", parts: dict | None = None) -> bytes:
    """One sheet with the table T of Name and Amount."""
    return book(sheet(rows, after + TABLE_PART), {**table("A1:B3", inside=inside), **(parts or {})})


def renamed(data: bytes, title: str = "Paid", column: int = 2) -> bytes:
    """The workbook with another heading; the whole is sound."""
    team = opened(data)
    team.sheet("People").rename_heading(column, title)
    after = team.pack()
    assert unsound(after) == []
    return after


def refused(data: bytes, title: str = "Paid", column: int = 2) -> str:
    """What is said when a heading stays; nothing has changed then."""
    team = opened(data)
    with pytest.raises(RefusedWorkbook) as caught:
        team.sheet("People").rename_heading(column, title)
    assert team.pack() == data
    return str(caught.value)


def test_cell_and_column_get_the_same_heading():
    after = renamed(with_table(), "Paid\nso far & more")
    read = openpyxl.load_workbook(io.BytesIO(after))["People"]
    assert read["B1"].value == "Paid\nso far & more"
    assert read.tables["T"].tableColumns[1].name == "Paid\nso far & more"
    assert 'name="Paid_x000a_so far &amp; more"' in content(after, TABLE)


def test_nothing_else_changes():
    data = with_table()
    assert changed(data, renamed(data)) == {SHEET, TABLE}


def test_the_heading_keeps_its_looks():
    rows = LIST.replace('<c r="B1"', '<c r="B1" s="3"')
    assert '<c r="B1" s="3" t="inlineStr"><is><t>Paid' in content(renamed(with_table(rows)), SHEET)


def test_capitals_may_change():
    assert 'name="AMOUNT"' in content(renamed(with_table(), "AMOUNT"), TABLE)


def test_a_formula_in_a_cell_follows_and_keeps_its_result():
    after = renamed(with_table(LIST + row(9, "=SUM(T[Amount])+T[[#Totals],[amount]]")))
    assert dict(opened(after).sheet("People").rows())[9][1] == Formula("SUM(T[Paid])+T[[#Totals],[Paid]]", 7)


def test_a_formula_in_the_table_may_leave_out_its_name():
    rows = row(1, "Name", "Amount") + row(2, "=[Amount]*2", "3") + row(3, "=OTHER[Amount]", "4")
    found = dict(opened(renamed(with_table(rows))).sheet("People").rows())
    assert (found[2][1], found[3][1]) == (Formula("[Paid]*2", 7), Formula("OTHER[Amount]", 7))


def test_calculated_columns_and_totals_follow():
    inside = (
        "<calculatedColumnFormula>T[[#This Row],[Name]]&amp;[Amount]</calculatedColumnFormula>"
        "<totalsRowFormula>SUM(T[Amount])</totalsRowFormula>"
    )
    xml = content(renamed(with_table(inside=inside)), TABLE)
    assert "[[#This Row],[Name]]&amp;[Paid]</calc" in xml
    assert "<totalsRowFormula>SUM(T[Paid])<" in xml


def test_names_drop_downs_and_conditional_formats_follow():
    rules = (
        '<conditionalFormatting sqref="A2:B3"><cfRule type="expression" priority="1">'
        "<formula>SUM(T[Amount])=3</formula>"
        '</cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="B2:B3">'
        '<formula1>INDIRECT("x")+T[Amount]</formula1></dataValidation></dataValidations>'
    )
    team = opened(with_table(after=rules))
    team.define_name("amounts", "T[Amount]")
    team.sheet("People").rename_heading(2, "Paid")
    assert team.names == {"amounts": "T[Paid]"}
    assert content(team.pack(), SHEET).count("T[Paid]") == 2


def test_another_sheet_follows_and_a_sheet_without_it_keeps_its_bytes():
    team = opened(with_table())
    other = f'<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>'
    for title, formula in (("Sums", "=SUM(T[Amount])"), ("Free", "=U[Amount]")):
        new = team.add_sheet(title)
        team._changes[new.part] = other.format(row(1, formula)).encode()
    before = team.pack()
    after = renamed(before)
    assert changed(before, after) == {SHEET, TABLE, team.sheet("Sums").part}
    assert "<f>SUM(T[Paid])</f><v>7</v>" in content(after, team.sheet("Sums").part)


def test_a_chart_follows():
    chart = "xl/charts/chart1.xml"
    types = content(with_table(), "[Content_Types].xml")
    type_ = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    override = f'<Override PartName="/{chart}" ContentType="{type_}"/>'
    xml = '<c:chartSpace xmlns:c="http://x"><c:f>T[Amount]</c:f></c:chartSpace>'
    parts = {chart: xml, "[Content_Types].xml": types.replace("</Types>", f"{override}</Types>")}
    assert "<c:f>T[Paid]</c:f>" in content(renamed(with_table(parts=parts)), chart)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a]", "['[b'] '#]"),
        ("[[a]]", "[['[b'] '#]]"),
        ("[[#All],[A]:[c]]", "[[#All],['[b'] '#]:[c]]"),
        ("[@a]", "[@['[b'] '#]]"),
        ("[@[a]]", "[@['[b'] '#]]"),
        ("[#Data]", "[#Data]"),
        ("['#a]", "['#a]"),
        ("[ab]", "[ab]"),
    ],
)
def test_brackets_of_a_table_reference(before, after):
    assert with_column_renamed(before, "a", "[b] #") == after


def test_a_heading_that_another_column_has_is_refused():
    assert "a column “NAME” already" in refused(with_table(), "NAME")


def test_a_formula_that_spells_the_heading_out_as_text_is_refused():
    rows = LIST + row(9, '=SUM(INDIRECT("T[Amount]"))')
    assert "spells out the heading “Amount”" in refused(with_table(rows))


def with_part_of(kind: str, xml: str) -> bytes:
    part = "xl/other.xml"
    types = content(with_table(), "[Content_Types].xml")
    override = f'<Override PartName="/{part}" ContentType="{KIND}.{kind}+xml"/>'
    return with_table(parts={part: xml, "[Content_Types].xml": types.replace("</Types>", f"{override}</Types>")})


@pytest.mark.parametrize("source", ['name="T"', 'sheet="People" ref="A1:B3"'])
def test_a_pivot_table_that_knows_the_heading_is_not_cut_off(source):
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="worksheet"><worksheetSource {source}/></cacheSource>'
        '<cacheFields count="1"><cacheField name="Amount"/></cacheFields></pivotCacheDefinition>'
    )
    data = with_part_of("pivotCacheDefinition", cache)
    assert "A pivot table uses the heading “Amount”" in refused(data)
    assert renamed(data, "Who", column=1)


def test_a_slicer_that_knows_the_heading_is_not_cut_off():
    data = with_part_of("slicerCache", f'<slicerCacheDefinition xmlns="{MAIN}" sourceName="Amount"/>')
    assert "A slicer uses the heading “Amount”" in refused(data)


def test_a_column_that_is_in_no_table_is_refused():
    assert "no heading of a table in column C" in refused(with_table(), column=3)


@pytest.mark.parametrize("title", ["", " Paid", "x" * 256])
def test_what_is_no_heading_is_said(title):
    with pytest.raises(ValueError, match="heading"):
        opened(with_table()).sheet("People").rename_heading(2, title)


def test_a_heading_is_not_set_like_any_cell():
    with pytest.raises(RefusedEdit, match="is a heading of the table"):
        opened(with_table()).sheet("People").set_cell(1, 2, "Paid")


def test_the_results_are_the_same_in_libreoffice(tmp_path):
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file)
    people = made.add_worksheet("People")
    columns = [{"header": "Name"}, {"header": "Net #1"}, {"header": "Gross", "formula": "=[@[Net '#1]]*2"}]
    people.add_table("A1:C4", {"name": "Team", "columns": columns, "data": [["Ada", 3], ["Joan", 4], ["Eva", 5]]})
    people.write_formula("E1", "=SUM(Team[Net '#1])", None, 12)
    made.add_worksheet("Sums").write_formula("A1", "=SUM(Team[[Net '#1]:[Gross]])", None, 36)
    made.close()
    team = opened(file.getvalue())
    team.sheet("People").rename_heading(2, "Paid [€]")
    found = shown({"before": file.getvalue(), "after": team.pack()}, tmp_path)
    assert found["before"]["Sums", 1, 1] == "36"
    assert found["after"].items() ^ found["before"].items() == {
        (("People", 1, 2), "Net #1"), (("People", 1, 2), "Paid [€]"),
    }  # fmt: skip
