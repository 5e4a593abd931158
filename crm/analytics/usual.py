"""What comes again and again: costs of one kind from one supplier, and customers who keep to a rhythm."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from crm.analytics.cash import FLOW
from crm.analytics.counting import RhythmRule
from crm.analytics.frames import Frames
from crm.analytics.intervals import OK, Share
from crm.analytics.loyalty import rhythm
from crm.analytics.money import OUT

GAPS = 3
A_MONTH = (28, 31)  # a median gap of so many days means the same day each month
STATES = ("steady", "overdue")


def usual_costs(frames: Frames, *, as_of: dt.date, until: dt.date) -> pd.DataFrame:
    """The payments to expect from as_of to `until`: flows of the own currency, amounts above 0.

    What was bought of one supplier as one item on four days or more comes again after its median gap, for its median
    amount. Costs that stopped, silent for more than two gaps, do not.
    """
    rows = frames.money.rows
    rows = rows[(rows["means"] == OUT) & (rows["currency"] == frames.rules.currency)]
    named = rows.assign(contact_id=rows["contact_id"].fillna(""), item=rows["item"].fillna(""))
    named = named[(named["contact_id"] != "") | (named["item"] != "")]
    often = named.groupby(["contact_id", "item"])["date"].transform("nunique") > GAPS
    found = []
    for (_, item), mine in named[often].groupby(["contact_id", "item"]):
        each = mine.groupby("date")["amount"].sum()
        gaps = np.diff(each.index.to_numpy()).astype("timedelta64[D]").astype("int64")
        if each.median() > 0:
            days = _again(each.index[-1], float(np.median(gaps)), pd.Timestamp(as_of), pd.Timestamp(until))
            found += [(day, float(each.median()), "cost", str(item) or "usual cost") for day in days]
    return pd.DataFrame(found, columns=list(FLOW)).astype(FLOW)


def _again(last: pd.Timestamp, gap: float, since: pd.Timestamp, until: pd.Timestamp) -> list[pd.Timestamp]:
    """The days last + j gaps from `since` to `until`; none where two gaps have passed in silence."""
    if gap < 1 or (since - last).days > 2 * gap:
        return []
    days, step, day = [], 0, last
    while day <= until:
        step += 1
        is_monthly = A_MONTH[0] <= gap <= A_MONTH[1]
        day = last + (pd.DateOffset(months=step) if is_monthly else pd.Timedelta(days=round(step * gap)))
        if since <= day <= until:
            days.append(day)
    return days


def returned(events: pd.DataFrame, *, as_of: dt.date, days: int, rule: RhythmRule) -> dict[str, Share | None]:
    """The back-test of a rhythm: state `days` before as_of -> the share of its people that came since."""
    day = pd.Timestamp(as_of)
    cut = (day - pd.Timedelta(days=days)).date()
    then = rhythm(events, as_of=cut, rule=rule)
    own = then[then["basis"] == "own"]
    came = set(events.loc[(events["date"] > pd.Timestamp(cut)) & (events["date"] <= day), "contact_id"])
    groups = own.groupby("state").groups
    return {str(state): Share.of(sum(id in came for id in ids), len(ids)) for state, ids in groups.items()}


def usual_customers(
    frames: Frames, shares: Mapping[str, Share | None], *, as_of: dt.date, until: dt.date, but: set[str]
) -> pd.DataFrame:
    """What customers with a rhythm of their own may bring, from as_of to `until`, but those in `but`: flows.

    Each on their next days, the median amount of a day times the share of `shares` that came back from such a state;
    a state with less than 30 cases is left out.
    """
    found = frames.rhythm(as_of)
    found = found[(found["basis"] == "own") & found["state"].isin(STATES) & ~found.index.isin(list(but))]
    rows = frames.sold[frames.sold["currency"] == frames.rules.currency]
    each = rows.groupby(["contact_id", "date"])["amount"].sum()
    median = each.groupby("contact_id").median().reindex(found.index)
    flows = []
    since, end = pd.Timestamp(as_of), pd.Timestamp(until)
    for id, last, gap, state, amount in zip(
        found.index, found["last"], found["median_gap"], found["state"], median, strict=True
    ):
        share = shares.get(state)
        if share is not None and share.n >= OK and amount > 0:
            flows += [(day, amount * share.share, "usual", str(id)) for day in _again(last, gap, since, end)]
    return pd.DataFrame(flows, columns=list(FLOW)).astype(FLOW)
