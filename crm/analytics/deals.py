"""What deals say: how much stands in each stage, which stand still, what may come in, and why some are lost.

Amounts in several currencies are never added together: every sum is one a currency. A deal without an amount counts as
a deal and is in no sum.
"""

import datetime as dt

import pandas as pd

from crm.analytics.frames import Frames
from crm.analytics.intervals import Share
from crm.analytics.today import last_touch

YEAR = dt.timedelta(days=365)
OVERDUE, LATER, UNDATED = "overdue", "later", "undated"
UNKNOWN = "not noted"


def totals(deals: pd.DataFrame) -> pd.DataFrame:
    """Sums by currency: `n` deals, their `amount`, and `likely`, the amount times its chance; the largest first.

    A deal whose chance is not known is in no `likely`.
    """
    known = deals[deals["amount"].notna()]
    known = known[["currency", "amount"]].assign(n=1, likely=known["amount"] * known["chance"] / 100)
    found = known.groupby("currency")[["n", "amount", "likely"]].sum()
    return found.sort_values(["n", "amount"], ascending=False, kind="stable")


def standing(frames: Frames, *, as_of: dt.date, stale_days: int) -> pd.DataFrame:
    """How each deal that is not decided stands, by ID: `moved`, `still`, `is_stale`, `late`, `age`.

    moved: the latest day on which the deal was opened, added or changed, its contact was in touch with us, or a next
    step with them was done; missing where no such day is known. still: days since. A deal is stale after more than
    `stale_days` of these, unless a next step with its contact is due today or later; 0 days means never. late: days
    since it should have been decided, 0 when that lies ahead or is not known. age: days since it was opened.
    """
    day = pd.Timestamp(as_of)
    deals = frames.deals[~frames.deals["means"].isin(["won", "lost"])]
    moved = pd.concat([deals[["opened_on", "added_on", "changed_on"]], *_signs(frames, deals)], axis=1)
    last = moved.where(moved <= day).max(axis=1)
    still = (day - last).dt.days.astype("Int64")
    begun = deals["opened_on"].fillna(deals["added_on"])
    stale = still.gt(stale_days).fillna(False).astype(bool) & ~_promised(frames, deals, day) & (stale_days > 0)
    late = (day - deals["expected_close"]).dt.days.clip(lower=0).fillna(0).astype("int64")
    age = (day - begun).dt.days.astype("Int64")
    return pd.DataFrame({"moved": last, "still": still, "is_stale": stale, "late": late, "age": age})


def _signs(frames: Frames, deals: pd.DataFrame) -> list[pd.Series]:
    """The last touch with a deal's contact, and the last step that was done with them or for this deal."""
    steps = frames.follow_ups.assign(done_on=frames.follow_ups["done_on"].dt.normalize())
    whose = (last_touch(frames), steps.groupby("contact_id")["done_on"].max())
    about = (frames.interactions.groupby("about")["date"].max(), steps.groupby("about")["done_on"].max())
    found = [days.reindex(deals["contact_id"]) for days in whose] + [days.reindex(deals.index) for days in about]
    return [days.set_axis(deals.index) for days in found]


def _promised(frames: Frames, deals: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Whether a next step with a deal's contact, or for the deal itself, is still to come."""
    steps = frames.follow_ups
    is_open = ~steps["status"].isin(["Done", "Skipped"]) & steps["done_on"].isna()
    ahead = steps[is_open & (steps["due"] >= day)]
    return deals["contact_id"].isin(ahead["contact_id"].dropna()) | deals.index.isin(ahead["about"].dropna())


def sources(frames: Frames) -> pd.DataFrame:
    """Where customers and deals come from, by source: `customers`, `deals`, `open`, `won`, `lost`; most won first."""
    deals, customers = frames.deals, frames.customers
    known = deals["source"].fillna(UNKNOWN)
    found = pd.DataFrame(
        {
            "customers": customers["source"].fillna(UNKNOWN).value_counts(),
            "deals": known.value_counts(),
            **{means: known[deals["means"] == means].value_counts() for means in ("open", "won", "lost")},
        }
    )
    table = found.fillna(0).astype("int64").rename_axis("source")
    ranked = table.sort_values(["won", "deals", "customers"], ascending=False, kind="stable")
    return pd.concat([ranked[ranked.index != UNKNOWN], ranked[ranked.index == UNKNOWN]])


def lost_reasons(deals: pd.DataFrame) -> pd.Series:
    """Why deals were lost: reason -> how many, the most frequent first."""
    lost = deals[deals["means"] == "lost"]
    return lost["lost_reason"].fillna(UNKNOWN).value_counts()


def win_rate(deals: pd.DataFrame, *, as_of: dt.date) -> Share | None:
    """Of the deals decided in the 12 months up to `as_of`, the share that was won; None when none was decided.

    Left out: decided deals without the day they were decided on, and those of a day still to come.
    """
    decided = deals[deals["means"].isin(["won", "lost"])]
    day = pd.Timestamp(as_of)
    closed = decided["closed_on"]
    counted = decided[(closed > day - YEAR) & (closed <= day)]
    masks = {"no_date": closed.isna(), "future": closed > day}
    left = {reason: tuple(decided.index[mask]) for reason, mask in masks.items() if mask.any()}
    return Share.of(int((counted["means"] == "won").sum()), len(counted), left)
