"""A damaged, emptied or deleted history: set aside, told, and nothing that waits is lost. One of another version."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from crm.model.errors import ReadOnly
from crm.store.journal import Draft, Journal, dump
from tests.store.conftest import BOOK_ID

LONG = "a long note " * 900  # it lies on several pages


def city(name: str, id: str = "C-1") -> Draft:
    return Draft("Contacts", id, "city", "set", dump({"city": "London"}), dump({"city": name}))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed history: ten saves that are in the workbook, three that wait, one to decide."""
    journal = Journal(tmp_path / "journal.sqlite", BOOK_ID)
    for n in range(14):
        with journal.transaction():
            entries = journal.add(f"b{n}", f"save {n}", "Ann", [city(f"Rom {n}", f"C-{n}{m}") for m in range(5)])
            if n < 10:
                name = journal.next_generation()
                journal.intend(name, ("t", f"new {n}", "old"), journal.pending())
                journal.see_through(name)
            if n == 13:
                journal.add_conflicts([(entries[0], "Paris")])
                journal.add("note", "a note", "Bob", [Draft("Notes", "N-1", "", "add", None, dump({"text": LONG}))])
    journal.close()
    return tmp_path / "journal.sqlite"


def waiting(journal: Journal) -> set[tuple[int, str | None]]:
    """What waits or is to be decided."""
    return {(entry.seq, entry.after) for entry in journal.pending()} | {
        (conflict.seq, entry.after) for conflict in journal.conflicts() if (entry := journal.entry(conflict.seq))
    }


def set_aside(path: Path) -> list[Path]:
    return [file for file in path.parent.glob("journal.damaged.*.sqlite") if file.is_file()]


def test_a_flipped_byte_anywhere_costs_one_row_at_most_and_is_no_secret(path: Path) -> None:
    whole, draw = path.read_bytes(), random.Random(7)
    for place in [*range(0, 100, 3), *(draw.randrange(len(whole)) for _ in range(60))]:
        journal = Journal(path, BOOK_ID)
        expected = waiting(journal)
        journal.close()
        broken = bytearray(whole)
        broken[place] ^= draw.randrange(1, 256)
        path.write_bytes(broken)
        again = Journal(path, BOOK_ID)
        assert len({seq for seq, _ in expected} - {seq for seq, _ in waiting(again)}) <= 1, place
        assert waiting(again) == expected or again.notice or again.verify(), place
        assert bool(set_aside(path)) == bool(again.notice)
        again.close()
        for file in path.parent.iterdir():
            file.unlink()
        path.write_bytes(whole)


@pytest.mark.parametrize("size", [0, 1, 99, 4095, 4096, 30_000, 61_440])
def test_a_history_cut_short_is_set_aside_and_what_is_left_of_it_kept(path: Path, size: int) -> None:
    left = path.read_bytes()[:size]
    path.write_bytes(left)
    journal = Journal(path, BOOK_ID)
    assert "was damaged and has been set aside" in journal.notice and not journal.is_new
    assert [file.read_bytes() for file in set_aside(path)] == [left]
    with journal.transaction():
        assert journal.add("new", "go on", "Ann", [city("Bern")])


@pytest.mark.parametrize(
    "content", [b"<html>not yours</html>" * 999, b"\0" * 99_999, b"SQLite format 3\0" + b"x" * 9999]
)
def test_what_is_no_history_at_all_is_set_aside(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    journal = Journal(path, BOOK_ID)
    assert "nothing could be read" in journal.notice and journal.pending() == []
    assert [file.read_bytes() for file in set_aside(path)] == [content]


def test_another_database_in_its_place_is_set_aside(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("create table songs (title)")
    assert Journal(path, BOOK_ID).notice and len(set_aside(path)) == 1


def test_with_the_first_pages_gone_everything_else_is_still_read(path: Path) -> None:
    before = Journal(path, BOOK_ID)
    expected, instance = waiting(before), before.meta("instance")
    before.close()
    path.write_bytes(b"\xff" * 4096 + path.read_bytes()[4096:])
    journal = Journal(path, BOOK_ID)
    assert waiting(journal) == expected and journal.verify() == []
    assert len(journal.batches(99)) == 15 and journal.batches(2)[1][1] == "save 13"
    assert [found.sha for found in journal.latest(2)] == ["new 9", "new 8"]
    assert journal.accounted() == "new 9" and len(journal.since(f"{instance}:4")) == 30
    assert journal.next_generation() == f"{journal.meta('instance')}:1" and journal.meta("instance") != instance


def test_what_lies_in_the_log_of_a_killed_run_is_read_from_there(path: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    killed.mkdir()
    running = Journal(path, BOOK_ID)
    with running.transaction():
        running.add("last", "the last save", "Ann", [city("Bern")])
    for file in path.parent.glob("journal.sqlite*"):
        shutil.copy(file, killed)
    running.close()
    (killed / "journal.sqlite").write_bytes(b"")
    journal = Journal(killed / "journal.sqlite", BOOK_ID)
    assert [entry.batch for entry in journal.pending()] == ["last"]
    assert len(list(killed.glob("journal.damaged.*-wal"))) == 1


def test_saves_behind_a_damaged_place_of_the_log_are_kept(path: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    killed.mkdir()
    running = Journal(path, BOOK_ID)
    for n in range(9):
        with running.transaction():
            running.add(f"late {n}", "a late save", "Ann", [city(f"Bern {n}")])
    for file in path.parent.glob("journal.sqlite*"):
        shutil.copy(file, killed)
    expected = waiting(running)
    running.close()
    log = bytearray((killed / "journal.sqlite-wal").read_bytes())
    log[32 + 24 + 4096 + 60] ^= 1
    (killed / "journal.sqlite-wal").write_bytes(log)
    journal = Journal(killed / "journal.sqlite", BOOK_ID)
    assert waiting(journal) == expected and journal.notice


def flipped(path: Path, old: bytes, new: bytes) -> Journal:
    content = path.read_bytes()
    assert old in content and len(old) == len(new)
    path.write_bytes(content.replace(old, new))
    return Journal(path, BOOK_ID)


def test_a_cell_that_waits_and_may_be_misread_is_put_to_the_person(path: Path) -> None:
    journal = flipped(path, b"Rom 11", b"Rom!11")
    found = [(conflict.id, conflict.before, conflict.theirs, conflict.ours) for conflict in journal.conflicts()]
    assert ("C-110", "London", "London", "Rom!11") in found and journal.notice
    assert "Rows 56 to 60 of the history were altered afterwards." in journal.verify()


def test_a_new_row_that_waits_and_may_be_misread_goes_in_all_the_same(path: Path) -> None:
    journal = flipped(path, b"a long note a", b"a long n?te a")
    assert journal.notice and "a long n?te" in str(journal.pending()[-1].after)
    assert journal.verify() == ["Row 71 of the history was altered afterwards."]
    assert waiting(Journal(path, BOOK_ID)) == waiting(journal) and len(set_aside(path)) == 1


def test_an_old_row_that_is_damaged_is_shown_as_far_as_it_can_be_read(path: Path) -> None:
    journal = flipped(path, b'{"cells": {"city": "Rom 3"}', b'{"cells": {"city"; "Rom 3"}')
    assert journal.notice == "" and len(journal.batches(99)) == 15
    assert journal.verify() == ["Rows 16 to 20 of the history were altered afterwards."]


def test_a_notice_stays_until_somebody_read_it(path: Path) -> None:
    path.write_bytes(b"")
    Journal(path, BOOK_ID).close()
    journal = Journal(path, BOOK_ID)
    assert journal.notice
    journal.noticed()
    assert Journal(path, BOOK_ID).notice == ""


def test_a_crash_between_the_steps_of_setting_aside_is_made_good(path: Path) -> None:
    made = Journal(path.with_name("made.sqlite"), BOOK_ID)
    made.close()
    path.with_name("made.sqlite").rename(path.with_name("journal.sqlite.new"))
    old = path.read_bytes()
    assert Journal(path, BOOK_ID).meta("instance") == made_instance(path)
    assert [file.read_bytes() for file in set_aside(path)] == [old]


def made_instance(path: Path) -> str:
    with sqlite3.connect(path) as run:
        return str(run.execute("select value from meta where key = 'instance'").fetchone()[0])


# none, and other versions ---------------------------------------------------------------------------------------------


def test_a_history_that_was_not_there_is_new_and_the_next_time_it_is_not(path: Path) -> None:
    assert not Journal(path, BOOK_ID).is_new
    for file in path.parent.iterdir():
        file.unlink()
    new = Journal(path, BOOK_ID)
    assert new.is_new and new.notice == "" and not Journal(path, BOOK_ID).is_new


def test_a_history_of_a_newer_version_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as run:
        run.execute("update meta set value = '3' where key = 'schema'")
        run.execute("drop table conflict")
    run.close()
    before = path.read_bytes()
    with pytest.raises(ReadOnly, match="newer version of Kith"):
        Journal(path, BOOK_ID)
    assert path.read_bytes() == before and not set_aside(path)


FIRST = """
pragma journal_mode=wal;
create table meta (key text primary key, value text) without rowid;
create table batch (batch text primary key, summary text, actor text, at integer, undoes text) without rowid;
create table change (
    seq integer primary key, batch text not null, n integer not null, at integer not null, actor text not null,
    sheet text not null, row_id text not null, "column" text not null, op text not null, before text, after text,
    generation text, salt text, prev_hash text not null, hash text not null, state text not null, unique (batch, n));
create index change_state on change (state) where state = 'pending';
create table intent (
    one integer primary key check (one = 1), generation text, temp text, sha_new text, sha_expected text,
    last_seq integer);
create table generation (generation text primary key, at integer, sha256 text, size integer, cells blob)
    without rowid;
create table conflict (
    seq integer primary key references change (seq), sheet text, row_id text, "column" text, base text, theirs text,
    ours text, at integer, state text, by text);
create table recycled (row_id text, sheet text, cells text, at integer, batch text);
create table suppressed (hmac text primary key, at integer) without rowid;
attach '{new}' as new;
insert into meta select * from new.meta where key not in ('head', 'touched', 'schema');
insert into meta values ('touched', '7'), ('schema', '1');
insert into batch select batch, summary, actor, at, undoes from new.batch;
insert into change select seq, batch, n, at, actor, sheet, row_id, "column", op, before, after, generation, salt,
    prev_hash, hash, state from new.change;
insert into generation select * from new.generation;
insert into conflict select * from new.conflict;
"""


@pytest.fixture
def first(path: Path) -> Path:
    """The same history as the first version of Kith kept it."""
    old = path.with_name("first.sqlite")
    connection = sqlite3.connect(old)
    connection.executescript(FIRST.replace("{new}", str(path)))
    connection.close()
    return old


def test_a_history_of_the_first_version_goes_on_as_it_was(path: Path, first: Path) -> None:
    new, old = Journal(path, BOOK_ID), Journal(first, BOOK_ID)
    assert old.verify() == [] and old.batches(99) == new.batches(99) and waiting(old) == waiting(new)
    assert old.latest(20) == new.latest(20) and old.meta("instance") == new.meta("instance")
    with old.transaction():
        old.add("more", "go on", "Ann", [city("Bern")])
    assert old.verify() == [] and not set_aside(first)


def test_a_damaged_history_of_the_first_version_is_read_too(path: Path, first: Path) -> None:
    expected = waiting(Journal(path, BOOK_ID))
    first.write_bytes(b"\xff" * 4096 + first.read_bytes()[4096:])
    journal = Journal(first, BOOK_ID)
    assert waiting(journal) == expected and len(journal.latest(20)) == 10 and journal.verify() == []
