"""Whether a workbook changed on disk, and where, without reading it."""

import os
import threading
import time
import zipfile

import pytest

from crm.xlsx import RefusedWorkbook, Workbook, changed
from tests.xlsx.books import SHEET, book, row, sheet

ROWS = "".join(row(n, f"Name {n}", str(n)) for n in range(1, 500))
OLD = (time.time() - 60,) * 2


@pytest.fixture
def path(tmp_path):
    """A workbook that nobody has touched for a minute."""
    (tmp_path / "team.xlsx").write_bytes(book(sheet(ROWS)))
    os.utime(tmp_path / "team.xlsx", OLD)
    return tmp_path / "team.xlsx"


def test_an_unchanged_file_costs_one_look_at_its_date(path, monkeypatch):
    seen = changed.look(path)
    monkeypatch.setattr(changed, "_parts", None)
    assert changed.look(path, seen) is seen


def test_the_parts_are_those_that_the_open_workbook_knows(path):
    opened = Workbook.open(path)
    assert set(opened.parts) == set(zipfile.ZipFile(path).namelist()) and not changed.parts_changed(path, opened.parts)


def test_the_parts_that_a_save_changed_are_named(path):
    before = Workbook.open(path)
    other = Workbook.open(path)
    other.sheet("People").set_cell(5, 1, "new")
    other.save(path)
    assert changed.parts_changed(path, before.parts) == {SHEET}
    assert not changed.parts_changed(path, other.parts)


def test_parts_that_came_or_went_are_named(path):
    known = Workbook.open(path).parts
    path.write_bytes(book(sheet(ROWS), {"xl/new.xml": "x", "xl/styles.xml": None}))
    assert changed.parts_changed(path, known) == {"xl/new.xml", "xl/styles.xml"}


def test_the_same_content_written_again_is_no_change_of_a_part(path):
    seen = changed.look(path)
    path.write_bytes(path.read_bytes())
    now = changed.look(path, seen)
    assert now is not seen and not now.parts_changed(seen.parts)


def test_a_file_written_just_now_is_looked_at_again(path):
    """A second save within the same tick of the clock, of the same length, has the same date."""
    known = book(sheet(ROWS.replace("Name 7", "Nine 7")))
    path.write_bytes(path.read_bytes())
    seen = changed.look(path)
    time_of_it = path.stat().st_mtime_ns
    with path.open("r+b") as file:
        file.write(known)
        file.truncate()
    os.utime(path, ns=(time_of_it, time_of_it))
    assert changed.look(path, seen).parts_changed(seen.parts) == {SHEET}


@pytest.mark.parametrize("length", [0, 1, 65_514, 65_515, 65_535])
def test_a_comment_of_any_length_may_stand_at_the_end(path, length):
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"c" * length
    assert not changed.parts_changed(path, Workbook.open(path).parts)


def test_a_table_of_contents_longer_than_the_tail_is_read_whole(path):
    path.write_bytes(book(sheet(ROWS), {f"xl/media/picture-with-a-long-name-{n}.png": "x" for n in range(3_000)}))
    assert len(changed.look(path).parts) == 3_006


def test_no_more_than_the_end_is_read(path, monkeypatch):
    path.write_bytes(book(sheet(ROWS), {"xl/media/image1.png": os.urandom(3_000_000)}))
    lengths, read = [], os.read
    monkeypatch.setattr(os, "read", lambda file, most: lengths.append(most) or read(file, most))
    changed.look(path)
    assert lengths == [65_536]


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.99])
def test_a_file_that_is_not_whole_is_no_answer(path, keep):
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    with pytest.raises(RefusedWorkbook, match="end of this file is missing"):
        changed.look(path)


def test_what_is_no_workbook_is_no_answer(path):
    path.write_bytes(b"")
    with pytest.raises(RefusedWorkbook):
        changed.look(path)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        changed.look(path)


def test_while_others_save_each_answer_is_a_whole_version_or_a_refusal(path):
    """One thread swaps versions and another writes in place, as programs do; no answer mixes two of them."""
    versions = [book(sheet(ROWS.replace("Name 7", f"Name {n}"))) for n in (7, 88)]
    known = []
    for version in versions:
        path.write_bytes(version)
        known.append(dict(changed.look(path).parts))
    done = threading.Event()

    def save():
        for n in range(400):
            if n % 2:
                path.with_suffix(".tmp").write_bytes(versions[n % 4 // 2])
                path.with_suffix(".tmp").replace(path)
            else:
                path.write_bytes(versions[n % 4 // 2])
        done.set()

    thread = threading.Thread(target=save)
    thread.start()
    answers = []
    while not done.is_set():
        try:
            answers.append(dict(changed.look(path).parts))
        except RefusedWorkbook:
            continue
    thread.join()
    assert answers and all(answer in known for answer in answers)


def test_the_answer_is_hundreds_of_times_cheaper_than_reading(path):
    path.write_bytes(book(sheet("".join(row(n, *"abcdefghij") for n in range(1, 10_001)))))
    os.utime(path, OLD)
    start = time.perf_counter()
    opened = Workbook.open(path)
    list(opened.sheet("People").rows())
    reading = time.perf_counter() - start
    looks = []
    for _ in range(9):
        start = time.perf_counter()
        changed.parts_changed(path, opened.parts)
        looks.append(time.perf_counter() - start)
    assert min(looks) * 500 < reading
