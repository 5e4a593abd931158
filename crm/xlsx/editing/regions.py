"""Many blocks of cells, asked which of them hold a cell: merged cells, formulas that fill several."""

from collections.abc import Iterable

from crm.xlsx.places import Range

_HIGH = 64  # rows of a shelf
_MOST_SHELVES = 16  # of one block; a taller one is looked at each time


class Regions:
    """Blocks on shelves by their rows, so that one question looks at few of them."""

    def __init__(self, blocks: Iterable[Range]):
        """`blocks` may lie over each other."""
        self._shelves: dict[int, list[Range]] = {}
        self._tall: list[Range] = []
        for block in blocks:
            shelves = range(block.first_row // _HIGH, block.last_row // _HIGH + 1)
            if len(shelves) > _MOST_SHELVES:
                self._tall.append(block)
                continue
            for shelf in shelves:
                self._shelves.setdefault(shelf, []).append(block)

    def at(self, row: int, column: int) -> list[Range]:
        """The blocks that hold a cell.

        >>> Regions([Range(1, 1, 2, 2), Range(1, 1, 9_999, 1)]).at(3, 1)
        [Range(first_row=1, first_column=1, last_row=9999, last_column=1)]
        """
        near = self._shelves.get(row // _HIGH, [])
        return [block for block in (*near, *self._tall) if block.holds(row, column)]
