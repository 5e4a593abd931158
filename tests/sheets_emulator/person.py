"""A person with the spreadsheet open in a browser: what people do while Kith works."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from . import a1, of_cells, of_lines, of_moves, of_ranges, of_tabs
from .a1 import Area
from .batch import Draft
from .cells import Value
from .locales import locale_named
from .sheet import Sheet, grid_json
from .typing_in import typed
from .world import OWNER, World


class Person:
    """Acts at once and whole, like one click. Ranges are in A1 notation, rows count from 1, columns are letters."""

    def __init__(self, world: World, lock: AbstractContextManager, id: str) -> None:
        self.world, self.lock, self.id = world, lock, id

    @contextmanager
    def acting(self) -> Iterator[Draft]:
        """A copy of the spreadsheet to change, put in place at the end."""
        with self.lock:
            draft = Draft(self.world, self.world.files[self.id].book.copy(), OWNER)
            yield draft
            draft.book.forget_lost()
            self.world.commit(draft.book, "person")

    def sheet(self, title: str) -> Sheet:
        """A tab as it is now. Raises KeyError when there is none of that title."""
        sheet = self.world.files[self.id].book.titled(title)
        if sheet is None:
            raise KeyError(title)
        return sheet

    def values(self, text: str) -> list[list[Value]]:
        """What stands in a range now, formulas computed; None is nothing, and nothing stands at the ends."""
        book = self.world.files[self.id].book
        sheet, area = book.area(text)
        rows: list[list[Value]] = []
        for row, column, value in book.values(sheet, area):
            while len(rows) <= row - area.top:
                rows.append([])
            line = rows[row - area.top]
            line.extend([None] * (column - area.left + 1 - len(line)))
            line[column - area.left] = value
        return rows

    def edit(self, text: str, value: str) -> None:
        """Type something into a cell: "Contacts!C5", "Paris". What looks like a number becomes one; "" empties it."""
        with self.acting() as draft:
            self.type_into(draft, *draft.book.area(text), value)

    def type_into(self, draft: Draft, sheet: Sheet, area: Area, value: str) -> None:
        """Type into the first cell of an area."""
        cell = sheet.cell(area.top, area.left)
        new = typed(cell, value, locale_named(draft.book.locale), self.world.moment)
        sheet.put(area.top, area.left, new)

    def put(self, text: str, rows: Sequence[Sequence[Value]]) -> None:
        """Paste values as they are from a cell on; None leaves a cell alone. The grid grows where it must."""
        with self.acting() as draft:
            sheet, area = draft.book.area(text)
            missing = area.top + len(rows) - len(sheet.rows)
            if missing > 0:
                sheet.insert("ROWS", len(sheet.rows), missing)
            for down, row in enumerate(rows):
                for right, value in enumerate(row):
                    if value is not None:
                        place = (area.top + down, area.left + right)
                        sheet.put(*place, sheet.cell(*place).holding(value if value != "" else None))

    def clear(self, text: str) -> None:
        """Empty the cells of a range."""
        with self.acting() as draft:
            sheet, area = draft.book.area(text)
            for row, column, cell in list(sheet.each(area)):
                sheet.put(row, column, cell.holding(None))

    def type_row(self, title: str, values: Sequence[str]) -> int:
        """Type a row below the last one; returns its number."""
        with self.acting() as draft:
            sheet = self.titled(draft, title)
            row = sheet.last_row()
            if row == len(sheet.rows):
                sheet.insert("ROWS", row, 1)
            for column, value in enumerate(values):
                self.type_into(draft, sheet, Area(row, column, row + 1, column + 1), value)
            return row + 1

    def titled(self, draft: Draft, title: str) -> Sheet:
        """A tab of the copy. Raises KeyError when there is none of that title."""
        sheet = draft.book.titled(title)
        if sheet is None:
            raise KeyError(title)
        return sheet

    def sort(self, text: str, by: str, descending: bool = False) -> None:
        """Sort the rows of a range by a column: "Contacts!A2:F", by="C"."""
        with self.acting() as draft:
            sheet, area = draft.book.area(text)
            spec = {"dimensionIndex": a1.column_number(by), "sortOrder": "DESCENDING" if descending else "ASCENDING"}
            of_moves.sort_range(draft, {"range": grid_json(sheet, area), "sortSpecs": [spec]})

    def insert_rows(self, title: str, before: int, count: int = 1) -> None:
        """Insert empty rows before a row."""
        with self.acting() as draft:
            self.titled(draft, title).insert("ROWS", before - 1, count, like=before - 1)

    def delete_rows(self, title: str, first: int, count: int = 1) -> None:
        """Delete rows."""
        with self.acting() as draft:
            self.titled(draft, title).delete("ROWS", first - 1, first - 1 + count)

    def move_rows(self, title: str, first: int, before: int, count: int = 1) -> None:
        """Drag rows to before another row."""
        with self.acting() as draft:
            self.titled(draft, title).move("ROWS", first - 1, first - 1 + count, before - 1)

    def insert_columns(self, title: str, before: str, count: int = 1) -> None:
        """Insert empty columns before a column."""
        with self.acting() as draft:
            at = a1.column_number(before)
            self.titled(draft, title).insert("COLUMNS", at, count, like=at)

    def delete_columns(self, title: str, first: str, count: int = 1) -> None:
        """Delete columns."""
        with self.acting() as draft:
            start = a1.column_number(first)
            self.titled(draft, title).delete("COLUMNS", start, start + count)

    def move_column(self, title: str, column: str, before: str) -> None:
        """Drag a column to before another one."""
        with self.acting() as draft:
            start = a1.column_number(column)
            self.titled(draft, title).move("COLUMNS", start, start + 1, a1.column_number(before))

    def cut_paste(self, source: str, to: str) -> None:
        """Cut cells and paste them elsewhere: "Contacts!A5:F5", "Contacts!A9"."""
        with self.acting() as draft:
            sheet, area = draft.book.area(source)
            there, target = draft.book.area(to)
            place = {"sheetId": there.id, "rowIndex": target.top, "columnIndex": target.left}
            of_moves.cut_paste(draft, {"source": grid_json(sheet, area), "destination": place})

    def copy_paste(self, source: str, to: str, values_only: bool = False) -> None:
        """Copy cells and paste them elsewhere."""
        with self.acting() as draft:
            sheet, area = draft.book.area(source)
            there, target = draft.book.area(to)
            kind = "PASTE_VALUES" if values_only else "PASTE_NORMAL"
            ranges = {"source": grid_json(sheet, area), "destination": grid_json(there, target)}
            of_moves.copy_paste(draft, ranges | {"pasteType": kind})

    def merge(self, text: str) -> None:
        """Merge the cells of a range."""
        with self.acting() as draft:
            of_cells.merge_cells(draft, {"range": grid_json(*draft.book.area(text))})

    def protect(self, text: str, editors: Sequence[str] = (), warning_only: bool = False) -> None:
        """Keep everybody but the editors (and the owner) out of a range."""
        with self.acting() as draft:
            rule = {"range": grid_json(*draft.book.area(text)), "editors": {"users": list(editors)}}
            of_ranges.add_protected_range(draft, {"protectedRange": rule | {"warningOnly": warning_only}})

    def hide_rows(self, title: str, first: int, count: int = 1) -> None:
        """Hide rows."""
        with self.acting() as draft:
            sheet = self.titled(draft, title)
            span = {"sheetId": sheet.id, "dimension": "ROWS", "startIndex": first - 1, "endIndex": first - 1 + count}
            body = {"range": span, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
            of_lines.update_dimension_properties(draft, body)

    def add_tab(self, title: str) -> None:
        """Add an empty tab."""
        with self.acting() as draft:
            of_tabs.add_sheet(draft, {"properties": {"title": title}})

    def rename_tab(self, title: str, new: str) -> None:
        """Give a tab another title."""
        with self.acting() as draft:
            draft.book.retitle(self.titled(draft, title), new)

    def delete_tab(self, title: str) -> None:
        """Delete a tab."""
        with self.acting() as draft:
            of_tabs.delete_sheet(draft, {"sheetId": self.titled(draft, title).id})

    def duplicate_tab(self, title: str) -> str:
        """Duplicate a tab; returns the copy's title. It has the values, and no metadata."""
        with self.acting() as draft:
            body = {"sourceSheetId": self.titled(draft, title).id}
            return of_tabs.duplicate_sheet(draft, body)["properties"]["title"]

    def set_locale(self, locale: str) -> None:
        """Choose another locale for the spreadsheet."""
        with self.acting() as draft:
            properties: Mapping = {"properties": {"locale": locale}, "fields": "locale"}
            of_tabs.update_spreadsheet_properties(draft, properties)

    def version(self) -> int:
        """The number of the present version, for restore."""
        return len(self.world.files[self.id].versions)

    def restore(self, version: int) -> None:
        """Restore an earlier version: all tabs, all cells; anchors stay on the rows that are still known."""
        with self.lock:
            file = self.world.files[self.id]
            now, book = file.book, file.versions[version].copy()
            book.metadata = dict(now.metadata)
            book.forget_lost()
            self.world.commit(book, "person")
