"""Books with every feature alone and in combination, by three makers: an edit changes nothing else in any of them."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.xlsx.calc import Shown, shown
from tests.xlsx.corpus.books import features_of, make, names, saved_again
from tests.xlsx.corpus.drawn import FIRST, LAST
from tests.xlsx.fidelity import judge
from tests.xlsx.growing import Step, left_behind
from tests.xlsx.readers import by_calamine, by_openpyxl
from tests.xlsx.tries import Done, Try, attempts, filled, together

Batch = dict[str, bytes]
LONG = ("pairs", "again-pairs")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each book in turn."""
    if "name" in metafunc.fixturenames:
        every = [
            pytest.param(name, marks=pytest.mark.long if group in LONG else ())
            for group, members in names().items()
            for name in members
        ]
        metafunc.parametrize("name", every)


@pytest.fixture(scope="session")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Batch]:
    """All books of a book's group, made at once."""

    @cache
    def made(group: str) -> Batch:
        if group.startswith("again"):
            return saved_again(names()[group], tmp_path_factory.mktemp(group))
        return {name: make(name) for name in names()[group]}

    return lambda name: made(name.partition(":")[0])


@pytest.fixture
def data(name: str, batch: Callable[[str], Batch]) -> bytes:
    """The book of this test."""
    return batch(name)[name]


@cache
def tries(name: str, data: bytes) -> list[Try]:
    """Each edit of each of its sheets."""
    return list(attempts(data, name))


@pytest.fixture(scope="session")
def edit(batch: Callable[[str], Batch]) -> Callable[[str], Done]:
    """A book after all edits of all its sheets."""

    @cache
    def done(name: str) -> Done:
        book = batch(name)[name]
        return together(book, name, filled(book, name))

    return done


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, batch, edit) -> Callable[[str], Shown]:
    """What LibreOffice shows of a book, or of "after " and a book, all books of its group at once."""

    @cache
    def group_shown(group: str) -> dict[str, Shown]:
        books = dict(batch(group))
        books.update({f"after {name}": edit(name).data for name in batch(group)})
        return shown(books, tmp_path_factory.mktemp("shown"))

    return lambda name: group_shown(name.removeprefix("after ").partition(":")[0])[name]


def test_an_edit_changes_only_what_it_must(name, data):
    for one in tries(name, data):
        assert judge(one.before, one.after, {one.part: one.cells} if one.cells else {}) == [], one.name


def test_a_new_row_stands_below_the_last_and_every_range_reaches_it(name, data):
    for one in tries(name, data):
        if one.kind == "append" and one.title == "People" and "table_with_totals" not in features_of(name):
            assert {row for row, _ in one.values} == {LAST + 1}
            columns = range(1, 4 if "two_tables" in features_of(name) else 99)
            assert left_behind(one.after, one.part, one.title, Step(FIRST, LAST, LAST + 1), columns) == []


def test_only_what_cannot_be_done_exactly_is_refused(name, data):
    refused = [one for one in tries(name, data) if one.refusal]
    assert [one.name for one in refused if not in_words(one, name)] == []


SPREAD = "belongs to a formula that fills several cells"
REASONS = {
    "table_with_totals": "totals row",
    "array_formulas": SPREAD,
    "array_formula": SPREAD,
    "dynamic_arrays": SPREAD,
}


def in_words(one: Try, name: str) -> bool:
    """Whether an edit was refused for a reason that this book has, and in words that say it."""
    return any(words in one.refusal for feature, words in REASONS.items() if feature in features_of(name))


def test_calamine_reads_every_old_value_and_the_new_ones(name, data, edit):
    done = edit(name)
    assert by_calamine(done.data) == done.expected(by_calamine(data))


def test_openpyxl_reads_every_old_value_and_the_new_ones(name, data, edit):
    done = edit(name)
    for values in (False, True):
        assert by_openpyxl(done.data, values) == done.expected(by_openpyxl(data, values))


def test_libreoffice_shows_the_edits_alone(name, office, edit):
    assert edit(name).unexplained(office(name), office(f"after {name}")) == set()
