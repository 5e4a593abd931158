"""View, pure: what to do with one change now that the record may have moved.

For each cell there are three values: what the person saw (before), what stands in the record (theirs) and what was
typed (ours). The record keeps what somebody typed into it: only a cell that still holds `before` is written.
"""

from dataclasses import dataclass
from enum import Enum

from crm.model.cells import Cell, same, written
from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.model.contents import Contents
from crm.model.sheets import SHEETS
from crm.model.text import key


class Verdict(Enum):
    """Write it; it is there already; or two people mean two things."""

    WRITE = "write"
    DONE = "done"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Decision:
    """What to do with a change, and what the record holds where the two differ."""

    verdict: Verdict
    theirs: Cell = None


_WRITE, _DONE = Decision(Verdict.WRITE), Decision(Verdict.DONE)


class View:
    """A record as it will stand after some changes, without copying it: only rows that changed are kept beside it."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self._rows: dict[tuple[str, str], dict[str, Cell] | None] = {}
        self._settings = dict(contents.settings)
        self._beside: dict[tuple[str, str, str], Cell] = {}
        self._entries: dict[str, dict[str, str]] = {}  # of lists that were asked about: word by its key

    def row(self, sheet: str, id: str) -> dict[str, Cell] | None:
        """The cells of a row by field; None when it is not there."""
        if (sheet, id) not in self._rows:
            found = self.contents.sheets.get(sheet)
            self._rows[sheet, id] = found.row(id) if found else None
        return self._rows[sheet, id]

    def entries(self, name: str) -> dict[str, str]:
        """The words of a list as they are spelt there, by what they are compared with."""
        if name not in self._entries:
            words = map(written, self.contents.lists.get(name, ()))
            self._entries[name] = {key(word): word for word in reversed([*words])}
        return self._entries[name]

    def spelt(self, name: str, word: str) -> str:
        """A word as the list spells it; as it is when the list does not have it."""
        return self.entries(name).get(key(word), word)

    def place(self, sheet: str, id: str) -> int | None:
        """The row number of a row that is in the record."""
        found = self.contents.sheets.get(sheet)
        return found.rows[found.places[id]] if found and id in found.places else None

    def is_formula(self, sheet: str, id: str, field: str) -> bool:
        """Whether a cell is the team's own formula."""
        place = self.place(sheet, id)
        return place is not None and (place, field) in self.contents.sheets[sheet].formulas

    def decide(self, change: Change) -> Decision:
        """What to do with a change of one cell, one row or one entry."""
        if isinstance(change, AddRow):
            return _DONE if self.row(change.sheet, change.id) is not None else _WRITE
        if isinstance(change, RemoveRow):
            return self._decide_removal(change)
        if isinstance(change, UpdateRow):
            return self._decide_cell(change)
        if isinstance(change, SetSetting):
            return _three_ways(self._settings.get(change.key), change.expected, change.value)
        if isinstance(change, SetBeside):
            return self._decide_beside(change)
        is_there = key(change.entry) in self.entries(change.list)
        return _DONE if is_there == isinstance(change, AddToList) else _WRITE

    def _decide_beside(self, change: SetBeside) -> Decision:
        cells = self.contents.lists.get(f"{change.list}: {change.part}")
        if cells is None or key(change.entry) not in self.entries(change.list):
            return Decision(Verdict.CONFLICT)  # the word, or the column, is gone
        return _three_ways(self._held_beside(change), change.expected, change.value)

    def _held_beside(self, change: SetBeside) -> Cell:
        place = (change.list, key(change.entry), change.part)
        if place not in self._beside:
            words, cells = (
                self.contents.lists.get(name, []) for name in (change.list, f"{change.list}: {change.part}")
            )
            number = next((n for n, word in enumerate(words) if key(written(word)) == key(change.entry)), len(cells))
            self._beside[place] = cells[number] if number < len(cells) else None
        return self._beside[place]

    def _decide_cell(self, change: UpdateRow) -> Decision:
        ((field, ours),) = change.values.items()
        now = self.row(change.sheet, change.id)
        if now is not None and field not in now and ours in (None, ""):
            return _DONE  # nothing to be kept, and no column to keep it in
        if now is None or field not in now:
            return Decision(Verdict.CONFLICT)  # the row, or the column, is gone
        if is_stamp(change.sheet, field):
            return _WRITE  # two writers' stamps never conflict: the later stays
        if self.is_formula(change.sheet, change.id, field) and not same(now[field], ours):
            return Decision(Verdict.CONFLICT, now[field])  # the team's own formula is never written over
        return _three_ways(now[field], change.expected.get(field, now[field]), ours)

    def _decide_removal(self, change: RemoveRow) -> Decision:
        now = self.row(change.sheet, change.id)
        if now is None:
            return _DONE
        for field, theirs in now.items():
            if field == "id" or is_stamp(change.sheet, field) or self.is_formula(change.sheet, change.id, field):
                continue  # a formula's result may be another one every day
            if not same(theirs, change.expected.get(field)):
                return Decision(Verdict.CONFLICT, theirs)  # somebody wrote into the row since
        return _WRITE

    def apply(self, change: Change) -> None:
        """Go on as if the change were written."""
        if isinstance(change, AddRow):
            sheet = self.contents.sheet(change.sheet)
            blank: dict[str, Cell] = dict.fromkeys(sheet.columns if sheet else ())
            self._rows[change.sheet, change.id] = {**blank, **change.values, "id": change.id}
        elif isinstance(change, RemoveRow):
            self._rows[change.sheet, change.id] = None
        elif isinstance(change, UpdateRow):
            row = self.row(change.sheet, change.id)
            if row is not None:
                self._rows[change.sheet, change.id] = {**row, **change.values}
        elif isinstance(change, SetSetting):
            self._settings[change.key] = change.value
        elif isinstance(change, AddToList):
            self.entries(change.list).setdefault(key(change.entry), change.entry)
            self._beside |= {(change.list, key(change.entry), part): cell for part, cell in change.beside.items()}
        elif isinstance(change, SetBeside):
            self._beside[change.list, key(change.entry), change.part] = change.value
        elif isinstance(change, RemoveFromList):
            self.entries(change.list).pop(key(change.entry), None)


def _three_ways(theirs: Cell, before: Cell, ours: Cell) -> Decision:
    if same(theirs, ours):
        return _DONE
    return _WRITE if same(theirs, before) else Decision(Verdict.CONFLICT, theirs)


def is_stamp(sheet: str, field: str) -> bool:
    """Whether a field says when and by whom Kith last wrote a row."""
    return field in ("added_on", "changed_on", "changed_by") and field in SHEETS[sheet].fields
