"""Looking back into the journal: presses of Save by person, row or sheet, and rows that were removed."""

import datetime as dt
from collections.abc import Mapping, Sequence

from crm.store.journal.database import Database
from crm.store.journal.rows import moment

Told = tuple[str, str, str, dt.datetime, bool]
Gone = tuple[str, str, str, dt.datetime, str, str]


def batches(database: Database, limit: int, before: str, only: Mapping[str, str]) -> list[Told]:
    """The latest batches, newest first: (batch, summary, actor, at, whether it was undone).

    `before` is the batch to go on after, "" to begin. `only` may name an actor, the id of a row, and a sheet.
    """
    where, values = ["summary != ''", "seq is not null"], list[object]()
    if before:
        where.append("seq < (select seq from batch where batch = ?)")
        values.append(before)
    if only.get("actor"):
        where.append("actor = ?")
        values.append(only["actor"])
    rows = [(f"{column} = ?", only[name]) for name, column in (("id", "row_id"), ("sheet", "sheet")) if only.get(name)]
    if rows:
        where.append(f"batch in (select batch from change where {' and '.join(test for test, _ in rows)})")
        values += [value for _, value in rows]
    query = f"select batch, summary, actor, at from batch where {' and '.join(where)} order by seq desc limit ?"
    undone = _undone(database)
    found = database.rows(query, *values, limit)
    return [(batch, summary, actor, moment(at), batch in undone) for batch, summary, actor, at in found]


def _undone(database: Database) -> set[str]:
    """The batches that were taken back, and were not done again since. One may take several back."""
    undone: set[str] = set()
    for batch, taken in _newest_first(database):
        if batch not in undone:
            undone.update(taken)
    return undone


def _newest_first(database: Database) -> Sequence[tuple[str, list[str]]]:
    query = "select batch, undoes from batch where undoes != '' order by seq desc"
    return [(batch, undoes.split()) for batch, undoes in database.rows(query)]


def removed(database: Database, since: dt.datetime) -> list[Gone]:
    """Rows that were removed and are not back: (sheet, id, cells as JSON, at, actor, batch), the latest first."""
    query = """select sheet, row_id, before, at, actor, batch from change gone
               where op = 'remove' and at >= ? and state in ('pending', 'in_workbook')
               and sheet not in ('Settings', 'Lists') and not exists (
                   select 1 from change later where later.row_id = gone.row_id and later.sheet = gone.sheet
                   and later.seq > gone.seq and later.op in ('add', 'remove')
                   and later.state in ('pending', 'in_workbook'))
               order by seq desc"""
    rows = database.rows(query, int(since.timestamp() * 1000))
    return [(sheet, id, before, moment(at), actor, batch) for sheet, id, before, at, actor, batch in rows]


def actors(database: Database) -> list[str]:
    """Who did what there are words for."""
    rows = database.rows("select distinct actor from batch where summary != '' and seq is not null order by actor")
    return [actor for (actor,) in rows]
