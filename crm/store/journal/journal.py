"""The journal: every change, durable before it is confirmed. One SQLite file a workbook, beside the app.

Each row names one cell that was set, or one row that was added, removed or given an ID. Its hash covers the row before,
so that a change of history shows. The order of `seq` is the only order; clocks are for people.
"""

import datetime as dt
import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from crm.model.cells import Cell
from crm.model.errors import NotSaved
from crm.store.journal import chain, history
from crm.store.journal.history import Gone, Told
from crm.store.journal.rows import CONFLICT, PENDING, Draft, Entry, cell_in, decode, encode, entry_of, moment
from crm.store.journal.versions import LATER, Versions
from crm.store.receipt import Conflict


class Journal(Versions):
    """The journal of one workbook. Safe to use from several threads, and from several processes of one computer."""

    def __init__(self, path: Path, book_id: str) -> None:
        super().__init__(path, book_id)
        with suppress(NotSaved):  # it can wait
            self.trim(dt.datetime.now(dt.UTC))

    # changes --------------------------------------------------------------------------------------------------------

    def knows(self, batch: str) -> bool:
        """Whether this press of Save was confirmed before."""
        return bool(self.rows("select 1 from batch where batch = ?", batch))

    def add(
        self, batch: str, summary: str, actor: str, drafts: Sequence[Draft], *, undoes: str = "", state: str = PENDING
    ) -> list[Entry]:
        """Write the rows of one batch, within a transaction; they are confirmed when it commits.

        `undoes` names the batches that it takes back, with blanks between. `state` is what is to become of the rows, or
        what became of them already when somebody else did it in the sheet.
        """
        now = time.time_ns() // 1_000_000
        run = self.run
        run("insert or ignore into batch values (?, ?, ?, ?, ?, null)", batch, summary, actor, now, undoes)
        number = self.rows("select count(*) from change where batch = ?", batch)[0][0]
        seq, previous = self.head()
        entries = []
        for n, draft in enumerate(drafts, start=number):
            seq += 1
            salt = chain.salt()
            inner = chain.inner(salt, draft.before, draft.after)
            row = (seq, batch, n, now, actor, draft.sheet, draft.row_id, draft.column, draft.op)
            hashed = chain.linked(previous, row, inner)
            run(
                "insert into change values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, ?, ?, ?)",
                *(*row, draft.before, draft.after, salt, previous, hashed, state, inner),
            )
            previous = hashed
            entries.append(entry_of((seq, batch, now, *row[4:], draft.before, draft.after, state)))
        if entries:
            self._added = (seq, previous)
            self.set_meta("head", f"{seq}:{previous}")
            run("update batch set seq = ? where batch = ?", seq, batch)
        self.touch()
        return entries

    def head(self) -> tuple[int, str]:
        """The end of the chain: the number of its last row, and its hash. It is noted apart from the rows, so that a
        chain cut short shows."""
        last = self.rows("select seq, hash from change order by seq desc limit 1")
        return max(chain.mark_of(self.meta("head")), tuple(last[0]) if last else (0, ""))

    def pending(self) -> list[Entry]:
        """What is confirmed and not yet in the workbook, in order."""
        return self._select("where state = 'pending' order by seq")

    def of_batch(self, batch: str, limit: int = -1) -> list[Entry]:
        """All rows of one press of Save, in order; the first ones where a `limit` is given."""
        return self._select("where batch = ? order by seq limit ?", batch, limit)

    def of_rows(self, ids: Iterable[str]) -> list[Entry]:
        """All that was ever done to the rows with these IDs, in order."""
        found = [entry for id in ids for entry in self._select("where row_id = ?", id)]
        return sorted(found, key=lambda entry: entry.seq)

    def since(self, generation: str) -> list[Entry]:
        """What came into the workbook after the save of a generation, by us or by others, in order."""
        rest = f"where state = 'in_workbook' and (generation is null or generation in {LATER}) order by seq"
        return self._select(rest, generation)

    def entry(self, seq: int) -> Entry | None:
        """One row by its number."""
        return next(iter(self._select("where seq = ?", seq)), None)

    def _select(self, rest: str, *values: object) -> list[Entry]:
        columns = 'seq, batch, at, actor, sheet, row_id, "column", op, before, after, state, generation'
        return [entry_of(row) for row in self.rows(f"select {columns} from change {rest}", *values)]

    def mark(self, entries: Sequence[Entry], state: str) -> None:
        """Say what became of pending rows, within a transaction. What was said of a row once stays.

        A swap that they were to go in with has not happened, or not with them."""
        if entries:
            self._connection.executemany(
                "update change set state = ?, generation = null where seq = ? and state = 'pending'",
                [(state, entry.seq) for entry in entries],
            )
            self.touch()

    # looking back -----------------------------------------------------------------------------------------------------

    def batches(self, limit: int, *, before: str = "", actor: str = "", id: str = "", sheet: str = "") -> list[Told]:
        """The latest batches, newest first: (batch, summary, actor, at, whether it was undone).

        Only those older than the batch `before`, by `actor`, about the row `id`, in `sheet`, where these are given.
        """
        return history.batches(self, limit, before, {"actor": actor, "id": id, "sheet": sheet})

    def actors(self) -> list[str]:
        """Everybody who has a batch in the history, in the order of the alphabet."""
        return history.actors(self)

    def removed(self, since: dt.datetime) -> list[Gone]:
        """Rows that were removed and are not back: (sheet, id, cells as JSON, at, actor, batch), the latest first."""
        return history.removed(self, since)

    def copied(self) -> list[Entry]:
        """The IDs that were given to rows because they were copies of others, which `before` tells."""
        return self._select(
            "where op = 'adopt' and before is not null and state in ('pending', 'in_workbook') order by seq"
        )

    def summary(self, batch: str) -> tuple[str, str] | None:
        """The sentence of a batch and which batches it undoes ("" for none); None when it is not known."""
        found = self.rows("select summary, undoes from batch where batch = ?", batch)
        return (found[0][0], found[0][1]) if found else None

    def is_undone(self, batch: str) -> bool:
        """Whether a batch was taken back, and that was not taken back again."""
        query = """select 1 from batch back where ' ' || undoes || ' ' like ? and not exists (
                   select 1 from batch again where ' ' || again.undoes || ' ' like '% ' || back.batch || ' %')"""
        return bool(self.rows(query, f"% {batch} %"))

    def who_wrote(self, sheet: str, id: str, column: str) -> str:
        """Who last wrote a cell, or anything in its row; "" when nobody did here."""
        query = """select actor from change where row_id = ? and sheet = ? and state != 'conflict'
                   order by "column" = ? desc, actor = 'in the sheet', seq desc limit 1"""
        found = self.rows(query, id, sheet, column)
        return str(found[0][0]) if found else ""

    def of_line(self, batches: str) -> list[Entry]:
        """The cells that batches of a name (a pattern of SQL) brought into the workbook, the latest first."""
        return self._select(
            """where batch like ? and op = 'set' and state = 'in_workbook' order by seq desc""", batches
        )

    def last_batch(self, place: tuple[str, str, str]) -> str:
        """The batch that last brought a cell, or with the column "" anything of a row, to what it is; "" when none."""
        query = """select batch from change where sheet = ? and row_id = ? and ? in ("column", '')
                   and state = 'in_workbook' and op != 'adopt' order by seq desc limit 1"""
        found = self.rows(query, *place)
        return str(found[0][0]) if found else ""

    def verify(self) -> list[str]:
        """What is wrong with the history, in plain sentences: rows altered or missing. Empty when it is whole."""
        with self._lock:
            self.meta("head")  # what is no more at its place is found again
            return chain.verify(self._connection)

    def trim(self, now: dt.datetime) -> int:
        """Let go of what is older than twelve months, but not of what waits; how many rows went. `now` is UTC."""
        milliseconds = int(now.timestamp() * 1000)
        oldest = self.rows("select at from change order by seq limit 1")
        if not oldest or oldest[0][0] >= milliseconds - chain.YEAR:
            return 0
        with self.transaction():
            return chain.trim(self._connection, milliseconds)

    # conflicts ------------------------------------------------------------------------------------------------------

    def add_conflicts(self, found: Sequence[tuple[Entry, Cell]]) -> None:
        """Keep, for pending rows, what the sheet held instead, within a transaction."""
        for entry, theirs in found:
            where = (entry.seq, entry.sheet, entry.row_id, entry.column)
            what = (entry.before, json.dumps(encode(theirs)), entry.after, time.time_ns() // 1_000_000)
            self.run("insert or ignore into conflict values (?, ?, ?, ?, ?, ?, ?, ?, 'open', null)", *where, *what)
        self.mark([entry for entry, _ in found], CONFLICT)

    def conflicts(self) -> list[Conflict]:
        """What waits to be chosen, oldest first."""
        query = """select c.sheet, c.row_id, c."column", c.base, c.theirs, c.ours, change.actor, c.at, seq, op
                   from conflict c join change using (seq) where c.state = 'open' order by seq"""
        found = []
        for sheet, id, column, base, theirs, ours, actor, at, seq, op in self.rows(query):
            before, mine = cell_in(base, column), cell_in(ours, column)
            held = decode(json.loads(theirs))
            found.append(Conflict(sheet, id, column, before, held, mine, actor, moment(at), seq, op))
        return found

    def settle(self, seq: int, by: str) -> None:
        """A conflict was decided: by "theirs" or by "mine"."""
        with self.transaction():
            self.run("update conflict set state = 'settled', by = ? where seq = ?", by, seq)
            self.touch()
