"""A copy of a workbook on the command line."""

import shutil
from pathlib import Path

import pytest

from tests.test_cli import Kith, added


@pytest.fixture
def copied(kith: Kith, book: str) -> str:
    """A copy of a workbook that Kith keeps already."""
    added(kith, book, "contacts", "name=Ada")
    shutil.copy(book, "copy.xlsx")
    return "copy.xlsx"


def test_a_copy_is_not_opened_until_it_is_said_what_it_is(kith: Kith, copied: str) -> None:
    code, _, err = kith("check", copied)
    assert code == 2 and "is a copy of" in err


def test_a_copy_becomes_a_workbook_of_its_own(kith: Kith, copied: str, book: str) -> None:
    assert kith("copy", copied, "--apart")[0] == 0
    added(kith, copied, "contacts", "name=Grace")
    assert kith("find", copied, "Grace")[0] == 0
    assert kith("find", book, "Grace")[1] == "Nobody was found.\n"


def test_a_copy_goes_on_in_the_place_of_the_other(kith: Kith, copied: str) -> None:
    assert kith("copy", copied, "--instead")[0] == 0
    assert "Added Ada" in kith("log", copied)[1]


def test_what_a_copy_is_must_be_said(kith: Kith, copied: str) -> None:
    before = Path(copied).read_bytes()
    assert kith("copy", copied)[0] == kith("copy", copied, "--apart", "--instead")[0] == 2
    assert Path(copied).read_bytes() == before
