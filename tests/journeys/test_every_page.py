"""Every page: as the first request to a new server, without barriers, on a phone, in light and in dark."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from crm import demo
from tests.journeys.screen import Screen, window
from tests.journeys.serving import ROOT, Served, serving

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SCREENS = ROOT / "build" / "screens"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "390": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "user_agent": PHONE},
}
TITLES = {
    "": "Today",
    "contacts?q=le": "Contacts",
    "satisfaction": "Would they recommend us?",
    "retention": "Who stayed?",
    "workbook": "Workbook",
    "log": "Log it",
    "welcome": "Kith",
    "contact": "Ann Lee",
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample data."""
    path = tmp_path_factory.mktemp("sample") / "Wheel & Way.xlsx"
    demo.write(path, dt.date.today())
    return path


@pytest.fixture(scope="module")
def shown(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server on the sample data for all that is only looked at."""
    with serving(tmp_path_factory.mktemp("home"), sample) as served:
        yield served
        assert served.bugs == ""


def address(path: str, served: Served) -> str:
    """The address of a page; a card is somebody's."""
    if path != "contact":
        return path
    found = served.command("find", str(served.workbook), "Ann", "Lee")
    return f"contact?id={found.split()[0]}"


@pytest.mark.parametrize("path", TITLES)
def test_a_page_that_is_the_first_request_to_a_server_has_its_menu_and_keeps_its_address(
    path: str, browser: Browser, sample: Path, tmp_path: Path
) -> None:
    with serving(tmp_path, sample) as served, window(browser, served.url) as screen:
        asked = address(path, served)
        screen.open(asked)
        assert (screen.heading, screen.address) == (TITLES[path], f"/{asked}")
        assert screen.menu() == ["Today", "Contacts", "Satisfaction", "Retention", "Workbook"]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", TITLES)
def test_a_page_has_no_barrier_and_does_not_scroll_sideways(
    path: str, look: str, browser: Browser, shown: Served
) -> None:
    with window(browser, shown.url, **LOOKS[look]) as screen:
        screen.open(address(path, shown)).rested(800)
        SCREENS.mkdir(parents=True, exist_ok=True)
        screen.photograph(SCREENS / f"{path.partition('?')[0] or 'today'}-{look}.png")
        assert screen.overhang() == 0
        assert barriers(screen) == []


def test_an_empty_workbook_has_no_barrier_on_any_page(screen: Screen) -> None:
    for path in ("", "satisfaction", "retention"):
        assert barriers(screen.open(path).rested(600)) == []


def barriers(screen: Screen) -> list[str]:
    """What axe finds: its rule and the element."""
    found = Axe().run(screen.page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]]
