"""Workbooks of other programs, made by them where they are at hand and drawn after their habits where they are not.

Each is read in both of our ways and by two other readers, changed in one cell, and read again by all.
"""

import datetime as dt
import io
import re
import subprocess
import zipfile
from collections.abc import Mapping

import openpyxl
import pandas
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from crm.xlsx import Formula, Workbook
from crm.xlsx.reading import sparse
from tests.xlsx.books import MAIN, OFFICE, STYLES, book, content, links, sheet
from tests.xlsx.calc import require_libreoffice

DAY = dt.date(2024, 2, 29)
PEOPLE = [["Name", "Since", "Score", "Paid"], ["Ada", DAY, 4.5, True], ["Zoë & Co", dt.date(2023, 12, 1), 7, False]]
ROWS = {number: dict(enumerate(values, 1)) for number, values in enumerate(PEOPLE, 1)}
TEXTS = ["Name", "Since", "Score", "Paid", "Ada", "Zoë & Co"]
STRICT = "http://purl.oclc.org/ooxml"


def serial(day: dt.date, epoch: dt.date = dt.date(1899, 12, 30)) -> int:
    return (day - epoch).days


def escaped(text: str) -> str:
    return text.replace("&", "&amp;")


def rows_with(text, day, number, truth) -> str:
    """The people as XML; each function gives a cell from its place and value."""
    kinds = {str: text, dt.date: day, float: number, int: number, bool: truth}
    cells = [[kinds[type(one)](f"{'ABCD'[n]}{r}", one) for n, one in enumerate(row)] for r, row in enumerate(PEOPLE, 1)]
    return "".join(f'<row r="{n}" spans="1:4">{"".join(row)}</row>' for n, row in enumerate(cells, 1))


def shared(place: str, text: str) -> str:
    return f'<c r="{place}" s="0" t="s"><v>{TEXTS.index(text)}</v></c>'


def dated(place: str, day: dt.date) -> str:
    return f'<c r="{place}" s="1"><v>{serial(day)}</v></c>'


def plain(place: str, number: float) -> str:
    return f'<c r="{place}"><v>{number}</v></c>'


def truth(place: str, value: bool) -> str:
    return f'<c r="{place}" t="b"><v>{value:d}</v></c>'


def strings(inside: str = "<t>{}</t>") -> dict[str, str]:
    """The parts of shared strings, each text inside of what a program writes around it."""
    texts = "".join(f"<si>{inside.format(escaped(text))}</si>" for text in TEXTS)
    kind = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
    types = content(book(""), "[Content_Types].xml")
    return {
        "[Content_Types].xml": types.replace("</Types>", f'{kind}.spreadsheetml.sharedStrings+xml"/></Types>'),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" count="6" uniqueCount="6">{texts}</sst>',
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
    }


def again(data: bytes, rename=lambda name: name, order=lambda names: names, piped: bool = False) -> bytes:
    """The same parts, otherwise named, in another order, or written to a pipe (sizes behind the parts)."""
    file, old = io.BytesIO(), zipfile.ZipFile(io.BytesIO(data))

    class Pipe(io.RawIOBase):
        def writable(self):
            return True

        def write(self, some):
            return file.write(some)

    with zipfile.ZipFile(Pipe() if piped else file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in order(old.namelist()):
            archive.writestr(rename(name), old.read(name))
    return file.getvalue()


def prefixed(xml: str, prefix: str) -> str:
    """XML with that prefix in front of each tag, as the Open XML SDK writes it."""
    tags = re.sub(r"<(/?)(?=[a-zA-Z])", rf"<\1{prefix}:", xml)
    return tags.replace(f'xmlns="{MAIN}"', f'xmlns:{prefix}="{MAIN}"')


def google() -> bytes:
    """Google Sheets: shared strings, its own date format, content types last."""
    styles = STYLES.replace("<fonts", '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts')
    parts = {**strings(), "xl/styles.xml": styles.replace('numFmtId="14"', 'numFmtId="164"')}
    return again(book(sheet(rows_with(shared, dated, plain, truth)), parts), order=lambda names: names[::-1])


def numbers() -> bytes:
    """Apple Numbers: rich text in each string, the type before the style, numbers with all digits."""
    rows = rows_with(
        lambda place, text: f'<c r="{place}" t="s" s="0"><v>{TEXTS.index(text)}</v></c>',
        dated, lambda place, number: f'<c r="{place}" s="3"><v>{number:.15g}</v></c>', truth,
    )  # fmt: skip
    return book(sheet(rows), strings('<r><rPr><sz val="10"/></rPr><t>{}</t></r>'))


def sheetjs() -> bytes:
    """SheetJS: texts as results, days as ISO text, no styles part."""
    rows = rows_with(
        lambda place, text: f'<c r="{place}" t="str"><v>{escaped(text)}</v></c>',
        lambda place, day: f'<c r="{place}" t="d"><v>{day.isoformat()}</v></c>',
        lambda place, number: f'<c r="{place}" t="n"><v>{number}</v></c>', truth,
    )  # fmt: skip
    link = {"xl/_rels/workbook.xml.rels": links(("worksheet", "worksheets/sheet1.xml")), "xl/styles.xml": None}
    types = content(book(""), "[Content_Types].xml")
    return book(
        sheet(rows), {**link, "[Content_Types].xml": re.sub(r'<Override PartName="/xl/styles[^>]*>', "", types)}
    )


def open_xml_sdk() -> bytes:
    """The Open XML SDK (ClosedXML too): a prefix everywhere, absolute targets, sizes behind the parts."""
    rows = prefixed(sheet(rows_with(shared, dated, plain, truth)), "x")
    parts = {
        name: prefixed(text, "x") if name.endswith("Strings.xml") else text.replace(' Target="', ' Target="/xl/')
        for name, text in strings('<t xml:space="preserve">{}</t>').items()
    }
    workbook = prefixed(content(book(""), "xl/workbook.xml"), "x")
    return again(book(rows, {**parts, "xl/workbook.xml": workbook, "xl/styles.xml": prefixed(STYLES, "x")}), piped=True)


def excel_2011() -> bytes:
    """Excel for Mac 2011: days count from 1904."""
    rows = rows_with(
        shared, lambda place, day: f'<c r="{place}" s="1"><v>{serial(day, dt.date(1904, 1, 1))}</v></c>', plain, truth
    )
    workbook = content(book(""), "xl/workbook.xml").replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    return book(sheet(rows), {**strings(), "xl/workbook.xml": workbook})


def strict() -> bytes:
    """Strict OOXML: other namespaces, days as ISO text."""
    rows = rows_with(
        shared, lambda place, day: f'<c r="{place}" s="1" t="d"><v>{day.isoformat()}</v></c>', plain, truth
    )
    data = book(sheet(rows), strings())
    spelled = {MAIN: f"{STRICT}/spreadsheetml/main", OFFICE: f"{STRICT}/officeDocument/relationships"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in zipfile.ZipFile(io.BytesIO(data)).namelist():
            text = content(data, name)
            for old, new in spelled.items():
                text = text.replace(old, new)
            archive.writestr(name, text)
    return file.getvalue()


def other_case() -> bytes:
    """Part names that differ from their targets in case."""
    return again(google(), rename=lambda name: name.replace("worksheets/sheet1", "Worksheets/Sheet1"))


def inline() -> bytes:
    """Texts in the cells themselves, as XlsxWriter's constant_memory and many report generators do."""
    text = lambda place, text: f'<c r="{place}" t="inlineStr"><is><t>{escaped(text)}</t></is></c>'  # noqa: E731
    return book(sheet(rows_with(text, dated, plain, truth)))


def by_openpyxl() -> bytes:
    made = openpyxl.Workbook()
    made.active.title = "People"
    for values in PEOPLE:
        made.active.append(values)
    made.save(file := io.BytesIO())
    return file.getvalue()


def by_xlsxwriter(options: Mapping[str, object] | None = None) -> bytes:
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, {"in_memory": True, **(options or {})})
    page, day = made.add_worksheet("People"), made.add_format({"num_format": "dd.mm.yyyy"})
    for r, values in enumerate(PEOPLE):
        for c, value in enumerate(values):
            page.write_datetime(r, c, value, day) if isinstance(value, dt.date) else page.write(r, c, value)
    made.close()
    return file.getvalue()


def by_pandas() -> bytes:
    frame = pandas.DataFrame(PEOPLE[1:], columns=PEOPLE[0]).astype({"Score": float})
    frame.to_excel(file := io.BytesIO(), sheet_name="People", index=False)
    return file.getvalue()


MADE = {
    "Google Sheets": google, "Numbers": numbers, "SheetJS": sheetjs, "Open XML SDK": open_xml_sdk, "Strict": strict,
    "Excel for Mac 2011": excel_2011, "other case": other_case, "inline texts": inline, "openpyxl": by_openpyxl,
    "XlsxWriter": by_xlsxwriter, "XlsxWriter 1904": lambda: by_xlsxwriter({"date_1904": True}), "pandas": by_pandas,
    "XlsxWriter, constant memory": lambda: by_xlsxwriter({"constant_memory": True, "in_memory": False}),
}  # fmt: skip


def ours(data: bytes) -> dict[int, dict[int, object]]:
    return dict(Workbook.from_bytes(data, "x").sheet("People").rows())


def exactly(data: bytes) -> dict[int, dict[int, object]]:
    """What the slow reader finds, by itself."""
    opened = Workbook.from_bytes(data, "x")
    return sparse.read(opened.sheet("People").text.join(), opened.source()).rows


def theirs(data: bytes) -> list[dict[int, dict[int, object]]]:
    """What calamine and openpyxl find; moments at midnight are days."""
    grid = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("People").to_python(skip_empty_area=False)
    opened = openpyxl.load_workbook(io.BytesIO(data), data_only=True)  # it finds no sheet in Strict ones
    page = opened["People"].iter_rows(values_only=True) if "People" in opened.sheetnames else grid
    return [_with_days(grid), _with_days(page)]


def _with_days(rows) -> dict[int, dict[int, object]]:
    """Cells that hold something, in rows that do."""
    cells = ({n: as_day(one) for n, one in enumerate(row, 1) if one not in ("", None)} for row in rows)
    return {n: row for n, row in enumerate(cells, 1) if row}


def without_formulas(rows: dict) -> dict:
    """LibreOffice writes TRUE() for a truth."""
    return {
        n: {c: value.cached if isinstance(value, Formula) else value for c, value in row.items()}
        for n, row in rows.items()
    }


def as_day(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) and value.time() == dt.time() else value


@pytest.mark.parametrize("program", MADE)
def test_what_a_program_wrote_is_read_as_it_was_meant(program):
    data = MADE[program]()
    assert ours(data) == ROWS and exactly(data) == ROWS
    assert theirs(data)[1] == ROWS


@pytest.mark.parametrize("program", MADE)
def test_an_edit_of_it_is_read_by_all(program):
    opened = Workbook.from_bytes(MADE[program](), "x")
    opened.sheet("People").set_cell(2, 1, "Grace")
    opened.sheet("People").set_cell(5, 3, 12.5)
    data = opened.pack()
    wanted = {**ROWS, 2: {**ROWS[2], 1: "Grace"}, 5: {3: 12.5}}
    assert [ours(data), exactly(data), *theirs(data)] == [wanted] * 4


def test_what_libreoffice_wrote_is_read_as_it_was_meant(tmp_path):
    """Its own files, and those of other programs saved by it."""
    require_libreoffice()
    names = {"google": google(), "mac": excel_2011(), "strict": strict(), "pandas": by_pandas()}
    for name, data in names.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    files = [str(tmp_path / f"{name}.xlsx") for name in names]
    subprocess.run([*command, str(tmp_path / "out"), *files], capture_output=True, timeout=120, check=True)
    for name in names:
        data = (tmp_path / "out" / f"{name}.xlsx").read_bytes()
        assert without_formulas(ours(data)) == without_formulas(exactly(data)) == ROWS, name
        opened = Workbook.from_bytes(data, name)
        opened.sheet("People").append_row({1: "Grace", 2: DAY})
        assert [without_formulas(ours(opened.pack())), *theirs(opened.pack())] == [
            {**ROWS, 4: {1: "Grace", 2: DAY}}
        ] * 3
