"""The part of the report about a shared Google Sheet: each contender, what it harmed, and fifty people at one Kith."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

Kept = Mapping[str, Any]
Amount = Callable[[float, str], str]
HARM = {
    "lost": "Changes lost",
    "misplaced": "In another row",
    "overwritten": "Cells overwritten",
    "gone": "Rows gone",
    "back": "Rows back",
    "twice": "Rows twice",
}
HEAD = """
By `python -m bench.google`. Google is a stand-in on this computer (`tests/sheets_emulator`): it shows calls, bytes and
what becomes of a change, not how long Google takes, which is a few tenths of a second a call. Every contender is real
code, st-gsheets-connection in a Python of its own. Calls and bytes are for one change, bytes without headers; Kith's
are with its look at the sheet, which serves everybody who has a page open. Own time is without what the stand-in took.

The harm is all that was found right after each change: changes said to be done that are not there, changes written
into another person's row, cells changed that nobody asked for, rows gone that nobody deleted, rows there again that
somebody had deleted, rows that came twice. A change that was said to have failed was tried three times in all.
"""


def section(kept: Kept, amount: Amount) -> list[str]:
    """The whole part, without where it ran."""
    races = kept["races"]
    return [
        f"## {kept['does']}",
        *HEAD.splitlines(),
        "",
        *(
            line
            for setting in dict.fromkeys(race["setting"] for race in races)
            for line in table(races, setting, amount)
        ),
        *office(kept["office"], amount),
        "| Goal | Wanted | Measured | |",
        "|---|---:|---:|---|",
        *map(verdict, goals(kept)),
        "",
    ]


def table(races: Sequence[Kept], setting: str, amount: Amount) -> list[str]:
    """The contenders in one setting."""
    columns = ("Changes", "Done", "Reads", "Writes", "Sent", "Received", "Own time", *HARM.values())
    return [
        f"### {setting}",
        "",
        f"| Who | {' | '.join(columns)} |",
        f"|---|{'---:|' * len(columns)}",
        *(row(race, amount) for race in races if race["setting"] == setting),
        "",
    ]


def row(race: Kept, amount: Amount) -> str:
    """One contender."""
    asked = race["asked"]
    cells = [
        race["who"],
        f"{asked:,}",
        f"{race['done']:,}",
        *(f"{race[name] / asked:.2f}" for name in ("reads", "writes")),
        *(amount(race[name] / asked, "bytes") for name in ("bytes_up", "bytes_down")),
        amount(median(race["own"]), "s"),
        *(f"{race['harm'][kind]:,}" for kind in HARM),
    ]
    return f"| {' | '.join(cells)} |"


def office(found: Kept, amount: Amount) -> list[str]:
    """Fifty people at one Kith."""
    minutes, seconds = found["minutes"], found["seconds"]
    return [
        "### Fifty people at one Kith",
        "",
        f"They save {len(seconds):,} changes in {minutes} minutes of a clock that is told to pass, and look at pages",
        f"all the time. A change is in the sheet after {amount(median(seconds), 's')} (median), 95 of 100 within",
        f"{amount(sorted(seconds)[len(seconds) * 95 // 100], 's')}, the slowest after {amount(max(seconds), 's')}.",
        "",
    ]


def goals(kept: Kept) -> list[tuple[str, float, float]]:
    """What was to be reached: a sentence, the most that is wanted, and what was measured."""
    ours, found = [race["harm"] for race in kept["races"] if race["who"] == "Kith"], kept["office"]
    return [
        (
            "Changes of Kith's lost or written into another row",
            0,
            sum(harm["lost"] + harm["misplaced"] for harm in ours),
        ),
        ("Cells overwritten by Kith", 0, sum(harm["overwritten"] for harm in ours)),
        ("Rows gone, back or there twice", 0, sum(harm["gone"] + harm["back"] + harm["twice"] for harm in ours)),
        ("Calls that Google refused, fifty people", 0, found["refused"]),
        ("Reads in any minute, fifty people", 60, found["reads"]),
        ("Writes in any minute, fifty people", 60, found["writes"]),
        ("Seconds until a change is in the sheet, median", 3, median(found["seconds"])),
        (f"Calls of {found['views']:,} views of a page", 0, found["calls of views"]),
    ]


def verdict(goal: tuple[str, float, float]) -> str:
    """One goal, what was measured, and whether it was met."""
    says, most, value = goal
    return f"| {says} | ≤ {most:,g} | {value:,.3g} | {'met' if value <= most else '**not met**'} |"
