"""What Kith still owes the spreadsheet: people's cells to give back, and writes whose end nobody saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm.store.google.anchors import Anchors
from crm.store.google.calls import Raw, Spreadsheet, Strip, anchored
from crm.store.google.draft import Appended, RowWrite
from crm.store.google.poll import UNDO, Looker, Poll
from crm.store.google.repair import by_wrong_heading, by_wrong_row, is_meant
from crm.store.google.rows import Batch, same_row, written_over
from crm.store.google.troubles import REFUSED, Doubt, Trouble

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


@dataclass
class Debts:
    """What is owed, until it is done. `tells` when a batch can say what its rows held."""

    spreadsheet: Spreadsheet
    looker: Looker
    anchors: Anchors
    tells: bool
    owed: list[RowWrite] = field(default_factory=list)
    unsure: list[Ready] = field(default_factory=list)

    @property
    def is_any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.owed or self.unsure)

    def settle(self) -> None:
        """Do what is owed. Raises Trouble, Doubt, Elsewhere; then it is owed still."""
        while self.unsure:
            self.owed += self._seen_through(self.unsure[0])
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
                told = self.spreadsheet.batch_and_look(batch.requests, batch.rows)
                self.owed = self.astray(placed, batch, told, now)
        raise Elsewhere

    def astray(
        self, writes: Sequence[RowWrite], batch: Batch, told: Mapping[Strip, Sequence[Raw]], seen: Poll
    ) -> list[RowWrite]:
        """What must be given back after rows were written by their place: told by the answer, or else read back."""
        if batch.tells or not writes:
            return [fix for write in writes for fix in written_over(write, batch, told, seen)]
        now = self.looker.look()
        rows = [(write, grid.row(write.row) if (grid := now.on(write.page)) else ()) for write in writes]
        return [
            fix
            for write, row in rows
            if not is_meant(write, row)
            for fix in by_wrong_row(write, (write.row, row), seen)
        ]

    def _seen_through(self, ready: Ready) -> list[RowWrite]:
        """What a flush without an answer wrote into wrong cells, if it wrote at all."""
        return [*self._by_anchor(ready), *self._by_place(ready)]

    def _by_anchor(self, ready: Ready) -> list[RowWrite]:
        """Our values in the row that an anchor leads to, and it is not the row that was meant."""
        back: list[RowWrite] = []
        now = self.looker.look()
        for write in ready.by_anchor:
            for row, cells in self._led_to(write):
                grid = now.on(write.page)
                headings = grid.row(write.heading_row) if grid else ()
                was = ready.seen.on(write.page)
                if not same_row(headings, was.row(write.heading_row) if was else ()):
                    back += by_wrong_heading(write, (row, cells), headings, ready.seen)
                elif write.holds_ours(cells) and not is_meant(write, cells):
                    back += by_wrong_row(write, (row, cells), ready.seen)
        return back

    def _led_to(self, write: RowWrite) -> list[tuple[int, list[Raw]]]:
        """The rows that the anchor of a write leads to by now."""
        number = self.anchors.leads_to(write.id)
        try:
            found = self.spreadsheet.matched([anchored(number)])[0] if number else []
        except Trouble as trouble:
            if trouble.kind != REFUSED or isinstance(trouble, Doubt):
                raise
            return []
        return [(each.row, each.cells[0]) for each in found if each.cells]

    def _by_place(self, ready: Ready) -> list[RowWrite]:
        """What the copies say that were made in the same call as the write, where they are still that call's."""
        if not ready.by_place or not self.tells:
            return []
        copies = self.spreadsheet.values([UNDO])[0]
        batch = Batch(ready.seen, tells=True)
        batch.write_all(ready.by_place, ready.name)
        if not copies or copies[0][:1] != [ready.name]:
            return []
        told: dict[Strip, Sequence[Raw]] = {
            (batch.undo.id, number): row for number, row in enumerate(copies, 1) if number > 1
        }
        for page, row in batch.rows:
            if (grid := ready.seen.on(page)) is not None:
                told.setdefault((page.id, row), grid.row(row))
            elif row > 1:
                told.setdefault((page.id, row), ())
        return [fix for write in ready.by_place for fix in written_over(write, batch, told, ready.seen)]


def _found_in(write: RowWrite, now: Poll) -> RowWrite | None:
    """Where a row stands now that is to get its cells back; None where it is gone or our value is."""
    grid = now.on(write.page)
    for number, cells in enumerate(grid.rows if grid else (), 1):
        if number > write.heading_row and write.is_in(cells) and write.finds_as_before(cells):
            return replace(write, row=number)
    return None
