"""Defined names: read, added, replaced, refused."""

import io

import openpyxl
import pytest

from crm.xlsx import RefusedEdit, RefusedWorkbook, Workbook
from tests.xlsx.books import MAIN, OFFICE, book, changed, content, links, row, sheet, table
from tests.xlsx.soundness import unsound

DOCUMENT = "xl/workbook.xml"
ROWS = sheet(row(1, "Name", "Amount") + row(2, "Ada", "3"))
SHEETS = '<sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets>'


def workbook(inside: str, namespaces: str = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"') -> bytes:
    """A workbook of one sheet with its workbook part drawn."""
    return book(ROWS, {DOCUMENT: f"<workbook {namespaces}>{inside}</workbook>"})


def opened(data: bytes) -> Workbook:
    return Workbook.from_bytes(data, "team.xlsx")


def defined(data: bytes, *given: str) -> str:
    """The workbook part after a name was defined; the whole is sound."""
    team = opened(data)
    team.define_name(*given)
    after = team.pack()
    assert unsound(after) == []
    assert changed(data, after) == {DOCUMENT}
    return content(after, DOCUMENT)


def test_a_name_is_there_at_once_and_after_the_save(tmp_path):
    team = opened(book(ROWS))
    team.define_name("amounts", "People!$B$2:$B$9")
    assert team.names == {"amounts": "People!$B$2:$B$9"}
    team.save(tmp_path / "team.xlsx")
    assert Workbook.open(tmp_path / "team.xlsx").names == team.names
    assert openpyxl.load_workbook(tmp_path / "team.xlsx").defined_names["amounts"].attr_text == "People!$B$2:$B$9"


def test_names_of_one_sheet_are_told_apart():
    names = (
        '<definedNames><definedName name="rate">2%</definedName>'
        '<definedName name="rate" localSheetId="0">People!$A$1&amp;"&lt;"</definedName></definedNames>'
    )
    assert opened(workbook(SHEETS + names)).names == {"rate": "2%", "People!rate": 'People!$A$1&"<"'}


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("", "</sheets><definedNames><definedName"),
        ("<externalReferences/>", "<externalReferences/><definedNames>"),
        ('<functionGroups builtInGroupCount="1"/><calcPr calcId="1"/>', '"1"/><definedNames>'),
        ('<definedNames><definedName name="a">1</definedName></definedNames>', 'name="a">1</definedName><definedName'),
        ("<definedNames/>", "</sheets><definedNames><definedName"),
    ],
)
def test_a_name_goes_where_excel_looks_for_it(before, wanted):
    assert wanted in defined(workbook(SHEETS + before), "amounts", "People!$B$2")


def test_a_name_that_is_there_gets_the_new_text_and_keeps_the_rest():
    names = '<definedNames><definedName name="Rate" comment="of tax" hidden="1">0.1</definedName></definedNames>'
    after = defined(workbook(SHEETS + names), "rate", "0.2")
    assert '<definedName name="Rate" comment="of tax" hidden="1">0.2</definedName></definedNames>' in after


def test_a_name_of_a_sheet_counts_every_tab():
    """A chart on a tab of its own is a tab too."""
    data = book(
        ROWS,
        {
            DOCUMENT: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Chart" sheetId="2" r:id="rId3"/>'
            '<sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": links(
                ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("chartsheet", "chartsheets/c.xml")
            ),
            "xl/chartsheets/c.xml": f'<chartsheet xmlns="{MAIN}"/>',
        },
    )
    assert '<definedName name="rate" localSheetId="1">0.2<' in defined(data, "rate", "0.2", "People")


def test_the_same_name_for_the_workbook_and_for_a_sheet():
    team = opened(book(ROWS))
    team.define_name("rate", "=0.1")
    team.define_name("rate", "0.2", team.sheet("People"))
    assert team.names == {"rate": "0.1", "People!rate": "0.2"}


def test_signs_of_xml_in_a_formula_come_back():
    text = 'IF(People!$A$1<>"a&b",1,2)'
    team = opened(book(ROWS))
    team.define_name("check", text)
    assert opened(team.pack()).names == {"check": text}


def test_a_workbook_with_prefixed_tags_gets_a_prefixed_name():
    inside = SHEETS.replace("<sheets", "<x:sheets").replace("<sheet ", "<x:sheet ").replace("</", "</x:")
    data = book(ROWS, {DOCUMENT: f'<x:workbook xmlns:x="{MAIN}" xmlns:r="{OFFICE}">{inside}</x:workbook>'})
    assert '<x:definedNames><x:definedName name="a">1</x:definedName></x:definedNames>' in defined(data, "a", "1")


def test_a_workbook_part_in_utf_16_gets_its_name():
    text = f'<?xml version="1.0" encoding="UTF-16"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{SHEETS}</workbook>'
    team = opened(book(ROWS, {DOCUMENT: text.encode("utf-16")}))
    team.define_name("rate", "0.2")
    assert opened(team.pack()).names == {"rate": "0.2"}


@pytest.mark.parametrize(
    "name", ["", "two words", "1st", "A1", "r1c1", "R", "xfd1048576", "a-b", "_xlnm.Print_Area", "true", "n" * 256]
)
def test_what_excel_does_not_take_as_a_name_is_said(name):
    with pytest.raises(ValueError, match="defined name"):
        opened(book(ROWS)).define_name(name, "1")


@pytest.mark.parametrize("text", ["", " ", "SUM(People!A1", 'A1&"open', "People!A1)", "a\x07b", "'People!A1"])
def test_what_is_no_formula_is_said(text):
    with pytest.raises(ValueError, match=r"formula|closed"):
        opened(book(ROWS)).define_name("amounts", text)


@pytest.mark.parametrize("text", ["Peple!$A$1", "'My list'!A1", "[1]People!A1", "People:Other!A1", "T[Amount]"])
def test_a_name_for_what_is_not_there_is_refused(text):
    data = book(ROWS)
    team = opened(data)
    with pytest.raises(RefusedEdit, match="in this workbook"):
        team.define_name("amounts", text)
    assert team.pack() == data


def test_a_name_for_a_table_column_is_taken():
    team = opened(book(ROWS, table("A1:B2")))
    team.define_name("amounts", "T[Amount]")
    assert team.names == {"amounts": "T[Amount]"}


def test_the_name_of_a_table_is_taken_already():
    with pytest.raises(RefusedEdit, match="name of a table"):
        opened(book(ROWS, table("A1:B2"))).define_name("t", "1")


def test_a_name_for_a_sheet_that_is_not_there_is_refused():
    with pytest.raises(RefusedEdit, match="no sheet “Staff”"):
        opened(book(ROWS)).define_name("amounts", "1", "Staff")


def test_a_signed_workbook_gets_no_name():
    with pytest.raises(RefusedWorkbook, match="signed"):
        opened(book(ROWS, {"_xmlsignatures/origin.sigs": ""})).define_name("amounts", "1")


def test_openpyxl_reads_the_names_of_a_sheet():
    team = opened(book(ROWS))
    team.define_name("_xlnm.Print_Titles", "People!$1:$1", "People")
    read = openpyxl.load_workbook(io.BytesIO(team.pack()))
    assert read["People"].print_title_rows == "$1:$1"
