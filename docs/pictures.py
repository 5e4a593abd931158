"""Take the pictures of docs/pictures: Kith on its sample data, in Chromium, light and dark, wide and on a phone.

python -m docs.pictures
"""

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from crm import demo
from docs.browsing import chromium
from tests.journeys.screen import Screen, window
from tests.journeys.serving import serving

FOLDER = Path(__file__).parent / "pictures"
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
LARGEST = 150_000  # bytes of a picture
COLOURS = (256, 192, 128, 96, 64, 48, 32)
SETTLED = 1_500  # milliseconds in which charts are drawn
Still = Callable[[Screen], object]


def with_notes(made: demo.Demo) -> str:
    """The regular customer with the most notes: the card that has most to show."""
    notes = [row.get("contact_id") for row in made.rows["Interactions"]]
    regulars = [id for id, story in made.stories.items() if story == "regular"]
    return max(regulars, key=notes.count)


def take(page: Page, name: str) -> None:
    """A picture of what is in view, in so few colours that it stays small."""
    page.wait_for_timeout(SETTLED)
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    for colours in COLOURS:
        file = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if file.tell() < LARGEST:
            break
    (FOLDER / f"{name}.png").write_bytes(file.getvalue())
    print(f"{name}.png: {file.tell() / 1000:.0f} kB")


def stills(card: str) -> dict[str, Still]:
    """The name of a picture -> how to get there."""
    return {
        "today": lambda screen: screen.open(""),
        "list": lambda screen: screen.open("contacts"),
        "card": lambda screen: screen.open(f"contact?id={quote(card)}"),
        "retention": lambda screen: screen.open("retention"),
    }


def all_of(browser: Browser, url: str, card: str) -> None:
    """Every page light and dark, and the list on a phone."""
    for scheme in ("light", "dark"):
        for name, go in stills(card).items():
            looks = {"viewport": WIDE, "color_scheme": scheme, "locale": "en-GB"}
            with browser.new_context(**looks) as context, window(context, url) as screen:
                go(screen)
                take(screen.page, f"{name}-{scheme}")
    looks = {"viewport": PHONE, "device_scale_factor": 2, "user_agent": PHONE_AGENT, "locale": "en-GB"}
    with browser.new_context(**looks) as context, window(context, url) as screen:
        stills(card)["today"](screen)
        take(screen.page, "phone")


def main() -> None:
    """Take them all; the sample workbook and the server are gone afterwards."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        path = Path(name) / "Wheel & Way.xlsx"
        made = demo.write(path, dt.date.today(), mess=False)
        with serving(Path(name), path) as served, chromium(playwright) as browser:
            all_of(browser, served.url, with_notes(made))


if __name__ == "__main__":
    main()
