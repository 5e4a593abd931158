"""The judges themselves: whatever an edit should not have done is noticed."""

import io
import zipfile
from collections.abc import Callable

import pytest

from tests.xlsx.books import SHEET, TABLE_PART, book, row, sheet, table
from tests.xlsx.fidelity import judge
from tests.xlsx.growing import Step, left_behind
from tests.xlsx.soundness import unsound

ROWS = row(1, "Name", "Amount") + row(2, "Ada", "1") + row(3, "Bob", "=B2")
FORMATS = '<conditionalFormatting sqref="B2:B3"><cfRule type="duplicateValues" priority="1"/></conditionalFormatting>'
SHARED = (
    row(1, "1").replace("</row>", '<c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f><v>2</v></c></row>')
    + '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>4</v></c></row>'
)
TABLE = table("A1:B3")
CHAIN = {"xl/calcChain.xml": "<calcChain/>"}
BEFORE = book(sheet(ROWS, FORMATS + TABLE_PART), {**TABLE, **CHAIN})


def again(data: bytes, *changes: tuple[str, str, str]) -> bytes:
    """A package with its untouched parts as they were packed, and texts replaced in others: (part, old, new)."""
    touched = {name: (old, new) for name, old, new in changes}
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(file := io.BytesIO(), "w") as new:
        for entry in archive.infolist():
            content = archive.read(entry).decode()
            old, text = touched.get(entry.filename, ("", ""))
            assert old in content
            if entry.filename in touched and not text and not old:
                continue
            new.writestr(entry, content.replace(old, text) if old else content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def change(data: bytes, part: str, old: str, new: str) -> bytes:
    """A package with one text of a part replaced."""
    return again(data, (part, old, new))


NEW_ROW = '<row r="4"><c r="A4" t="inlineStr"><is><t>Eve</t></is></c></row></sheetData>'
GOOD: dict[str, Callable[[], bytes]] = {
    "nothing at all": lambda: BEFORE,
    "a value": lambda: change(BEFORE, SHEET, "<v>1</v>", "<v>5</v>"),
    "a row, a longer format": lambda: again(
        BEFORE,
        (SHEET, ROWS[-30:] + "</sheetData>" + FORMATS[:32], ROWS[-30:] + NEW_ROW + FORMATS[:32].replace("B3", "B4")),
    ),
    "a longer table": lambda: change(BEFORE, "xl/tables/table1.xml", 'ref="A1:B3"', 'ref="A1:B4"'),
    "no chain": lambda: again(BEFORE, ("xl/calcChain.xml", "", "")),
}
BAD: dict[str, Callable[[], bytes]] = {
    "another cell": lambda: change(BEFORE, SHEET, "<t>Bob</t>", "<t>Rob</t>"),
    "a lost result": lambda: change(BEFORE, SHEET, "<v>7</v>", ""),
    "a lost row": lambda: change(BEFORE, SHEET, row(3, "Bob", "=B2"), ""),
    "a row of its own": lambda: change(BEFORE, SHEET, "</sheetData>", '<row r="9"/></sheetData>'),
    "rows in disorder": lambda: change(BEFORE, SHEET, '<row r="2">', '<row r="7">'),
    "a shorter format": lambda: change(BEFORE, SHEET, 'sqref="B2:B3"', 'sqref="B2:B2"'),
    "a lost format": lambda: change(BEFORE, SHEET, FORMATS, ""),
    "a format far too long": lambda: change(BEFORE, SHEET, 'sqref="B2:B3"', 'sqref="B2:B99"'),
    "a shorter table": lambda: change(BEFORE, "xl/tables/table1.xml", 'ref="A1:B3">', 'ref="A1:B2">'),
    "another column": lambda: change(BEFORE, "xl/tables/table1.xml", 'name="Amount"', 'name="Sum"'),
    "a lost part": lambda: again(BEFORE, ("xl/styles.xml", "", "")),
    "broken XML": lambda: change(BEFORE, SHEET, "</worksheet>", ""),
    "another order": lambda: change(BEFORE, SHEET, FORMATS + TABLE_PART, TABLE_PART + FORMATS),
    "a renamed sheet": lambda: change(BEFORE, "xl/workbook.xml", 'name="People"', 'name="Persons"'),
    "a style that is not there": lambda: change(BEFORE, SHEET, '<c r="B2">', '<c r="B2" s="99">'),
}
ALLOWED = {SHEET: {(2, 2), (4, 0)}}


@pytest.mark.parametrize("name", GOOD)
def test_what_an_edit_needs_passes(name):
    assert judge(BEFORE, GOOD[name](), ALLOWED) == []


@pytest.mark.parametrize("name", BAD)
def test_what_an_edit_does_not_need_is_noticed(name):
    assert judge(BEFORE, BAD[name](), ALLOWED)


@pytest.mark.parametrize("name", sorted(GOOD.keys() - {"nothing at all"}))
def test_without_an_edit_nothing_passes(name):
    assert judge(BEFORE, GOOD[name](), {})


def test_a_part_that_was_only_packed_anew_is_noticed():
    with zipfile.ZipFile(io.BytesIO(BEFORE)) as archive, zipfile.ZipFile(file := io.BytesIO(), "w") as new:
        for entry in archive.infolist():
            new.writestr(entry, archive.read(entry), zipfile.ZIP_STORED)
    found = [wrong for wrong in judge(BEFORE, file.getvalue(), ALLOWED) if "packed anew" in wrong]
    assert len(found) == len(new.namelist()) - 1


def test_a_shared_formula_without_its_first_cell_is_noticed():
    assert unsound(book(sheet(SHARED))) == []
    orphaned = SHARED.replace(' ref="B1:B2" si="0">A1*2</f>', ' si="0"/>')
    assert any("first cells" in wrong for wrong in unsound(book(sheet(orphaned))))


def test_a_range_that_stayed_behind_is_noticed():
    grown = change(BEFORE, SHEET, 'sqref="B2:B3"', 'sqref="B2:B4"')
    assert len(left_behind(BEFORE, SHEET, "People", Step(2, 3, 4), range(1, 99))) == 3
    assert len(left_behind(grown, SHEET, "People", Step(2, 3, 4), range(1, 99))) == 2
