"""Letters: the address where the window of an envelope is, the day, the text, a line for the signature."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.exchange.paper import GREY, MM, Paper

_LEFT, _RIGHT = 25 * MM, 22 * MM
_ADDRESS = 51 * MM  # from the upper edge: inside the windows of DL, C5/6 (DIN 5008, form B) and US #10
_TEXT, _FOOT = 100 * MM, 22 * MM
_SIZES = (11.0, 10.5, 10.0, 9.5, 9.0)
_SIGNED = 64.0  # what the signature takes, with the room for it


@dataclass(frozen=True)
class Letter:
    """One letter: the lines of the address, what it is about, and its text."""

    address: tuple[str, ...]
    text: str
    subject: str = ""


@dataclass(frozen=True)
class Sender:
    """Who writes: the name on top, the lines under it, who signs, and the day as it is to be written."""

    name: str = ""
    lines: tuple[str, ...] = ()
    signed_by: str = ""
    day: str = ""


def draw(paper: Paper, letters: Sequence[Letter], sender: Sender) -> bytes:
    """The PDF of these letters, in this order, each on a page of its own.

    A long text is set smaller, down to 9 points; one that is longer still goes on upon the next page.
    """
    for number, letter in enumerate(letters):
        if number:
            paper.next_page()
        _one(paper, letter, sender)
    return paper.done()


def _one(paper: Paper, letter: Letter, sender: Sender) -> None:
    width = paper.width - _LEFT - _RIGHT
    _head(paper, letter, sender, width)
    y = _TEXT
    for line in paper.wrapped(letter.subject, width, 11, bold=True, most=2):
        paper.write(line, _LEFT, y, 11, bold=True)
        y += 16
    size, lines = _set(paper, letter.text, width, paper.height - _FOOT - _SIGNED - y)
    for line in lines:
        if y > paper.height - _FOOT:
            y = _another(paper)
        y += size * 1.42
        paper.write(line, _LEFT, y, size)
    if y > paper.height - _FOOT - _SIGNED + 20:
        y = _another(paper)
    _signature(paper, sender, y, size)


def _set(paper: Paper, text: str, width: float, room: float) -> tuple[float, list[str]]:
    """The size in which a text fits into a room, and its lines; one too long for any is set in the largest."""
    for size in _SIZES:
        lines = paper.wrapped(text, width, size)
        if len(lines) * size * 1.42 <= room:
            return size, lines
    return _SIZES[0], paper.wrapped(text, width, _SIZES[0])


def _another(paper: Paper) -> float:
    paper.next_page()
    return 25 * MM


def _head(paper: Paper, letter: Letter, sender: Sender, width: float) -> None:
    y = 22 * MM
    paper.write(paper.fitted(sender.name, width, 13, bold=True), paper.width - _RIGHT, y, 13, bold=True, right=True)
    for line in sender.lines:
        y += 12.5
        paper.write(paper.fitted(line, width, 9), paper.width - _RIGHT, y, 9, ink=GREY, right=True)
    y = _ADDRESS
    for line in [part for one in letter.address for part in paper.wrapped(one, 85 * MM, 10.5, most=2)][:8]:
        y += 14
        paper.write(line, _LEFT, y, 10.5)
    paper.write(paper.fitted(sender.day, width, 10.5), paper.width - _RIGHT, _TEXT - 10 * MM, 10.5, right=True)
    for fold in (1, 2):  # where the page is folded for the envelope
        paper.line(4 * MM, paper.height * fold / 3, 8 * MM, paper.height * fold / 3)


def _signature(paper: Paper, sender: Sender, y: float, size: float) -> None:
    y += _SIGNED - 16
    paper.line(_LEFT, y, _LEFT + 60 * MM, y, ink=GREY)
    paper.write(paper.fitted(sender.signed_by, 60 * MM, min(size, 10)), _LEFT, y + 13, min(size, 10))
