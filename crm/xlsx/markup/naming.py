"""Rows and cells of a sheet that say their places, in order: what some programs leave to be counted.

Counted as every reader counts: a row or cell that says nothing follows the one before it.
"""

import html
import re
from itertools import chain, islice, pairwise

from crm.xlsx.errors import RefusedEdit, RefusedWorkbook, unusual
from crm.xlsx.markup.rowcells import cell_pattern
from crm.xlsx.markup.xmltext import MARK, attributes, gap_end, set_attribute, without_marks
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, letters_of, name_of, place_of

_ROOT = re.compile(rb"<((?:[^\s<>/:]+:)?)worksheet(?:\s[^<>]*)?>")
_BEFORE_ROWS = b"(?:sheetPr|dimension|sheetViews|sheetFormatPr|cols)"  # in the order of the schema
_MARK = re.compile(MARK)
_R = re.compile(rb"""\sr\s*=\s*["']([^"']*)""").search
_USUAL_NAME = re.compile(rb"[A-Z]+[0-9]+").fullmatch


def named(xml: bytes, title: str) -> bytes:
    """The XML of a sheet in which every row and cell says its place and all stand in order. Nothing hides a tag in it.

    What need not change keeps its bytes. Raises RefusedWorkbook for two rows or cells at one place.
    """
    root = _ROOT.search(xml)
    if not root:
        raise unusual(f"sheet “{title}” does not begin as one")
    data = list(islice(re.finditer(rb"<%bsheetData(?:\s[^<>]*?)?(/?)>" % root[1], xml), 2))
    if len(data) > 1:
        raise unusual(f"sheet “{title}” has two places for rows")
    if not data:
        return _with_place_for_rows(xml, root)
    if data[0][1]:
        return xml
    end = xml.rfind(b"</" + root[1] + b"sheetData")
    begin = gap_end(xml, data[0].end())
    return xml[:begin] + _Rows(root[1], title).named(xml[begin:end]) + xml[end:]


def _with_place_for_rows(xml: bytes, root: re.Match[bytes]) -> bytes:
    p = root[1]
    before = list(re.finditer(rb"<%b%b(?:\s[^<>]*)?/>|</%b%b\s*>" % (p, _BEFORE_ROWS, p, _BEFORE_ROWS), xml))
    at = before[-1].end() if before else root.end()
    if root[0].endswith(b"/>"):
        return xml[: root.end() - 2] + b"><" + p + b"sheetData/></" + p + b"worksheet>" + xml[root.end() :]
    return xml[:at] + b"<" + p + b"sheetData/>" + xml[at:]


def _by_column(name: tuple[bytes, bytes]) -> tuple[int, bytes]:
    return len(name[0]), name[0]


class _Rows:
    """The rows of one sheet; `last` is the number of the row before."""

    def __init__(self, prefix: bytes, title: str):
        self._prefix, self._title, self._last = prefix, title, 0
        self._mark = b"<" + prefix + b"c"
        self._row_at = re.compile(rb"<%brow(\s[^<>]*?)?(?:/>|>(.*?)</%brow\s*>)" % (prefix, prefix), re.DOTALL).match
        self._cell_at = cell_pattern(prefix).match
        self._names = re.compile(re.escape(self._mark) + rb' r="([A-Z]{1,3})([0-9]{1,7})"').findall
        self._cell_begins = re.compile(re.escape(self._mark) + rb"(?=[\s/>])")

    def named(self, xml: bytes) -> bytes:
        """All rows, and what stands between them behind the row before."""
        rows, at = [], 0
        while row := self._row_at(xml, at):
            at = gap_end(xml, row.end())
            number, content = self._row(row)
            rows.append((number, content + xml[row.end() : at]))
        if at != len(xml):
            raise unusual(f"sheet “{self._title}” has something between its rows")
        return b"".join(self._in_order(rows, "Row {}"))

    def _in_order(self, found: list[tuple[int, bytes]], what: str) -> list[bytes]:
        numbers = [number for number, _ in found]
        if any(left >= right for left, right in pairwise(numbers)):
            found = sorted(found, key=lambda entry: entry[0])
        for (left, _), (right, _) in pairwise(found):
            if left == right:
                raise self._refused(f"{what.format(right)} of “{self._title}” is there twice")
        return [content for _, content in found]

    def _row(self, row: re.Match[bytes]) -> tuple[int, bytes]:
        """The number of a row, and the row with it."""
        written = attributes(row[1]).get("r") if row[1] else None
        self._last = counted = self._number(written) if written else self._last + 1
        if usual := self._all_alike(row[2] or b"", counted):
            return counted, self._with(row, (written, counted), usual)
        before, cells = self._cells(row[2] or b"", counted)
        rows = {place[0] for place, _ in cells}
        number = rows.pop() if len(rows) == 1 and not written else counted
        if not 1 <= number <= LAST_ROW:
            raise self._refused(f"Row {number} of “{self._title}” lies outside of a sheet")
        if rows - {number}:
            raise self._refused(f"Row {number} of “{self._title}” holds a cell that names another row")
        what = f"The cell in column {{}} of row {number}"
        content = self._in_order([(column, cell) for (_, column), cell in cells], what)
        return number, self._with(row, (written, number), before + b"".join(content))

    def _with(self, row: re.Match[bytes], number: tuple[str | None, int], cells: bytes) -> bytes:
        """A row with its number, given as it was written and as it is, and these cells."""
        begin = len(self._prefix) + 4
        end = begin + len(row[1] or b"")
        tag = row[0][:end]
        if number[0] is None:
            tag = b'%b r="%d"%b' % (tag[:begin], number[1], tag[begin:])
        elif number[0] != str(number[1]):
            tag = set_attribute(tag + b">", "r", str(number[1]))[:-1]
        if row[2] is None:
            return tag + row[0][end:]
        return b"".join([tag, b">", cells, row[0][end + 1 + len(row[2]) :]])

    def _all_alike(self, inner: bytes, row: int) -> bytes | None:
        """The cells of a row of which all say their places, in order, or none does; None for any other row. Quick."""
        if not inner or inner.count(self._mark) > LAST_COLUMN or not 1 <= row <= LAST_ROW:
            return None
        if b"<!" in inner or b"<?" in inner:
            return None
        before, *cells = self._cell_begins.split(inner)
        names = self._names(inner)
        if len(names) == len(cells):
            in_order = sorted(set(names), key=_by_column) == names and {number for _, number in names} <= {b"%d" % row}
            return inner if in_order else None
        if before.strip() or b"extLst" in inner or any(_R(cell.partition(b">")[0]) for cell in cells):
            return None
        marks = (b'%b r="%b%d"' % (self._mark, letters_of(n).encode(), row) for n in range(1, len(cells) + 1))
        return before + b"".join(chain.from_iterable(zip(marks, cells, strict=True)))

    def _number(self, written: str) -> int:
        try:
            return int(html.unescape(written))
        except ValueError:
            raise self._refused(f"A row of “{self._title}” has the number “{written[:20]}”") from None

    def _cells(self, inner: bytes, row: int) -> tuple[bytes, list[tuple[tuple[int, int], bytes]]]:
        """What stands before the first cell, and each cell's place and bytes, with what stands behind it."""
        begin = at = gap_end(inner, 0)
        place, cells = (row, 0), []
        while cell := self._cell_at(inner, at):
            at = cell.end()
            place, content = self._cell(cell, row, place[1])
            cells.append((place, content))
        if at != len(inner):
            raise unusual(f"row {row} of sheet “{self._title}” holds something we do not know")
        return inner[:begin], cells

    def _cell(self, cell: re.Match[bytes], row: int, left: int) -> tuple[tuple[int, int], bytes]:
        """A cell's place and bytes; `left` is the column of the one before. Comments in it go behind it."""
        content, written = cell[0], _R(cell[1] or b"")
        place = self._place(written[1]) if written else (row, left + 1)
        if place[1] > LAST_COLUMN:
            raise self._refused(f"Row {row} of “{self._title}” has more cells than a sheet has columns")
        if not written:
            content = b'%b r="%b"%b' % (self._mark, name_of(*place).encode(), content[len(self._mark) :])
        elif not _USUAL_NAME(written[1]):
            at, end = written.span(1)
            start = len(self._mark)
            content = content[: start + at] + name_of(*place).encode() + content[start + end :]
        if cell[2] and (b"<!" in cell[2] or b"<?" in cell[2]):
            content = without_marks(content) + b"".join(_MARK.findall(content))
        return place, content

    def _place(self, written: bytes) -> tuple[int, int]:
        try:
            return place_of(html.unescape(written.decode()))
        except ValueError:
            raise self._refused(f"A cell of “{self._title}” says that it is at “{written[:20].decode()}”") from None

    def _refused(self, what: str) -> RefusedWorkbook:
        return RefusedEdit(f"{what}. Open the workbook in Excel, let Excel repair it, save it, and try again.")
