"""Workbooks that people made: an edit of each sheet in turn, and nothing else changed for anybody who reads them."""

import io
import os
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from crm.xlsx import Workbook
from crm.xlsx.reading import reader as reading
from tests.xlsx.calc import Shown, shown
from tests.xlsx.fidelity import judge
from tests.xlsx.readers import by_calamine, by_openpyxl
from tests.xlsx.tries import Done, Try, attempts, filled, together

pytestmark = pytest.mark.data
REFUSED = {
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


@cache
def each_sheet_edited(path: Path) -> dict[str, Done]:
    """{sheet title: the workbook after the edits of that sheet alone}"""
    data = path.read_bytes()
    return {title: together(data, path.name, [title]) for title in filled(data, path.name)}


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shown]:
    """What LibreOffice shows of every workbook, before and after the edits of each sheet."""
    books = {}
    for path in folder().glob("*.xls[xm]"):
        books[path.name] = path.read_bytes()
        books.update({f"{path.name}: {title}": done.data for title, done in each_sheet_edited(path).items()})
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
    for title, done in each_sheet_edited(path).items():
        assert done.unexplained(office[path.name], office[f"{path.name}: {title}"]) == set(), title


def test_calamine_reads_every_old_value_and_the_new_ones(path):
    before = by_calamine(path.read_bytes())
    for title, done in each_sheet_edited(path).items():
        assert by_calamine(done.data) == done.expected(before), title


def test_openpyxl_reads_every_old_value_and_the_new_ones(path):
    data = path.read_bytes()
    done = together(data, path.name, filled(data, path.name))
    for values in (False, True):
        assert by_openpyxl(done.data, values) == done.expected(by_openpyxl(data, values))


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
