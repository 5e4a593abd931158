"""The pages on a real workbook in a real state folder, without a browser."""

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from crm import demo
from crm.store import opening, refreshing
from crm.store.excel import template
from crm.ui import session

APP = Path(__file__).parents[2] / "app.py"
PAGES = (
    "today", "contacts", "follow_ups", "pipeline", "money", "tickets", "segments", "satisfaction", "retention",
    "insights", "workbook", "bring_in", "duplicates", "tidy", "history", "log", "contact",
)  # fmt: skip
Opened = Callable[..., AppTest]
HOME = ZoneInfo("Europe/London")  # where the teams of these tests are
TODAY = dt.datetime.now(HOME).date()
LAST_MOMENT = dt.datetime.combine(TODAY, dt.time(23, 59, 59), HOME).astimezone(dt.UTC)


def clock() -> dt.datetime:
    """The time on the wall, which stands still before midnight: for a run of the tests it is one day."""
    return min(dt.datetime.now(dt.UTC), LAST_MOMENT)


@pytest.fixture(autouse=True)
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kith sees that clock."""
    monkeypatch.setattr(session, "clock", clock)
    monkeypatch.setattr(session, "open_store", partial(opening.open_store, now=clock))
    monkeypatch.setattr(opening, "local_now", lambda: clock().astimezone(HOME).replace(tzinfo=None, microsecond=0))


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the workbook of a test goes; Kith is told that it is chosen."""
    path = tmp_path / "team.xlsx"
    monkeypatch.setenv("KITH_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("KITH_WORKBOOK", str(path))
    return path


@pytest.fixture
def make(team: Path) -> Callable[..., Path]:
    """Make that workbook with these rows."""

    def make(**parts: object) -> Path:
        template.write(team, book_id="b-1", today=TODAY, **parts)  # type: ignore[arg-type]
        return team

    return make


@pytest.fixture
def sample(team: Path) -> Path:
    """That workbook with the sample data."""
    demo.write(team, TODAY, book_id="b-1")
    return team


@pytest.fixture
def routed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run begins at app.py, as on a server after its first request; AppTest forgets that before each run."""
    begin = PagesManager.__init__

    def begin_routed(self: PagesManager, *given: object, **named: object) -> None:
        begin(self, *given, **named)  # type: ignore[arg-type]
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", begin_routed)


@pytest.fixture(autouse=True)
def no_figures_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """A save has the figures of the day made in a while: by then these tests are over."""
    monkeypatch.setattr(refreshing, "begin", lambda record, make: None)


@pytest.fixture
def open_page(team: Path, routed: None) -> Iterator[Opened]:
    """Draw a page of it: `open_page("contact", id="C-7K3Q9F")`."""

    def open_page(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.context = {"locale": "en-GB", "timezone": "Europe/London"}
        for name, text in query.items():
            app.query_params[name] = text
        return app.run() if page == "today" else app.run().switch_page(f"pages/{page}.py").run()

    yield open_page
    st.cache_resource.clear()


@pytest.fixture
def of_somebody(routed: None, tmp_path: Path, request: pytest.FixtureRequest) -> Opened:
    """A piece of somebody's card as a page of its own: the script OF_SOMEBODY of the test's file."""
    (tmp_path / "one.py").write_text(request.module.OF_SOMEBODY)
    (tmp_path / "pages").symlink_to(APP.parent / "pages")

    def draw(contact: str) -> AppTest:
        app = AppTest.from_file(str(tmp_path / "one.py"), default_timeout=60)
        app.query_params["id"] = contact
        return app.run()

    return draw


def told(app: AppTest) -> str:
    """All sentences of a page as they are read, without the signs that make a text of a sheet harmless."""
    return html.unescape(re.sub(r"\\(.)", r"\1", said(app))).replace("\u2060", "").replace("\xa0", " ")


def below(app: AppTest) -> list[str]:
    """The small buttons below the figures of a page."""
    return [part.proto.popover.label for part in app.get("popover")]


def said(app: AppTest) -> str:
    """All sentences of a page."""
    parts = [app.title, app.subheader, app.text, app.caption, app.markdown, app.error, app.warning, app.info]
    return "\n".join(str(one.value) for part in parts for one in part)
