"""One flush: look at the rows that are meant, write, and see in the same answer what was written.

Nothing at Google refuses a write because somebody else was quicker. So a row is written by its anchor, which finds it
wherever it was sorted to, and the answer shows the whole row: a wrong one is put right at once. Rows without an anchor
are written by their place, and the same call copies first what stood there.
"""

from collections.abc import Sequence
from dataclasses import replace

from crm.store.google.anchors import Anchors, dropped, number_of, parked
from crm.store.google.calls import Json, Page, Raw, Spreadsheet, Strip, anchored, strip
from crm.store.google.debts import Debts, Elsewhere, Ready
from crm.store.google.draft import Draft, RowWrite
from crm.store.google.mode import ANCHOR, Mode
from crm.store.google.poll import CRM, Looker, Poll
from crm.store.google.repair import by_wrong_heading, by_wrong_row, is_meant
from crm.store.google.rows import MOST, Batch, same_row
from crm.store.google.troubles import REFUSED, Doubt, Trouble


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
        by_anchor = tuple(write for write in draft.writes if self._has_anchor(write))
        by_place = tuple(write for write in draft.writes if not self._has_anchor(write))
        if by_anchor:
            self._look_by_anchor(by_anchor, seen)
        self._make_room([row.id for row in draft.appended if row.id and self._anchors.exists(row.id)])
        if by_place:
            now = self._looker.look(with_formulas=True)
            by_place = tuple(self._placed(write, seen, now) for write in by_place)
            return Ready(by_anchor, by_place, draft.appended, now)
        return Ready(by_anchor, by_place, draft.appended, seen)

    def _has_anchor(self, write: RowWrite) -> bool:
        return self._mode.edits == ANCHOR and bool(write.id) and self._anchors.leads_to(write.id) is not None

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

    def _make_room(self, ids: Sequence[str]) -> None:
        """Remove the anchors of rows that are gone and come again: their numbers must be free."""
        if ids:
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
        """Write; our mark goes in with the last call. Raises Elsewhere, Trouble, Doubt."""
        ready = replace(ready, name=generation)
        has_more = bool(ready.by_place or ready.appended) or ready.seen.note_row(self._note) is None
        if ready.by_anchor:
            self._write_by_anchor(ready, "" if has_more else generation)
        if has_more or not ready.by_anchor:
            self._write_by_place(ready, generation)

    def _write_by_anchor(self, ready: Ready, generation: str) -> None:
        writes, heads = ready.by_anchor, _heads(ready.by_anchor) if self._mode.echoes else []
        entries: list[tuple[Json, list[Raw | None]]] = [(self._filter(write), _sparse(write)) for write in writes]
        for page, row in heads:
            width = len(heading(ready.seen, page, row))
            entries.append(({"gridRange": strip(page.id, row)}, [None] * width))
        if generation:
            crm = ready.seen.grid(CRM)
            assert crm is not None
            row = ready.seen.note_row(self._note) or 0
            entries.append(({"gridRange": strip(crm.page.id, row)}, [None, generation]))
        try:
            echo = self._spreadsheet.write_matched(entries)
        except Doubt:
            self.debts.unsure.append(replace(ready, by_place=(), appended=()))
            raise
        except Trouble as trouble:
            if trouble.kind != REFUSED:
                raise
            self._anchors.list_anew(self._spreadsheet)  # perhaps one is gone with its row
            if any(self._anchors.leads_to(write.id) is None for write in writes):
                raise Elsewhere from trouble
            raise
        rows = [None if found is None else (found.row, found.cells[0] if found.cells else []) for found in echo]
        now = self._headings_after(ready, heads, [cells for _, cells in filter(None, rows[len(writes) :])])
        self._check(ready, rows[: len(writes)], now)

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
    ) -> None:
        """See in the answer that each row is the one that was meant; put right what is not."""
        back: list[RowWrite] = []
        is_gone = False
        for write, found in zip(ready.by_anchor, echo, strict=True):
            if found is None:
                is_gone = True
            elif not same_row(headings[write.page.id], heading(ready.seen, write.page, write.heading_row)):
                back += by_wrong_heading(write, found, headings[write.page.id], ready.seen)
            elif not is_meant(write, found[1]):
                self._anchors.distrust([write.id])
                back += by_wrong_row(write, found, ready.seen)
        if is_gone:
            self._anchors.list_anew(self._spreadsheet)
        if back:
            self.debts.put_right(back)
        if back or is_gone:
            raise Elsewhere

    def _write_by_place(self, ready: Ready, generation: str) -> None:
        """In as many calls as it takes; each row that is added is in one call with its anchor's number."""
        writes, added = list(ready.by_place), list(ready.appended)
        while writes or added or generation:
            batch = Batch(ready.seen, tells=self._mode.tells)
            now, writes = writes[:MOST], writes[MOST:]
            rows, added = added[:MOST], added[MOST:]
            batch.write_all(now, ready.name)
            batch.append(rows)
            batch.requests += [parked(row.id, batch.undo.id) for row in rows if row.id]
            if not writes and not added:
                batch.note(self._note, generation)
                generation = ""
            told = self._sent(batch, replace(ready, by_anchor=(), by_place=tuple(now), appended=tuple(rows)))
            back = self.debts.astray(now, batch, told, ready.seen)
            if back:
                self.debts.put_right(back)
                raise Elsewhere

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


def _heads(writes: Sequence[RowWrite]) -> list[tuple[Page, int]]:
    return list({write.page.id: (write.page, write.heading_row) for write in writes}.values())


def _at(head: tuple[Page, int]) -> tuple[int, int]:
    return head[0].id, head[1]


def _sparse(write: RowWrite) -> list[Raw | None]:
    """A row of the cells that are written; the others are left alone."""
    return [write.cells.get(column) for column in range(1, max(write.cells) + 1)]
