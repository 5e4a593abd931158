"""What a person sees and does in the browser. Every selector of the journeys stands here and nowhere else."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Request, WebSocket, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.journeys.rest import PATIENCE, Wire

ROW, HEAD = 35, 36  # pixels of a row and of the heading of a table, which is a drawing
HELD = 60  # milliseconds that people hold a button down
TRIES = 4  # how often people do again what nothing came of

ADD_FORM = ".st-key-add_contact"
FILTERS = ".st-key-filter_box"
UNDO_BAR = ".st-key-undo_bar"
CONFLICT = "[class*=st-key-dispute], [class*=st-key-conflict]"
NEWS = ".st-key-sheet_news"
SEARCH = ".st-key-q input"
WIDGET = "[data-testid=stElementContainer]"
LABEL = "[data-testid=stWidgetLabel]"
DAY_PART = "[role=spinbutton]"
EXPANDER = "[data-testid=stExpander]"
DETAILS = "details"
ALERT = "[data-testid=stAlert]"
TOAST = "[data-testid=stToast]"
TABLE = "[data-testid=stDataFrame]"
CANVAS = "[data-testid=data-grid-canvas]"
CELL = "td"
OPTION = "[role=option]"
UPLOAD = "input[type=file]"
EXCEPTION = "[data-testid=stException]"
SIDEBAR = "[data-testid=stSidebar]"
MAIN = "[data-testid=stMain]"
LINE = "[data-testid=stText], [data-testid=stCaptionContainer]"
MENU_LINK = "[data-testid=stSidebarNavLink]"
MENU_BUTTON = "[data-testid=stExpandSidebarButton]"  # on a phone the menu is put away
MULTI = "[data-testid=stMultiSelect]"
BOX = "[data-testid=stHorizontalBlock], [data-testid=stVerticalBlock]"
POPOVER = "[data-testid=stPopoverBody]"
CALENDAR = "[aria-label=month]"
PLACES = f"{MAIN}, {POPOVER}"
PEOPLE_SEARCH = "input[placeholder='Two letters are enough']"
CLOSED = "xpath=ancestor::details[not(@open)]"
LOG_IT = ".st-key-log_it button"
TAB, SUMMARY, COMBO = "[role=tab]", "summary", "[role=combobox]"
OPENS = r"(?:\s*(?:Ctrl.*|expand_more|expand_less|keyboard_arrow_down))?"  # what may stand behind the name of a button

TWO_PRESSES = """([x, y, gap]) => new Promise(done => {
  document.elementFromPoint(x, y).click();
  setTimeout(() => { document.elementFromPoint(x, y)?.click(); done(); }, gap);
})"""

# A word that comes up for a moment is gone on a busy computer before anybody looks: each is written down as it comes.
TOASTED = f"""window.toasted = [];
  const last = new WeakMap();
  new MutationObserver(() => document.querySelectorAll({TOAST!r}).forEach(toast => {{
    const said = toast.getClientRects().length ? toast.innerText : '';
    if (said && last.get(toast) !== said) {{ last.set(toast, said); window.toasted.push(said); }}
  }})).observe(document, {{childList: true, subtree: true, characterData: true}});"""

WIDER = f"""() => Math.max(0, ...[document.documentElement, document.querySelector({MAIN!r})].map(
  part => part.scrollWidth - part.clientWidth))"""
MIDDLE = "field => field.scrollIntoView({block: 'center'})"
DOWN = f"() => document.querySelector({MAIN!r}).scrollHeight"


class Screen:
    """One browser window on one server. Requests that leave this computer are collected in `left`.

    Every step begins and ends on a page at rest. Going somewhere, opening and choosing are done again when nothing came
    of them, as people do; what is typed and what a button does is done once, so that nothing lost goes unseen.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.left: list[str] = []
        self.faults: list[str] = []  # what the browser itself complained about
        page.set_default_timeout(PATIENCE)
        page.add_init_script(TOASTED)
        self.wire = Wire(page)
        page.on("pageerror", lambda error: self.faults.append(f"{error}\n{error.stack}"))
        page.on("request", self._asked)
        page.on("websocket", self._spoke)

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https", "ws", "wss"):
            self._note(request.url)

    def _spoke(self, socket: WebSocket) -> None:
        self._note(socket.url)

    def _note(self, url: str) -> None:
        if urlsplit(url).hostname != "127.0.0.1":
            self.left.append(url)

    # going about ------------------------------------------------------------------------------------------------------

    def open(self, path: str = "") -> "Screen":
        """Type an address."""
        self.page.goto(f"{self.url}/{path}")
        return self.settled()

    def go(self, title: str) -> "Screen":
        """Press a line of the menu."""
        line = self.page.locator(MENU_LINK).get_by_text(title, exact=True)

        def press() -> None:
            if self.is_narrow and self._comes(self.page.locator(MENU_BUTTON).is_visible, 2):  # else it is open already
                self.page.locator(MENU_BUTTON).click(delay=HELD)
            line.click(delay=HELD)

        self._repeat(press, lambda: self.page.title() == f"{title} · Kith", f"{title} is open")
        return self.settled()

    @property
    def is_narrow(self) -> bool:
        """Whether the window is as wide as a phone."""
        size = self.page.viewport_size
        return bool(size and size["width"] < 640)

    def settled(self) -> "Screen":
        """Wait until the page is drawn and nothing runs."""
        self.page.locator(MAIN).locator(f"h1, {ALERT}").first.wait_for()
        self.wire.rest()
        return self

    @property
    def heading(self) -> str:
        """The title on the page."""
        return self.page.locator(MAIN).locator("h1").first.inner_text()

    @property
    def address(self) -> str:
        """Path and query of the page."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    # forms ------------------------------------------------------------------------------------------------------------

    def widget(self, label: str, within: str = MAIN) -> Locator:
        """What stands below this label, and the label."""
        named = self.page.locator(LABEL).filter(has_text=re.compile(f"^{re.escape(label)}$"))
        return self.page.locator(within).locator(WIDGET).filter(has=named)

    def field(self, label: str, within: str = MAIN) -> Locator:
        """The field of this label."""
        return self.widget(label, within).locator("input, textarea").first

    def type(self, label: str, text: str, within: str = MAIN) -> "Screen":
        """Put a text into a field, and go on to the next with the Tab key."""
        self.wire.rest()
        field = self.field(label, within)
        field.fill(text)
        field.press("Tab")
        return self.rested(120)

    def search(self, words: str) -> "Screen":
        """Type into the search field above the list."""
        self.wire.rest()
        self.page.locator(SEARCH).fill(words)
        return self

    def key_in(self, label: str, text: str, within: str = MAIN) -> "Screen":
        """Type a text key by key, and stay in the field."""
        self.wire.rest()
        self.field(label, within).press_sequentially(text, delay=30)
        return self

    def choose(self, label: str, word: str, within: str = MAIN) -> "Screen":
        """Choose a word of a list, as one does with the keyboard."""
        field, widget = self.field(label, within), self.widget(label, within).first
        several = widget.locator(MULTI).count() > 0

        def is_chosen() -> bool:
            return word in widget.inner_text() if several else field.input_value() == word

        self._repeat(lambda: self._choose(field, word, several), is_chosen, f"{word} is chosen")
        return self

    def _choose(self, field: Locator, word: str, several: bool) -> None:
        self._take(field, word, several)
        field.press("Tab")
        self.rested(120)

    def _take(self, field: Locator, word: str, several: bool) -> None:
        self.page.mouse.move(0, 0)  # what comes up for a moment stays for as long as the pointer rests on it
        field.evaluate(MIDDLE)
        self.wire.rest()
        field.click()
        can_type = field.is_editable()  # on a phone one only presses
        if can_type:
            field.fill(word)
        option = self.page.locator(OPTION).get_by_text(word, exact=True).first
        is_offered = self._comes(option.is_visible)
        if is_offered and (several or not can_type):  # a list of several words offers all of them first
            self.page.wait_for_timeout(150)
            with suppress(TookTooLong):  # a list that closed because the page moved below it is opened again
                option.click(delay=HELD, timeout=3000)
        elif is_offered:
            field.press("Enter")

    def rested(self, pause: int = 400) -> "Screen":
        """Let what was typed reach the server (it waits for a pause in the typing), and its answer come back."""
        self.page.wait_for_timeout(pause)
        self.wire.rest()
        return self

    def set_day(self, label: str, day: dt.date, within: str = MAIN) -> "Screen":
        """Type a day, part after part."""
        box = self.widget(label, within).first
        box.evaluate(MIDDLE)
        self.wire.rest()
        for part, digits in (("day", f"{day:%d}"), ("month", f"{day:%m}"), ("year", f"{day:%Y}")):
            box.locator(f"{DAY_PART}[aria-label^='{part}']").press_sequentially(digits)
        box.locator(f"{DAY_PART}[aria-label^='year']").press("Tab")
        return self.rested()

    def press(self, label: str, within: str = MAIN, nth: int = 0) -> "Screen":
        """Press a button or a link, as long as people do."""
        self.wire.rest()
        self.page.evaluate("window.toasted = []")  # what came up before did not come of this press
        self.button(label, within).locator("visible=true").nth(nth).click(delay=HELD)
        return self.rested(250)

    def press_twice(self, label: str, gap: int, within: str = MAIN) -> "Screen":
        """Press the same place again after so many milliseconds, whatever stands there by then."""
        self.wire.rest()
        box = self.button(label, within).first.bounding_box()
        assert box
        place = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        self.page.evaluate(TWO_PRESSES, [*place, gap])
        return self.rested(300 + gap)

    def holds(self, label: str, text: str, within: str = MAIN) -> "Screen":
        """Wait until this stands in a field."""
        expect(self.field(label, within)).to_have_value(text, timeout=PATIENCE)
        return self

    def button(self, label: str, within: str = MAIN) -> Locator:
        """The buttons and links of this name; a shortcut may stand behind it, and "…" stands for anything."""
        return self._named(label, self.page.locator(within))

    def _named(self, label: str, within: Locator | Page) -> Locator:
        words = re.escape(label).replace("…", ".*")
        return within.locator("button, a").filter(has_text=re.compile(rf"^(?:\w+_\w+|\w+)?\s*{words}{OPENS}$"))

    def hand_in(self, name: str, content: bytes) -> "Screen":
        """Choose a file for the field that takes files of its kind."""
        field = self.page.locator(f"{MAIN} {UPLOAD}[accept*='.{name.rpartition('.')[2]}']")
        field.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
        return self.rested()

    def unfold(self, label: str, within: str = MAIN) -> "Screen":
        """Open an expander that is closed."""
        box = self.page.locator(within).locator(EXPANDER).filter(has_text=label).last
        box.wait_for()
        self.wire.rest()
        details, summary = box.locator(DETAILS).first, box.locator(SUMMARY).first

        def is_open() -> bool:
            return details.get_attribute("open") is not None

        if not is_open():
            self._repeat(lambda: summary.click(delay=HELD), is_open, f"{label} is open")
        return self.rested(300)

    def add(self, person: dict[str, str]) -> "Screen":
        """Fill in the form for one more person, and save."""
        for label, text in person.items():
            self.type(label, text, ADD_FORM)
        return self.press("Save", ADD_FORM).toasts(person["Name"])

    def begin(self, kind: str) -> "Screen":
        """On the first page: a new workbook for a kind of team."""
        self.wire.rest()
        self.page.locator(f".st-key-start_{kind} button").click(delay=HELD)
        self.page.locator(MENU_LINK).first.wait_for()
        return self.settled()

    def unfold_all(self) -> "Screen":
        """Open every expander of the page."""
        closed = self.page.locator(f"{MAIN} {DETAILS}:not([open]) > summary:visible")
        while closed.count():
            closed.first.click(delay=HELD)
            self.rested(300)
        return self

    # seeing -----------------------------------------------------------------------------------------------------------

    def sees(self, text: str | re.Pattern[str], seconds: float = PATIENCE / 1000, within: str = MAIN) -> "Screen":
        """Wait until a text stands on the page. Fails after so many seconds."""
        expect(self.page.locator(within).first).to_contain_text(text, timeout=seconds * 1000, use_inner_text=True)
        return self

    def sees_not(self, text: str | re.Pattern[str], seconds: float = PATIENCE / 1000, within: str = MAIN) -> "Screen":
        """Wait until a text is gone from the page."""
        expect(self.page.locator(within).first).not_to_contain_text(text, timeout=seconds * 1000, use_inner_text=True)
        return self

    def is_saved(self) -> "Screen":
        """Wait until all is in the workbook."""
        return self.sees("Up to date", within=SIDEBAR)

    def text(self, within: str = MAIN) -> str:
        """All that can be read there."""
        return self.page.locator(within).first.inner_text()

    def menu(self) -> list[str]:
        """The lines of the menu, without their icons."""
        return [text.split("\n")[-1] for text in self.page.locator(MENU_LINK).all_inner_texts()]

    def overhang(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate(WIDER))

    def photograph(self, path: Path) -> None:
        """The whole page, as far down as it goes."""
        height = int(self.page.evaluate(DOWN))
        size = self.page.viewport_size
        assert size
        self.page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height, 4000))})
        self.rested(250).page.screenshot(path=path)
        self.page.set_viewport_size(size)

    def alerts(self) -> list[str]:
        """The sentences in boxes."""
        return [text.strip() for text in self.page.locator(ALERT).all_inner_texts()]

    def toasts(self, text: str) -> "Screen":
        """Wait for a word that comes up for a moment; each counts once."""
        self._until(lambda: self._was_toasted(as_shown(text)), PATIENCE / 1000, f"{text} comes up")
        return self

    def _was_toasted(self, text: re.Pattern[str]) -> bool:
        said: list[str] = self.page.evaluate("window.toasted")
        at = next((number for number, one in enumerate(said) if text.search(one)), None)
        if at is not None:
            self.page.evaluate("at => window.toasted.splice(0, at + 1)", at)
        return at is not None

    def listed(self, column: int = 0) -> list[str]:
        """One column of the list, as it is read to somebody who does not see it; [] when no list is there."""
        table = self.page.locator(TABLE)
        if not table.count():
            return []
        cells = table.first.locator(f"{CANVAS} {CELL}[aria-colindex='{column + 1}']")
        return [str(text) for text in cells.all_text_contents()]

    def lists(self, *names: str, seconds: float = PATIENCE / 1000) -> "Screen":
        """Wait until the list holds exactly these names, in this order."""
        self._until(lambda: self.listed() == list(names), seconds, f"the list holds {names}")
        return self

    def shows_in_list(self, text: str, seconds: float = PATIENCE / 1000) -> "Screen":
        """Wait until a cell of the list says this."""
        self._until(lambda: any(text in self.listed(column) for column in range(8)), seconds, f"the list shows {text}")
        return self

    def pick(self, name: str) -> "Screen":
        """Press a person in the list."""
        self._until(lambda: name in self.listed(), PATIENCE / 1000, f"{name} is in the list")
        self._repeat(lambda: self._press_row(name), lambda: self.address.startswith("/contact?"), f"{name} is open")
        return self.settled()

    def _press_row(self, name: str) -> None:
        self.wire.rest()
        row = self.listed().index(name)
        self.page.locator(TABLE).first.click(position={"x": 40, "y": HEAD + ROW * row + ROW // 2}, delay=HELD)

    def until(self, holds: Callable[[], bool], seconds: float = 15) -> bool:
        """Wait until something holds; whether it does."""
        return self._comes(holds, seconds)

    # waiting ----------------------------------------------------------------------------------------------------------

    def _repeat(self, gesture: Callable[[], object], is_done: Callable[[], bool], what: str) -> None:
        """Do what can be done twice without harm, until it worked."""
        for _ in range(TRIES):
            self.wire.rest()
            gesture()
            if self._comes(is_done):
                return
        raise AssertionError(f"tried {TRIES} times, and not so: {what}")

    def _until(self, holds: Callable[[], bool], seconds: float, what: str) -> None:
        if not self._comes(holds, seconds):
            raise AssertionError(f"not within {seconds} s: {what}; there are {self.listed()}")

    def _comes(self, holds: Callable[[], bool], seconds: float = 5) -> bool:
        for _ in range(int(seconds * 10)):
            if holds():
                return True
            self.page.wait_for_timeout(100)
        return False


Shown = TypeVar("Shown", bound=Screen)


@contextmanager
def window(context: BrowserContext, url: str, kind: type[Shown] = Screen) -> Iterator[Shown]:
    """A visit of its own. Ends with the proof that nothing asked another computer for anything."""
    screen = kind(context.new_page(), url)
    try:
        yield screen
    finally:
        screen.page.close()
    assert screen.left == [], "requests left this computer"


def as_shown(text: str) -> re.Pattern[str]:
    """A text as it may stand on a page, where signs without width keep an address from becoming a link."""
    return re.compile("\u2060?".join(r"\s+" if sign.isspace() else re.escape(sign) for sign in text))
