"""Whatever is edited in whatever order: a dictionary says what every reader sees, and all else keeps its bytes."""

import datetime as dt
import warnings
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xlsx.calc import shown
from tests.xlsx.corpus import by_openpyxl, by_xlsxwriter
from tests.xlsx.corpus.combining import allowed
from tests.xlsx.corpus.drawn import LAST
from tests.xlsx.model import Modelled

MAKERS = {
    by_xlsxwriter.make: (sorted({*by_xlsxwriter.FEATURES, *by_xlsxwriter.SETTINGS}), by_xlsxwriter.TOGETHER_NEVER),
    by_openpyxl.make: (sorted(by_openpyxl.FEATURES), by_openpyxl.TOGETHER_NEVER),
}
ALL, LEFT = range(1, 7), range(1, 4)
TABLES = {
    "table": (LAST, ALL, {5}),
    "table_with_totals": (LAST, ALL, set()),
    "table_longer_than_its_rows": (LAST + 4, ALL, set()),
}
TITLES = st.sampled_from(["People", "Other"])
TEXT = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], include_characters="\n\t"), min_size=1, max_size=20)
PLAIN = TEXT.filter(lambda text: "_x" not in text) | st.integers(-(10**15) + 1, 10**15 - 1) | st.booleans() | st.none()
NUMBER = st.floats(-1e300, 1e300)  # other programs round the last digit, and beyond the largest there is no number
DAY = st.dates(dt.date(1904, 1, 2), dt.date(9999, 1, 1)) | st.none()
DAYS = {3, 7}  # columns in which only days are written: a number under a date's format is a day
MANY = 1_500  # examples of the long trial
UNWRITABLE = st.sampled_from([float("nan"), float("inf"), 10**15, "x" * 32_768, "\ufffe", dt.date(1899, 1, 1)])


def value_in(column: int) -> st.SearchStrategy[object]:
    return DAY if column in DAYS else PLAIN | NUMBER


COLUMN = st.integers(1, 7)
ROW = st.integers(2, LAST + 4)
CELL = COLUMN.flatmap(lambda column: st.tuples(st.just(column), value_in(column)))
VALUES = st.lists(CELL, max_size=5).map(dict)
STEP = st.one_of(
    st.tuples(st.just("set_cell"), TITLES, ROW, CELL),
    st.tuples(st.just("append_row"), TITLES, VALUES),
    st.tuples(st.just("append_row"), TITLES, VALUES),
    st.tuples(st.just("clear_row"), TITLES, ROW),
    st.tuples(st.just("take_back"), TITLES, VALUES, ROW),
    st.tuples(st.just("refuse"), TITLES, ROW, COLUMN, UNWRITABLE),
    st.sampled_from([("save",), ("save",), ("reopen",), ("saved_elsewhere",)]),
)


@st.composite
def books(draw: st.DrawFn) -> Modelled:
    """A workbook with a few features."""
    maker = draw(st.sampled_from(list(MAKERS)))
    features, never = MAKERS[maker]
    chosen = draw(st.sets(st.sampled_from(features), max_size=5).filter(lambda some: allowed(some, never)))
    chosen -= {"two_tables"}
    found = Modelled(f"{maker.__module__} {sorted(chosen)}", maker(sorted(chosen)))
    for name in chosen & TABLES.keys():
        last, columns, calculated = TABLES[name]
        found.tables["People"] = last, columns, calculated if maker is by_xlsxwriter.make else set()
    return found


def play(book: Modelled, steps: list[tuple]) -> bytes:
    """Do all steps; the workbook at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, *given_ in steps:
            flat = [part for one in given_ for part in (one if isinstance(one, tuple) else (one,))]
            getattr(book, name)(*flat)
        book.save()
    return book.book.pack()


class Played(list[bytes]):
    """Workbooks that were played through."""

    def __repr__(self) -> str:
        return f"{len(self)} workbooks"


@pytest.fixture(scope="session")
def played(record_testsuite_property: Callable[[str, object], None]) -> Iterator[Played]:
    """For a look with LibreOffice at the end, and for a count."""
    yield (all_of_them := Played())
    record_testsuite_property("rounds asked", MANY)
    record_testsuite_property("rounds done", len(all_of_them))


@given(books(), st.lists(STEP, min_size=3, max_size=12))
@settings(max_examples=40, report_multiple_bugs=False)
def test_after_any_edits_every_reader_sees_what_a_dictionary_says(played, book, steps):
    played.append(play(book, steps))


@pytest.mark.long
@given(books(), st.integers(3, 60).flatmap(lambda number: st.lists(STEP, min_size=number, max_size=number)))
@settings(max_examples=MANY, report_multiple_bugs=False)
def test_after_many_edits_every_reader_sees_what_a_dictionary_says(played, book, steps):
    played.append(play(book, steps))


def test_libreoffice_opens_what_was_played(played, tmp_path):
    sample = {str(number): data for number, data in enumerate(played[-30:])}
    assert sample and shown(sample, tmp_path).keys() == sample.keys()
