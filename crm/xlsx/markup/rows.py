"""A sheet's rows by their numbers, in blocks: a changed row is put in between the old bytes of its block alone."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import Any

from crm.xlsx.markup.cutting import Cut
from crm.xlsx.packing.blocks import SIZE, Block, Piece, Stream, blocks, holds_formula
from crm.xlsx.places import LAST_ROW


class SheetText:
    """The XML of one sheet. `trouble` says why it cannot be edited exactly (None: it can); reading may still work.

    `head` and `tail` are what stands around the rows. A row is its bytes up to the next row. Edits wait until `settle`
    puts them into their blocks.
    """

    def __init__(self, chunks: Iterable[bytes], part: str):
        """`chunks` are the XML bit by bit. Raises RefusedWorkbook for a document type. 10,000 rows take some 10 ms."""
        cut = Cut(chunks, part)
        self.prefix, self.trouble = cut.prefix, cut.trouble
        self.mark = b"<" + cut.prefix + b"row"
        self._unclear = b"".join(cut.pieces()) if cut.trouble else b""
        self._blocks = cut.rows
        self._ends = Piece(cut.head), Piece(cut.tail)
        self._edited: dict[int, bytes] = {}
        self._new: list[int] = []  # numbers of edited rows that are in no block, ascending
        self._changed: frozenset[int] = frozenset()  # rows changed and settled since the file was read or saved
        self._saved_ends = self._ends
        self._stream: Stream | None = None  # as it lies in the file, when it was packed here

    # The ends

    @property
    def head(self) -> bytes:
        """What stands before the rows."""
        return self._ends[0].content

    @head.setter
    def head(self, content: bytes) -> None:
        if content != self.head:
            self._ends = Piece(content), self._ends[1]

    @property
    def tail(self) -> bytes:
        """What stands behind the rows."""
        return self._ends[1].content

    @tail.setter
    def tail(self, content: bytes) -> None:
        if content != self.tail:
            self._ends = self._ends[0], Piece(content)

    # Rows

    @property
    def size(self) -> int:
        """About how many bytes the rows are."""
        return sum(block.size for block in self._blocks)

    @property
    def last(self) -> int:
        """The number of the last row, 0 when there is none."""
        return next(self.upwards(), 0)

    def row(self, number: int) -> bytes | None:
        """The bytes of a row as they are now, None when the sheet has no such row."""
        if number in self._edited:
            return self._edited[number]
        place = self._block_of(number)
        return None if place is None else self._blocks[place].row(number)

    def put(self, number: int, row: bytes) -> None:
        """Replace a row, or put a new one at its place."""
        if self.row(number) is None:
            insort(self._new, number)
        self._edited[number] = row

    def upwards(self, below: int = LAST_ROW + 1) -> Iterator[int]:
        """The numbers of all rows less than `below`, from the bottom."""
        new = bisect_left(self._new, below) - 1
        for old in self._old_upwards(below):
            while new >= 0 and self._new[new] > old:
                yield self._new[new]
                new -= 1
            yield old
        yield from reversed(self._new[: new + 1])

    @property
    def has_formulas(self) -> bool:
        """Whether any cell computes something."""
        if self.trouble:
            return b"f>" in self._unclear
        return any(block.has_formulas for block in self._blocks) or any(
            holds_formula(row, self.prefix) for row in self._edited.values()
        )

    @property
    def hidden(self) -> set[int]:
        """The numbers of all rows that are hidden now."""
        self.settle()
        return {number for block in self._blocks for number in block.hidden}

    def _old_upwards(self, below: int) -> Iterator[int]:
        for place in range(bisect_left(self._blocks, below, key=_first) - 1, -1, -1):
            numbers = self._blocks[place].numbers
            yield from reversed(numbers[: bisect_left(numbers, below)])

    def _block_of(self, number: int) -> int | None:
        """Which block holds a row, or would; None when there are no blocks."""
        return max(0, bisect_right(self._blocks, number, key=_first) - 1) if self._blocks else None

    # Edits

    @property
    def waiting(self) -> int:
        """How many edited rows are in no block yet."""
        return len(self._edited)

    @property
    def touched_anything(self) -> bool:
        """Whether anything changed since the file was read or saved."""
        return bool(self._changed or self._edited) or self._saved_ends != self._ends

    def state(self) -> tuple[Any, ...]:
        """All that an edit may change, for `restore`."""
        return list(self._blocks), dict(self._edited), list(self._new), self._ends, self._changed

    def restore(self, state: tuple[Any, ...]) -> None:
        """Make everything as it was when `state` was taken."""
        self._blocks, self._edited, self._new, self._ends, self._changed = state

    def settle(self) -> None:
        """Put all edits into their blocks."""
        by_block: dict[int | None, dict[int, bytes]] = {}
        for number, row in self._edited.items():
            by_block.setdefault(self._block_of(number), {})[number] = row
        for place in sorted((place for place in by_block if place is not None), reverse=True):
            self._blocks[place : place + 1] = self._blocks[place].with_rows(by_block[place])
        if None in by_block:
            rows = by_block[None]
            self._blocks = list(blocks(b"".join(rows[number] for number in sorted(rows)), self.mark))
        self._changed |= self._edited.keys()
        self._edited, self._new = {}, []

    def pieces(self) -> Iterator[bytes]:
        """The rows with all edits, about SIZE bytes of whole rows at a time."""
        self.settle()
        return (block.content for block in self._blocks)

    def join(self) -> bytes:
        """The sheet's XML with all edits in it."""
        return self._unclear if self.trouble else b"".join([self.head, *self.pieces(), self.tail])

    # Saving

    def sample(self) -> bytes:
        """A small sheet of the changed rows alone with all that is around the rows: for a check of what was written."""
        rows = [row for number in sorted(self._changed | self._edited.keys()) if (row := self.row(number)) is not None]
        return b"".join([self.head, *rows, self.tail])

    def packable(self) -> bytes | Stream:
        """The sheet for a package: its bytes, or, when it is long, pieces of which only the changed need packing."""
        self.settle()
        pieces = [self._ends[0], *self._blocks, self._ends[1]]
        if sum(piece.size for piece in pieces) <= 2 * SIZE:
            self._stream = None
            return self.join()
        self._stream = Stream(pieces)
        return self._stream

    def rest(self, packed: memoryview) -> None:
        """What is there now is what is on disk, where the part is `packed`."""
        self.settle()
        self._changed, self._saved_ends = frozenset(), self._ends
        if self._stream:
            self._stream.rest(packed)


def _first(block: Block) -> int:
    return block.numbers[0]
