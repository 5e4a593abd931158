"""One sheet: read, and edited so that all around the edit stays byte for byte."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from crm.xlsx.adding import columns, renaming
from crm.xlsx.cells import Plain, Value, cell_xml, check
from crm.xlsx.contents.drawings import drawn_over
from crm.xlsx.contents.links import read_hyperlinks
from crm.xlsx.contents.parts import SheetPart, Table, read_table, table_parts
from crm.xlsx.contents.recalculation import may_compute
from crm.xlsx.editing import appending, cell, clearing, growth, totals
from crm.xlsx.editing.extent import Extent
from crm.xlsx.editing.regions import Regions
from crm.xlsx.editing.steps import Step
from crm.xlsx.errors import SIGNED, OddlyWritten, RefusedEdit, unusual
from crm.xlsx.formulas import text as formulas
from crm.xlsx.formulas.mentions import Mention
from crm.xlsx.formulas.shared import SharedFormulas
from crm.xlsx.markup import fallback
from crm.xlsx.markup.rowcells import RowText, style_number
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.markup.weight import enough_memory
from crm.xlsx.markup.xmltext import attributes
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, Range, column_of
from crm.xlsx.reading import reader

if TYPE_CHECKING:
    from crm.xlsx.workbook import Workbook

P = ParamSpec("P")
T = TypeVar("T")
_MERGED = re.compile(
    rb"""<(?:[\w.-]+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})["']"""
)
_PROTECTED = re.compile(rb"""<(?:[\w.-]+:)?sheetProtection\s[^<>]*?\bsheet\s*=\s*["'](?:1|true|on)["']""")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\s([^<>]*)>")
_ROWS_AT_HAND = 8
_MOST_WAITING = 2_000  # edited rows kept aside before they are joined into the sheet


def _again_if_odd(edit: Callable[Concatenate["Sheet", P], T]) -> Callable[Concatenate["Sheet", P], T]:
    """An edit that meets rows written in an odd way is done again, on the whole sheet written as usual."""

    @wraps(edit)
    def act(sheet: "Sheet", /, *given: P.args, **named: P.kwargs) -> T:
        try:
            return edit(sheet, *given, **named)
        except OddlyWritten:
            if sheet.text is sheet._odd:
                raise
            sheet._odd = sheet.text
            done = edit(sheet, *given, **named)
            sheet._odd = None  # written as usual now; after a refusal it is the odd one still
            return done

    return act


class Sheet:
    """A worksheet or chart sheet of a Workbook. Rows and columns count from 1."""

    def __init__(self, book: "Workbook", part: SheetPart):
        self._book = book
        self._part = part
        self.title = part.title
        self.hidden = part.hidden
        self._tables: tuple[list[tuple[str, bytes]], list[Table]] = [], []  # as last read, and from which parts
        self.forget_mentions()
        self._rows: dict[tuple[int, bytes], RowText] = {}
        self._odd: SheetText | None = None  # the text in which rows were met that only the slow path understands

    @cached_property
    def text(self) -> SheetText:
        """The sheet's XML with the place of each row."""
        chunks = self._book.stream(self._part.part)
        if chunks is None:
            raise unusual(f"the sheet “{self.title}” is missing")
        with enough_memory(f"“{self.title}”"):
            return SheetText(chunks, self._part.part)

    @property
    def is_loaded(self) -> bool:
        """Whether its XML was needed so far."""
        return "text" in self.__dict__

    @property
    def part(self) -> str:
        """The name of its part in the package."""
        return self._part.part

    @property
    def book(self) -> "Workbook":
        """The workbook that it belongs to."""
        return self._book

    @property
    def is_worksheet(self) -> bool:
        """Whether it has cells, or else is a chart."""
        return self._part.is_worksheet

    # Reading

    def grid(self) -> reader.Grid:
        """All cells at once; see Grid. A chart sheet has none. Raises RefusedWorkbook."""
        if not self._part.is_worksheet:
            return reader.Grid([], {}, {}, set())
        with enough_memory(f"“{self.title}”"):
            source, chunks = self._book.source(), None if self.is_loaded else self._book.stream(self.part)
            return (chunks and reader.read_bulk(chunks, source)) or reader.read_grid(self.text, source)

    def rows(self) -> Iterator[tuple[int, dict[int, Value]]]:
        """(row number, {column number: value}) of each row that has a value, from the top. Raises RefusedWorkbook."""
        return reader.rows_of(self.grid())

    @property
    def tables(self) -> list[Table]:
        """Its tables."""
        seen = [(part, xml) for part in self._table_parts if (xml := self._book.part(part)) is not None]
        if seen != self._tables[0]:
            self._tables = seen, [read_table(part, xml) for part, xml in seen]
        return self._tables[1]

    @cached_property
    def _table_parts(self) -> list[str]:
        return table_parts(self._book.part, self.part)

    def table_ref(self) -> str | None:
        """The range of its only table, such as "A1:T101"; None when it has none or several."""
        tables = self.tables
        return tables[0].ref if len(tables) == 1 else None

    @property
    def merged(self) -> list[str]:
        """Its merged ranges, such as "A1:C1"."""
        return [str(block) for block in self._merged_blocks]

    @cached_property
    def _merged_blocks(self) -> list[Range]:
        found = _MERGED.findall(self._behind_rows())
        return [
            Range(int(top), column_of(left.decode()), int(bottom), column_of(right.decode()))
            for left, top, right, bottom in found
        ]

    @property
    def hidden_rows(self) -> set[int]:
        """The numbers of its rows that are hidden, by a filter or by hand."""
        return self.grid().hidden_rows if self.text.trouble else self.text.hidden

    @property
    def hyperlinks(self) -> dict[str, str]:
        """Where links lead: {cell such as "B5": address or place}. A link stays when the cell gets another value."""
        return read_hyperlinks(self._behind_rows(), self._book.part, self.part)

    @cached_property
    def drawn_over(self) -> list[Range]:
        """The cells under each of its charts and pictures; nothing that is edited here moves one."""
        return drawn_over(self._book.part, self.part)

    @property
    def protected(self) -> bool:
        """Whether a person protected it. It can be edited all the same: the caller decides."""
        return _PROTECTED.search(self._behind_rows()) is not None

    def _behind_rows(self) -> bytes:
        """What the sheet says behind its rows, or all of it when it is oddly written."""
        return fallback.editable(self.text.join(), self.part) if self.text.trouble else self.text.tail

    @property
    def has_formulas(self) -> bool:
        """Whether any cell computes something."""
        return self.text.has_formulas

    @property
    def computes(self) -> bool:
        """Whether any cell computes something, or will do so in the next row of a table."""
        if any(table.calculated for table in self.tables):
            return True
        return self.has_formulas if self.is_loaded else may_compute(self._book.stream(self.part) or ())

    # Editing

    @_again_if_odd
    def set_cell(self, row: int, column: int, value: Plain) -> None:
        """Put a value into a cell, None to empty it; the cell keeps its format. Text is never taken for a formula.

        Raises ValueError for a value that a cell cannot hold exactly, RefusedEdit when the edit would break
        something; then nothing has changed.
        """
        check(value, self._book.date1904)
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise ValueError(f"there is no row {row}, column {column} on a sheet")
        with self._all_or_nothing():
            cell.put(self, row, column, value)

    @_again_if_odd
    def append_row(self, values: Mapping[int, Plain], *, until: int = 0) -> int:
        """Add a row {column: value} below the data, inside the table if there is one; returns its number.

        `until` is the last row that the caller knows to be data: a table that ends above it, because somebody typed
        below it in a program that does not let tables grow, grows over those rows too. Raises like set_cell.
        """
        for column, value in values.items():
            check(value, self._book.date1904)
            if not 1 <= column <= LAST_COLUMN:
                raise ValueError(f"there is no column {column} on a sheet")
        with self._all_or_nothing():
            return appending.append(
                self, {column: value for column, value in values.items() if value not in (None, "")}, until
            )

    @_again_if_odd
    def clear_row(self, row: int) -> None:
        """Empty all cells of a row. The row and its formats stay, nothing moves. Raises RefusedEdit."""
        with self._all_or_nothing():
            clearing.clear(self, row)

    @_again_if_odd
    def add_column(self, title: str, heading_row: int | None = None, *, width: float = 0) -> int:
        """Add a column right of the only table, or right of the last heading of `heading_row`; returns its number.

        The table and a filter grow over it; its cells look like those on the left, without their number format. It is
        shown, and at least `width` wide, in characters, but not under a chart, which would grow with it. With several
        tables `heading_row` says which. Raises ValueError for what is no heading, RefusedEdit when the table has such a
        column or anything stands there already.
        """
        with self._all_or_nothing():
            return columns.add_column(self, title, heading_row, width)

    @_again_if_odd
    def rename_heading(self, column: int, title: str, heading_row: int | None = None) -> None:
        """Give a column of a table another heading; all formulas that name the column follow.

        Raises ValueError for what is no heading, RefusedEdit when the table has it already or not all would follow.
        """
        with self._book.together(), self._all_or_nothing():
            renaming.rename(self, column, title, heading_row)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Undo everything when an edit is refused half way. A sheet that is oddly written is first written as usual."""
        self._require_editable()
        if self.text.waiting > _MOST_WAITING:
            self.text.settle()
        text, ours, theirs = self.text, self.text.state(), self._book.state()
        try:
            with enough_memory(f"“{self.title}”"):
                if text.trouble or text is self._odd:
                    self._write_as_usual()
                yield
        except BaseException as error:
            self._use(text)
            text.restore(ours)
            self._book.restore(theirs)
            if isinstance(error, UnicodeDecodeError):
                raise unusual(f"sheet “{self.title}” holds text that is not UTF-8") from None
            raise

    def _write_as_usual(self) -> None:
        xml = fallback.usual_sheet(self.text.join(), self.part, self.title)
        if self.text.touched_anything:  # what was edited so far must not depend on an edit to come
            self._book.replace(self.part, xml)
        self._use(SheetText([xml], self.part))
        if self.text.trouble:
            raise unusual(f"sheet “{self.title}”: {self.text.trouble}")

    def _use(self, text: SheetText) -> None:
        self.__dict__["text"] = text
        for known in ("fixed", "_merged_blocks", "extent", "_shared"):
            self.__dict__.pop(known, None)

    def go_back(self, seen: tuple[SheetText, Any] | None) -> None:
        """Make the rows as they were when their text and its state were `seen`; None: they were not needed so far."""
        if seen:
            self._use(seen[0])
            seen[0].restore(seen[1])
        elif self.is_loaded:
            self._use(self.text)
            del self.__dict__["text"]

    def _require_editable(self) -> None:
        if not self._part.is_worksheet:
            raise RefusedEdit(f"“{self.title}” is a chart, it has no cells.")
        if self._book.signed:
            raise RefusedEdit(SIGNED)
        self._book.touch()

    def row(self, number: int) -> RowText | None:
        """The bytes of a row, None when the sheet has no such row."""
        xml = self.text.row(number)
        if xml is not None:
            return self._cut(number, xml)
        if above := next(self.text.upwards(number), None):
            self.row(above)  # which may hide the row when it is oddly written: that is said here
        return None

    def _cut(self, number: int, xml: bytes) -> RowText:
        """A row cut into cells; the few rows that an edit asks for again and again are cut once."""
        if seen := self._rows.get((number, xml)):
            return seen
        if len(self._rows) >= _ROWS_AT_HAND:
            self._rows.clear()
        self._rows[number, xml] = row = RowText(number, xml, self.text.prefix).in_order()
        return row

    def cell_bytes(self, row: RowText, column: int, value: Plain, style: int) -> bytes:
        """The new bytes of a cell of that row, with a style that shows days as days."""
        old = row.cell(column)
        return cell_xml(
            (row.number, column), value, old.attributes if old else {},
            self._book.style_for(value, style), (self.text.prefix, self._book.date1904),
        )  # fmt: skip

    def write_row(self, row: RowText, columns: Iterable[int]) -> None:
        """Put a row with new cells in these columns at its place."""
        self.text.put(row.number, row.xml)
        self.extent.touched(row.number)
        for column in columns:
            self.text.head = growth.grow_dimension(self.text.head, row.number, column)

    @cached_property
    def extent(self) -> Extent:
        """Where its data begins and ends."""
        return Extent(self.text, self.row)

    def column_style(self, column: int) -> int:
        """The style that a person gave to a whole column, 0 for none."""
        for found in _COLUMN.findall(self.text.head):
            tag = attributes(found)
            if style_number(tag.get("min", "0")) <= column <= style_number(tag.get("max", "0")):
                return style_number(tag.get("style", "0"))
        return 0

    # What an edit must not break

    @cached_property
    def fixed(self) -> tuple[Regions, Regions]:
        """Blocks of merged cells, and of formulas that fill several cells, as they were at the first edit."""
        found = formulas.find_formulas(self.text, b"ref")
        spread = (cell.spread for cell in found if cell.spread and cell.kind != "shared")
        return Regions(self._merged_blocks), Regions(spread)

    def merged_at(self, row: int, column: int) -> list[Range]:
        """The merged blocks that hold a cell."""
        return self.fixed[0].at(row, column)

    def grow_parts(self, table: Table | None, step: Step) -> None:
        """Let a table (when it has to grow), and names and charts over this sheet, reach a new row."""
        self.text.tail = growth.grow_sheet(self.text.tail, self.title, step)
        if table:
            xml = growth.grow_table(self.table_xml(table), step, table.totals_rows)
            self._book.replace(table.part, totals.grow_formulas(xml, self.title, step) if table.totals_rows else xml)
        self._book.grow_ranges(self.title, step)
        self._book.changed()

    def table_xml(self, table: Table) -> bytes:
        """The part of one of its tables."""
        xml = self._book.part(table.part)
        assert xml is not None
        return fallback.editable(xml, table.part)

    def forget_mentions(self) -> None:
        """Look again who names its cells: something was added to the workbook."""
        self._mentions: tuple[int, list[Mention]] = LAST_ROW + 1, []  # from which row on, and what was found

    def mentions(self, row: int) -> list[Mention]:
        """What names cells of this row, or of rows below it, by their address. Raises RefusedWorkbook."""
        if row < self._mentions[0]:
            found = self._book.mentions(self.title, self.part, self.text)
            self._mentions = row, [mention for mention in found if mention.cells.last_row >= row]
        return self._mentions[1]

    @cached_property
    def _shared(self) -> SharedFormulas:
        return SharedFormulas(self.text, self.row, self.title)

    def release(self, formula: formulas.FormulaCell) -> None:
        """Prepare for the loss of a formula: the cells that share it keep it, and the calculation chain goes."""
        self._book.drop_calculation_chain()
        self._shared.release(formula)
