"""What can be kept of a damaged journal: each row that proves itself by its hash, and of what waits even the others."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress

from crm.store.journal import chain
from crm.store.journal.pages import Value, pages, records
from crm.store.journal.rows import CONFLICT, IN_WORKBOOK, PENDING, SUPERSEDED, cell_in, encode, load

Row = dict[str, Value]
Tables = Mapping[str, list[Row]]
Found = list[tuple[int | None, list[Value]]]

CHANGE = (
    "seq", "batch", "n", "at", "actor", "sheet", "row_id", "column", "op", "before", "after", "generation", "salt",
    "prev_hash", "hash", "state", "inner",
)  # fmt: skip
CONFLICTS = ("seq", "sheet", "row_id", "column", "base", "theirs", "ours", "at", "state", "by")
STATES = (PENDING, IN_WORKBOOK, CONFLICT, SUPERSEDED, "refused")
OPS = ("add", "set", "remove", "adopt")
KEPT = ("head", "trimmed", "accounted")  # of the table meta; all else begins anew


def salvage(main: bytes, wal: bytes) -> Tables:
    """The rows of each table that could be read from the bytes of a damaged journal and of its write-ahead log.

    A row of the history counts when its hash is right. One that waits to go into the workbook and cannot prove itself
    is kept all the same, since somebody was told that it is saved: a new row goes in, a cell is put to the person.
    """
    found = list(records(pages(main, wal)))
    rows = _changes(found)
    conflicts = {row["seq"]: row for row in _conflicts(found) if row["seq"] in rows}
    for seq, row in rows.items():
        if row["state"] == CONFLICT and seq not in conflicts:
            row["state"] = PENDING  # what the sheet held is found out again
        if row["state"] == PENDING and not chain.is_whole(row):
            if row["op"] == "set":
                conflicts[seq] = _doubtful(row)
                row["state"] = CONFLICT
            else:
                _vouch(row)
    return {
        "meta": _meta(found, rows),
        "change": list(rows.values()),
        "batch": _batches(found, rows),
        "conflict": list(conflicts.values()),
        "generation": _generations(found),
        "intent": _intents(found),
    }


def _changes(found: Found) -> dict[Value, Row]:
    """Rows of the history by number, in order. Of two versions of one row, that counts which says what became of it."""
    rows: dict[Value, Row] = {}
    for seq, values in found:
        if seq is None or len(values) not in (len(CHANGE) - 1, len(CHANGE)):
            continue
        row = dict(zip(CHANGE, [seq, *values[1:]], strict=False))
        row.setdefault("inner", chain.inner(*(_text(row[name]) for name in ("salt", "before", "after"))))
        known = rows.get(seq)
        if _is_kept(row) and not (known and (row["state"] == PENDING or not chain.is_whole(row))):
            rows[seq] = row
    return dict(sorted(rows.items(), key=lambda item: int(str(item[0]))))


def _is_kept(row: Row) -> bool:
    numbers = all(isinstance(row[name], int) for name in ("seq", "n", "at"))
    names = ("batch", "actor", "sheet", "row_id", "column", "op", "prev_hash", "hash", "state", "inner")
    if not numbers or not all(isinstance(row[name], str) for name in names) or row["op"] not in OPS:
        return False
    if row["state"] not in STATES:
        row["state"] = PENDING  # it is found out again whether it is in the workbook
    return chain.is_whole(row) or (row["state"] == PENDING and row["op"] in ("add", "set") and _is_readable(row))


def _is_readable(row: Row) -> bool:
    return bool(load(_text(row["after"]))[0])


def _vouch(row: Row) -> None:
    """Let a row that waits prove itself again. The row after it names another hash, so that the doubt still shows."""
    row["inner"] = chain.inner(*(_text(row[name]) for name in ("salt", "before", "after")))
    row["hash"] = chain.linked(str(row["prev_hash"]), [row[name] for name in chain.LINKED], str(row["inner"]))


def _doubtful(row: Row) -> Row:
    """A cell to be decided: what was saved may be misread, so that what the sheet held before stays until then."""
    theirs = json.dumps(encode(cell_in(_text(row["before"]), str(row["column"]))))
    kept = {name: row[name] for name in ("seq", "sheet", "row_id", "column", "at")}
    return {**kept, "base": row["before"], "theirs": theirs, "ours": row["after"], "state": "open", "by": None}


def _conflicts(found: Found) -> Iterator[Row]:
    for seq, values in found:
        if seq is not None and len(values) == len(CONFLICTS) and values[8] in ("open", "settled"):
            with suppress(ValueError):
                json.loads(_text(values[5]) or "null")
                yield dict(zip(CONFLICTS, [seq, *values[1:]], strict=True))


def _meta(found: Found, rows: Mapping[Value, Row]) -> list[Row]:
    """Where the chain begins and ends, so that a gap in it can be seen."""
    kept = {}
    for row, values in found:
        if row is None and len(values) == 2 and values[0] in KEPT and isinstance(values[1], str):
            kept[values[0]] = values[1]
    for key in ("head", "trimmed"):
        try:
            chain.mark_of(_text(kept.get(key)))
        except ValueError:
            del kept[key]
    if rows:
        last = [*rows.values()][-1]
        if chain.mark_of(_text(kept.get("head")))[0] < int(str(last["seq"])):
            kept["head"] = ":".join(str(last[name]) for name in ("seq", "hash"))
    return [{"key": key, "value": value} for key, value in kept.items()]


def _batches(found: Found, rows: Mapping[Value, Row]) -> list[Row]:
    """What each press of Save was called; one whose words are lost says so."""
    batches: dict[Value, Row] = {}
    for row in rows.values():
        known = batches.setdefault(row["batch"], {name: row[name] for name in ("batch", "actor", "at", "seq")})
        known["seq"] = row["seq"]
        known["undoes"] = ""
        known["summary"] = "" if row["op"] == "adopt" else "A change whose description was lost"
    for row_id, values in found:
        if row_id is None and len(values) in (5, 6) and _are(values[:5], str, str, str, int, str):
            batch = dict(zip(("batch", "summary", "actor", "at", "undoes"), values[:5], strict=True))
            batches[values[0]] = {**batch, "seq": batches.get(values[0], {}).get("seq")}
    return list(batches.values())


def _generations(found: Found) -> list[Row]:
    rows = [
        (row or 0, dict(zip(("generation", "at", "sha256", "size", "cells"), values, strict=True)))
        for row, values in found
        if len(values) == 5 and _are(values[:3], str, int, str)
    ]
    newest = {row["generation"]: (number, str(row["at"]), row) for number, row in rows}
    return [row for _, _, row in sorted(newest.values(), key=lambda item: item[:2])]


def _intents(found: Found) -> list[Row]:
    names = ("one", "generation", "temp", "sha_new", "sha_expected", "last_seq")
    rows = [
        dict(zip(names, [1, *values[1:]], strict=True))
        for row, values in found
        if row == 1 and len(values) == 6 and values[0] is None and _are(values[1:5], str, str, str, str)
    ]
    return rows[-1:]


def _are(values: list[Value], *kinds: type) -> bool:
    return all(isinstance(value, kind) for value, kind in zip(values, kinds, strict=True))


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
