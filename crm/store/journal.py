"""The journal: every change, durable before it is confirmed. One SQLite file a workbook, beside the app.

Each row names one cell that was set, or one row that was added, removed or given an ID. Its hash covers the row before,
so that a change of history shows. The order of `seq` is the only order; clocks are for people.
"""

import datetime as dt
import hashlib
import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from crm.model.cells import Cell
from crm.model.errors import NotSaved, ReadOnly
from crm.store.receipt import Conflict

SCHEMA = """
create table if not exists meta (key text primary key, value text) without rowid;
create table if not exists batch (
    batch text primary key, summary text, actor text, at integer, undoes text) without rowid;
create table if not exists change (
    seq integer primary key, batch text not null, n integer not null, at integer not null, actor text not null,
    sheet text not null, row_id text not null, "column" text not null, op text not null, before text, after text,
    generation text, salt text, prev_hash text not null, hash text not null, state text not null, unique (batch, n));
create index if not exists change_state on change (state) where state = 'pending';
create table if not exists intent (
    one integer primary key check (one = 1), generation text, temp text, sha_new text, sha_expected text,
    last_seq integer);
create table if not exists generation (
    generation text primary key, at integer, sha256 text, size integer, cells blob);
create table if not exists conflict (
    seq integer primary key references change (seq), sheet text, row_id text, "column" text, base text, theirs text,
    ours text, at integer, state text, by text);
create table if not exists recycled (row_id text, sheet text, cells text, at integer, batch text);
create table if not exists suppressed (hmac text primary key, at integer) without rowid;
"""

PENDING, IN_WORKBOOK, CONFLICT, SUPERSEDED = "pending", "in_workbook", "conflict", "superseded"
Jsonable = str | int | float | bool | None | dict[str, "Jsonable"]


def encode(cell: Cell) -> Jsonable:
    """A cell as JSON: days and moments as an object with an ISO text, all else as it is."""
    if isinstance(cell, dt.datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, dt.date):
        return {"day": cell.isoformat()}
    return cell if isinstance(cell, str | int | float | bool | None) else str(cell)


def decode(value: Jsonable) -> Cell:
    """The cell that `encode` was given.

    >>> decode(encode(dt.date(2026, 3, 1)))
    datetime.date(2026, 3, 1)
    """
    if isinstance(value, dict):
        return (
            dt.date.fromisoformat(str(value["day"]))
            if "day" in value
            else dt.datetime.fromisoformat(str(value["moment"]))
        )
    return value


def dump(cells: Mapping[str, Cell], place: int | None = None) -> str:
    """Cells of a row by field, with its row number, as JSON."""
    packed: dict[str, Jsonable] = {"cells": {name: encode(cell) for name, cell in cells.items()}, "place": place}
    return json.dumps(packed, ensure_ascii=True, sort_keys=True)


def load(text: str | None) -> tuple[dict[str, Cell], int | None]:
    """What `dump` was given."""
    packed = json.loads(text or '{"cells": {}, "place": null}')
    return {name: decode(value) for name, value in packed["cells"].items()}, packed["place"]


def cell_in(text: str | None, column: str) -> Cell:
    """One cell of what `dump` was given."""
    return load(text)[0].get(column)


@dataclass(frozen=True)
class Entry:
    """A row of the journal. `column` "" means the whole row; before and after are JSON of cells by field."""

    seq: int
    batch: str
    at: dt.datetime
    actor: str
    sheet: str
    row_id: str
    column: str
    op: str
    before: str | None
    after: str | None
    state: str
    generation: str | None = None


@dataclass(frozen=True)
class Generation:
    """A version of the workbook: which of our saves it is, when (UTC), and the hash of its bytes."""

    name: str
    at: dt.datetime
    sha: str


@dataclass(frozen=True)
class Draft:
    """A row before it is in the journal."""

    sheet: str
    row_id: str
    column: str
    op: str
    before: str | None
    after: str | None


class Journal:
    """The journal of one workbook. Safe to use from several threads, and from several processes of one host."""

    def __init__(self, path: Path, book_id: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.RLock()
        self._inside = False  # a transaction of this thread is under way
        self._connection = _connect(path)
        with self.transaction():
            if self.meta("book_id") is None:
                self.set_meta("book_id", book_id)
                self.set_meta("instance", secrets.token_hex(4))
                self.set_meta("schema", "1")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and flushed to the disk when it ends well. Nests in itself."""
        with self._lock:
            if self._inside:
                yield
                return
            try:
                self._connection.execute("begin immediate")
                self._inside = True
                yield
                self._connection.execute("commit")
            except BaseException as error:
                with suppress(sqlite3.Error):  # closed, or rolled back by SQLite itself
                    self._connection.execute("rollback")
                if isinstance(error, sqlite3.Error):
                    raise NotSaved(_SENTENCE) from error
                raise
            finally:
                self._inside = False

    # meta -----------------------------------------------------------------------------------------------------------

    def meta(self, key: str) -> str | None:
        """A value of the table meta."""
        with self._lock:
            row = self._connection.execute("select value from meta where key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Set a value of the table meta, within a transaction."""
        self._connection.execute("insert or replace into meta values (?, ?)", (key, value))

    def touched(self) -> int:
        """A number that rises with everything written to the journal, by any process."""
        return int(self.meta("touched") or 0)

    def _touch(self) -> None:
        self.set_meta("touched", str(self.touched() + 1))

    # changes --------------------------------------------------------------------------------------------------------

    def knows(self, batch: str) -> bool:
        """Whether this press of Save was confirmed before."""
        with self._lock:
            return self._connection.execute("select 1 from batch where batch = ?", (batch,)).fetchone() is not None

    def add(
        self, batch: str, summary: str, actor: str, drafts: Sequence[Draft], *, undoes: str = "", state: str = PENDING
    ) -> list[Entry]:
        """Write the rows of one batch, within a transaction; they are confirmed when it commits.

        `state` is what is to become of them, or what became of them already when somebody else did it in the sheet.
        """
        now = time.time_ns() // 1_000_000
        run = self._connection.execute
        run("insert or ignore into batch values (?, ?, ?, ?, ?)", (batch, summary, actor, now, undoes))
        number = run("select count(*) from change where batch = ?", (batch,)).fetchone()[0]
        last = run("select seq, hash from change order by seq desc limit 1").fetchone() or (0, "")
        seq, previous = last
        entries = []
        for n, draft in enumerate(drafts, start=number):
            seq += 1
            salt = secrets.token_hex(8)
            inner = _sha(salt, draft.before or "", draft.after or "")
            row = (batch, n, now, actor, draft.sheet, draft.row_id, draft.column, draft.op)
            hashed = _sha(previous, str(seq), *map(str, row), inner)
            run(
                "insert into change values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?, ?)",
                (seq, *row, draft.before, draft.after, salt, previous, hashed, state),
            )
            previous = hashed
            entries.append(_entry((seq, batch, now, actor, *row[4:], draft.before, draft.after, state)))
        self._touch()
        return entries

    def pending(self) -> list[Entry]:
        """What is confirmed and not yet in the workbook, in order."""
        return self._select("where state = 'pending' order by seq")

    def of_batch(self, batch: str) -> list[Entry]:
        """All rows of one press of Save, in order."""
        return self._select("where batch = ? order by seq", batch)

    def _select(self, rest: str, *values: object) -> list[Entry]:
        columns = 'seq, batch, at, actor, sheet, row_id, "column", op, before, after, state, generation'
        with self._lock:
            return [_entry(row) for row in self._connection.execute(f"select {columns} from change {rest}", values)]

    def entry(self, seq: int) -> Entry | None:
        """One row by its number."""
        return next(iter(self._select("where seq = ?", seq)), None)

    def mark(self, entries: Sequence[Entry], state: str) -> None:
        """Say what became of pending rows, within a transaction. What was said of a row once stays."""
        if entries:
            self._connection.executemany(
                "update change set state = ? where seq = ? and state = 'pending'",
                [(state, entry.seq) for entry in entries],
            )
            self._touch()

    def batches(self, limit: int) -> list[tuple[str, str, str, dt.datetime, bool]]:
        """The latest batches, newest first: (batch, summary, actor, at, whether it was undone)."""
        query = """select batch, summary, batch.actor, batch.at,
                   exists (select 1 from batch later where later.undoes = batch.batch)
                   from batch join change using (batch) where summary != ''
                   group by batch order by max(seq) desc limit ?"""
        with self._lock:
            rows = self._connection.execute(query, (limit,)).fetchall()
        return [(batch, summary, actor, _moment(at), bool(undone)) for batch, summary, actor, at, undone in rows]

    def summary(self, batch: str) -> tuple[str, str] | None:
        """The sentence of a batch and which batch it undoes ("" for none); None when it is not known."""
        with self._lock:
            row = self._connection.execute("select summary, undoes from batch where batch = ?", (batch,)).fetchone()
        return (row[0], row[1]) if row else None

    # conflicts ------------------------------------------------------------------------------------------------------

    def add_conflicts(self, found: Sequence[tuple[Entry, Cell]]) -> None:
        """Keep, for pending rows, what the sheet held instead, within a transaction."""
        for entry, theirs in found:
            where = (entry.seq, entry.sheet, entry.row_id, entry.column)
            what = (entry.before, json.dumps(encode(theirs)), entry.after, time.time_ns() // 1_000_000)
            self._connection.execute(
                "insert or ignore into conflict values (?, ?, ?, ?, ?, ?, ?, ?, 'open', null)", (*where, *what)
            )
        self.mark([entry for entry, _ in found], CONFLICT)

    def conflicts(self) -> list[Conflict]:
        """What waits to be chosen, oldest first."""
        query = """select c.sheet, c.row_id, c."column", c.base, c.theirs, c.ours, change.actor, c.at, seq
                   from conflict c join change using (seq) where c.state = 'open' order by seq"""
        with self._lock:
            rows = self._connection.execute(query).fetchall()
        found = []
        for sheet, id, column, base, theirs, ours, actor, at, seq in rows:
            before, mine = cell_in(base, column), cell_in(ours, column)
            held = decode(json.loads(theirs))
            found.append(Conflict(sheet, id, column, before, held, mine, actor, _moment(at), seq))
        return found

    def settle(self, seq: int, by: str) -> None:
        """A conflict was decided: by "theirs" or by "mine"."""
        with self.transaction():
            self._connection.execute("update conflict set state = 'settled', by = ? where seq = ?", (by, seq))
            self._touch()

    # generations ----------------------------------------------------------------------------------------------------

    def intend(self, generation: str, swap: tuple[str, str, str], entries: Sequence[Entry]) -> None:
        """Note, within a transaction, a swap that is about to happen, and which pending rows go in with it.

        `swap` is the name of the new file, its hash, and the hash of what it replaces.
        """
        last = max((entry.seq for entry in entries), default=0)
        run = self._connection.execute
        run("insert or replace into intent values (1, ?, ?, ?, ?, ?)", (generation, *swap, last))
        run("update change set generation = null where state = 'pending' and generation is not null")
        self._connection.executemany(
            "update change set generation = ? where seq = ? and state = 'pending'",
            [(generation, entry.seq) for entry in entries],
        )
        self.set_meta("generation", generation.rpartition(":")[2])

    def intended(self) -> str | None:
        """The generation of a swap that was noted and not seen through yet."""
        with self._lock:
            row = self._connection.execute("select generation from intent").fetchone()
        return row[0] if row else None

    def see_through(self, generation: str) -> None:
        """The swap of a generation has happened: what was to go in with it is in the workbook. Within a transaction."""
        run = self._connection.execute
        run(
            "insert or ignore into generation (generation, at, sha256) select generation, ?, sha_new from intent "
            "where generation = ?",
            (time.time_ns() // 1_000_000, generation),
        )
        run("update change set state = 'in_workbook' where state = 'pending' and generation = ?", (generation,))
        run("update change set generation = ? where state = 'in_workbook' and generation is null", (generation,))
        run("insert or replace into meta select 'accounted', sha_new from intent where generation = ?", (generation,))
        run("delete from intent where generation = ?", (generation,))
        self._touch()

    def generation(self, name: str) -> Generation | None:
        """A version of the workbook that this journal knows."""
        return next(iter(self._generations("where generation = ?", name)), None)

    def last_generation(self) -> Generation | None:
        """The newest version of the workbook that Kith wrote, or found when it opened the workbook first."""
        return next(iter(self._generations("order by rowid desc limit 1")), None)

    def _generations(self, rest: str, *values: object) -> list[Generation]:
        query = f"select generation, at, sha256 from generation {rest}"
        with self._lock:
            rows = self._connection.execute(query, values).fetchall()
        return [Generation(name, _moment(at), sha or "") for name, at, sha in rows]

    def note_generation(self, name: str, sha: str) -> None:
        """Keep that this version was found, within a transaction: the first one is not of our making."""
        now = time.time_ns() // 1_000_000
        self._connection.execute(
            "insert or ignore into generation (generation, at, sha256) values (?, ?, ?)", (name, now, sha)
        )

    def since(self, generation: str) -> list[Entry]:
        """What came into the workbook after the save of a generation, by us or by others, in order."""
        query = """where state = 'in_workbook' and (generation is null or generation in
                   (select later.generation from generation later, generation old
                    where old.generation = ? and later.rowid > old.rowid))
                   order by seq"""
        return self._select(query, generation)

    def accounted(self) -> str:
        """The fingerprint of the last version of the workbook whose every change is in this journal."""
        return self.meta("accounted") or ""

    def account(self, fingerprint: str) -> None:
        """Keep that everything in this version of the workbook is in the journal, within a transaction."""
        self.set_meta("accounted", fingerprint)

    def next_generation(self) -> str:
        """The generation of the next save: this journal's instance and a number that rises with every swap."""
        return f"{self.meta('instance')}:{int(self.meta('generation') or 0) + 1}"


_SENTENCE = "This could not be saved: the journal on this computer cannot be written. What you typed is still here."


def _connect(path: Path) -> sqlite3.Connection:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its other files the same permissions
        connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "fullfsync=ON"):
            connection.execute(f"pragma {pragma}")  # all but the first hold for this connection alone
        connection.executescript(SCHEMA)
    except (OSError, sqlite3.Error) as error:
        raise ReadOnly(f"The journal {path} cannot be used ({error}), so nothing could be saved safely.") from error
    return connection


def _sha(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:".encode() + part.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _moment(milliseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)


def _entry(row: Sequence[object]) -> Entry:
    seq, batch, at, *rest = row
    return Entry(seq, batch, _moment(at), *rest)  # type: ignore[arg-type]
