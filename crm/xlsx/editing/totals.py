"""The totals row of a full table: it moves down one, and the new row takes its place."""

import html
import re
from typing import TYPE_CHECKING

from crm.xlsx.contents.parts import Table
from crm.xlsx.editing.growth import grow
from crm.xlsx.editing.steps import Step, block
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.formulas.areas import grow_formula, references
from crm.xlsx.formulas.text import FormulaCell, find_formulas, full_texts
from crm.xlsx.markup.rowcells import RowText, formula_in
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, name_of

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet

_FORMULA = re.compile(rb"(<(?:[\w.-]+:)?totalsRowFormula(?:\s[^<>]*)?>)([^<]*)")
_PLACE = re.compile(rb"""(\sr\s*=\s*)(?:"[^"]*"|'[^']*')""")


def move_down(sheet: "Sheet", table: Table, below: RowText) -> None:
    """Move the totals row of a full table into the row `below`. What stands beside the table stays where it is.

    Formulas in it that reach over the column's data reach the new row too. Raises RefusedEdit.
    """
    step = Step(table.first_data_row, table.last_data_row, table.last_data_row + 1)
    why, row, block = _in_the_way(sheet, table, step.new), sheet.row(step.new), table.range
    moving = [cell for cell in row.cells if block.first_column <= cell.column <= block.last_column] if row else []
    found = {cell.column: formula for cell in moving if (formula := formula_in(cell, sheet.text.prefix))}
    texts = _written_out(sheet, found)
    why = why or _unclear(sheet, table, found, texts)
    if why:
        raise RefusedEdit(
            f"The table “{table.name}” in “{sheet.title}” is full and its totals row is below, in row {step.new}. "
            f"We cannot move it down, because {why}. "
            "Insert some blank rows above the totals in Excel, and try again."
        )
    texts = {column: grow_formula(text, sheet.title, step) for column, text in texts.items()}
    whole = {cell.column: row.xml[cell.start : cell.end] for cell in moving} if row else {}
    moved = {column: _moved(cell, texts.get(column), below, column) for column, cell in whole.items()}
    for formula in found.values():
        sheet.release(formula)
    sheet.write_row(below.with_cells(moved), moved)
    if rest := sheet.row(step.new):
        sheet.write_row(rest.with_cells(dict.fromkeys(moved, b"")), [])


def grow_formulas(xml: bytes, title: str, step: Step) -> bytes:
    """A table part whose own totals formulas reach the new row of the sheet."""

    def grown(text: str) -> str:
        old = html.unescape(text)
        new = grow_formula(old, title, step)
        return text if new == old else html.escape(new, quote=False)

    return grow(_FORMULA, xml, grown)


def _in_the_way(sheet: "Sheet", table: Table, row: int) -> str:
    """Why the totals in a row cannot move, as part of a sentence; "" when they can."""
    if table.totals_rows > 1:
        return "there are several rows of totals"
    last = sheet.extent.last(range(1, LAST_COLUMN + 1))
    if last > row:
        return f"there is something below it, in row {last}"
    if row == LAST_ROW:
        return "the sheet is full"
    block = table.range
    for cells, what in sheet.mentions(row):
        beside = cells.last_column < block.first_column or cells.first_column > block.last_column
        spans = cells.first_row < row < cells.last_row  # so it holds the totals before and after
        if not beside and not spans and cells.first_row <= row <= cells.last_row:
            return f"{what} refers to it by its address ({cells})"
    return ""


def _written_out(sheet: "Sheet", found: dict[int, FormulaCell]) -> dict[int, str]:
    """What the formulas of the totals say: {column: text}."""
    if all(formula.text for formula in found.values()):
        return {column: formula.text for column, formula in found.items()}
    texts = full_texts(find_formulas(sheet.text))
    return {column: texts[formula.place] for column, formula in found.items()}


def _unclear(sheet: "Sheet", table: Table, found: dict[int, FormulaCell], texts: dict[int, str]) -> str:
    """Why we do not know what a formula of the totals should say, as part of a sentence; "" when we do."""
    if any(formula.kind not in ("", "shared") for formula in found.values()):
        return "a formula in it fills several cells"
    only = table.first_data_row if table.first_data_row == table.last_data_row else 0
    single = [block(ref) for text in texts.values() for ref in references(text, sheet.title) if ":" not in ref]
    if any(cell and cell.first_row == only for cell in single):
        return "a formula in it names the only row by a single cell, and may mean all rows"
    return ""


def _moved(cell: bytes, formula: str | None, row: RowText, column: int) -> bytes:
    """A cell in another row, with its last result."""
    end, p = cell.index(b">") + 1, row.prefix
    name = name_of(row.number, column).encode()
    tag = _PLACE.sub(lambda found: found[1] + b'"' + name + b'"', cell[:end], count=1)
    if formula is None:
        return tag + cell[end:]
    new = b"<" + p + b"f>" + html.escape(formula, quote=False).encode() + b"</" + p + b"f>"
    old = rb"<" + p + rb"f(?:\s[^<>]*?)?(?:/>|>[^<]*</" + p + rb"f\s*>)"
    return tag + re.sub(old, lambda _: new, cell[end:], count=1)
