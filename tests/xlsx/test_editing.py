"""Setting and clearing cells: what changes, what stays, what is refused."""

import datetime as dt
import time

import pytest

from crm.xlsx import Formula, RefusedEdit, Workbook
from tests.xlsx.books import MAIN, SHEET, STYLES, book, changed, content, links, row, sheet, table


def people(*, rows: str = "", after: str = "", before: str = "", parts: dict | None = None) -> Workbook:
    xml = sheet(rows or row(1, "Name", "Age") + row(2, "Ada", "36") + row(3, "Ben", "41"), after, before)
    return Workbook.from_bytes(book(xml, parts), "people.xlsx")


def values(data: bytes) -> dict:
    return dict(Workbook.from_bytes(data, "x").sheet("People").rows())


def test_a_cell_is_changed_and_every_other_part_stays_byte_for_byte():
    before = book(sheet(row(1, "Name") + row(2, "Ada")))
    opened = Workbook.from_bytes(before, "x")
    opened.sheet("People").set_cell(2, 1, "Zoë & <Co>")
    after = opened.pack()
    assert changed(before, after) == {SHEET}
    assert values(after) == {1: {1: "Name"}, 2: {1: "Zoë & <Co>"}}


def test_edits_show_at_once_and_after_saving():
    opened = people()
    opened.sheet("People").set_cell(2, 2, 37)
    opened.sheet("People").set_cell(9, 4, True)
    before = dict(opened.sheet("People").rows())
    assert before[2] == {1: "Ada", 2: 37} and before[9] == {4: True}
    assert values(opened.pack()) == before


def test_the_bytes_around_a_changed_cell_stay():
    xml = sheet(
        '<row r="1" x="1"><c r="A1" s="3" q="k"><v>1</v></c> <c r="C1"><v>3</v></c></row>\n', "<legacyDrawing/>"
    )
    opened = Workbook.from_bytes(book(xml), "x")
    opened.sheet("People").set_cell(1, 2, 2.5)
    opened.sheet("People").set_cell(1, 1, -1)
    assert content(opened.pack(), SHEET) == xml.replace("<v>1</v>", "<v>-1</v>").replace(
        '</c> <c r="C1">', '</c><c r="B1"><v>2.5</v></c> <c r="C1">'
    )


def test_text_that_looks_like_a_formula_stays_text():
    opened = people()
    for column, text in enumerate(("=1+1", "+49 151 23", "-5", "@x", "#N/A", "007"), 3):
        opened.sheet("People").set_cell(2, column, text)
    data = opened.pack()
    assert "<f" not in content(data, SHEET)
    assert [*values(data)[2].values()][2:] == ["=1+1", "+49 151 23", "-5", "@x", "#N/A", "007"]


@pytest.mark.parametrize("bad", ["a" * 32_768, "\ud800", "\ufffe", 10**15, float("nan"), float("inf"),
                                 dt.date(1900, 2, 28), dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
                                 dt.timedelta(-1)])  # fmt: skip
def test_a_value_that_a_cell_cannot_hold_is_refused_and_nothing_changes(bad):
    opened = people()
    before = opened.pack()
    with pytest.raises(ValueError, match="cell"):
        opened.sheet("People").set_cell(2, 1, bad) if not isinstance(bad, str) else _refused_text(opened, bad)
    assert opened.pack() == before


def _refused_text(opened: Workbook, text: str) -> None:
    try:
        opened.sheet("People").set_cell(2, 1, text)
    except ValueError as error:
        raise ValueError(f"cell: {error}") from None


def test_a_day_gets_a_day_style_that_is_made_once():
    opened = people()
    opened.sheet("People").set_cell(2, 3, dt.date(2024, 2, 29))
    opened.sheet("People").set_cell(3, 3, dt.date(1900, 3, 1))
    data = opened.pack()
    assert values(data)[2][3] == dt.date(2024, 2, 29) and values(data)[3][3] == dt.date(1900, 3, 1)
    assert content(data, "xl/styles.xml") == STYLES  # a plain day format was there already


def test_a_new_day_style_is_added_behind_the_others():
    opened = people(rows='<row r="1"><c r="A1" s="3"><v>1</v></c></row>')
    for moment in (dt.datetime(2024, 1, 2, 3, 4, 5), dt.datetime(2025, 1, 1, 1, 1)):
        opened.sheet("People").set_cell(1, 1, moment)
    data = opened.pack()
    assert values(data)[1][1] == dt.datetime(2025, 1, 1, 1, 1)
    new = '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs>'
    assert content(data, "xl/styles.xml") == STYLES.replace("</cellXfs>", new).replace('Xfs count="4"', 'Xfs count="5"')


def test_days_of_a_1904_workbook_are_counted_from_1904():
    parts = {
        "xl/workbook.xml": content(book(""), "xl/workbook.xml").replace(
            "<sheets>", '<workbookPr date1904="1"/><sheets>'
        )
    }
    opened = people(parts=parts)
    opened.sheet("People").set_cell(2, 3, dt.date(1904, 1, 2))
    data = opened.pack()
    assert "<v>1</v>" in content(data, SHEET)
    assert values(data)[2][3] == dt.date(1904, 1, 2)


def test_times_and_durations_come_back():
    opened = people()
    given = [dt.time(13, 5, 7), dt.timedelta(hours=30, minutes=1), dt.datetime(2026, 11, 22, 3, 0, 1)]
    for column, value in enumerate(given, 3):
        opened.sheet("People").set_cell(2, column, value)
    assert list(values(opened.pack())[2].values())[2:] == given


def test_a_new_cell_takes_the_style_of_its_column():
    opened = people(before='<cols><col min="3" max="4" style="1"/></cols>')
    opened.sheet("People").set_cell(2, 3, 45_000)
    assert '<c r="C2" s="1">' in content(opened.pack(), SHEET)


def test_clearing_a_row_keeps_the_row_and_its_styles():
    opened = people(rows='<row r="1" ht="20"><c r="A1" s="3"><v>1</v></c><c r="B1"><v>2</v></c></row>' + row(2, "Ada"))
    opened.sheet("People").clear_row(1)
    assert '<row r="1" ht="20"><c r="A1" s="3"/></row><row r="2">' in content(opened.pack(), SHEET)


def test_emptying_what_is_empty_changes_nothing():
    opened = people()
    before = opened.pack()
    opened.sheet("People").set_cell(50, 3, None)
    opened.sheet("People").clear_row(60)
    assert opened.pack() == before


def test_spans_go_from_a_changed_row_and_the_dimension_grows():
    opened = people(rows=row(1, "Name", extra=' spans="1:1"') + row(2, "Ada", extra=' spans="1:1"'),
                    before='<dimension ref="A1:A2"/>')  # fmt: skip
    opened.sheet("People").set_cell(2, 5, 1)
    xml = content(opened.pack(), SHEET)
    assert '<row r="1" spans="1:1">' in xml and '<row r="2">' in xml
    assert '<dimension ref="A1:E2"/>' in xml


def test_marks_of_rich_values_go_when_a_value_replaces_them():
    opened = people(rows='<row r="1"><c r="A1" vm="1" cm="2" ph="1" s="3"><v>1</v></c></row>')
    opened.sheet("People").set_cell(1, 1, 2)
    assert '<c r="A1" s="3"><v>2</v></c>' in content(opened.pack(), SHEET)


def test_a_cell_inside_a_merged_block_is_refused_but_not_its_first():
    opened = people(after='<mergeCells count="1"><mergeCell ref="A2:B3"/></mergeCells>')
    opened.sheet("People").set_cell(2, 1, "first")
    with pytest.raises(RefusedEdit, match=r"Cell B3 of “People” is merged"):
        opened.sheet("People").set_cell(3, 2, "x")
    assert opened.sheet("People").merged == ["A2:B3"]


@pytest.mark.parametrize(
    "formula", ['<f t="array" ref="A2:A4">B2:B4</f>', '<f t="dataTable" ref="A2:A4" dt2D="0" r1="B1"/>']
)
def test_a_formula_of_several_cells_is_not_broken(formula):
    opened = people(rows=f'<row r="2"><c r="A2">{formula}<v>1</v></c></row><row r="3"><c r="A3"><v>2</v></c></row>')
    for number in (2, 3, 4):
        with pytest.raises(RefusedEdit, match="fills several cells"):
            opened.sheet("People").set_cell(number, 1, 5)


def test_a_heading_of_a_table_is_refused():
    opened = people(parts=table("A1:B3"))
    with pytest.raises(RefusedEdit, match="Cell B1 of “People” is a heading of the table “T”"):
        opened.sheet("People").set_cell(1, 2, "Years")


def shared_column() -> str:
    first = '<row r="2"><c r="A2"><f t="shared" ref="A2:A5" si="0">B2*$C$1</f><v>1</v></c></row>'
    return first + "".join(f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/><v>{n}</v></c></row>' for n in (3, 4, 5))


def test_when_the_first_cell_of_a_shared_formula_goes_the_next_one_takes_over():
    opened = people(rows=shared_column())
    opened.sheet("People").set_cell(2, 1, "typed")
    found = values(opened.pack())
    assert '<f t="shared" ref="A3:A5" si="0">B3*$C$1</f><v>3</v>' in content(opened.pack(), SHEET)
    assert found[2] == {1: "typed"} and found[5] == {1: Formula("B5*$C$1", 5)}


def test_clearing_all_cells_of_a_shared_formula_one_by_one_keeps_the_rest_right():
    opened = people(rows=shared_column())
    for number in (2, 3, 4):
        opened.sheet("People").clear_row(number)
    assert dict(opened.sheet("People").rows()) == {5: {1: Formula("B5*$C$1", 5)}}


def test_a_follower_of_a_shared_formula_goes_without_touching_the_others():
    opened = people(rows=shared_column())
    opened.sheet("People").set_cell(4, 1, 1)
    assert content(opened.pack(), SHEET) == sheet(shared_column().replace('<f t="shared" si="0"/><v>4</v>', "<v>1</v>"))


def with_chain() -> dict:
    types = content(book(""), "[Content_Types].xml")
    line = '<Override PartName="/xl/calcChain.xml" ContentType="c"/>'
    return {
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A2" i="1"/></calcChain>',
        "[Content_Types].xml": types.replace("</Types>", line + "</Types>"),
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("calcChain", "calcChain.xml")
        ),
    }


def test_the_calculation_chain_goes_with_a_formula():
    opened = people(rows=row(2, "=B2", "5"), parts=with_chain())
    opened.sheet("People").set_cell(2, 1, 1)
    data = opened.pack()
    assert "calcChain" not in content(data, "[Content_Types].xml") + content(data, "xl/_rels/workbook.xml.rels")
    with pytest.raises(KeyError):
        content(data, "xl/calcChain.xml")


def test_the_calculation_chain_stays_with_the_formulas():
    before = book(sheet(row(2, "=B2", "5")), with_chain())
    opened = Workbook.from_bytes(before, "x")
    opened.sheet("People").set_cell(2, 2, 6)
    assert changed(before, opened.pack()) == {SHEET, "xl/workbook.xml"}


def test_excel_is_asked_to_compute_formulas_anew():
    opened = people(rows=row(2, "=B2", "5"))
    opened.sheet("People").set_cell(2, 2, 6)
    assert '</sheets><calcPr fullCalcOnLoad="1"/>' in content(opened.pack(), "xl/workbook.xml")


def test_an_existing_wish_about_computing_is_kept():
    xml = content(book(""), "xl/workbook.xml").replace("</workbook>", '<calcPr calcId="1" iterate="1"/></workbook>')
    opened = people(parts={"xl/workbook.xml": xml})
    opened.sheet("People").set_cell(2, 2, 6)
    assert '<calcPr calcId="1" iterate="1" fullCalcOnLoad="1"/>' in content(opened.pack(), "xl/workbook.xml")


def test_a_signed_workbook_is_read_but_not_edited():
    opened = people(parts={"_xmlsignatures/origin.sigs": "x"})
    assert dict(opened.sheet("People").rows())[2] == {1: "Ada", 2: 36}
    for edit in (lambda: opened.sheet("People").set_cell(2, 1, "x"), lambda: opened.set_property("a", "b")):
        with pytest.raises(RefusedEdit, match="signed"):
            edit()


def test_tags_with_a_prefix_and_single_quotes_are_edited_in_their_own_way():
    xml = sheet("<row r='1'><c s='3' r = 'A1' ><v>1</v></c></row>").replace("<", "<x:").replace("<x:/", "</x:")
    xml = xml.replace("xmlns=", "xmlns:x=")
    opened = Workbook.from_bytes(book(xml), "x")
    opened.sheet("People").set_cell(1, 1, "a")
    opened.sheet("People").append_row({1: 2})
    data = opened.pack()
    assert values(data) == {1: {1: "a"}, 2: {1: 2}}
    assert '<x:c r="A1" s="3" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c>' in content(data, SHEET)


def test_a_refused_append_leaves_no_trace():
    opened = people(rows=row(1, "Name", "Amount") + row(2, "Ada", "1") + row(3, "", "9"), parts=table("A1:B2"))
    before = opened.pack()
    with pytest.raises(RefusedEdit, match="cell B3"):
        opened.sheet("People").append_row({1: dt.datetime(2024, 1, 1, 5)})
    assert opened.pack() == before


def test_a_row_that_cannot_be_cleared_whole_is_not_cleared_at_all():
    array = '<c r="C2"><f t="array" ref="C2:C3">A2:A3</f><v>1</v></c></row>'
    opened = people(rows=row(2, "Ada", "=A2").replace("</row>", array), parts=with_chain())
    before = opened.pack()
    with pytest.raises(RefusedEdit, match="C2"):
        opened.sheet("People").clear_row(2)
    assert opened.pack() == before and dict(opened.sheet("People").rows())[2][1] == "Ada"


def test_formulas_written_in_single_quotes_and_over_several_lines_are_kept_too():
    cells = [f"<row r='{n}'><c\n r='A{n}'><f t = 'shared' si = '0' {e}</c></row>" for n, e in
             ((2, "ref = 'A2:A3'>B2</f>"), (3, "/>"))]  # fmt: skip
    array = "<row r='5'><c\n r='A5'><f t = 'array' ref = 'A5:A6'>B2:B3</f></c></row>"
    opened = people(rows="".join([*cells, array]))
    opened.sheet("People").set_cell(2, 1, 5)
    assert dict(opened.sheet("People").rows())[3] == {1: Formula("B3", None)}
    with pytest.raises(RefusedEdit, match="A6"):
        opened.sheet("People").set_cell(6, 1, 5)


def test_a_long_column_of_shared_formulas_is_typed_over_from_the_top_and_from_the_bottom():
    first = '<row r="1"><c r="A1"><f t="shared" ref="A1:A4000" si="0">B1*2</f><v>1</v></c></row>'
    rest = "".join(f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/><v>{n}</v></c></row>' for n in range(2, 4001))
    opened = people(rows=first + rest)
    start = time.process_time()
    for number in [*range(4000, 3500, -1), *range(1, 1500)]:
        opened.sheet("People").set_cell(number, 1, number)
    assert time.process_time() - start < 10
    assert '<f t="shared" ref="A1500:A3500" si="0">B1500*2</f>' in content(opened.pack(), SHEET)


def test_a_formula_that_two_cells_claim_to_share_first_is_not_guessed():
    cells = ((1, 'ref="A1:A3">B1</f>'), (2, 'ref="A2:A3">C1</f>'), (3, "/>"))
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f t="shared" si="0" {rest}</c></row>' for n, rest in cells)
    opened = people(rows=rows)
    with pytest.raises(RefusedEdit, match="A1 in “People” is shared in a way we do not know"):
        opened.sheet("People").set_cell(1, 1, 5)
    assert opened.sheet("People").grid().formulas[1, 1] == Formula("B1", None)


def test_formulas_of_another_sheet_with_the_same_number_are_left_alone():
    other, document = "xl/worksheets/sheet2.xml", "xl/workbook.xml"
    second = '<sheet name="B" sheetId="2" r:id="rId2"/></sheets>'
    parts = {
        other: sheet(shared_column()),
        document: content(book(""), document).replace("</sheets>", second),
        "xl/_rels/workbook.xml.rels": links(*(("worksheet", f"worksheets/sheet{n}.xml") for n in (1, 2))),
    }
    opened = people(rows=shared_column(), parts=parts)
    opened.sheet("People").set_cell(2, 1, "typed")
    assert content(opened.pack(), other) == sheet(shared_column())


def test_links_of_blocks_are_listed_by_cell_and_very_large_ones_in_part():
    after = '<hyperlinks><hyperlink ref="B2:C3" location="&apos;My list&apos;!A1" display=">"/>'
    after += '<hyperlink ref="A9:XFD1048576" location="x"/></hyperlinks>'
    found = people(after=after).sheet("People").hyperlinks
    assert {found[name] for name in ("B2", "C2", "B3", "C3")} == {"'My list'!A1"}
    assert found["XFD9"] == "x" and len(found) < 40_000
