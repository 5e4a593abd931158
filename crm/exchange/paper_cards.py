"""The card file: eight cards a page, to be cut along the dashed lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.exchange.paper import GREY, MM, Paper

ACROSS, DOWN = 2, 4
_EDGE = 7 * MM  # printers leave some 5 mm of a page blank
_FAINT = 0.85
_LABEL = 46.0  # points that the word before a fact takes


@dataclass(frozen=True)
class Card:
    """What stands on a card. `facts` and `notes` are pairs of a word before and a text; `warning` stands out."""

    id: str
    name: str
    under: str = ""
    kind: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    warning: str = ""


def draw(paper: Paper, cards: Sequence[Card]) -> bytes:
    """The PDF of these cards, in this order: across, then down, then page after page."""
    for place, card in enumerate(cards):
        on_page = place % (ACROSS * DOWN)
        if place and not on_page:
            paper.next_page()
        if not on_page:
            _cuts(paper)
        width, height = paper.width / ACROSS, paper.height / DOWN
        _one(paper, card, on_page % ACROSS * width, on_page // ACROSS * height)
    return paper.done()


def _cuts(paper: Paper) -> None:
    for across in range(1, ACROSS):
        paper.line(across * paper.width / ACROSS, 0, across * paper.width / ACROSS, paper.height, cut=True)
    for down in range(1, DOWN):
        paper.line(0, down * paper.height / DOWN, paper.width, down * paper.height / DOWN, cut=True)


def _one(paper: Paper, card: Card, x: float, y: float) -> None:
    """One card with its upper left corner here; `left`, `right` and `end` are what may be written on."""
    left, right = x + _EDGE, x + paper.width / ACROSS - _EDGE
    end = y + paper.height / DOWN - _EDGE
    below = _head(paper, card, left, right, y + _EDGE)
    paper.write(paper.fitted(card.id, right - left, 5.5), right, end, 5.5, ink=GREY, right=True)
    end -= 8
    keep = 22 if card.notes else 0  # room for a note or two
    below = _facts(paper, card, left, right, below, end - keep)
    _notes(paper, card, left, right, below + 2, end)


def _head(paper: Paper, card: Card, left: float, right: float, y: float) -> float:
    """Kind and warning, name, and what stands under it; how far down they reach."""
    paper.write(paper.fitted(card.kind, (right - left) * 0.6, 7), left, y + 6, 7, ink=GREY)
    if card.warning:
        warning = paper.fitted(card.warning, (right - left) * 0.38, 7.5, bold=True)
        paper.write(warning, right, y + 6, 7.5, bold=True, right=True)
    y += 11
    size = paper.largest(card.name, right - left, (15, 14, 13, 12, 11), bold=True)
    for line in paper.wrapped(card.name, right - left, size, bold=True, most=1 if size > 11 else 2):
        y += size + 1
        paper.write(line, left, y, size, bold=True)
    if card.under:
        y += 11.5
        paper.write(paper.fitted(card.under, right - left, 8.5), left, y, 8.5, ink=GREY)
    y += 7
    paper.line(left, y, right, y)
    return y + 4


def _facts(paper: Paper, card: Card, left: float, right: float, y: float, end: float) -> float:
    for label, text in card.facts:
        room = int((end - y) // 11.5)
        if room < 1:
            break
        lines = paper.wrapped(text, right - left - _LABEL, 9, most=min(2, room))
        paper.write(paper.fitted(label, _LABEL - 4, 6.5), left, y + 10, 6.5, ink=GREY)
        for line in lines:
            y += 11.5
            paper.write(line, left + _LABEL, y - 1.5, 9)
    return y


def _notes(paper: Paper, card: Card, left: float, right: float, y: float, end: float) -> None:
    """As many of the last notes as there is room for, then lines for a pencil."""
    if card.facts and end - y > 14:
        y += 3
        paper.line(left, y, right, y)
        y += 2
    for number, (label, text) in enumerate(card.notes):
        room = int((end - y) // 10.5)
        if room < 1:
            break
        fair = max(1, room // (len(card.notes) - number))
        for place, line in enumerate(paper.wrapped(f"{label}  {text}", right - left, 7.5, most=fair)):
            y += 10.5
            before = label if not place and line.startswith(label) else ""
            paper.write(before, left, y, 7.5)
            paper.write(line[len(before) :], left + paper.long(before, 7.5), y, 7.5, ink=GREY)
    while (y := y + 18) < end:
        paper.line(left, y, right, y, ink=_FAINT)
