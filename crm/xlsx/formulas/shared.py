"""Formulas that several cells share (ECMA-376 part 1, 18.3.1.40): when the first cell goes, the next one takes over."""

from collections import Counter, deque
from collections.abc import Callable, Iterable

from crm.xlsx.errors import RefusedEdit
from crm.xlsx.formulas import text as formulas
from crm.xlsx.formulas.text import FormulaCell
from crm.xlsx.markup.rowcells import RowText
from crm.xlsx.markup.rows import SheetText
from crm.xlsx.places import Range, name_of

Place = tuple[int, int]


class _Followers:
    """The cells that take their formula from the first one of their group. They only become fewer."""

    def __init__(self, places: Iterable[Place]):
        self._places = set(places)
        self._order = deque(sorted(self._places))
        self._lines = [Counter(place[axis] for place in self._places) for axis in (0, 1)]
        self._spans = [deque(sorted(line)) for line in self._lines]

    def take(self, place: Place) -> None:
        """Take a cell out, if it is one of them."""
        if place in self._places:
            self._places.remove(place)
            for line, number in zip(self._lines, place, strict=True):
                line[number] -= 1

    def first(self) -> Place | None:
        """The one that comes first in the sheet, None when there is none any more."""
        while self._order and self._order[0] not in self._places:
            self._order.popleft()
        return self._order[0] if self._order else None

    def spread(self) -> Range:
        """The block around all of them."""
        for line, span in zip(self._lines, self._spans, strict=True):
            while not line[span[0]]:
                span.popleft()
            while not line[span[-1]]:
                span.pop()
        rows, columns = self._spans
        return Range(rows[0], columns[0], rows[-1], columns[-1])


class SharedFormulas:
    """Which cells of one sheet share a formula: looked up once, then kept in step with the edits."""

    def __init__(self, text: SheetText, row: Callable[[int], RowText | None], title: str):
        """`row` gives a row by its number; `title` is that of the sheet, for sentences."""
        self._text, self._row, self._title = text, row, title
        self._groups: dict[str, _Followers] | None = None
        self._several: set[str] = set()  # groups of which several cells say they are the first

    def release(self, formula: FormulaCell) -> None:
        """Take a cell out of its group before its formula goes; the others compute as before. Raises RefusedEdit."""
        if formula.kind != "shared" or not (followers := self._found().get(formula.group)):
            return
        followers.take(formula.place)
        if formula.text and (first := followers.first()):
            self._hand_over(formula, first, followers.spread())
            followers.take(first)

    def _found(self) -> dict[str, _Followers]:
        if self._groups is None:
            cells = [cell for cell in formulas.find_formulas(self._text, b"shared") if cell.kind == "shared"]
            firsts = Counter(cell.group for cell in cells if cell.text)
            self._several = {group for group, count in firsts.items() if count > 1}
            places: dict[str, list[Place]] = {}
            for cell in cells:
                if not cell.text:
                    places.setdefault(cell.group, []).append(cell.place)
            self._groups = {group: _Followers(cells) for group, cells in places.items()}
        return self._groups

    def _hand_over(self, master: FormulaCell, first: Place, spread: Range) -> None:
        """Make the first follower the first cell of the group."""
        row = self._row(first[0])
        cell = row.cell(first[1]) if row else None
        if row is None or cell is None or master.group in self._several:
            raise RefusedEdit(
                f"The formula of cell {name_of(*master.place)} in “{self._title}” is shared in a way we do not know. "
                "Save the workbook once in Excel, and try again."
            )
        text = formulas.move(master.text, first[0] - master.row, first[1] - master.column)
        new = formulas.shared_xml(self._text.prefix, master.group, text, spread)
        inner = formulas.replace_formula(cell.inner, self._text.prefix, new)
        whole = row.xml[cell.start : cell.end].replace(cell.inner, inner)
        self._text.put(first[0], row.with_cells({first[1]: whole}).xml)
