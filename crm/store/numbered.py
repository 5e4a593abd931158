"""IDs for rows that people typed without one, kept in the journal until they are in the workbook."""

from collections.abc import Iterator, Sequence

from crm.model import ids
from crm.model.contents import Contents
from crm.model.errors import NotSaved
from crm.store import journal as states
from crm.store.entries import ADOPT
from crm.store.journal import Draft, Entry, Journal, dump, load
from crm.store.numbering import number
from crm.store.workbook import GiveId


class Numbers:
    """Gives every row of a read an ID: the one that it was given before, or a new one."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._given: list[GiveId] = []  # where the journal cannot be written they live in memory

    def numbered(self, contents: Contents, before: Contents | None) -> tuple[Contents, list[GiveId]]:
        """Contents with an ID in every row, and the IDs to be written; `before` is the last read."""
        draw = _Draw(contents)
        try:
            with self._journal.transaction():  # so that two processes do not number one row twice
                pending = [entry for entry in self._journal.pending() if entry.op == ADOPT]
                draw.taken |= {entry.row_id for entry in pending}
                known = [*map(given_by, pending), *self._given_since(contents)]
                numbered, given = number(contents, before, known, draw)
                self._note(given, pending)
        except NotSaved:
            numbered, given = number(contents, before, self._given, draw)
        self._given = given
        return numbered, given

    def again(self, contents: Contents) -> Contents:
        """An earlier version with the IDs that its rows have by now; nothing is kept."""
        known = [given_by(entry) for entry in self._journal.pending() if entry.op == ADOPT]
        return number(contents, None, [*known, *self._given_since(contents)], _Draw(contents))[0]

    def _given_since(self, contents: Contents) -> Iterator[GiveId]:
        """IDs that came into the workbook after this copy of it was opened: its rows bear none yet."""
        stamp, last = contents.stamp[1] if contents.stamp else "", self._journal.last_generation()
        if last is None or last.name == stamp:
            return
        yield from (given_by(entry) for entry in self._journal.since(stamp) if entry.op == ADOPT)

    def _note(self, given: Sequence[GiveId], pending: Sequence[Entry]) -> None:
        """Keep in the journal which IDs were given and are not in the workbook yet."""
        known, wanted = {entry.row_id for entry in pending}, {give.id for give in given}
        self._journal.mark([entry for entry in pending if entry.row_id not in wanted], states.SUPERSEDED)
        new = [give for give in given if give.id not in known]
        if new:
            rows = [Draft(give.sheet, give.id, "", ADOPT, None, dump(give.cells, give.row)) for give in new]
            self._journal.add(f"adopt-{new[0].id}", "", "in the sheet", rows)


class _Draw:
    """Draws IDs that nobody has."""

    def __init__(self, contents: Contents) -> None:
        self.taken = contents.ids

    def __call__(self, letter: str) -> str:
        return ids.draw(letter, self.taken)


def given_by(entry: Entry) -> GiveId:
    """The ID that an `adopt` of the journal gave to a row."""
    cells, row = load(entry.after)
    return GiveId(entry.sheet, row or 0, entry.row_id, cells)
