"""What turned one read of a workbook into another, by ID and field, wherever the rows and columns stand. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crm.model.cells import Cell, same, written
from crm.model.changes import AddRow, AddToList, Change, RemoveFromList, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.model.contents import Contents, SheetContents
from crm.model.text import key

Row = tuple[str, str]
"""A sheet and an ID."""
Cells = Mapping[str, Cell]
Place = tuple[str, str, str]
"""A sheet, an ID and a field."""


@dataclass
class Differences:
    """`cells[place]` is (before, after) for rows that stand on both sides; `gone` lists the columns (sheet, field) that
    held something and are not there any more, with the field "" for a whole sheet. `lists[name, word]` says whether the
    word stands there now, and what stands beside it; `beside[list, word, part]` is (before, after) for words that
    stand on both sides."""

    added: dict[Row, Cells] = field(default_factory=dict)
    removed: dict[Row, Cells] = field(default_factory=dict)
    cells: dict[Place, tuple[Cell, Cell]] = field(default_factory=dict)
    settings: dict[str, tuple[Cell, Cell]] = field(default_factory=dict)
    lists: dict[tuple[str, str], tuple[bool, Cells]] = field(default_factory=dict)
    beside: dict[Place, tuple[Cell, Cell]] = field(default_factory=dict)
    gone: list[Row] = field(default_factory=list)

    def __bool__(self) -> bool:
        return len(self) > 0 or len(self.gone) > 0

    def __len__(self) -> int:
        rows = len(self.added) + len(self.removed) + len(self.cells)
        return rows + len(self.settings) + len(self.lists) + len(self.beside)

    @property
    def rows(self) -> set[Row]:
        """The rows whose cells differ."""
        return {(sheet, id) for sheet, id, _ in self.cells}


def differences(before: Contents, after: Contents) -> Differences:
    """What turned `before` into `after`. Every row of both has an ID. A formula's other result is nobody's typing."""
    found = Differences()
    if before is after:
        return found
    for name, old in before.sheets.items():
        new = after.sheets.get(name)
        if new is not None and "id" in new.columns:
            _rows(found, old, new)
        elif old.rows:
            found.gone.append((name, ""))
    for name in after.sheets.keys() - before.sheets.keys():
        new = after.sheets[name]
        found.added |= {(name, id): _cells(new, id) for id in new.places}
    for setting in before.settings.keys() | after.settings.keys():
        cells = before.settings.get(setting), after.settings.get(setting)
        if not same(*cells):
            found.settings[setting] = cells
    _lists(found, before, after)
    return found


def _rows(found: Differences, old: SheetContents, new: SheetContents) -> None:
    """Rows and cells of one sheet."""
    name = old.key
    for id in new.places.keys() - old.places.keys():
        found.added[name, id] = _cells(new, id)
    for id in old.places.keys() - new.places.keys():
        found.removed[name, id] = _cells(old, id)
    in_parts = {"name"} if {"first_name", "last_name"} & new.columns.keys() else set()  # one field made two
    for column in sorted(old.columns.keys() - new.columns.keys() - {"id"} - in_parts):
        if any(cell not in (None, "") for cell in old.columns[column]):
            found.gone.append((name, column))
    pairs = _pairs(old, new)
    for column in new.columns:
        if column != "id":
            _column(found, column, (old, new), pairs)


def _pairs(old: SheetContents, new: SheetContents) -> list[tuple[str, int, int]]:
    """ID and both places of every row that stands on both sides."""
    return [(id, place, new.places[id]) for id, place in old.places.items() if id in new.places]


def _column(
    found: Differences, column: str, sheets: tuple[SheetContents, SheetContents], pairs: list[tuple[str, int, int]]
) -> None:
    """The cells of one column: equal ones, nearly all, are passed over as fast as Python can."""
    old, new = sheets
    before, after = old.columns.get(column), new.columns[column]
    if before is not None and before == after and old.columns["id"] == new.columns["id"]:
        return
    blank: list[Cell] = [None] * len(old.rows)
    before = blank if before is None else before
    moved = [pair for pair in pairs if before[pair[1]] != after[pair[2]]]
    for id, was, now in moved:
        is_formula = (old.rows[was], column) in old.formulas and (new.rows[now], column) in new.formulas
        if not is_formula and not same(before[was], after[now]):
            found.cells[old.key, id, column] = _plain(before[was]), _plain(after[now])


def _plain(cell: Cell) -> Cell:
    return None if cell == "" else cell


def _cells(sheet: SheetContents, id: str) -> Cells:
    """What a row holds, without its ID and its blanks."""
    row = sheet.row(id) or {}
    return {name: cell for name, cell in row.items() if name != "id" and cell not in (None, "")}


def _lists(found: Differences, before: Contents, after: Contents) -> None:
    """Words that came or went."""
    for name in before.lists.keys() | after.lists.keys():
        if ": " not in name:  # what stands beside a word goes with the word
            old, new = _words(before, name), _words(after, name)
            found.lists |= {(name, old[word]): (False, _beside(before, name, old[word])) for word in old.keys() - new}
            found.lists |= {(name, new[word]): (True, _beside(after, name, new[word])) for word in new.keys() - old}
            for word in old.keys() & new:
                had, has = _beside(before, name, old[word]), _beside(after, name, new[word])
                changed = {part: (had.get(part), has[part]) for part in has if not same(had.get(part), has[part])}
                found.beside |= {(name, new[word], part): cells for part, cells in changed.items()}


def _words(contents: Contents, name: str) -> dict[str, str]:
    words = [written(cell) for cell in contents.lists.get(name, ())]
    return {key(word): word for word in words if word}


def _beside(contents: Contents, name: str, word: str) -> Cells:
    place = next((n for n, cell in enumerate(contents.lists[name]) if written(cell) == word), -1)
    beside: dict[str, Cell] = {}
    for heading, cells in contents.lists.items():
        if heading.startswith(f"{name}: ") and 0 <= place < len(cells):
            beside[heading.removeprefix(f"{name}: ")] = cells[place]
    return beside


def changes_of(found: Differences, before: Contents) -> Iterator[Change]:
    """The changes that do the same, as if somebody had made them here."""
    for (sheet, id), cells in found.removed.items():
        yield RemoveRow(sheet, id, cells, _row_number(before, sheet, id))
    for (sheet, id), cells in found.added.items():
        yield AddRow(sheet, id, cells)
    for (sheet, id, column), (old, new) in found.cells.items():
        yield UpdateRow(sheet, id, {column: new}, {column: old})
    for name, (old, new) in found.settings.items():
        yield SetSetting(name, new, old)
    for (name, word), (is_there, beside) in found.lists.items():
        yield AddToList(name, word, beside) if is_there else RemoveFromList(name, word, beside)
    for (name, word, part), (old, new) in found.beside.items():
        yield SetBeside(name, word, part, new, old)


def _row_number(contents: Contents, sheet: str, id: str) -> int | None:
    place = contents.sheets[sheet].places.get(id)
    return None if place is None else contents.sheets[sheet].rows[place] or None
