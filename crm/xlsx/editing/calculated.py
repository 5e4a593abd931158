"""The cells of calculated columns in a new row: the person's own formula. The only formulas that we ever write."""

import html
import re
from typing import TYPE_CHECKING

from crm.xlsx.contents.parts import Table
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.formulas.text import FormulaCell, find_formulas, full_texts, move
from crm.xlsx.markup.rowcells import CellText, formula_in
from crm.xlsx.places import name_of

if TYPE_CHECKING:
    from crm.xlsx.sheet import Sheet

Model = tuple[FormulaCell, CellText] | None
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?tableColumn\s")
_ARRAY = re.compile(rb"""<(?:[\w.-]+:)?calculatedColumnFormula\s[^<>]*?\barray\s*=\s*["'](?:1|true)["']""")


class Calculated:
    """Writes the calculated cells of one new row; `last` is the row whose cells it continues."""

    def __init__(self, sheet: "Sheet", table: Table, row: int, last: int):
        self._sheet, self._table, self._row, self._last = sheet, table, row, last
        self._texts: dict[tuple[int, int], str] | None = None

    def cell(self, column: int, style: int) -> bytes:
        """A cell with the formula and without a result. Raises RefusedEdit."""
        model = self._model(column)
        text, p = self._text(column, model), self._sheet.text.prefix.decode()
        name, mark, tag = name_of(self._row, column), "", ""
        if self._is_array(column, model):
            tag = f' t="array" ref="{name}"'
            kind = model[1].attributes.get("cm") if model else None
            mark = f' cm="{kind}"' if kind else ""
        look = f' s="{style}"' if style else ""
        return f'<{p}c r="{name}"{look}{mark}><{p}f{tag}>{html.escape(text, quote=False)}</{p}f></{p}c>'.encode()

    def _text(self, column: int, model: Model) -> str:
        """The column's own formula; if it names cells beside it, that of the row above, moved down."""
        own = self._table.calculated[column]
        if own and move(own, 1, 0) == own:
            return own
        above = self._written_out(model[0]) if model else ""
        if model is None or not above:
            raise RefusedEdit(
                f"The formula of the column “{self._table.columns[column - self._table.range.first_column]}” in "
                f"“{self._sheet.title}” stands in no row of the table “{self._table.name}” yet, so we cannot continue "
                f"it in cell {name_of(self._row, column)}. Fill in the first row in Excel, and try again."
            )
        return move(above, self._row - model[0].row, 0)

    def _model(self, column: int) -> Model:
        """The next formula above in this column: somebody may have typed over the last one."""
        for number in self._sheet.text.upwards(self._last + 1):
            row = self._sheet.row(number) if number >= self._table.first_data_row else None
            if row is None:
                return None
            cell = row.cell(column)
            found = formula_in(cell, self._sheet.text.prefix) if cell else None
            if cell and found:
                return found, cell
        return None

    def _written_out(self, formula: FormulaCell) -> str:
        if formula.text:
            return formula.text
        if self._texts is None:
            self._texts = full_texts(find_formulas(self._sheet.text))
        return self._texts.get(formula.place, "")

    def _is_array(self, column: int, model: Model) -> bool:
        """Whether the column computes with arrays."""
        if model:
            return model[0].kind == "array"
        entries = _COLUMN.split(self._sheet.table_xml(self._table))
        return _ARRAY.search(entries[column - self._table.range.first_column + 1]) is not None
