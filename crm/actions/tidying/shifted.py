"""Rows that were pasted one column beside their place (32)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from crm.actions.tidying.finding import ASK, SHOW, Finding, Fix
from crm.model.cells import CHOICE, CHOICES, DATE, EMAIL, MONTH_DAY, PHONE, STAMP, TEXT, YES_NO, Cell, same, written
from crm.model.changes import UpdateRow
from crm.model.contents import SheetContents
from crm.model.frames import entries_of, reader
from crm.model.headings import looks_like
from crm.model.lists import OPEN_LISTS
from crm.model.schema import KITH, Column
from crm.model.snapshot import Snapshot
from crm.model.text import brief, fold, squash

LEAST = 2  # cells that would fit beside and do not fit where they stand
_CODES = ("not_a_date", "not_in_list", "not_yes_or_no", "not_a_number", "impossible_date", "phone_as_number")


def shifted(snapshot: Snapshot) -> Iterator[Finding]:
    """Rows of which several cells fit the heading beside their own, and not their own."""
    for contents in snapshot.contents.sheets.values():
        if "id" not in contents.columns:
            continue
        columns = _in_order(snapshot, contents)
        for id in _suspects(snapshot, contents):
            if found := _finding(snapshot, contents, columns, contents.places[id]):
                yield found


def _in_order(snapshot: Snapshot, contents: SheetContents) -> list[Column]:
    """The known columns of a sheet as they stand beside each other, up to the first that is Kith's or the team's."""
    known = {column.field: column for column in snapshot.columns(contents.key)}
    found = list[Column]()
    for field in contents.fields:
        column = known.get(field or "")
        if column is None or column.is_own or column.place == KITH:
            break
        if column.field != "id":
            found.append(column)
    return found


def _suspects(snapshot: Snapshot, contents: SheetContents) -> list[str]:
    """The rows in which something was not understood, or a cell for addresses holds none."""
    found = {id for id, some in snapshot.problems_in(contents.key).items() if any(one.code in _CODES for one in some)}
    ids = contents.columns["id"]
    for cell, id in zip(contents.columns.get("email", ()), ids, strict=False):
        if cell and "@" not in str(cell):
            found.add(str(id))
    return sorted((id for id in found if id in contents.places), key=contents.places.__getitem__)


def fits(snapshot: Snapshot, column: Column, cell: Cell) -> bool | None:
    """Whether a filled cell is what its column is for; None where that cannot be told, as with most texts."""
    if column.kind in (PHONE, EMAIL):
        return looks_like(column.kind, cell, snapshot.rules) and not isinstance(cell, dt.date)
    if column.kind in (DATE, STAMP, MONTH_DAY):
        return looks_like(column.kind, cell, snapshot.rules) and not isinstance(cell, int | float)
    if column.kind is YES_NO:
        return looks_like(column.kind, cell, snapshot.rules)
    if column.kind in (CHOICE, CHOICES):
        return _is_listed(snapshot, column, cell)
    if column.kind is TEXT and (
        isinstance(cell, dt.date) or ("@" in written(cell) and looks_like(EMAIL, cell, snapshot.rules))
    ):
        return False
    return None


def _is_listed(snapshot: Snapshot, column: Column, cell: Cell) -> bool | None:
    entries = {fold(squash(entry)) for entry in entries_of(column, snapshot.lists)}
    value = reader(column, snapshot.lists)(cell, snapshot.rules)
    words = value if isinstance(value, tuple) else (written(cell),)
    if all(fold(squash(str(word))) in entries for word in words):
        return True
    return None if column.list in OPEN_LISTS or not entries else False


def _finding(snapshot: Snapshot, contents: SheetContents, columns: Sequence[Column], place: int) -> Finding | None:
    cells = [contents.columns[column.field][place] or None for column in columns]
    own = [None if cell is None else fits(snapshot, columns[n], cell) for n, cell in enumerate(cells)]
    for step in (1, -1):
        back = [
            fits(snapshot, columns[n - step], cell) if cell is not None and 0 <= n - step < len(cells) else False
            for n, cell in enumerate(cells)
        ]
        wrong = [n for n, is_fit in enumerate(own) if is_fit is False]
        beside = [back[n] for n in wrong]
        if len(wrong) < LEAST or True not in beside or False in beside:
            continue
        block = _block(cells, own, back, wrong[::step])
        fix = _moved(snapshot, contents, columns, block, place, step) if block else None
        side = "right" if step > 0 else "left"
        told = ", ".join(columns[n].heading for n in wrong)
        sentence = f"This row seems to stand one column too far to the {side}: {told} hold what belongs beside them."
        text = " | ".join(brief(written(cells[n]), 30) for n in block or wrong)
        id, row = str(contents.columns["id"][place]), contents.rows[place]
        fixes = (fix,) if fix else ()
        return Finding("shifted", contents.key, row, id, "", text, sentence, fixes, way=ASK if fix else SHOW)
    return None


def _block(
    cells: Sequence[Cell], own: Sequence[bool | None], back: Sequence[bool | None], wrong: Sequence[int]
) -> list[int]:
    """The places that move, the foremost first: from beside a blank cell to the last that stands wrong or would surely
    be right one column back. None without a blank cell to move into. `back`: how each cell fits one column back."""
    first, last = wrong[0], wrong[-1]
    step = 1 if last > first else -1
    there = range(len(cells))
    while first - step in there and back[first - step] is not False:
        first -= step
    while last + step in there and back[last + step] is True and own[last + step] is not True:
        last += step
    is_free = first - step in there and cells[first - step] is None
    return list(range(first, last + step, step)) if is_free else []


def _moved(
    snapshot: Snapshot, contents: SheetContents, columns: Sequence[Column], block: Sequence[int], place: int, step: int
) -> Fix | None:
    """Every cell of the block one column back, the last one emptied."""
    id = str(contents.columns["id"][place])
    seen: Mapping[str, Cell] = snapshot.row(contents.key, id)
    cells: dict[str, Cell] = {columns[n - step].field: seen.get(columns[n].field) for n in block}
    cells[columns[block[-1]].field] = None
    if any(snapshot.formula(contents.key, id, field) for field in cells):
        return None
    changed = {field: cell for field, cell in cells.items() if not same(cell, seen.get(field))}
    after = " | ".join(f"{columns[n - step].heading}: {brief(written(seen.get(columns[n].field)), 30)}" for n in block)
    change = UpdateRow(contents.key, id, changed, {field: seen.get(field) for field in changed})
    return Fix(f"Move {len(block)} cells {'left' if step > 0 else 'right'}", (change,), after)
