"""The chain of the journal: the hash of each row covers the row before, so that a change of history shows.

hash = sha256(hash before, seq, batch, n, at, actor, sheet, row_id, column, op, inner) and inner = sha256(salt, before,
after). The inner hash is kept, so that erasing the salt and the values of a person leaves the chain whole. What becomes
of a row later, its state and generation, is no part of it.
"""

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

LINKED = ("seq", "batch", "n", "at", "actor", "sheet", "row_id", "column", "op")
YEAR = 366 * 24 * 3600 * 1000  # milliseconds


def sha(*parts: str) -> str:
    """The hash of some texts; each is preceded by its length, so that no two lists have the same bytes."""
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def inner(salt: str | None, before: str | None, after: str | None) -> str:
    """The hash of the values of a row. The salt keeps a short value from being guessed once it is erased."""
    return sha(salt or "", before or "", after or "")


def linked(previous: str, row: Sequence[object], within: str) -> str:
    """The hash of a row, whose columns are those of LINKED, after the row with the hash `previous`."""
    return sha(previous, *map(str, row), within)


def salt() -> str:
    """A new one."""
    return secrets.token_hex(8)


def is_whole(row: Mapping[str, object]) -> bool:
    """Whether a row of the table `change` proves itself by its hash. Erased values are no harm."""
    values = [row["salt"], row["before"], row["after"]]
    erased = values == [None, None, None]
    if not erased and inner(*values) != row["inner"]:  # type: ignore[arg-type]
        return False
    return linked(str(row["prev_hash"]), [row[name] for name in LINKED], str(row["inner"])) == row["hash"]


def mark_of(text: str | None) -> tuple[int, str]:
    """A place in the chain, as the table meta keeps it: the number of a row and its hash. Raises ValueError."""
    seq, _, hashed = (text or "0:").partition(":")
    return int(seq), hashed


def verify(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with the history, a plain sentence each; empty when it is whole. Takes a second for 60,000 rows."""
    meta = dict(connection.execute("select key, value from meta where key in ('trimmed', 'head')"))
    seq, previous = mark_of(meta.get("trimmed"))
    altered, missing = list[int](), list[tuple[int, int]]()
    for row in _rows(connection):
        number = int(str(row["seq"]))
        if number > seq + 1:
            missing.append((seq + 1, number - 1))
        elif row["prev_hash"] != previous and seq:
            altered.append(seq)
        if not is_whole(row) or number <= seq:
            altered.append(number)
        seq, previous = number, str(row["hash"])
    end, hashed = mark_of(meta.get("head"))
    if end > seq:
        missing.append((seq + 1, end))
    elif seq and hashed != previous:
        altered.append(seq)
    return [*(_said(first, last, "altered") for first, last in _runs(altered)),
            *(_said(first, last, "missing") for first, last in missing)]  # fmt: skip


def _rows(connection: sqlite3.Connection) -> Iterator[dict[str, object]]:
    names = (*LINKED, "before", "after", "salt", "inner", "prev_hash", "hash")
    query = ", ".join(f'"{name}"' for name in names)
    for row in connection.execute(f"select {query} from change order by seq"):
        yield dict(zip(names, row, strict=True))


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers that follow each other, as first and last."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _said(first: int, last: int, what: str) -> str:
    how = "were altered afterwards" if what == "altered" else "are missing"
    one = "was altered afterwards" if what == "altered" else "is missing"
    return f"Row {first} of the history {one}." if first == last else f"Rows {first} to {last} of the history {how}."


def trim(connection: sqlite3.Connection, now: int) -> int:
    """Let go, within a transaction, of what is older than twelve months; how many rows went. `now` in milliseconds.

    What waits or is to be decided stays, and so does all that came after it: the chain is cut only at its beginning.
    Versions of the workbook that can no longer be made again from the rows that are left are forgotten with them.
    """
    run = connection.execute
    keeps = run(
        """select seq from change where at >= ? or state = 'pending'
           or exists (select 1 from conflict where conflict.seq = change.seq and conflict.state = 'open')
           order by seq limit 1""",
        (now - YEAR,),
    ).fetchone()
    bound = keeps[0] if keeps else mark_of(run("select value from meta where key = 'head'").fetchone()[0])[0] + 1
    last = run("select seq, hash from change where seq < ? order by seq desc limit 1", (bound,)).fetchone()
    if last is None:
        return 0
    run("insert or replace into meta values ('trimmed', ?)", (f"{last[0]}:{last[1]}",))
    run(
        """delete from generation where rowid < (select max(g.rowid) from change join generation g using (generation)
           where change.seq < ?)""",
        (bound,),
    )
    run("delete from conflict where seq < ?", (bound,))
    gone = run("delete from change where seq < ?", (bound,)).rowcount
    run("delete from batch where seq < ? or (seq is null and at < ?)", (bound, now - YEAR))
    return gone
