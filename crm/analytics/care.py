"""Who needs a call, and why: people who fell out of their rhythm, are unhappy, or wait for us."""

import datetime as dt

import numpy as np
import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.intervals import rounded
from crm.analytics.lookups import is_among, worded
from crm.analytics.money import PLACES

RISK, WATCH = "risk", "watch"
UNHAPPY_DAYS = 90
LESS = 0.75  # of the money of the year before
COLUMNS = {"level": "str", "reasons": "object", "money": "float64"}


def care_list(frames: Frames, *, as_of: dt.date) -> pd.DataFrame:
    """By contact ID: level ("risk" or "watch", the worst of the reasons), reasons (in words, the worst first), money.

    risk: at risk or lapsed by the rhythm; unhappy in the last 90 days and not seen to; a request past its promise.
    watch: overdue; an open request; three quarters of last year's money or less. Sorted by level, then by the money of
    12 months in the own currency (missing: none). Archived, former and test contacts are left out.
    """
    money = _money(frames, as_of)
    parts = [_broken(frames, as_of), _unhappy(frames, as_of), _waiting(frames, as_of), _spending_less(money)]
    signs = pd.concat(parts, ignore_index=True)
    people = frames.contacts
    there = people.index[~people["archived"] & ~people["former"] & ~people["test"]]
    signs = signs[is_among(signs["contact_id"], there)].sort_values("level", kind="stable")
    said: dict[str, list[str]] = {}
    for id, reason in zip(signs["contact_id"].to_list(), signs["reason"].to_list(), strict=True):
        said.setdefault(id, []).append(reason)
    found = signs.drop_duplicates("contact_id").set_index("contact_id")[["level"]]
    found["reasons"] = pd.Series({id: tuple(reasons) for id, reasons in said.items()}, dtype="object")
    found["money"] = money["now"].reindex(found.index)
    found = found.astype(COLUMNS).rename_axis("contact_id").sort_index()
    return found.sort_values(["level", "money"], ascending=[True, False], kind="stable")


def _signs(ids: pd.Index | pd.Series, is_risk: pd.Series | bool, reasons: pd.Series | list[str]) -> pd.DataFrame:
    levels = worded((WATCH, RISK), np.broadcast_to(is_risk, len(ids)).astype("int64"))
    said = pd.Series(reasons, dtype="str").array
    return pd.DataFrame({"contact_id": ids.array, "level": levels, "reason": said})


def _broken(frames: Frames, as_of: dt.date) -> pd.DataFrame:
    """Who came once has no rhythm, and is on a list of its own.

    Where everybody's gaps are the measure, nobody is named who is silent for no longer than they were before: those
    who come once a year would be called each spring.
    """
    found = frames.rhythm(as_of)
    found = found[(found["basis"] == "own") | (found["days_since"] > found["median_gap"])]
    found = found[found["state"].isin(["overdue", "at risk", "lapsed"])]
    return _signs(found.index, found["state"] != "overdue", found["reason"])


def _unhappy(frames: Frames, as_of: dt.date) -> pd.DataFrame:
    day = pd.Timestamp(as_of)
    rows = frames.unhappy[frames.unhappy["contact_id"].notna()]
    ago = (day - rows["date"]).dt.days
    rows = rows[(ago >= 0) & (ago < UNHAPPY_DAYS)]
    days = (day - rows["date"]).dt.days
    said = [
        f"answered {score:.0f}, {_ago(n)}, and nobody has seen to it"
        for score, n in zip(rows["score"], days, strict=True)
    ]
    return _signs(rows["contact_id"], True, said)


def _waiting(frames: Frames, as_of: dt.date) -> pd.DataFrame:
    day = pd.Timestamp(as_of)
    rows = frames.tickets[(frames.tickets["means"] != "solved") & frames.tickets["contact_id"].notna()]
    rows = rows[~(rows["opened"].dt.normalize() > day)]
    late = (day - rows["promised_by"].dt.normalize()).dt.days
    said = [f"a request is {_days(int(n))} past its promise" if n > 0 else "a request is open" for n in late]
    return _signs(rows["contact_id"], late > 0, said)


def _money(frames: Frames, as_of: dt.date) -> pd.DataFrame:
    """By contact: sales of the last 12 months and of the 12 before, in the own currency."""
    day, sold = pd.Timestamp(as_of), frames.sold
    year, two = day - pd.DateOffset(years=1), day - pd.DateOffset(years=2)
    there = (sold["currency"] == frames.rules.currency) & (sold["date"] > two) & (sold["date"] <= day)
    rows = sold.loc[there, ["contact_id", "date", "amount"]]
    is_now = rows["date"] > year
    spans = {"now": rows["amount"].where(is_now), "before": rows["amount"].where(~is_now)}
    return pd.DataFrame(spans).groupby(rows["contact_id"]).sum(min_count=1).round(PLACES) + 0.0


def _spending_less(money: pd.DataFrame) -> pd.DataFrame:
    now = money["now"].fillna(0.0)
    less = money[(money["before"] > 0) & (now <= LESS * money["before"])]
    return _signs(less.index, False, [spent_less(float(part)) for part in less["now"].fillna(0.0) / less["before"]])


def spent_less(part: float) -> str:
    """What the money of 12 months says beside that of the 12 before, of which it is a part.

    >>> spent_less(0.4), spent_less(0)
    ('spends 60 % less than the year before', 'spent nothing in the last 12 months')
    """
    if part < 0:
        return "was paid back more than they spent in the last 12 months"
    if part == 0:
        return "spent nothing in the last 12 months"
    return f"spends {min(rounded(100 * (1 - part)), 99)} % less than the year before"


def _days(n: int) -> str:
    return f"{n} day" if n == 1 else f"{n} days"


def _ago(n: int) -> str:
    return "today" if n == 0 else f"{_days(n)} ago"
