"""What is to be changed: values that can be shown, saved and undone. Actions make them, the store carries them out.

Sheets are named by their SHEETS key, columns by field; the values are cells, as they will stand in the workbook.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crm.model.cells import Cell
from crm.model.text import brief

_SUMMARY = 300  # characters of a sentence about a save; a whole text in a name must not fill the screen

Cells = Mapping[str, Cell]


def new_batch() -> str:
    """A name for one press of Save: what was saved under it once is never saved again."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class AddRow:
    """A new row with its ID. `place` is the row number it had once, to be used again while that row is blank."""

    sheet: str
    id: str
    values: Cells
    place: int | None = None

    def inverse(self) -> "RemoveRow":
        """Take the row out again."""
        return RemoveRow(self.sheet, self.id, self.values, self.place)


@dataclass(frozen=True)
class UpdateRow:
    """New values for some cells of a row; `expected` holds what the person saw in exactly these cells."""

    sheet: str
    id: str
    values: Cells
    expected: Cells = field(default_factory=dict)

    def inverse(self) -> "UpdateRow":
        """Put back what was seen before."""
        before = {name: self.expected.get(name) for name in self.values}
        return UpdateRow(self.sheet, self.id, before, dict(self.values))


@dataclass(frozen=True)
class RemoveRow:
    """A row emptied; `expected` holds its cells as they were seen, so that it can come back; absent ones were blank."""

    sheet: str
    id: str
    expected: Cells = field(default_factory=dict)
    place: int | None = None

    def inverse(self) -> AddRow:
        """Bring the row back, to its old place while that is blank."""
        return AddRow(self.sheet, self.id, self.expected, self.place)


@dataclass(frozen=True)
class SetSetting:
    """A new value for one key of the sheet Settings."""

    key: str
    value: Cell
    expected: Cell = None

    def inverse(self) -> "SetSetting":
        """Put the old value back."""
        return SetSetting(self.key, self.expected, self.value)


@dataclass(frozen=True)
class AddToList:
    """A new entry at the end of a list of the sheet Lists, with what stands beside it (`means` ...)."""

    list: str
    entry: str
    beside: Cells = field(default_factory=dict)

    def inverse(self) -> "RemoveFromList":
        """Take the entry out again."""
        return RemoveFromList(self.list, self.entry, self.beside)


@dataclass(frozen=True)
class RemoveFromList:
    """An entry of a list taken out; no row that uses the word changes."""

    list: str
    entry: str
    beside: Cells = field(default_factory=dict)

    def inverse(self) -> AddToList:
        """Add the entry again."""
        return AddToList(self.list, self.entry, self.beside)


@dataclass(frozen=True)
class SetBeside:
    """Another value beside an entry of a list, in its column `part`: what it means, its chance."""

    list: str
    entry: str
    part: str
    value: Cell
    expected: Cell = None

    def inverse(self) -> "SetBeside":
        """Put the old value back."""
        return SetBeside(self.list, self.entry, self.part, self.expected, self.value)


RowChange = AddRow | UpdateRow | RemoveRow
Change = RowChange | SetSetting | AddToList | RemoveFromList | SetBeside


@dataclass(frozen=True)
class ChangeSet:
    """Changes that belong together, with the sentence that names them: saved whole, undone whole.

    `batch` is the press of Save they came from. An empty one is legal and does nothing.
    """

    summary: str
    changes: tuple[Change, ...] = ()
    batch: str = field(default_factory=new_batch)

    def __post_init__(self) -> None:
        object.__setattr__(self, "summary", brief(self.summary, _SUMMARY))

    def __bool__(self) -> bool:
        return bool(self.changes)

    def inverse(self, summary: str) -> "ChangeSet":
        """What takes these changes back, last first."""
        return ChangeSet(summary, tuple(change.inverse() for change in reversed(self.changes)))

    def plus(self, more: Iterable[Change]) -> "ChangeSet":
        """The same press of Save with more changes at its end."""
        return ChangeSet(self.summary, (*self.changes, *more), self.batch)
