"""What all trials share: rounds, what was measured on which machine, and the file that keeps it."""

import datetime as dt
import gc
import importlib.metadata
import json
import os
import platform
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
PEERS = ("openpyxl", "wolfxl", "python-calamine", "pandas", "streamlit", "isal", "gspread", "rapidfuzz")


@dataclass
class Series:
    """What one contender did with one size of workbook, round by round. `unit`: s, ms, or bytes.

    `job`: what it did, in a trial of several jobs. There, the first of a job is the one that the others stand beside.
    """

    rows: int
    who: str
    unit: str
    rounds: list[float] = field(default_factory=list)
    job: str = ""


@dataclass(frozen=True)
class Goal:
    """A figure to be reached. `figure`: one series by its `who`, or two whose medians are divided, at `rows` rows.

    `by` is "median" or "p95"; exactly one of `at_least` and `at_most` is set.
    """

    says: str
    rows: int
    figure: tuple[str, ...]
    by: str = "median"
    at_least: float | None = None
    at_most: float | None = None


@dataclass
class Trial:
    """One run of a program: its name and what it does, every round of every contender, and its goals.

    `beside`: the contender whom the others are compared with.
    """

    name: str
    does: str
    beside: str
    goals: Sequence[Goal]
    series: list[Series] = field(default_factory=list)

    def add(self, rows: int, who: str, value: float, unit: str = "s", job: str = "") -> None:
        """Note one round."""
        for known in self.series:
            if (known.rows, known.who) == (rows, who):
                known.rounds.append(value)
                return
        self.series.append(Series(rows, who, unit, [value], job))

    def write(self) -> Path:
        """Keep the run in results/NAME.json, and print it."""
        kept = {**asdict(self), "commit": commit(), "taken": f"{dt.date.today()}", "machine": machine()}
        kept["goals"] = [{name: value for name, value in goal.items() if value is not None} for goal in kept["goals"]]
        kept["series"] = [{name: value for name, value in one.items() if value != ""} for one in kept["series"]]
        path = RESULTS / f"{self.name}.json"
        path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        for series in self.series:
            value = f"{median(series.rounds):,.4g} {series.unit}"
            print(f"{series.rows:>9,} rows  {series.who:<44}{value:>14}{self._ratio(series):>16}", flush=True)
        return path

    def _ratio(self, series: Series) -> str:
        """How many times the time of the one it is compared with."""
        job = [one for one in self.series if (one.rows, one.job) == (series.rows, series.job)]
        one = next((one for one in job if series.job or one.who == self.beside), None)
        if one is None or one is series or one.unit != series.unit or not median(one.rounds):
            return ""
        return f"{median(series.rounds) / median(one.rounds):,.2f} times"


class Clock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        gc.collect()  # what the round before left behind is not this round's to clear away
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.perf_counter() - self._start


@contextmanager
def state_folder(folder: Path) -> Iterator[None]:
    """Let Kith keep its journals in a folder of this run's own."""
    before = os.environ.get("KITH_STATE")
    os.environ["KITH_STATE"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("KITH_STATE")
        if before is not None:
            os.environ["KITH_STATE"] = before


def commit() -> str:
    """The commit that is checked out, with a plus when files of the product differ from it."""
    short = _git("rev-parse", "--short", "HEAD")
    return f"{short}+" if _git("status", "--porcelain", "--", "crm", "pages", "app.py") else short


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def machine() -> dict[str, str]:
    """What it ran on: processor, cores, memory, system, Python and the versions of the contenders."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    return {
        "processor": _processor(),
        "cores": f"{os.cpu_count()}",
        "memory": f"{memory / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in PEERS},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
