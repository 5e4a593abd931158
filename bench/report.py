"""Write bench/RESULTS.md from what the trials kept in bench/results/.

python -m bench.report
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench import long_trials as long
from bench import report_google
from bench.common import RESULTS, ROOT

PAGE = ROOT / "bench" / "RESULTS.md"
TRIALS = (
    "save", "open", "page", "xlsx", "today", "log_it", "analytics", "people", "search", "headings", "people_import",
    "tidy",
)  # fmt: skip
HEAD = """# Kith beside its peers

Made by `python -m bench.report` from the files in `bench/results/`, which hold every round; nothing here is typed by
hand. To measure again: `python -m bench.save`, `python -m bench.open`, `python -m bench.page`, `python -m bench.xlsx`,
`python -m bench.load`, `python -m bench.google`, `python -m bench.today`, `python -m bench.log_it`, `python -m
bench.analytics`, `python -m bench.people`, `python -m bench.people_search`, `python -m bench.people_import`, `python -m
bench.tidy`, then the report.
All contenders of a table worked in turn in one run on one machine, and what each wrote or read was compared with what
it should be. Ratios mean more than seconds. A goal that was not met says so.
"""
Kept = Mapping[str, Any]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed (nearest rank).

    >>> percentile([5, 1, 4, 2, 3], 0.95), percentile([5, 1, 4, 2, 3], 0.5)
    (5, 3)
    """
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def figure(kept: Kept, goal: Kept) -> float | None:
    """What a goal is about, worked out from the rounds; None when that was not measured."""
    rounds = {(one["rows"], one["who"]): one["rounds"] for one in kept["series"]}
    found = [rounds.get((goal["rows"], who)) for who in goal["figure"]]
    if not all(found):
        return None
    values = [percentile(one, 0.95) if goal["by"] == "p95" else median(one) for one in found if one]
    if len(values) == 1:
        return values[0]
    return values[0] / values[1] if values[1] else None


def is_met(value: float | None, goal: Kept) -> bool:
    """Whether a figure reaches its goal. One that was not measured does not."""
    if value is None:
        return False
    return bool(value >= goal["at_least"]) if "at_least" in goal else bool(value <= goal["at_most"])


def amount(value: float, unit: str) -> str:
    """A figure with its unit, in three digits.

    >>> amount(0.0123, "s"), amount(1.5, "s"), amount(250.4, "ms"), amount(15_321, "bytes"), amount(21.26, "times")
    ('12.3 ms', '1.5 s', '250 ms', '15.3 kB', '21.3 times')
    >>> amount(0.0000345, "s"), amount(76_500_000, "bytes")
    ('0.0345 ms', '76.5 MB')
    """
    if unit == "s" and value < 1:
        value, unit = value * 1000, "ms"
    if unit == "bytes":
        value, unit = (value / 1000, "kB") if value < 1e6 else (value / 1e6, "MB")
    return f"{float(f'{value:.3g}'):,g} {unit}"


def page(found: Sequence[Kept]) -> str:
    """RESULTS.md as text."""
    return "\n".join(
        [HEAD, *(section(kept) for kept in found), *many_people(), *shared_sheet(), *long_trials(), *trials()]
    )


def many_people(folder: Path = RESULTS) -> list[str]:
    """The trial of many people who save at once, if it has run: its figures, its goals, and where it ran."""
    file = folder / "load.json"
    if not file.exists():
        return []
    kept = json.loads(file.read_text("utf-8"))
    return [
        "## Many people at once",
        "",
        f"{kept['does']}, by `python -m bench.load`.",
        "All at once: nobody ever pauses. As they type: everybody pauses up to five seconds before a save, and looks.",
        "",
        "| What | Median | 95 of 100 within | Slowest | How many |",
        "|---|---:|---:|---:|---:|",
        *map(_of_many, kept["series"]),
        "",
        "| Goal | Wanted | Measured | |",
        "|---|---:|---:|---|",
        *(verdict(kept, goal) for goal in kept["goals"]),
        "",
        where(kept),
        "",
    ]


def _of_many(one: Kept) -> str:
    rounds = one["rounds"]
    figures = [amount(value, one["unit"]) for value in (median(rounds), percentile(rounds, 0.95), max(rounds))]
    return f"| {' | '.join([one['who'], *figures, f'{len(rounds):,}'])} |"


def shared_sheet(folder: Path = RESULTS) -> list[str]:
    """The trial of a shared Google Sheet, if it has run."""
    file = folder / "google.json"
    kept = json.loads(file.read_text("utf-8")) if file.exists() else None
    return [*report_google.section(kept, amount), where(kept), ""] if kept else []


def long_trials(folder: Path = RESULTS) -> list[str]:
    """The long trials that have run: what was asked, what was done, and what differed."""
    file = folder / long.KEPT
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return [
        "## Long trials",
        "",
        "Tests that take too long for every day, run by `python -m bench.long_trials`.",
        "",
        "| Trial | Rounds asked | Rounds done | Differences | Seconds | Commit | Day |",
        "|---|---:|---:|---:|---:|---|---|",
        *(
            f"| {one['does']} | {one['asked']:,} | {one['done']:,} | {one['differences']:,} | {one['seconds']:,} "
            f"| {one['commit']} | {one['date']} |"
            for one in kept.values()
        ),
        "",
    ]


def trials(folder: Path = RESULTS) -> list[str]:
    """The trials of the store that have run: rounds, what was called saved, and what was missing afterwards."""
    file = folder / "trials.json"
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    columns = ("Trial", "Rounds asked", "Done", "Saved", "Missing", "Unopenable", "Left behind", "Other faults", "Twin")
    return [
        "## Trials",
        "",
        "Kith under kills, failing system calls, power cuts, many processes and a person who races it, run by",
        "`python -m tests.trials all --out bench/results/trials.json`. The twin is a Kith that was broken on purpose:",
        "what it lost shows that the trial can tell.",
        "",
        f"| {' | '.join(columns)} | Seed | Seconds | Commit | Day |",
        f"|---|{'---:|' * (len(columns) - 2)}---|---:|---:|---|---|",
        *map(_trial, kept.values()),
        "",
    ]


def _trial(one: Kept) -> str:
    found, twin = one["found"], one["twin"]
    lost = f"{twin['does']}: {twin['found']['missing']:,} of {twin['confirmed']:,} lost" if twin else ""
    inside = "" if one["inside"] is None else f"; {one['inside']:,} inside a save"
    figures = [one["asked"], one["done"], one["confirmed"]]
    figures += [found[kind] for kind in ("missing", "unopenable", "leftovers", "odd")]
    cells = [f"{one['does']}{inside}", *(f"{figure:,}" for figure in figures), lost, f"{one['seed']}"]
    return f"| {' | '.join(cells)} | {one['seconds']:,.0f} | {one['commit']} | {one['taken']} |"


def section(kept: Kept) -> str:
    """What one trial found: a table for each job, its goals, and where and when it ran."""
    lines = [
        f"## {kept['does']}",
        "",
        *(line for job in dict.fromkeys(map(job_of, kept["series"])) for line in table(kept, job)),
        "| Goal | Wanted | Measured | |",
        "|---|---:|---:|---|",
        *(verdict(kept, goal) for goal in kept["goals"]),
        "",
        where(kept),
        "",
    ]
    return "\n".join(lines)


def job_of(one: Kept) -> str:
    """What a contender did; nothing in a trial of one job."""
    return str(one.get("job", ""))


def table(kept: Kept, job: str) -> list[str]:
    """The contenders of one job, the smallest workbook first."""
    series = [one for one in kept["series"] if job_of(one) == job]
    beside = series[0]["who"] if job else kept["beside"]
    return [
        *([f"### {job}", ""] if job else []),
        f"| {'Rows' if job else 'People'} | Who | Median | Beside {beside if job else 'Kith'} "
        "| 95 of 100 within | Fastest | Slowest | Rounds |",
        "|---:|---|---:|---:|---:|---:|---:|---:|",
        *(row(kept, one, beside) for one in sorted(series, key=lambda one: one["rows"])),
        "",
    ]


def row(kept: Kept, one: Kept, who: str) -> str:
    """One contender in the table, beside `who`."""
    rounds, unit = one["rounds"], one["unit"]
    beside = figure(kept, {"rows": one["rows"], "figure": (one["who"], who), "by": "median"})
    ratio = amount(beside, "times") if beside and one["who"] != who and (unit == "s" or job_of(one)) else ""
    rest = [amount(value, unit) for value in (percentile(rounds, 0.95), min(rounds), max(rounds))]
    cells = [f"{one['rows']:,}", one["who"], amount(median(rounds), unit), ratio, *rest, f"{len(rounds)}"]
    return f"| {' | '.join(cells)} |"


def verdict(kept: Kept, goal: Kept) -> str:
    """One goal, what was measured, and whether it was met."""
    value = figure(kept, goal)
    unit = "times" if len(goal["figure"]) == 2 else next(
        (one["unit"] for one in kept["series"] if one["who"] == goal["figure"][0]), ""
    )  # fmt: skip
    wanted = f"≥ {amount(goal['at_least'], unit)}" if "at_least" in goal else f"≤ {amount(goal['at_most'], unit)}"
    if value is None:
        return f"| {goal['says']} | {wanted} | not measured | **not met** |"
    return f"| {goal['says']} | {wanted} | {amount(value, unit)} | {'met' if is_met(value, goal) else '**not met**'} |"


def where(kept: Kept) -> str:
    """The machine, the versions, the commit and the day, in one line."""
    known = dict(kept["machine"])
    told = f"{known.pop('processor')}, {known.pop('cores')} cores, {known.pop('memory')}, {known.pop('system')}"
    versions = ", ".join(f"{name} {version}" for name, version in known.items())
    plus = " with changes that were not in it yet" if kept["commit"].endswith("+") else ""
    return f"{told}; {versions}. Commit {kept['commit'].rstrip('+')}{plus}, {kept['taken']}."


def kept_results(folder: Path = RESULTS) -> list[Kept]:
    """What the trials kept, those that have run."""
    files = [folder / f"{name}.json" for name in TRIALS]
    return [json.loads(file.read_text("utf-8")) for file in files if file.exists()]


def main() -> None:
    PAGE.write_text(page(kept_results()), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
