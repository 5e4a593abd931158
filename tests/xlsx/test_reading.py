"""Reading: what is in a cell, whatever program wrote it, and whatever is wrong with the sheet."""

import datetime as dt
import io
import subprocess
import sys
import textwrap

import openpyxl
import pytest

from crm.xlsx import CellError, Formula, RefusedWorkbook, Workbook
from crm.xlsx.reading import reader as reading
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


SHARED = f'<sst xmlns="{MAIN}"><si><t>a</t></si><si/><si><t/></si><si><r><rPr><b/></rPr><t>b</t></r><r><t>c</t></r><rPh sb="0" eb="1"><t>no</t></rPh></si></sst>'  # noqa: E501
AS_IN_EXCEL = {
    "><v>1E3</v>": 1000, "><v>1 </v>": 1, "><v>+5</v>": 5, "><v>-0</v>": 0, "><v>.5</v>": 0.5, "><v>5.</v>": 5,
    "><v>1.7976931348623157E+308</v>": 1.7976931348623157e308, "><v>12345678901234567890</v>": 1.2345678901234567e19,
    "><v>9007199254740993</v>": 9007199254740992, "><v>0.1</v>": 0.1, "><v></v>": None, "><v> </v>": None,
    "><v>nan</v>": "nan", "><v>-INF</v>": "-INF", "><v>1e999</v>": "1e999", "><v>1_000</v>": "1_000", "><v>x</v>": "x",
    ' t="s"><v>0</v>': "a", ' t="s"><v>1</v>': None, ' t="s"><v>2</v>': None, ' t="s"><v>3</v>': "bc",
    ' t="str"><v>_x000D_ _x005F_x0041_</v>': "\r _x0041_", ' t="str"><v> a </v>': " a ", ' t="str"><v/>': None,
    ' t="inlineStr"><is><t/></is>': None, ' t="inlineStr"><is><t>1</t></is>': "1", ' t="inlineStr"><is/>': None,
    ' t="inlineStr"><is><r><t>漢</t></r><r><t>字</t></r><rPh sb="0"><t>カンジ</t></rPh><phoneticPr/></is>': "漢字",
    ' t="str"><v>_xD83D__xDE00_x0041_ _xFFFF_</v>': "_xD83D__xDE00A _xFFFF_",
    ' t="b"><v> </v>': None, ' t="e"><v> </v>': None, ' t="e"><f>X()</f><v>\n</v>': Formula("X()", None),
    ' t="b"><v>1</v>': True, ' t="b"><v>0</v>': False, ' t="e"><v>#N/A</v>': CellError("#N/A"),
    ' t="e" vm="1"><v>#VALUE!</v>': CellError("#VALUE!"), ' t="d"><v>2024-02-29</v>': dt.date(2024, 2, 29),
    ' t="d"><v>2024-02-29T12:30:00.000Z</v>': dt.datetime(2024, 2, 29, 12, 30),
    ' s="1"><v>0</v>': dt.time(0), ' s="1"><v>0.75</v>': dt.time(18), ' s="1"><v>1</v>': 1, ' s="1"><v>59</v>': 59,
    ' s="1"><v>60</v>': 60, ' s="1"><v>61</v>': dt.date(1900, 3, 1), ' s="1"><v>-1</v>': -1, ' s="1"><v>59.5</v>': 59.5,
    ' s="1"><v>2958465</v>': dt.date(9999, 12, 31), ' s="1"><v>2958466</v>': 2958466, ' s="1"><v>1e9</v>': 1000000000,
    ' s="1"><v>45351.999999</v>': dt.datetime(2024, 2, 29, 23, 59, 59, 914000), ' s="2"><v>1.5</v>': dt.timedelta(1.5),
    ' s="2"><v>-0.5</v>': dt.timedelta(-0.5), ' s="2"><v>1e300</v>': 1e300, ' s="1" t="str"><v>soon</v>': "soon",
    "><f>1+1</f><v>2</v>": Formula("1+1", 2), "><f>X()</f>": Formula("X()", None), "><f/><v>3</v>": Formula("", 3),
    ' t="str"><f>"a"</f><v></v>': Formula('"a"', None), ' t="b"><f>1=1</f><v>1</v>': Formula("1=1", True),
    ' t="e"><f>1/0</f><v>#DIV/0!</v>': Formula("1/0", CellError("#DIV/0!")),
    ' s="1"><f>NOW()</f><v>45351.5</v>': Formula("NOW()", dt.datetime(2024, 2, 29, 12)),
    ' cm="1"><f t="array" ref="A1:A9">SORT(B1:B9)</f><v>1</v>': Formula("SORT(B1:B9)", 1),
    "><f ca=\"1\">A1&amp;&quot;&lt;&quot;</f><v>7</v>": Formula('A1&"<"', 7),
}  # fmt: skip
IN_1904 = {
    ' s="1"><v>0</v>': dt.time(0), ' s="1"><v>1</v>': dt.date(1904, 1, 2), ' s="1"><v>60</v>': dt.date(1904, 3, 1),
    ' s="1"><v>-1</v>': -1, ' s="1"><v>2957003</v>': dt.date(9999, 12, 31), ' s="1"><v>2957004</v>': 2957004,
    ' s="1"><v>43889.5</v>': dt.datetime(2024, 2, 29, 12),
}  # fmt: skip


def in_three_ways(cells: list[str], date1904: bool) -> list[list[object]]:
    """The values of column A as our readers give them: the quick one, the one with calamine, the exact one."""
    rows = "".join(f'<row r="{n}"><c r="A{n}"{cell}</c></row>' for n, cell in enumerate(cells, 1))
    parts = {
        "xl/sharedStrings.xml": SHARED,
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/workbook.xml": content(book(""), "xl/workbook.xml").replace(
            "<sheets>", f'<workbookPr date1904="{date1904:d}"/><sheets>'
        ),
    }
    opened = Workbook.from_bytes(book(sheet(rows), parts), "x")
    page, source = opened.sheet("People"), opened.source()
    grids = [page.grid(), reading._read_unusual(page.text, source), reading._by_ourselves(page.text.join(), source)]
    return [[dict(reading.rows_of(grid)).get(n, {}).get(1) for n in range(1, len(cells) + 1)] for grid in grids]


@pytest.mark.parametrize(("cells", "date1904"), [(AS_IN_EXCEL, False), (IN_1904, True)])
def test_each_kind_of_cell_means_the_same_to_all_our_readers(cells, date1904):
    for found in in_three_ways(list(cells), date1904):
        told = {cell: (value, repr(value), repr(cells[cell])) for cell, value in zip(cells, found, strict=True)}
        assert {cell: both for cell, both in told.items() if both[1] != both[2]} == {}


@pytest.mark.parametrize("text", ["_xD83D_", "_x005F_xD83D_", "_xFFFE_x0041_", "a_x0041_\r", "_xdfff__x000d_"])
def test_a_text_that_looks_like_an_escape_is_read_as_it_was_given(text):
    opened = Workbook.from_bytes(book(sheet(row(1, "Name"))), "x")
    opened.sheet("People").set_cell(1, 1, text)
    again = Workbook.from_bytes(opened.pack(), "x").sheet("People")
    assert again.grid().cells[0][0] == text
    assert reading._by_ourselves(again.text.join(), opened.source()).cells[0][0] == text


@pytest.mark.parametrize("cell", list(AS_IN_EXCEL))
def test_one_cell_alone_means_the_same_to_all_our_readers(cell):
    """Alone, it does not make the whole sheet take a slower way than it would."""
    found = in_three_ways([cell], False)
    assert {repr(one) for one in found} == {repr([AS_IN_EXCEL[cell]])}
