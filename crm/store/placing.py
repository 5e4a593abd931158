"""Where an edit goes: rows found by their ID and columns by their field, in one read of the record.

`Placing` turns edits into cells for anything that has sheets with `set_cell`, `append_row` and `clear_row`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from crm.model.cells import Cell, same, written
from crm.model.changes import AddRow, AddToList, RemoveFromList, RemoveRow, SetBeside, SetSetting, UpdateRow
from crm.model.contents import Contents, SheetContents
from crm.model.errors import NoSuchRow
from crm.model.settings import SETTINGS
from crm.model.sheets import SHEETS
from crm.model.text import key
from crm.store.overview import TITLE as OVERVIEW
from crm.store.workbook import Edit, GiveId, Mark, Show


class WritableSheet(Protocol):
    """A sheet whose cells can be set; rows and columns count from 1."""

    def set_cell(self, row: int, column: int, value: Cell) -> None:
        """Put a value into a cell; None clears it."""

    def append_row(self, values: Mapping[int, Cell], *, until: int = 0) -> int:
        """A new row below the data, which goes down to `until` at least, by column number; its row number."""

    def clear_row(self, row: int) -> None:
        """Empty every cell of a row; nothing moves."""


class WritableBook(Protocol):
    """Sheets by their title."""

    def sheet(self, title: str) -> WritableSheet:
        """The sheet of a title."""


def to_make(edits: Sequence[Edit], contents: Contents) -> list[str]:
    """The sheets that come with these edits, those of a module together: one gets its first row, or the module is
    switched on. The sheet Overview comes with its first figures."""
    asked = {SHEETS[edit.sheet].module for edit in edits if isinstance(edit, AddRow)}
    asked |= {edit.key for edit in edits if isinstance(edit, SetSetting) and key(written(edit.value)) == "yes"}
    is_shown = contents.overview is None and any(isinstance(edit, Show) for edit in edits)
    made = [name for name, sheet in SHEETS.items() if sheet.module in asked - {""} and name not in contents.sheets]
    return made + [OVERVIEW] * is_shown


class Placing:
    """Carries edits out in a book, one after another; `rows` says where added rows went, `copies` which rows (by sheet
    and number) went with the row that they were copies of."""

    def __init__(self, contents: Contents, book: WritableBook) -> None:
        self._contents = contents
        self._book = book
        self._cleared: set[tuple[str, int]] = set()
        self._given: set[tuple[str, int]] = set()
        self._taken: set[tuple[str, int]] = set()  # rows that got an ID with this write
        self._homes: dict[tuple[str, str], int] = {}  # where rows stood that this write removed
        self._found: dict[str, dict[str, int]] = {}
        self._last: dict[str, int] = {}
        self._twice: dict[str, set[Cell]] = {}
        self.rows: dict[str, int] = {}
        self.copies: set[tuple[str, int]] = set()
        self._lists = {name: list(cells) for name, cells in contents.lists.items()}

    def carry_out(self, edit: Edit) -> None:
        """Do one edit. Raises NoSuchRow where its row, column or entry is not there, or what the book raises."""
        if isinstance(edit, Mark):
            return  # the stamp goes in with every write
        if isinstance(edit, SetSetting):
            self._set_setting(edit)
        elif isinstance(edit, AddToList):
            self._add_to_list(edit)
        elif isinstance(edit, RemoveFromList):
            self._remove_from_list(edit)
        elif isinstance(edit, SetBeside):
            self._set_beside(edit)
        elif isinstance(edit, Show):
            self._show(edit)
        else:
            sheet = self._contents.sheets.get(edit.sheet)
            if sheet is None:
                raise NoSuchRow(f"The workbook has no sheet {edit.sheet}.")
            self._change_row(edit, sheet, self._book.sheet(sheet.title))

    def _show(self, edit: Show) -> None:
        try:
            target = self._book.sheet(OVERVIEW)
        except KeyError as error:  # it may be spelt in another way by now
            raise NoSuchRow(f"The workbook has no sheet {OVERVIEW}.") from error
        for (row, column), value in edit.cells.items():
            target.set_cell(row, column, value)

    def _change_row(
        self, edit: AddRow | UpdateRow | RemoveRow | GiveId, sheet: SheetContents, target: WritableSheet
    ) -> None:
        if isinstance(edit, GiveId):
            target.set_cell(edit.row, self._column(sheet, "id"), edit.id)
            self._given.add((sheet.key, edit.row))
            self.rows[edit.id] = edit.row
            self._taken.add((sheet.key, edit.row))
        elif isinstance(edit, AddRow):
            self.rows[edit.id] = row = self._add(edit, sheet, target)
            self._taken.add((sheet.key, row))
        elif isinstance(edit, UpdateRow):
            row = self._row(sheet, edit.id)
            cells = {self._column(sheet, field): value for field, value in edit.values.items()}
            for column, value in cells.items():
                target.set_cell(row, column, value)
        else:
            row = self._row(sheet, edit.id)
            copies = self._copies(sheet, edit.id, row)
            for each in (row, *copies):
                target.clear_row(each)
                self._cleared.add((sheet.key, each))
            if edit.id not in self.rows:
                self._homes[sheet.key, edit.id] = row
            self.copies |= {(sheet.key, each) for each in copies}

    def _add(self, edit: AddRow, sheet: SheetContents, target: WritableSheet) -> int:
        """Its row number: its place, or that of the row which the same write removed, or else below all others."""
        cells = {self._column(sheet, field): value for field, value in edit.values.items() if value is not None}
        cells[self._column(sheet, "id")] = edit.id
        for place in (edit.place, self._homes.get((sheet.key, edit.id))):
            if place and self._is_blank(sheet, place):
                for column, value in cells.items():
                    target.set_cell(place, column, value)
                return place
        return target.append_row(cells, until=self._last_row(sheet))

    def _is_blank(self, sheet: SheetContents, row: int) -> bool:
        """Whether a row between the headings and the last record is free for a row that comes back."""
        is_taken = (sheet.key, row) in self._taken or any(problem.row == row for problem in sheet.left_out)
        if row <= sheet.heading_row or is_taken:
            return False
        return (sheet.key, row) in self._cleared or (row not in sheet.rows and row < self._last_row(sheet))

    def _last_row(self, sheet: SheetContents) -> int:
        """The last row with a record as the sheet was read; found once, for an import adds thousands."""
        if sheet.key not in self._last:
            self._last[sheet.key] = max(sheet.rows, default=0)
        return self._last[sheet.key]

    def _row(self, sheet: SheetContents, id: str) -> int:
        if id in self.rows:
            return self.rows[id]
        if self._given and sheet.key not in self._found:
            self._found[sheet.key] = self._index(sheet)
        place = sheet.places.get(id)
        row = self._found[sheet.key].get(id) if self._given else None if place is None else sheet.rows[place]
        if row is None:
            raise NoSuchRow(f"The row {id} is not in the sheet {sheet.title} any more.")
        return row

    def _doubled(self, sheet: SheetContents) -> set[Cell]:
        """The IDs that more than one row bears; looked for once, for an import taken back removes thousands."""
        if sheet.key not in self._twice:
            counted = Counter(sheet.columns.get("id", ()))
            self._twice[sheet.key] = {id for id, times in counted.items() if times > 1}
        return self._twice[sheet.key]

    def _copies(self, sheet: SheetContents, id: str, row: int) -> list[int]:
        """Rows that are the same to the letter, ID and all: the same person once more."""
        if id not in self._doubled(sheet) or row not in sheet.rows:
            return []
        places = [n for n, cell in enumerate(sheet.columns["id"]) if cell == id]
        at = sheet.rows.index(row)
        alike = (n for n in places if all(same(cells[n], cells[at]) for cells in sheet.columns.values()))
        return [sheet.rows[n] for n in alike if n != at and (sheet.key, sheet.rows[n]) not in self._given]

    def _index(self, sheet: SheetContents) -> dict[str, int]:
        """ID -> row number. A row that just got an ID of its own may still bear, in `sheet`, that of the row it was
        copied from; IDs are given before anything else is edited."""
        found: dict[str, int] = {}
        for id, row in zip(sheet.columns.get("id", ()), sheet.rows, strict=False):
            if id is not None and (sheet.key, row) not in self._given:
                found.setdefault(str(id), row)
        return found

    @staticmethod
    def _column(sheet: SheetContents, field: str) -> int:
        number = sheet.column_number(field)
        if number is None:
            raise NoSuchRow(f"The column “{field.removeprefix('own:')}” is not in the sheet {sheet.title} any more.")
        return number

    # settings and lists ---------------------------------------------------------------------------------------------

    def _set_setting(self, edit: SetSetting) -> None:
        target = self._book.sheet("Settings")
        if edit.key in self._contents.settings_at:
            row, column = self._contents.settings_at[edit.key]
            target.set_cell(row, column, edit.value)
            return
        declared = SETTINGS.get(edit.key)
        if declared is None:
            raise NoSuchRow(f"The setting “{edit.key}” is not in the sheet Settings any more.")
        target.append_row({1: edit.key, 2: declared.title, 3: edit.value, 4: declared.help})

    def _add_to_list(self, edit: AddToList) -> None:
        words = self._lists.get(edit.list, [])
        last = max((number for number, word in enumerate(words) if word not in (None, "")), default=-1)
        cells = {edit.list: edit.entry, **{f"{edit.list}: {part}": cell for part, cell in edit.beside.items()}}
        missing = [name for name, cell in cells.items() if cell is not None and name not in self._contents.lists_at]
        if missing:
            raise NoSuchRow(f"The column “{missing[0]}” is not in the sheet Lists any more.")
        after = {}
        for heading, cell in cells.items():
            if heading in self._contents.lists_at:
                self._book.sheet("Lists").set_cell(last + 3, self._contents.lists_at[heading], cell)
                beside = self._lists.get(heading, [])[: last + 1]
                after[heading] = [*beside, *[None] * (last + 1 - len(beside)), cell]
        self._lists.update(after)  # only when no cell was refused

    def _set_beside(self, edit: SetBeside) -> None:
        heading, words = f"{edit.list}: {edit.part}", self._lists.get(edit.list, [])
        place = next((number for number, word in enumerate(words) if same(word, edit.entry)), None)
        if place is None or heading not in self._contents.lists_at:
            raise NoSuchRow(f"“{edit.entry}” is not in the list {edit.list} any more.")
        self._book.sheet("Lists").set_cell(place + 2, self._contents.lists_at[heading], edit.value)
        cells = self._lists.get(heading, [])
        self._lists[heading] = [*cells[:place], *[None] * (place - len(cells)), edit.value, *cells[place + 1 :]]

    def _remove_from_list(self, edit: RemoveFromList) -> None:
        """Take an entry out and move up what stands below it, in every column of its block."""
        words = self._lists.get(edit.list, [])
        place = next((number for number, word in enumerate(words) if same(word, edit.entry)), None)
        if place is None:
            raise NoSuchRow(f"“{edit.entry}” is not in the list {edit.list} any more.")
        after = {}
        for heading, column in self._contents.lists_at.items():
            if heading == edit.list or heading.startswith(f"{edit.list}: "):
                cells = [*self._lists[heading][:place], *self._lists[heading][place + 1 :]]
                for number in range(place, max(len(cells), len(words)) + 1):
                    self._book.sheet("Lists").set_cell(
                        number + 2, column, cells[number] if number < len(cells) else None
                    )
                after[heading] = cells
        self._lists.update(after)
