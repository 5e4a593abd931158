"""When a page is at rest: the server answered whatever was sent to it, its script is done, and nothing moves."""

from playwright.sync_api import Page, WebSocket

READY = "[data-testid=stApp][data-test-script-state=notRunning]"
PATIENCE = 30_000  # milliseconds that a busy computer may take for anything
ROUNDS = 100  # how often a page is looked at again

# Six pictures in a row on which nothing grew, faded or scrolled. A list of words closes when the page scrolls below it.
STILL = """() => new Promise(done => {
  const end = performance.now() + 5000;
  let last = '', same = 0;
  // a window behind another one is drawn once a second, or not at all
  const next = () => Promise.race([
    new Promise(drawn => requestAnimationFrame(drawn)), new Promise(late => setTimeout(late, 50))]).then(look);
  const look = () => {
    const main = document.querySelector('[data-testid=stMain]');
    const moving = main?.getAnimations({subtree: true}).some(
      one => one.playState === 'running' && one.effect.getComputedTiming().endTime < Infinity);
    const now = [main?.scrollTop, main?.scrollHeight, moving].join();
    same = now === last && !moving ? same + 1 : 0;
    last = now;
    same < 6 && performance.now() < end ? next() : done();
  };
  next();
})"""


class Wire:
    """What goes between a page and its server."""

    def __init__(self, page: Page) -> None:
        self._page, self._waits = page, False
        page.on("websocket", self._watch)

    def rest(self) -> None:
        """Wait until the page is at rest. Raises AssertionError when the server does not answer it.

        A page whose part is drawn anew by the clock may look answered before it was: it is looked at twice.
        """
        for _ in range(ROUNDS):
            self._page.evaluate(STILL)  # whatever was typed or pressed is on its way now
            self._be_answered()
            self._page.wait_for_selector(READY)
            self._page.evaluate(STILL)
            if not self._waits and self._page.query_selector(READY):
                return
        raise AssertionError("the page does not come to rest")

    def _be_answered(self) -> None:
        for _ in range(PATIENCE // 50):
            if not self._waits:
                return
            self._page.wait_for_timeout(50)
        raise AssertionError("the server did not answer the page")

    def _watch(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda _: self._wait(True))
        socket.on("framereceived", lambda _: self._wait(False))
        socket.on("close", lambda _: self._wait(False))

    def _wait(self, waits: bool) -> None:
        self._waits = waits
