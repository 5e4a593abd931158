"""What the journal holds, as values: its rows, the versions of the workbook, and cells as text."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.model.cells import Cell

PENDING, IN_WORKBOOK, CONFLICT, SUPERSEDED = "pending", "in_workbook", "conflict", "superseded"
_LAST = 253_402_214_400_000  # milliseconds until 9999-12-31
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
    """What `dump` was given. Of a text that was damaged on the disk, nothing: `Journal.verify` names such a row."""
    try:
        packed = json.loads(text or '{"cells": {}, "place": null}')
        return {name: decode(value) for name, value in packed["cells"].items()}, packed["place"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}, None


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


def moment(milliseconds: int) -> dt.datetime:
    """A time of the journal, in UTC; the last there is for a number that is none, damaged on the disk."""
    return dt.datetime.fromtimestamp(min(max(milliseconds, 0), _LAST) / 1000, dt.UTC)


def entry_of(row: Sequence[object]) -> Entry:
    """A row of the table `change`, its columns in the order of Entry."""
    seq, batch, at, *rest = row
    return Entry(seq, batch, moment(at), *rest)  # type: ignore[arg-type]
