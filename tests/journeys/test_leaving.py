"""Going to another page while the browser asks once more for a part of the page that is left."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.journeys.desk import Desk
from tests.journeys.screen import window
from tests.journeys.serving import Served


class Hurried:
    """The wire between a browser and Kith, on which the last look of a page comes once more, just too late."""

    def __init__(self, context: BrowserContext) -> None:
        self.look: BackMsg | None = None
        self.late = 0
        context.route_web_socket("**/_stcore/stream", self._joined)

    def _joined(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def said(message: str | bytes) -> None:
            server.send(message)
            asked = BackMsg()
            if isinstance(message, bytes):
                asked.ParseFromString(message)
            if asked.rerun_script.is_auto_rerun:
                self.look = asked
            elif self.look and asked.rerun_script.page_script_hash not in ("", self.look.rerun_script.page_script_hash):
                server.send(self.look.SerializeToString())
                self.late, self.look = self.late + 1, None

        route.on_message(said)


@pytest.fixture
def hurried(desk: BrowserContext) -> Hurried:
    """The wire of a person's browser."""
    return Hurried(desk)


@pytest.fixture
def screen(hurried: Hurried, desk: BrowserContext, kith: Served) -> Iterator[Desk]:
    """A window whose wire is that one."""
    with window(desk, kith.url, Desk) as screen:
        yield screen


def test_a_page_stays_when_a_part_of_the_one_before_is_asked_for_too_late(screen: Desk, hurried: Hurried) -> None:
    screen.open()
    for page in ("Contacts", "Today"):
        screen.until(lambda: hurried.look is not None)
        screen.go(page).rested(4000)  # longer than between two looks
        assert screen.heading == page
    assert (hurried.late, screen.faults) == (2, [])
