"""A finding: a place in the sheet that may be wrong, what stands there, and what could be done about it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from crm.model.cells import Cell, Kind, written
from crm.model.changes import Change, UpdateRow
from crm.model.contents import SheetContents
from crm.model.schema import Column
from crm.model.snapshot import Snapshot

ASK, SHOW, NOTE = "ask", "show", "note"
"""What a finding wants: a choice by somebody, their eyes, or nothing."""


@dataclass(frozen=True)
class Fix:
    """One thing that could be done: the words on its button, the changes, and what will stand there then.

    `is_sure`: it only writes what was read there already, in a form that everybody reads the same way.
    """

    label: str
    changes: tuple[Change, ...]
    after: str = ""
    is_sure: bool = False


@dataclass(frozen=True)
class Finding:
    """Something to tidy. `code` is a word of the catalogue; `row` is the row number in the sheet, 0 for the whole sheet
    or a row that is not in it yet; `field` "" means the whole row; `cells` how many cells it speaks of.

    The first of `fixes` is the one that is proposed; without any it is only shown.
    """

    code: str
    sheet: str
    row: int
    id: str
    field: str
    text: str
    sentence: str
    fixes: tuple[Fix, ...] = ()
    cells: int = 1
    way: str = SHOW

    @cached_property
    def mark(self) -> str:
        """What it is remembered by: another text in that cell is another finding."""
        told = "\x00".join((self.code, self.sheet, self.id, self.field, self.text))
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def fix(self) -> Fix | None:
        """What is proposed; None where somebody has to know better."""
        return self.fixes[0] if self.fixes else None


@dataclass(frozen=True)
class Looked:
    """One column of a sheet that is looked through: its cells, as they were typed."""

    contents: SheetContents
    column: Column
    cells: Sequence[Cell]

    def finding(self, place: int, code: str, sentence: str, *fixes: Fix | None, way: str = "") -> Finding:
        """A finding about the cell at a place of the column."""
        usable = tuple(fix for fix in fixes if fix)
        ids = self.contents.columns.get("id")
        return Finding(
            code, self.contents.key, self.contents.rows[place], str(ids[place]) if ids else "", self.column.field,
            written(self.cells[place]), sentence, usable, way=way or (ASK if usable else SHOW),
        )  # fmt: skip

    def fix(self, place: int, cell: Cell, label: str = "", *, is_sure: bool = False) -> Fix | None:
        """Another value for the cell; None where Kith may not write: a formula, or a row without ID."""
        change = self.change(place, cell)
        after = written(cell)
        return Fix(label or f"Write {after}", (change,), after, is_sure) if change else None

    def change(self, place: int, cell: Cell) -> Change | None:
        """The same as a change."""
        field, ids = self.column.field, self.contents.columns.get("id")
        if not ids or ids[place] is None or (self.contents.rows[place], field) in self.contents.formulas:
            return None
        return UpdateRow(self.contents.key, str(ids[place]), {field: cell}, {field: self.cells[place]})


def look(snapshot: Snapshot, *kinds: Kind) -> Iterator[Looked]:
    """Every column of these kinds in which anything stands, sheet by sheet."""
    for name, contents in snapshot.contents.sheets.items():
        for column in snapshot.columns(name):
            if column.kind in kinds and column.field != "id":
                cells = contents.columns[column.field]
                if any(cells):
                    yield Looked(contents, column, cells)
