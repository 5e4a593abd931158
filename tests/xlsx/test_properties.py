"""Custom document properties: kept with the workbook, seen by other programs."""

import openpyxl

from crm.xlsx import Workbook
from tests.xlsx.books import book, changed, content, row, sheet

PART = "docProps/custom.xml"


def plain() -> bytes:
    return book(sheet(row(1, "Name")))


def test_the_first_property_makes_its_part_and_everything_that_names_it(tmp_path):
    opened = Workbook.from_bytes(plain(), "x")
    opened.set_property("kith-book", "B-1 <&>")
    opened.save(tmp_path / "x.xlsx")
    assert changed(plain(), (tmp_path / "x.xlsx").read_bytes()) == {PART, "[Content_Types].xml", "_rels/.rels"}
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").custom_doc_props["kith-book"].value == "B-1 <&>"


def test_properties_are_replaced_and_added_each_with_its_own_number():
    opened = Workbook.from_bytes(plain(), "x")
    for name, value in (("a", "1"), ("b", "2"), ("a", "3")):
        opened.set_property(name, value)
    again = Workbook.from_bytes(opened.pack(), "x")
    assert again.properties == {"a": "3", "b": "2"}
    assert [f'pid="{n}"' in content(opened.pack(), PART) for n in (1, 2, 3, 4)] == [False, True, True, False]


def test_other_peoples_properties_stay():
    opened = Workbook.from_bytes(plain(), "x")
    opened.set_property("theirs", "1")
    old = content(opened.pack(), PART).replace("vt:lpwstr", "vt:i4")
    types = content(opened.pack(), "[Content_Types].xml")
    whole = book(
        sheet(""), {PART: old, "[Content_Types].xml": types, "_rels/.rels": content(opened.pack(), "_rels/.rels")}
    )
    again = Workbook.from_bytes(whole, "x")
    again.set_property("ours", "é")
    assert again.properties == {"theirs": "1", "ours": "é"}
    assert changed(whole, again.pack()) == {PART}
    assert content(again.pack(), PART).startswith(old.removesuffix("</Properties>"))


def test_a_workbook_without_properties_has_none():
    assert Workbook.from_bytes(plain(), "x").properties == {}
