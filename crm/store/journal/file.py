"""The file of a journal: made whole or not at all, looked over when it is opened, set aside when it is damaged."""

import os
import secrets
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

from crm.model.errors import ReadOnly
from crm.store.excel.lock import held
from crm.store.journal import chain
from crm.store.journal.pages import PAGE, commits
from crm.store.journal.salvage import Tables, salvage

VERSION = 2
SCHEMA = """
create table meta (key text primary key, value text) without rowid;
create table batch (batch text primary key, summary text, actor text, at integer, undoes text, seq integer)
    without rowid;
create table change (
    seq integer primary key, batch text not null, n integer not null,
    at integer not null check (typeof(at) = 'integer'), actor text not null, sheet text not null,
    row_id text not null, "column" text not null, op text not null, before text, after text, generation text, salt text,
    prev_hash text not null, hash text not null,
    state text not null check (state in ('pending', 'in_workbook', 'conflict', 'superseded', 'refused')),
    inner text not null, unique (batch, n));
create table intent (
    one integer primary key check (one = 1), generation text, temp text, sha_new text, sha_expected text,
    last_seq integer);
create table generation (generation text primary key, at integer, sha256 text, size integer, cells blob);
create table conflict (
    seq integer primary key references change (seq), sheet text, row_id text, "column" text, base text, theirs text,
    ours text, at integer, state text check (state in ('open', 'settled')), by text);
create table recycled (row_id text, sheet text, cells text, at integer, batch text);
create table suppressed (hmac text primary key, at integer) without rowid;
"""
INDEXES = """
create index if not exists change_state on change (state) where state = 'pending';
create index if not exists change_row on change (row_id);
create index if not exists change_sheet on change (sheet, batch);
create index if not exists change_generation on change (generation, state);
create index if not exists change_removed on change (at) where op = 'remove';
create index if not exists conflict_open on conflict (seq) where state = 'open';
create index if not exists batch_seq on batch (seq);
create index if not exists batch_undoes on batch (undoes) where undoes != '';
"""
FIRST_VERSION = """
alter table change add column inner text;
update change set inner = inner_hash(salt, before, after);
alter table batch add column seq integer;
update batch set seq = (select max(change.seq) from change where change.batch = batch.batch);
alter table generation rename to old;
create table generation (generation text primary key, at integer, sha256 text, size integer, cells blob);
insert into generation select * from old order by at, length(generation), generation;
drop table old;
insert or replace into meta select 'head', seq || ':' || hash from change order by seq desc limit 1;
update meta set value = '2' where key = 'schema';
"""
THOROUGH = 8 << 20  # bytes up to which the indexes are compared with the rows too: 50 ms
LARGE = 512 << 20  # bytes beyond which not every page is read at the start: 1 s
NEWER = "The history of this workbook was written by a newer version of Kith. Use that one; nothing was changed."
UNSAFE = "The history of this workbook cannot be kept in {} ({}), so nothing could be saved safely."


def opened(path: Path, book_id: str, old: sqlite3.Connection | None = None) -> tuple[sqlite3.Connection, bool]:
    """A connection to the journal, which is made if there is none; and whether it was made just now.

    A damaged one is set aside, never deleted, and what can be read of it goes into a new one. `old` is a connection to
    a file that was deleted while it was open: nothing of it is lost. Raises ReadOnly when nothing can be kept there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with held(path.with_name("journal.lock")):
            _put_in_place(path)
            is_new = not any(file.exists() for file in _files(path))
            if is_new:
                _make(path, book_id, old)
            else:
                _look_over(path, book_id)
            return connected(path), is_new
    except (OSError, sqlite3.Error) as error:
        raise ReadOnly(UNSAFE.format(path.parent, getattr(error, "strerror", None) or error)) from error


def connected(path: Path) -> sqlite3.Connection:
    """A connection that flushes every commit. Raises sqlite3.Error or ReadOnly."""
    connection = _connect(path)
    try:
        (mode,) = connection.execute("pragma journal_mode=WAL").fetchone()
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "fullfsync=ON", "secure_delete=ON"):
            connection.execute(f"pragma {pragma}")  # these hold for this connection alone
        if mode != "wal":
            raise ReadOnly(UNSAFE.format(path.parent, "its disk does not let several programs share a file"))
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")  # a damaged text is no reason to stop
    return connection


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _files(path: Path) -> list[Path]:
    return [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]


# a new one ------------------------------------------------------------------------------------------------------------


def _make(path: Path, book_id: str, old: sqlite3.Connection | None, tables: Tables | None = None) -> None:
    """Make a journal under another name, whole and flushed, and then put it in its place."""
    temp = path.with_name(f"{path.name}.tmp")
    for file in _files(temp):
        file.unlink(missing_ok=True)
    os.close(os.open(temp, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its other files the same permissions
    with closing(_connect(temp)) as new:
        if old is not None:
            old.backup(new)
        else:
            new.execute(f"pragma page_size={PAGE}")
            new.execute("begin")
            _fill(new, book_id, tables)
            new.execute("commit")
        new.execute("pragma journal_mode=WAL")  # only now: all of it lies in the one file
    temp.replace(_ready(path))
    _put_in_place(path)


def _ready(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _put_in_place(path: Path) -> None:
    """Put a journal that was made whole in its place, and set aside what lies there. A crash right here is no harm."""
    ready = _ready(path)
    if not ready.exists():
        return
    when = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = path.with_name(f"journal.damaged.{when}.{secrets.token_hex(2)}.sqlite")
    for old, new in zip(_files(path), _files(aside), strict=True):
        if old.exists():
            old.replace(new)
    ready.replace(path)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    with suppress(OSError):  # Windows cannot
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _fill(new: sqlite3.Connection, book_id: str, tables: Tables | None) -> None:
    for statement in filter(str.strip, (SCHEMA + INDEXES).split(";")):
        new.execute(statement)
    for table, rows in (tables or {}).items():
        _insert(new, table, rows)
    own = {"book_id": book_id, "instance": secrets.token_hex(4), "schema": str(VERSION)}
    own["touched"] = str(time.time_ns() // 1_000_000)  # never what a process that is running has seen
    if tables is not None:
        lacking = chain.verify(new)
        own["notice"] = _notice(tables, lacking)
        own |= {"accounted": ""} if lacking else {}
    new.executemany("insert or replace into meta values (?, ?)", own.items())


def _insert(new: sqlite3.Connection, table: str, rows: Sequence[Mapping[str, object]]) -> None:
    for row in rows:
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        new.execute(f"insert or ignore into {table} ({names}) values ({marks})", tuple(row.values()))


# a damaged one --------------------------------------------------------------------------------------------------------


def _look_over(path: Path, book_id: str) -> None:
    """See whether the journal is sound; else set it aside and begin a new one with all that can be read of it.

    Raises ReadOnly when a newer Kith made it, sqlite3.Error or OSError when it cannot be looked at just now.
    """
    main, wal, _ = _files(path)
    if not main.exists() or main.stat().st_size < PAGE:  # SQLite would begin an empty one, and delete the log
        return _begin_again(path, book_id)
    waiting = commits(wal.read_bytes()) if wal.exists() else []
    with closing(_connect(path)) as connection:
        if _is_damaged(connection, path, book_id) or _passes_over(connection, waiting):
            with suppress(sqlite3.Error):
                connection.execute("begin immediate")  # no other process confirms anything in it any more
            _begin_again(path, book_id)  # with the connection open, so that SQLite does not delete the log
    return None


def _begin_again(path: Path, book_id: str) -> None:
    main, wal, _ = _files(path)
    _make(path, book_id, None, salvage(*(file.read_bytes() if file.exists() else b"" for file in (main, wal))))


def _notice(tables: Tables, lacking: Sequence[str]) -> str:
    """What a person is told after a journal was damaged."""
    count = len(tables.get("change", []))
    kept = f"{count} changes could be read and are kept" if count != 1 else "1 change could be read and is kept"
    rest = " What else it held is not known." if lacking or not count else ""
    return (
        "The history of this workbook on this computer was damaged and has been set aside. The workbook itself is "
        f"as it was. Of the history, {kept if count else 'nothing could be read'}.{rest}"
    )


def _is_damaged(connection: sqlite3.Connection, path: Path, book_id: str) -> bool:
    try:
        version = int(connection.execute("select value from meta where key = 'schema'").fetchone()[0])
        if version > VERSION:
            raise ReadOnly(NEWER)
        connection.execute("begin immediate")
        connection.execute("update meta set value = value where key = 'schema'")
        connection.execute("rollback")
        return not (_is_sound(connection, path.stat().st_size) and _makes_sense(connection, book_id))
    except (sqlite3.Error, TypeError, ValueError) as error:
        if _tells_of_damage(error, path):
            return True
        raise


def _tells_of_damage(error: Exception, path: Path) -> bool:
    """Whether an error means that the file is no sound database, rather than that it is busy or the disk is full."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_READONLY:  # the header may say so
        return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def _is_sound(connection: sqlite3.Connection, size: int) -> bool:
    """Whether SQLite finds nothing wrong with the file: with all of it, or in a large one with what is small."""
    check = "integrity_check(1)" if size <= THOROUGH else "quick_check(1)" if size <= LARGE else "quick_check(meta)"
    return [tuple(row) for row in connection.execute(f"pragma {check}")] == [("ok",)]


def _makes_sense(connection: sqlite3.Connection, book_id: str) -> bool:
    """Whether it is the journal of this book, and each row that waits proves itself. Raises ValueError."""
    meta = dict(connection.execute("select key, value from meta"))
    [int(meta.get(key) or 0) for key in ("touched", "generation")]
    [chain.mark_of(meta.get(key)) for key in ("head", "trimmed")]
    rows = connection.execute("select * from change where state = 'pending'")
    names = [column[0] for column in rows.description]
    for values in rows:
        row = dict(zip(names, values, strict=True))
        row.setdefault("inner", chain.inner(row["salt"], row["before"], row["after"]))  # the first version had none
        if not chain.is_whole(row):
            return False
    return meta.get("book_id") == book_id and bool(meta.get("instance"))


def _passes_over(connection: sqlite3.Connection, waiting: Sequence[int]) -> bool:
    """Whether SQLite ignores transactions in its write-ahead log, since something before them is damaged.

    The very last one may be the half of a commit during which the power went: that was never confirmed.
    """
    if not waiting:
        return False
    _, read, _ = connection.execute("pragma wal_checkpoint(passive)").fetchone()
    return len([frame for frame in waiting if frame > read]) > 1


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring a journal of an earlier version to this one, all or nothing."""
    row = connection.execute("select value from meta where key = 'schema'").fetchone()
    if int(row[0]) == VERSION:
        return
    connection.create_function("inner_hash", 3, chain.inner, deterministic=True)
    connection.execute("begin immediate")
    try:
        for statement in filter(str.strip, (FIRST_VERSION + INDEXES).split(";")):
            connection.execute(statement)
        connection.execute("commit")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("rollback")
        raise
