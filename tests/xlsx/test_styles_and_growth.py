"""Which formats show days, and which ranges follow a new row."""

import datetime as dt

import pytest

from crm.xlsx import RefusedWorkbook
from crm.xlsx.contents.recalculation import ask_for_it
from crm.xlsx.contents.styles import Styles, kind_of_format
from crm.xlsx.editing.growth import grow_dimension, grow_sheet, grow_table
from crm.xlsx.editing.steps import Step
from crm.xlsx.formulas.areas import grow_names
from tests.clock import least_cpu
from tests.xlsx.books import MAIN, STYLES


@pytest.mark.parametrize(("code", "kind"), [
    ("General", ""), ("0.00", ""), ("d. mmmm yyyy", "date"), ("hh:mm AM/PM", "date"), ('"day" 0', ""),
    ("[$-407]d/m/yy;@", "date"), ("[Red]0;[Blue]-0", ""), ("[hh]:mm:ss", "duration"), ("[mm]", "duration"),
    ("\\d0", ""), ("0_d", ""), ('#,##0 "€"', ""), ("@", ""),
])  # fmt: skip
def test_what_a_number_format_shows(code, kind):
    assert kind_of_format(code) == kind


def styles(formats: str = "", xfs: str = '<xf numFmtId="0"/>', count: int = 1) -> Styles:
    xml = f'<styleSheet xmlns="{MAIN}">{formats}<cellXfs count="{count}">{xfs}</cellXfs></styleSheet>'
    return Styles(xml.encode(), "xl/styles.xml")


def test_a_persons_own_format_of_days_is_kept():
    own = styles('<numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy"/></numFmts>', '<xf numFmtId="170"/>')
    assert own.for_time(0, dt.date(2024, 1, 1)) == (own, 0)


def test_a_new_style_keeps_font_fill_and_protection_of_the_old_one():
    old = '<xf numFmtId="1" fontId="3" applyFont="1"><protection locked="0"/></xf>'
    new, index = styles(xfs=old).for_time(0, dt.timedelta(1))
    wanted = old.replace('numFmtId="1"', 'numFmtId="46"').replace(
        'applyFont="1"', 'applyFont="1" applyNumberFormat="1"'
    )
    assert index == 1 and old + wanted in (new.xml or b"").decode()
    assert new.for_time(0, dt.timedelta(2)) == (new, 1)


def test_styles_that_are_not_there_are_refused():
    for bad in (-1, 1):
        with pytest.raises(RefusedWorkbook, match="does not exist"):
            styles().kind(bad)
    with pytest.raises(RefusedWorkbook, match="no styles"):
        Styles(None, "").for_time(0, dt.date(2024, 1, 1))


def test_styles_in_a_prefixed_namespace():
    prefixed = STYLES.replace("<", "<s:").replace("<s:/", "</s:").replace("xmlns=", "xmlns:s=")
    new, index = Styles(prefixed.encode(), "x").for_time(3, dt.datetime(2024, 1, 1))
    assert index == 4 and b'<s:xf numFmtId="22" applyNumberFormat="1"/></s:cellXfs>' in (new.xml or b"")


@pytest.mark.parametrize(("ref", "grown"), [
    ("A1:B9", "A1:B10"), ("$A$2:$B$9", "$A$2:$B$10"), ("A3:B9", "A3:B9"), ("A2:B8", "A2:B8"), ("A2:B10", "A2:B10"),
    ("A:B", "A:B"), ("A9", "A9"), ("", ""), ("A2:B9 A9 C1:C9", "A2:B10 A9 C1:C10"), ("#REF!", "#REF!"),
])  # fmt: skip
def test_a_range_grows_when_it_covered_all_rows_so_far(ref, grown):
    assert Step(2, 9, 10).grown(ref) == grown


def test_other_ranges_of_a_sheet_stay():
    tail = b'<selection sqref="A2:A9"/><protectedRange sqref="A2:A9"/><mergeCell ref="A2:A9"/><hyperlink ref="A2:A9"/>'
    assert grow_sheet(tail, "People", Step(2, 9, 10)) == tail


def test_a_drop_down_of_excel_2010_grows():
    tail = b"<extLst><x14:dataValidation><x14:formula1><xm:f>L!A1:A9</xm:f></x14:formula1>"
    tail += b"<xm:sqref>C2:C9</xm:sqref></x14:dataValidation>"
    assert grow_sheet(tail, "People", Step(2, 9, 10)) == tail.replace(b"C2:C9", b"C2:C10")


def test_the_sorting_of_a_table_grows_with_it():
    xml = (
        b'<table ref="B2:C9" id="1"><autoFilter ref="B2:C9"/>'
        b'<sortState ref="B3:C9"><sortCondition ref="C3:C9"/></sortState></table>'
    )
    assert grow_table(xml, Step(3, 9, 10)) == xml.replace(b"9", b"10")


def test_the_used_block_of_a_sheet_reaches_every_cell():
    head = b'<x:dimension ref="B2:C9"/>'
    assert grow_dimension(head, 10, 1) == b'<x:dimension ref="A2:C10"/>'
    assert grow_dimension(head, 5, 3) == head


def test_names_of_a_sheet_with_quotes_and_marks_in_its_title():
    xml = b"<definedName name='a'>'Tom &amp; Ann''s'!$A$2:$A$9</definedName>"
    xml += b"<definedName name='b'>'Tom'!$A$2:$A$9</definedName>"
    assert grow_names(xml, "Tom & Ann's", Step(2, 9, 10)) == xml.replace(b"s'!$A$2:$A$9", b"s'!$A$2:$A$10", 1)


@pytest.mark.parametrize(("before", "after"), [
    ("<workbook><sheets></sheets></workbook>", '<workbook><sheets></sheets><calcPr fullCalcOnLoad="1"/></workbook>'),
    ("<w><sheets/></w><x/><definedNames/>", '<w><sheets/></w><x/><definedNames/><calcPr fullCalcOnLoad="1"/>'),
    ("<x:workbook></x:sheets><x:calcPr/>", '<x:workbook></x:sheets><x:calcPr fullCalcOnLoad="1"/>'),
    ('<a><calcPr fullCalcOnLoad="0" x="1"/>', '<a><calcPr fullCalcOnLoad="1" x="1"/>'),
])  # fmt: skip
def test_the_wish_to_compute_stands_where_it_belongs(before, after):
    assert ask_for_it(before.encode(), "x").decode() == after


@pytest.mark.parametrize(("old", "new"), [
    ("People!$A$1:$B$9", "People!$A$1:$B$10"),
    ("'People'!$A$2:$A$9,Other!$A$2:$A$9,people!$C$9", "'People'!$A$2:$A$10,Other!$A$2:$A$9,people!$C$9"),
    ("(People!$A$2:$A$9,People!$C$2:$C$9)", "(People!$A$2:$A$10,People!$C$2:$C$10)"),
    ("People!$A:$B,People!$1:$1", "People!$A:$B,People!$1:$1"),
    ("OFFSET(People!$A$2,0,0,9)", "OFFSET(People!$A$2,0,0,9)"),
    ("People!$A$2:INDEX(People!$A:$A,9)", "People!$A$2:INDEX(People!$A:$A,9)"),
    ("SUM(People!$A$2:$A$9)", "SUM(People!$A$2:$A$9)"), ("Jan:People!$A$2:$A$9", "Jan:People!$A$2:$A$9"),
    ("'[1]People'!$A$2:$A$9", "'[1]People'!$A$2:$A$9"), ("#REF!", "#REF!"), ('"A2:A9"', '"A2:A9"'), ("A9", "A9"),
])  # fmt: skip
def test_names_of_one_block_or_several_grow_and_formulas_stay(old, new):
    xml = "<definedName name='n' localSheetId='0'>{}</definedName>"
    assert grow_names(xml.format(old).encode(), "People", Step(2, 9, 10)).decode() == xml.format(new)


def test_apostrophes_and_marks_stay_as_xml_writes_them():
    xml = b"<x:definedName name='n'>&apos;Tom &amp; Ann&apos;&apos;s&apos;!$A$2:$A$9</x:definedName>"
    assert grow_names(xml, "Tom & Ann's", Step(2, 9, 10)) == xml.replace(b"$9", b"$10")


def test_in_a_sheet_without_rows_only_the_name_of_its_filter_grows():
    xml = b"<definedName name='n'>People!$A$1:$B$1</definedName>"
    hidden = xml.replace(b"'n'", b"'_xlnm._FilterDatabase'")
    assert grow_names(xml + hidden, "People", Step(2, 1, 2)) == xml + hidden.replace(b"$1<", b"$2<")


FORMAT = (
    "<x14:conditionalFormatting><x14:cfRule><xm:f>People!$B$2:$B$9</xm:f></x14:cfRule>"
    "<xm:sqref>B2:B9 D2:D9</xm:sqref></x14:conditionalFormatting>"
)
RULE = (
    "<x14:dataValidation prompt='a > b'><x14:formula1><xm:f>Lists!A2:A9</xm:f></x14:formula1><xm:sqref>C2:C9</xm:sqref>"
)
SPARK = (
    '<x14:sparklineGroup type="column"><xm:f>People!A2:A9</xm:f><x14:sparklines><x14:sparkline>'
    "<xm:f>{}</xm:f><xm:sqref>G9</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
)


@pytest.mark.parametrize(("old", "new"), [
    (FORMAT, FORMAT.replace("B9 D2:D9<", "B10 D2:D10<")),
    (RULE + "</x14:dataValidation>", RULE.replace("C9", "C10") + "</x14:dataValidation>"),
    (SPARK.format("'People'!B2:B9"), SPARK.format("'People'!B2:B10").replace("A9<", "A10<")),
    (SPARK.format("B2:B9"), SPARK.format("B2:B10").replace("A9<", "A10<")),
    (SPARK.format("Other!B2:B9"), SPARK.format("Other!B2:B9").replace("A9<", "A10<")),
    ("<x14:ignoredErrors><x14:ignoredError><xm:sqref>B2:B9</xm:sqref></x14:ignoredError></x14:ignoredErrors>",) * 2,
])  # fmt: skip
def test_what_only_newer_excels_know_grows_in_its_own_way(old, new):
    before = '<conditionalFormatting sqref="A2:A9"><cfRule><extLst><ext/></extLst></cfRule></conditionalFormatting>'
    tail = before + '<dataValidation sqref="B2:B9"/><extLst><ext>{}</ext></extLst>'
    grown = grow_sheet(tail.format(old).encode(), "People", Step(2, 9, 10)).decode()
    assert grown == tail.format(new).replace('"A2:A9"', '"A2:A10"').replace('"B2:B9"', '"B2:B10"')


def test_a_small_chart_beside_the_only_row_stays_in_its_cell():
    spark = SPARK.format("People!B2:F2").replace("A2:A9", "A2").replace("G9", "G2")
    tail = f"<extLst>{spark}</extLst>"
    grown = grow_sheet(tail.encode(), "People", Step(2, 2, 3)).decode()
    assert grown == tail.replace("People!A2<", "People!A2:A3<")


def test_ranges_of_another_table_beside_stay():
    tail = b'<conditionalFormatting sqref="A2:B9 D2:E9"/>'
    assert grow_sheet(tail, "People", Step(2, 9, 10, range(1, 3))) == tail.replace(b"B9", b"B10")


def test_a_million_ranges_are_grown_in_a_moment():
    tail = b'<dataValidation sqref="' + b"A1:A7 " * 300_000 + b'B2:B9"/>'
    assert grow_sheet(tail, "People", Step(2, 9, 10)).endswith(b'B2:B10"/>')
    assert least_cpu(lambda: grow_sheet(tail, "People", Step(2, 9, 10))) < 2
