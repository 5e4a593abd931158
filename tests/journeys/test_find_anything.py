"""The box on every page, in a real browser: typed into key by key, by the keyboard alone, and on a phone."""

from playwright.sync_api import Browser, Locator

from tests.journeys.screen import SIDEBAR, Screen, window
from tests.journeys.serving import Served
from tests.journeys.sheets import rows
from tests.journeys.test_every_page import LOOKS, barriers

BOX = "input[aria-label='Find anything']"


def find(screen: Screen, words: str) -> Locator:
    """Type into the box as people do; the links that it then shows."""
    box = screen.page.locator(BOX)
    box.click()
    box.press_sequentially(words, delay=60)
    return screen.page.locator(".st-key-found a")


def test_a_name_is_typed_wrong_and_its_card_opened_by_the_keyboard(screen: Screen) -> None:
    screen.open("follow_ups")
    found = find(screen, "angstorm")
    found.filter(has_text="Zoë Ångström").wait_for()
    assert screen.page.locator(BOX).input_value() == "angstorm" and barriers(screen) == []
    screen.page.keyboard.press("Tab")
    assert "Zoë Ångström" in screen.page.evaluate("document.activeElement.innerText")
    screen.page.keyboard.press("Enter")
    assert screen.until(lambda: screen.heading == "Zoë Ångström") and "id=C-7K3Q9H" in screen.address
    assert screen.settled().page.locator(BOX).input_value() == ""


def test_what_was_just_noted_is_found_and_a_half_typed_note_stays(screen: Screen, kith: Served) -> None:
    screen.open("contact?id=C-7K3Q9G").type("What happened", "Brought an accordion").press("Save note").toasts("Note")
    screen.is_saved().type("What happened", "half a sen")
    find(screen, "acordion").filter(has_text="Bo Chen").wait_for()
    screen.sees("Brought an accordion", within=SIDEBAR).holds("What happened", "half a sen")
    assert [row["What happened"] for row in rows(kith.workbook, "Interactions")] == ["Brought an accordion"]


def test_on_a_phone_the_box_stands_on_top_of_the_page(browser: Browser, kith: Served) -> None:
    with browser.new_context(locale="en-GB", **LOOKS["390"]) as context, window(context, kith.url) as screen:
        screen.open("money")
        find(screen, "0112").filter(has_text="Ann Lee").click()
        assert screen.until(lambda: screen.heading == "Ann Lee") and screen.overhang() == 0
