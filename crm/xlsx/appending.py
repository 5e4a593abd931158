"""A new row below the data: its place, what it takes over from the row above, and the ranges that grow with it."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.xlsx import growth
from crm.xlsx.cells import Plain
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.formulas import find_formulas, full_texts, move
from crm.xlsx.parts import Table
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, name_of
from crm.xlsx.rowcells import RowText, formula_in

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet

_FILTER = re.compile(rb"""<(?:[\w.-]+:)?autoFilter\s(?:[^<>]*?\s)?ref\s*=\s*["']\$?[A-Z]+\$?(\d+)""")


@dataclass(frozen=True)
class Spot:
    """Where the new row goes: the rows before and after as a Step, and the table around it, if any."""

    step: growth.Step
    table: Table | None

    @property
    def model(self) -> int | None:
        """The last data row, whose formats the new one takes over; None when there is no data yet."""
        return self.step.last if self.step.has_data else None


def append(sheet: "Sheet", values: Mapping[int, Plain], until: int = 0) -> int:
    """Write the row and let the ranges grow. Raises RefusedEdit; the caller undoes what was begun."""
    spot = find_spot(sheet, values, until)
    step, table = spot.step, spot.table
    if step.new > LAST_ROW:
        raise RefusedEdit(f"“{sheet.title}” is full.")
    old = sheet.row(step.new)
    _refuse_occupied(sheet, old, spot, values)
    row = _fill(sheet, old or _blank(sheet, spot), spot, values)
    sheet.text.put(step.new, row.xml)
    for column in (min(values, default=1), max(values, default=1)):
        sheet.text.head = growth.grow_dimension(sheet.text.head, step.new, column)
    sheet.text.tail = growth.grow_sheet(sheet.text.tail, step)
    sheet.grow_parts(table if table and step.new > table.last_data_row else None, step)
    return step.new


def find_spot(sheet: "Sheet", values: Mapping[int, Plain], until: int) -> Spot:
    """The row after the last one with data; blank rows inside a table come first.

    Rows that people typed below a table, down to `until`, are data as well: the table grows over them.
    """
    tables = sheet.tables
    if len(tables) == 1:
        if until > tables[0].last_data_row and not tables[0].totals_rows:
            return Spot(growth.Step(tables[0].first_data_row, tables[0].last_data_row, until + 1), tables[0])
        return _in_table(sheet, tables[0])
    last = _last_used(sheet, range(1, LAST_COLUMN + 1), LAST_ROW + 1)
    ending = [table for table in tables if table.range.last_row == last and _touches(table, values)]
    if ending:
        return _below(sheet, ending[0], last)
    first = _first_data_row(sheet)
    return Spot(growth.Step(first, last, last + 1), None)


def _touches(table: Table, values: Mapping[int, Plain]) -> bool:
    return any(table.range.first_column <= column <= table.range.last_column for column in values)


def _first_data_row(sheet: "Sheet") -> int:
    """Below the headings: those of the filter, else the first row that has a value."""
    found = _FILTER.search(sheet.text.tail)
    if found:
        return int(found[1]) + 1
    for number in reversed(list(sheet.text.upwards())):
        row = sheet.row(number)
        if row and any(cell.has_value for cell in row.cells):
            return number + 1
    return 1


def _in_table(sheet: "Sheet", table: Table) -> Spot:
    block = table.range
    columns = [c for c in range(block.first_column, block.last_column + 1) if c not in table.calculated]
    last = _last_used(sheet, columns, table.last_data_row + 1)
    return _below(sheet, table, max(last, table.first_data_row - 1))


def _below(sheet: "Sheet", table: Table, last: int) -> Spot:
    new = last + 1
    if new > table.last_data_row and table.totals_rows:
        raise RefusedEdit(
            f"The table “{table.name}” in “{sheet.title}” is full and its totals row is below. "
            "Insert some blank rows above the totals in Excel, and try again."
        )
    return Spot(growth.Step(table.first_data_row, last, new), table)


def _last_used(sheet: "Sheet", columns: "list[int] | range", below: int) -> int:
    """The last row above `below` that holds a value in one of these columns, 0 for none."""
    for number in sheet.text.upwards(below):
        row = sheet.row(number)
        if row and any(cell.column in columns and cell.has_value for cell in row.cells):
            return number
    return 0


def _refuse_occupied(sheet: "Sheet", old: RowText | None, spot: Spot, values: Mapping[int, Plain]) -> None:
    """Refuse to write over anything, or to let a table grow over it."""
    table = spot.table
    grows = table and spot.step.new > table.last_data_row
    for cell in old.cells if old else []:
        inside = table is not None and table.range.first_column <= cell.column <= table.range.last_column
        if cell.has_value and (cell.column in values or (inside and grows)):
            what = f"the table “{table.name}”" if table else "the data"
            raise RefusedEdit(
                f"There is something right below {what} in “{sheet.title}”, in cell {name_of(cell.row, cell.column)}. "
                "Move it away in Excel, so that a row can be added."
            )
    sheet.refuse_fixed(spot.step.new, values)


def _blank(sheet: "Sheet", spot: Spot) -> RowText:
    """An empty row at the spot, with the attributes of the last data row."""
    model = sheet.row(spot.model) if spot.model else None
    tag = sheet.text.prefix + b"row"
    taken_over = model.inherited() if model else b""
    xml = b"<" + tag + b' r="%d"' % spot.step.new + taken_over + b"></" + tag + b">"
    return RowText(spot.step.new, xml, sheet.text.prefix)


def _fill(sheet: "Sheet", row: RowText, spot: Spot, values: Mapping[int, Plain]) -> RowText:
    """The row with its values, the formats of the last data row, and the formulas of calculated columns."""
    model = sheet.row(spot.model) if spot.model else None
    above = model.by_column if model else {}
    block = spot.table.range if spot.table else None
    new = {}
    for column in sorted({*values, *above}):
        own, cell = row.cell(column), above.get(column)
        inside = block is None or block.first_column <= column <= block.last_column
        style = (own.style if own else 0) or (cell.style if cell else 0) or row.style() or sheet.column_style(column)
        if column in values or (own is None and inside and cell and cell.style):
            new[column] = sheet.cell_bytes(row, column, values.get(column), style)
    calculated = [] if spot.table is None else spot.table.calculated
    for column in calculated:
        own = row.cell(column)
        if column not in values and not (own and own.has_value):
            model_cell = own or above.get(column)
            new[column] = _calculated(sheet, spot, column, model_cell.style if model_cell else 0)
    return row.with_cells(new)


def _calculated(sheet: "Sheet", spot: Spot, column: int, style: int) -> bytes:
    """The cell of a calculated column that the caller left out: the person's own formula, without a result."""
    p = sheet.text.prefix.decode()
    content = html.escape(_formula_for(sheet, spot, column), quote=False)
    format_ = f' s="{style}"' if style else ""
    return f'<{p}c r="{name_of(spot.step.new, column)}"{format_}><{p}f>{content}</{p}f></{p}c>'.encode()


def _formula_for(sheet: "Sheet", spot: Spot, column: int) -> str:
    """The formula of a calculated column for the new row: that of the row above moved down, else the column's own."""
    model = sheet.row(spot.model) if spot.model else None
    cell = model.cell(column) if model else None
    above = formula_in(cell, sheet.text.prefix) if cell else None
    if above and not above.text:
        above_text = full_texts(find_formulas(sheet.text)).get(above.place, "")
    else:
        above_text = above.text if above else ""
    if above_text and above:
        return move(above_text, spot.step.new - above.row, 0)
    assert spot.table
    return spot.table.calculated[column]
