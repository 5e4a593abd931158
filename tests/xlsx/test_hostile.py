"""What is meant to do harm ends in a sentence or a right reading, in two seconds and 300 MB, and the process lives."""

import functools
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from crm.xlsx import Workbook
from tests.xlsx import heavy, hostile
from tests.xlsx.books import SHEET
from tests.xlsx.trial import Outcome, digest, try_all

SECONDS = 2
FAMILIES = {
    "zip files that lie": hostile.zip_files,
    "document types": hostile.document_types,
    "cut at each hundredth": hostile.cut,
    "a bit is another one": lambda: hostile.flipped(120),
    "cells that cannot be": hostile.cells,
    "bombs": heavy.bombs,
    "a padded sheet": lambda: heavy.padded((SHEET,)),
    "long sheets": heavy.long_sheets,
    "many sheets": heavy.many_sheets,
}
LONG_FAMILIES = {
    "padded parts": heavy.padded,
    "repeated parts": heavy.repeated,
    "much that is not packed tightly": heavy.not_tight,
    "a bit is another one": lambda: hostile.flipped(3_000),
}


def outcomes(files: Iterable[tuple[str, bytes]]) -> Iterator[Outcome]:
    """What became of files, fifty at a time, so that they do not fill the disk."""
    files = iter(files)
    while some := dict(itertools.islice(files, 50)):
        with tempfile.TemporaryDirectory() as folder:
            for name, data in some.items():
                (Path(folder) / f"{name}.xlsx").write_bytes(data)
            yield from try_all(sorted(Path(folder).iterdir()))


@functools.cache
def of_family(family: str) -> list[Outcome]:
    """What became of a family of files; they are tried once for all tests.

    Who seemed slow is tried again, twice at most: what others do on the computer meanwhile is not the file's doing.
    """
    found = {one.file: one for one in outcomes(FAMILIES[family]())}
    for _ in range(2):
        if slow := {one.file for one in found.values() if one.seconds > SECONDS}:
            again = outcomes((name, data) for name, data in FAMILIES[family]() if f"{name}.xlsx" in slow)
            found |= {one.file: one for one in again if one.seconds < found[one.file].seconds}
    return list(found.values())


def too_bad(found: list[Outcome]) -> list[Outcome]:
    """Those that ended the process, took too long or too much memory, or were refused without a sentence."""
    return [
        one for one in found
        if one.died or one.seconds > SECONDS or one.megabytes > 300 or (one.step and not one.said.endswith((".", ")")))
    ]  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_hostile_files_end_in_a_sentence_or_a_reading(family):
    found = of_family(family)
    assert found and too_bad(found) == []


@pytest.mark.long
@pytest.mark.parametrize("family", LONG_FAMILIES)
def test_all_hostile_files_end_in_a_sentence_or_a_reading(family):
    assert too_bad(list(outcomes(LONG_FAMILIES[family]()))) == []


@pytest.mark.parametrize("family", ["cut at each hundredth", "a bit is another one"])
def test_a_damaged_file_is_never_read_as_something_else(family):
    right = digest(Workbook.from_bytes(hostile.GOOD, "x"))
    assert {one.read for one in of_family(family)} <= {right, ""}


def test_a_file_that_is_cut_off_is_never_opened():
    assert {one.step for one in of_family("cut at each hundredth")} == {"open"}


def test_every_document_type_is_refused():
    found = of_family("document types")
    assert {one.step for one in found} <= {"open", "read", "edit"}
    assert [one.file for one in found if "document type" not in one.said and "damaged" not in one.said] == []


def test_every_bomb_is_refused_when_the_file_is_opened():
    assert {(one.step, "far tighter" in one.said) for one in of_family("bombs")} == {("open", True)}
