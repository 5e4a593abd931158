"""A browser, a server and LibreOffice, each started once."""

import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from crm.store.excel import template
from tests.journeys.screen import Screen, window
from tests.journeys.serving import Served, free_port, serving

PYTHON = "/usr/bin/python3"  # LibreOffice's library belongs to the system's Python
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

Colleague = Callable[..., list]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no Chromium was found")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A new workbook with nobody in it, in a folder that people would have."""
    path = tmp_path / "Grüße an alle" / "team.xlsx"
    path.parent.mkdir()
    template.write(path, book_id=f"b-{tmp_path.name}", today=dt.date.today())
    return path


@pytest.fixture
def kith(book: Path, tmp_path: Path) -> Iterator[Served]:
    """Kith on this workbook. Ends with the proof that its terminal tells of no bug."""
    with serving(tmp_path, book) as served:
        yield served
        assert served.bugs == ""


@pytest.fixture
def screen(browser: Browser, kith: Served) -> Iterator[Screen]:
    """A window on it."""
    with window(browser, kith.url) as screen:
        yield screen


@pytest.fixture(scope="session")
def colleague(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Colleague]:
    """LibreOffice as the other person: `colleague(path, {"do": "sort", ...}, ...)` opens, edits and saves."""
    office = shutil.which("soffice")
    if office is None or subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode:
        pytest.skip("no LibreOffice with its Python library was found")
    port, profile = free_port(), tmp_path_factory.mktemp("office")
    listen = f"--accept=socket,host=127.0.0.1,port={port};urp;"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", listen]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def work(path: Path, *steps: Mapping[str, object], keep: bool = False) -> list:
        task = json.dumps({"file": str(path), "steps": steps, "keep": keep})
        script = [PYTHON, str(Path(__file__).with_name("colleague.py")), str(port)]
        done = subprocess.run(script, input=task, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout))

    yield work
    subprocess.run(
        [PYTHON, "-c", STOP, str(Path(__file__).parent), str(port)], check=False, capture_output=True, timeout=30
    )
    process.wait(30)


STOP = "import sys; sys.path.insert(0, sys.argv[1]); import colleague; colleague.desktop(sys.argv[2]).terminate()"
