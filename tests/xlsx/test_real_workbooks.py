"""Workbooks that people made: one cell set, one cleared, one row added, and nothing else changed."""

import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from crm.xlsx import Formula, RefusedEdit, Workbook
from crm.xlsx import reader as reading
from tests.xlsx.books import changed

pytestmark = pytest.mark.data
ALLOWED = re.compile(r"xl/workbook\.xml|xl/tables/\w+\.xml")
CHAIN = {"xl/calcChain.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
ROWS = re.compile(rb"<row(?:\s[^>]*?)?(?:/>|>.*?</row>)", re.DOTALL)


@pytest.fixture
def workbooks() -> list[Path]:
    """The real workbooks at hand."""
    folder = os.environ.get("KITH_TEST_DATA")
    if not folder:
        pytest.skip("KITH_TEST_DATA is not set: no workbooks of other projects to read")
    found = sorted(Path(folder, "xlsx").glob("*.xls[xm]"))
    assert len(found) >= 14
    return found


def edit(opened: Workbook, title: str) -> set[int]:
    """Set the lowest plain cell, clear another, add a row; the rows that may have changed."""
    sheet = opened.sheet(title)
    rows = dict(sheet.rows())
    touched = set()
    for row in sorted(rows, reverse=True)[:5]:
        for column, value in rows[row].items():
            if not isinstance(value, Formula):
                touched |= attempt(sheet.set_cell, row, column, None if touched else "changed")
    return touched | attempt(sheet.append_row, {min(rows[max(rows)]): "added"})


def attempt(act: Callable, *given) -> set[int]:
    """The row that an edit changed, none when it was refused."""
    try:
        return {act(*given) or given[0]}
    except RefusedEdit:
        return set()


def each_sheet(workbooks: list[Path]):
    """(path, bytes, workbook, title) of every sheet with data."""
    for path in workbooks:
        data = path.read_bytes()
        for title in Workbook.from_bytes(data, path.name).sheets:
            opened = Workbook.from_bytes(data, path.name)
            if dict(opened.sheet(title).rows()):
                yield path, data, opened, title


def without_rows(data: bytes, part: str) -> tuple[dict[int, bytes], bytes]:
    """A sheet's rows by number, and its XML without them, ranges and the dimension."""
    xml = zipfile.ZipFile(io.BytesIO(data)).read(part)
    rows = {int(re.search(rb'\sr="(\d+)"', row)[1]): row for row in ROWS.findall(xml)}
    return rows, re.sub(rb'(?:sq)?ref="[^"]*"|<((?:xm:)?sqref)>[^<]*', b"", ROWS.sub(b"", xml))


def test_every_part_that_an_edit_need_not_change_keeps_its_bytes(workbooks):
    seen = 0
    for path, before, opened, title in each_sheet(workbooks):
        touched = edit(opened, title)
        part = opened.sheet(title).part
        after = opened.pack()
        extra = {name for name in changed(before, after) - {part} - CHAIN if not ALLOWED.fullmatch(name)}
        assert not extra and touched, (path.name, title, extra)
        (old, around), (new, around_after) = without_rows(before, part), without_rows(after, part)
        assert around == around_after, (path.name, title)
        assert {row for row in old.keys() | new.keys() if old.get(row) != new.get(row)} <= touched | heirs(new), (
            path.name
        )
        seen += 1
    assert seen >= 20


def heirs(rows: dict[int, bytes]) -> set[int]:
    """Rows that may have taken over a shared formula."""
    return {number for number, row in rows.items() if b'<f t="shared" ref=' in row}


def test_all_readers_agree_after_an_edit(workbooks, tmp_path):
    for path, _, opened, title in each_sheet(workbooks):
        before = dict(opened.sheet(title).rows())
        touched = edit(opened, title)
        wanted = dict(opened.sheet(title).rows())
        assert {row: cells for row, cells in wanted.items() if row not in touched} == {
            row: cells for row, cells in before.items() if row not in touched
        }, (path.name, title)
        opened.save(copy := tmp_path / path.name)
        assert dict(Workbook.open(copy).sheet(title).rows()) == wanted, (path.name, title)
        texts = {(r, c): v for r, cells in wanted.items() for c, v in cells.items() if type(v) is str}
        grid = CalamineWorkbook.from_path(str(copy)).get_sheet_by_name(title).to_python(skip_empty_area=False)
        assert {place: grid[place[0] - 1][place[1] - 1] for place in texts} == texts, (path.name, title)
        read = openpyxl.load_workbook(copy, data_only=True)[title]
        assert {place: read.cell(*place).value for place in texts} == texts, (path.name, title)


def test_our_slow_reader_gives_what_the_fast_one_gives(workbooks):
    for path, _, opened, title in each_sheet(workbooks):
        sheet = opened.sheet(title)
        slow = reading._by_ourselves(sheet.text.xml, opened.source())
        assert dict(reading.rows_of(slow)) == dict(sheet.rows()), (path.name, title)


def test_a_round_trip_through_openpyxl_would_not_pass(workbooks, tmp_path):
    """What these tests are for: the usual way loses or changes parts in every one of these workbooks."""
    for path in workbooks:
        openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm").save(copy := tmp_path / path.name)
        assert changed(path.read_bytes(), copy.read_bytes()) - CHAIN - {"xl/workbook.xml"}
