"""Links over cells (ECMA-376 part 1, 18.3.1.47): another part, so they stay when a cell gets another value."""

import html
import re

from crm.xlsx.contents.parts import Read, relationships
from crm.xlsx.editing.steps import block
from crm.xlsx.markup.xmltext import attributes
from crm.xlsx.places import name_of

_LINK = re.compile(rb"""<(?:[\w.-]+:)?hyperlink(\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""")
_MOST_CELLS = 10_000  # of one link over many cells; the rest is not listed


def read_hyperlinks(tail: bytes, read: Read, part: str) -> dict[str, str]:
    """{cell: where it leads} from what follows the rows of a sheet's part. Raises RefusedWorkbook."""
    tags = [attributes(found[1]) for found in _LINK.finditer(tail)]
    targets = {link.id: link.written for link in relationships(read, part)} if tags else {}
    found = {}
    for tag in tags:
        id_ = next((value for name, value in tag.items() if name.rpartition(":")[2] == "id"), "")
        place = html.unescape(tag.get("location", ""))
        target = targets.get(id_, "") + ("#" * bool(place) + place if id_ in targets else place)
        found.update(dict.fromkeys(_cells(tag.get("ref", "")), target))
    return found


def _cells(ref: str) -> list[str]:
    cells = block(ref)
    if cells is None:
        return []
    width = cells.last_column - cells.first_column + 1
    rows = range(cells.first_row, min(cells.last_row, cells.first_row + _MOST_CELLS // width) + 1)
    return [name_of(row, column) for row in rows for column in range(cells.first_column, cells.last_column + 1)]
