"""A team's week, read from a table and done in the browser: one function a verb, every one by press or typing.

A line says on which day, on which page (a title of the menu, "card of Ann Lee", blank: where one is), what somebody
does, and what they see then. Several fields or sentences are parted by " | ". Days are written {today}, {in 3 days},
{2 days ago}. Nothing here knows the program: it sees what people see, and reads the workbook with other programs.
"""

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook

from tests.journeys.desk import Desk
from tests.journeys.office import Office
from tests.journeys.screen import PLACES, POPOVER, as_shown

HERE = Path(__file__).parent
DAY = re.compile(r"\{(?:(today)|in (\d+) days?|(\d+) days? ago)\}")
FIELD = re.compile(r"((?:Rating: |Deal: )?[^:]*): (.*)")  # the label of a field, and what goes into it
LOOKED = ("sees", "opens")  # these change nothing


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    number: int
    day: str
    page: str
    does: str
    what: str
    beside: str
    value: str
    sees: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.day}, {self.page}: {self.does} {self.what} {self.beside} {self.value}"


def read(trade: str) -> list[Line]:
    """The week of a trade."""
    with (HERE / f"{trade}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Line(number, *(row[name].strip() for name in ("day", "page", "does", "what", "with", "value", "sees")))
        for number, row in enumerate(rows, start=2)
    ]


def parts(text: str) -> list[str]:
    """What is parted by " | "."""
    return [part.strip() for part in text.split(" | ") if part.strip()]


def with_days(text: str, written: Callable[[dt.date], str]) -> str:
    """A text with its days filled in.

    >>> with_days("due {in 1 day}", lambda day: "soon")
    'due soon'
    """

    def day(found: re.Match[str]) -> str:
        away = int(found[2] or 0) - int(found[3] or 0)
        return written(dt.date.today() + dt.timedelta(days=away))

    return DAY.sub(day, text)


def typed(text: str) -> str:
    """A text as it is typed: days as 24/12/2026."""
    return with_days(text, lambda day: f"{day:%d/%m/%Y}")


def spelled(text: str) -> str:
    """A text as it is read on the page: days as 24 Dec 2026."""
    return with_days(text, lambda day: f"{day.day} {day:%b %Y}")


@dataclass
class Week:
    """A person at work: their window, the workbook, the colleague, and all that was read on the way."""

    screen: Desk
    workbook: Path
    colleague: Callable[[], Office]
    read: set[str] = field(default_factory=set)

    def do(self, line: Line) -> None:
        """One line: go there, do it, and see what comes of it."""
        if line.page:
            self.go(line.page)
        VERBS[line.does](self, line)
        for text in parts(spelled(line.sees)):
            self.screen.sees(as_shown(text))
        self.read.add(self.screen.text())

    def go(self, page: str) -> None:
        """To a page of the menu or to somebody's card; nowhere where one is there already."""
        name = page.removeprefix("card of ")
        if self.screen.heading == name or self.screen.page.title() == f"{page} · Kith":
            return
        if page == name:
            self.screen.go(page)
        else:
            self.screen.open_card(name)
        self.read.add(self.screen.text())


# verbs ----------------------------------------------------------------------------------------------------------------


def begins(week: Week, line: Line) -> None:
    """Press the kind of team on the first page."""
    week.screen.begin(line.what)


def fills_in(week: Week, line: Line) -> None:
    """Open a form by its name, fill in its fields, and press the button `with`."""
    if line.what:
        week.screen.open_form(line.what)
    within = week.screen.form_of(line.what)
    for part in parts(typed(line.value)):
        label, text = FIELD.fullmatch(part).groups()
        if label == "Person":
            week.screen.find_person(text)
        else:
            week.screen.fill_in(label, text, within)
    if line.beside:
        week.screen.press(line.beside, PLACES, nth=-1)  # a form's button stands below what opened it


def presses(week: Week, line: Line) -> None:
    """Press a button, the one beside a text where many have its name; "Later > Skip it" presses in what opened."""
    button, *inside = line.what.split(" > ")
    if line.beside:
        week.screen.press_beside(button, spelled(line.beside))
    else:
        week.screen.press(button)
    for label in inside:
        week.screen.press(label, POPOVER).fold()


def moves(week: Week, line: Line) -> None:
    """Choose in a list that empties itself again, such as the stage a deal moves to."""
    week.screen.send(line.what, line.value)


def chooses(week: Week, line: Line) -> None:
    """Choose or type what saves by itself, such as a setting."""
    week.screen.fill_in(line.what, typed(line.value))


def logs(week: Week, line: Line) -> None:
    """Log it: one line, look at what was understood of it (`with`), save."""
    week.screen.log_it().fill_in("In one line", line.value).rested(700)
    for text in parts(spelled(line.beside)):
        week.screen.sees(as_shown(text))
    week.screen.press("Save")


def libreoffice(week: Week, line: Line) -> None:
    """A colleague types into a row of the sheet, in LibreOffice, and saves."""
    steps = [
        {"do": "set", "sheet": line.what, "who": line.beside, "heading": heading, "text": text}
        for heading, _, text in (part.partition(": ") for part in parts(line.value))
    ]
    week.colleague()(week.workbook, *steps)


def libreoffice_adds(week: Week, line: Line) -> None:
    """The same for a new row below the others."""
    cells = dict(part.split(": ", 1) for part in parts(line.value))
    week.colleague()(week.workbook, {"do": "add_row", "sheet": line.what, "cells": cells})


def program(week: Week, line: Line) -> None:
    """A colleague's program writes into a row of the sheet, with openpyxl."""
    book = load_workbook(week.workbook)
    heads, *rows = book[line.what].iter_rows()
    named = {cell.value: number for number, cell in enumerate(heads)}
    row = next(row for row in rows if line.beside in {cell.value for cell in row})
    for heading, _, text in (part.partition(": ") for part in parts(line.value)):
        row[named[heading]].value = text
    book.save(week.workbook)


def program_adds(week: Week, line: Line) -> None:
    """The same for a new row below the others."""
    book = load_workbook(week.workbook)
    sheet = book[line.what]
    named = {cell.value: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, sheet.max_row + 2) if sheet.cell(row, named["Name"]).value is None)
    for heading, _, text in (part.partition(": ") for part in parts(line.value)):
        sheet.cell(row, named[heading]).value = text
    book.save(week.workbook)


def opens(week: Week, line: Line) -> None:
    """Unfold a part of the page, or go to one of its tabs."""
    week.screen.open_form(line.what)


def sees(week: Week, line: Line) -> None:
    """Only look."""


VERBS: dict[str, Callable[[Week, Line], None]] = {
    "begins": begins,
    "fills in": fills_in,
    "presses": presses,
    "chooses": chooses,
    "moves": moves,
    "logs": logs,
    "colleague types": libreoffice,
    "colleague adds": libreoffice_adds,
    "program writes": program,
    "program adds": program_adds,
    "opens": opens,
    "sees": sees,
}


# what stands in the workbook at the end -------------------------------------------------------------------------------


def expected(trade: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows that must stand in each sheet: heading -> cell, days as 2026-12-24."""
    with (HERE / f"expected_{trade}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cells = (part.partition(":") for part in parts(with_days(row["row"], dt.date.isoformat)))
            yield row["sheet"], {heading: cell.strip() for heading, _, cell in cells}
