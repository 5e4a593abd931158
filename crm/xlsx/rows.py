"""A sheet's XML cut at its rows by byte search: where each row begins, and new rows spliced in between the old bytes.

In well-formed UTF-8 without comments, CDATA and processing instructions, `<` always begins a tag; all this rests on it.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Any

from crm.xlsx.places import LAST_ROW
from crm.xlsx.xmltext import forbid_doctype, has, is_utf8

_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true|on)["']""")


class SheetText:
    """The XML of one sheet. `trouble` says why it cannot be edited exactly (None: it can); reading may still work.

    Rows are bytes from `<row` up to the next row. Edits wait in memory until `join` puts them into `xml`.
    """

    def __init__(self, xml: bytes, part: str):
        """Raises RefusedWorkbook for a document type. 10,000 rows of 20 cells take some 15 ms."""
        forbid_doctype(xml, part)
        self.xml = xml
        self.prefix = b""
        self.numbers: list[int] = []
        self.hidden: set[int] = set()
        self._starts: list[int] = []
        self._edited: dict[int, bytes] = {}
        self._new: list[int] = []  # numbers of edited rows that are not in xml, ascending
        self._joined: frozenset[int] = frozenset()  # rows changed and joined since the file was read or saved
        self._begin = self._end = 0
        self.trouble = self._cut()
        self.head, self.tail = self.xml[: self._begin], self.xml[self._end :]
        self._old_ends = self._saved_ends = self.head, self.tail

    def _cut(self) -> str | None:
        if not is_utf8(self.xml):
            return "its text is not UTF-8"
        root = _ROOT.search(self.xml, 0, 20_000)
        if not root:
            return "its first tag is not that of a sheet"
        self.prefix = root[1] + b":" if root[1] else b""
        if has(self.xml, b"<!") or has(self.xml[8:], b"<?"):
            return "it holds comments or marks of another program between its cells"
        return self._find_data() or self._index()

    def _find_data(self) -> str | None:
        tag = self.prefix + b"sheetData"
        opened = re.compile(b"<" + tag + rb"\s*(/?)>").search(self.xml)
        if not opened:
            return "it has no place for rows"
        if opened[1]:
            open_tag, close_tag = b"<" + tag + b">", b"</" + tag + b">"
            self.xml = self.xml[: opened.start()] + open_tag + close_tag + self.xml[opened.end() :]
            self._begin = self._end = opened.start() + len(open_tag)
            return None
        self._begin, self._end = opened.end(), self.xml.rfind(b"</" + tag)
        return None if self._end >= self._begin else "its rows do not end"

    def _index(self) -> str | None:
        xml, end, mark = self.xml, self._end, b"<" + self.prefix + b"row"
        usual, any_tag = re.compile(mark + rb' r="(\d{1,7})"([^<>]*)>').match, re.compile(mark + rb"(\s[^<>]*)>").match
        numbers, starts, find = self.numbers, self._starts, xml.find
        at, last = find(mark, self._begin, end), 0
        while at >= 0:
            if tag := usual(xml, at):
                number, attributes = tag[1], tag[2]
            else:
                tag = any_tag(xml, at)
                found = _NUMBER.search(tag[1]) if tag else None
                if not tag or not found:
                    return "its rows have no numbers"
                number, attributes = found[1], tag[1]
            if not last < (last := int(number)) <= LAST_ROW:
                return "its rows are not in order"
            if b"hidden" in attributes and _HIDDEN.search(attributes):
                self.hidden.add(last)
            numbers.append(last)
            starts.append(at)
            at = find(mark, at + 8, end)
        return None

    @property
    def edited(self) -> bool:
        """Whether edits wait for `join`."""
        return bool(self._edited) or self._old_ends != (self.head, self.tail)

    @property
    def bounds(self) -> tuple[int, int]:
        """Where the rows begin and end in `xml`."""
        return self._begin, self._end

    def state(self) -> tuple[object, ...]:
        """All that an edit may change, for `restore`."""
        ends = self._begin, self._end, self._old_ends, self.head, self.tail
        return self.xml, self.numbers, self._starts, dict(self._edited), list(self._new), ends, self._joined

    def restore(self, state: tuple[Any, ...]) -> None:
        """Make everything as it was when `state` was taken."""
        self.xml, self.numbers, self._starts, self._edited, self._new, ends, self._joined = state
        self._begin, self._end, self._old_ends, self.head, self.tail = ends

    @property
    def waiting(self) -> dict[int, bytes]:
        """Edited rows that are not in `xml` yet."""
        return self._edited

    @property
    def touched_anything(self) -> bool:
        """Whether anything changed since the file was read or saved."""
        return bool(self._joined or self._edited) or self._saved_ends != (self.head, self.tail)

    def rest(self) -> None:
        """What is there now is what is on disk."""
        self.join()
        self._joined = frozenset()
        self._saved_ends = self.head, self.tail

    def sample(self) -> bytes:
        """A small sheet of the changed rows alone with all that is around the rows: for a check of what was written."""
        rows = [row for number in sorted(self._joined | self._edited.keys()) if (row := self.row(number)) is not None]
        return b"".join([self.head, *rows, self.tail])

    def row(self, number: int) -> bytes | None:
        """The bytes of a row as they are now, None when the sheet has no such row."""
        if number in self._edited:
            return self._edited[number]
        index = bisect_left(self.numbers, number)
        if index == len(self.numbers) or self.numbers[index] != number:
            return None
        return self.xml[self._starts[index] : self._row_end(index)]

    def put(self, number: int, row: bytes) -> None:
        """Replace a row, or put a new one at its place."""
        if self.row(number) is None:
            insort(self._new, number)
        self._edited[number] = row

    def upwards(self, below: int = LAST_ROW + 1) -> Iterator[int]:
        """The numbers of all rows less than `below`, from the bottom."""
        old, new = bisect_left(self.numbers, below) - 1, bisect_left(self._new, below) - 1
        while old >= 0 or new >= 0:
            if new < 0 or (old >= 0 and self.numbers[old] > self._new[new]):
                yield self.numbers[old]
                old -= 1
            else:
                yield self._new[new]
                new -= 1

    def join(self) -> bytes:
        """The sheet's XML with all edits in it; the index follows, so that nothing is searched again."""
        if not self.edited:
            return self.xml
        new = _Joining(self.head)
        done, at = 0, self._begin
        for number in sorted(self._edited):
            index = bisect_left(self.numbers, number)
            until = self._starts[index] if index < len(self.numbers) else self._end
            new.copy(self, slice(done, index), slice(at, until))
            new.add(number, self._edited[number])
            replaced = self.numbers[index : index + 1] == [number]
            done, at = (index + 1, self._row_end(index)) if replaced else (index, until)
        new.copy(self, slice(done, None), slice(at, self._end))
        self.xml = b"".join([*new.pieces, self.tail])
        self.numbers, self._starts = new.numbers, new.starts
        self._begin, self._end = len(self.head), new.size
        self._joined |= self._edited.keys()
        self._edited, self._new, self._old_ends = {}, [], (self.head, self.tail)
        return self.xml

    @property
    def starts(self) -> list[int]:
        """Where each row of `numbers` begins in `xml`."""
        return self._starts

    def _row_end(self, index: int) -> int:
        return self._starts[index + 1] if index + 1 < len(self._starts) else self._end


class _Joining:
    """A sheet being put together: its bytes so far, and where its rows are in them."""

    def __init__(self, head: bytes):
        self.pieces: list[bytes | memoryview] = [head]
        self.size = len(head)
        self.numbers: list[int] = []
        self.starts: list[int] = []

    def copy(self, old: SheetText, rows: slice, span: slice) -> None:
        """Rows that stay, as one piece of the old bytes."""
        shift = self.size - span.start
        self.numbers += old.numbers[rows]
        self.starts += [start + shift for start in old.starts[rows]] if shift else old.starts[rows]
        self.pieces.append(memoryview(old.xml)[span])
        self.size += span.stop - span.start

    def add(self, number: int, row: bytes) -> None:
        """A changed or new row."""
        self.numbers.append(number)
        self.starts.append(self.size)
        self.pieces.append(row)
        self.size += len(row)
