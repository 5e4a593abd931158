"""Days of the year for the wall: month by month in two columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm.exchange.paper import GREY, MM, PALE, Paper
from crm.exchange.paper_lists import heading_of_page

_MARGIN, _FOOT, _GAP = 16 * MM, 15 * MM, 11 * MM
_ROW, _MONTH, _AFTER = 16.0, 24.0, 10.0
_TOGETHER = 8  # days of a month that are not parted from its name


@dataclass(frozen=True)
class Day:
    """One person's day: the day of the month, whose it is, and what is said on the right of it."""

    day: int
    name: str
    said: str = ""


def draw(paper: Paper, title: str, about: str, months: Mapping[str, Sequence[Day]]) -> bytes:
    """The PDF of the days under the names of their months, in the order given; a month without days is left out."""
    width = (paper.width - 2 * _MARGIN - _GAP) / 2
    columns = _columns(paper, title, about)
    left, top, end = next(columns)
    y = top
    for month, days in months.items():
        for number, day in enumerate(days):
            is_first = number == 0
            needed = _ROW + (_MONTH + _ROW * min(len(days) - 1, _TOGETHER) if is_first else 0)
            if y + needed > end:
                (left, top, end), is_first = next(columns), True
                y = top
            if is_first:
                y = _month(paper, month if number == 0 else f"{month} (continued)", left, y, width)
            y += _ROW
            _day(paper, day, left, y, width)
        y += _AFTER if days else 0
    return paper.done()


def _columns(paper: Paper, title: str, about: str) -> Iterator[tuple[float, float, float]]:
    """Where the columns begin on the left and above, and where they end, page after page."""
    while True:
        top = heading_of_page(paper, title, about, _MARGIN) - 6
        for column in range(2):
            yield _MARGIN + column * (paper.width - 2 * _MARGIN + _GAP) / 2, top, paper.height - _FOOT
        paper.next_page()


def _month(paper: Paper, name: str, left: float, y: float, width: float) -> float:
    paper.write(paper.fitted(name, width, 11.5, bold=True), left, y + 16, 11.5, bold=True)
    paper.line(left, y + 21, left + width, y + 21, ink=GREY)
    return y + _MONTH


def _day(paper: Paper, day: Day, left: float, y: float, width: float) -> None:
    said = paper.fitted(day.said, width * 0.3, 8.5)
    room = width - 24 - (paper.long(said, 8.5) + 8 if said else 0)
    paper.write(str(day.day), left + 14, y - 4, 9.5, bold=True, right=True)
    paper.write(paper.fitted(day.name, room, 9.5), left + 24, y - 4, 9.5)
    paper.write(said, left + width, y - 4, 8.5, ink=GREY, right=True)
    paper.line(left, y, left + width, y, ink=PALE + 0.15)
