"""The versions that are kept: every save of ours, every one of people between them, and nothing torn among them."""

import datetime as dt
import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.model.changes import AddRow, RemoveRow
from crm.store.excel import swapping
from crm.store.excel.backups import Backups
from crm.store.excel.file import BookFile
from crm.store.excel.workbook import ExcelWorkbook
from crm.store.workbook import Failed, Ok
from crm.xlsx import package
from tests.store.conftest import BOOK_ID, AtExcel, Grid
from tests.store.excel.conftest import city, names, workbook_at, write_city


def folder_of(tmp_path: Path) -> Path:
    return tmp_path / "state" / BOOK_ID / "backups"


def typed(grid: Grid) -> None:
    grid[1][grid[0].index("City")] = "typed in the sheet"


def test_a_save_keeps_what_it_found_and_what_it_wrote(book: ExcelWorkbook) -> None:
    write_city(book, "Paris")
    assert [(kept.generation, kept.people) for kept in book.backups()] == [("test:1", 3), ("", 3)]


def test_the_number_of_people_is_that_of_the_version(book: ExcelWorkbook) -> None:
    edits = [AddRow("Contacts", "C-DRA44D", {"name": "Dora"}), AddRow("Contacts", "C-EVE55E", {"name": "Eve"})]
    edits = [*edits, RemoveRow("Contacts", "C-ADA11A")]  # type: ignore[list-item]
    book.write(edits, seen=book.read().revision, stamp=(BOOK_ID, "test:1"), before_swap=lambda intent: None)
    assert book.backups()[0].people == len(book.read().sheets["Contacts"].rows) == 4


def test_nothing_is_kept_twice(book: ExcelWorkbook) -> None:
    for number, town in enumerate(("Paris", "Rome", "Oslo"), start=1):
        write_city(book, town, number)
    assert [kept.generation for kept in book.backups()] == ["test:3", "test:2", "test:1", ""]


def test_what_a_person_saved_between_two_of_our_saves_is_kept_too(book: ExcelWorkbook, path: Path) -> None:
    write_city(book, "Paris")
    AtExcel.at(path).edit(typed)
    write_city(book, "Rome", 2)
    assert [kept.generation for kept in book.backups()] == ["test:2", "", "test:1", ""]


def test_our_last_save_can_be_read_though_a_stale_copy_was_saved_over_it(book: ExcelWorkbook, path: Path) -> None:
    stale = path.read_bytes()
    write_city(book, "Paris")
    path.write_bytes(stale)
    assert city(book.read()) == "London" and city(book.version("test:1")) == "Paris"


def test_another_run_of_kith_reads_the_versions_of_the_first(book: ExcelWorkbook, path: Path, tmp_path: Path) -> None:
    write_city(book, "Paris")
    write_city(book, "Rome", 2)
    again = workbook_at(path, tmp_path / "state")
    assert city(again.version("test:1")) == "Paris" and again.version("test:7") is None


def test_a_version_is_found_by_its_bytes_where_they_are_known(book: ExcelWorkbook) -> None:
    before = book.read().fingerprint
    write_city(book, "Paris")
    assert city(book.version("0", before)) == "London" and book.version("test:1", "f" * 64) is None


def test_of_a_save_that_was_tried_twice_the_last_one_counts(book: ExcelWorkbook) -> None:
    def dies(intent: object) -> None:
        raise OSError(errno.EIO, "the journal")

    with pytest.raises(OSError, match="journal"):
        write_city(book, "Paris", before_swap=dies)
    write_city(book, "Rome")
    assert city(book.version("test:1")) == "Rome"


def test_a_version_that_a_power_cut_tore_is_not_taken_for_a_version(book: ExcelWorkbook, tmp_path: Path) -> None:
    write_city(book, "Paris")
    write_city(book, "Rome", 2)
    torn = folder_of(tmp_path) / book.backups()[1].name
    torn.write_bytes(bytes(torn.stat().st_size))
    assert book.version("test:1") is None and city(book.version("test:2")) == "Rome"


@pytest.mark.skipif(os.name == "nt", reason="uses the signals and links of POSIX")
def test_only_this_user_can_read_what_is_kept(book: ExcelWorkbook, tmp_path: Path) -> None:
    write_city(book, "Paris")
    kept = list(folder_of(tmp_path).iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}
    assert {stat.S_IMODE(file.stat().st_mode) for file in (folder_of(tmp_path), folder_of(tmp_path).parent)} == {0o700}


def test_a_kept_version_is_a_copy_that_later_writing_into_the_workbook_does_not_reach(
    book: ExcelWorkbook, path: Path, tmp_path: Path
) -> None:
    write_city(book, "Paris")
    with path.open("r+b") as file:
        file.write(b"scribble")
    assert city(book.version("test:1")) == "Paris"


def test_a_save_waits_when_there_is_no_room_for_a_copy(
    book: ExcelWorkbook, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Backups, *given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Backups, "_write", full)
        (outcome,) = write_city(book, "Paris").outcomes
    assert isinstance(outcome, Failed) and outcome.retry and "No space left" in outcome.reason
    assert path.read_bytes() == before and names(path.parent, ".*.tmp") == []
    assert isinstance(write_city(book, "Rome").outcomes[0], Ok) and city(book.read()) == "Rome"


@pytest.mark.parametrize("step", [(swapping, "swap"), (package, "write_beside")])
def test_a_version_that_did_not_get_into_the_workbook_is_not_kept(
    book: ExcelWorkbook, monkeypatch: pytest.MonkeyPatch, step: tuple[object, str]
) -> None:
    def refuses(*given: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(*step, refuses)
    for number in range(1, 4):
        with suppress(PermissionError):
            write_city(book, f"Town {number}", number)
    assert [kept.generation for kept in book.backups()] == [""]


def test_of_many_saves_only_so_many_are_kept(book: ExcelWorkbook) -> None:
    for number in range(1, 30):
        write_city(book, f"Town {number}", number)
    assert [kept.generation for kept in book.backups()][:20] == [f"test:{number}" for number in range(29, 9, -1)]
    assert len(book.backups()) <= 21


@given(
    st.from_regex(r"[0-9a-f]{1,8}:[0-9]{1,9}", fullmatch=True),
    st.none() | st.integers(0, 10**6),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1, max_size=40),
)
def test_all_that_is_known_of_a_version_comes_back_from_its_name(
    tmp_path_factory: pytest.TempPathFactory, generation: str, people: int | None, title: str
) -> None:
    versions = Backups(tmp_path_factory.mktemp("kept"), Path(f"{title}.xlsx"))
    versions.keep(b"some bytes", "8" * 64, generation=generation, people=people)
    (kept,) = versions.all()
    assert (kept.generation, kept.people, kept.size) == (generation, people, len(b"some bytes"))
    assert abs(kept.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


def test_a_half_written_version_is_not_listed_and_goes_in_time(tmp_path: Path) -> None:
    versions = Backups(tmp_path, Path("team.xlsx"))
    versions.keep(b"whole", "a" * 64, generation="test:1")
    half = tmp_path / (versions.all()[0].path.name.replace("a" * 16, "b" * 16) + ".part")
    half.write_bytes(b"ha")
    os.utime(half, (0, 0))
    versions.thin()
    assert len(versions.all()) == 1 and not half.exists()


def test_the_folder_of_one_book_holds_its_lock_and_its_versions(book: ExcelWorkbook, tmp_path: Path) -> None:
    write_city(book, "Paris")
    assert isinstance(book._file, BookFile) and book._file.folder == tmp_path / "state" / BOOK_ID
    assert names(tmp_path / "state" / BOOK_ID) == ["lock"]
