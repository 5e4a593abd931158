"""The cells of a sheet, found all at once: numpy over the places of its tags, no step of Python for each cell.

In well-formed UTF-8 without comments and CDATA, `<` always begins a tag. Cells as Excel, LibreOffice, openpyxl and
others write them (`<c r s t>` around `<v>`, `<f><v>` or `<is><t>`) are taken apart many at a time; any other is handed
to `sparse` by itself. A sheet that is shaped differently as a whole raises Unusual, and is for the slower readers.

This costs half of what calamine does. Importing it needs numpy: without numpy only time is lost.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crm.xlsx.cells import CellError, Formula, Value, epoch_of, moment_of, unescape
from crm.xlsx.errors import RefusedWorkbook
from crm.xlsx.formulas.text import FormulaCell, formula_cell
from crm.xlsx.markup.xmltext import is_utf8
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, place_of
from crm.xlsx.reading import sparse
from crm.xlsx.reading.sparse import Source
from crm.xlsx.reading.strings import apart, without_entities
from crm.xlsx.reading.tags import ERROR, INLINE, NUMBER, SHARED, TEXT, TRUTH, Array, Piece, digits

_FIRST_SURE, _FIRST_UNSURE = 61, 2_950_000  # serials between which every number is a day, whatever the epoch
_BEGIN, _END = re.compile(rb"<sheetData\s*(/?)>"), b"</sheetData>"
_LONGEST = 2 << 20  # bytes before the rows, or of one row
_PIECE = 1 << 20  # bytes looked at together: what is found in them fits into the processor's own memory
_FEW, _SHARE = 100, 20  # so many odd cells in a piece, or one in so many, may be left to the XML parser
_PLACE = re.compile(rb"""<c\s(?:[^<>]*?\s)?r\s*=\s*["']([A-Z]{1,3}[1-9]\d{0,6})["']""")
_FORMULA = re.compile(rb"<f(\s[^<>]*?)?(?:/>|>([^<]*)</f\s*>)")
_HIDDEN = re.compile(r"""\shidden\s*=\s*["'](?:1|true|on)["']""")
_NUMBER = re.compile(r"""\sr\s*=\s*["'](\d{1,7})["']""")


class Unusual(Exception):
    """The sheet is not shaped as most programs write one; another reader can read it."""


@dataclass
class Cells:
    """Cells that hold something: `rows` and `columns` from 1 and `values` are arrays of one length.

    Values are as calamine gives them, "" for an error; numbers are floats.
    """

    rows: Array
    columns: Array
    values: Array
    formulas: list[FormulaCell]
    errors: dict[tuple[int, int], CellError]
    hidden: set[int]


def read(chunks: Iterable[bytes], source: Source, size: int = _PIECE) -> Iterator[Cells]:
    """All cells that hold something, piece by piece, ascending. `chunks` are the XML bit by bit.

    Raises Unusual, also when some pieces were read already, and RefusedWorkbook.
    """
    pieces, last = _cut(chunks, size), 0
    head = next(pieces)
    for data in pieces:
        piece = Piece(data)
        if not piece.whole or b"\r" in data:
            raise Unusual
        try:
            found = _Reading(piece, head, source).cells()
        except ValueError:
            raise Unusual from None
        order = np.concatenate(([last], piece.rows * (LAST_COLUMN + 1) + piece.columns))
        if (order[1:] <= order[:-1]).any() or (len(order) > 1 and not _on_a_sheet(piece)):
            raise Unusual
        last = int(order[-1])
        yield found


def _cut(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """What stands before the rows, then the rows, about `size` bytes of them at a time."""
    source = iter(chunks)
    head, text = _head(source)
    if not is_utf8(head) or b"<worksheet" not in head or b"<!" in head:
        raise Unusual
    yield head
    chunks, length = [text], len(text)
    for chunk in source:
        chunks.append(chunk)
        length += len(chunk)
        if length >= size:
            text = b"".join(chunks)
            cut = max(0, text.rfind(b"<row "))
            if cut:
                yield text[:cut]
            elif _END in text:
                size = sys.maxsize  # what follows is no row
            elif length > _LONGEST:
                raise Unusual
            chunks, length = [text[cut:]], len(text) - cut
    text = b"".join(chunks)
    end = text.find(_END)
    if end < 0 or b"<!" in text[end:]:
        raise Unusual
    yield text[:end]


def _head(source: Iterator[bytes]) -> tuple[bytes, bytes]:
    """What stands before the rows, and what was read of the rest."""
    text = b""
    while not (begin := _BEGIN.search(text)):
        chunk = next(source, b"")
        if not chunk or len(text) > _LONGEST:
            raise Unusual
        text += chunk
    return text[: begin.start()] + b"<sheetData>", (_END if begin[1] else b"") + text[begin.end() :]


def extent(pieces: Sequence[Cells]) -> tuple[int, int, int]:
    """The last row and column of all cells, and how many there are."""
    filled = [piece for piece in pieces if len(piece.rows)]
    height = max((int(piece.rows[-1]) for piece in filled), default=0)
    return height, max((int(piece.columns.max()) for piece in filled), default=0), sum(len(one.rows) for one in filled)


def table(pieces: Iterable[Cells], height: int, width: int) -> list[list[Any]]:
    """All values as rows from A1 on, blank cells ""."""
    cells = np.full((height, width), "", object)
    for piece in pieces:
        cells[piece.rows - 1, piece.columns - 1] = piece.values
    return cells.tolist()


def _on_a_sheet(piece: Piece) -> bool:
    return bool(piece.rows.max() <= LAST_ROW and piece.columns.max() <= LAST_COLUMN)


class _Reading:
    """What the cells of a piece hold. `head` is the sheet's XML up to its rows."""

    def __init__(self, piece: Piece, head: bytes, source: Source):
        self._piece, self._head, self._source = piece, head, source
        self._values = np.full(len(piece.rows), "", object)
        self._errors: dict[tuple[int, int], CellError] = {}
        self._formulas: list[FormulaCell] = []
        self._filled = ~piece.odd & (piece.ends > piece.begins)

    def cells(self) -> Cells:
        """The result."""
        self._read_odd()
        self._read_texts()
        self._read_shared()
        self._read_truths()
        self._read_numbers()
        self._read_errors()
        self._read_formulas()
        held, piece = np.flatnonzero(self._filled), self._piece
        rows, columns = piece.rows[held].astype("i4"), piece.columns[held].astype("i2")
        return Cells(rows, columns, self._values[held], self._formulas, self._errors, _hidden(piece))

    def _of(self, *types: int) -> Array:
        """The numbers of the filled cells of some types."""
        return np.flatnonzero(self._filled & ~self._piece.odd & (sum(self._piece.types == one for one in types) > 0))

    def _texts(self, cells: Array) -> list[str]:
        """The contents of some cells as text."""
        return apart(self._piece.texts(self._piece.begins[cells], self._piece.ends[cells]), len(cells))

    def _words(self, cells: Array) -> list[str]:
        """The contents of some cells without blanks around them. Raises Unusual when one holds nothing else."""
        words = [text.strip() for text in self._texts(cells)]
        if "" in words:
            raise Unusual
        return words

    def _read_texts(self) -> None:
        cells = self._of(TEXT, INLINE)
        whole = self._piece.texts(self._piece.begins[cells], self._piece.ends[cells])
        self._values[cells] = apart(unescape(without_entities(whole)), len(cells))

    def _read_shared(self) -> None:
        cells = self._of(SHARED)
        if len(cells):
            begins, texts = self._piece.begins[cells], self._source.texts
            numbers, count = digits(self._piece.words(begins))
            if (count != self._piece.ends[cells] - begins).any() or numbers.max() >= len(texts):
                raise Unusual
            self._values[cells] = np.array(texts, object)[numbers]

    def _read_truths(self) -> None:
        cells = self._of(TRUTH)
        self._values[cells] = [text in ("1", "true") for text in self._words(cells)]

    def _read_numbers(self) -> None:
        cells = self._of(NUMBER)
        begins = self._piece.begins[cells]
        whole, count = digits(self._piece.words(begins))
        numbers, rest = whole.astype("f8"), count != self._piece.ends[cells] - begins
        texts = self._texts(cells[rest])
        if "".join(texts).strip("0123456789+-.eE \t\r\n"):  # float() takes more for numbers than a cell does
            raise Unusual
        try:
            numbers[rest] = [float(text) for text in texts]
        except ValueError:
            raise Unusual from None
        if np.isinf(numbers).any():
            raise Unusual
        self._values[cells] = numbers.astype(object)
        kinds = self._source.styles.kinds or [""]
        styles = self._piece.styles[cells]
        if len(styles) and styles.max() >= len(kinds):
            raise Unusual
        for kind in ("date", "duration"):
            shown = np.array([one == kind for one in kinds])[styles]
            self._values[cells[shown]] = _moments(numbers[shown], kind == "duration", self._source.date1904)

    def _read_errors(self) -> None:
        cells = self._of(ERROR)
        for cell, text in zip(cells.tolist(), self._words(cells), strict=True):
            self._errors[self._place(cell)] = CellError(text)

    def _place(self, cell: int) -> tuple[int, int]:
        return int(self._piece.rows[cell]), int(self._piece.columns[cell])

    def _read_formulas(self) -> None:
        piece = self._piece
        if not piece.computed.any():
            return
        cells, begins, ends = piece.formulas()
        texts = apart(without_entities(piece.texts(begins, ends)), len(cells))
        places = zip(piece.rows[cells].tolist(), piece.columns[cells].tolist(), texts, strict=True)
        self._formulas += [FormulaCell(*found) for found in places]
        for cell in np.setdiff1d(np.flatnonzero(piece.computed & ~piece.odd), cells).tolist():
            self._read_formula(cell)

    def _read_formula(self, cell: int) -> None:
        """A formula by its own bytes."""
        piece = self._piece
        found = _FORMULA.search(piece.data, piece.begins_at[cell], piece.ends_at[cell])
        if not found:
            raise Unusual
        self._formulas.append(formula_cell(self._place(cell), found[1] or b"", found[2] or b""))

    def _read_odd(self) -> None:
        """Cells that are shaped differently, by an XML parser, and their places into the piece."""
        piece = self._piece
        odd = np.flatnonzero(piece.odd).tolist()
        if not odd:
            return
        if len(odd) > max(_FEW, len(piece.rows) // _SHARE):
            raise Unusual
        texts = [piece.data[piece.begins_at[cell] : piece.ends_at[cell]] for cell in odd]
        names = list(map(_PLACE.match, texts))
        rows = []
        for cell, text, name in zip(odd, texts, names, strict=True):
            if not name:
                raise Unusual
            piece.rows[cell], piece.columns[cell] = place = place_of(name[1].decode())
            rows.append(b'<row r="%d">%b</row>' % (place[0], text))
        try:
            found = sparse.read(b"".join([self._head, *rows, b"</sheetData></worksheet>"]), self._source).rows
        except RefusedWorkbook:
            raise Unusual from None
        for cell in odd:
            row, column = self._place(cell)
            self._note(cell, found.get(row, {}).get(column))

    def _note(self, cell: int, value: Value) -> None:
        if isinstance(value, Formula):
            self._read_formula(cell)
            value = value.cached
        if isinstance(value, CellError):
            self._errors[self._place(cell)] = value
        elif value is not None:
            self._values[cell] = float(value) if type(value) is int else value
            self._filled[cell] = True


def _moments(serials: Array, duration: bool, date1904: bool) -> Array:
    """What numbers with a date style mean: as `moment_of` says, all that surely are days and moments at once."""
    found = np.empty(len(serials), object)
    sure = (serials >= _FIRST_SURE) & (serials < _FIRST_UNSURE) & (not duration)
    whole = sure & (serials == np.floor(serials))
    epoch = np.datetime64(epoch_of(date1904), "ms")
    found[whole] = (epoch.astype("M8[D]") + serials[whole].astype("i8")).astype(object)
    parts = sure & ~whole
    found[parts] = (epoch + np.rint(serials[parts] * 86_400_000).astype("i8")).astype(object)
    for place in np.flatnonzero(~sure).tolist():
        found[place] = moment_of(float(serials[place]), duration, date1904)
    return found


def _hidden(piece: Piece) -> set[int]:
    """The numbers of hidden rows. Raises Unusual for one without a number."""
    tags = piece.row_tags()
    if "hidden" not in tags:
        return set()
    hidden = [tag for tag in tags.split("\0") if _HIDDEN.search(tag)]
    numbers = [_NUMBER.search(tag) for tag in hidden]
    if None in numbers:
        raise Unusual
    return {int(number[1]) for number in numbers if number}
