"""A sheet's XML cut into head, rows and tail while it is unpacked, so that a long sheet is in memory only once.

In well-formed UTF-8 in which no comment, CDATA section or instruction hides a tag, `<` always begins a tag; all this
rests on it. Where it does not hold, `trouble` says so, and the pieces put together are the sheet all the same.
"""

import re
from collections.abc import Iterable, Iterator

from crm.xlsx.markup.xmltext import forbid_doctype, hides_ends, hides_tags, is_utf8, without_marks
from crm.xlsx.packing.blocks import Block, Piece, blocks

_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")
_LONGEST_BEGINNING = 20_000  # bytes in which the first tag must begin
_LONGEST_TAG = 200  # bytes of a tag that may be divided between two bits of the sheet


class Cut:
    """A sheet in pieces. `trouble` says why it cannot be edited as it is (None: it can)."""

    def __init__(self, chunks: Iterable[bytes], part: str):
        """`chunks` are the sheet's bytes bit by bit. Raises RefusedWorkbook for a document type."""
        self.prefix, self.trouble = b"", None  # type: bytes, str | None
        self.rows: list[Block] = []
        self._raw: list[Piece] = []  # rows that could not be understood
        source = iter(chunks)
        self.head, rest = self._head(source, part)
        self.tail = self._rows(source, rest)
        if self.trouble is None and (hides_tags(self.tail) or hides_ends(self.tail)):
            self.trouble = "it holds marks of another program that hide tags"
        if self.trouble:
            forbid_doctype(b"".join(self.pieces()), part)
            self._raw, self.rows = [*self._raw, *self.rows], []

    def pieces(self) -> Iterator[bytes]:
        """All the bytes, in order."""
        yield self.head
        yield from (piece.content for piece in [*self._raw, *self.rows])
        yield self.tail

    def _head(self, source: Iterator[bytes], part: str) -> tuple[bytes, bytes]:
        """What stands before the rows, and what is known of the rest."""
        head = bytearray()
        while len(head) < _LONGEST_BEGINNING and (chunk := next(source, b"")):
            head += chunk
        forbid_doctype(bytes(head), part)
        self.trouble = self._root(head)
        tag = re.compile(b"<" + self.prefix + rb"sheetData(?:\s[^<>]*?)?(/?)>")
        opened = tag.search(head) if not self.trouble else None
        while not opened and (chunk := next(source, b"")):
            begin = max(0, len(head) - _LONGEST_TAG)
            head += chunk
            opened = tag.search(head, begin) if not self.trouble else None
        if not opened:
            self.trouble = self.trouble or "it has no place for rows"
            return bytes(head), b""
        until, after = bytes(head[: opened.end()]), bytes(head[opened.end() :])
        if hides_tags(until) or hides_ends(until):
            self.trouble = "it holds marks of another program that hide tags"
        if opened[1]:
            return until[: opened.start(1)] + b">", b"</" + self.prefix + b"sheetData>" + after
        return until, after

    def _root(self, first: bytearray) -> str | None:
        if not is_utf8(bytes(first[:_LONGEST_TAG])):
            return "its text is not UTF-8"
        root = _ROOT.search(first, 0, _LONGEST_BEGINNING)
        if not root:
            return "its first tag is not that of a sheet"
        self.prefix = root[1] + b":" if root[1] else b""
        return None

    def _rows(self, source: Iterator[bytes], rest: bytes) -> bytes:
        """Cut the rows into blocks; returns what stands behind them."""
        mark, close = b"<" + self.prefix + b"row", b"</" + self.prefix + b"sheetData"
        waiting = bytearray(rest)
        searched = 0
        while (end := _end_of_rows(waiting, (mark, close), searched)) < 0:
            at = waiting.rfind(mark, max(1, searched))
            if at > 0:
                self._add(bytes(memoryview(waiting)[:at]), mark)
                del waiting[:at]
            searched = max(0, len(waiting) - _LONGEST_TAG)
            chunk = next(source, None)
            if chunk is None:
                self.trouble = self.trouble or "its rows do not end"
                return bytes(waiting)
            waiting += chunk
        self._add(bytes(waiting[:end]), mark)
        return b"".join([waiting[end:], *source])

    def _add(self, content: bytes, mark: bytes) -> None:
        """Take some whole rows. White space before the first row belongs to the head."""
        if not (self.rows or self._raw):
            begin = content.find(mark)
            first = content[:begin] if begin >= 0 else content
            self.head, content = self.head + first, content[len(first) :]
            if without_marks(first).strip() and not self.trouble:
                self.trouble = "something stands before its rows"
        if not content:
            return
        try:
            if not self.trouble:
                self._take(list(blocks(content, mark)))
                return
        except ValueError as error:
            self.trouble = str(error)
        self._raw += [*self.rows, Piece(content)]
        self.rows = []

    def _take(self, found: list[Block]) -> None:
        last = self.rows[-1].numbers[-1] if self.rows else 0
        for block in found:
            if block.numbers[0] <= last:
                raise ValueError("its rows are not in order")
            if hides_tags(block.content):
                raise ValueError("it holds marks of another program that hide tags")
            last = block.numbers[-1]
        self.rows += found


def _end_of_rows(text: bytearray, marks: tuple[bytes, bytes], begin: int) -> int:
    """Where the end tag of the rows is, -1 when it is not there. It can only stand behind the last row."""
    row, close = marks
    last = text.rfind(row, begin)
    is_row = last >= 0 and text[last + len(row) : last + len(row) + 1].isspace()  # and not <rowBreaks>
    return text.find(close, last if is_row else begin)
