"""What the figures of requests say, in sentences."""

from collections.abc import Mapping

import pandas as pd

from crm.analytics.intervals import Share
from crm.analytics.tickets import HOUR, WINDOW_DAYS, Waits
from crm.analytics.words import share_sentence, times

HOW = (
    "Only your working days count, each with its 24 hours; both stand in the sheet Settings. Where only a day was "
    "typed, working days are counted. Half waited no longer than the time shown; who still waits is counted as waiting "
    "so far. A promise is kept when Solved on is not after Promised by."
)


def told(hours: float) -> str:
    """Business hours as people say them: minutes, hours, or working days of 24 hours.

    >>> told(0.5), told(5.25), told(24), told(60)
    ('30 minutes', '5 hours', '1 working day', '2.5 working days')
    """
    if hours < 1:
        return times(round(hours * 60), "minute", "minutes")
    if hours < 23.5:
        return times(round(hours), "hour", "hours")
    days = round(hours / 24, 1)
    return f"{days:g} working {'day' if days == 1 else 'days'}"


def open_sentence(rows: pd.DataFrame) -> str:
    """How many requests are open, how many past their promise, and which waits longest."""
    past = int((rows["state"] == "past").sum())
    late = f"{past:,} past {'its' if past == 1 else 'their'} promise" if past else "none past its promise"
    counted = f"{len(rows):,} open, {late}."
    longest = rows.sort_values("waited", ascending=False, kind="stable").iloc[0]
    if pd.isna(longest["waited"]) or not isinstance(longest["subject"], str):
        return counted
    return f"{counted} Longest waits “{longest['subject'][:80]}”: {told(longest['waited'] / HOUR)}."


def reply_sentence(found: Waits) -> str:
    """How long requests waited for a first reply."""
    return _waits(found, "had their first reply within", "have a first reply yet")


def solving_sentence(found: Waits) -> str:
    """How long requests took."""
    return _waits(found, "were solved within", "are solved yet")


def _waits(found: Waits, came: str, not_yet: str) -> str:
    if found.n == 0:
        return f"No request of the last {WINDOW_DAYS} days can be timed."
    requests = times(found.n, "request", "requests")
    if found.median is None:
        return f"{found.ended} of {requests} {not_yet}."
    return f"Half of the requests {came} {told(found.median)} ({requests})."


def kept_sentence(found: Share | None) -> str:
    """How many promises were kept."""
    return share_sentence(
        found,
        f"promises of the last {WINDOW_DAYS} days were kept",
        f"No promise came due in the last {WINDOW_DAYS} days.",
    )


TABLE: Mapping[str, str] = {
    "owner": "Owner", "open": "Open", "past": "Past the promise", "n": "Came in", "reply": "First reply (hours)",
    "solving": "Solved (hours)", "kept": "Promises kept", "promises": "Promises",
}  # fmt: skip
