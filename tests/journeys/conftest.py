"""A browser, a server and LibreOffice for the journeys."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from crm.store.excel import template
from tests.journeys import office
from tests.journeys.screen import Screen, window
from tests.journeys.serving import Served, serving
from tests.sheets_emulator import SheetsEmulator

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ID = "1TeamTeamTeamTeamTeamTeamTeamTeamTeamTeamTea"  # of the sheet at Google
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        pytest.skip("no Chromium was found")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def colleague(tmp_path_factory: pytest.TempPathFactory) -> Iterator[office.Office]:
    """The other person, who works in LibreOffice."""
    if not office.is_there():
        pytest.skip("no LibreOffice with its Python library was found")
    with office.running(tmp_path_factory.mktemp("office")) as found:
        yield found


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser, with windows as wide as a desk's."""
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB") as context:
        yield context


@pytest.fixture(scope="module")
def kith(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Kith on a workbook with three people, one for a file of tests, in a folder as people have them.

    Ends with the proof that its terminal tells of no bug.
    """
    home = tmp_path_factory.mktemp("home")
    path = home / "Grüße an alle" / "team.xlsx"
    path.parent.mkdir()
    template.write(path, book_id=f"b-{home.name}", today=dt.date.today(), rows={"Contacts": THREE})
    with serving(home, path) as served:
        yield served
        assert served.bugs == ""


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """Kith on a computer where it never ran."""
    with serving(tmp_path) as served:
        yield served
        assert served.bugs == ""


@pytest.fixture
def google() -> Iterator[SheetsEmulator]:
    """A local Google Sheets with one empty sheet."""
    with SheetsEmulator() as emulator:
        emulator.spreadsheet("Team", ID)
        yield emulator


@pytest.fixture
def by_google(tmp_path: Path, google: SheetsEmulator) -> Iterator[Served]:
    """Kith on a computer where it never ran, with that in the place of Google."""
    with serving(tmp_path, google=google.url) as served:
        yield served
        assert served.bugs == ""


@pytest.fixture
def screen(desk: BrowserContext, kith: Served) -> Iterator[Screen]:
    """A window on the workbook with three people."""
    with window(desk, kith.url) as screen:
        yield screen


THREE = (
    {"id": "C-7K3Q9F", "name": "Ann Lee", "phone": "020 7946 0112", "city": "Leeds", "email": "ann@example.org"},
    {"id": "C-7K3Q9G", "name": "Bo Chen", "phone": "0113 496 0001", "city": "York", "email": "bo@example.org"},
    {"id": "C-7K3Q9H", "name": "Zoë Ångström", "phone": "+44 7700 900123", "city": "Hull", "email": "zoe@example.org"},
)
