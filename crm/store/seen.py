"""What a copy of the workbook had seen beyond the save that its stamp names: others may have saved too."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from crm.model.cells import Cell, same
from crm.model.changes import AddRow, Change, RemoveRow, UpdateRow
from crm.model.contents import Contents
from crm.store.entries import change_of
from crm.store.journal import Entry

Place = tuple[str, str, str]
"""A sheet, an ID and a field; "" for the row as a whole."""
State = Cell | Mapping[str, Cell]
"""What a cell held; of a row its cells, None where it was not there."""


def as_seen(base: Contents, theirs: Contents, since: Iterable[Entry], line: str) -> Contents:
    """The base with what theirs holds where we changed something since, if the sheet held just that before: it was seen
    there, not typed.

    `since` is what came into the workbook after the save that theirs is stamped with; `line` is how the names of the
    batches begin that others brought into copies with that stamp.
    """
    held: dict[Place, list[State]] = {}
    ours: dict[Place, None] = {}
    for entry in since:
        change = change_of(entry)
        if not isinstance(change, AddRow | UpdateRow | RemoveRow):
            continue
        place, (before, after) = (entry.sheet, entry.row_id, entry.column), _states(change)
        held.setdefault(place, [before])
        if entry.batch.startswith(line):
            held[place].append(after)
        elif not entry.batch.startswith("sheet-"):
            ours[place] = None
    rows_first = sorted(ours, key=lambda place: place[2] != "")
    seen = [change for place in rows_first for change in _seen(place, theirs, held[place])]
    return base.applied(seen) if seen else base


def _states(change: AddRow | UpdateRow | RemoveRow) -> tuple[State, State]:
    if isinstance(change, AddRow):
        return None, change.values
    if isinstance(change, RemoveRow):
        return change.expected, None
    ((field, after),) = change.values.items()
    return change.expected.get(field), after


def _seen(place: Place, theirs: Contents, states: Sequence[State]) -> Iterator[Change]:
    """What makes the base hold what theirs does, if that is one of the states."""
    sheet, id, field = place
    row = theirs.sheets[sheet].row(id) if sheet in theirs.sheets else None
    if field:
        if row and field in row and any(same(row[field], state) for state in states if not isinstance(state, Mapping)):
            yield UpdateRow(sheet, id, {field: row[field]})
    elif row is None and None in states:
        yield RemoveRow(sheet, id)
    elif row is not None and (cells := next((state for state in reversed(states) if isinstance(state, Mapping)), None)):
        yield AddRow(sheet, id, dict(cells))
