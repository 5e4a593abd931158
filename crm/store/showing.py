"""The sheet Overview: figures for colleagues who have no Kith open, written only over what Kith wrote there itself.

The journal keeps what was written. Where anything else stands in one of the cells, all of them stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crm.model.cells import Cell, written
from crm.model.contents import Contents
from crm.store.journal import Journal
from crm.store.workbook import Show

if TYPE_CHECKING:
    from crm.store.record import Record

Figures = Mapping[tuple[int, int], Cell]
Texts = dict[str, str]
KEPT = "overview"  # in the journal: what we wrote there
VERSIONS = 30  # of it, so that an earlier version of the workbook that is brought back is known too
LINE = (2, 1)  # the cell that says of when the figures are
OURS = "Kith writes this sheet anew; please type elsewhere."  # how that line ends

_NONE = "This workbook has no sheet Overview that Kith made, so the figures stay in Kith."
_TYPED = (
    "Something stands in the sheet Overview that this Kith did not write there. All of it stays as it is. If Kith may "
    "write there, empty the cells below the headings in the sheet, but not the line under the title."
)


def show(record: Record, cells: Figures) -> str:
    """Have figures written with the next write, which is asked for at once; "" or why not, as a sentence."""
    record.snapshot()  # looks at the workbook first
    if record.is_closed or record.trouble or record.question is not None or record.workbook.look_only():
        return "Nothing can be written into the workbook just now. Try again when it is back."
    with record.lock:
        if not record.workbook.takes_figures():
            return _NONE
        if sentence := _why_not(record.journal, record.base, cells):
            return sentence
        if _figures(record.base.overview, cells) != _figures(cells, cells):
            record.figures = dict(cells)
            record.wake()
    return ""


def edit(record: Record, base: Contents) -> list[Show]:
    """For the writer: what is to be shown, as long as nobody typed there since; compared with the very read that a
    write builds on."""
    cells = record.figures
    if not cells:
        return []
    if _why_not(record.journal, base, cells):
        record.figures = {}
        return []
    return [Show(cells)]


def note(journal: Journal, base: Contents, shown: Sequence[Show]) -> None:
    """Keep, before the swap, what stands there and what will: after a crash it is the one or the other."""
    for one in shown:
        new = [_texts(base.overview, one.cells), _texts(one.cells, one.cells)]
        known = [texts for texts in _known(journal) if texts not in new]
        journal.set_meta(KEPT, json.dumps([*known, *new][-VERSIONS:]))


def _known(journal: Journal) -> list[Texts]:
    """What we wrote there, the last at the end."""
    found: list[Texts] = json.loads(journal.meta(KEPT) or "[]")
    return found


def _why_not(journal: Journal, contents: Contents, cells: Figures) -> str:
    line = contents.overview.get(LINE)
    if not isinstance(line, str) or not line.endswith(OURS):
        return _NONE
    there = _texts(contents.overview, cells)
    is_blank = not any(text for place, text in there.items() if place != _name(LINE))
    return "" if is_blank or there in _known(journal) else _TYPED


def _texts(found: Figures, cells: Figures) -> Texts:
    """What stands in those places, as text, so that a number or a day is the same however a program keeps it."""
    return {_name(place): written(found.get(place)) for place in cells}


def _figures(found: Figures, cells: Figures) -> Texts:
    """The same without the line that says of when they are: it alone is no reason to write."""
    return {place: text for place, text in _texts(found, cells).items() if place != _name(LINE)}


def _name(place: tuple[int, int]) -> str:
    return f"{place[0]},{place[1]}"
