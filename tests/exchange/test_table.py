"""From a file to a table: headings, rows of people, and rows that are none."""

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.exchange.table import read_table
from crm.model.errors import InvalidInput
from tests.exchange.conftest import workbook

PEOPLE = [("Ann Lee", "01234 567890", "Leeds", 40), ("Bo Ek", "01234 567891", "York", 12), ("Cleo", "", "Hull", 7)]


def test_a_title_above_the_headings_is_passed_over(sheet) -> None:
    table = sheet(["Our customers 2026"], [], ["Name", "Phone", "City", "Points"], *PEOPLE)
    assert (table.heading_row, table.headings, len(list(table.body()))) == (3, ["Name", "Phone", "City", "Points"], 3)


@pytest.mark.parametrize("words", ["Total", "Totals:", "Summe", "Grand total", "Total customers"])
def test_a_line_of_totals_is_no_person(sheet, words: str) -> None:
    table = sheet(["Name", "Phone", "City", "Points"], *PEOPLE, [words, None, None, 59])
    assert list(table.left_out()) == [(5, f"{words} · 59", "is a line of totals")]


def test_a_person_called_total_with_a_city_is_one(sheet) -> None:
    assert len(list(sheet(["Name", "City", "Points"], ["Ann", "Leeds", 1], ["Total", "York", 2]).body())) == 2


def test_a_sum_without_a_word_is_no_person(sheet) -> None:
    assert [row for row, _, _ in sheet(["Name", "Points"], ["Ann", 1], ["Bo", 2], [None, 3]).left_out()] == [4]


def test_titles_between_the_rows_and_repeated_headings_are_no_people(sheet) -> None:
    table = sheet(["Name", "City"], ["--- Bakeries ---"], ["Ann", "Leeds"], ["Name", "City"], ["Bo", "York"])
    assert [why for _, _, why in table.left_out()] == ["is a title between the rows", "repeats the headings"]


def test_a_last_person_of_whom_only_the_name_is_known_is_a_person(sheet) -> None:
    table = sheet(["Name", "Phone", "City", "Points", "Since"], *[(*row, 2020) for row in PEOPLE], ["Dora"])
    assert len(list(table.body())) == 4


def test_a_row_that_was_taken_for_none_can_be_brought_in_all_the_same(sheet) -> None:
    table = sheet(["Name", "Points"], ["Ann", 1], ["Total", 2])
    assert len(list(table.with_people(3).body())) == 2


def test_another_heading_row_can_be_chosen(listed) -> None:
    table = listed("Name,City", "Ann,Leeds", "Bo,York").with_heading(2)
    assert (table.headings, [cells for _, cells in table.body()]) == (["Ann", "Leeds"], [["Bo", "York"]])


def test_without_headings_every_row_is_a_person_and_it_is_asked(listed) -> None:
    table = listed("Ann Lee,ann@example.com", "Bo Ek,bo@example.com")
    assert (table.heading_row, len(list(table.body()))) == (0, 2)
    assert [question.code for question in table.questions] == ["heading"]


def test_the_words_na_and_none_are_names_like_any_other(listed) -> None:
    assert [cells[0] for _, cells in listed("Name,City", "NA,Leeds", "None,York", "null,Hull").body()] == [
        "NA",
        "None",
        "null",
    ]


def test_rows_longer_than_the_headings_lose_nothing_and_are_named(listed) -> None:
    table = listed("Name,City", "Ann,Leeds,and more", "Bo,York")
    assert table.rows[1][2] == "and more"
    assert "Rows with more cells than there are headings: 2." in table.questions[0].sentence


def test_cells_of_a_workbook_keep_their_type(sheet) -> None:
    day = dt.date(2026, 3, 1)
    table = sheet(["Name", "Phone", "Seen"], ["Ann", 491512345678, day])
    assert list(table.body()) == [(2, ["Ann", 491512345678, day])]


def test_an_error_in_a_cell_is_read_as_blank_and_told(sheet) -> None:
    table = sheet(["Name", "City"], ["Ann", "#N/A"], ["Bo", "York"])
    book = workbook(["Name", "City"], ["Ann", "#N/A"])
    assert "#N/A" in zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert (table.rows[1][1], table.questions[0].code) == (None, "error_cell")


def test_of_several_sheets_the_largest_comes_first_and_empty_ones_do_not_come(sheet) -> None:
    data = workbook(["Name"], ["Ann"], Many=[["Name"], ["Bo"], ["Cleo"]], Empty=[])
    assert [table.name for table in read_table(data, "x.xlsx", "GB")] == ["Many", "Sheet"]


REFUSED = {
    "calendar": (b"BEGIN:VCALENDAR\nEND:VCALENDAR", "is a calendar"),
    "ldif": (b"dn: cn=ann\ncn: ann", "is an LDIF file"),
    "page": (b"<html><table>", "is a web page"),
    "json": (b'{"name": "Ann"}', "is a data file"),
    "pdf": (b"%PDF-1.4 ...", "is a PDF"),
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "marks": (b"\xff\xfe", "is empty"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel workbook"),
    "zip": (b"PK\x05\x06" + bytes(18), "."),
    "large": (b"a" * 10_000_001, "larger than 10 MB"),
    "wide": (b"," * 300 + b"x", "more than 200 columns"),
    "long": (b"x\n" * 50_001, "more than 50,000 rows"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_list_is_refused_with_what_to_save_instead(kind: str) -> None:
    data, sentence = REFUSED[kind]
    with pytest.raises(InvalidInput) as refused:
        read_table(data, "file.bin", "GB")
    assert sentence in str(refused.value)
    assert refused.value.field == "file"


def test_a_workbook_that_swells_when_unpacked_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    with pytest.raises(InvalidInput, match="too large once it is unpacked"):
        read_table(stream.getvalue(), "bomb.xlsx", "GB")


def test_a_file_name_cannot_bring_a_path_or_a_line_break_into_a_sentence() -> None:
    with pytest.raises(InvalidInput, match=r"^“passwd” is empty"):
        read_table(b"", "../../etc/pass\nwd", "GB")


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\3\4", b"\xff\xfe", b"Name,Phone\n"]))
def test_any_bytes_give_tables_or_a_sentence(data: bytes, start: bytes) -> None:
    try:
        tables = read_table(start + data, "x", "PL")
    except InvalidInput as refused:
        assert str(refused)
    else:
        assert all(table.rows for table in tables)


BOOK = workbook(["Name", "City"], ["Ann", "Leeds"])


@settings(deadline=None, max_examples=300)
@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_damaged_workbook_gives_tables_or_a_sentence(place: int, bytes_: bytes, cut: bool) -> None:
    data = BOOK[:place] + bytes_ + (b"" if cut else BOOK[place + len(bytes_) :])
    try:
        read_table(data, "x.xlsx", "GB")
    except InvalidInput as refused:
        assert str(refused)


def test_a_pdf_is_known_though_it_is_no_text() -> None:
    with pytest.raises(InvalidInput, match=r"“list.pdf” is a PDF, not a list. Save the list as"):
        read_table(b"%PDF-1.7\n\x00\x01\x02\xe2\xe3\xcf\xd3" + bytes(range(256)), "list.pdf", "GB")


def packed(**changed: bytes | str) -> bytes:
    """A workbook of one person with some entries in another way, by a part of their name, or further ones."""
    stream, left = io.BytesIO(), dict(changed)
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            hit = next((part for part in left if part in name), None)
            new.writestr(name, left.pop(hit) if hit else old.read(name))
        for name, content in left.items():
            new.writestr(name, content)
    return stream.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
TEXT = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
FAR = SHEET.format(
    '<row r="1">' + TEXT.format("A1", "Name") + '</row><row r="2">' + TEXT.format("A2", "Ann") + "</row>"
    '<row r="1048576">' + TEXT.format("XFD1048576", "x") + "</row>"
)
ENTITY = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c SYSTEM "file:///etc/passwd">]>' + SHEET.format("<row>&amp;&c;</row>")
HOSTILE = {
    "a cell far away": packed(sheet1=FAR),
    "an entity": packed(sheet1=ENTITY),
    "a path upwards": packed(**{"../../evil.xml": "<x/>"}),
    "an absolute path": packed(**{"/etc/evil.xml": "<x/>"}),
    "many entries": packed(**{f"xl/more/{number}.xml": "<x/>" for number in range(2_100)}),
    "a zip within": packed(**{"xl/inner.zip": BOOK, "sheet1": b"no xml"}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_in_a_sentence_or_read_whole(kind: str) -> None:
    try:
        (table,) = read_table(HOSTILE[kind], "list.xlsx", "GB")
    except InvalidInput as refused:
        assert str(refused).endswith(".") and "Traceback" not in str(refused)
    else:
        assert [row[0] for _, row in table.body()] == ["Ann"]


ODD = {
    "NUL": (b"Name,City\nAnn,Le\0eds\n", InvalidInput),
    "an open quote": (b'Name,City\nAnn,"Leeds\nBo,Hull\n', InvalidInput),
    "a line without end": (b"Name,City\n" + b"a" * 5_000_000, InvalidInput),
    "CP1252": ("Name,City\nJürgen,Köln\n".encode("cp1252"), ["Jürgen"]),
    "UTF-16": ("Name,City\nJürgen,Köln\n".encode("utf-16"), ["Jürgen"]),
    "a mark": ("Name;City\nJürgen;Köln\n".encode("utf-8-sig"), ["Jürgen"]),
    "tabs": (b"Name\tCity\nAnn\tLeeds\n", ["Ann"]),
    "ragged": (b"Name,City\nAnn\nBo,Hull,x,y\n", ["Ann", "Bo"]),
    "formulas": (b"Name,City\n=cmd|' /C calc'!A0,@SUM(1)\n", ["=cmd|' /C calc'!A0"]),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_text_is_refused_or_read_whole_and_never_half(kind: str) -> None:
    data, wanted = ODD[kind]
    if wanted is InvalidInput:
        with pytest.raises(InvalidInput):
            read_table(data, "list.csv", "DE")
    else:
        assert [row[0] for _, row in read_table(data, "list.csv", "DE")[0].body()] == wanted
