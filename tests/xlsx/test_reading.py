"""Reading: what is in a cell, whatever program wrote it, and whatever is wrong with the sheet."""

import datetime as dt
import io
import subprocess
import sys
import textwrap

import openpyxl
import pytest

from crm.xlsx import CellError, Formula, RefusedWorkbook, Workbook
from crm.xlsx import reader as reading
from tests.xlsx.books import MAIN, book, content, links, row, sheet


def read(rows: str, after: str = "", **parts) -> dict:
    return dict(Workbook.from_bytes(book(sheet(rows, after), parts), "x").sheet("People").rows())


def cells(*inside: str) -> dict:
    """Row 1 with cells from A on, each given as `attributes|content`."""
    text = "".join(
        f'<c r="{chr(65 + n)}1"{cell.partition("|")[0]}>{cell.partition("|")[2]}</c>' for n, cell in enumerate(inside)
    )
    return read(f'<row r="1">{text}</row>').get(1, {})


def test_numbers_are_whole_where_they_are_whole():
    assert [*map(repr, cells("|<v>1</v>", "|<v>1.5</v>", "|<v>1E+3</v>", "|<v>-0.25</v>").values())] == [
        "1", "1.5", "1000", "-0.25",
    ]  # fmt: skip


def test_text_in_all_its_forms():
    assert cells(
        ' t="inlineStr"|<is><t xml:space="preserve"> a </t></is>',
        ' t="inlineStr"|<is><r><t>b</t></r><r><t>c</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is>',
        ' t="str"|<v>d &amp; e</v>',
        ' t="inlineStr"|<is><t>f_x000D_g _x005F_x0041_</t></is>',
    ) == {1: " a ", 2: "bc", 3: "d & e", 4: "f\rg _x0041_"}


def test_shared_texts():
    strings = f'<sst xmlns="{MAIN}"><si><t>zero</t></si><si><r><t>on</t></r><r><t>e</t></r></si></sst>'
    parts = {
        "xl/sharedStrings.xml": strings,
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
    }
    assert read('<row r="1"><c r="A1" t="s"><v>1</v></c></row>', **parts) == {1: {1: "one"}}
    with pytest.raises(RefusedWorkbook, match="a text that is not there"):
        read('<row r="1"><c r="A1" t="s"><v>2</v></c></row>', **parts)


def test_errors_and_truths():
    assert cells(' t="e"|<v>#N/A</v>', ' t="b"|<v>1</v>', ' t="b"|<v>0</v>') == {
        1: CellError("#N/A"),
        2: True,
        3: False,
    }


def test_a_formula_with_its_last_result():
    text, error = ' t="str"|<f>"a"</f><v>a</v>', ' t="e"|<f>1/0</f><v>#DIV/0!</v>'
    assert cells("|<f>1&lt;2</f><v>3</v>", "|<f>X()</f>", text, error) == {
        1: Formula("1<2", 3), 2: Formula("X()", None), 3: Formula('"a"', "a"), 4: Formula("1/0", CellError("#DIV/0!")),
    }  # fmt: skip


def test_days_and_times_are_told_by_their_style():
    days, others = (' s="1"|<v>45351</v>', ' s="1"|<v>45351.5</v>'), (' s="2"|<v>1.25</v>', ' s="3"|<v>45351</v>')
    assert cells(*days, ' s="1"|<v>0.25</v>', *others) == {
        1: dt.date(2024, 2, 29), 2: dt.datetime(2024, 2, 29, 12), 3: dt.time(6), 4: dt.timedelta(hours=30), 5: 45351,
    }  # fmt: skip


def test_what_is_no_day_for_sure_stays_a_number():
    """Excel's 29 February 1900 never was, and days before it are shown one off."""
    numbers = [1, 59, 60, -1, 2_958_466]
    assert [*cells(*(f' s="1"|<v>{number}</v>' for number in numbers)).values()] == numbers
    assert cells(' s="1"|<v>61</v>') == {1: dt.date(1900, 3, 1)}


def test_days_as_iso_text():
    assert cells(' t="d"|<v>2024-02-29</v>', ' t="d"|<v>2024-02-29T12:00:00</v>') == {
        1: dt.date(2024, 2, 29), 2: dt.datetime(2024, 2, 29, 12),
    }  # fmt: skip


def test_places_are_as_in_excel_when_the_first_rows_and_columns_are_empty():
    assert read('<row r="3"><c r="C3"><v>1</v></c></row>') == {3: {3: 1}}


def test_hidden_rows_are_read_and_named():
    grid = Workbook.from_bytes(book(sheet(row(1, "a") + row(2, "b", extra=' hidden="1"'))), "x").sheet("People").grid()
    assert grid.cells == [["a"], ["b"]] and grid.hidden_rows == {2}


def test_a_lying_dimension_is_not_believed():
    xml = sheet("".join(row(n, "x") for n in range(1, 8)), before='<dimension ref="A1:A2"/>')
    assert len(dict(Workbook.from_bytes(book(xml), "x").sheet("People").rows())) == 7


def test_the_last_of_two_cells_at_one_place_wins():
    assert read('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>') == {1: {1: 2}}


def test_rows_and_cells_without_their_names_are_counted():
    assert read("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>") == {
        1: {1: 1, 2: 2},
        2: {2: 3},
    }


def test_a_comment_is_not_taken_for_a_cell():
    assert read('<row r="1"><!--<c r="A1"><f>1</f></c>--><c r="B1"><v>2</v></c></row>') == {1: {2: 2}}


def test_shared_formulas_are_written_out():
    first = '<row r="1"><c r="A1"><f t="shared" ref="A1:B2" si="3">$C1+D$1+"A1"</f><v>1</v></c>'
    rest = '<c r="B1"><f t="shared" si="3"/><v>2</v></c></row><row r="2"><c r="A2"><f si="3" t="shared"></f></c></row>'
    found = read(first + rest)
    assert found[1][2] == Formula('$C1+E$1+"A1"', 2) and found[2][1] == Formula('$C2+D$1+"A1"', None)


def test_a_hidden_sheet_and_a_chart_sheet():
    parts = {
        "xl/workbook.xml": content(book(""), "xl/workbook.xml").replace(
            "</sheets>", '<sheet name="Chart" sheetId="2" r:id="rId3"/>'
            '<sheet name="B" sheetId="4" state="veryHidden" r:id="rId4"/></sheets>'
        ),
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"),
            ("chartsheet", "c.xml"), ("worksheet", "/xl/s2.xml"),
        ),
        "xl/c.xml": "<chartsheet/>", "xl/s2.xml": sheet(row(1, "deep")),
    }  # fmt: skip
    opened = Workbook.from_bytes(book(sheet(""), parts), "x")
    assert opened.sheets == ["People", "Chart", "B"]
    assert list(opened.sheet("Chart").rows()) == []
    assert opened.sheet("B").hidden and list(opened.sheet("B").rows()) == [(1, {1: "deep"})]


def test_a_protected_sheet_says_so():
    opened = Workbook.from_bytes(book(sheet(row(1, "a"), '<sheetProtection sheet="1"/>')), "x")
    assert opened.sheet("People").protected


@pytest.mark.parametrize("rows", [
    row(1, "a", "2") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row r="1"><c r="XFD1048576"><v>1</v></c><c r="A1"><v>2</v></c></row>' + row(2, "a"),
    "".join(row(n, "x") for n in range(1, 3000)) + '<row r="9999"><c r = "XFD9999"><v>1</v></c><c r="A9999"/></row>',
    row(1, "a") + '<row r="1000000"><c s="0" r="T1000000"><v>1</v></c></row>',
])  # fmt: skip
def test_one_stray_cell_far_out_does_not_end_the_process(rows, tmp_path):
    """calamine aborts on such a sheet: no exception, the process is gone."""
    (tmp_path / "stray.xlsx").write_bytes(book(sheet(rows)))
    program = f"""
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
        from crm.xlsx import Workbook
        opened = Workbook.open({str(tmp_path / "stray.xlsx")!r})
        found = dict(opened.sheet("People").rows())
        print(sum(map(len, found.values())), len(opened.sheet("People").grid().far))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout.split()[0] == str(rows.count("<v>") + rows.count("<t>"))


def test_a_wide_sheet_is_read_by_ourselves():
    opened = Workbook.from_bytes(book(sheet('<row r="1"><c r="A1"><v>1</v></c><c r="KA1"><v>2</v></c></row>')), "x")
    assert dict(opened.sheet("People").rows()) == {1: {1: 1, 287: 2}}


def test_two_readers_of_ours_agree(monkeypatch):
    rows = (
        row(1, "Name", "5", "=B1*2")
        + '<row r="2"><c r="B2" s="1"><v>45000</v></c><c r="C2" t="e"><v>#REF!</v></c></row>'
    )
    opened = Workbook.from_bytes(book(sheet(rows)), "x")
    fast = dict(opened.sheet("People").rows())
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert reading._calamine() is None
    assert dict(opened.sheet("People").rows()) == fast


def test_what_openpyxl_writes_is_read_the_same():
    made = openpyxl.Workbook()
    given = ["a", 1, 1.5, True, dt.datetime(2024, 1, 2, 3, 4, 5), dt.date(2024, 1, 2), dt.time(4, 5), "=A1", " x\n"]
    made.active.append(given)
    made.save(file := io.BytesIO())
    found = dict(Workbook.from_bytes(file.getvalue(), "x").sheet("Sheet").rows())[1]
    assert [*found.values()] == [*given[:7], Formula("A1", None), " x\n"]
