"""A call with its next step, noted from wherever one is: how many presses it takes, on a desk and by thumb."""

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.journeys.desk import Desk
from tests.journeys.screen import MAIN, Screen, window
from tests.journeys.serving import Served
from tests.journeys.sheets import rows
from tests.journeys.test_every_page import LOOKS, barriers

CARD = "contact?id=C-7K3Q9F"
OTHERS = ("", "follow_ups", "money", "satisfaction", "retention", "workbook", "history")
PAGES = ("contacts?q=le", CARD, *(pytest.param(page, marks=pytest.mark.long) for page in OTHERS))
LINE = "called Ann Lee yesterday, wants a quote, ring tomorrow"
PRESSES, SECONDS = 4, 10


@pytest.fixture
def screen(desk: BrowserContext, kith: Served) -> Iterator[Desk]:
    """A window to work at."""
    with window(desk, kith.url, Desk) as screen:
        yield screen


def spelled(day: dt.date) -> str:
    """A day with its weekday."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def notes(kith: Served) -> list[tuple[object, object]]:
    """Who the notes are about, and what they say."""
    return [(row["Contact"], row["What happened"]) for row in rows(kith.workbook, "Interactions")]


@pytest.mark.capability(3)
@pytest.mark.parametrize("page", PAGES)
def test_a_call_and_its_next_step_are_one_line_and_save_returns_there(page: str, screen: Desk, kith: Served) -> None:
    line = f"{LINE}, from {page.partition('?')[0]}"
    screen.open(page).rested().count_presses().log_it()  # Ctrl+K, or the button where that key is the page's own
    screen.field("In one line").click(delay=60)
    screen.page.keyboard.type(line, delay=5)
    screen.rested(700)
    today = dt.date.today()
    screen.sees(f"Call with Ann Lee, {spelled(today - dt.timedelta(1))}").sees(spelled(today + dt.timedelta(1)))
    screen.page.keyboard.press("Control+Enter")
    screen.toasts("Saved: Call with Ann Lee").is_saved()
    assert 0 < screen.presses <= PRESSES  # as the browser counted them
    assert screen.address == f"/{page}"
    assert notes(kith)[-1] == ("Ann Lee", line)
    assert rows(kith.workbook, "Follow-ups")[-1]["What"] == "ring tomorrow"


@pytest.mark.capability(3)
def test_by_thumb_a_person_a_line_and_save_take_less_than_ten_seconds(browser: Browser, kith: Served) -> None:
    with browser.new_context(locale="en-GB", **LOOKS["390"]) as context, window(context, kith.url) as screen:
        # three calls at most: one that others on the computer slow down is not Kith's doing
        assert any(logged_by_thumb(screen, kith) < SECONDS for _ in range(3))
        assert screen.overhang() == 0


def logged_by_thumb(screen: Screen, kith: Served) -> float:
    """The seconds that a call takes, from the card to the receipt; it stands in the workbook afterwards, once."""
    screen.open(CARD).rested()
    begun, before = time.monotonic(), len(notes(kith))
    screen.press("Log it").sees("In one line")
    screen.field("In one line").fill("rang about the bell")
    screen.sees("Call with Ann Lee").press("Save").toasts("Saved: Call with Ann Lee")
    seconds = time.monotonic() - begun
    expect(screen.page.locator(MAIN).locator("h1").first).to_have_text("Ann Lee")
    screen.rested(1000)
    assert len(notes(kith)) == before + 1
    return seconds


def test_the_questions_about_a_line_have_no_barrier(screen: Screen) -> None:
    screen.open("log").key_in("In one line", "met Ann and Bob Chen about the fair, send it Friday").rested(900)
    screen.sees("Is Bo Chen meant?").sees("Next step with Ann Lee: send it Friday")
    assert barriers(screen) == []


def test_a_line_that_was_begun_is_there_when_one_returns(screen: Screen) -> None:
    screen.open("log").key_in("In one line", "Ann wants").sees("Note with Ann Lee").rested(900).go("Today")
    screen.page.keyboard.press("Control+k")
    screen.rested(900).holds("In one line", "Ann wants").sees("Note with Ann Lee")
