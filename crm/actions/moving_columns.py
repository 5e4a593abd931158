"""What a workbook lacks to hold what another one holds: columns, sheets of records, and columns of the sheet Lists."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from crm.model.contents import Contents
from crm.model.held import Cells, Held
from crm.model.lists import Lists
from crm.model.sheets import SHEETS
from crm.model.text import key, squash

OF_PART = ": "
"""Stands between a list and what a column beside it holds: `Stages: means`."""


@dataclass(frozen=True)
class Lacking:
    """`columns`: sheet -> fields; `sheets`: by their keys; `lists`: headings of the sheet Lists."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether anything is to be added."""
        return bool(self.columns or self.sheets or self.lists)


def lacking(source: Contents, held: Held, target: Contents | None) -> Lacking:
    """What the target lacks of the source, which holds `held`; of a new workbook where there is no target."""
    columns = {name: tuple(_columns(source, held, target, name)) for name in held.rows}
    sheets = tuple(name for name in held.rows if target is not None and name not in target.sheets)
    there = {folded(heading) for heading in (target.lists_at if target else Lists.default().blocks)}
    lists = tuple(heading for heading in source.lists_at if folded(heading) not in there)
    return Lacking({name: fields for name, fields in columns.items() if fields}, sheets, lists)


def _columns(source: Contents, held: Held, target: Contents | None, sheet: str) -> Iterator[str]:
    """The team's own columns, and those of Kith's in which anything stands."""
    there, used = names(target, sheet), {name for row in held.rows[sheet].values() for name in row}
    for name in source.sheets[sheet].columns:
        if key(name) not in there and (name in used or name.startswith("own:")):
            yield name


def names(target: Contents | None, sheet: str) -> dict[str, str]:
    """The fields of the target's columns, by what they are compared with: one may write a heading otherwise."""
    there = target.sheets.get(sheet) if target else None
    fields = there.columns if there else [column.field for column in SHEETS[sheet].created]
    return {key(name): name for name in fields}


def folded(heading: str) -> str:
    """A heading of the sheet Lists for comparing."""
    return squash(heading).casefold()


def without(held: Held, what: Lacking) -> Held:
    """What both held, but for columns, sheets and lists that one lacks: it was not emptied there cell by cell, so all
    of it goes there again."""
    rows = {
        name: {id: _less(row, map(key, what.columns.get(name, ()))) for id, row in each.items()}
        for name, each in held.rows.items()
        if name not in what.sheets
    }
    gone = {folded(heading) for heading in what.lists}
    lists = {
        name: {word: _less_beside(name, beside, gone) for word, beside in words.items()}
        for name, words in held.lists.items()
        if folded(name) not in gone
    }
    return Held(rows, held.settings, lists)


def _less(row: Cells, keys: Iterable[str]) -> Cells:
    gone = set(keys)
    return {name: cell for name, cell in row.items() if key(name) not in gone} if gone else row


def _less_beside(name: str, beside: Cells, gone: Collection[str]) -> Cells:
    return {part: cell for part, cell in beside.items() if folded(f"{name}{OF_PART}{part}") not in gone}
