"""A day's work in the browser: forms of any kind filled in, buttons found by what stands beside them, a line logged."""

import datetime as dt
import re

from playwright.sync_api import Locator

from tests.journeys.screen import (
    BOX,
    CALENDAR,
    CLOSED,
    COMBO,
    DAY_PART,
    DETAILS,
    EXPANDER,
    HELD,
    LOG_IT,
    MAIN,
    MIDDLE,
    MULTI,
    PATIENCE,
    PEOPLE_SEARCH,
    PLACES,
    POPOVER,
    SUMMARY,
    TAB,
    Screen,
)

# What a person does with hand or key, but for the letters of a line: presses, and keys that write nothing.
COUNT_PRESSES = """() => {
  window.pressed = 0;
  const also = event => window.pressed += event.isTrusted;
  document.addEventListener('pointerdown', also, true);
  document.addEventListener('keydown', event => {
    const writes = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
    if (!writes && !['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) also(event);
  }, true);
}"""


class Desk(Screen):
    """A window at which somebody works, whatever its width."""

    def open_card(self, name: str) -> "Screen":
        """From the list of contacts to somebody's card."""
        self.go("Contacts").search(name).rested(700)
        if not self.is_narrow:
            return self.pick(name)
        return self.press(name).sees(name).settled()

    def log_it(self) -> "Screen":
        """To the page Log it: by Ctrl+K, on a phone and where a note is being written by its button."""
        button = self.page.locator(LOG_IT)
        if self.is_narrow:
            self.press("Log it")
        elif "Ctrl" in button.inner_text():
            self.page.keyboard.press("Control+k")
        else:
            button.click(delay=HELD)
        return self.sees("In one line")

    def open_form(self, label: str) -> "Screen":
        """What stands behind a name: an expander is unfolded, a tab or a button pressed."""
        named = self.page.locator(MAIN).locator(SUMMARY).filter(has_text=label)
        if self._comes(lambda: named.count() > 0, 1):
            return self.unfold(label)
        tab = self.page.locator(TAB).get_by_text(label, exact=True)
        if tab.count():
            tab.first.click(delay=HELD)
            return self.rested(400)
        return self.press(label)

    def fill_in(self, label: str, text: str, within: str = PLACES) -> "Screen":
        """Fill in a field of whatever kind, and unfold what it stands in."""
        widget = self.widget(label, within).first
        while (closed := widget.locator(CLOSED)).count():
            closed.first.locator(SUMMARY).first.click(delay=HELD)
            self.rested(200)
        if widget.locator(DAY_PART).count():
            return self.set_day(label, dt.datetime.strptime(text, "%d/%m/%Y").date(), within).fold(CALENDAR)
        if not widget.locator(COMBO).count():
            return self.put(label, text, within)
        for word in text.split("; ") if widget.locator(MULTI).count() else [text]:
            self.choose(label, word, within)
        return self

    def put(self, label: str, text: str, within: str = PLACES) -> "Screen":
        """Put a text into a field as somebody does who types on: the answer of the field before is not waited for."""
        field = self.field(label, within)
        field.fill(text)
        field.press("Tab")
        return self

    def fold(self, box: str = POPOVER) -> "Screen":
        """Put away what a press opened above the page."""
        if self.page.locator(box).locator("visible=true").count():
            self.page.keyboard.press("Escape")
        return self.rested(150)

    def form_of(self, label: str) -> str:
        """Where the fields stand of what was opened by this name."""
        box = f"{MAIN} {EXPANDER}:has(> {DETAILS} > {SUMMARY}:has-text('{label}'))"
        return box if label and self.page.locator(box).count() else PLACES

    def find_person(self, name: str) -> "Screen":
        """Search for somebody where a form asks for a person, and press them."""
        self.wire.rest()
        self.page.locator(f"{MAIN} {PEOPLE_SEARCH}:visible").first.press_sequentially(name, delay=20)
        self._until(lambda: self.hits(name).count() > 0, PATIENCE / 1000, f"{name} is offered")
        self.rested(400).hits(name).first.click(delay=HELD)
        return self.rested(300)

    def hits(self, name: str) -> Locator:
        """The buttons that offer a person."""
        return self.page.locator(f"{MAIN} button:visible").filter(has_text=re.compile(f"^{re.escape(name)}(?: ·.*)?$"))

    def send(self, label: str, word: str) -> "Screen":
        """Choose a word of a list that empties itself again."""
        self._take(self.field(label), word, False)
        return self.rested()

    def press_beside(self, label: str, beside: str) -> "Screen":
        """Press the button that stands beside a text: in the smallest box that holds both."""
        self.wire.rest()
        boxes = self.page.locator(MAIN).locator(BOX).filter(has_text=beside).filter(has=self._named(label, self.page))
        button = self._named(label, boxes.last).first
        button.evaluate(MIDDLE)  # what opens below it is in the window then
        self.wire.rest()
        button.click(delay=HELD)
        return self.rested(250)

    def count_presses(self) -> "Screen":
        """Count, as the browser hears it, what is pressed from now on; letters that are written are none."""
        self.page.evaluate(COUNT_PRESSES)
        return self

    @property
    def presses(self) -> int:
        """How many presses were counted."""
        return int(self.page.evaluate("window.pressed"))
