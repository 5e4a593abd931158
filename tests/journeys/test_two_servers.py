"""Two servers of Kith on one computer and one workbook: whoever works on either sees what the other does."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.screen import CONFLICT, Screen, window
from tests.journeys.serving import Served, serving
from tests.journeys.sheets import people

ANN, BO, ZOE = "contact?id=C-7K3Q9F", "contact?id=C-7K3Q9G", "contact?id=C-7K3Q9H"
SECONDS = 10.0  # within which everybody sees what anybody saved


@pytest.fixture(scope="module")
def twin(kith: Served) -> Iterator[Served]:
    """Another server on the same workbook, with the same folder for its own files."""
    with serving(kith.folder, kith.workbook) as served:
        yield served
        assert served.bugs == ""


@pytest.fixture
def other(desk: BrowserContext, twin: Served) -> Iterator[Screen]:
    """A window on the other server."""
    with window(desk, twin.url) as screen:
        yield screen


def test_what_is_saved_on_one_is_seen_on_the_other_within_ten_seconds(
    screen: Screen, other: Screen, kith: Served
) -> None:
    other.open("contacts").lists("Ann Lee", "Bo Chen", "Zoë Ångström")
    screen.open(ANN).press("Edit").type("City", "Whitby").press("Save")
    other.shows_in_list("Whitby", seconds=SECONDS)
    screen.is_saved(), other.is_saved()
    assert people(kith.workbook)["Ann Lee"]["City"] == "Whitby"


def test_two_cells_of_one_person_changed_on_both_stay(screen: Screen, other: Screen, kith: Served) -> None:
    screen.open(ZOE).press("Edit").type("Phone", "+44 7700 900999")
    other.open(ZOE).press("Edit").type("City", "Ripon")
    screen.press("Save").sees("+44 7700 900999")
    other.press("Save").sees("Ripon", seconds=SECONDS).is_saved()
    screen.sees("Ripon", seconds=SECONDS).is_saved()
    zoe = people(kith.workbook)["Zoë Ångström"]
    assert (zoe["Phone"], zoe["City"]) == ("+44 7700 900999", "Ripon")


def test_one_cell_changed_on_both_keeps_the_first_and_shows_both_to_the_second(
    screen: Screen, other: Screen, kith: Served
) -> None:
    screen.open(BO).press("Edit").type("Phone", "0113 496 0111")
    other.open(BO).press("Edit").type("Phone", "0113 496 0222")
    screen.press("Save").is_saved()
    other.press("Save").sees("0113 496 0111", within=CONFLICT).sees("0113 496 0222", within=CONFLICT)
    assert people(kith.workbook)["Bo Chen"]["Phone"] == "0113 496 0111"
    screen.sees("1 thing to decide", seconds=SECONDS, within="body")
    other.press("Use mine").is_saved()
    screen.sees("0113 496 0222", seconds=SECONDS).is_saved()
    assert people(kith.workbook)["Bo Chen"]["Phone"] == "0113 496 0222"
