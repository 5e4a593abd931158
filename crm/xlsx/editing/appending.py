"""A new row below the data: its place, what it takes over from the row above, and the ranges that grow with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.xlsx.cells import Plain
from crm.xlsx.contents.parts import Table
from crm.xlsx.editing import totals
from crm.xlsx.editing.calculated import Calculated
from crm.xlsx.editing.cell import refuse_fixed
from crm.xlsx.editing.steps import Step
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.markup.rowcells import RowText
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, name_of

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet

_FILTER = re.compile(rb"""<(?:[\w.-]+:)?autoFilter\s(?:[^<>]*?\s)?ref\s*=\s*["']\$?[A-Z]+\$?(\d+)""")
_HIDDEN = re.compile(rb"""\s(?:hidden|collapsed)\s*=\s*(?:"[^"]*"|'[^']*')""")
_ALL_COLUMNS = range(1, LAST_COLUMN + 1)


@dataclass(frozen=True)
class Spot:
    """Where the new row goes: the rows before and after as a Step, and the table around it, if any."""

    step: Step
    table: Table | None

    @property
    def model(self) -> int | None:
        """The last data row, whose formats the new one takes over; None when there is no data yet."""
        return self.step.last if self.step.has_data else None

    @property
    def grows(self) -> Table | None:
        """The table, unless the new row is one of its blank ones."""
        return self.table if self.table and self.step.new > self.table.last_data_row else None


def append(sheet: "Sheet", values: Mapping[int, Plain], until: int = 0) -> int:
    """Write the row and let the ranges grow. Raises RefusedEdit; the caller undoes what was begun."""
    spot = find_spot(sheet, values, until)
    new = spot.step.new
    if new > LAST_ROW:
        raise RefusedEdit(f"“{sheet.title}” is full: a sheet has {LAST_ROW:,} rows. Start another one.")
    old = _make_room(sheet, spot)
    _refuse_occupied(sheet, old, spot, values)
    row = _fill(sheet, _shown(old) if old else _blank(sheet, new, spot.model), spot, values)
    sheet.write_row(row, [min(values, default=1), max(values, default=1)])
    sheet.grow_parts(spot.grows, spot.step)
    return new


def find_spot(sheet: "Sheet", values: Mapping[int, Plain], until: int) -> Spot:
    """The row after the last one with data; blank rows inside a table come first.

    Rows that people typed below the only table, down to `until`, are data as well: the table grows over them.
    """
    tables = sheet.tables
    if len(tables) == 1:
        if until > tables[0].last_data_row and not tables[0].totals_rows:
            return Spot(Step(tables[0].first_data_row, tables[0].last_data_row, until + 1), tables[0])
        return _in_table(sheet, tables[0], _ALL_COLUMNS)
    last = sheet.extent.last(_ALL_COLUMNS)
    if table := _meant(sheet, tables, values, last):
        return _in_table(sheet, table, range(table.range.first_column, table.range.last_column + 1))
    last = _below_merged(sheet, values, last)
    found = _FILTER.search(sheet.text.tail)
    first = int(found[1]) if found else sheet.extent.headings
    return Spot(Step(first + 1, last, last + 1), None)


def _below_merged(sheet: "Sheet", columns: Iterable[int], last: int) -> int:
    """The last row of the merged cells that begin in the last row or above it and go on in these columns."""
    while ends := [
        block.last_row for column in columns for block in sheet.merged_at(last + 1, column) if block.first_row <= last
    ]:
        last = max(ends)
    return last


def _meant(sheet: "Sheet", tables: list[Table], values: Mapping[int, Plain], last: int) -> Table | None:
    """Of several tables the one that ends with the sheet, if the row is for its columns. Raises RefusedEdit."""
    touched = [table for table in tables if any(_holds(table, column) for column in values)]
    ending = [table for table in tables if table.range.last_row >= last]
    meant = [table for table in ending if table in touched]
    beside = [table for table in touched if ending and not (meant and _over(table, meant[0]))]
    if len(meant) > 1 or beside:
        names = " or ".join(f"“{table.name}”" for table in touched)
        raise RefusedEdit(
            f"“{sheet.title}” has tables side by side, and in row {last + 1} we cannot tell what belongs to {names}. "
            "Move one of them to a sheet of its own, or add the row in Excel."
        )
    return meant[0] if meant else None


def _holds(table: Table, column: int) -> bool:
    return table.range.first_column <= column <= table.range.last_column


def _over(table: Table, other: Table) -> bool:
    """Whether two tables have columns in common, so that one stands above the other."""
    return _holds(table, other.range.first_column) or _holds(other, table.range.first_column)


def _in_table(sheet: "Sheet", table: Table, growing: range) -> Spot:
    """The first blank row at the end of a table, or the one below it. Ranges grow in the columns `growing`."""
    block = table.range
    columns = tuple(c for c in range(block.first_column, block.last_column + 1) if c not in table.calculated)
    last = max(sheet.extent.last(columns, table.last_data_row + 1), table.first_data_row - 1)
    return Spot(Step(table.first_data_row, last, last + 1, growing), table)


def _make_room(sheet: "Sheet", spot: Spot) -> RowText | None:
    """The row that is at the spot already, after the totals moved out of it; None when there is nothing."""
    new = spot.step.new
    if not (spot.grows and spot.grows.totals_rows):
        return sheet.row(new)
    totals.move_down(sheet, spot.grows, sheet.row(new + 1) or _blank(sheet, new + 1, new))
    left = sheet.row(new)
    return left if left and left.cells else None


def _refuse_occupied(sheet: "Sheet", old: RowText | None, spot: Spot, values: Mapping[int, Plain]) -> None:
    """Refuse to write over anything, or to let a table grow over it."""
    table = spot.grows
    for cell in old.cells if old else []:
        if cell.has_value and (cell.column in values or (table and _holds(table, cell.column))):
            what = f"the table “{spot.table.name}”" if spot.table else "the data"
            raise RefusedEdit(
                f"There is something right below {what} in “{sheet.title}”, in cell {name_of(cell.row, cell.column)}. "
                "Move it away in Excel, so that a row can be added."
            )
    refuse_fixed(sheet, spot.step.new, [*values, *(spot.table.calculated if spot.table else ())])
    for other in sheet.tables if table else ():
        top, bottom = other.range.first_row, other.range.last_row
        if table and other.part != table.part and _over(table, other) and top <= spot.step.new + 1 <= bottom + 1:
            raise RefusedEdit(
                f"The table “{other.name}” begins right below the table “{table.name}” in “{sheet.title}”, in row "
                f"{top}. Insert some rows between them in Excel, and try again."
            )


def _shown(row: RowText) -> RowText:
    """A row that no filter and no group hides any more."""
    end = row.xml.index(b">")
    return RowText(row.number, _HIDDEN.sub(b"", row.xml[:end]) + row.xml[end:], row.prefix)


def _blank(sheet: "Sheet", number: int, like: int | None) -> RowText:
    """An empty row with the attributes of another one."""
    model = sheet.row(like) if like else None
    tag = sheet.text.prefix + b"row"
    taken_over = model.inherited() if model else b""
    xml = b"<" + tag + b' r="%d"' % number + taken_over + b"></" + tag + b">"
    return RowText(number, xml, sheet.text.prefix)


def _fill(sheet: "Sheet", row: RowText, spot: Spot, values: Mapping[int, Plain]) -> RowText:
    """The row with its values, the formats of the last data row, and the formulas of calculated columns."""
    model = sheet.row(spot.model) if spot.model else None
    above = model.by_column if model else {}
    new = {}
    for column in sorted({*values, *above}):
        own, cell = row.cell(column), above.get(column)
        inside = spot.table is None or _holds(spot.table, column)
        style = (own.style if own else 0) or (cell.style if cell else 0) or row.style() or sheet.column_style(column)
        if column in values or (own is None and inside and cell and cell.style):
            new[column] = sheet.cell_bytes(row, column, values.get(column), style)
    return row.with_cells({**new, **_calculated(sheet, row, spot, values)})


def _calculated(sheet: "Sheet", row: RowText, spot: Spot, values: Mapping[int, Plain]) -> dict[int, bytes]:
    """The calculated cells that the caller left out and that are not there yet."""
    if spot.table is None:
        return {}
    model = sheet.row(spot.model) if spot.model else None
    formulas, new = Calculated(sheet, spot.table, row.number, spot.step.last), {}
    for column in spot.table.calculated:
        own = row.cell(column)
        if column not in values and not (own and own.has_value):
            like = own or (model.cell(column) if model else None)
            new[column] = formulas.cell(column, like.style if like else 0)
    return new
