"""The history of one workbook carried along into the journal of another, when it moves there.

Each row is told as it was, who did it and when, and joins the chain of the other journal at its end: so that chain says
when it came, and stays whole. Every batch is carried once.
"""

from collections.abc import Sequence

from crm.store.journal import chain
from crm.store.journal.journal import Journal
from crm.store.journal.rows import CONFLICT, IN_WORKBOOK, PENDING, SUPERSEDED

MOVES = "moved-"
"""How the batch of a move begins. It tells how rows came into one workbook, and so is no news in another."""
CARRIED = "moved"
"""The generation of carried rows. No save of this workbook has it: what they say was there before them all."""

_BECOMES = {PENDING: IN_WORKBOOK, CONFLICT: SUPERSEDED}  # what waited moves with its row; what is disputed stays behind
_BATCHES = """select batch, summary, actor, at, undoes from batch
              where seq <= ? and batch not like ? order by seq"""
_QUERY = """select n, at, actor, sheet, row_id, "column", op, before, after, state from change
            where batch = ? and op != 'adopt' order by seq"""


def carry(old: Journal, new: Journal, until: int) -> int:
    """Carry every batch up to the row `until` that the other journal does not know; how many. All or none of them.
    Raises NotSaved."""
    batches = old.rows(_BATCHES, until, f"{MOVES}%")
    known = {batch for (batch,) in new.rows("select batch from batch")}
    strange = [told for told in batches if told[0] not in known]
    with new.transaction():
        for told in strange:
            _append(new, told, old.rows(_QUERY, told[0]))
        if strange:
            new.touch()
    return len(strange)


def _append(new: Journal, told: Sequence[object], rows: Sequence[Sequence[object]]) -> None:
    batch = told[0]
    new.run("insert or ignore into batch values (?, ?, ?, ?, ?, null)", *told)
    seq, previous = new.head()
    for n, at, actor, sheet, row_id, column, op, before, after, state in rows:
        seq += 1
        salt = chain.salt()
        inner = chain.inner(salt, _text(before), _text(after))
        row = (seq, batch, n, at, actor, sheet, row_id, column, op)
        hashed = chain.linked(previous, row, inner)
        state = _BECOMES.get(str(state), state)
        new.run(
            "insert into change values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(*row, before, after, CARRIED, salt, previous, hashed, state, inner),
        )
        previous = hashed
    if rows:
        new.set_meta("head", f"{seq}:{previous}")
        new.run("update batch set seq = ? where batch = ?", seq, batch)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
