"""One flush: look at the rows that are meant, write, and see in the same answer what was written.

Nothing at Google refuses a write because somebody else was quicker. So a row is written by its anchor, which finds it
wherever it was sorted to, and the answer shows the whole row: a wrong one is put right at once. Rows without an anchor
are written by their place, and the same call copies first what stood there. All of a flush is one call, our mark with
it: whoever finds the mark knows that all of it is there.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from crm.model.errors import CannotOpen
from crm.store.google.anchors import Anchors, dropped, number_of, parked
from crm.store.google.calls import Found, Json, Page, Raw, Spreadsheet, Strip, anchored, strip
from crm.store.google.debts import ROUNDS, Astray, Debts, Elsewhere, Ready
from crm.store.google.draft import Appended, Draft, RowWrite, cell_of
from crm.store.google.mode import ANCHOR, Mode
from crm.store.google.poll import CRM, Grid, Looker, Poll
from crm.store.google.repair import by_torn_row, by_wrong_heading, by_wrong_row, is_meant, same_columns
from crm.store.google.rows import MOST, Batch, same_row
from crm.store.google.troubles import NOT_SENT, REFUSED, Doubt, Trouble


class Flush:
    """Writes drafts into one spreadsheet. `note` is the key under which Kith's hidden sheet keeps our last save."""

    def __init__(self, spreadsheet: Spreadsheet, looker: Looker, anchors: Anchors, mode: Mode, note: str) -> None:
        self._spreadsheet, self._looker, self._anchors = spreadsheet, looker, anchors
        self._mode, self._note = mode, note
        self.debts = Debts(spreadsheet, looker, anchors, mode.tells)

    # before -----------------------------------------------------------------------------------------------------------

    def look(self, draft: Draft, seen: Poll) -> Ready:
        """See that the rows are still what they were when the draft was made. Raises Elsewhere, Trouble."""
        self.debts.settle()
        self._make_room([row for row in draft.appended if row.id and self._anchors.exists(row.id)], seen)
        if not draft.appended and draft.writes and all(map(self._has_anchor, draft.writes)):
            self._look_by_anchor(draft.writes, seen)
            return Ready(draft.writes, (), (), seen)
        now = self._looker.look(with_formulas=True) if draft.writes else seen
        return Ready((), tuple(self._placed(write, seen, now) for write in draft.writes), draft.appended, now)

    def _has_anchor(self, write: RowWrite) -> bool:
        """Whether it goes by its anchor; a row is taken away only where a copy of it is made in the same call."""
        if self._mode.edits != ANCHOR or not write.id or (write.takes_away and self._mode.tells):
            return False
        return self._anchors.leads_to(write.id) is not None

    def _look_by_anchor(self, writes: Sequence[RowWrite], seen: Poll) -> None:
        heads = _heads(writes)
        filters = [{"gridRange": strip(page.id, row)} for page, row in heads]
        filters += [self._filter(write) for write in writes]
        try:
            found = self._spreadsheet.matched(filters)
        except Trouble as trouble:
            if trouble.kind != REFUSED:
                raise
            found = [[] for _ in filters]  # one anchor is gone with its row
        if any(not matches for matches in found[len(heads) :]):
            self._anchors.list_anew(self._spreadsheet)
            raise Elsewhere
        for (page, row), matches in zip(heads, found, strict=False):
            if not matches or not same_row(matches[0].cells[0] if matches[0].cells else (), heading(seen, page, row)):
                raise Elsewhere
        self._see(writes, [matches[0].cells if len(matches) == 1 else [] for matches in found[len(heads) :]])

    def _see(self, writes: Sequence[RowWrite], found: Sequence[Sequence[Sequence[Raw]]]) -> None:
        rows = [[bare(cell) for cell in cells[0]] if cells else [] for cells in found]
        astray = [write.id for write, row in zip(writes, rows, strict=True) if not write.is_in(row)]
        self._anchors.distrust(astray)
        if astray or not all(write.finds_as_before(row) for write, row in zip(writes, rows, strict=True)):
            raise Elsewhere

    def _make_room(self, rows: Sequence[Appended], seen: Poll) -> None:
        """Remove the anchors of rows that are gone and come again: their numbers must be free. A row that came since
        the draft was made, with a write that was given up, keeps its own: else it would be added twice."""
        if not rows:
            return
        now = self._looker.look()
        if any(_came(row, seen, now) or heading(now, *_of(row)) != heading(seen, *_of(row)) for row in rows):
            raise Elsewhere
        ids = [row.id for row in rows]
        self._spreadsheet.batch([dropped(number_of(id)) for id in ids])
        self._anchors.forget(ids)

    def _placed(self, write: RowWrite, seen: Poll, now: Poll) -> RowWrite:
        """The same with the row where it stands by now."""
        grid = now.on(write.page)
        if grid is None or grid.row(write.heading_row) != heading(seen, write.page, write.heading_row):
            raise Elsewhere
        row = write.row if write.is_in(grid.row(write.row)) else None
        if row is None and write.id:
            row = next(
                (n for n, cells in enumerate(grid.rows, 1) if n > write.heading_row and write.is_in(cells)), None
            )
        if row is None or not write.finds_as_before(grid.row(row)):
            raise Elsewhere
        if any((row, column) in grid.formulas for column in write.before):
            raise Elsewhere
        return replace(write, page=grid.page, row=row)

    # writing ----------------------------------------------------------------------------------------------------------

    def send(self, ready: Ready, generation: str) -> None:
        """Write, our mark with it in the same call. What went astray is put right and written once more. Raises
        Elsewhere, Trouble, Doubt; a Doubt is about all of it."""
        ready = replace(ready, name=generation)
        astray = self._write_by_anchor(ready) if ready.by_anchor else self._write_by_place(ready, is_marked=True)
        try:
            for _ in range(ROUNDS):
                if not astray:
                    return self.debts.put_right(())
                astray = self._again(astray, ready)
        except Doubt as doubt:  # most of it is there
            raise Trouble(str(doubt), NOT_SENT) from doubt
        raise Elsewhere

    def _again(self, astray: Sequence[Astray], ready: Ready) -> list[Astray]:
        """Give people their cells back, and write ours where they belong; what went astray this time. A row that the
        same write took away and added is not taken away again: what bears its ID may be the one that was added."""
        self.debts.put_right([fix for each in astray for fix in each.back])
        now = self._looker.look(with_formulas=True)
        added = {row.id for row in ready.appended}
        again = [each.write for each in astray if not (each.write.takes_away and each.write.id in added)]
        writes = tuple(self._placed(write, ready.seen, now) for write in again)
        return self._write_by_place(Ready((), writes, (), now, ready.name), is_marked=False)

    def _write_by_anchor(self, ready: Ready) -> list[Astray]:
        writes, heads = ready.by_anchor, _heads(ready.by_anchor) if self._mode.echoes else []
        entries: list[tuple[Json, list[Raw | None]]] = [(self._filter(write), _sparse(write)) for write in writes]
        for page, row in heads:
            entries.append(({"gridRange": strip(page.id, row)}, [None] * len(heading(ready.seen, page, row))))
        entries.append(self._mark(ready))
        echo = self._written(entries, ready)
        rows = [None if found is None else (found.row, found.cells[0] if found.cells else []) for found in echo]
        with self._in_doubt_without(ready):
            now = self._headings_after(ready, heads, [cells for _, cells in filter(None, rows[len(writes) : -1])])
        return self._check(ready, rows[: len(writes)], now)

    @contextmanager
    def _in_doubt_without(self, ready: Ready) -> Iterator[None]:
        """What is asked in here tells whether the write was right; while nobody can say, it is in doubt."""
        try:
            yield
        except Trouble as trouble:
            self.debts.unsure.append(ready)
            raise Doubt(str(trouble), trouble.kind) from trouble

    def _mark(self, ready: Ready) -> tuple[Json, list[Raw | None]]:
        """Our mark as an entry of a write. Raises CannotOpen where the sheet that keeps it is gone."""
        crm, row = ready.seen.grid(CRM), ready.seen.note_row(self._note)
        if crm is None or row is None:
            raise CannotOpen("Kith's own hidden sheet _crm is gone. Nothing was changed.")
        return {"gridRange": strip(crm.page.id, row)}, [None, ready.name]

    def _written(self, entries: Sequence[tuple[Json, list[Raw | None]]], ready: Ready) -> list[Found | None]:
        try:
            return self._spreadsheet.write_matched(entries)
        except Doubt:
            self.debts.unsure.append(ready)
            raise
        except Trouble as trouble:
            if trouble.kind != REFUSED:
                raise
            self._anchors.list_anew(self._spreadsheet)  # perhaps one is gone with its row
            if any(self._anchors.leads_to(write.id) is None for write in ready.by_anchor):
                raise Elsewhere from trouble
            raise

    def _headings_after(
        self, ready: Ready, heads: Sequence[tuple[Page, int]], echo: Sequence[Sequence[Raw]]
    ) -> dict[int, Sequence[Raw]]:
        """The headings of each sheet as they are after the write: from its answer, or else asked for."""
        if heads and len(echo) >= len(heads):
            return {page.id: cells for (page, _), cells in zip(heads, echo, strict=False)}
        found = self._spreadsheet.matched([{"gridRange": strip(*_at(head))} for head in _heads(ready.by_anchor)])
        pages = [page.id for page, _ in _heads(ready.by_anchor)]
        return {
            page: rows[0].cells[0] if rows and rows[0].cells else [] for page, rows in zip(pages, found, strict=True)
        }

    def _check(
        self, ready: Ready, echo: Sequence[tuple[int, Sequence[Raw]] | None], headings: dict[int, Sequence[Raw]]
    ) -> list[Astray]:
        """See in the answer that each row is the one that was meant; those that are not."""
        astray: list[Astray] = []
        for write, found in zip(ready.by_anchor, echo, strict=True):
            now = headings[write.page.id]
            if found is None:
                astray.append(Astray(write, ()))
            elif not same_columns(now, heading(ready.seen, write.page, write.heading_row)):
                astray.append(Astray(write, by_wrong_heading(write, found, now, ready.seen)))
            elif not is_meant(write, found[1]):
                self._anchors.distrust([write.id])
                astray.append(Astray(write, by_wrong_row(write, found, ready.seen)))
            elif back := by_torn_row(write, found, ready.seen):
                astray.append(Astray(write, back))
        if None in echo:
            self._anchors.list_anew(self._spreadsheet)
        return astray

    def _write_by_place(self, ready: Ready, *, is_marked: bool) -> list[Astray]:
        """In one call; in more where there is much. Each row that is added is in one call with its anchor's number."""
        writes, added = list(ready.by_place), list(ready.appended)
        astray: list[Astray] = []
        while writes or added or is_marked:
            batch = Batch(ready.seen, tells=self._mode.tells)
            now, writes = writes[:MOST], writes[MOST:]
            rows, added = added[:MOST], added[MOST:]
            batch.write_all(now, ready.name)
            batch.append(rows)
            batch.requests += [parked(row.id, batch.undo.id) for row in rows if row.id]
            if is_marked and not writes and not added:
                batch.note(self._note, ready.name)
                is_marked = False
            part = replace(ready, by_place=tuple(now), appended=tuple(rows))
            told = self._sent(batch, part)
            with self._in_doubt_without(part):
                astray += self.debts.astray(now, batch, told, ready.seen)
                self.debts.owed += self.debts.shifted(rows, told, ready.seen)
        return astray

    def _sent(self, batch: Batch, part: Ready) -> dict[Strip, list[Raw]]:
        """Send a call; a refusal may mean that its rows are there already, from a call that was never answered."""
        rows = part.appended
        try:
            told = self._spreadsheet.batch_and_look(batch.requests, batch.rows)
        except Doubt:
            self.debts.unsure.append(part)
            raise
        except Trouble as trouble:
            if trouble.kind != REFUSED:
                raise
            self._looker.forget_pages()
            self._anchors.list_anew(self._spreadsheet)
            if any(self._anchors.exists(row.id) for row in rows if row.id):
                raise Elsewhere from trouble
            raise
        self._anchors.note_parked(row.id for row in rows if row.id)
        return told

    def _filter(self, write: RowWrite) -> Json:
        return anchored(self._anchors.leads_to(write.id) or 0)


def heading(poll: Poll, page: Page, row: int) -> tuple[Raw, ...]:
    """The headings of a sheet as they were seen."""
    grid = poll.on(page)
    return grid.row(row) if grid else ()


def bare(cell: Raw) -> Raw:
    """A text that begins like a formula, without the sign that keeps it a text."""
    return cell[1:] if isinstance(cell, str) and cell.startswith("'=") else cell


def _came(added: Appended, seen: Poll, now: Poll) -> bool:
    """Whether a row that is to be added stands in the sheet, by its ID, and did not when the draft was made."""
    column = next((column for column, cell in added.cells.items() if cell == added.id), 0)
    before, after = seen.on(added.page), now.on(added.page)
    return bool(column and after) and _stands(added.id, column, after) and not _stands(added.id, column, before)


def _stands(id: str, column: int, grid: Grid | None) -> bool:
    """Whether an ID stands in its column."""
    return grid is not None and any(cell_of(row, column) == id for row in grid.rows)


def _of(row: Appended) -> tuple[Page, int]:
    return row.page, row.heading_row


def _heads(writes: Sequence[RowWrite]) -> list[tuple[Page, int]]:
    return list({write.page.id: (write.page, write.heading_row) for write in writes}.values())


def _at(head: tuple[Page, int]) -> tuple[int, int]:
    return head[0].id, head[1]


def _sparse(write: RowWrite) -> list[Raw | None]:
    """A row of the cells that are written; the others are left alone."""
    return [write.cells.get(column) for column in range(1, max(write.cells) + 1)]
