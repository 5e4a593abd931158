"""Where charts and pictures lie over the cells of a sheet (ECMA-376 part 1, 20.5.2: the anchors of a drawing)."""

import re

from crm.xlsx.contents.parts import Read, relationships
from crm.xlsx.places import LAST_COLUMN, LAST_ROW, Range

_CELL_WIDTH, _CELL_HEIGHT = 609_600, 190_500  # of cells as wide and high as usual, in the units of drawings
_ANCHOR = re.compile(rb"<((?:[\w.-]+:)?)(?:two|one)CellAnchor[\s>].*?</\1(?:two|one)CellAnchor\s*>", re.DOTALL)
_FROM = re.compile(rb"<((?:[\w.-]+:)?)from\s*>(.*?)</\1from\s*>", re.DOTALL)
_TO = re.compile(rb"<((?:[\w.-]+:)?)to\s*>(.*?)</\1to\s*>", re.DOTALL)
_COLUMN, _ROW = (re.compile(rb"<(?:[\w.-]+:)?%b\s*>\s*(\d{1,7})\s*<" % name) for name in (b"col", b"row"))
_SIZE = re.compile(rb"""<(?:[\w.-]+:)?ext\s[^<>]*?\bcx\s*=\s*["'](\d{1,12})["'][^<>]*?\bcy\s*=\s*["'](\d{1,12})["']""")


def drawn_over(read: Read, part: str) -> list[Range]:
    """The cells under each chart or picture of a sheet's part. One that says its size and not its end is taken to lie
    on cells of the usual size. Raises RefusedWorkbook."""
    links = [link.target for link in relationships(read, part) if link.kind == "drawing" and not link.external]
    anchors = (anchor[0] for name in links for anchor in _ANCHOR.finditer(read(name) or b""))
    return [block for anchor in anchors if (block := _block(anchor))]


def _block(anchor: bytes) -> Range | None:
    first, last = _corner(_FROM, anchor), _corner(_TO, anchor)
    if first and not last and (size := _SIZE.search(anchor)):
        last = first[0] + int(size[2]) // _CELL_HEIGHT, first[1] + int(size[1]) // _CELL_WIDTH
    if not first or not last:
        return None
    return Range(*first, min(last[0], LAST_ROW), min(last[1], LAST_COLUMN))


def _corner(which: re.Pattern[bytes], anchor: bytes) -> tuple[int, int] | None:
    """Row and column from 1."""
    if not (corner := which.search(anchor)):
        return None
    row, column = _ROW.search(corner[2]), _COLUMN.search(corner[2])
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None
