"""Sheets that no spreadsheet program of today writes, but some program does: made usual at the first edit, once."""

import datetime as dt
import io
import re
import subprocess
import sys
import textwrap
from xml.etree import ElementTree

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from crm.xlsx import Formula, RefusedEdit, RefusedWorkbook, Workbook
from crm.xlsx.markup.fallback import usual_sheet
from crm.xlsx.places import name_of, place_of
from tests.xlsx.books import MAIN, SHEET, TABLE_PART, book, changed, content, row, sheet, table
from tests.xlsx.calc import shown

PLAIN = row(1, "Name", "Amount") + row(2, "Ada", "36") + row(3, "Grace", "45")
WAS = {1: {1: "Name", 2: "Amount"}, 2: {1: "Ada", 2: 36}, 3: {1: "Grace", 2: 45}}
IS = {2: {1: "Ada", 2: "x"}, 3: {1: "Grace", 2: 45, 4: True}, 4: {1: "New", 2: 5}}
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def declared(encoding: str, xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>\n{xml}'.encode(encoding)


def without(pattern: str, rows: str = PLAIN) -> str:
    return sheet(re.sub(pattern, "", rows))


def with_prefix(xml: str, prefix: str) -> str:
    return re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}:", xml).replace("xmlns=", f"xmlns:{prefix}=")


# What the byte splicer edits as it stands.
QUICK = {
    "UTF-8 with a mark": "\ufeff" + sheet(PLAIN),
    "strict": sheet(PLAIN).replace(MAIN, STRICT),
    "prefix": with_prefix(sheet(PLAIN), "x"),
    "single quotes": sheet(PLAIN).replace('"', "'"),
    "white space in tags and between": sheet(
        PLAIN.replace('<row r="2">', '\n<row\n r = "2"\t>').replace('<c r="B2">', '  <c  r = "B2" >')
    ).replace("</c>", "</c >\n ").replace("</row>", "</row\n>\n"),
    "attributes in another order": sheet(PLAIN.replace('<c r="A2" t="inlineStr">', '<c t="inlineStr" s="0" r="A2">')),
    "default values": sheet(
        PLAIN.replace('<c r="B2">', '<c r="B2" s="0" t="n" cm="0">').replace("<row ", '<row ht="15" ')
    ),
    "rows and cells that close themselves": sheet(PLAIN.replace("</row>", '<c r="C1"/></row>', 1) + '<row r="9"/>'),
    "comments between elements": "<!-- by me -->"
    + sheet(PLAIN.replace("</row>", "</row><!-- a > b -->").replace("</c>", "</c><!-- c --> "))
    + "<!-- after -->",
    "marks of another program": declared(
        "UTF-8", "<?mso x?>" + sheet("<?a b?>" + PLAIN.replace("</row>", "</row><?x?>"))
    ),
    "a namespace declared again": sheet(PLAIN).replace("<sheetData>", f'<sheetData xmlns="{MAIN}">'),
}  # fmt: skip

# What is written as usual first.
SLOW = {
    "UTF-16, little end first": declared("UTF-16", sheet(PLAIN)),
    "UTF-16 without a mark": sheet(PLAIN).encode("utf-16-le"),
    "UTF-16, big end first": b"\xfe\xff" + sheet(PLAIN).encode("utf-16-be"),
    "ISO-8859-1": declared("ISO-8859-1", sheet(PLAIN, "<!-- Zoë -->")),
    "windows-1252": declared("windows-1252", sheet(PLAIN, "<!-- 5 € -->")),
    "no names at all": without(r' r="\w+"'),
    "rows without numbers": without(r'(?<=<row) r="[23]"'),
    "cells without names in a row": without(r'(?<=<c) r="[AB]2"'),
    "names in small letters": sheet(PLAIN.replace("B2", "b2")),
    "rows out of order": sheet(row(3, "Grace", "45") + row(1, "Name", "Amount") + row(2, "Ada", "36")),
    "cells out of order": sheet(re.sub(r'(<row r="2">)(<c.*?</c>)(<c.*?</c>)', r"\1\3\2", PLAIN)),
    "a row in a comment": sheet(PLAIN.replace("</row>", '</row><!-- <row r="9"/> -->')),
    "CDATA": sheet(PLAIN.replace("Ada", "<![CDATA[Ada]]>").replace("<v>45", "<v><![CDATA[45]]>")),
    "comments in texts": sheet(PLAIN.replace("Ada", "A<!-- x -->da").replace("<v>45", "<v><!--y-->45<?z?>")),
    "a comment in a cell": sheet(PLAIN.replace('<c r="B2">', '<c r="B2"><!-- x -->')),
    "two prefixes": sheet(PLAIN)
    .replace("<sheetData>", f'<x:sheetData xmlns:x="{MAIN}">')
    .replace("</sheetData>", "</x:sheetData>"),
    "a row with a prefix of its own": sheet(PLAIN.replace('<row r="2"', f'<y:row xmlns:y="{MAIN}" r="2"')).replace(
        '</row><row r="3"', '</y:row><row r="3"'
    ),
    "an attribute with the end of a tag": sheet(PLAIN, '<conditionalFormatting pivot="0" x=">" sqref="B2:B3"/>'),
    "a comment where nothing else is": sheet(PLAIN, "<mergeCells><!-- none --></mergeCells>"),
}


def edited(xml: str | bytes) -> tuple[Workbook, bytes]:
    """A workbook with the same edits done to its sheet, and its bytes before."""
    before = book(xml)
    opened = Workbook.from_bytes(before, "team.xlsx")
    sheet_ = opened.sheet("People")
    assert dict(sheet_.rows()) == WAS
    sheet_.set_cell(2, 2, "x")
    assert sheet_.append_row({1: "New", 2: 5}) == 4
    sheet_.clear_row(1)
    sheet_.set_cell(3, 4, True)
    return opened, before


@pytest.mark.parametrize("kind", [*QUICK, *SLOW])
def test_an_oddly_written_sheet_is_edited_like_any_other(kind):
    opened, before = edited({**QUICK, **SLOW}[kind])
    after = opened.pack()
    assert changed(before, after) == {SHEET}
    assert dict(opened.sheet("People").rows()) == dict(Workbook.from_bytes(after, "x").sheet("People").rows()) == IS


@pytest.mark.parametrize("kind", [*QUICK, *SLOW])
def test_other_programs_read_the_edited_sheet(kind):
    data = io.BytesIO(edited({**QUICK, **SLOW}[kind])[0].pack())
    wanted = [["Ada", "x", "", ""], ["Grace", 45, "", True], ["New", 5, "", ""]]
    grid = CalamineWorkbook.from_filelike(data).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert grid[1:4] == wanted
    if kind != "strict":  # which openpyxl does not read
        read = openpyxl.load_workbook(data)["People"].iter_rows(min_row=2, max_row=4, max_col=4, values_only=True)
        assert [[value or "" for value in values] for values in read] == wanted


def test_libreoffice_reads_every_edited_sheet(tmp_path):
    kinds = {**QUICK, **SLOW}
    found = shown({kind: edited(xml)[0].pack() for kind, xml in kinds.items()}, tmp_path)
    cells = {(2, 1): "Ada", (2, 2): "x", (3, 1): "Grace", (3, 2): "45", (3, 4): "TRUE", (4, 1): "New", (4, 2): "5"}
    wanted = {("People", *place): text for place, text in cells.items()}
    assert {kind: found.get(kind) for kind in kinds if found.get(kind) != wanted} == {}


@pytest.mark.parametrize("kind", QUICK)
def test_what_hides_no_tag_is_edited_between_its_old_bytes(kind):
    before = book(QUICK[kind])
    opened = Workbook.from_bytes(before, "x")
    opened.sheet("People").set_cell(2, 2, 1)
    old, new = content(before, SHEET), content(opened.pack(), SHEET)
    third = re.search(r"<(?:x:)?row[^>]*3.*", old, re.DOTALL)
    assert new.startswith(old[: old.index("Ada")].replace(" spans", "")) and third and new.endswith(third[0])


def tree(xml: bytes) -> str:
    """Canonical XML of a sheet in which rows and cells are named and ordered by a parser of its own."""
    root = ElementTree.fromstring(xml)
    for data in root.iter():
        if data.tag.endswith("}sheetData"):
            name_rows(data)
    return ElementTree.canonicalize(ElementTree.tostring(root), rewrite_prefixes=True, strip_text=True)


def name_rows(data: ElementTree.Element) -> None:
    last = 0
    for element in data:
        last = int(element.get("r", last + 1))
        element.set("r", str(last))
        column = 0
        for cell in element:
            column = place_of(cell.get("r", name_of(last, column + 1)))[1]
            cell.set("r", name_of(last, column))
        element[:] = sorted(element, key=lambda cell: place_of(cell.get("r", "")))
    data[:] = sorted(data, key=lambda element: int(element.get("r", "")))


@pytest.mark.parametrize("kind", [*QUICK, *SLOW])
def test_a_sheet_written_as_usual_says_what_it_said(kind):
    xml = {**QUICK, **SLOW}[kind]
    before = xml if isinstance(xml, bytes) else xml.encode()
    after = usual_sheet(before, SHEET, "People")
    assert tree(after) == tree(before)
    assert usual_sheet(after, SHEET, "People") == after


@pytest.mark.parametrize("kind", ["comments in texts", "a comment in a cell", "a row in a comment", "ISO-8859-1"])
def test_comments_keep_their_text(kind):
    xml = SLOW[kind]
    text = xml.decode("latin-1") if isinstance(xml, bytes) else xml
    after = content(edited(xml)[0].pack(), SHEET)
    found = [mark.replace("&lt;", "<") for mark in re.findall(r"<!--.*?-->|<\?z\?>", after)]
    assert sorted(found) == sorted(re.findall(r"<!--.*?-->|<\?z\?>", text))


def test_the_slow_way_is_gone_once():
    opened, _ = edited(SLOW["CDATA"])
    text = opened.sheet("People").text
    opened.sheet("People").set_cell(2, 1, "Bea")
    opened.saved(opened.pack())
    opened.sheet("People").set_cell(3, 1, "Cem")
    assert opened.sheet("People").text is text
    assert dict(Workbook.from_bytes(opened.pack(), "x").sheet("People").rows())[3][1] == "Cem"


def test_reading_a_sheet_does_not_change_how_it_is_written():
    before = book(SLOW["UTF-16, little end first"])
    opened = Workbook.from_bytes(before, "x")
    assert dict(opened.sheet("People").rows()) == WAS
    assert opened.pack() == before


def test_an_odd_row_met_late_does_not_cost_the_edits_before():
    opened = Workbook.from_bytes(book(SLOW["cells out of order"]), "x")
    opened.sheet("People").set_cell(3, 1, "Cem")
    opened.sheet("People").clear_row(20)
    opened.sheet("People").set_cell(2, 9, None)
    assert dict(Workbook.from_bytes(opened.pack(), "x").sheet("People").rows()) == {**WAS, 3: {1: "Cem", 2: 45}}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (PLAIN + row(2, "Bea"), "Row 2 of “People” is there twice"),
        ('<row r="2"/>' + "<row/><row/>" + PLAIN, "Row 2 of “People” is there twice"),
        (PLAIN.replace("<v>36</v></c>", '<v>36</v></c><c r="B2"/>'), "column 2 of row 2"),
        (PLAIN.replace('"B2"', '"B7"'), "Row 2 of “People” holds a cell that names another row"),
        (PLAIN.replace('"B2"', '"?"'), "says that it is at “[?]”"),
        (PLAIN.replace('<row r="2"', '<row r="two"'), "has the number “two”"),
        ("<row><c/></row>" + "<row r='1048576'/><row/>", "Row 1048577 of “People” lies outside"),
        (PLAIN.replace('<row r="3"', '<group/><row r="3"'), "something between its rows"),
        (PLAIN.replace("</row>", "<d/></row>"), "something we do not know"),
        ("<row/>" + PLAIN + "</sheetData><sheetData>", "two places for rows"),
    ],
)
def test_what_would_be_a_guess_is_refused_and_nothing_changes(rows, words):
    before = book(sheet(rows))
    opened = Workbook.from_bytes(before, "x")
    for edit in (lambda s: s.set_cell(2, 2, 1), lambda s: s.append_row({1: "x"}), lambda s: s.clear_row(2)):
        with pytest.raises(RefusedWorkbook, match=words) as refused:
            edit(opened.sheet("People"))
        assert "save it" in str(refused.value)
    assert opened.pack() == before


def test_a_cell_twice_is_no_matter_as_long_as_its_row_is_left_alone():
    opened = Workbook.from_bytes(book(sheet(PLAIN.replace("</row>", '<c r="B1"/></row>', 1))), "x")
    opened.sheet("People").set_cell(3, 2, 46)
    with pytest.raises(RefusedEdit, match="twice"):
        opened.sheet("People").set_cell(1, 5, 46)
    assert dict(opened.sheet("People").rows())[3] == {1: "Grace", 2: 46}


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-16", "shift_jis"])
def test_an_encoding_that_could_hide_something_is_refused(encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + sheet(PLAIN).encode()
    with pytest.raises(RefusedWorkbook):
        Workbook.from_bytes(book(xml), "x").sheet("People").set_cell(2, 2, 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "iso-8859-1"])
def test_a_document_type_is_refused_before_an_edit_in_any_encoding(encoding):
    xml = declared(encoding, "<!DOCTYPE x>" + sheet(PLAIN))
    with pytest.raises(RefusedWorkbook, match="document type"):
        Workbook.from_bytes(book(xml), "x").sheet("People").set_cell(2, 2, 1)


def test_a_sheet_without_a_place_for_rows_gets_one_where_the_schema_wants_it():
    xml = f'<worksheet xmlns="{MAIN}"><sheetPr/><cols><col min="1" max="2"/></cols><pageMargins/></worksheet>'
    opened = Workbook.from_bytes(book(xml), "x")
    opened.sheet("People").append_row({1: "Ada"})
    names = [child.tag.rpartition("}")[2] for child in ElementTree.fromstring(content(opened.pack(), SHEET))]
    assert names == ["sheetPr", "cols", "sheetData", "pageMargins"]
    assert dict(opened.sheet("People").rows()) == {1: {1: "Ada"}}


def test_a_shared_formula_survives_in_cells_without_names():
    rows = "<row><c/><c><v>1</v></c></row><row><c/><c><f t='shared' ref='B2:B3' si='0'>B1+1</f><v>2</v></c></row>"
    rows += "<row><c/><c><f t='shared' si='0'/><v>3</v></c></row>"
    opened = Workbook.from_bytes(book(sheet(rows)), "x")
    opened.sheet("People").set_cell(2, 2, 9)
    assert dict(opened.sheet("People").rows())[3] == {2: Formula("B2+1", 3)}


def test_an_array_formula_in_cells_without_names_is_not_torn_apart():
    rows = "<row><c><v>1</v></c></row><row><c><f t='array' ref='A2:A3'>A1:A2</f><v>1</v></c></row>" + row(3, "5")
    with pytest.raises(RefusedEdit, match="fills several cells"):
        Workbook.from_bytes(book(sheet(rows)), "x").sheet("People").set_cell(3, 1, 2)


def test_a_drop_down_with_the_end_of_a_tag_in_its_words_grows():
    tail = '<dataValidations count="1"><dataValidation prompt="a > b" sqref="B2:B3"/></dataValidations>'
    opened, _ = edited(sheet(PLAIN, tail))
    assert '<dataValidation prompt="a &gt; b" sqref="B2:B4"/>' in content(opened.pack(), SHEET)


def test_a_table_over_an_oddly_written_sheet_grows():
    before = book(without(r' r="\w+"').replace("</worksheet>", TABLE_PART + "</worksheet>"), table("A1:B3"))
    opened = Workbook.from_bytes(before, "x")
    assert opened.sheet("People").append_row({1: "New", 2: dt.date(2024, 1, 2)}) == 4
    assert opened.sheet("People").table_ref() == "A1:B4"
    assert dict(Workbook.from_bytes(opened.pack(), "x").sheet("People").rows())[4] == {1: "New", 2: dt.date(2024, 1, 2)}


@pytest.mark.parametrize("space", ["\n", "\t", "\r\n  "])
def test_a_cell_whose_tag_goes_on_in_the_next_line_is_read_beside_usual_ones(space):
    opened = Workbook.from_bytes(book(sheet(PLAIN.replace('<c r="B2">', f'<c{space}r="B2">'))), "x")
    assert dict(opened.sheet("People").rows()) == WAS


@pytest.mark.parametrize("number", ["abc", "9" * 5000, "-1", ""])
def test_a_style_that_is_no_number_is_refused(number):
    xml = sheet(
        PLAIN.replace("<c ", f'<c s="{number}" '), before=f'<cols><col min="1" max="9" style="{number}"/></cols>'
    )
    opened = Workbook.from_bytes(book(xml), "x")
    for row_ in (2, 9):
        with pytest.raises(RefusedEdit, match="the number of a style"):
            opened.sheet("People").set_cell(row_, 2, 5)


def test_nothing_but_python_is_needed_for_it(tmp_path):
    (tmp_path / "team.xlsx").write_bytes(book(SLOW["comments in texts"]))
    program = f"""
        import sys
        sys.modules |= dict.fromkeys(("lxml", "isal", "python_calamine", "numpy"))
        from crm.xlsx import Workbook
        book = Workbook.open({str(tmp_path / "team.xlsx")!r})
        book.sheet("People").set_cell(2, 2, 5)
        print(dict(Workbook.from_bytes(book.pack(), "x").sheet("People").rows()))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str({**WAS, 2: {1: "Ada", 2: 5}}), done.stderr


@pytest.mark.parametrize("rows", ['<row r="2"><c r="A2" x="\udcff"/></row>', '<row r="2"><c x="\udcff"/></row>',
                                  '<row r="2"><c r="A2"><f>"\udcff"</f></c></row>'])  # fmt: skip
def test_text_in_a_broken_encoding_is_refused(rows):
    opened = Workbook.from_bytes(book(sheet(rows).encode("utf-8", "surrogateescape")), "x")
    with pytest.raises(RefusedWorkbook, match="not UTF-8"):
        opened.sheet("People").set_cell(2, 1, 5)
