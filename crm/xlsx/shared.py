"""Formulas that several cells share (ECMA-376 part 1, 18.3.1.40): when the first cell goes, the next one takes over."""

from collections.abc import Callable

from crm.xlsx import formulas
from crm.xlsx.errors import RefusedEdit
from crm.xlsx.formulas import FormulaCell
from crm.xlsx.places import name_of
from crm.xlsx.rowcells import RowText
from crm.xlsx.rows import SheetText

Group = dict[tuple[int, int], FormulaCell]


class SharedFormulas:
    """Which cells of one sheet share a formula: looked up once, then kept in step with the edits."""

    def __init__(self, text: SheetText, row: Callable[[int], RowText | None], title: str):
        """`row` gives a row by its number; `title` is that of the sheet, for sentences."""
        self._text, self._row, self._title = text, row, title
        self._groups: dict[str, Group] | None = None

    def release(self, formula: FormulaCell) -> None:
        """Take a cell out of its group before its formula goes; the others compute as before. Raises RefusedEdit."""
        if formula.kind != "shared":
            return
        group = self._found().get(formula.group, {})
        group.pop(formula.place, None)
        followers = [cell for cell in group.values() if not cell.text]
        if formula.text and followers:
            self._hand_over(formula, followers, group)

    def _found(self) -> dict[str, Group]:
        if self._groups is None:
            self._groups = {}
            for cell in formulas.find_formulas(self._text):
                if cell.kind == "shared":
                    self._groups.setdefault(cell.group, {})[cell.place] = cell
        return self._groups

    def _hand_over(self, master: FormulaCell, followers: list[FormulaCell], group: Group) -> None:
        """Make the first follower the first cell of the group."""
        first, text, spread = formulas.heir(master, followers)
        row = self._row(first.row)
        cell = row.cell(first.column) if row else None
        if row is None or cell is None:
            raise RefusedEdit(
                f"The formula of cell {name_of(*master.place)} in “{self._title}” is shared in a way we do not know. "
                "Save the workbook once in Excel, and try again."
            )
        new = formulas.shared_xml(self._text.prefix, master.group, text, spread)
        inner = formulas.replace_formula(cell.inner, self._text.prefix, new)
        whole = row.xml[cell.start : cell.end].replace(cell.inner, inner)
        self._text.put(first.row, row.with_cells({first.column: whole}).xml)
        group[first.place] = first._replace(text=text, spread=spread)
