"""The figures of large books: the processor time of each, and of all that one page shows.

    python -m bench.analytics [--contacts 100000] [--rows 840000] [--rounds 5]

The customers of the large book begin over five years and come at their own rates; no day of anybody stands twice. The
page is that of 5,000 people with ten sales each, made anew, as after any change.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

import crm.analytics
from bench import book, today
from bench.common import Goal, Trial
from crm.analytics.ahead import ahead
from crm.analytics.bgnbd import bgnbd_fit
from crm.analytics.buying import expected_visits
from crm.analytics.care import care_list
from crm.analytics.cohorts import cohorts
from crm.analytics.frames import Frames, from_snapshot
from crm.analytics.loyalty import rhythm
from crm.analytics.purchases import purchase_summary
from crm.analytics.rfm import rfm
from crm.analytics.sales_trend import sales_trend
from crm.analytics.standing_facts import standing
from crm.analytics.survival import km
from crm.analytics.thread import thread
from crm.model.snapshot import Snapshot
from crm.store.memory import MemoryWorkbook

TRIANGLE, RFM, RHYTHM, BGNBD, KM = "triangle", "RFM", "rhythm", "BG/NBD", "Kaplan-Meier"
PAGE, STANDING, AHEAD, EXPECTED = "one page", "everybody's standing", "money ahead", "visits to expect"
LOADING = "loading crm.analytics"
LARGE, SMALL = 100_000, 5_000
DAYS = 5 * 365
LOADED_TWICE = """
import importlib, sys, time
for again in range(2):
    for name in [name for name in sys.modules if name.startswith("crm.analytics")]:
        del sys.modules[name]
    began = time.process_time()
    for name in sys.argv[1:]:
        importlib.import_module(name)
print((time.process_time() - began) * 1000)
"""
GOALS = (
    Goal("The triangle of 100,000 people and 840,000 rows within 1 s", LARGE, (TRIANGLE,), at_most=1000),
    Goal("RFM of them within 0.8 s", LARGE, (RFM,), at_most=800),
    Goal("Everybody's rhythm within 1.5 s", LARGE, (RHYTHM,), at_most=1500),
    Goal("BG/NBD within 2 s", LARGE, (BGNBD,), at_most=2000),
    Goal("Kaplan-Meier of 100,000 durations within 50 ms", LARGE, (KM,), at_most=50),
    Goal("Loading all of crm.analytics within 50 ms, beside pandas", LARGE, (LOADING,), at_most=50),
    Goal("The figures of a page within 400 ms, 5,000 people and 50,000 rows", SMALL, (PAGE,), at_most=400),
    Goal("Money ahead with its back-tests within 400 ms, of the same", SMALL, (AHEAD,), at_most=400),
)


def visits(people: int, rows: int) -> pd.DataFrame:
    """contact_id, date, amount: everybody begins some day, comes at a rate of their own, and may stop for good."""
    random = np.random.default_rng(7)
    start, rate = random.integers(0, DAYS, people), random.gamma(0.6, 1, people)
    end = np.minimum(DAYS, start + random.exponential(500, people))
    who = random.choice(people, rows, p=rate / rate.sum())
    day = start[who] + random.random(rows) * (end - start)[who]
    dates = (np.datetime64(book.TODAY) - DAYS + day.astype("int64")).astype("datetime64[us]")
    found = pd.DataFrame({"contact_id": who, "date": dates, "amount": random.gamma(2, 20, rows)})
    return found.drop_duplicates(["contact_id", "date"]).assign(
        contact_id=lambda frame: frame["contact_id"].astype("str")
    )


def loading() -> float:
    """Milliseconds of processor time that the modules of crm.analytics themselves take to load, in a process of their
    own: the second time, when what they import of others is there, and from what Python compiled the first time.

    Python keeps what it compiled wherever Kith is started, but for a computer on which that is forbidden.
    """
    files = sorted(Path(crm.analytics.__file__).parent.glob("*.py"))
    names = [f"crm.analytics.{file.stem}" for file in files]
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-c", LOADED_TWICE, *names]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=files[0].parents[2], env=env)
    return float(done.stdout)


def large(trial: Trial, people: int, rows: int) -> None:
    """Each figure of the large book, once."""
    events, random = visits(people, rows), np.random.default_rng(7)
    lasted, ended = random.integers(0, 800, people), random.random(people) < 0.4
    work: dict[str, Callable[[], object]] = {
        TRIANGLE: lambda: cohorts(events, as_of=book.TODAY),
        RFM: lambda: rfm(events, as_of=book.TODAY),
        RHYTHM: lambda: rhythm(events, as_of=book.TODAY),
        BGNBD: lambda: bgnbd_fit(purchase_summary(events, as_of=book.TODAY)),
        KM: lambda: km(lasted, ended),
    }
    for who, figure in work.items():
        today.timed(trial, people, who, figure)


def ten_sales_each(people: int) -> today.Rows:
    """The book of `bench.today` with a sale where that has a conversation, and the other way round."""
    rows = today.rows_of(people)
    days = enumerate(rows["Interactions"])
    sold = [{"id": book.id_of("S", n), "contact_id": row["contact_id"], "date": row["date"], "amount": n % 90 + 1,
             "cost": n % 40} for n, row in days]  # fmt: skip
    return {**rows, "Sales": sold, "Interactions": rows["Interactions"][:people]}


def page(snapshot: Snapshot) -> None:
    """Everything that stands on a page of figures: the four of the thread, and who needs a call."""
    frames = from_snapshot(snapshot, as_of=book.TODAY)
    thread(frames, as_of=book.TODAY)
    care_list(frames, as_of=book.TODAY)


def money_ahead(frames: Frames) -> None:
    """Everything on the tab Ahead of the page Money, with the back-tests: the forecast of seven days."""
    ahead(frames, as_of=book.TODAY)
    sales_trend(frames.money.rows[frames.money.rows["currency"] == frames.rules.currency], as_of=book.TODAY)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.analytics", description=__doc__)
    parser.add_argument("--contacts", type=int, default=LARGE)
    parser.add_argument("--rows", type=int, default=840_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args(arguments)
    trial = Trial("analytics", "Figures of large books, in processor time", TRIANGLE, GOALS)
    rows = ten_sales_each(SMALL)
    contents = MemoryWorkbook.new(rows, today=lambda: book.TODAY).read()  # type: ignore[arg-type]
    bgnbd_fit(purchase_summary(visits(500, 3000), as_of=book.TODAY))  # scipy is loaded once
    few = visits(SMALL, 10 * SMALL)
    for _ in range(given.rounds):
        trial.add(LARGE, LOADING, loading(), "ms")
        large(trial, given.contacts, given.rows)
        snapshot = today.typed(contents, rows)
        today.timed(trial, SMALL, PAGE, lambda snapshot=snapshot: page(snapshot))
        frames = from_snapshot(snapshot, as_of=book.TODAY)
        today.timed(trial, SMALL, AHEAD, lambda frames=frames: money_ahead(frames))
        today.timed(trial, SMALL, EXPECTED, lambda: expected_visits(few, as_of=book.TODAY))
        today.timed(trial, SMALL, STANDING, lambda frames=frames: standing(frames, as_of=book.TODAY))
    trial.write()


if __name__ == "__main__":
    main(sys.argv[1:])
