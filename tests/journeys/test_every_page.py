"""Every page: as the first request to a new server, without barriers, on a phone, in light and in dark."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from crm import demo
from tests.journeys.screen import Screen, window
from tests.journeys.serving import ROOT, Served, serving
from tests.journeys.sheets import rows

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SCREENS = ROOT / "build" / "screens"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)
LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "390": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "user_agent": PHONE},
}
MENU = [
    "Today", "Contacts", "Follow-ups", "Pipeline", "Money", "Tickets", "Segments", "Satisfaction", "Retention",
    "Insights", "Workbook",
]  # fmt: skip
TITLES = {
    "": "Today",
    "contacts?q=le": "Contacts",
    "pipeline": "Pipeline",
    "pipeline?deals_tab=List": "Pipeline",
    "pipeline?deals_tab=Figures": "Pipeline",
    "money": "Money",
    "follow_ups": "Follow-ups",
    "follow_ups?view=Week": "Follow-ups",
    "follow_ups?view=Month": "Follow-ups",
    "segments": "Segments",
    "segments?id=": "Segments",
    "satisfaction": "Would they recommend us?",
    "retention": "Who stayed?",
    "workbook": "Workbook",
    "bring_in": "Bring in a list",
    "history": "History",
    "history?tab=Backups": "History",
    "log": "Log it",
    "welcome": "Kith",
    "contact": "Ann Lee",
    "tickets": "Tickets",
    "insights": "Insights",
    "insights?insight=Loyalty": "Insights",
    "insights?insight=Profit": "Insights",
    "insights?insight=Where+customers+come+from": "Insights",
}
VIEWS = ("view=", "deals_tab=", "segments?id=", "insight=")  # of pages that are looked at as they open
SEEN = [pytest.param(path, marks=pytest.mark.long) if any(v in path for v in VIEWS) else path for path in TITLES]
FIRST = [
    path if path in ("contacts?q=le", "contact") else pytest.param(path, marks=pytest.mark.long) for path in TITLES
]


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
    """The address of a page; a card is somebody's, an open group is the first."""
    if path == "segments?id=":
        return path + str(rows(served.workbook, "Segments")[0]["ID"])
    if path != "contact":
        return path
    ann = next(row["ID"] for row in rows(served.workbook) if row["Name"] == "Ann Lee")
    return f"contact?id={ann}"


@pytest.fixture(scope="module", params=LOOKS)
def look(request: pytest.FixtureRequest, browser: Browser, shown: Served) -> Iterator[tuple[str, Screen]]:
    """A window on it in light, in dark, and as on a phone."""
    with browser.new_context(locale="en-GB", **LOOKS[request.param]) as context, window(context, shown.url) as screen:
        yield request.param, screen


@pytest.mark.parametrize("path", SEEN)
def test_a_page_has_no_barrier_and_does_not_scroll_sideways(path: str, look: tuple[str, Screen], shown: Served) -> None:
    name, screen = look
    screen.open(address(path, shown)).rested()
    SCREENS.mkdir(parents=True, exist_ok=True)
    screen.photograph(SCREENS / f"{path.partition('?')[0] or 'today'}-{name}.png")
    assert screen.overhang() == 0
    assert barriers(screen) == []


@pytest.mark.long
def test_what_opens_below_a_figure_has_no_barrier_and_is_named(look: tuple[str, Screen]) -> None:
    screen = look[1].open("retention").rested()
    line = screen.page.locator(".st-key-recency_below")
    for name in ("Table", "How is this counted?", re.compile(r"rows? left out")):
        line.get_by_role("button", name=name).press("Enter")
        screen.page.get_by_role("dialog", name=name).wait_for()
        assert barriers(screen.rested()) == [] and screen.overhang() == 0
        screen.page.keyboard.press("Escape")


@pytest.mark.parametrize("path", FIRST)
def test_a_page_that_is_the_first_request_to_a_server_has_its_menu_and_keeps_its_address(
    path: str, desk: BrowserContext, sample: Path, tmp_path: Path
) -> None:
    with serving(tmp_path, sample) as served, window(desk, served.url) as screen:
        asked = address(path, served)
        screen.open(asked)
        assert (screen.heading, screen.address) == (TITLES[path], f"/{asked}")
        assert screen.menu() == MENU


def test_a_workbook_with_little_in_it_has_no_barrier_either(screen: Screen) -> None:
    for path in ("", "satisfaction", "retention"):
        assert barriers(screen.open(path).rested()) == []


def barriers(screen: Screen) -> list[str]:
    """What axe finds: its rule and the element."""
    found = Axe().run(screen.page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]]
