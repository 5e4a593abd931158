"""Which cells may show something else after an edit: those computed from the edited ones, and those of chance and time.

The formulas are read with openpyxl. What is not understood for sure (OFFSET, INDIRECT) counts as of chance, and so
does the report of a pivot table, which LibreOffice makes anew when it opens a workbook.
"""

import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from tests.xlsx.soundness import block_of, column

Place = tuple[str, int, int]
Block = tuple[str, tuple[int, int, int, int]]
VOLATILE = re.compile(r"\b(?:RAND|RANDBETWEEN|RANDARRAY|NOW|TODAY|OFFSET|INDIRECT|CELL|INFO)\s*\(", re.IGNORECASE)
STRINGS = re.compile(r'"(?:[^"]|"")*"')
CELLS = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([\w.]+))!)?(?<![\w.])(\$?[A-Z]{1,3}\$?\d+)(?::(\$?[A-Z]{1,3}\$?\d+))?(?![\w(])"
)
COLUMNS = re.compile(r"(?:(?:'((?:[^']|'')+)'|([\w.]+))!)?(?<![\w.$])\$?([A-Z]{1,3}):\$?([A-Z]{1,3})(?![\w(])")
WORDS = re.compile(r"[^\W\d][\w.]*|\\[\w.]+")
LAST_ROW = 1_048_576


@dataclass
class Web:
    """The formulas of a workbook: for each cell, the blocks that it is computed from, and whether by chance."""

    sources: dict[Place, list[Block]]
    volatile: set[Place]

    def unexplained(self, places: Iterable[Place], edited: Iterable[Place]) -> set[Place]:
        """Which of these places are neither computed from edited cells nor from those of chance."""
        written = set(edited)
        roots = written | self.volatile
        suspects = set(places) - self.volatile
        return {place for place in suspects if place in written or not self._comes_from(place, roots)}

    def _comes_from(self, place: Place, roots: set[Place]) -> bool:
        waiting, seen = [place], {place}
        while waiting:
            place = waiting.pop()
            blocks = self.sources.get(place, [])
            if place in roots or any(_holds(block, root) for block in blocks for root in roots):
                return True
            nearer = {source for block in blocks for source in self.sources if _holds(block, source)} - seen
            seen |= nearer
            waiting += nearer
        return False


def web(data: bytes) -> Web:
    """The formulas of a workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    words = dict(_words(book))
    sources, volatile = {}, set()
    for sheet in book.worksheets:
        volatile |= {(sheet.title, *place) for pivot in sheet._pivots for place in _below(pivot.location.ref)}
        for text, cells in _formulas(sheet):
            blocks = list(_blocks(text, sheet.title, words))
            for place in cells:
                sources[sheet.title, place[0], place[1]] = blocks
                if VOLATILE.search(text):
                    volatile.add((sheet.title, *place))
    return Web(sources, volatile)


def _formulas(sheet: openpyxl.worksheet.worksheet.Worksheet) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The text of each formula and the cells that it fills."""
    for row in sheet.iter_rows():
        for cell in row:
            value = cell.value
            if isinstance(value, ArrayFormula):
                yield str(value.text), _within(value.ref)
            elif isinstance(value, DataTableFormula):
                yield f"{value.r1 or ''} {value.r2 or ''} INDIRECT(", [(cell.row, cell.column)]
            elif isinstance(value, str) and value.startswith("=") and cell.data_type == "f":
                yield value, [(cell.row, cell.column)]


def _within(ref: str) -> list[tuple[int, int]]:
    top, left, bottom, right = block_of(ref)
    return [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _below(ref: str) -> list[tuple[int, int]]:
    """A report and ten rows below it, which it may need when there is more to report."""
    top, left, bottom, right = block_of(ref)
    return [(row, column) for row in range(top, bottom + 11) for column in range(left, right + 1)]


def _words(book: openpyxl.Workbook) -> Iterator[tuple[str, list[Block]]]:
    """Names and tables, and the blocks behind them."""
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            yield table.displayName.lower(), [(sheet.title.lower(), block_of(table.ref))]
        for name, entry in sheet.defined_names.items():
            yield name.lower(), list(_blocks(entry.attr_text or "", sheet.title, {}))
    for name, entry in book.defined_names.items():
        yield name.lower(), list(_blocks(entry.attr_text or "", "", {}))


def _blocks(text: str, own: str, words: Mapping[str, list[Block]]) -> Iterator[Block]:
    """The blocks that a formula names, itself or by a name or table."""
    text = STRINGS.sub("", text)
    for found in CELLS.finditer(text):
        sheet = (found[1] or found[2] or own).replace("''", "'").lower()
        yield sheet, block_of(found[3] + (f":{found[4]}" if found[4] else ""))
    for found in COLUMNS.finditer(text):
        sheet = (found[1] or found[2] or own).replace("''", "'").lower()
        yield sheet, (1, column(found[3]), LAST_ROW, column(found[4]))
    for word in set(WORDS.findall(text)):
        yield from words.get(word.lower(), [])


def _holds(block: Block, place: Place) -> bool:
    sheet, (top, left, bottom, right) = block
    return sheet == place[0].lower() and top <= place[1] <= bottom and left <= place[2] <= right
