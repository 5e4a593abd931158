"""A new sheet: empty, or copied from another workbook with all that belongs to it."""

import datetime as dt
import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell

from crm.store.excel import template
from crm.xlsx import Formula, RefusedEdit, RefusedWorkbook, Workbook
from tests.xlsx.books import KIND, MAIN, OFFICE, SHEET, TABLE_PART, book, changed, content, links, row, sheet, table
from tests.xlsx.calc import shown
from tests.xlsx.soundness import unsound
from tests.xlsx.templates import belongings, rich

ADDED = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}
ROWS = row(1, "Name", "Amount") + row(2, "Ada", "3")


def opened(data: bytes) -> Workbook:
    return Workbook.from_bytes(data, "team.xlsx")


def copied(source: bytes, target: bytes, *titles: str) -> bytes:
    """The target with sheets of the source behind its own; the whole is sound."""
    team, source_book = opened(target), opened(source)
    for title in titles:
        team.add_sheet(title, source_book.sheet(title))
    after = team.pack()
    assert set(unsound(after)) <= set(unsound(target))
    return after


def refused(source: bytes, target: bytes, title: str = "People", new: str = "New") -> str:
    """What is said when a sheet cannot be copied; nothing has changed then."""
    team = opened(target)
    with pytest.raises(RefusedWorkbook) as caught:
        team.add_sheet(new, opened(source).sheet(title))
    assert team.pack() == target
    assert team.sheets == opened(target).sheets
    return str(caught.value)


# An empty sheet


def test_an_empty_sheet_is_the_last_and_can_be_filled(tmp_path):
    team = opened(book(sheet(ROWS)))
    new = team.add_sheet("Visits")
    new.append_row({1: "Ada", 2: dt.date(2025, 3, 1)})
    team.save(tmp_path / "team.xlsx")
    assert team.sheets == Workbook.open(tmp_path / "team.xlsx").sheets == ["People", "Visits"]
    assert dict(Workbook.open(tmp_path / "team.xlsx").sheet("Visits").rows()) == {1: {1: "Ada", 2: dt.date(2025, 3, 1)}}


def test_only_the_lists_of_parts_change():
    data = book(sheet(ROWS))
    team = opened(data)
    part = team.add_sheet("Visits").part
    assert changed(data, team.pack()) == {*ADDED, part}
    assert unsound(team.pack()) == []


def test_numbers_and_names_that_are_taken_are_not_used_twice():
    parts = {
        "xl/worksheets/Sheet2.xml": "<old/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="People" sheetId="9" r:id="rId1"/></sheets></workbook>',
    }
    team = opened(book(sheet(ROWS), parts))
    assert team.add_sheet("Visits").part == "xl/worksheets/sheet3.xml"
    assert '<sheet name="Visits" sheetId="10" r:id="rId3"/></sheets>' in content(team.pack(), "xl/workbook.xml")


def test_a_workbook_whose_prefixes_are_its_own():
    """As the Open XML SDK writes it: prefixed tags, and `r` declared at each sheet."""
    parts = {
        "xl/workbook.xml": f'<x:workbook xmlns:x="{MAIN}"><x:sheets>'
        f'<x:sheet name="People" sheetId="1" q:id="rId1" xmlns:q="{OFFICE}"/></x:sheets></x:workbook>'
    }
    team = opened(book(sheet(ROWS), parts))
    team.add_sheet("A & B")
    assert opened(team.pack()).sheets == ["People", "A & B"]
    assert openpyxl.load_workbook(io.BytesIO(team.pack())).sheetnames == ["People", "A & B"]


@pytest.mark.parametrize("title", ["", " ", "x" * 32, "a/b", "a:b", "[a]", "why?", "'a", "a'", "History", "a\nb"])
def test_what_cannot_be_a_title_is_said(title):
    with pytest.raises(ValueError, match=r"title|characters"):
        opened(book(sheet(ROWS))).add_sheet(title)


def test_a_title_that_is_taken_in_other_letters_is_refused():
    with pytest.raises(RefusedEdit, match="already"):
        opened(book(sheet(ROWS))).add_sheet("PEOPLE")


def test_a_protected_structure_is_respected():
    xml = content(book(sheet(ROWS)), "xl/workbook.xml").replace(
        "<sheets", '<workbookProtection lockStructure="1"/><sheets'
    )
    with pytest.raises(RefusedEdit, match="is protected"):
        opened(book(sheet(ROWS), {"xl/workbook.xml": xml})).add_sheet("Visits")


def test_a_workbook_that_is_shared_in_the_old_way_gets_no_sheet():
    rels = links(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("revisionHeaders", "r.xml"))
    with pytest.raises(RefusedEdit, match="history of changes"):
        opened(book(sheet(ROWS), {"xl/_rels/workbook.xml.rels": rels, "xl/r.xml": "<r/>"})).add_sheet("Visits")


def test_a_signed_workbook_gets_no_sheet():
    with pytest.raises(RefusedWorkbook, match="signed"):
        opened(book(sheet(ROWS), {"_xmlsignatures/origin.sigs": ""})).add_sheet("Visits")


def test_what_was_added_goes_when_the_state_before_comes_back():
    data = book(sheet(ROWS))
    team = opened(data)
    state = team.state()
    team.add_sheet("Team", opened(rich()).sheet("Words"))
    team.restore(state)
    assert (team.sheets, team.pack()) == (["People"], data)


# All that belongs to a sheet


def test_everything_on_the_sheet_comes_along():
    source = rich()
    after = copied(source, book(sheet(ROWS)), "Words", "Team")
    assert belongings(after, "Team") == belongings(source, "Team")


def test_what_was_there_keeps_its_bytes():
    target = book(sheet(ROWS))
    after = copied(rich(), target, "Words", "Team")
    old = set(zipfile.ZipFile(io.BytesIO(target)).namelist())
    assert changed(target, after) & old == {*ADDED, "xl/styles.xml"}
    styles = content(after, "xl/styles.xml")
    assert '<xf numFmtId="2" applyNumberFormat="1"/><xf ' in styles, "the styles that were there keep their numbers"


def test_cells_look_as_in_the_template():
    source = rich()
    read, after = (
        openpyxl.load_workbook(io.BytesIO(one))["Team"]
        for one in (source, copied(source, book(sheet(ROWS)), "Words", "Team"))
    )
    wanted, found = looks(read), looks(after)
    assert {place: found.get(place) for place in wanted} == wanted
    assert after.column_dimensions["A"].width == read.column_dimensions["A"].width
    assert (after.row_dimensions[1].height, after.freeze_panes) == (30, "B2")


def looks(page) -> dict:
    """What each cell of a sheet of openpyxl holds and looks like."""
    kinds = ("value", "number_format", "font", "fill", "border", "alignment", "protection")
    cells = (cell for line in page.iter_rows() for cell in line if isinstance(cell, Cell))
    cells = (cell for cell in cells if cell.has_style or cell.value is not None)
    return {cell.coordinate: [repr(getattr(cell, kind)) for kind in kinds] for cell in cells}


def test_values_are_read_as_in_the_template():
    source = rich()
    after = opened(copied(source, book(sheet(ROWS)), "Words", "Team"))
    assert dict(after.sheet("Team").rows()) == dict(opened(source).sheet("Team").rows())


def test_bold_words_within_a_text_stay_bold():
    after = openpyxl.load_workbook(io.BytesIO(copied(rich(), book(sheet(ROWS)), "Words", "Team")), rich_text=True)
    runs = after["Team"]["E3"].value
    assert str(runs) == "plain bold end "
    assert runs[1].font.b


def test_rules_print_set_up_and_links_are_those_of_the_template():
    after = openpyxl.load_workbook(io.BytesIO(copied(rich(), book(sheet(ROWS)), "Words", "Team")))["Team"]
    assert after.print_title_rows == "$1:$1"
    assert after.print_area == "'Team'!$A$1:$F$9"
    assert after.page_setup.orientation == "landscape"
    assert [rule.formula1 for rule in after.data_validations.dataValidation] == ["choices", "Words!$A$1:$A$2"]
    assert after["E8"].hyperlink.target == "https://example.org/a%20b?c=1&d=2"
    assert after["A2"].comment.text == "A word on Ada"
    [format_, *_] = [rule for rules in after.conditional_formatting for rule in rules.rules if rule.dxf]
    assert format_.dxf.font.color.rgb == "FF9C0006"


def test_a_copy_shows_the_same_in_libreoffice(tmp_path):
    source = rich()
    found = shown({"source": source, "after": copied(source, book(sheet(ROWS)), "Words", "Team")}, tmp_path)
    assert found["after"].items() - found["source"].items() == {
        (("People", 1, 1), "Name"), (("People", 1, 2), "Amount"), (("People", 2, 1), "Ada"), (("People", 2, 2), "3"),
    }  # fmt: skip
    assert found["source"].items() - found["after"].items() == set()


def test_only_the_tab_that_was_chosen_stays_chosen():
    assert "tabSelected" in content(rich(), SHEET)
    after = opened(copied(rich(), book(sheet(ROWS)), "Words", "Team"))
    assert b"tabSelected" not in after.sheet("Team").text.join()


def test_a_hidden_sheet_stays_hidden():
    source = opened(book(sheet(ROWS)))
    source._changes["xl/workbook.xml"] = (
        content(source.pack(), "xl/workbook.xml").replace('sheetId="1"', 'sheetId="1" state="veryHidden"').encode()
    )
    after = copied(source.pack(), rich(), "People")
    assert '<sheet name="People" sheetId="3" state="veryHidden" ' in content(after, "xl/workbook.xml")


def test_a_copy_can_be_edited_like_any_sheet():
    team = opened(book(sheet(ROWS)))
    for title in ("Words", "Team"):
        team.add_sheet(title, opened(rich()).sheet(title))
    number = team.sheet("Team").append_row({1: "Eva", 2: 6})
    assert (number, team.sheet("Team").table_ref()) == (5, "A1:C5")
    assert unsound(team.pack()) == []


def test_a_fill_is_none_of_the_two_that_excel_keeps_for_itself():
    """Excel shows the first fill as none and the second as dots, whatever the file says."""
    assert '<fills count="1">' in content(book(sheet(ROWS)), "xl/styles.xml")
    styles = content(copied(rich(), book(sheet(ROWS)), "Words", "Team"), "xl/styles.xml")
    assert '<fills count="3">' in styles
    assert '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">' in styles


def test_styles_are_added_once():
    source = rich()
    once = copied(source, book(sheet(ROWS)), "Words", "Team")
    team = opened(once)
    team.add_sheet("Again", opened(source).sheet("Team"))
    assert content(team.pack(), "xl/styles.xml") == content(once, "xl/styles.xml")


def test_a_workbook_without_styles_gets_them():
    types = content(book(sheet(ROWS)), "[Content_Types].xml").replace(
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>', ""
    )
    rels = content(book(sheet(ROWS)), "xl/_rels/workbook.xml.rels").replace("/styles", "/unknown")
    parts = {"xl/styles.xml": None, "[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": rels}
    after = copied(rich(), book(sheet(ROWS), parts), "Words")
    assert opened(after).sheet("Words").rows()
    assert "<cellXfs" in content(after, "xl/styles1.xml")


def test_styles_with_prefixed_tags_get_prefixed_ones():
    xml = content(book(sheet(ROWS)), "xl/styles.xml").replace("</", "</x:").replace("<", "<x:").replace("<x:/", "</")
    target = book(sheet(ROWS), {"xl/styles.xml": xml.replace("xmlns=", "xmlns:x=")})
    after = openpyxl.load_workbook(io.BytesIO(copied(rich(), target, "Words", "Team")))["Team"]
    assert after["B2"].number_format == '#,##0.00 "€"'


def test_a_template_with_prefixed_tags_and_shared_strings():
    strings = f'<y:sst xmlns:y="{MAIN}"><y:si><y:t xml:space="preserve"> a &lt; b </y:t></y:si></y:sst>'
    cells = '<x:c s="1" r="A1"><x:v>45000</x:v></x:c><x:c r="B1" t="s"><x:v>0</x:v></x:c>'
    cells += '<x:c r="C1" t="s"><x:f>B1</x:f><x:v>0</x:v></x:c>'
    xml = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1">{cells}</x:row></x:sheetData></x:worksheet>'
    rels = links(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "s.xml"))
    source = book(xml, {"xl/s.xml": strings, "xl/_rels/workbook.xml.rels": rels})
    after = dict(opened(copied(source, rich(), "People")).sheet("People").rows())
    assert after == {1: {1: dt.date(2023, 3, 15), 2: " a < b ", 3: Formula("B1", " a < b ")}}


def test_a_sheet_may_be_copied_within_its_own_workbook():
    team = opened(rich())
    copy = team.add_sheet("Team again", team.sheet("Team"))
    assert dict(copy.rows())[4][5].text == "SUM(Team_2[Paid])+COUNTA(Words!A1:A2)+'Team again'!B2"
    assert unsound(team.pack()) == []


def test_a_copy_takes_rows_after_a_save(tmp_path):
    team = opened(book(sheet(ROWS)))
    team.add_sheet("Words", opened(rich()).sheet("Words"))
    team.save(tmp_path / "team.xlsx")
    team.sheet("Words").append_row({1: "Maybe"})
    team.save(tmp_path / "team.xlsx")
    assert dict(Workbook.open(tmp_path / "team.xlsx").sheet("Words").rows())[3] == {1: "Maybe"}


def test_edits_of_the_template_come_along_too():
    source = opened(rich())
    source.sheet("Words").set_cell(1, 1, "Certainly")
    team = opened(book(sheet(ROWS)))
    assert dict(team.add_sheet("Words", source.sheet("Words")).rows())[1] == {1: "Certainly"}


# What formulas of the copy name


def test_formulas_follow_a_new_title():
    team = opened(book(sheet(ROWS)))
    source = opened(rich())
    team.add_sheet("Words", source.sheet("Words"))
    team.add_sheet("It's 2025", source.sheet("Team"))
    after = team.pack()
    assert "SUM(Team[Paid])+COUNTA(Words!A1:A2)+'It''s 2025'!B2" in content(after, "xl/worksheets/sheet3.xml")
    assert "<c:f>'It''s 2025'!$B$2:$B$4</c:f>" in content(after, "xl/charts/chart1.xml")
    assert "'It''s 2025'!$A$1:$F$9" in team.names.values()
    assert unsound(after) == []


def test_a_table_whose_name_is_taken_gets_another_and_formulas_follow():
    target = copied(rich(), book(sheet(ROWS)), "Words", "Team")
    team = opened(target)
    copy = team.add_sheet("Second", opened(rich()).sheet("Team"))
    assert [one.name for one in copy.tables] == ["Team_2"]
    assert dict(copy.rows())[4][5].text == "SUM(Team_2[Paid])+COUNTA(Words!A1:A2)+Second!B2"
    assert unsound(team.pack()) == []


def test_names_that_the_sheet_needs_come_along_and_others_do_not():
    team = opened(copied(rich(), book(sheet(ROWS)), "Words", "Team"))
    assert {"choices", "unused"} & team.names.keys() == {"choices"}


def test_a_name_that_is_there_already_counts():
    team = opened(book(sheet(ROWS)))
    team.define_name("Choices", "People!$A$2")
    after = opened(copied(rich(), team.pack(), "Words", "Team"))
    assert (after.names["Choices"], "choices" in after.names) == ("People!$A$2", False)


def test_a_sheet_that_is_missing_is_named():
    assert "the sheet “Words”, which this workbook does not have" in refused(rich(), book(sheet(ROWS)), "Team")


def test_a_table_that_is_missing_is_named():
    source = opened(book(sheet(ROWS, TABLE_PART), table("A1:B2")))
    other = source.add_sheet("Sums")
    source._changes[other.part] = sheet(row(1, "=SUM(T[Amount])")).encode()
    assert "the table “T”, which this workbook does not have" in refused(source.pack(), book(sheet(ROWS)), "Sums")


@pytest.mark.parametrize(
    ("formula", "words"),
    [("=[1]Other!A1", "another file"), ("=SUM(People:Sums!A1)", "several sheets"), ("=Sums!A1", "the sheet “Sums”")],
)
def test_what_leads_out_of_the_sheet_is_refused(formula, words):
    assert words in refused(book(sheet(row(1, formula))), book(sheet(ROWS)))


# What cannot be copied


@pytest.mark.parametrize(
    ("kind", "words"),
    [("pivotTable", "a pivot table"), ("slicer", "a slicer"), ("ctrlProp", "a button"), ("new", "do not know")],
)
def test_what_cannot_be_copied_is_named(kind, words):
    source = book(sheet(ROWS), {"xl/worksheets/_rels/sheet1.xml.rels": links((kind, "../x.xml")), "xl/x.xml": "<x/>"})
    assert words in refused(source, book(sheet(ROWS)))


def test_a_formula_that_spills_is_refused():
    rows = '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:A3">SORT(B1:B3)</f><v>1</v></c></row>'
    assert "fills other cells" in refused(book(sheet(rows)), book(sheet(ROWS)))


def test_days_are_not_moved_by_four_years():
    xml = content(book(sheet(ROWS)), "xl/workbook.xml").replace("<sheets", '<workbookPr date1904="1"/><sheets')
    target = book(sheet(ROWS), {"xl/workbook.xml": xml})
    rows = '<row r="1"><c r="A1" s="1"><v>45000.5</v></c><c r="B1" s="3"><v>45000</v></c></row>'
    after = opened(copied(book(sheet(rows)), rich(), "People")).sheet("People").rows()
    moved = opened(target).add_sheet("New", opened(book(sheet(rows))).sheet("People")).rows()
    assert dict(moved) == dict(after) == {1: {1: dt.datetime(2023, 3, 15, 12), 2: 45000}}


def test_days_before_1904_are_refused_where_they_cannot_be():
    xml = content(book(sheet(ROWS)), "xl/workbook.xml").replace("<sheets", '<workbookPr date1904="1"/><sheets')
    target = book(sheet(ROWS), {"xl/workbook.xml": xml})
    assert "before 1904" in refused(book(sheet('<row r="1"><c r="A1" s="1"><v>1200</v></c></row>')), target)
    rule = '<dataValidations><dataValidation type="date" sqref="A1"/></dataValidations>'
    assert "speaks of days" in refused(book(sheet(ROWS, rule)), target)


def test_strict_and_usual_workbooks_are_not_mixed():
    xml = content(book(sheet(ROWS)), "xl/workbook.xml").replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert "Strict" in refused(rich(), book(sheet(ROWS), {"xl/workbook.xml": xml}), "Words")


def test_a_strict_workbook_gets_an_empty_sheet():
    strict = "http://purl.oclc.org/ooxml"
    xml = content(book(sheet(ROWS)), "xl/workbook.xml")
    xml = xml.replace(MAIN, f"{strict}/spreadsheetml/main").replace(OFFICE, f"{strict}/officeDocument/relationships")
    team = opened(book(sheet(ROWS), {"xl/workbook.xml": xml}))
    new = team.add_sheet("Visits")
    assert f'xmlns="{strict}/spreadsheetml/main"' in content(team.pack(), new.part)
    assert f'Type="{strict}/officeDocument/relationships/worksheet"' in content(
        team.pack(), "xl/_rels/workbook.xml.rels"
    )


def test_colours_of_another_palette_are_refused():
    styles = content(book(sheet(ROWS)), "xl/styles.xml")
    coloured = styles.replace("<font/>", '<font><color indexed="12"/></font>')
    own = styles.replace(
        "</styleSheet>", '<colors><indexedColors><rgbColor rgb="FF010203"/></indexedColors></colors></styleSheet>'
    )
    source = book(sheet(ROWS), {"xl/styles.xml": coloured})
    assert "colour palette" in refused(source, book(sheet(ROWS), {"xl/styles.xml": own}))


def test_a_template_that_is_oddly_written_is_read_all_the_same():
    after = opened(
        copied(book(sheet('<row><c t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c></row>')), rich(), "People")
    )
    assert dict(after.sheet("People").rows()) == {1: {1: "a<b"}}


# Kith's own sheets in workbooks that people made


@pytest.fixture(scope="module")
def kith(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("kith") / "kith.xlsx"
    template.write(path, book_id="K-1", today=dt.date(2025, 3, 1), rows={}, overview=True)
    return path.read_bytes()


def adopted(kith: bytes, data: bytes) -> Workbook:
    """A workbook with every sheet of Kith's behind its own, each as soon as what it refers to is there."""
    team, source = opened(data), opened(kith)
    waiting = sorted(source.sheets, key=lambda title: title not in ("Lists", "Contacts"))
    while waiting:
        later = []
        for title in waiting:
            try:
                team.add_sheet(title, source.sheet(title))
            except RefusedEdit:
                later.append(title)
        assert later != waiting
        waiting = later
    return team


@pytest.fixture(scope="module")
def adoptions(kith) -> dict[str, tuple[bytes, bytes]]:
    """{name: (a workbook, the same with Kith's sheets)}"""
    folder = Path(os.environ.get("KITH_TEST_DATA", ""), "xlsx")
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.xls[xm]"))}
    return {name: (data, adopted(kith, data).pack()) for name, data in found.items()}


@pytest.mark.data
def test_real_workbooks_take_kiths_sheets_and_keep_all_they_had(adoptions):
    assert len(adoptions) >= 14
    for name, (before, after) in adoptions.items():
        old = set(zipfile.ZipFile(io.BytesIO(before)).namelist())
        assert changed(before, after) & old <= {*ADDED, "xl/styles.xml"}, name
        assert set(unsound(after)) <= set(unsound(before)), name


@pytest.mark.data
def test_kiths_sheets_look_the_same_in_real_workbooks(kith, adoptions):
    pages = openpyxl.load_workbook(io.BytesIO(kith))
    wanted = {page.title: looks(page) for page in pages}
    for name, (_, after) in adoptions.items():
        read = openpyxl.load_workbook(io.BytesIO(after))
        for title, cells in wanted.items():
            found = looks(read[title])
            assert {place: found.get(place) for place in cells} == cells, (name, title)


@pytest.mark.data
def test_kiths_sheets_show_the_same_in_libreoffice(kith, adoptions, tmp_path):
    small = {name: after for name, (before, after) in adoptions.items() if len(before) < 11_000}
    found = shown({"kith": kith, **small}, tmp_path)
    assert len(found["kith"]) > 100
    for name in small:
        assert found["kith"].items() - found[name].items() == set(), name
