"""What Kith still owes the spreadsheet: people's cells to give back, and writes whose end nobody saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm.store.google.anchors import Anchors, number_of
from crm.store.google.calls import Raw, Spreadsheet, Strip, anchored
from crm.store.google.draft import Appended, RowWrite
from crm.store.google.poll import UNDO, Looker, Poll
from crm.store.google.repair import (
    by_torn_row,
    by_wrong_columns,
    by_wrong_heading,
    by_wrong_row,
    is_meant,
    same_columns,
)
from crm.store.google.rows import Batch, written_over
from crm.store.google.troubles import PROTECTED, REFUSED, Doubt, Trouble
from crm.store.overview import TITLE as OVERVIEW

ROUNDS = 5  # how often what went astray is put right before it must wait


class Elsewhere(Exception):
    """The rows are not as they were seen. Nothing is written, or what was is put right; look again."""


@dataclass(frozen=True)
class Ready:
    """A flush after the look: what goes by anchor, what by place, and the look that the places are from. `name` is the
    generation that it will be."""

    by_anchor: tuple[RowWrite, ...]
    by_place: tuple[RowWrite, ...]
    appended: tuple[Appended, ...]
    seen: Poll
    name: str = ""


@dataclass(frozen=True)
class Astray:
    """A write that did not come to its own cells, and what gives people theirs back."""

    write: RowWrite
    back: Sequence[RowWrite]


@dataclass
class Debts:
    """What is owed, until it is done. `tells` when a batch can say what its rows held. `spoiled` names the flushes that
    went in, but not whole: their mark says too much."""

    spreadsheet: Spreadsheet
    looker: Looker
    anchors: Anchors
    tells: bool
    owed: list[RowWrite] = field(default_factory=list)
    unsure: list[Ready] = field(default_factory=list)
    spoiled: list[str] = field(default_factory=list)

    @property
    def is_any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.owed or self.unsure)

    def settle(self) -> None:
        """Do what is owed. Raises Trouble, Doubt, Elsewhere; then it is owed still."""
        while self.unsure:
            astray = self._seen_through(self.unsure[0])
            self.owed += [fix for each in astray for fix in each.back]
            self.spoiled += [self.unsure[0].name] if astray else []
            del self.unsure[0]
        self.put_right(())

    def put_right(self, back: Sequence[RowWrite]) -> None:
        """Give rows back what they held, by their own IDs, wherever our value still stands there."""
        self.owed += back
        for _ in range(ROUNDS):
            if not self.owed:
                return
            now = self.looker.look()
            placed = [found for write in self.owed if (found := _found_in(write, now)) is not None]
            self.owed = placed
            if placed:
                batch = Batch(now, tells=self.tells)
                batch.write_all(placed, "put right")
                try:
                    told = self.spreadsheet.batch_and_look(batch.requests, batch.rows)
                except Trouble as trouble:
                    if not self._lets_go(trouble):
                        raise
                    continue
                astray = self.astray(placed, batch, told, now)
                self.owed = [fix for each in astray for fix in (*each.back, each.write)]
        raise Elsewhere

    def _lets_go(self, trouble: Trouble) -> bool:
        """Whether something was owed to the sheet of figures, and is no more: nobody's save waits for that sheet."""
        owed = [write for write in self.owed if write.page.title != OVERVIEW]
        if isinstance(trouble, Doubt) or trouble.kind not in (PROTECTED, REFUSED) or len(owed) == len(self.owed):
            return False
        self.owed = owed
        return True

    def astray(
        self, writes: Sequence[RowWrite], batch: Batch, told: Mapping[Strip, Sequence[Raw]], seen: Poll
    ) -> list[Astray]:
        """Which rows that were written by their place went astray: told by the answer, or else read back."""
        if batch.tells or not writes:
            backs = [(write, written_over(write, batch, told, seen)) for write in writes]
            return [Astray(write, back) for write, back in backs if back is not None]
        now = self.looker.look()
        return [found for write in writes if (found := _read_back(write, now, seen)) is not None]

    def shifted(self, added: Sequence[Appended], told: Mapping[Strip, Sequence[Raw]], seen: Poll) -> list[RowWrite]:
        """What brings rows that were added under other headings than were seen into their own columns."""
        if not added:
            return []
        now = seen if self.tells else self.looker.look()
        found = []
        for row in added:
            grid = now.on(row.page)
            there = told.get((row.page.id, row.heading_row), grid.row(row.heading_row) if grid else ())
            found.append(by_wrong_columns(row, there, seen))
        return [each for each in found if each is not None]

    def _seen_through(self, ready: Ready) -> list[Astray]:
        """What a flush without an answer wrote into wrong cells, if it wrote at all."""
        return [*self._by_anchor(ready), *self._by_place(ready)]

    def _by_anchor(self, ready: Ready) -> list[Astray]:
        """Our values in the row that an anchor leads to, and it is not the row that was meant."""
        found: list[Astray] = []
        now = self.looker.look() if ready.by_anchor else ready.seen
        for write in ready.by_anchor:
            for row, cells in self._led_to(write):
                grid, was = now.on(write.page), ready.seen.on(write.page)
                headings = grid.row(write.heading_row) if grid else ()
                if not write.holds_ours(cells):
                    continue
                if not same_columns(headings, was.row(write.heading_row) if was else ()):
                    found.append(Astray(write, by_wrong_heading(write, (row, cells), headings, ready.seen)))
                elif not is_meant(write, cells):
                    found.append(Astray(write, by_wrong_row(write, (row, cells), ready.seen)))
        return found

    def _led_to(self, write: RowWrite) -> list[tuple[int, list[Raw]]]:
        """The rows that the anchor of a write leads to by now."""
        number = number_of(write.id) if self.anchors.exists(write.id) else 0
        try:
            found = self.spreadsheet.matched([anchored(number)])[0] if number else []
        except Trouble as trouble:
            if trouble.kind != REFUSED or isinstance(trouble, Doubt):
                raise
            return []
        return [(each.row, each.cells[0]) for each in found if each.cells]

    def _by_place(self, ready: Ready) -> list[Astray]:
        """What the copies say that were made in the same call as the write, where they are still that call's; without
        copies what the sheet says."""
        batch = Batch(ready.seen, tells=self.tells)
        batch.write_all(ready.by_place, ready.name)
        if not ready.by_place or not self.tells:
            return self.astray(ready.by_place, batch, {}, ready.seen)
        copies = self.spreadsheet.values([UNDO])[0]
        if not copies or copies[0][:1] != [ready.name]:
            return []
        told: dict[Strip, Sequence[Raw]] = {
            (page.id, row): grid.row(row) for page, row in batch.rows if (grid := self.looker.look().on(page))
        }
        for row in range(2, len(ready.by_place) + 2):
            told[batch.undo.id, row] = copies[row - 1] if row <= len(copies) else ()
        return self.astray(ready.by_place, batch, told, ready.seen)


def _read_back(write: RowWrite, now: Poll, seen: Poll) -> Astray | None:
    """A write that is not found where it belongs; a row may have been moved since, and columns before it or after."""
    grid, was = now.on(write.page), seen.on(write.page)
    rows = grid.rows if grid else ()
    headings = grid.row(write.heading_row) if grid else ()
    if not same_columns(headings, was.row(write.heading_row) if was else ()):
        hit = ((number, row) for number, row in enumerate(rows, 1) if write.holds_ours(row))
        backs = (back for echo in hit if (back := by_wrong_heading(write, echo, headings, seen)))
        return next((Astray(write, back) for back in backs), None)
    there = grid.row(write.row) if grid else ()
    if is_meant(write, there) and (back := by_torn_row(write, (write.row, there), seen)):
        return Astray(write, back)
    if is_meant(write, there) or any(write.is_in(row) and is_meant(write, row) for row in rows):
        return None
    return Astray(write, by_wrong_row(write, (write.row, there), seen) if write.holds_ours(there) else ())


def _found_in(write: RowWrite, now: Poll) -> RowWrite | None:
    """Where a row stands now that is to get its cells back, its own place first; None where it is gone or our value
    is."""
    grid = now.on(write.page)
    if grid is None:
        return None
    for number, cells in ((write.row, grid.row(write.row)), *enumerate(grid.rows, 1)):
        if number > write.heading_row and write.is_in(cells) and write.finds_as_before(cells):
            return replace(write, row=number)
    return None
