"""The Chromium of this computer, for pictures and trials."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser without a window. Raises RuntimeError where there is none."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        raise RuntimeError("No Chromium was found on this computer.")
    browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS])
    try:
        yield browser
    finally:
        browser.close()
