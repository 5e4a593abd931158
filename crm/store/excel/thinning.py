"""Which versions of the workbook are kept: many of today, fewer of last week, one for each month of last year."""

import datetime as dt
from collections.abc import Callable, Sequence

LATEST = 20
ROOM = 500_000_000  # bytes
NEVER = 2  # the newest ones stay whatever their size: our last save is one of them
_TIERS: tuple[tuple[int, Callable[[dt.datetime], tuple[int, ...]]], ...] = (
    (24, lambda at: (at.year, at.month, at.day, at.hour)),
    (30, lambda at: (at.year, at.month, at.day)),
    (12, lambda at: (at.year, at.month)),
)


def kept(versions: Sequence[tuple[dt.datetime, int]], room: int = ROOM) -> set[int]:
    """Which of `versions`, each (when, bytes), are kept: their places in the sequence.

    The latest 20, and the last one of each of 24 hours, 30 days and 12 months in which there are any. When they take
    more than `room` bytes, the oldest of the latest go first, then those of hours, of days and of months.
    """
    newest_first = sorted(range(len(versions)), key=lambda place: versions[place][0], reverse=True)
    tier = dict.fromkeys(newest_first[:LATEST], 0)
    for number, (count, span) in enumerate(_TIERS, start=1):
        last_of: dict[tuple[int, ...], int] = {}
        for place in newest_first:
            last_of.setdefault(span(versions[place][0]), place)
        tier |= dict.fromkeys(list(last_of.values())[:count], number)
    too_much = sum(versions[place][1] for place in tier) - room
    for place in sorted(tier, key=lambda place: (tier[place], versions[place][0])):
        if too_much > 0 and place not in newest_first[:NEVER]:
            del tier[place]
            too_much -= versions[place][1]
    return set(tier)
