"""The trial of searching waits for the right people, not for any list."""

from pathlib import Path

import pytest

from bench import book
from bench.page import FIRST_PAGE, SURE, Lists


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Lists:
    """What the list shows of 300 people."""
    return Lists(book.write(tmp_path_factory.mktemp("page") / "300.xlsx", 300))


def test_a_key_waits_for_a_name_that_only_the_new_list_shows(lists: Lists) -> None:
    before = ""
    for key in lists.keys("mar"):
        assert key.wanted not in lists.first_page(before)
        assert not key.wanted or key.wanted in lists.first_page(key.typed)[:SURE]
        before = key.typed


def test_the_keys_of_a_word_are_typed_one_after_the_other(lists: Lists) -> None:
    assert [key.typed for key in lists.keys("zoe")] == ["z", "zo", "zoe"]


def test_at_most_one_page_is_looked_at(lists: Lists) -> None:
    assert len(lists.first_page("")) == FIRST_PAGE


def test_a_key_that_finds_nobody_waits_for_nothing(lists: Lists) -> None:
    assert [key.wanted for key in lists.keys("qq")][-1] == ""


def test_trying_a_workbook_leaves_no_file_beside_it(tmp_path: Path) -> None:
    path = book.write(tmp_path / "few.xlsx", 3)
    Lists(path)
    assert [file.name for file in tmp_path.iterdir()] == ["few.xlsx"]
