"""The main job: people typed in, found again, noted and rated, while a colleague works in the same file."""

import datetime as dt
import re
import zipfile
from pathlib import Path

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.journeys.conftest import Colleague
from tests.journeys.screen import ADD_FORM, Screen
from tests.journeys.serving import Served

PEOPLE = (
    {"Name": "Zoë Ångström", "Phone": "+44 7700 900123", "Email": "zoe@example.org"},
    {"Name": "Ann Lee", "Phone": "020 7946 0112", "Email": "ann@example.org"},
    {"Name": "Łukasz Müller", "Phone": "+49 151 23456789", "Email": "lukasz@example.org"},
)


def add(screen: Screen, person: dict[str, str]) -> None:
    for label, text in person.items():
        screen.type(label, text, ADD_FORM)
    screen.press("Save", ADD_FORM).toasts(person["Name"])


def rows(path: Path, sheet: str = "Contacts") -> list[dict[str, object]]:
    """The filled rows of a sheet by heading, as openpyxl reads them."""
    book = load_workbook(path, data_only=True)
    heads, *cells = book[sheet].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in cells if any(cell is not None for cell in row)]


def written(path: Path, sheet: str = "Contacts") -> dict[str, dict[str, object]]:
    """The same by name, once Kith has put it there."""
    return {str(row["Name"]): row for row in rows(path, sheet)}


def test_people_are_added_found_noted_and_rated_while_a_colleague_edits_the_same_file(
    screen: Screen, kith: Served, colleague: Colleague
) -> None:
    screen.open("contacts")
    for person in PEOPLE:
        add(screen, person)
    screen.lists("Ann Lee", "Zoë Ångström", "Łukasz Müller")

    for words, found in (("le", "Ann Lee"), ("9001", "Zoë Ångström"), ("lukasz muller", "Łukasz Müller")):
        screen.search(words).lists(found)
    screen.search("")

    screen.pick("Ann Lee").sees("Nothing noted yet")
    screen.type("What happened", "Wants a quote for two bicycles")
    screen.unfold("Day, outcome, next step, rating")
    screen.choose("Type", "Call")
    screen.type("Next step", "Send the quote")
    screen.set_day("Next step due", dt.date.today() + dt.timedelta(days=3))
    screen.choose("Rating: the question", "Recommend us (0-10)")
    screen.type("Rating: the score", "9")
    screen.press("Save note").toasts("Ann Lee")
    screen.sees("Wants a quote for two bicycles").sees("Call").sees("Send the quote").sees("Recommend us (0-10) · 9")

    before = written(kith.workbook)
    colleague(
        kith.workbook,
        {"do": "set", "sheet": "Contacts", "who": "Ann Lee", "heading": "City", "text": "Leeds"},
        {"do": "add_row", "sheet": "Contacts", "cells": {"Name": "Bo Chen", "Phone": "0113 496 0001"}},
        {"do": "sort", "sheet": "Contacts", "by": "Name", "descending": True},
    )
    assert made_by(kith.workbook).startswith("LibreOffice")
    screen.sees("Leeds", seconds=10)

    screen.go("Contacts").lists("Ann Lee", "Bo Chen", "Zoë Ångström", "Łukasz Müller", seconds=10)
    screen.unfold("Add a contact")
    add(screen, {"Name": "Dai Rees", "Phone": "029 2018 0000"})
    screen.sees("Up to date", within="[data-testid=stSidebar]")
    agree(kith.workbook, colleague)

    after = written(kith.workbook)
    assert set(after) == {"Ann Lee", "Bo Chen", "Zoë Ångström", "Łukasz Müller", "Dai Rees"}
    changed = {"City", "Changed on", "Changed by"}
    for name, row in before.items():
        assert {h: v for h, v in after[name].items() if h not in changed} == {
            h: v for h, v in row.items() if h not in changed
        }
    assert after["Ann Lee"]["City"] == "Leeds"
    ids = {str(row["ID"]) for row in after.values()}
    assert len(ids) == 5 and all(id.startswith("C-") for id in ids)
    (note,) = rows(kith.workbook, "Interactions")
    assert (note["Contact ID"], note["What happened"]) == (after["Ann Lee"]["ID"], "Wants a quote for two bicycles")


def made_by(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return book.read("docProps/app.xml").decode().partition("<Application>")[2].partition("<")[0]


def agree(path: Path, colleague: Colleague) -> None:
    """LibreOffice, openpyxl and calamine read the same text in every cell of every sheet of people."""
    ours, theirs = load_workbook(path, data_only=True), CalamineWorkbook.from_path(str(path))
    for sheet in ("Contacts", "Interactions", "Follow-ups", "Satisfaction"):
        openpyxl = [[plain(cell) for cell in row] for row in ours[sheet].iter_rows(values_only=True)]
        calamine = [
            [plain(cell) for cell in row] for row in theirs.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        ]
        office = [list(map(plain, row)) for row in colleague(path, {"do": "csv", "sheet": sheet}, keep=True)[0]]
        assert trimmed(openpyxl) == trimmed(calamine)
        assert trimmed(office) == trimmed(openpyxl)


def plain(cell: object) -> str:
    """A cell as text; days and times of day as ISO, also those that LibreOffice writes the American way."""
    if isinstance(cell, str) and re.fullmatch(r"\d\d/\d\d/\d{4}( \d\d:\d\d:\d\d)?", cell):
        cell = dt.datetime.strptime(cell, "%m/%d/%Y %H:%M:%S" if " " in cell else "%m/%d/%Y")
    if isinstance(cell, dt.datetime | dt.date):
        return f"{cell:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell)


def trimmed(table: list[list[str]]) -> list[list[str]]:
    """Without the blanks at the ends."""
    lines = ["\t".join(row).rstrip("\t").split("\t") for row in table]
    while lines and lines[-1] == [""]:
        lines.pop()
    return lines
