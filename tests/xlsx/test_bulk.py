"""Reading in bulk: quick, and never other than what an XML parser finds."""

import random
import sys

import pytest

from crm.xlsx import Workbook
from crm.xlsx.places import letters_of
from crm.xlsx.reading import bulk
from crm.xlsx.reading import reader as reading
from tests.xlsx.books import MAIN, book, links, row, sheet

STRINGS = {
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>zero</t></si><si><r><t>on</t></r><r><t>e</t></r></si>'
    '<si><t xml:space="preserve"> two &amp; Zoë </t></si><si/></sst>',
    "xl/_rels/workbook.xml.rels": links(
        ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
    ),
}  # fmt: skip
CELLS = (  # what may stand behind `<c r="A1"`
    '/>', ' s="1"/>', ' s="2"></c>', '><v>1</v></c>', '><v>-1.5e3</v></c>', '><v>123456789012</v></c>',
    ' s="1"><v>45351</v></c>', ' s="1"><v>45351.25</v></c>', ' s="1" t="n"><v>60</v></c>', ' s="2"><v>1.5</v></c>',
    ' t="s"><v>0</v></c>', ' s="3" t="s"><v>2</v></c>', ' t="s"><v>3</v></c>', ' t="b"><v>1</v></c>',
    ' t="b"><v>0</v></c>', ' t="e"><v>#N/A</v></c>', ' t="str"><v>a&lt;b _x000D_</v></c>', ' t="str"><v></v></c>',
    ' t="inlineStr"><is><t>Ää 漢 &#321;&#x1F600;</t></is></c>',
    ' t="inlineStr"><is><t xml:space="preserve"> x</t></is></c>',
    ' t="inlineStr"><is><t/></is></c>', ' t="inlineStr"><is><r><t>b</t></r><r><rPr><b/></rPr><t>c</t></r></is></c>',
    '><f>1&lt;2</f><v>7</v></c>', '><f>X()</f></c>', ' t="str"><f>"a"</f><v xml:space="preserve"> a</v></c>',
    ' t="e"><f>1/0</f><v>#DIV/0!</v></c>', ' t="d"><v>2024-02-29</v></c>',
    ' cm="1"><f t="array" ref="A1">A1</f><v>1</v></c>',
    '><v/></c>', ' s="1" ><v>3</v></c>', '>\n <v>4</v>\n</c>', ' t="n" s="1"><v>45000</v></c>', '><v> 5 </v></c>',
)  # fmt: skip


def both(rows: str, size: int = 1 << 19) -> tuple[dict, dict]:
    """What two readers find in the same rows: the quick one, `size` bytes at a time, and the XML parser."""
    xml = sheet(rows).encode()
    source = Workbook.from_bytes(book(xml, STRINGS), "x").source()
    pieces = list(bulk.read([xml[at : at + 100] for at in range(0, len(xml), 100)], source, size))
    quick, slow = reading._gathered(pieces), reading._by_ourselves(xml, source)
    assert (quick.errors, quick.formulas, quick.hidden_rows) == (slow.errors, slow.formulas, slow.hidden_rows)
    return dict(reading.rows_of(quick)), dict(reading.rows_of(slow))


@pytest.mark.parametrize("cell", CELLS)
def test_every_kind_of_cell_is_read_as_an_xml_parser_reads_it(cell):
    quick, slow = both(f'<row r="7"><c r="B7"{cell}</row>')
    assert repr(quick) == repr(slow)


@pytest.mark.parametrize("seed", range(12))
def test_any_mixture_of_cells_is_read_as_an_xml_parser_reads_it(seed):
    dice = random.Random(seed)
    rows = "".join(any_row(dice, number) for number in sorted(dice.sample(range(1, 20_000), 250)))
    quick, slow = both(rows, size=dice.choice((1, 3_000, 1 << 19)))
    assert len(quick) > 200 and repr(quick) == repr(slow)


def test_a_shared_formula_is_read_where_it_stands_before_the_cell_that_spells_it_out():
    """
    |   | A        | B                          |
    | 1 | follower | C1*2, which is shared      |
    | 2 | follower | of a formula that is gone  |
    """
    follower, first = '<f t="shared" si="0"/><v>1</v>', '<f t="shared" ref="A1:B2" si="0">C1*2</f>'
    quick, slow = both(
        f'<row r="1"><c r="A1">{follower}</c><c r="B1">{first}</c></row>'
        f'<row r="2"><c r="A2">{follower}</c><c r="B2"><f t="shared" si="9"/></c></row>'
    )
    assert [quick[1][1].text, quick[2][1].text, quick[2][2].text] == ["B1*2", "B2*2", ""]
    assert quick == slow


def any_row(dice: random.Random, number: int) -> str:
    """A row of two to nine cells, few of them of an unusual shape."""
    columns = sorted(dice.sample(range(1, 60), dice.randint(2, 9)))
    cells = [dice.choice(CELLS if dice.random() < 0.03 else CELLS[:20]) for _ in columns]
    inside = "".join(f'<c r="{letters_of(column)}{number}"{cell}' for column, cell in zip(columns, cells, strict=True))
    hidden = ' hidden="1"' if dice.random() < 0.1 else ""
    return f'<row r="{number}"{hidden}>{inside}</row>'


@pytest.mark.parametrize("rows", [
    '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    row(2, "a") + row(1, "b"),
    "<row><c><v>1</v></c></row>",
    '<row r="1"><!--<c r="A1"><v>1</v></c>--><c r="B1"><v>2</v></c></row>',
    '<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>',
    '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    '<row r="1"><c r="A1048577"><v>1</v></c></row>',
    '<row r="1"><c r="A1" t="s"><v>4</v></c></row>',
    '<row r="1"><c r="A1" s="4"><v>4</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>',
    '<row r="1"><c r="A1"><v>one</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v></row>',
    '<row r="1"><c r="A1"><v>1</v></c></row><extra/>',
])  # fmt: skip
def test_what_is_written_otherwise_is_left_to_slower_readers(rows):
    xml = sheet(rows).encode()
    with pytest.raises(bulk.Unusual):
        list(bulk.read([xml], Workbook.from_bytes(book(xml, STRINGS), "x").source()))


@pytest.mark.parametrize("xml", [b"", b"<worksheet>", sheet("").encode("utf-16"), sheet("").encode()[:-20]])
def test_a_sheet_that_is_not_whole_is_left_to_slower_readers(xml):
    with pytest.raises(bulk.Unusual):
        list(bulk.read([xml], Workbook.from_bytes(book(sheet("")), "x").source()))


def test_without_numpy_the_same_is_read(monkeypatch):
    opened = Workbook.from_bytes(book(sheet(any_row(random.Random(1), 3)), STRINGS), "x")
    quick = repr(dict(opened.sheet("People").rows()))
    monkeypatch.setitem(sys.modules, "crm.xlsx.reading.bulk", None)
    assert reading.read_bulk([sheet("").encode()], opened.source()) is None
    assert repr(dict(opened.sheet("People").rows())) == quick
