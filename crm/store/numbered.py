"""IDs for rows that people typed without one, kept in the journal until they are in the workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm.model import ids
from crm.model.cells import Cell
from crm.model.changes import UpdateRow
from crm.model.contents import Contents
from crm.model.errors import NotSaved
from crm.store import journal as states
from crm.store.entries import ADOPT, change_of
from crm.store.journal import Draft, Entry, Journal, dump, load
from crm.store.numbering import is_numbered, number
from crm.store.workbook import GiveId


class Numbers:
    """Gives every row of a read an ID: the one that it was given before, or a new one; `new` are those of the last read
    that had none before."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._given: list[GiveId] = []  # where the journal cannot be written they live in memory
        self.new: list[GiveId] = []

    def numbered(self, contents: Contents, before: Contents | None) -> tuple[Contents, list[GiveId]]:
        """Contents with an ID in every row, and the IDs to be written; `before` is the last read: what came into
        the workbook since then, by us or by others, is in the journal."""
        draw, self.new = _Draw(contents), []
        try:
            with self._journal.transaction():  # so that two processes do not number one row twice
                pending = [entry for entry in self._journal.pending() if entry.op == ADOPT]
                draw.taken |= {entry.row_id for entry in pending}
                known = [*self._adopted(pending), *self._given_since(contents)]
                last = before if before is None or is_numbered(contents) else self._by_now(before)
                numbered, given = number(contents, last, known, draw)
                self._note(given, pending)
        except NotSaved:
            numbered, given = number(contents, before, self._given, draw)
        self._given = given
        return numbered, given

    def again(self, contents: Contents) -> Contents:
        """An earlier version with the IDs that its rows have by now; nothing is kept."""
        known = [given_by(entry) for entry in self._journal.pending() if entry.op == ADOPT]
        return number(contents, None, [*known, *self._given_since(contents)], _Draw(contents))[0]

    def _adopted(self, pending: Sequence[Entry]) -> Iterator[GiveId]:
        """IDs that are not in the workbook yet, each with its row as the journal knows it by now, and as it was."""
        last = self._journal.last_generation()
        since = self._journal.since(last.name) if pending and last else []
        typed: dict[tuple[str, str], dict[str, Cell]] = {}
        for entry in since:
            if isinstance(change := change_of(entry), UpdateRow):
                typed.setdefault((change.sheet, change.id), {}).update(change.values)
        for give in map(given_by, pending):
            yield replace(give, cells={**give.cells, **typed.get((give.sheet, give.id), {})})
            yield give

    def _by_now(self, before: Contents) -> Contents:
        """An earlier read, with what we and others did to the workbook since."""
        since = self._journal.since(_generation(before))
        return before.applied([change for entry in since if (change := change_of(entry)) is not None])

    def _given_since(self, contents: Contents) -> Iterator[GiveId]:
        """IDs that came into the workbook after this copy of it was opened: its rows bear none yet."""
        stamp, last = _generation(contents), self._journal.last_generation()
        if last is None or last.name == stamp:
            return
        yield from (given_by(entry) for entry in self._journal.since(stamp) if entry.op == ADOPT)

    def _note(self, given: Sequence[GiveId], pending: Sequence[Entry]) -> None:
        """Keep in the journal which IDs were given and are not in the workbook yet."""
        known, wanted = {entry.row_id for entry in pending}, {give.id for give in given}
        self._journal.mark([entry for entry in pending if entry.row_id not in wanted], states.SUPERSEDED)
        self.new = [give for give in given if give.id not in known]
        if self.new:
            rows = [
                Draft(give.sheet, give.id, "", ADOPT, _copied(give), dump(give.cells, give.row)) for give in self.new
            ]
            self._journal.add(f"adopt-{self.new[0].id}", "", "in the sheet", rows)


class _Draw:
    """Draws IDs that nobody has."""

    def __init__(self, contents: Contents) -> None:
        self.taken = contents.ids

    def __call__(self, letter: str) -> str:
        return ids.draw(letter, self.taken)


def _generation(contents: Contents) -> str:
    """The generation that a copy of the workbook had seen, as the journal calls it."""
    return (contents.stamp[1] if contents.stamp else "") or "none"


def _copied(give: GiveId) -> str | None:
    """What the journal keeps of a row that began as a copy: the ID of the other."""
    return dump({"id": give.copied}) if give.copied else None


def copied(journal: Journal) -> list[tuple[str, str, str]]:
    """Rows that began as copies of others: sheet, ID, and the ID of the other."""
    return [(entry.sheet, entry.row_id, str(load(entry.before)[0]["id"])) for entry in journal.copied()]


def given_by(entry: Entry) -> GiveId:
    """The ID that an `adopt` of the journal gave to a row."""
    cells, row = load(entry.after)
    return GiveId(entry.sheet, row or 0, entry.row_id, cells)
