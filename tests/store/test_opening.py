"""Opening: a sentence for what is no workbook of Kith's, and nothing created or changed in its place."""

import gc
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from crm.model.changes import AddRow, ChangeSet
from crm.model.errors import CannotOpen, KithError, ReadOnly
from crm.store import places
from crm.store.opening import MEMORY, IsCopy, keep_apart, keep_instead, open_store
from crm.store.store import Store
from tests.sheets_emulator import SheetsEmulator
from tests.store.conftest import BOOK_ID, NOW, owner_file

DORA = ChangeSet("Dora added", (AddRow("Contacts", "C-DRA44D", {"name": "Dora Quist"}),))
Open = Callable[..., Store]


def made(path: Path, kind: str) -> Path:
    whole = path.read_bytes()
    content = {
        "empty": b"",
        "truncated": whole[: len(whole) // 2],
        "a web page": b"<!DOCTYPE html><html>Sign in</html>",
        "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
        "a text": b"name,phone\nAda,1\n",
        "any bytes": bytes(range(256)) * 20,
    }[kind]
    file = path.with_name(f"{kind}.xlsx")
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("kind", ["empty", "truncated", "a web page", "encrypted", "a text", "any bytes"])
def test_a_file_that_is_no_workbook_gets_a_sentence_and_keeps_its_bytes(opened: Open, path: Path, kind: str) -> None:
    file = made(path, kind)
    before, beside = file.read_bytes(), sorted(path.parent.glob("*.xlsx"))
    with pytest.raises(CannotOpen, match=r"Nothing was changed\.$"):
        opened(file)
    assert file.read_bytes() == before and sorted(path.parent.glob("*.xlsx")) == beside


@pytest.mark.parametrize("name", ["nowhere.xlsx", "no/such/folder.xlsx", "a\0b.xlsx", ""])
def test_where_there_is_no_workbook_none_is_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotOpen, match=r"^[A-Z“/].*\.$"):
        open_store(str(tmp_path / name) if name else "", state=tmp_path, now=lambda: NOW)
    assert not list(tmp_path.rglob("*.xlsx"))


def test_a_link_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="Google Sheets"):
        open_store("https://docs.google.com/spreadsheets/d/1", state=tmp_path)


def test_a_spreadsheet_that_is_not_kiths_is_not_touched(opened: Open, tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    openpyxl.Workbook().save(file)
    before = file.read_bytes()
    with pytest.raises(CannotOpen, match="not yet one of Kith's"):
        opened(file)
    assert file.read_bytes() == before


def test_the_name_that_a_file_gives_itself_leads_nowhere(opened: Open, path: Path, tmp_path: Path) -> None:
    evil = tmp_path / "evil.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(evil, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(BOOK_ID.encode(), b"../../../evil"))
    with pytest.raises(CannotOpen):
        opened(evil)
    assert not list(tmp_path.parent.glob("*evil*"))


def test_a_copy_of_a_workbook_is_refused_while_the_first_is_there(opened: Open, path: Path) -> None:
    opened()
    copy = shutil.copy(path, path.with_name("copy.xlsx"))
    with pytest.raises(CannotOpen, match=f"copy of {path}"):
        opened(Path(copy))


def test_a_copy_becomes_a_workbook_of_its_own(opened: Open, path: Path) -> None:
    first, copy = opened(), Path(shutil.copy(path, path.with_name("copy.xlsx")))
    with pytest.raises(IsCopy) as refused:
        opened(copy)
    keep_apart(str(copy))
    second = opened(copy)
    second.save(DORA)
    assert second.flush(10) and refused.value.original == str(path)
    assert (len(first.snapshot().contacts), len(second.snapshot().contacts)) == (3, 4)


def test_a_copy_is_used_in_the_place_of_the_first_with_its_history(opened: Open, path: Path, tmp_path: Path) -> None:
    first = opened()
    first.save(DORA)
    first.flush(10)
    first.close()
    copy = Path(shutil.copy(path, path.with_name("copy.xlsx")))
    keep_instead(str(copy), state=tmp_path / "state")
    assert [batch.summary for batch in opened(copy).history()] == ["Dora added"]
    with pytest.raises(IsCopy):
        opened(path)


def test_a_workbook_that_was_moved_is_followed_with_its_history(opened: Open, path: Path, tmp_path: Path) -> None:
    with owner_file(path):
        first = opened()
        first.save(DORA)
        first.close()
    (tmp_path / "Büro 1").mkdir()
    moved = path.rename(tmp_path / "Büro 1" / "our team.xlsx")
    store = opened(moved)
    assert store.flush(10) and [batch.summary for batch in store.history()] == ["Dora added"]
    assert "C-DRA44D" in store.snapshot().contacts.index


def test_a_workbook_in_whose_old_place_another_one_lies_was_moved_too(opened: Open, path: Path, tmp_path: Path) -> None:
    opened().close()
    moved = path.rename(tmp_path / "moved.xlsx")
    openpyxl.Workbook().save(path)
    assert len(opened(moved).snapshot().contacts) == 3


def test_a_symbolic_link_stays_one(opened: Open, path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    store = opened(link)
    store.save(DORA)
    assert store.flush(10) and link.is_symlink()
    assert len(opened(path).snapshot().contacts) == 4


def test_a_damaged_history_is_set_aside_and_said_once(opened: Open, path: Path, tmp_path: Path) -> None:
    journal = tmp_path / "state" / BOOK_ID / "journal.sqlite"
    opened().close()
    journal.write_bytes(b"not a database" * 400)
    store = opened()
    assert "damaged" in store.status().notice and len(store.snapshot().contacts) == 3
    (aside,) = journal.parent.glob("journal.damaged.*.sqlite")
    assert aside.read_bytes() == b"not a database" * 400
    store.noticed()
    assert store.status().notice == ""


def test_a_history_that_was_deleted_begins_anew_and_that_is_said(opened: Open, path: Path, tmp_path: Path) -> None:
    store = opened()
    store.save(DORA)
    assert store.flush(10) and store.status().notice == ""
    store.close()
    shutil.rmtree(tmp_path / "state")
    again = opened()
    assert "begins anew" in again.status().notice and len(again.snapshot().contacts) == 4


def test_what_a_killed_run_left_beside_the_workbook_is_swept(opened: Open, path: Path) -> None:
    left = path.with_name(f".{path.name}.0123abcd.77.0123456789ab.tmp")
    left.write_bytes(b"half a workbook")
    os.utime(left, (0, 0))  # that of another Kith, which would be at it no more
    theirs = path.with_name(f"{path.name}.tmp")
    theirs.write_bytes(b"somebody's own file")
    opened()
    assert not left.exists() and theirs.exists()


def test_journals_are_for_their_owner_alone(opened: Open, tmp_path: Path) -> None:
    opened().save(DORA)
    files = list((tmp_path / "state" / BOOK_ID).iterdir())
    assert {file.stat().st_mode & 0o077 for file in files} == {0} and len(files) >= 3


def test_a_workbook_in_memory_needs_no_file(tmp_path: Path) -> None:
    store = open_store(MEMORY)
    store.save(DORA)
    assert store.flush(10) and list(store.snapshot().contacts["name"]) == ["Dora Quist"]
    store.close()


def test_a_workbook_in_memory_leaves_nothing_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    store = open_store(MEMORY)
    assert len(list(tmp_path.iterdir())) == 1
    store.close()
    del store
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_a_state_folder_that_cannot_be_written_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in its place", "utf-8")
    with pytest.raises(ReadOnly, match="nothing could be saved safely"):
        places.state_folder({"KITH_STATE": str(tmp_path / "state")})


def test_small_things_are_kept_whole_in_the_state_folder(tmp_path: Path) -> None:
    places.write(tmp_path, "books.json", {"/tmp/Büro.xlsx": "id"})
    assert places.read(tmp_path, "books.json") == {"/tmp/Büro.xlsx": "id"}
    (tmp_path / "books.json").write_text("{half", "utf-8")
    assert places.read(tmp_path, "books.json") == {} == places.read(tmp_path, "nothing.json")


# while it is open ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["empty", "truncated", "a web page", "encrypted", "gone"])
def test_a_workbook_that_breaks_while_it_is_open_is_shown_as_it_was_and_loses_nothing(
    opened: Open, path: Path, kind: str
) -> None:
    store, whole = opened(), path.read_bytes()
    path.unlink() if kind == "gone" else path.write_bytes(made(path, kind).read_bytes())
    broken = None if kind == "gone" else path.read_bytes()
    assert len(store.snapshot().contacts) == 3 and store.save(DORA).confirmed
    assert not store.flush(0.3)
    assert store.status().trouble and store.status().sentence.endswith(".")
    assert (path.read_bytes() if path.exists() else None) == broken
    path.write_bytes(whole)
    assert store.flush(10) and store.status().trouble == "" and len(store.snapshot().contacts) == 4


def test_a_workbook_that_was_away_for_a_moment_is_no_trouble_any_more(opened: Open, path: Path) -> None:
    store, away = opened(), path.with_name("away.xlsx")
    path.rename(away)
    store.snapshot()
    assert "no workbook at" in store.status().sentence
    away.rename(path)
    store.snapshot()
    assert store.status().sentence == "Up to date"


def test_another_workbook_in_its_place_is_not_written_into(opened: Open, path: Path, tmp_path: Path) -> None:
    from crm.store.excel import template

    store, other = opened(), tmp_path / "other.xlsx"
    template.write(other, book_id="f" * 16, rows={}, today=NOW.date())
    other.replace(path)
    before = path.read_bytes()
    store.save(DORA)
    assert not store.flush(0.3) and path.read_bytes() == before
    assert "another workbook" in store.status().sentence


def test_every_sentence_is_one_of_kiths(opened: Open, path: Path) -> None:
    for kind in ("empty", "a web page", "encrypted"):
        with pytest.raises(KithError) as found:
            opened(made(path, kind))
        assert not any(word in str(found.value) for word in ("zip", "XML", "Errno", "exception", "None"))


def test_a_sheet_that_cannot_be_opened_leaves_no_history_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gc.disable()  # it would close what was forgotten
    try:
        with SheetsEmulator() as google:
            link = f"https://docs.google.com/spreadsheets/d/{google.spreadsheet('Team')}/edit"
            monkeypatch.setenv("KITH_SHEETS_URL", google.url)
            google.faults.add("503")
            with pytest.raises(CannotOpen, match="Google is busy"):
                open_store(link, state=tmp_path)
        assert [path.name for path in tmp_path.rglob("journal.sqlite*")] == ["journal.sqlite"]
    finally:
        gc.enable()
