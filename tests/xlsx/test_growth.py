"""A row more: as if the workbook had been made with it. XlsxWriter makes both; LibreOffice computes both."""

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
import xlsxwriter

from crm.xlsx import Workbook
from tests.xlsx.books import TABLE_PART, book, row, sheet, table
from tests.xlsx.calc import Shown, differences, shown

NAMES = ["Ada", "Ben", "Cy", "Di", "Eve", "Fay"]
RANGE = re.compile(
    r"""<(?:\w+:)?(?P<tag>conditionalFormatting|dataValidation|autoFilter|table|sortState)\s[^<>]*?(?:sq)?ref="(?P<ref>[^"]*)"""
    r"""|<(?:\w+:)?(?P<text>f|sqref|definedName)(?:\s[^<>]*)?>(?P<content>[^<]*)"""
)


def made(kind: str, count: int) -> bytes:
    """A workbook with everything that grows, over a sheet with a space in its title.

    `kind`: list (with a filter), table, totals (a table with its totals), short (a table with two blank rows).
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet, other = book.add_worksheet("My people"), book.add_worksheet("Other")
    sheet.write_row(0, 0, ["Name", "Amount", "Double"])
    for n, name in enumerate(NAMES[:count], 1):
        sheet.write_row(n, 0, [name, n * 10])
        sheet.write_formula(n, 2, f"B{n + 1}*2" if kind == "list" else "Money[[#This Row],[Amount]]*2")
    last = count + 2 * (kind == "short")
    if kind == "list":
        sheet.autofilter(0, 0, last, 2)
    else:
        _add_table(sheet, last, totals=kind == "totals")
    _add_what_grows(book, sheet, other, count)
    book.close()
    return file.getvalue()


def _add_table(sheet: xlsxwriter.worksheet.Worksheet, last: int, totals: bool) -> None:
    columns = [{"header": "Name"}, {"header": "Amount"}, {"header": "Double", "formula": "=[@Amount]*2"}]
    if totals:
        columns[0]["total_string"], columns[1]["total_function"] = "All", "sum"
    sheet.add_table(0, 0, last + totals, 2, {"name": "Money", "columns": columns, "total_row": totals})


def _add_what_grows(book: xlsxwriter.Workbook, sheet, other, count: int) -> None:
    sheet.conditional_format(1, 1, count, 1, {"type": "cell", "criteria": ">", "value": 5})
    sheet.conditional_format(1, 1, count, 1, {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation(1, 0, count, 0, {"validate": "list", "source": "=Other!$Z$1:$Z$3"})
    sheet.add_sparkline("F1", {"range": f"'My people'!B2:B{count + 1}"})
    book.define_name("Amounts", f"='My people'!$B$2:$B${count + 1}")
    book.define_name("'My people'!Both", f"='My people'!$A$2:$A${count + 1},'My people'!$C$2:$C${count + 1}")
    sheet.print_area(0, 0, count, 2)
    sheet.repeat_rows(0)
    for place in (sheet, other):
        chart = book.add_chart({"type": "column"})
        chart.add_series({
            "name": ["My people", 0, 1],
            "categories": ["My people", 1, 0, count, 0],
            "values": ["My people", 1, 1, count, 1],
        })  # fmt: skip
        place.insert_chart("H2", chart)
    other.write_formula("A1", "=SUM(Amounts)")
    alone = book.add_chart({"type": "line"})
    alone.add_series({"values": ["My people", 1, 2, count, 2]})
    book.add_chartsheet("Chart").set_chart(alone)


def appended(kind: str, count: int, more: int = 1) -> Workbook:
    """The same with some rows added one by one."""
    book = Workbook.from_bytes(made(kind, count), "x.xlsx")
    for n in range(count + 1, count + more + 1):
        assert book.sheet("My people").append_row({1: NAMES[n - 1], 2: n * 10}) == n + 1
    return book


def ranges(data: bytes) -> list[tuple[str, str, str]]:
    """All ranges of all parts: (part, what, range)."""
    return sorted(_ranges(data))


def _ranges(data: bytes) -> Iterator[tuple[str, str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            xml = re.sub(
                r"<sheetData>.*</sheetData>", "", archive.read(name).decode("utf-8", "replace"), flags=re.DOTALL
            )
            for found in RANGE.finditer(xml):
                what, ref = found["tag"] or found["text"], found["ref"] or found["content"] or ""
                yield name, what, ref


@pytest.mark.parametrize(
    ("kind", "more"), [("list", 1), ("table", 1), ("totals", 1), ("list", 3), ("table", 3), ("totals", 3)]
)
def test_every_range_is_as_if_the_row_had_been_there_from_the_start(kind, more):
    grown = ranges(appended(kind, 3, more).pack())
    assert grown == ranges(made(kind, 3 + more))
    assert grown != ranges(made(kind, 3))


def test_a_single_data_row_becomes_two():
    assert ranges(appended("table", 1).pack()) == ranges(made("table", 2))


def test_blank_rows_of_a_table_are_used_first_and_what_ended_above_them_grows():
    grown = {what + part: ref for part, what, ref in ranges(appended("short", 3).pack())}
    assert grown["tablexl/tables/table1.xml"] == "A1:C6"
    assert "'My people'!$B$2:$B$5" in grown.values()


def own_totals() -> Workbook:
    """A table whose totals a person wrote by addresses, after a new row; a formula on the sheet uses them by name."""
    rows = row(1, "Name", "Amount") + row(2, "Ada", "1") + row(3, "Ben", "2") + row(4, "All", "=SUM(B2:B3)*$B$2")
    rows = rows.replace("</row>", '<c r="F1"><f>T[[#Totals],[Amount]]+0</f></c></row>', 1)
    opened = Workbook.from_bytes(book(sheet(rows, TABLE_PART), table("A1:B4", extra=' totalsRowCount="1"')), "x.xlsx")
    assert opened.sheet("People").append_row({1: "Cy", 2: 3}) == 4
    return opened


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """What LibreOffice computes for workbooks after new rows, and for those that were made so."""
    books = {}
    for kind in ("list", "table", "totals"):
        books[f"{kind} grown"], books[f"{kind} made"] = appended(kind, 3, 2).pack(), made(kind, 5)
    books["own totals"] = own_totals().pack()
    return shown({name: without_results(data) for name, data in books.items()}, tmp_path_factory.mktemp("growth"))


def without_results(data: bytes) -> bytes:
    """The workbook without remembered results, so that LibreOffice computes all of them."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"(</f>|<f [^<>]*/>)<v>[^<]*</v>", rb"\1", old.read(name)))
    return file.getvalue()


@pytest.mark.parametrize("kind", ["table", "totals"])
def test_libreoffice_computes_what_a_person_would_get(kind, office):
    assert office[f"{kind} grown"] == office[f"{kind} made"]


def test_libreoffice_adds_up_the_new_row_in_totals_that_moved(office):
    assert office["own totals"]["People", 5, 2] == office["own totals"]["People", 1, 6] == "6"


def test_a_list_without_a_table_takes_no_formula_of_its_own(office):
    formulas = {("My people", 5, 3), ("My people", 6, 3)}
    assert differences(office["list made"], office["list grown"]) == formulas
