"""A call is logged with its next step, from the line on the page Log it: when is the receipt shown, and the next page?

    python -m bench.log_it [--rows 10000] [--presses 60]

The whole app runs in this process on an Excel workbook with ten conversations with each person, a page after the other
as the server runs them, without a browser. A press begins at Save and ends when the page is told to show "Saved"; the
page that follows is Today, drawn to its end. Everything that was called saved must be in the file afterwards.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import python_calamine
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from bench import book
from bench.common import ROOT, Goal, Trial, state_folder
from bench.today import rows_of
from crm.store.excel import template
from crm.store.opening import open_store
from crm.store.store import Store

CONFIRMED, RECEIPT, PAGE = "Confirmed: in the journal", "The receipt is shown", "The next page is drawn"
BUSY, ALL_BUSY = "Processor time until the receipt", "Processor time of all"
UNDERSTOOD = "The line is understood"
GOALS = (
    Goal("95 of 100 calls with a next step saved within 300 ms, 10,000 people", 10_000, (RECEIPT,), "p95", at_most=300),
)
WARM, PAUSE = 3, 0.5  # presses before those that count; seconds between two
Moment = tuple[float, float]  # the clock, and the processor time of this process


def now() -> Moment:
    """This moment."""
    return time.perf_counter(), time.process_time()


class Told:
    """When the journal had a save, and when the page was told to say so."""

    def __init__(self) -> None:
        self.confirmed = self.receipt = now()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note both while the app runs."""
        with (
            mock.patch.object(Store, "save", self._then(Store.save, "confirmed")),
            mock.patch.object(st, "toast", self._then(st.toast, "receipt")),
        ):
            yield

    def _then(self, does: Callable[..., object], name: str) -> Callable[..., object]:
        def noted(*given: object, **named: object) -> object:
            done = does(*given, **named)
            setattr(self, name, now())
            return done

        return noted


@contextmanager
def routed() -> Iterator[None]:
    """Every run begins at app.py, as on a server after its first request; AppTest forgets that before each run."""
    begin = PagesManager.__init__

    def begin_routed(self: PagesManager, *given: object, **named: object) -> None:
        begin(self, *given, **named)  # type: ignore[arg-type]
        PagesManager.uses_pages_directory = False

    with mock.patch.object(PagesManager, "__init__", begin_routed):
        yield


def people(path: Path, count: int) -> list[str]:
    """Names that only one person has."""
    store = open_store(str(path))
    names = store.snapshot().contacts["name"]
    store.close()
    return random.Random(7).sample(sorted(names[~names.duplicated(keep=False)]), count)


def log(app: AppTest, line: str) -> float:
    """Write a line on the page Log it; seconds until it is understood. Save is for the caller to press."""
    app.switch_page("pages/log.py").run()
    field = next(one for one in app.text_input if one.label == "In one line")
    began = time.perf_counter()
    field.set_value(line).run()
    seconds = time.perf_counter() - began
    next(one for one in app.button if one.label == "Save").click()
    return seconds


def run(trial: Trial, n: int, path: Path, presses: int) -> list[str]:
    """Press after press on one workbook; the lines that were saved."""
    lines = [f"called {name}, wants a quote, ring Friday" for name in people(path, presses + WARM)]
    told, app = Told(), AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.context = {"locale": "en-GB", "timezone": "Europe/London"}
    with routed(), told.listening():
        app.run()
        for number, line in enumerate(lines):
            understood = log(app, line)
            time.sleep(PAUSE)
            began = now()
            app.run()
            ended = now()
            if told.receipt < began or app.title[0].value != "Today":
                raise RuntimeError(f"not saved: {line}")
            if number >= WARM:
                trial.add(n, UNDERSTOOD, understood * 1000, "ms")
                for who, moment in ((CONFIRMED, told.confirmed), (RECEIPT, told.receipt), (PAGE, ended)):
                    trial.add(n, who, (moment[0] - began[0]) * 1000, "ms")
                trial.add(n, BUSY, (told.receipt[1] - began[1]) * 1000, "ms")
                trial.add(n, ALL_BUSY, (ended[1] - began[1]) * 1000, "ms")
    return lines


def check(path: Path, lines: list[str]) -> None:
    """Raise RuntimeError unless the file holds every line, and a next step for each."""
    store = open_store(str(path))
    written = store.flush(60)
    store.close()
    with path.open("rb") as file:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        notes, steps = (workbook.get_sheet_by_name(name).to_python() for name in ("Interactions", "Follow-ups"))
    missing = set(lines) - {str(cell) for row in notes for cell in row}
    made = sum("ring Friday" in map(str, row) for row in steps)
    if not written or missing or made != len(lines):
        raise RuntimeError(f"not in {path}: {sorted(missing)}; {made} next steps of {len(lines)}")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.log_it", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000])
    parser.add_argument("--presses", type=int, default=60)
    given = parser.parse_args(arguments)
    trial = Trial("log_it", "A call logged with its next step, from the press of Save", RECEIPT, GOALS)
    for n in given.rows:
        with tempfile.TemporaryDirectory() as name, state_folder(Path(name) / "state"):
            path = Path(name) / "team.xlsx"
            template.write(path, book_id=f"bench-{n}", today=book.TODAY, rows=rows_of(n), overview=False)  # type: ignore[arg-type]
            os.environ["KITH_WORKBOOK"] = str(path)
            lines = run(trial, n, path, given.presses)
            st.cache_resource.clear()
            check(path, lines)
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
