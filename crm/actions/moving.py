"""Moving a workbook into another one, row by row and by ID: what is to be added, changed and removed there.

Both held the same after the last move; that is what `agreed` says. So what people changed since on one side is told
from what they changed on the other: only what changed in the source moves, and what they typed into the target stays.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from crm.model.cells import Cell, storable, written
from crm.model.changes import (
    AddRow,
    AddToList,
    Change,
    ChangeSet,
    RemoveFromList,
    RemoveRow,
    SetBeside,
    SetSetting,
    UpdateRow,
)
from crm.model.contents import Contents
from crm.model.held import Cells, Held, alike
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.text import key

_STAMPS = ("added_on", "changed_on", "changed_by")
_NOTHING: Cells = {}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Move:
    """What a move comes to. `columns`: sheet -> fields that the target lacks a column for; `sheets`: those that it
    lacks; `disputed`: cells that changed on both sides; `staying`: rows that only the target has, and keeps; `gone`:
    rows that were removed in the target and are not added again. `others` names one that is the target's own, where
    the two never held the same."""

    changes: ChangeSet
    columns: Mapping[str, tuple[str, ...]]
    sheets: tuple[str, ...]
    disputed: int
    staying: int
    gone: int
    others: str

    def count(self, sheet: str, kind: type[Change]) -> int:
        """How many rows of a sheet are added, changed or removed."""
        its = (change for change in self.changes.changes if isinstance(change, kind))
        return sum(getattr(change, "sheet", "") == sheet for change in its)

    @property
    def besides(self) -> int:
        """How many settings and words of lists change."""
        return sum(not isinstance(change, AddRow | UpdateRow | RemoveRow) for change in self.changes.changes)

    @property
    def is_anything(self) -> bool:
        """Whether anything in the target is to be written."""
        return bool(self.changes or self.columns or self.sheets)


def move(source: Contents, target: Contents | None, agreed: Held | None, summary: str) -> Move:
    """What makes the target hold what the source holds. `target` is None where nothing is yet; `agreed` is what both
    held after the last move, None when there was none."""
    return _Moving(source, target, agreed).move(summary)


def with_days(source: Contents) -> Contents:
    """The same with days in the team's own columns that hold nothing but texts such as 2026-03-01: so a workbook that
    has no days there keeps them."""
    sheets = {name: replace(sheet, columns=_days_in(sheet.columns)) for name, sheet in source.sheets.items()}
    return replace(source, sheets=sheets)


def _days_in(columns: Mapping[str, list[Cell]]) -> dict[str, list[Cell]]:
    found = dict(columns)
    for name in (name for name in columns if name.startswith("own:")):
        filled = [cell for cell in columns[name] if cell not in (None, "")]
        if filled and all(isinstance(cell, str) and _DAY.fullmatch(cell) for cell in filled):
            with suppress(ValueError):  # the 30th of February: a text after all
                found[name] = [dt.date.fromisoformat(str(cell)) if cell else None for cell in columns[name]]
    return found


class _Moving:
    def __init__(self, source: Contents, target: Contents | None, agreed: Held | None) -> None:
        self._source, self._target, self._agreed = source, target, agreed
        self._from = Held.of(source)
        self._there = Held.of(target) if target else Held()
        fresh = Held() if self._there.count else Held({}, self._there.settings, self._there.lists)
        self._known = agreed or fresh  # what a workbook without a row says was never chosen by anybody
        self._disputed = self._gone = 0

    def move(self, summary: str) -> Move:
        changes = (*self._settings(), *self._lists(), *self._rows())
        own = [(name, id) for name, rows in self._there.rows.items() for id in rows if id not in self._mine(name)]
        removed = sum(isinstance(change, RemoveRow) for change in changes)
        others = "" if self._agreed or not own else _called(self._there.rows[own[0][0]][own[0][1]], own[0][1])
        return Move(
            ChangeSet(summary, changes),
            {name: fields for name in self._from.rows if (fields := tuple(self._lacking(name)))},
            tuple(name for name in self._from.rows if self._target is not None and name not in self._target.sheets),
            self._disputed,
            len(own) - removed,
            self._gone,
            others,
        )

    def _mine(self, sheet: str) -> Mapping[str, Cells]:
        return self._from.rows.get(sheet, {})

    # columns ----------------------------------------------------------------------------------------------------------

    def _columns_there(self, sheet: str) -> list[str]:
        there = self._target.sheets.get(sheet) if self._target else None
        return list(there.columns) if there else [column.field for column in SHEETS[sheet].created]

    def _lacking(self, sheet: str) -> Iterator[str]:
        """The team's own columns, and those of Kith's in which anything stands, that the target does not have."""
        there, used = self._names(sheet), {name for row in self._mine(sheet).values() for name in row}
        for name in self._source.sheets[sheet].columns:
            if key(name) not in there and (name in used or name.startswith("own:")):
                yield name

    def _names(self, sheet: str) -> dict[str, str]:
        """The fields of the target's columns, by what they are compared with: one may write a heading otherwise."""
        return {key(name): name for name in self._columns_there(sheet)}

    # rows -------------------------------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[Change]:
        for name in self._from.rows:
            names = self._names(name)
            called = {field: names.get(key(field), field) for field in self._source.sheets[name].columns}
            for id, row in self._mine(name).items():
                cells = {called[field]: _kept(cell) for field, cell in row.items()}
                there, known = (held.rows.get(name, {}).get(id) for held in (self._there, self._known))
                if there is not None:
                    yield from self._updated(name, id, cells, there)
                elif known is None or not _is_alike(row, known):
                    yield AddRow(name, id, {"added_on": None, **cells} if "added_on" in names.values() else cells)
                else:
                    self._gone += 1
        for name, rows in self._known.rows.items():
            for id, known in rows.items():
                there = self._there.rows.get(name, {}).get(id)
                if there is not None and id not in self._mine(name) and _is_alike(there, known):
                    yield RemoveRow(name, id, there)

    def _updated(self, sheet: str, id: str, cells: Cells, there: Cells) -> Iterator[UpdateRow]:
        known = self._known.rows.get(sheet, {}).get(id)
        values, expected = dict[str, Cell](), dict[str, Cell]()
        for name in dict.fromkeys([*cells, *there, *(known or ())]):
            ours, theirs = cells.get(name), there.get(name)
            base = (known or _NOTHING).get(name)
            if name in _STAMPS or alike(ours, theirs) or self._is_formula(sheet, id, name):
                continue
            if alike(ours, base) if known is not None else ours is None:
                continue  # nobody changed it in the source
            values[name], expected[name] = ours, theirs if alike(theirs, base) else base
            self._disputed += not alike(theirs, base)
        if values:
            stamps = {name: cells[name] for name in _STAMPS if name in cells}
            yield UpdateRow(sheet, id, {**values, **stamps}, {**expected, **{name: there.get(name) for name in stamps}})

    def _is_formula(self, sheet: str, id: str, name: str) -> bool:
        contents = self._target.sheets[sheet] if self._target else None
        return contents is not None and (contents.rows[contents.places[id]], name) in contents.formulas

    # settings and lists -----------------------------------------------------------------------------------------------

    def _settings(self) -> Iterator[SetSetting]:
        for name, ours in self._from.settings.items():
            theirs, base = self._there.settings.get(name), self._known.settings.get(name)
            if alike(ours, theirs) or (name not in SETTINGS and name not in self._there.settings):
                continue
            is_theirs = self._agreed is None and self._there.count and theirs not in (None, "")
            if not is_theirs and not alike(ours, base):
                yield SetSetting(name, ours, theirs if alike(theirs, base) else base)
                self._disputed += not alike(theirs, base)

    def _lists(self) -> Iterator[Change]:
        for name, words in self._from.lists.items():
            there, known = (_by_key(held.lists.get(name, {})) for held in (self._there, self._known))
            for word, beside in words.items():
                if key(word) in there:
                    yield from self._beside(name, there[key(word)], beside, known.get(key(word)))
                elif key(word) not in known:
                    yield AddToList(name, word, beside)
            ours = _by_key(words)
            for gone in there.keys() & known.keys() - ours.keys():
                yield RemoveFromList(name, *there[gone])

    def _beside(
        self, name: str, there: tuple[str, Cells], ours: Cells, known: tuple[str, Cells] | None
    ) -> Iterator[SetBeside]:
        word, theirs = there
        for part in dict.fromkeys([*ours, *theirs]):
            a, b, base = ours.get(part), theirs.get(part), known[1].get(part) if known else None
            if known and not alike(a, b) and not alike(a, base) and alike(b, base):
                yield SetBeside(name, word, part, a, b)


def _by_key(words: Mapping[str, Cells]) -> dict[str, tuple[str, Cells]]:
    return {key(word): (word, beside) for word, beside in words.items()}


def _is_alike(row: Cells, other: Cells) -> bool:
    """Whether two rows hold the same, whoever wrote them last."""
    return all(alike(row.get(name), other.get(name)) for name in {*row, *other} if name not in _STAMPS)


def _kept(cell: Cell) -> Cell:
    """A cell as any workbook can hold it: what is no day or number there goes as the text that it is read as."""
    return cell if storable(cell) is None else written(cell)


def _called(row: Cells, id: str) -> str:
    return next((written(row[name]) for name in ("name", "contact", "what", "title") if row.get(name)), id)
