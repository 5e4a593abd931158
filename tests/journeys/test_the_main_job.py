"""The main job: people typed in, found again, noted and rated, while a colleague works in the same file."""

import datetime as dt

from playwright.sync_api import BrowserContext

from tests.journeys.office import Office
from tests.journeys.screen import Screen, window
from tests.journeys.serving import Served
from tests.journeys.sheets import made_by, people, readings, rows

ZOE = {"Name": "Zoë Ångström", "Phone": "+44 7700 900123", "Email": "zoe@example.org"}
ANN = {"Name": "Ann Lee", "Phone": "020 7946 0112", "Email": "ann@example.org"}
LUKASZ = {"Name": "Łukasz Müller", "Phone": "+49 151 23456789", "Email": "lukasz@example.org"}
DAI = {"Name": "Dai Rees", "Phone": "029 2018 0000"}
EDITS = (
    {"do": "set", "sheet": "Contacts", "who": "Ann Lee", "heading": "City", "text": "Leeds"},
    {"do": "add_row", "sheet": "Contacts", "cells": {"Name": "Bo Chen", "Phone": "0113 496 0001"}},
    {"do": "sort", "sheet": "Contacts", "by": "Name", "descending": True},
)
MOVING = {"City", "Changed on", "Changed by"}


def test_people_are_added_found_noted_and_rated_while_a_colleague_edits_the_same_file(
    desk: BrowserContext, fresh: Served, colleague: Office
) -> None:
    with window(desk, fresh.url) as screen:
        screen.open().begin("shop").go("Contacts")
        for person in (ZOE, ANN, LUKASZ):
            screen.add(person)
        for words, found in (("le", "Ann Lee"), ("9001", "Zoë Ångström"), ("lukasz muller", "Łukasz Müller")):
            screen.search(words).lists(found)
        screen.search("").lists("Ann Lee", "Zoë Ångström", "Łukasz Müller").pick("Ann Lee")
        note(screen)
        before = people(fresh.workbook)

        colleague(fresh.workbook, *EDITS)
        assert made_by(fresh.workbook).startswith("LibreOffice")
        screen.sees("Leeds", seconds=10).go("Contacts")
        screen.lists("Ann Lee", "Bo Chen", "Zoë Ångström", "Łukasz Müller").unfold("Add a contact").add(DAI)
        screen.is_saved()
    nothing_moved(before, people(fresh.workbook))
    (noted,) = rows(fresh.workbook, "Interactions")
    assert (noted["Contact ID"], noted["What happened"]) == (before["Ann Lee"]["ID"], "Wants a quote for two bicycles")
    openpyxl, calamine, libreoffice = readings(fresh.workbook, colleague)
    assert openpyxl == calamine == libreoffice


def note(screen: Screen) -> None:
    """A call with a next step and a rating."""
    screen.type("What happened", "Wants a quote for two bicycles").choose("Type", "Call")
    screen.unfold("Day, outcome, next step, rating").type("Next step", "Send the quote")
    screen.set_day("Next step due", dt.date.today() + dt.timedelta(days=3))
    screen.choose("Rating: the question", "Recommend us (0-10)").type("Rating: the score", "9")
    screen.press("Save note").sees("Recommend us (0-10) · 9").sees("Send the quote").sees("Call").is_saved()


def nothing_moved(before: dict, after: dict) -> None:  # type: ignore[type-arg]
    """Everybody is there once with their own cells and an ID of their own."""
    assert set(after) == {*before, "Bo Chen", "Dai Rees"}
    for name, row in before.items():
        assert {h: cell for h, cell in after[name].items() if h not in MOVING} == {
            h: cell for h, cell in row.items() if h not in MOVING
        }
    assert (after["Ann Lee"]["City"], after["Bo Chen"]["Phone"]) == ("Leeds", "0113 496 0001")
    assert len({row["ID"] for row in after.values() if str(row["ID"]).startswith("C-")}) == 5
