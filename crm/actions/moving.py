"""Moving a workbook into another one, row by row and by ID: what is to be added, changed and removed there.

Both held the same after the last move; that is what `agreed` says. So what people changed since on one side is told
from what they changed on the other: only what changed in the source moves, and what they typed into the target stays.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from crm.actions import moving_words
from crm.actions.moving_columns import Lacking, lacking, names, without
from crm.model.cells import Cell, storable, written
from crm.model.changes import AddRow, Change, ChangeSet, RemoveRow, SetSetting, UpdateRow
from crm.model.contents import Contents
from crm.model.held import Cells, Held, alike
from crm.model.text import key

_STAMPS = ("added_on", "changed_on", "changed_by")
_NOT_COMPARED = ("id", *_STAMPS)
_STAMP_KEYS = frozenset(map(key, _STAMPS))


@dataclass(frozen=True)
class Move:
    """What a move comes to. `lacking`: what the target lacks; `disputed`: cells that changed on both sides; `staying`:
    rows that only the target has, and keeps; `gone`: rows that were removed in the target and are not added again.
    `others` names one that is the target's own, where the two never held the same."""

    changes: ChangeSet
    lacking: Lacking
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
        return bool(self.changes) or self.lacking.is_any


def move(source: Contents, target: Contents | None, agreed: Held | None, summary: str) -> Move:
    """What makes the target hold what the source holds. `target` is None where nothing is yet; `agreed` is what both
    held after the last move, None when there was none."""
    return _Moving(source, target, agreed).move(summary)


class _Moving:
    def __init__(self, source: Contents, target: Contents | None, agreed: Held | None) -> None:
        self._source, self._target = source, target
        self._from = Held.of(source)
        self._there = Held.of(target) if target else Held()
        if not self._there.count and not any(_nameless(target)):
            # what a workbook without a row says was chosen by nobody
            agreed = agreed or Held({}, self._there.settings, self._there.lists)
        self._lacking = lacking(source, self._from, target)
        self._agreed, self._known = agreed, without(agreed or Held(), self._lacking)
        self._gone = 0

    def move(self, summary: str) -> Move:
        words = (
            *moving_words.settings(self._from, self._there, self._known),
            *moving_words.lists(self._from, self._there, self._known, moving_words.called(self._source, self._target)),
        )
        rows = (*self._rows(), *self._removed())
        own = [_called(row, id) for name, rows in self._there.rows.items() for id, row in rows.items()
               if id not in self._mine(name)] + list(_nameless(self._target))  # fmt: skip
        return Move(
            ChangeSet(summary, (*words, *rows)),
            self._lacking,
            sum(map(self._disputed, (*words, *rows))),
            len(own) - sum(isinstance(change, RemoveRow) for change in rows),
            self._gone,
            "" if self._agreed or not own else own[0],
        )

    def _mine(self, sheet: str) -> Mapping[str, Cells]:
        return self._from.rows.get(sheet, {})

    def _disputed(self, change: Change) -> int:
        """How many cells of a change hold something else in the target than what both held."""
        if isinstance(change, UpdateRow):
            there = self._there.rows[change.sheet][change.id]
            return sum(not alike(cell, there.get(name)) for name, cell in change.expected.items())
        if isinstance(change, SetSetting):
            return not alike(change.expected, self._there.settings.get(change.key))
        return 0

    # rows -------------------------------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[AddRow | UpdateRow]:
        for name in self._from.rows:
            there = names(self._target, name)
            blank: Cells = {"added_on": None} if "added_on" in there.values() else {}
            called = {field: there.get(key(field), field) for field in self._source.sheets[name].columns}
            for id, row in self._mine(name).items():
                theirs, known = (held.rows.get(name, {}).get(id) for held in (self._there, self._known))
                if theirs is not None:
                    yield from self._updated(_Row(name, id, called), row, theirs, known)
                elif known is None or not _is_alike(row, known):
                    yield AddRow(name, id, {**blank, **{called[field]: _kept(cell) for field, cell in row.items()}})
                else:
                    self._gone += 1

    def _updated(self, row: "_Row", ours: Cells, there: Cells, known: Cells | None) -> Iterator[UpdateRow]:
        """The cells that were changed in the source; the stamps go with them."""
        values, expected, before = dict[str, Cell](), dict[str, Cell](), _by_key(known or {})
        for field, name in row.called.items():
            mine, theirs, base = ours.get(field), there.get(name), before.get(_key(field))
            if field in _NOT_COMPARED or alike(mine, theirs) or self._is_of_a_formula(row, field):
                continue
            if not alike(mine, base) if known is not None else mine is not None:
                values[name], expected[name] = _kept(mine), theirs if alike(theirs, base) else base
        if values:
            stamps = {name: ours[name] for name in _STAMPS if name in ours and name in row.called.values()}
            before = {name: there.get(name) for name in stamps}
            yield UpdateRow(row.sheet, row.id, {**values, **stamps}, {**expected, **before})

    def _is_of_a_formula(self, row: "_Row", field: str) -> bool:
        """Whether a formula of the target stands there, or one of the source came to an error: neither is written."""
        mine, theirs = self._source.sheets[row.sheet], self._target.sheets[row.sheet] if self._target else None
        is_formula = theirs is not None and (theirs.rows[theirs.places[row.id]], row.called[field]) in theirs.formulas
        return is_formula or (mine.rows[mine.places[row.id]], field) in mine.errors

    def _removed(self) -> Iterator[RemoveRow]:
        """The rows that came by a move and were removed in the source since, while nobody changed them there."""
        for name in self._from.rows.keys() & self._known.rows.keys():
            for id, known in self._known.rows[name].items():
                there = self._there.rows.get(name, {}).get(id)
                if there is not None and id not in self._mine(name) and _is_alike(there, known):
                    yield RemoveRow(name, id, there)


@dataclass(frozen=True)
class _Row:
    """A row of the target, and by the source's fields what they are called there."""

    sheet: str
    id: str
    called: Mapping[str, str]


def _nameless(target: Contents | None) -> Iterator[str]:
    """What the rows of a target are called that have no ID yet."""
    for sheet in target.sheets.values() if target else ():
        ids = sheet.columns.get("id") or [None] * len(sheet.rows)
        for place in (place for place, id in enumerate(ids) if id in (None, "")):
            yield _called({name: cells[place] for name, cells in sheet.columns.items()}, f"row {sheet.rows[place]}")


def _is_alike(row: Cells, other: Cells) -> bool:
    """Whether two rows hold the same, whoever wrote them last, and however the headings are spelt."""
    one, two = _by_key(row), _by_key(other)
    return all(alike(one.get(name), two.get(name)) for name in one.keys() | two.keys() if name not in _STAMP_KEYS)


@lru_cache(maxsize=1_000)
def _key(name: str) -> str:
    """A field's key; a move asks for the same few of every row."""
    return key(name)


def _by_key(row: Cells) -> Cells:
    return {_key(name): cell for name, cell in row.items()}


def _kept(cell: Cell) -> Cell:
    """A cell as any workbook can hold it: what is no day or number there goes as the text that it is read as."""
    return cell if storable(cell) is None else written(cell)


def _called(row: Cells, id: str) -> str:
    return next((written(row[name]) for name in ("name", "contact", "what", "title") if row.get(name)), id)
