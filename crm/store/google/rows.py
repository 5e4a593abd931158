"""Writing rows by their place: one call that first copies what stands there, then writes, and tells both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from crm.model.errors import CannotOpen
from crm.store.google.calls import Json, Page, Raw, Strip, strip, typed
from crm.store.google.draft import Appended, Cells, RowWrite, cell_of
from crm.store.google.poll import CRM, Poll

MOST = 500  # rows in one call
_VALUE = "userEnteredValue"
_SPARE = 5


@dataclass
class Batch:
    """The requests of one call, and the rows that its answer is to tell. `tells` when it does."""

    seen: Poll
    tells: bool
    requests: list[Json] = field(default_factory=list)
    rows: list[tuple[Page, int]] = field(default_factory=list)
    copies: dict[int, int] = field(default_factory=dict)  # which write is copied into which row, by its identity

    @property
    def undo(self) -> Page:
        """The hidden sheet that takes the copies. Raises CannotOpen when it is gone."""
        if self.seen.undo is None:
            raise CannotOpen("Kith's own hidden sheet _crm_undo is gone. Nothing was changed.")
        return self.seen.undo

    def write_all(self, writes: Sequence[RowWrite], name: str) -> None:
        """Write rows by their place. `name` stands beside their copies, which tells whose they are."""
        if self.tells and writes:
            self.requests.append(_cells(self.undo.id, 1, {1: name}))
        for write in writes:
            self.write(write)

    def write(self, write: RowWrite) -> None:
        """Copy a row, then write its cells."""
        if self.tells:
            copy = len(self.copies) + 2  # below the name
            self.copies[id(write)] = copy
            self._copy(write, copy)
            self._tell(write.page, write.heading_row)
            self._tell(write.page, write.row)
            self._tell(self.undo, copy)
        self.requests += [_cells(write.page.id, write.row, run) for run in runs(write.cells)]

    def append(self, rows: Iterable[Appended]) -> None:
        """New rows below all others, in their order."""
        for (page, heading_row), added in groupby(rows, key=lambda row: (row.page, row.heading_row)):
            typed_rows = [{"values": _typed_row(row.cells)} for row in added]
            self.requests.append({"appendCells": {"sheetId": page.id, "rows": typed_rows, "fields": _VALUE}})
            if self.tells:
                self._tell(page, heading_row)

    def note(self, key: str, value: str) -> None:
        """Keep a value under its key in Kith's own hidden sheet."""
        self.notes({key: value})

    def notes(self, values: Mapping[str, str]) -> None:
        """Keep values under their keys in Kith's own hidden sheet. Raises CannotOpen when that is gone."""
        crm = self.seen.grid(CRM)
        if crm is None:
            raise CannotOpen("Kith's own hidden sheet _crm is gone. Nothing was changed.")
        known = {key: self.seen.note_row(key) for key in values}
        self.requests += [_cells(crm.page.id, row, {2: values[key]}) for key, row in known.items() if row]
        new = [{"values": [typed(key), typed(values[key])]} for key, row in known.items() if not row]
        if new:
            self.requests.append({"appendCells": {"sheetId": crm.page.id, "rows": new, "fields": _VALUE}})

    def _copy(self, write: RowWrite, copy: int) -> None:
        """Copy what stands in a row, some columns more than were seen, since one may have come in."""
        grid = self.seen.on(write.page)
        seen = max(len(row) for row in (grid.row(write.heading_row), grid.row(write.row))) if grid else 0
        width = min(max(seen, *write.cells) + _SPARE, max(write.page.columns, *write.cells), self.undo.columns)
        span = {"startColumnIndex": 0, "endColumnIndex": width}
        source, target = strip(write.page.id, write.row) | span, strip(self.undo.id, copy) | span
        self.requests.append({"copyPaste": {"source": source, "destination": target, "pasteType": "PASTE_VALUES"}})

    def _tell(self, page: Page, row: int) -> None:
        if (page, row) not in self.rows:
            self.rows.append((page, row))


def written_over(
    write: RowWrite, batch: Batch, told: Mapping[Strip, Sequence[Raw]], seen: Poll
) -> list[RowWrite] | None:
    """What must be put back because it was not the row that was meant, not the column, or because a person had written
    into it after we looked; None where all is well."""
    copy = batch.copies.get(id(write))
    if copy is None or (batch.undo.id, copy) not in told:
        return None
    held = told[batch.undo.id, copy]
    headings = told.get((write.page.id, write.heading_row), ())
    grid = seen.on(write.page)
    was = grid.row(write.heading_row) if grid else ()
    if same_row(headings, was) and write.is_in(held) and write.finds_as_before(held):
        return None
    cells = {column: cell_of(held, column) for column in write.cells}
    return [put_back(write, held, cells)]


def put_back(write: RowWrite, held: Sequence[Raw], cells: Cells) -> RowWrite:
    """What gives the row that held `held` some cells back, while ours stand in them."""
    column = next((c for c, cell in write.known_by.items() if len(write.known_by) == 1 and c not in write.cells), 0)
    if column and cell_of(held, column) != "":
        known: Cells = {column: cell_of(held, column)}
    else:
        width = max(len(held), *write.cells)
        known = {n: cell_of(held, n) for n in range(1, width + 1) if n not in write.cells}
    return RowWrite(write.page, write.heading_row, write.row, "", known, dict(write.cells), cells)


def same_row(a: Sequence[Raw], b: Sequence[Raw]) -> bool:
    """Whether two rows hold the same, blank cells at their ends or not."""
    return all(cell_of(a, n) == cell_of(b, n) for n in range(1, max(len(a), len(b)) + 1))


def runs(cells: Cells) -> list[dict[int, Raw]]:
    """Cells as runs of columns that stand beside each other.

    >>> runs({2: "a", 5: "c", 3: "b"})
    [{2: 'a', 3: 'b'}, {5: 'c'}]
    """
    found: list[dict[int, Raw]] = []
    for column in sorted(cells):
        if not found or column - 1 not in found[-1]:
            found.append({})
        found[-1][column] = cells[column]
    return found


def _cells(page: int, row: int, run: Cells) -> Json:
    start = {"sheetId": page, "rowIndex": row - 1, "columnIndex": min(run) - 1}
    values = [typed(run[column]) for column in sorted(run)]
    return {"updateCells": {"start": start, "rows": [{"values": values}], "fields": _VALUE}}


def _typed_row(cells: Cells) -> list[Json]:
    return [typed(cells.get(column)) for column in range(1, max(cells) + 1)]
