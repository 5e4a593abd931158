"""A list of 10,000 people, brought into a workbook on the page: when is the preview there, and when is it saved?

    python -m bench.people_import [--rows 10000] [--people 1000] [--rounds 3]

The whole app runs in this process on an Excel workbook, without a browser, a page drawn again as often as its bar asks
for. The preview counts from the file until its button stands there; saved counts from the press until the page says
so. In 20 of 100 rows stands somebody whom the workbook has, half of them in another city. Everybody must be in the
file afterwards, but who may be there already, and the same file once more must bring in nobody.
"""

import argparse
import csv
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import streamlit as st
from streamlit.testing.v1 import AppTest

from bench import book
from bench.common import ROOT, Clock, Goal, Trial, state_folder
from bench.log_it import routed
from bench.people_names import people as strangers
from crm.model.cells import written
from crm.store.excel import template
from crm.store.store import Store

PREVIEW, SAVED = "From the file to its preview", "From the press until it is saved"
CONFIRMED, WRITTEN = "The same, until it is in the journal", "The same, until it is in the workbook"
BUSY = "Processor time from the file to its preview"
AGAIN = "The same file again, to its preview"
GOALS = (
    Goal("A list of 10,000 rows previewed within 3 s", 10_000, (PREVIEW,), at_most=3),
    Goal("The same saved within 10 s of the press", 10_000, (SAVED,), at_most=10),
)
FIELDS = {"Name": "name", "Phone": "phone", "E-mail": "email", "Town": "city", "Date of birth": "birthday",
          "Company": "organisation"}  # fmt: skip
KNOWN = 0.2  # of the rows, or everybody of a small workbook
EVERY = 0.5  # seconds between two looks at a bar, as in a browser


def listed(rows: int, people: int) -> bytes:
    """A CSV of so many rows: people of the workbook first, every other one in another city, then strangers."""
    known = [dict(one) for one in book.people(min(people, int(rows * KNOWN)))]
    for one in known[::2]:
        one["city"] = "Aldersham"
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(FIELDS)
    new = strangers(rows - len(known), seed=5)
    lines.writerows([written(one.get(field)) for field in FIELDS.values()] for one in (*known, *new))
    return text.getvalue().encode()


def shown(app: AppTest, is_there: Callable[[AppTest], bool], seconds: float = 300) -> None:
    """Draw the page again until something is there. Raises RuntimeError when it does not come."""
    until = time.monotonic() + seconds
    while not is_there(app):
        if app.exception or time.monotonic() > until:
            raise RuntimeError(f"not shown: {[one.value for one in (*app.exception, *app.error)]}")
        time.sleep(EVERY)
        app.run()


def has_button(app: AppTest) -> bool:
    return any(button.key == "import_bring" for button in app.button)


def says_nothing_new(app: AppTest) -> bool:
    texts = [text.value for text in app.text]
    return any(text.startswith(("There is nothing to bring in", "Nothing comes in until")) for text in texts)


def run(trial: Trial, n: int, data: bytes) -> int:
    """Bring the list in, and look at it once more; how many came in."""
    moments: dict[str, float] = {}
    save = Store.save

    def noted(*given: object, **named: object) -> object:
        done = save(*given, **named)  # type: ignore[arg-type]
        moments["confirmed"] = time.perf_counter()
        return done

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.context = {"locale": "en-GB", "timezone": "Europe/London"}
    with routed(), mock.patch.object(Store, "save", noted):
        app.run()
        app.switch_page("pages/bring_in.py").run()
        clock, busy = Clock(), time.process_time()
        app.file_uploader[0].upload("people.csv", data, "text/csv").run()
        shown(app, has_button)
        trial.add(n, PREVIEW, clock.seconds)
        trial.add(n, BUSY, time.process_time() - busy)
        coming = int(app.button(key="import_bring").label.split()[2].replace(",", ""))
        clock, began = Clock(), time.perf_counter()
        app.button(key="import_bring").click().run()
        shown(app, lambda app: not has_button(app) and not app.get("progress"))
        trial.add(n, SAVED, clock.seconds)
        trial.add(n, CONFIRMED, moments["confirmed"] - began)
        flushed(app)
        trial.add(n, WRITTEN, clock.seconds)
        clock = Clock()
        app.file_uploader[0].upload("people.csv", data, "text/csv").run()
        shown(app, lambda app: has_button(app) or says_nothing_new(app))
        trial.add(n, AGAIN, clock.seconds)
        if has_button(app):
            raise RuntimeError(f"the same file again: {app.button(key='import_bring').label}")
    return coming


def flushed(app: AppTest) -> None:
    """Wait until the workbook holds all that was saved."""
    from crm.ui import session

    if not session._shared(str(session.chosen())).flush(300):
        raise RuntimeError("not written in five minutes")


def check(path: Path, people: int, coming: int, data: bytes) -> None:
    """Raise RuntimeError unless everybody of the list is in the file, once, and nobody went."""
    found = [row["Name"] for row in book.read_back(path).values()]
    listed = [line["Name"] for line in csv.DictReader(io.StringIO(data.decode()))]
    skipped = len(listed) - int(min(people, len(listed) * KNOWN)) - coming  # of whom somebody is to be asked
    if len(found) != people + coming or len({*listed} - {*found}) > skipped or skipped > len(listed) / 100:
        raise RuntimeError(f"{len(found)} people in {path}, of {people} and {coming} new ones")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.people_import", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000])
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args(arguments)
    trial = Trial("people_import", "A list brought into a workbook, on the page", PREVIEW, GOALS)
    for n in given.rows:
        data = listed(n, given.people)
        for _ in range(given.rounds):
            with tempfile.TemporaryDirectory() as name, state_folder(Path(name) / "state"):
                path = Path(name) / "team.xlsx"
                rows = {"Contacts": list(book.people(given.people))}
                template.write(path, book_id=f"bench-{n}", today=book.TODAY, rows=rows, overview=False)
                os.environ["KITH_WORKBOOK"] = str(path)
                coming = run(trial, n, data)
                st.cache_resource.clear()
                check(path, given.people, coming, data)
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
