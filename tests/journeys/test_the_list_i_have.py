"""The list that people have already: its people come to Kith, and stay when Kith is stopped in the middle of a form."""

import hashlib
from contextlib import ExitStack
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import BrowserContext
from python_calamine import CalamineWorkbook

from tests.journeys.office import Office
from tests.journeys.screen import ADD_FORM, Screen, window
from tests.journeys.serving import serving
from tests.journeys.sheets import Row, made_by

ANN = {"Name": "Ann Lee", "Phone": "020 7946 0112"}
FIRST = 447700900000
TOWNS = ("Leeds", "York", "Hull")
THEIRS = [[f"Person {number} Smith", FIRST + number, TOWNS[number % 3], number + 0.5] for number in range(300)]
NAMES = [str(row[0]) for row in THEIRS]
COUNT_PRESSES = "() => { window.presses = 0; addEventListener('pointerdown', () => { window.presses += 1 }, true) }"


@pytest.fixture
def customers(tmp_path: Path, colleague: Office) -> Path:
    """300 people under a title and above their totals, saved by LibreOffice; "Spent" is a column of their own."""
    path, book = tmp_path / "customers.xlsx", Workbook()
    book.active.append(["Our customers, as of today"])
    book.active.merge_cells("A1:D1")
    for row in ([], ["Name", "Phone", "Town", "Spent"], *THEIRS, ["Total", None, None, "=SUM(D4:D303)"]):
        book.active.append(row)
    book.save(path)
    colleague(path)
    assert made_by(path).startswith("LibreOffice")
    return path


@pytest.mark.capability(1)
def test_a_list_of_300_is_300_people_and_all_stay_when_kith_stops_in_the_middle_of_a_form(
    desk: BrowserContext, tmp_path: Path, customers: Path
) -> None:
    before, made = fingerprint(customers), tmp_path / "Kith" / "customers (Kith).xlsx"
    with ExitStack() as windows:  # they stay open when the server stops
        with serving(tmp_path) as kith:
            screen = windows.enter_context(window(desk, kith.url))
            assert 0 < presses_to_bring(screen, customers) <= 3
            assert [row["Name"] for row in contacts(made)] == NAMES
            assert told(contacts(made)[299]) == (str(FIRST + 299), "Hull", 299.5)
            assert fingerprint(customers) == before
            stop_here(screen)
        assert kith.bugs == ""
        with serving(tmp_path) as again:
            later = windows.enter_context(window(desk, again.url))
            later.open("contacts").sees("301 in all").is_saved().search("Half").sees("Nobody matches “Half”.")
        assert again.bugs == ""
    assert sorted(str(row["Name"]) for row in contacts(made)) == sorted([*NAMES, ANN["Name"]])


def presses_to_bring(screen: Screen, path: Path) -> int:
    """Choose the file, bring its people in and see them; how often the browser was pressed until they were there."""
    screen.open().page.evaluate(COUNT_PRESSES)
    screen.page.locator("input[type=file]").set_input_files(path)
    screen.sees("300 people").sees("totals").press("Bring them in").is_saved()
    presses = int(screen.page.evaluate("() => window.presses"))
    screen.go("Contacts").sees("300 in all")
    return presses


def stop_here(screen: Screen) -> None:
    """One more person is saved, and the next one is half typed."""
    screen.unfold("Add a contact").add(ANN).sees("301 in all")
    screen.type("Name", "Half Typed", ADD_FORM).key_in("Phone", "0770", ADD_FORM)


def told(row: Row) -> tuple[object, ...]:
    """What the list said of a person beside the name."""
    return row["Phone"], row["City"], row["Spent"]


def contacts(path: Path) -> list[Row]:
    """The filled rows of Contacts by heading, as calamine reads them."""
    heads, *filled = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Contacts").to_python()
    return [dict(zip(map(str, heads), row, strict=True)) for row in filled if any(row)]


def fingerprint(path: Path) -> str:
    """The hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
