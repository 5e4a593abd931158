"""Search as one types: from a key to the painted list, in Chromium on a real server; and the bytes that travel.

    python -m bench.page [--rows 1000 10000]

A key counts as answered two animation frames after a name that only the new list holds was drawn. The pause of 250 ms
that the search box waits for more letters is counted too. Which names the list must hold is asked of the search,
so a list of the wrong people is never counted as an answer.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, WebSocket, sync_playwright

from bench import book
from bench.common import Goal, Trial, state_folder
from crm.search.index import Index
from crm.store.opening import open_store
from docs.browsing import chromium
from tests.journeys.serving import serving

KEY, FIRST, BYTES = "Kith, a key", "Kith, the first key after the start", "Kith, bytes a key"
GOALS = (
    Goal("95 of 100 keys answered within half a second, 10,000 people", 10_000, (KEY,), by="p95", at_most=500),
    Goal("95 of 100 keys cost at most 60 kB, 10,000 people", 10_000, (BYTES,), by="p95", at_most=60_000),
)
WORDS = ("ama", "fat", "hol", "mar", "whi", "zoe", "lin", "011349600", "ban", "tor", "sel", "wic")
FIRST_PAGE, SURE = 50, 20  # rows of a page of the list; how many of them are on the screen for certain
BOX = "input[aria-label=Search]"
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
STOPWATCH = """
window.watch = {wanted: "", pressed: 0, painted: 0};
addEventListener("keydown", () => { if (watch.wanted && !watch.pressed) watch.pressed = performance.now(); }, true);
const draw = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  if (watch.pressed && watch.wanted && text === watch.wanted) {
    watch.wanted = "";
    requestAnimationFrame(() => requestAnimationFrame(() => { watch.painted = performance.now(); }));
  }
  return draw.call(this, text, ...rest);
};
"""


@dataclass(frozen=True)
class Key:
    """One key: what stands in the box after it, and a name that only the new list shows ("" where there is none)."""

    typed: str
    wanted: str


class Lists:
    """Which names the list shows for what was typed."""

    def __init__(self, path: Path) -> None:
        store = open_store(str(path))
        snapshot = store.snapshot()
        store.close()
        self._names = snapshot.contacts["name"]
        self._index = Index.build(snapshot)

    def first_page(self, typed: str) -> list[str]:
        """The names of the first page, in their order."""
        if not typed:
            return sorted(self._names, key=str.casefold)[:FIRST_PAGE]
        return [self._names[id] for id in self._index.order(typed, FIRST_PAGE)]

    def keys(self, word: str) -> Iterator[Key]:
        """The keys of a word, one after the other."""
        for end in range(1, len(word) + 1):
            before, after = self.first_page(word[: end - 1]), self.first_page(word[:end])
            yield Key(word[:end], next((name for name in after[:SURE] if name not in before), ""))


class Traffic:
    """The bytes that the server sent to a page."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)

    def _count(self, payload: str | bytes) -> None:
        self.bytes += len(payload)


def press(page: Page, key: Key) -> float:
    """Type the last letter of a key; milliseconds until the list that it brings was painted."""
    page.evaluate("wanted => { watch = {wanted, pressed: 0, painted: 0}; }", key.wanted)
    page.keyboard.press(key.typed[-1])
    page.wait_for_function("() => watch.painted", timeout=20_000)
    return float(page.evaluate("watch.painted - watch.pressed"))


def rest(page: Page) -> None:
    """Let what belongs to the last key come to its end, before the next one."""
    page.wait_for_timeout(400)
    page.wait_for_selector(READY)


def clear(page: Page, everybody: str) -> None:
    """Empty the search box, as a person does."""
    page.locator(BOX).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.get_by_text(everybody, exact=True).wait_for()
    rest(page)


def run(trial: Trial, n: int, page: Page, lists: Lists, url: str) -> None:
    """All words, letter by letter."""
    traffic, everybody, is_first = Traffic(page), f"{n:,} in all", True
    page.goto(f"{url}/contacts")
    page.get_by_text(everybody, exact=True).wait_for(timeout=60_000)
    for word in WORDS:
        clear(page, everybody)
        for key in lists.keys(word):
            before = traffic.bytes
            if not key.wanted:  # this letter changes nothing that could be seen
                page.keyboard.press(key.typed[-1])
                rest(page)
                continue
            milliseconds = press(page, key)
            rest(page)
            trial.add(n, FIRST if is_first else KEY, milliseconds, "ms")
            if not is_first:
                trial.add(n, BYTES, traffic.bytes - before, "bytes")
            is_first = False


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000])
    given = parser.parse_args(arguments)
    trial = Trial("page", "Searching as one types: from the key to the painted list", KEY, GOALS)
    for n in given.rows:
        with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
            folder = Path(name)
            path = book.write(folder / f"{n}.xlsx", n)
            with state_folder(folder / "looking"):
                lists = Lists(path)
            with serving(folder, path) as served, chromium(playwright) as browser:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.add_init_script(STOPWATCH)
                run(trial, n, page, lists, served.url)
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
