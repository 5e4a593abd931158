"""Whose row it is where somebody cleared an ID or typed over it: the anchor of the row knows.

Kith goes on with the ID that the row had, and puts it back into the sheet with the next save.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm.model.contents import Contents
from crm.store.google.anchors import Anchors
from crm.store.google.calls import Spreadsheet
from crm.store.google.poll import Poll
from crm.store.numbering import give_at
from crm.store.recognising import akin
from crm.store.workbook import GiveId

_SEEN = 6  # looks that somebody may still write by


@dataclass
class Whose:
    """The IDs that are to be put back, by the hash of each look. `before` is the last look, with them."""

    spreadsheet: Spreadsheet
    anchors: Anchors
    before: Contents | None = None
    _of: dict[str, tuple[GiveId, ...]] = field(default_factory=dict)

    def learn(self, contents: Contents, poll: Poll) -> bool:
        """Compare a look with the one before; whether any ID is to be put back. Raises Trouble."""
        lost = dict(_rows(self.before, without=contents)) if self.before else {}
        strange = [row for _, row in _rows(contents, without=self.before)] if lost else []
        return self._note(contents, self._told_apart(lost, strange, poll) if strange else ())

    def wrote(self, back: Sequence[GiveId], after: Contents) -> bool:
        """We wrote, and some IDs with it; whether any of them is still to be put back."""
        sheets = after.sheets
        there = (give for give in back if give.row in sheets[give.sheet].rows)
        return self._note(after, (give for give in there if give.id not in sheets[give.sheet].places))

    def _note(self, contents: Contents, back: Iterable[GiveId]) -> bool:
        self._of = dict([*self._of.items(), (contents.revision, tuple(back))][-_SEEN:])
        self.before = self.put_back(contents)
        return bool(self._of[contents.revision])

    def gives(self, poll: Poll) -> tuple[GiveId, ...]:
        """What puts the IDs back into the sheet as it was looked at."""
        return self._of.get(poll.hash, ())

    def put_back(self, contents: Contents) -> Contents:
        """A look with the IDs that its rows had; another one than without them, which is what the next start finds."""
        sheets, fingerprint = dict(contents.sheets), contents.fingerprint
        for give in self._of.get(contents.revision, ()):
            sheets[give.sheet] = sheets[give.sheet].with_id(give.row, give.id)
            fingerprint += f" {give.id} in {give.row}"
        return replace(contents, sheets=sheets, fingerprint=fingerprint)

    def _told_apart(self, lost: Mapping[str, GiveId], strange: Sequence[GiveId], poll: Poll) -> Iterator[GiveId]:
        """The strange rows that bear the anchor of a lost ID, and most of what stood in its row."""
        self.anchors.list_anew(self.spreadsheet)
        there = {place: row for id, row in lost.items() if (place := self.anchors.place(id)) is not None}
        titles = {sheet: contents.title for sheet, contents in self.before.sheets.items()} if self.before else {}
        for row in strange:
            grid = poll.grid(titles.get(row.sheet, ""))
            was = there.get((grid.page.id, row.row)) if grid else None
            if was is not None and was.sheet == row.sheet and akin(was, row):
                yield replace(row, id=was.id)


def _rows(contents: Contents, *, without: Contents | None) -> Iterator[tuple[str, GiveId]]:
    """The rows whose IDs another look does not know, with the ID that they bear ("" for none)."""
    for name, sheet in contents.sheets.items():
        other = without.sheets.get(name) if without else None
        for place, id in enumerate(sheet.columns.get("id", ())):
            if other is not None and (id is None or str(id) not in other.places):
                yield str(id or ""), give_at(sheet, place)
