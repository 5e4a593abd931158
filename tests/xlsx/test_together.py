"""All or nothing: what is refused half way leaves nothing behind, and only what was packed counts as saved."""

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from crm.xlsx import RefusedEdit, RefusedWorkbook, SwapUnknown, Workbook, package
from tests.xlsx.books import SHEET, book, content, row, sheet

MERGED = '<mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells>'


def people(after: str = "", **parts: str) -> Workbook:
    return Workbook.from_bytes(book(sheet(row(1, "Name", "Phone") + row(2, "Ada", "1"), after), parts), "team.xlsx")


def values(opened: Workbook, title: str = "People") -> dict[int, dict[int, object]]:
    return dict(opened.sheet(title).rows())


def of_two_sheets(change) -> Workbook:
    """A table T of the columns Id and Old on P, a formula over it on O; `change` is made to each part's text."""
    made, file, changed = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    page = made.active
    page.title = "P"
    page.append(["Id", "Old"])
    page.append([1, 2])
    page.add_table(Table(displayName="T", ref="A1:B2"))
    made.create_sheet("O")["A1"] = "=SUM(T[Old])"
    made.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return Workbook.from_bytes(changed.getvalue(), "team.xlsx")


def test_several_edits_of_which_one_is_refused_leave_no_trace():
    opened = people(MERGED)
    before, seen = opened.pack(), values(opened)
    with pytest.raises(RefusedEdit, match="merged"), opened.together():
        opened.sheet("People").set_cell(2, 1, "HALF")
        opened.set_property("half", "done")
        opened.sheet("People").append_row({1: "HALF"})
        opened.sheet("People").set_cell(2, 3, "refused")
    assert values(opened) == seen and opened.pack() == before and opened.properties == {}


def test_a_sheet_that_was_first_needed_in_between_is_as_it_was():
    opened = people()
    with pytest.raises(RefusedEdit), opened.together():
        opened.sheet("People").set_cell(2, 1, "HALF")
        raise RefusedEdit("no")
    opened.sheet("People").set_cell(2, 2, "2")
    assert values(opened)[2] == {1: "Ada", 2: "2"}


def test_what_is_edited_between_packing_and_saving_is_not_taken_for_saved():
    opened = people()
    opened.sheet("People").set_cell(2, 1, "Grace")
    data = opened.pack()
    opened.sheet("People").set_cell(2, 2, "2")
    with pytest.raises(ValueError, match="edited after"):
        opened.saved(data)
    assert values(Workbook.from_bytes(opened.pack(), "x"))[2] == {1: "Grace", 2: "2"}


def test_merged_cells_of_an_oddly_written_sheet_are_known_before_and_after_its_first_edit():
    xml = sheet(row(1, "Name", "Phone") + row(2, "Ada", "1"), MERGED)
    opened = Workbook.from_bytes(book(xml.encode("utf-16")), "team.xlsx")
    assert opened.sheet("People").merged == ["B2:C2"]
    with pytest.raises(RefusedEdit, match="merged"):
        opened.sheet("People").set_cell(2, 3, "lost")


def test_a_heading_that_cannot_be_renamed_leaves_the_formulas_of_other_sheets():
    def without_headings(name: str, xml: bytes) -> bytes:
        return re.sub(rb'<row r="1".*?</row>', b"", xml) if name == SHEET else xml

    opened = of_two_sheets(without_headings)
    before = opened.pack()
    with pytest.raises(RefusedWorkbook):
        opened.sheet("P").rename_heading(2, "New")
    assert "SUM(T[Old])" in content(opened.pack(), "xl/worksheets/sheet2.xml") and opened.pack() == before


def test_a_sheet_that_cannot_be_added_is_not_there():
    def broken(name: str, xml: bytes) -> bytes:
        return xml.replace(b"<calcPr", b"<was") if name == "xl/workbook.xml" else xml.replace(b"</row>", b"")

    opened = of_two_sheets(broken)
    before = opened.sheets
    with pytest.raises(RefusedWorkbook):
        opened.add_sheet("New", like=opened.sheet("O"))
    assert opened.sheets == before and "New" not in content(opened.pack(), "xl/workbook.xml")


@pytest.mark.parametrize("text", ["a\x0b", "\ud800", "\uffff"])
def test_a_property_that_no_workbook_can_store_is_refused_and_saving_goes_on(text):
    opened = people()
    for name, value in ((text, "x"), ("x", text)):
        with pytest.raises(ValueError, match="no workbook can store"):
            opened.set_property(name, value)
    opened.sheet("People").set_cell(2, 1, "Grace")
    assert values(Workbook.from_bytes(opened.pack(), "x"))[2][1] == "Grace"


def test_who_names_a_cell_is_looked_for_anew_when_a_formula_goes():
    formula = '<row r="1"><c r="A1"><f>People!B3</f><v>1</v></c></row>'
    other = book(
        sheet(row(1, "Name", "Phone") + row(2, "Ada", "1")),
        {
            "xl/worksheets/sheet2.xml": sheet(formula),
            "xl/workbook.xml": content(book(""), "xl/workbook.xml").replace(
                "</sheets>", '<sheet name="O" sheetId="2" r:id="rId9"/></sheets>'
            ),
            "xl/_rels/workbook.xml.rels": content(book(""), "xl/_rels/workbook.xml.rels").replace(
                "</Relationships>",
                '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                'worksheet" Target="worksheets/sheet2.xml"/></Relationships>',
            ),
        },
    )
    opened = Workbook.from_bytes(other, "team.xlsx")
    assert [mention.cells.first_row for mention in opened.sheet("People").mentions(3)] == [3]
    opened.sheet("O").set_cell(1, 1, "gone")
    assert opened.sheet("People").mentions(3) == []


def test_after_a_swap_that_the_disk_did_not_confirm_the_book_is_what_lies_there(tmp_path, monkeypatch):
    path = tmp_path / "team.xlsx"
    opened, swap = people(), package.swap

    def unconfirmed(beside, target):
        swap(beside, target)
        raise SwapUnknown(5, "The disk did not confirm the new file")

    monkeypatch.setattr("crm.xlsx.workbook.swap", unconfirmed)
    opened.sheet("People").set_cell(2, 1, "Grace")
    with pytest.raises(SwapUnknown):
        opened.save(path)
    assert opened.is_still(path.read_bytes())
