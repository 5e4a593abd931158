"""A long part of a package in pieces, each packed on its own, so that a later save packs only what changed.

Every piece is a deflate stream that ends with a full byte (Z_SYNC_FLUSH in zlib's manual; RFC 1951, 3.2.4). One behind
the other and closed by an empty last block they are one plain stream; its CRC-32 is computed from those of the pieces.
"""

import os
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from itertools import islice
from operator import lt

from crm.xlsx.packing import squeeze
from crm.xlsx.places import LAST_ROW

SIZE = 128 << 10  # bytes of XML in a block; it is divided when it has grown to twice as much
_FEW = 10  # rows; where so few are edited, others will be soon, and smaller blocks are packed sooner
_GLANCE = 32  # bytes that show whether a piece lies where it should
_MUCH = 1 << 20  # bytes of XML that are packed piece by piece; of more, several pieces at the same time
_NUMBER = re.compile(rb"""(?=[\s/>])(?:[^<>]*?\s)?r\s*=\s*["'](\d{1,7})["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true|on)["']""")


class Piece:
    """Some bytes of a part. At rest only their packed form is kept, in the file's own bytes."""

    __slots__ = ("_content", "_crc", "_packed", "size")

    def __init__(self, content: bytes):
        self._content: bytes | None = content
        self._packed: bytes | memoryview | None = None
        self._crc: int | None = None
        self.size = len(content)

    @property
    def content(self) -> bytes:
        """The bytes themselves; unpacked when they were at rest, and kept until the next `rest`."""
        if self._content is None:
            assert self._packed is not None
            self._content = squeeze.inflate_piece(self._packed, self.size)
        return self._content

    @property
    def packed(self) -> bytes | memoryview:
        """The piece packed, checked once by unpacking it. Raises ValueError when that gives something else."""
        if self._packed is None:
            packed = squeeze.deflate_piece(self.content)
            if squeeze.inflate_piece(packed, self.size) != self.content:
                raise ValueError("a piece did not read back")
            self._packed = packed
        return self._packed

    @property
    def is_packed(self) -> bool:
        """Whether it was packed since its content is what it is."""
        return self._packed is not None

    @property
    def crc(self) -> int:
        """Its CRC-32."""
        if self._crc is None:
            self._crc = squeeze.crc32(self.content)
        return self._crc

    def rest(self, packed: memoryview, stays_at_hand: bool = False) -> None:
        """Lie in a file from now on; `packed` is the same as before."""
        self._packed = packed
        if not stays_at_hand:
            self._content = None


class Block(Piece):
    """Some rows of a sheet, from one row's start tag to that of the first row of the next block.

    `numbers` are the rows' numbers; `mark` is how a row begins, such as b"<x:row".
    """

    __slots__ = ("_has_formulas", "_starts", "mark", "numbers")

    def __init__(self, content: bytes, mark: bytes):
        """Raises ValueError, saying in words why, when the rows do not say their numbers or are not in order."""
        super().__init__(content)
        self.mark = mark
        self.numbers = _numbers(content, mark)
        self._starts: list[int] | None = None
        self._has_formulas: bool | None = None

    @property
    def has_formulas(self) -> bool:
        """Whether any cell of its rows computes something."""
        if self._has_formulas is None:
            self._has_formulas = holds_formula(self.content, self.mark[1:-3])
        return self._has_formulas

    @property
    def hidden(self) -> list[int]:
        """The numbers of hidden rows."""
        if b"hidden" not in self.content:
            return []
        tags = _patterns(self.mark).tags(self.content)
        return [row for row, tag in zip(self.numbers, tags, strict=True) if _HIDDEN.search(tag)]

    @property
    def starts(self) -> list[int]:
        """Where each row begins in the content."""
        if self._starts is None:
            self._starts = [found.end() - len(self.mark) for found in _patterns(self.mark).each(self.content)]
        return self._starts

    def rest(self, packed: memoryview, stays_at_hand: bool = False) -> None:
        """See Piece."""
        super().rest(packed, stays_at_hand)
        if not stays_at_hand:
            self._starts = None

    def row(self, number: int) -> bytes | None:
        """The bytes of a row up to the next one, None when it is not here."""
        index = bisect_left(self.numbers, number)
        if index == len(self.numbers) or self.numbers[index] != number:
            return None
        return self.content[self.starts[index] : self._end(index)]

    def with_rows(self, rows: Mapping[int, bytes]) -> "Iterator[Block]":
        """The block with some rows replaced or put in at their places; several blocks when it became too large."""
        view, at = memoryview(self.content), 0
        pieces: list[bytes | memoryview] = []
        for number in sorted(rows):
            index = bisect_left(self.numbers, number)
            begin = self.starts[index] if index < len(self.numbers) else self.size
            there = self.numbers[index : index + 1] == array("I", [number])
            pieces += [view[at:begin], rows[number]]
            at = self._end(index) if there else begin
        pieces.append(view[at:])
        return blocks(b"".join(pieces), self.mark, SIZE // 8 if len(rows) <= _FEW else SIZE)

    def _end(self, index: int) -> int:
        return self.starts[index + 1] if index + 1 < len(self.starts) else self.size


def holds_formula(rows: bytes, prefix: bytes) -> bool:
    """Whether any cell of some rows computes something."""
    return b"<" + prefix + b"f>" in rows or b"<" + prefix + b"f " in rows


def blocks(content: bytes, mark: bytes, size: int = 0) -> Iterator[Block]:
    """Rows as blocks of about `size` bytes, else SIZE. Raises like Block."""
    begin, size = 0, size or SIZE
    while len(content) - begin > 2 * size:
        following = _patterns(mark).first(content, begin + size)
        if not following:
            break
        end = following.end() - len(mark)
        yield Block(content[begin:end], mark)
        begin = end
    yield Block(content[begin:] if begin else content, mark)


def _numbers(content: bytes, mark: bytes) -> "array[int]":
    """The numbers of all rows."""
    patterns = _patterns(mark)
    usual = patterns.numbers(content)
    numbers = array("I", map(int, usual if all(usual) else map(_number, patterns.tags(content))))
    in_order = all(map(lt, numbers, islice(numbers, 1, None)))
    if numbers and not (in_order and 1 <= numbers[0] <= numbers[-1] <= LAST_ROW):
        raise ValueError("its rows are not in order")
    return numbers


def _number(attributes: bytes) -> bytes:
    found = _NUMBER.match(attributes)
    if not found:
        raise ValueError("its rows have no numbers")
    return found[1]


class _Patterns:
    """Searches for the start tags of rows: the `first`, `each`, what is in their `tags`, and their `numbers`.

    A number is b"" where the tag does not begin with it in the usual way. What stands in the tags is not even looked
    at for the numbers: that would take as long again.
    """

    def __init__(self, mark: bytes):
        # a search for one letter, and only then a look back, is many times faster than one for several
        p = re.escape(mark[-1:]) + rb"(?<=" + re.escape(mark) + rb")"
        start = re.compile(p + rb"(?=[\s/>])")
        self.first, self.each = start.search, start.finditer
        self.tags = re.compile(p + rb"([^<>]*)").findall
        self.numbers = re.compile(p + rb'(?: r="(\d{1,7})")?').findall


@lru_cache(maxsize=8)
def _patterns(mark: bytes) -> _Patterns:
    return _Patterns(mark)


def _pack(pieces: Sequence[Piece]) -> list[tuple[object, int]]:
    return [(piece.packed, piece.crc) for piece in pieces]


class Stream:
    """A part made of pieces, ready to lie in a package."""

    _END = b"\3\0"  # an empty last block

    def __init__(self, pieces: Sequence[Piece]):
        self._pieces = pieces
        self.size = sum(piece.size for piece in pieces)

    @cached_property
    def crc(self) -> int:
        """The CRC-32 of the whole content."""
        crc = 0
        for piece in self._pieces:
            crc = squeeze.crc32_combine(crc, piece.crc, piece.size)
        return crc

    def packed(self) -> list[bytes | memoryview]:
        """The packed bytes, one after another. Raises ValueError when a piece cannot be packed."""
        new = [piece for piece in self._pieces if not piece.is_packed]
        if sum(piece.size for piece in new) > _MUCH:
            # packing and checking leaves the interpreter free, so that all processors can take part
            share = os.cpu_count() or 1
            with ThreadPoolExecutor(share) as pool:
                list(pool.map(_pack, [new[first::share] for first in range(share)]))
        return [*(piece.packed for piece in self._pieces), self._END]

    def lies_in(self, packed: memoryview) -> bool:
        """Whether some bytes are this stream's."""
        at = 0
        for piece in self.packed():
            here = packed[at : at + len(piece)]
            seen = (
                _GLANCE if isinstance(piece, memoryview) else len(piece)
            )  # what was in the file before is long checked
            if bytes(here[:seen]) != bytes(piece[:seen]):  # views would be compared one number at a time
                return False
            at += len(piece)
        return at == len(packed)

    def rest(self, packed: memoryview) -> None:
        """Let the pieces lie in a file's bytes, where the part begins at the start of `packed`."""
        at, wanted_often = 0, (self._pieces[0], *self._pieces[-2:])  # each new row changes these, and what is in them
        for piece in self._pieces:
            end = at + len(piece.packed)
            piece.rest(packed[at:end], piece in wanted_often)
            at = end
