"""Workbooks by writers with every odd habit at once, drawn at random, and small parts that are oddly written."""

import datetime as dt
import io
import re
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from crm.xlsx import Workbook
from crm.xlsx.markup.fallback import editable, usual, usual_sheet
from crm.xlsx.markup.prefixes import one_prefix
from crm.xlsx.places import name_of
from tests.xlsx.books import LINKS, MAIN, OFFICE, SHEET, TABLE_PART, book, changed, content, row, sheet, table
from tests.xlsx.test_fallback import tree

TEXTS = st.text("ab<&>\"'é ]-!", min_size=1, max_size=6).map(lambda text: "x" + text)
VALUES = st.one_of(st.integers(0, 99), TEXTS)
GRIDS = st.dictionaries(
    st.integers(1, 6), st.dictionaries(st.integers(1, 5), VALUES, min_size=1, max_size=4), min_size=1, max_size=5
)
MARKS = ("<!-- it's > here -->", "<!-- <row r='1'> -->", "<?mark x?>", "<?mark <c/>?>", "\n", "")


class Writer:
    """Writes a sheet with whatever habits a drawn number source gives it."""

    def __init__(self, draw):
        self.draw = draw
        self.prefixes = self.choose([""], [""], ["x:"], ["", "x:"])

    def choose(self, *of):
        return self.draw(st.sampled_from(of))

    def mark(self) -> str:
        return self.choose("", "", "", *MARKS)

    def tag(self, name: str, attributes: dict, inner: str | None) -> str:
        quote, gap = self.choose('"', '"', "'"), self.choose(" ", " ", "\n  ")
        given = "".join(
            f"{gap}{key}{self.choose('=', ' = ')}{quote}{value}{quote}" for key, value in attributes.items()
        )
        end, name = self.choose("", "", " "), self.choose(*self.prefixes) + name
        if inner is None:
            return f"<{name}{given}{end}/>"
        return f"<{name}{given}{end}>{inner}</{name}{end}>"

    def text(self, value) -> str:
        halves = str(value)[:2], str(value)[2:]
        return self.choose("", "", *MARKS[:4]).join(map(self.piece, halves))

    def piece(self, text: str) -> str:
        if self.choose(True, False, False) and "]]" not in text:
            return f"<![CDATA[{text}]]>"
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("]", "&#93;")

    def cell(self, place: dict, value) -> str:
        if isinstance(value, int):
            return self.tag("c", place, self.mark() + self.tag("v", {}, self.text(value)))
        inner = self.tag("is", {}, self.mark() + self.tag("t", {"xml:space": "preserve"}, self.text(value)))
        return self.tag("c", {**self.choose(place, {**place, "s": "0"}), "t": "inlineStr"}, inner)

    def row(self, number: int, named: bool, cells: dict) -> str:
        inner, last = [self.mark()], 0
        for column in sorted(cells):
            needed = column != last + 1 or self.choose(True, False)
            place = {"r": name_of(number, column)} if needed else {}
            inner += [self.cell(place, cells[column]), self.mark()]
            last = column
        return self.tag("row", {"r": number} if named else {}, "".join(inner)) + self.mark()

    def sheet(self, grid: dict) -> bytes:
        rows, last = [], 0
        for number in sorted(grid):
            rows.append(self.row(number, number != last + 1 or self.choose(True, False), grid[number]))
            last = number
        data = self.tag("sheetData", {}, "".join(rows))
        names = {"xmlns" if prefix == "" else "xmlns:x": MAIN for prefix in self.prefixes}
        xml = self.choose("", MARKS[1]) + self.tag("worksheet", names, self.mark() + data + self.mark()) + self.mark()
        encoding = self.choose("utf-8", "utf-8", "utf-16", "iso-8859-1")
        return f"<?xml version='1.0' encoding='{encoding}'?>{xml}".encode(encoding)


@given(st.data())
@settings(max_examples=100)
def test_whatever_the_habits_of_a_writer_an_edit_does_that_and_no_more(data):
    grid = data.draw(GRIDS)
    before = book(xml := Writer(data.draw).sheet(grid))
    opened = Workbook.from_bytes(before, "x")
    people = opened.sheet("People")
    if data.draw(st.booleans()):
        assert dict(people.rows()) == grid
    for _ in range(data.draw(st.integers(1, 4))):
        change(people, grid, data.draw)
        assert dict(people.rows()) == grid, xml
    after = opened.pack()
    assert changed(before, after) <= {SHEET}
    assert dict(Workbook.from_bytes(after, "x").sheet("People").rows()) == grid
    assert after == before or by_calamine(after) == grid  # calamine does not understand all that was there before


def change(people, grid: dict, draw) -> None:
    """One edit of the sheet, and of the model of it."""
    number, column, value = draw(st.integers(1, 7)), draw(st.integers(1, 6)), draw(VALUES)
    kind = draw(st.sampled_from(["set", "set", "append", "clear"]))
    if kind == "set":
        people.set_cell(number, column, value)
        grid.setdefault(number, {})[column] = value
        grid[number] = dict(sorted(grid[number].items()))
    elif kind == "append":
        grid[people.append_row({column: value})] = {column: value}
    else:
        people.clear_row(number)
        grid.pop(number, None)


def by_calamine(data: bytes) -> dict:
    grid = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    rows = {n: {c: value for c, value in enumerate(cells, 1) if value != ""} for n, cells in enumerate(grid, 1)}
    return {n: cells for n, cells in rows.items() if cells}


@given(st.data())
@settings(max_examples=60)
def test_whatever_the_habits_of_a_writer_the_usual_form_says_the_same(data):
    xml = Writer(data.draw).sheet(data.draw(GRIDS))
    after = usual_sheet(xml, SHEET, "People")
    assert without_marks(tree(after)) == without_marks(tree(xml))
    assert usual_sheet(after, SHEET, "People") == after


def without_marks(text: str) -> str:
    return re.sub(r"<\?.*?\?>", "", text, flags=re.DOTALL)


# Small parts

WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets>'
    '<definedNames><definedName name="all" comment="us">People!$A$2:$B$3</definedName></definedNames>'
    '<calcPr calcId="1"/></workbook>'
)
ROWS = row(1, "Name", "Amount") + row(2, "Ada", "36") + row(3, "Grace", "45")
START = re.compile(r"(<\w+ [^<>]*[^/]>)")
WAYS = {
    "UTF-16": lambda xml: f'<?xml version="1.0" encoding="UTF-16"?>{xml}'.encode("utf-16"),
    "a comment in front": lambda xml: f"<!-- <Types> -->{xml}",
    "a comment behind": lambda xml: f"{xml}\n<!-- made by us -->",
    "a comment inside": lambda xml: START.sub(r"\1<!-- <x> -->", xml, count=1),
    "a mark at the end": lambda xml: re.sub(r"(</[^<>]*>)$", r"<?e <x/>?>\1", xml),
    "single quotes": lambda xml: xml.replace('"', "'"),
    "white space": lambda xml: xml.replace('="', ' =\n "').replace("/>", " />").replace("</sheets>", "</sheets >"),
    "CDATA": lambda xml: xml.replace("People!$A$2", "<![CDATA[People!$A]]>$2"),
    "the end of a tag": lambda xml: xml.replace('"us"', '">"').replace(" displayN", ' comment=">" displayN'),
    "a comment in a text": lambda xml: xml.replace("People!$A$2", "People!<!-- <x> -->$A$2"),
}  # fmt: skip


def with_part(name: str, way: str) -> bytes:
    """A workbook with a table and a name, in which one part is oddly written."""
    parts = {**table("A1:B3"), "xl/workbook.xml": WORKBOOK}
    plain = content(book(sheet(ROWS, TABLE_PART), parts), name)
    return book(sheet(ROWS, TABLE_PART), {**parts, name: WAYS[way](plain)})


PARTS = ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/styles.xml", "xl/tables/table1.xml"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", [*PARTS, "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels"])
def test_a_workbook_with_an_oddly_written_part_is_edited_like_any_other(part, way):
    opened = Workbook.from_bytes(with_part(part, way), "x")
    opened.sheet("People").append_row({1: "New", 2: dt.date(2024, 1, 2)})
    opened.set_property("stamp", "1")
    opened.set_property("stamp", "2")
    again = Workbook.from_bytes(opened.pack(), "x")
    names = ElementTree.fromstring(again.part("xl/workbook.xml")).find(f"{{{MAIN}}}definedNames")
    assert "".join(names.itertext()) == "People!$A$2:$B$4" and again.properties == {"stamp": "2"}
    assert again.sheet("People").table_ref() == "A1:B4"
    assert dict(again.sheet("People").rows())[4] == {1: "New", 2: dt.date(2024, 1, 2)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", PARTS[2:])
def test_openpyxl_reads_what_came_of_an_oddly_written_part(part, way):
    opened = Workbook.from_bytes(with_part(part, way), "x")
    opened.sheet("People").append_row({1: "New", 2: dt.date(2024, 1, 2)})
    read = openpyxl.load_workbook(io.BytesIO(opened.pack()))
    assert read["People"].cell(4, 2).value == dt.datetime(2024, 1, 2)
    assert read["People"].tables["T"].ref == "A1:B4" and read.defined_names["all"].attr_text == "People!$A$2:$B$4"


def test_an_oddly_written_part_that_needs_no_change_keeps_its_bytes():
    before = with_part("xl/tables/table1.xml", "UTF-16")
    opened = Workbook.from_bytes(before, "x")
    opened.sheet("People").set_cell(2, 1, "Bea")
    assert "xl/tables/table1.xml" not in changed(before, opened.pack())


def test_a_list_of_properties_in_cdata_and_without_numbers_takes_one_more():
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    parts = {
        "docProps/custom.xml": f'<Properties xmlns="{kind}" xmlns:v="urn:v"><property/><property pid="abc" name="a">'
        "<v:lpwstr><![CDATA[<1>]]></v:lpwstr></property></Properties>",
        "_rels/.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
        f'Target="xl/workbook.xml"/><Relationship Id="b" Type="{OFFICE}/custom-properties" '
        'Target="docProps/custom.xml"/></Relationships>',
    }
    opened = Workbook.from_bytes(book(sheet(ROWS), parts), "x")
    opened.set_property("b", "2")
    opened.set_property("a", "3")
    assert opened.properties == {"": "", "a": "3", "b": "2"}


def test_xml_in_which_nothing_is_hidden_keeps_its_bytes():
    xml = b'<!-- it\'s --><a b=\'1 "2"\' c="\'"><b/><!-- x > y --><c>a > b "</c>\n<?p?></a>'
    assert editable(xml, "part") is xml and usual(xml, "part") == xml and one_prefix(xml) == xml


def test_elements_of_another_namespace_keep_their_prefix():
    xml = b'<a xmlns="m"><x:b xmlns:x="m"><x:c xmlns:x="n"><x:d/></x:c><x:e/></x:b><b xmlns="n"/></a>'
    assert one_prefix(xml) == (b'<a xmlns="m"><b xmlns:x="m"><x:c xmlns:x="n"><x:d/></x:c><e/></b><b xmlns="n"/></a>')
