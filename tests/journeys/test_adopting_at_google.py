"""A messy list in a Google Sheet becomes the record in the browser: nothing of it moves, and it can be taken back."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.conftest import ID
from tests.journeys.screen import Screen, window
from tests.journeys.serving import Served
from tests.sheets_emulator import SheetsEmulator
from tests.store.google.messy import HEADINGS, NAMES, TITLE, everything, filtered, messy

LINK = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
HEADING_ROW, LAST = 4, len(HEADINGS)
BOB, PHONE = 6, HEADINGS.index("Tel. privat")
BIRTHDAYS = ["1984-03-14", "1990-05-02", "1975-04-03"]
BEHIND = ["Interactions", "Follow-ups", "Sales", "Satisfaction", "Lists", "Settings", "_crm_undo", "_crm"]

MERGES = (0, 3, 4)  # of what is known of a tab: how many rows, what is merged, what is protected

Place = tuple[str, int, int]  # a tab, a row and a column, both from 0
State = Mapping[str, Any]


@pytest.fixture
def customers(google: SheetsEmulator) -> SheetsEmulator:
    """Their list: a merged title, a section, days and texts of days, a phone as a number, totals, a filter."""
    messy(google, ID)
    filtered(google, ID)
    google.person.put(f"'{TITLE}'!E{BOB}", [["bob@example.com; b.stone@example.com"]])
    return google


@pytest.mark.capability(30)
def test_a_messy_list_at_google_is_adopted_and_nothing_of_it_moves(
    desk: BrowserContext, by_google: Served, customers: SheetsEmulator
) -> None:
    before = everything(customers, ID)
    with window(desk, by_google.url) as screen:
        how_it_is_read(screen)
        screen.press("Look only").sees("Kith writes nothing into it").go("Contacts").lists(*NAMES)
        assert everything(customers, ID) == before

        screen.go("Workbook").press("Add this and work in it").sees("can be taken out again")
        assert {"Kith ID", "Do not contact"} <= set(only_what_was_listed(before, everything(customers, ID)))
        assert birthdays(by_google) == BIRTHDAYS
        screen.go("Contacts").lists(*NAMES).pick("Bob Stone").press("Edit").type("Phone", "020 7946 0999").press("Save")
        screen.sees("020 7946 0999").is_saved()
        assert changed(before, everything(customers, ID)) == {(TITLE, BOB - 1, PHONE)}
        assert customers.person.values(f"'{TITLE}'!D{BOB}") == [["020 7946 0999"]]

        screen.open("history").press("Undo").sees("Undone").is_saved()
        screen.go("Workbook").press("Take them out again").sees("Kith writes nothing into it")
        assert everything(customers, ID) == before
        screen.go("Contacts").lists(*NAMES)


def how_it_is_read(screen: Screen) -> None:
    """The sheet is connected, and its map is shown."""
    screen.open().unfold("Use a Google Sheet").type("The link of the sheet", LINK)
    screen.press("Check").sees("✓ Sorting").press("Use this sheet")
    screen.sees("So Kith reads it").sees("3 rows of Contacts").sees("2 rows are left out")


def birthdays(kith: Served) -> list[str]:
    """Everybody's birthday, as their phones would get it."""
    kith.command("export", LINK, "--to", "vcard", str(cards := kith.folder / "cards.vcf"))
    return re.findall(r"^BDAY:(\S+)", cards.read_text(), re.MULTILINE)


def changed(before: State, now: State) -> set[Place]:
    """The cells of theirs that are not as they were, their looks too."""
    return {place for place, cell in before["cells"].items() if now["cells"].get(place) != cell}


def only_what_was_listed(before: State, now: State) -> list[str]:
    """The headings that came, right of theirs; every cell, merge and tab of theirs is what and where it was."""
    assert changed(before, now) == set()
    had, tabs = before["looks"], now["looks"]
    assert list(tabs) == [*had, *BEHIND] and tabs["Notizen"] == had["Notizen"]
    assert [tabs[TITLE][part] for part in MERGES] == [had[TITLE][part] for part in MERGES]
    new = {
        place[1:]: cell for place, cell in now["cells"].items() if place[0] == TITLE and place not in before["cells"]
    }
    typed = {place: cell.value for place, cell in new.items() if cell.has_data}
    assert all(row == HEADING_ROW - 1 and column >= LAST for row, column in typed)
    return [str(typed[place]) for place in sorted(typed)]
