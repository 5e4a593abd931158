"""Requests for help: which are open and past their promise, how long people wait, and which promises were kept.

`now` is the wall clock of the team (BusinessTime.local), without a zone. A moment at midnight is a day whose time
nobody typed: it lasts to the end of that day.
"""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.intervals import LeftOut, Share
from crm.analytics.survival import km

OPEN = [
    "contact_id",
    "contact",
    "subject",
    "opened",
    "promised_by",
    "first_reply",
    "priority",
    "owner",
    "means",
    "state",
]
HOUR, DAY = dt.timedelta(hours=1), pd.Timedelta(days=1)
WINDOW_DAYS, LATELY_DAYS = 90, 28


@dataclass(frozen=True)
class Waits:
    """How long something took, in business hours: the median of `n` requests, `ended` of which came to it.

    The median counts those that still wait as waiting at least so long (Kaplan & Meier 1958); None: more than half
    still wait.
    """

    median: float | None
    n: int
    ended: int
    left_out: LeftOut = field(default_factory=dict)


def open_requests(frames: Frames, now: dt.datetime) -> pd.DataFrame:
    """Open and waiting requests by row ID: the columns of OPEN and waited (Timedelta, business time since Opened).

    state: past (its promise), today, later, no promise. Past ones first, the oldest promise on top; then who waits
    longest; what has no day of opening stands last.
    """
    rows = _open(frames, now)
    rows["waited"] = pd.Series(
        [None if pd.isna(opened) else _waited(frames, opened, now) for opened in rows["opened"]],
        index=rows.index,
        dtype="timedelta64[us]",
    )
    past = rows["state"] == "past"
    first, rest = rows[past].sort_values("promised_by", kind="stable"), rows[~past].sort_values("opened", kind="stable")
    return pd.concat([first, rest])


def past_promise(frames: Frames, as_of: dt.date) -> pd.DataFrame:
    """Open requests past their promise by row ID, the oldest promise first: the columns of OPEN.

    These are contact_id (missing where nobody is known), contact (the name as typed), subject, opened, promised_by,
    first_reply, priority, owner, means ("open" or "waiting"), state ("past"). `as_of` is a moment of the team's wall
    clock, or a day: a promise for that day is then not past yet.
    """
    rows = _open(frames, as_of)
    found: pd.DataFrame = rows[rows["state"] == "past"].sort_values("promised_by", kind="stable")
    return found


def solved_lately(frames: Frames, now: dt.datetime, days: int = LATELY_DAYS) -> pd.DataFrame:
    """Requests solved in the last days, the latest first: the sheet's columns."""
    rows = frames.tickets
    since = pd.Timestamp(now).normalize() - days * DAY
    found: pd.DataFrame = rows[(rows["means"] == "solved") & (rows["solved_on"] >= since)]
    return found.sort_values("solved_on", ascending=False, kind="stable")


def reply_time(rows: pd.DataFrame, frames: Frames, now: dt.datetime) -> Waits:
    """How long requests waited for their first reply; what was solved without one noted is left out."""
    return _waits(rows, rows["first_reply"], rows["means"] == "solved", frames, now)


def solving_time(rows: pd.DataFrame, frames: Frames, now: dt.datetime) -> Waits:
    """How long requests took to be solved; what is solved without a day is left out."""
    is_solved = rows["means"] == "solved"
    return _waits(rows, rows["solved_on"].where(is_solved), is_solved, frames, now)


def kept_promises(rows: pd.DataFrame, now: dt.datetime) -> Share | None:
    """Of the requests whose promise has come due, the share solved in time; None where none has."""
    due = rows[_is_past(rows["promised_by"], now)]
    is_solved = due["means"] == "solved"
    unknown = due.index[is_solved & due["solved_on"].isna()]
    kept = is_solved & ~_is_after(due["solved_on"], due["promised_by"]) & due["solved_on"].notna()
    left = {"no_moment": tuple(map(str, unknown))} if len(unknown) else {}
    return Share.of(int(kept.sum()), len(due) - len(unknown), left)


def opened_between(frames: Frames, since: dt.date, until: dt.datetime) -> pd.DataFrame:
    """The requests that came in from a day on, up to a moment."""
    opened = frames.tickets["opened"]
    return frames.tickets[(opened >= pd.Timestamp(since)) & (opened <= pd.Timestamp(until))]


def promised_between(frames: Frames, since: dt.date, until: dt.datetime) -> pd.DataFrame:
    """The requests that were promised for a day from then on, up to a moment."""
    promised = frames.tickets["promised_by"]
    return frames.tickets[(promised >= pd.Timestamp(since)) & (promised <= pd.Timestamp(until))]


def owners(frames: Frames, rows: pd.DataFrame) -> pd.Series:
    """Whose each request is: its owner, else its contact's; missing where neither is said."""
    return rows["owner"].fillna(rows["contact_id"].map(frames.contacts["owner"]))


def by_owner(frames: Frames, now: dt.datetime, days: int = WINDOW_DAYS) -> pd.DataFrame:
    """A row an owner ("nobody" last): owner, open, past, n, reply (hours), solving (hours), kept, promises.

    open and past are of now, the rest of the requests that came in or were promised for the last `days`.
    """
    since = (pd.Timestamp(now).normalize() - days * DAY).date()
    parts = [_open(frames, now), opened_between(frames, since, now), promised_between(frames, since, now)]
    whose = [owners(frames, part).fillna("") for part in parts]
    names = sorted({name for part in whose for name in part}, key=lambda name: (not name, str(name).casefold()))
    found = []
    for name in names:
        still, came, due = (part[mine == name] for part, mine in zip(parts, whose, strict=True))
        kept, reply, solving = kept_promises(due, now), reply_time(came, frames, now), solving_time(came, frames, now)
        past = int((still["state"] == "past").sum())
        promises = (kept.k, kept.n) if kept else (0, 0)
        found.append((name or "nobody", len(still), past, len(came), reply.median, solving.median, *promises))
    return pd.DataFrame(found, columns=["owner", "open", "past", "n", "reply", "solving", "kept", "promises"])


# what the functions above share ---------------------------------------------------------------------------------------


def _open(frames: Frames, as_of: dt.date) -> pd.DataFrame:
    rows = frames.tickets[frames.tickets["means"] != "solved"].copy()
    promised, today = rows["promised_by"], pd.Timestamp(as_of).normalize()
    past = _is_past(promised, as_of)
    rows["state"] = np.select(
        [past, promised.dt.normalize() == today, promised.notna()], ["past", "today", "later"], "no promise"
    )
    return rows[OPEN]


def _is_day(moments: pd.Series) -> pd.Series:
    found: pd.Series = moments == moments.dt.normalize()
    return found


def _is_past(promised: pd.Series, as_of: dt.date) -> pd.Series:
    at = pd.Timestamp(as_of)
    days_only = _is_day(promised) | (not isinstance(as_of, dt.datetime))
    found: pd.Series = (promised < at) & ~(days_only & (promised.dt.normalize() >= at.normalize()))
    return found


def _is_after(ends: pd.Series, promised: pd.Series) -> pd.Series:
    """Whether something ended after its promise; as days where one of them is no more than a day."""
    as_days = _is_day(ends) | _is_day(promised)
    found: pd.Series = (ends > promised).where(~as_days, ends.dt.normalize() > promised.dt.normalize())
    return found


def _waits(rows: pd.DataFrame, ends: pd.Series, is_over: pd.Series, frames: Frames, now: dt.datetime) -> Waits:
    """`ends`: when what is waited for came; where it is missing though all `is_over`, nobody knows."""
    opened = rows["opened"]
    masks = {
        "no_date": opened.isna(),
        "no_moment": opened.notna() & ends.isna() & is_over,
        "bad_span": ends.notna() & opened.notna() & _is_after(opened, ends),
    }
    left: LeftOut = {name: tuple(map(str, rows.index[mask])) for name, mask in masks.items() if mask.any()}
    counted = ~(masks["no_date"] | masks["no_moment"] | masks["bad_span"])
    pairs = zip(opened[counted], ends[counted], strict=True)
    hours = [_waited(frames, start, now if pd.isna(end) else end) / HOUR for start, end in pairs]
    ended = ends[counted].notna().to_numpy(dtype=bool)
    return Waits(median_wait(np.array(hours), ended), len(hours), int(ended.sum()), left)


def _waited(frames: Frames, start: pd.Timestamp, end: dt.datetime) -> dt.timedelta:
    """The business time between two moments; where one of them is no more than a day, working days of 24 hours."""
    first, last = start.to_pydatetime(), pd.Timestamp(end).to_pydatetime()
    business = frames.rules.business
    if dt.time(0) in (first.time(), last.time()):
        return dt.timedelta(days=business.days_between(first.date(), last.date()))
    return business.elapsed(first, last)


def median_wait(waits: np.ndarray, ended: np.ndarray) -> float | None:
    """The median of waits of which some have not ended yet: where the Kaplan-Meier curve first reaches one half.

    >>> median_wait(np.array([0, 1, 1, 3, 2, 10, 5]), np.array([1, 1, 1, 1, 0, 0, 1], dtype=bool))
    3.0
    """
    return km(waits, ended).median
