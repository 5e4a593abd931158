"""Merge, pure: a copy of the workbook that somebody saved, and what we had written since that copy was opened.

`base` is what the copy had seen, `theirs` what stands in it now, `ours` what stood in the workbook before it came. For
each cell: theirs = ours, nothing to do; theirs = base, ours is put back; ours = base, theirs stays; else it is a
conflict, the sheet keeps theirs, and ours waits to be chosen. Rows go by their ID.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from crm.model.cells import CHOICES, Cell, Rules, same
from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.model.contents import Contents
from crm.model.sheets import SHEETS
from crm.model.stops import says_stop
from crm.store.differences import Differences, Place, Row, differences
from crm.store.view import is_stamp


@dataclass(frozen=True)
class Dispute:
    """Our change that the sheet does not take, and what it holds instead."""

    ours: Change
    theirs: Cell


@dataclass
class Merged:
    """`put_back` turns theirs into what it should be; `disputes` are left as they stand there."""

    put_back: list[Change] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)


def merge(base: Contents, theirs: Contents, ours: Contents, rules: Rules) -> Merged:
    """What theirs lacks of ours, and what cannot be decided here."""
    if base is ours:
        return Merged()
    return _Merge(base, theirs, ours, rules).merged


class _Merge:
    def __init__(self, base: Contents, theirs: Contents, ours: Contents, rules: Rules) -> None:
        self._theirs, self._rules = theirs, rules
        self._by_them, self._by_us = differences(base, theirs), differences(base, ours)
        self._ours = ours
        self.merged = Merged()
        for place, (before, mine) in self._by_us.cells.items():
            self._cell(place, before, mine)
        self._rows(self._by_us)
        self._words(self._by_us)

    # cells ------------------------------------------------------------------------------------------------------------

    def _cell(self, place: Place, before: Cell, mine: Cell) -> None:
        sheet, id, name = place
        if (sheet, id) in self._by_them.removed or not self._has_column(sheet, name):
            return
        _, now = self._by_them.cells.get(place, (before, before))
        if same(now, mine):
            return
        change = UpdateRow(sheet, id, {name: mine}, {name: now})
        if place not in self._by_them.cells:
            self.merged.put_back.append(change)
        elif (agreed := agreement(place, (before, now, mine), self._rules)) is None:
            self.merged.disputes.append(Dispute(UpdateRow(sheet, id, {name: mine}, {name: before}), now))
        elif not same(agreed[0], now):
            self.merged.put_back.append(UpdateRow(sheet, id, {name: agreed[0]}, {name: now}))

    def _has_column(self, sheet: str, name: str) -> bool:
        found = self._theirs.sheets.get(sheet)
        return found is not None and name in found.columns

    # rows -------------------------------------------------------------------------------------------------------------

    def _rows(self, by_us: Differences) -> None:
        for (sheet, id), cells in by_us.added.items():
            if (sheet, id) not in self._by_them.added and sheet in self._theirs.sheets:
                self.merged.put_back.append(AddRow(sheet, id, cells))
            elif (sheet, id) in self._by_them.added:
                self._both_added((sheet, id))
        for (sheet, id), cells in by_us.removed.items():
            if (sheet, id) not in self._by_them.removed and sheet in self._theirs.sheets:
                now = self._row(self._theirs, (sheet, id))
                if any(row == (sheet, id) for row in self._by_them.rows):
                    self.merged.disputes.append(Dispute(RemoveRow(sheet, id, cells), None))  # they wrote into it since
                else:
                    self.merged.put_back.append(RemoveRow(sheet, id, now))
        for sheet, id in self._changed_by_us & self._by_them.removed.keys():
            kept = AddRow(sheet, id, self._row(self._ours, (sheet, id)))
            self.merged.put_back.append(kept)
            self.merged.disputes.append(
                Dispute(kept, None)
            )  # they removed what we had changed: it stays, to be decided

    @property
    def _changed_by_us(self) -> set[Row]:
        return {(sheet, id) for sheet, id, name in self._by_us.cells if not is_stamp(sheet, name)}

    def _both_added(self, row: Row) -> None:
        """A row that stands in both, and not in what the copy had seen: cell by cell, as if it had been blank."""
        mine, now = self._row(self._ours, row), self._row(self._theirs, row)
        sheet, id = row
        for name, cell in mine.items():
            if self._has_column(sheet, name) and name not in now:
                self.merged.put_back.append(UpdateRow(sheet, id, {name: cell}, {name: None}))
            elif name in now and not same(cell, now[name]) and not is_stamp(sheet, name):
                self.merged.disputes.append(Dispute(UpdateRow(sheet, id, {name: cell}, {name: None}), now[name]))

    @staticmethod
    def _row(contents: Contents, row: Row) -> dict[str, Cell]:
        cells = contents.sheets[row[0]].row(row[1]) or {}
        return {name: cell for name, cell in cells.items() if name != "id" and cell is not None}

    # settings and lists -----------------------------------------------------------------------------------------------

    def _words(self, by_us: Differences) -> None:
        for name, (before, mine) in by_us.settings.items():
            now = self._theirs.settings.get(name)
            if name not in self._by_them.settings:
                self.merged.put_back.append(SetSetting(name, mine, now))
            elif not same(now, mine):
                self.merged.disputes.append(Dispute(SetSetting(name, mine, before), now))
        for (name, word), (is_there, beside) in by_us.lists.items():
            if (name, word) not in self._by_them.lists and name in self._theirs.lists:
                made = AddToList if is_there else RemoveFromList
                self.merged.put_back.append(made(name, word, beside))
        for (name, word, part), (before, mine) in by_us.beside.items():
            _, now = self._by_them.beside.get((name, word, part), (before, before))
            if (name, word) in self._by_them.lists or same(now, mine):
                continue
            if (name, word, part) not in self._by_them.beside:
                self.merged.put_back.append(SetBeside(name, word, part, mine, now))
            else:
                self.merged.disputes.append(Dispute(SetBeside(name, word, part, mine, before), now))


# what two people may both be right about ------------------------------------------------------------------------------


def agreement(place: Place, cells: tuple[Cell, Cell, Cell], rules: Rules) -> tuple[Cell] | None:
    """What a cell holds that both changed, from (before, theirs, ours), where nobody need be asked; None where one
    must be. Who and when: the later. Several entries: those of both. Do not contact: once said, it is said."""
    sheet, _, name = place
    before, theirs, ours = cells
    if sheet not in SHEETS:
        return None
    if is_stamp(sheet, name):
        return (ours if str(ours or "") > str(theirs or "") else theirs,)
    kind = SHEETS[sheet].column(name).kind
    if kind is CHOICES or name in ("merged_ids", "not_same_as"):
        return (_union(before, theirs, ours, rules),)
    if name == "do_not_contact" and says_stop(ours, rules):
        return (ours,)
    if name == "do_not_contact" and says_stop(theirs, rules):
        return (theirs,)
    return None


def _union(before: Cell, theirs: Cell, ours: Cell, rules: Rules) -> Cell:
    """Their entries, with what we added and without what we took out; their spelling stays."""
    had, has, mine = (dict(_entries(cell, rules)) for cell in (before, theirs, ours))
    kept = [word for name, word in has.items() if name in mine or name not in had]
    added = [word for name, word in mine.items() if name not in had and name not in has]
    return CHOICES.format((*kept, *added), rules) if kept or added else None


def _entries(cell: Cell, rules: Rules) -> Iterator[tuple[str, str]]:
    read = CHOICES.parse(cell, rules)
    for word in read if isinstance(read, tuple) else ():
        yield word.casefold(), word
