"""Lists to work from with a pencil: a title, parts with a heading, and lines with a box to tick and room to write."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.exchange.paper import GREY, MM, Paper

_MARGIN, _FOOT = 16 * MM, 14 * MM
_INDENT = 20.0  # beside the box to tick
_SIDE = 0.36  # of the width, what stands on the right may take


@dataclass(frozen=True)
class Line:
    """One person on a list: name, what stands on the right of it, what is said below, lines to write on."""

    name: str
    side: str = ""
    below: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    to_write: int = 0


@dataclass(frozen=True)
class Part:
    """Lines under one heading; `note` is said in grey below it."""

    title: str
    lines: Sequence[Line] = ()
    note: str = ""


class _Page:
    """Where on which page the next line goes."""

    def __init__(self, paper: Paper, title: str, about: str) -> None:
        self.paper, self.title, self.about = paper, title, about
        self.left, self.right, self.end = _MARGIN, paper.width - _MARGIN, paper.height - _FOOT
        self.y = self._head()

    def _head(self) -> float:
        return heading_of_page(self.paper, self.title, self.about, _MARGIN)

    def make_room(self, height: float) -> bool:
        """Begin another page where this much does not fit; whether one was begun."""
        if self.y + height <= self.end:
            return False
        self.paper.next_page()
        self.y = self._head()
        return True


def heading_of_page(paper: Paper, title: str, about: str, margin: float) -> float:
    """Title, what it is about, and the number of the page; how far down they reach."""
    left, right, y = margin, paper.width - margin, margin + 14
    size = paper.largest(title, right - left, (22, 18, 14), bold=True)
    paper.write(paper.fitted(title, right - left, size, bold=True), left, y, size, bold=True)
    paper.write(paper.fitted(about, right - left, 9), left, y + 15, 9, ink=GREY)
    paper.write(str(paper.pages), right, paper.height - 24, 8, ink=GREY, right=True)
    return y + 26


def draw(paper: Paper, title: str, about: str, parts: Sequence[Part]) -> bytes:
    """The PDF of a list; a line is never parted by the end of a page."""
    page = _Page(paper, title, about)
    for part in parts:
        first = _height(paper, part.lines[0], page) if part.lines else 0
        page.make_room(40 + first)
        _heading(page, part.title, part.note)
        for line in part.lines:
            if page.make_room(_height(paper, line, page)):
                _heading(page, f"{part.title} (continued)", "")
            _one(page, line)
    return paper.done()


def _heading(page: _Page, title: str, note: str) -> None:
    page.y += 18
    width = page.right - page.left
    page.paper.write(page.paper.fitted(title, width, 12, bold=True), page.left, page.y, 12, bold=True)
    for line in page.paper.wrapped(note, width, 9):
        page.y += 13
        page.paper.write(line, page.left, page.y, 9, ink=GREY)
    page.y += 6
    page.paper.line(page.left, page.y, page.right, page.y, ink=GREY)


def _texts(paper: Paper, line: Line, width: float) -> tuple[list[str], list[str], list[tuple[str, float, float]]]:
    """The lines of the name, of what stands beside it, and those below with their size and ink."""
    side = paper.wrapped(line.side, width * _SIDE, 10.5, bold=True, most=2)
    name = paper.wrapped(line.name, width * (1 - _SIDE) - 14 if side else width, 10.5, bold=True, most=2)
    below = [(text, 9.5, 0.15) for one in line.below for text in paper.wrapped(one, width, 9.5, most=3)]
    remarks = [(text, 8.5, GREY) for one in line.remarks for text in paper.wrapped(one, width, 8.5, most=2)]
    return name, side, below + remarks


def _height(paper: Paper, line: Line, page: _Page) -> float:
    name, side, below = _texts(paper, line, page.right - page.left - _INDENT)
    tall = 14.0 * max(len(name), len(side), 1) + sum(size + 3.5 for _, size, _ in below)
    return tall + 19 * line.to_write + 12


def _one(page: _Page, line: Line) -> None:
    paper, left, top = page.paper, page.left + _INDENT, page.y
    name, side, below = _texts(paper, line, page.right - left)
    paper.tick_box(page.left + 1, top + 7, 10.5)
    for number, text in enumerate(name):
        paper.write(text, left, top + 16 + 14 * number, 10.5, bold=True)
    for number, text in enumerate(side):
        paper.write(text, page.right, top + 16 + 14 * number, 10.5, bold=True, right=True)
    y = top + 16 + 14 * (max(len(name), len(side), 1) - 1)
    for text, size, ink in below:
        y += size + 3.5
        paper.write(text, left, y, size, ink=ink)
    for _ in range(line.to_write):
        y += 19
        paper.line(left, y, page.right, y)
    page.y = top + _height(paper, line, page)
