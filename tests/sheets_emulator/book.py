"""A spreadsheet: its tabs, its metadata, and what belongs to all of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from . import a1, formulas, references
from .a1 import Area
from .cells import CellFault, Value
from .errors import ApiError, no_grid, refused, unable_to_parse
from .sheet import Line, Moved, Sheet, grid_json

CELL_LIMIT = 10_000_000
NEW = {"locale": "en_US", "autoRecalc": "ON_CHANGE", "timeZone": "Etc/GMT"}


@dataclass(frozen=True)
class Metadata:
    """One entry of developer metadata. kind: ROW, COLUMN, SHEET or SPREADSHEET; line: its row or column."""

    id: int
    key: str
    value: str | None
    visibility: str
    kind: str
    sheet_id: int | None = None
    line: Line | None = None

    @property
    def size(self) -> int:
        """What it counts towards the limit of its sheet."""
        return len(self.key) + len(self.value or "")


@dataclass
class Book:
    """A spreadsheet. properties: JSON of SpreadsheetProperties; metadata by its id."""

    id: str
    properties: dict
    sheets: list[Sheet]
    metadata: dict[int, Metadata] = field(default_factory=dict)
    today: int = 0

    @classmethod
    def new(cls, id: str, title: str) -> "Book":
        """An empty spreadsheet, as Google makes it."""
        return cls(id, {"title": title, **NEW}, [Sheet.new(0, "Sheet1")])

    def copy(self) -> "Book":
        """A copy to change."""
        sheets = [sheet.copy() for sheet in self.sheets]
        return replace(self, properties=dict(self.properties), sheets=sheets, metadata=dict(self.metadata))

    @property
    def locale(self) -> str:
        """The name of its locale."""
        return self.properties["locale"]

    def sheet(self, id: object) -> Sheet:
        """A tab by its sheetId."""
        for sheet in self.sheets:
            if sheet.id == (id or 0):
                return sheet
        raise no_grid(id)

    def titled(self, title: str) -> Sheet | None:
        """A tab by its title, in any case."""
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == title.casefold()), None)

    def area(self, text: str) -> tuple[Sheet, Area]:
        """The cells of a range in A1 notation. Raises ApiError as Google does."""
        title, cells = a1.split(text)
        named = a1.corners(cells) if cells else None
        if title is None and named is None:
            return self.named_area(text)
        sheet = self.titled(title) if title is not None else self.sheets[0]
        if sheet is not None and cells is None:
            return sheet, sheet.whole
        if sheet is None or named is None:
            raise unable_to_parse(text)
        return sheet, self.on_grid(sheet, named, cells or "")

    def named_area(self, text: str) -> tuple[Sheet, Area]:
        """The cells of a title alone, or of a named range."""
        sheet = self.titled(text)
        if sheet:
            return sheet, sheet.whole
        for sheet in self.sheets:
            for entry in sheet.named.values():
                if entry["name"].casefold() == text.casefold():
                    return self.grid_area(entry["range"])
        raise unable_to_parse(text)

    def on_grid(self, sheet: Sheet, named: a1.Corners, text: str) -> Area:
        """Corners as an area; its end is cut at the end of the grid, its start must lie on it."""
        rows, columns = len(sheet.rows), len(sheet.columns)
        top, left = named.top or 0, named.left or 0
        if top >= rows or left >= columns:
            raise refused(
                f"Range ({a1.quoted(sheet.title)}!{text.upper()}) exceeds grid limits. "
                f"Max rows: {rows}, max columns: {columns}"
            )
        bottom = rows if named.bottom is None else named.bottom + 1
        right = columns if named.right is None else named.right + 1
        return Area(top, left, bottom, right).within(rows, columns)

    def grid_area(self, grid_range: Mapping | None) -> tuple[Sheet, Area]:
        """The cells of a GridRange; a missing end is open."""
        given = grid_range or {}
        sheet = self.sheet(given.get("sheetId"))
        rows, columns = len(sheet.rows), len(sheet.columns)
        top, left = given.get("startRowIndex") or 0, given.get("startColumnIndex") or 0
        bottom, right = given.get("endRowIndex"), given.get("endColumnIndex")
        area = Area(top, left, rows if bottom is None else bottom, columns if right is None else right)
        if area.height < 0 or area.width < 0 or top < 0 or left < 0:
            raise refused("The start of a range must be before its end")
        if top >= rows or left >= columns or area.bottom > rows or area.right > columns:
            raise refused(
                f"GridRange {a1.range_text(sheet.title, area)} exceeds grid limits. "
                f"Max rows: {rows}, max columns: {columns}"
            )
        return sheet, area

    def values(self, sheet: Sheet, area: Area) -> Iterator[tuple[int, int, Value]]:
        """(row, column, value) of every cell that has one, formulas computed."""
        for row, column, cell in sheet.typed(area):
            yield row, column, self.computed(sheet, row, column) if cell.formula else cell.value

    def computed(self, sheet: Sheet, row: int, column: int, depth: int = 0) -> Value:
        """The value of one cell."""
        cell = sheet.cell(row, column)
        if not cell.formula:
            return cell.value
        if depth > 50:
            return CellFault("#REF!")
        return formulas.computed(cell.formula, lambda text: self.referred(sheet, text, depth + 1), self.today)

    def referred(self, sheet: Sheet, text: str, depth: int) -> list[Value]:
        """The values of a reference in a formula of a tab, row by row. Raises Fault for cells that are not there."""
        try:
            there, area = self.area(text if "!" in text else f"{a1.quoted(sheet.title)}!{text}")
        except ApiError as error:
            raise formulas.Fault("#REF!") from error
        rows, columns = range(area.top, area.bottom), range(area.left, area.right)
        return [self.computed(there, row, column, depth) for row in rows for column in columns]

    def settle(self) -> None:
        """Let formulas follow the rows and columns that moved."""
        for moving in self.sheets:
            for shift in moving.shifts:
                self.each_formula(lambda own, text, m=moving, s=shift: self.followed(own, text, m, s))
            moving.shifts = []

    def followed(self, own: Sheet, text: str, moving: Sheet, shift: tuple[str, Moved]) -> str:
        """A formula of a tab after rows or columns of a tab moved."""
        return references.followed(text, lambda title: (self.titled(title) if title else own) is moving, *shift)

    def follow_cut(self, source: tuple[Sheet, Area], target: tuple[Sheet, Area]) -> None:
        """Let the named ranges that were cut whole go to where they were pasted."""
        sheet, area = source
        for id, entry in list(sheet.named.items()):
            there = self.grid_area(entry["range"])[1]
            if area.covers(there):
                down, right = target[1].top - area.top, target[1].left - area.left
                moved = Area(there.top + down, there.left + right, there.bottom + down, there.right + right)
                del sheet.named[id]
                target[0].named[id] = {**entry, "range": grid_json(target[0], moved)}

    def retitle(self, sheet: Sheet, title: str) -> None:
        """Give a tab another title, in formulas too."""
        old, sheet.title = sheet.title, title
        self.each_formula(lambda own, text: references.retitled(text, old, a1.quoted(title)))

    def each_formula(self, change: Callable[[Sheet, str], str]) -> None:
        """Change every formula."""
        for sheet in self.sheets:
            for number, row in enumerate(sheet.rows):
                for column, cell in enumerate(row.cells if row.formulas else ()):
                    if cell is not None and cell.formula:
                        sheet.put(number, column, replace(cell, formula=change(sheet, cell.formula)))

    def check_size(self) -> None:
        """Raise ApiError when there are more cells than a spreadsheet may have."""
        if sum(len(sheet.rows) * len(sheet.columns) for sheet in self.sheets) > CELL_LIMIT:
            raise refused(
                f"This action would increase the number of cells in the workbook above the limit of {CELL_LIMIT} cells."
            )

    def forget_lost(self) -> None:
        """Drop metadata whose row, column or tab is gone."""
        self.metadata = {id: each for id, each in self.metadata.items() if self.standing(each)}

    def standing(self, entry: Metadata) -> bool:
        """Whether what an entry of metadata is attached to is still there."""
        if entry.sheet_id is None:
            return True
        sheet = next((sheet for sheet in self.sheets if sheet.id == entry.sheet_id), None)
        return sheet is not None and (entry.line is None or sheet.place(entry.line) is not None)
