"""Workbooks that people made: an edit of each sheet in turn, and nothing else changed for anybody who reads them."""

import io
import os
import warnings
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from crm.xlsx import Workbook
from crm.xlsx import reader as reading
from tests.xlsx.calc import Shown, differences, shown
from tests.xlsx.dependents import web
from tests.xlsx.fidelity import judge
from tests.xlsx.tries import Try, attempts, filled, together

pytestmark = pytest.mark.data
REFUSED = {
    ("table-sample.xlsx", "append in Tabelle1"): "its totals row is below",
    ("xlookup.xlsx", "overwrite in Sheet1"): "belongs to a formula that fills several cells",
}


def folder() -> Path:
    """Where the workbooks are."""
    return Path(os.environ.get("KITH_TEST_DATA", "none"), "xlsx")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each workbook in turn."""
    if "path" in metafunc.fixturenames:
        found = sorted(folder().glob("*.xls[xm]")) or [Path("none.xlsx")]
        metafunc.parametrize("path", found, ids=lambda path: path.name)


@cache
def tries(path: Path) -> list[Try]:
    """What the edits of a workbook gave."""
    return list(attempts(path.read_bytes(), path.name))


def each_sheet_edited(path: Path) -> dict[str, tuple[bytes, dict]]:
    """{sheet title: the workbook after the edits of that sheet alone, what stands in the cells they wrote}"""
    data = path.read_bytes()
    return {title: together(data, path.name, [title]) for title in filled(data, path.name)}


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """What LibreOffice shows of every workbook, before and after the edits of each sheet."""
    books = {}
    for path in folder().glob("*.xls[xm]"):
        books[path.name] = path.read_bytes()
        books.update({f"{path.name}: {title}": after for title, (after, _) in each_sheet_edited(path).items()})
    return shown(books, tmp_path_factory.mktemp("real"))


def test_there_are_workbooks_to_try():
    assert sum(len(tries(path)) for path in folder().glob("*.xls[xm]")) >= 80


def test_an_edit_changes_only_what_it_must(path):
    for one in tries(path):
        allowed = {one.part: one.cells} if one.cells else {}
        assert judge(one.before, one.after, allowed) == [], one.name


def test_what_cannot_be_done_exactly_is_refused_in_words(path):
    refused = {(path.name, one.name): one.refusal for one in tries(path) if one.refusal}
    wanted = {key: words for key, words in REFUSED.items() if key[0] == path.name}
    assert refused.keys() == wanted.keys()
    assert all(words in refused[key] for key, words in wanted.items())


def test_libreoffice_shows_the_edit_alone(path, office):
    for title, (data, written) in each_sheet_edited(path).items():
        before, after = office[path.name], office[f"{path.name}: {title}"]
        wanted = {place: str(value) for place, value in written.items()}
        wrong = {place for place, text in wanted.items() if after[title].get(place[1:]) != text}
        assert not wrong or wrong <= web(data).volatile, title
        more = differences(before, after) - written.keys()
        assert not more or more <= web(data).reached(written), title


def test_calamine_reads_every_old_value_and_the_new_ones(path):
    before = by_calamine(path.read_bytes())
    for one in tries(path):
        written = {(one.title, *place): value for place, value in one.values.items()}
        assert by_calamine(one.after) == edited(before, written), one.name


def test_openpyxl_reads_every_old_value_and_the_new_ones(path):
    after, written = together(path.read_bytes(), path.name, filled(path.read_bytes(), path.name))
    for values in (False, True):
        assert by_openpyxl(after, values) == edited(by_openpyxl(path.read_bytes(), values), written)


def edited(cells: dict, written: dict) -> dict:
    """Cells {(sheet, row, column): value} as they should be after an edit that wrote others."""
    return {place: value for place, value in {**cells, **written}.items() if value is not None}


def by_calamine(data: bytes) -> dict[tuple[str, int, int], object]:
    """All cells as calamine reads them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = {}
    for title in book.sheet_names:
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        for row, cells in enumerate(rows, 1):
            found.update({(title, row, column): value for column, value in enumerate(cells, 1) if value != ""})
    return found


def by_openpyxl(data: bytes, values: bool) -> dict[tuple[str, int, int], object]:
    """All cells as openpyxl reads them, `values`: the results of formulas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
    return {
        (sheet.title, cell.row, cell.column): plain(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def plain(value: object) -> object:
    """A value that can be compared: formulas of several cells as their text and block."""
    return (value.ref, getattr(value, "text", "")) if hasattr(value, "ref") else value


def test_our_slow_reader_gives_what_the_fast_one_gives(path):
    book = Workbook.open(path)
    for title in book.sheets:
        sheet = book.sheet(title)
        slow = reading._by_ourselves(sheet.text.join(), book.source())
        assert dict(reading.rows_of(slow)) == dict(sheet.rows()), title


def test_a_round_trip_through_openpyxl_would_not_pass(path):
    """What these tests are for: the usual way loses or changes parts in every one of these workbooks."""
    book = openpyxl.load_workbook(path, keep_vba=path.suffix == ".xlsm")
    book.save(after := io.BytesIO())
    assert judge(path.read_bytes(), after.getvalue(), {})
