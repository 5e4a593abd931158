"""The sheet Overview: figures for colleagues who have no Kith open, written only over what Kith wrote there itself.

The journal keeps what was written. Where anything else stands in one of the cells, all of them stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm.model.cells import Cell, written
from crm.model.contents import Contents
from crm.store.journal import Journal
from crm.store.overview import LINE, OURS
from crm.store.workbook import Failed, Outcome, Show

if TYPE_CHECKING:
    from crm.store.record import Record

Figures = Mapping[tuple[int, int], Cell]
Texts = dict[str, str]
KEPT = "overview"  # in the journal: what we wrote there
VERSIONS = 30  # of it, so that an earlier version of the workbook that is brought back is known too
PATIENCE = 5.0  # seconds that a press waits to be told what became of it

_NONE = "This workbook has no sheet Overview, so the figures stay in Kith."
_NOT_OURS = "The sheet Overview is not one that Kith made, so it stays as it is, and the figures stay in Kith."
_TYPED = (
    "Something stands in the sheet Overview that this Kith did not write there. All of it stays as it is. If Kith may "
    "write there, empty the cells below the headings in the sheet, but not the line under the title."
)


@dataclass
class Waiting:
    """Figures that are to go in. `is_due`: at once, not only beside somebody's change; `said`: why they did not."""

    cells: Figures
    is_pressed: bool
    is_due: bool
    said: str = ""

    def is_there(self, base: Contents) -> bool:
        """Whether there is nothing to write: the same figures, or those that any Kith wrote by itself that day."""
        if base.overview is None:
            return False
        is_of_today = not self.is_pressed and base.overview.get(LINE) == self.cells[LINE]
        return is_of_today or _figures(base.overview, self.cells) == _figures(self.cells, self.cells)

    def why_not(self, journal: Journal, base: Contents) -> str:
        """Why they may not be written over what stands there, as a sentence; a sheet is made by a press alone."""
        if base.overview is None:
            return "" if self.is_pressed else _NONE
        line = base.overview.get(LINE)
        if not isinstance(line, str) or not line.endswith(OURS):
            return _NOT_OURS
        there = _texts(base.overview, self.cells)
        is_blank = not any(text for place, text in there.items() if place != _name(LINE))
        return "" if is_blank or there in _known(journal) else _TYPED


def show(record: Record, cells: Figures, *, is_pressed: bool = True) -> str:
    """Have figures written; "" or why not, as a sentence. They are nobody's change: what goes wrong with them drops
    them, and holds up nothing else.

    `is_pressed`: at once, and it is waited for a moment to see what became of them. Else once a day, with the next
    save, or right after it where they go in alone.
    """
    record.snapshot()  # looks at the workbook first
    if record.is_closed or record.trouble or record.question is not None or record.workbook.look_only():
        return "Nothing can be written into the workbook just now. Try again when it is back."
    with record.lock:
        waiting = Waiting(dict(cells), is_pressed, is_due=is_pressed or record.workbook.shows_alone)
        if sentence := waiting.why_not(record.journal, record.base):
            return sentence
        if waiting.is_there(record.base):
            return ""
        record.figures = waiting
        if waiting.is_due:
            record.wake()
        if is_pressed:
            record.changed.wait_for(lambda: record.figures is not waiting or not waiting.is_due, PATIENCE)
        return waiting.said


def edit(record: Record, base: Contents, *, beside: bool) -> list[Show]:
    """For the writer: what is to be shown, as long as nobody typed there since; compared with the very read that a
    write builds on. `beside`: the write has somebody's changes to carry."""
    waiting = record.figures
    if waiting is None or (record.workbook.shows_alone if beside else not waiting.is_due):
        return []
    sentence = waiting.why_not(record.journal, base)
    if sentence or waiting.is_there(base):
        drop(record, sentence)
        return []
    return [Show(waiting.cells)]


def drop(record: Record, sentence: str, show: Sequence[Show] = ()) -> None:
    """No figures wait any more, or not these: they are in, or `sentence` says why not."""
    with record.lock:
        waiting = record.figures
        if waiting is not None and all(waiting.cells is one.cells for one in show):
            waiting.said, record.figures = sentence, None
            record.changed.notify_all()


def put_off(record: Record, show: Sequence[Show], outcome: Outcome) -> None:
    """For the writer: its write must wait, and perhaps because of the figures, which go by themselves where they go in
    alone. Else they are in nobody's way, and go with the next save."""
    with record.lock:
        waiting = record.figures
        if waiting is None or not any(waiting.cells is one.cells for one in show):
            return
        if record.workbook.shows_alone or not isinstance(outcome, Failed):
            drop(record, f"The figures stay in Kith for now. {getattr(outcome, 'reason', '')}")
        waiting.is_due = False
        record.changed.notify_all()


def told(record: Record, show: Sequence[Show], outcomes: Sequence[Outcome]) -> None:
    """For the writer: it wrote, and this became of the figures."""
    for one, outcome in zip(show, outcomes[-len(show) :], strict=True) if show else ():
        drop(record, outcome.reason if isinstance(outcome, Failed) else "", [one])


def note(journal: Journal, base: Contents, shown: Sequence[Show]) -> None:
    """Keep, before the swap, what stands there and what will: after a crash it is the one or the other."""
    for one in shown:
        new = [_texts(base.overview or {}, one.cells), _texts(one.cells, one.cells)]
        known = [texts for texts in _known(journal) if texts not in new]
        journal.set_meta(KEPT, json.dumps([*known, *new][-VERSIONS:]))


def _known(journal: Journal) -> list[Texts]:
    """What we wrote there, the last at the end."""
    found: list[Texts] = json.loads(journal.meta(KEPT) or "[]")
    return found


def _texts(found: Figures, cells: Figures) -> Texts:
    """What stands in those places, as text, so that a number or a day is the same however a program keeps it."""
    return {_name(place): written(found.get(place)) for place in cells}


def _figures(found: Figures, cells: Figures) -> Texts:
    """The same without the line that says of when they are: it alone is no reason to write."""
    return {place: text for place, text in _texts(found, cells).items() if place != _name(LINE)}


def _name(place: tuple[int, int]) -> str:
    return f"{place[0]},{place[1]}"
