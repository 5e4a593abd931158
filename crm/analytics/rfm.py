"""Who bought lately, often and for much: recency, frequency and money in fifths, and what the three say together.

The scores and the table of segments are those of the R package rfm (rsquaredacademy/rfm).
"""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

SMALL = 50  # below so many contacts thirds are told apart, not fifths
COLUMNS = {
    "recency": "int64", "frequency": "int64", "money": "float64", "R": "int64", "F": "int64", "M": "int64",
    "segment": "str",
}  # fmt: skip

Spans = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
OTHERS = "Others"
SEGMENTS: Mapping[str, Spans] = {
    "Champions": ((5, 5), (5, 5), (5, 5)),
    "Potential Loyalist": ((3, 5), (3, 5), (2, 5)),
    "Loyal Customers": ((2, 4), (2, 4), (2, 4)),
    "Promising": ((3, 4), (1, 3), (3, 5)),
    "New Customers": ((4, 5), (1, 3), (1, 5)),
    "Can't Lose Them": ((1, 2), (3, 4), (4, 5)),
    "At Risk": ((1, 2), (2, 5), (4, 5)),
    "Need Attention": ((1, 3), (3, 5), (3, 5)),
    "About To Sleep": ((2, 3), (1, 3), (1, 4)),
    "Lost": ((1, 1), (1, 5), (1, 5)),
}
"""Segment -> its spans of R, F and M; the first that fits counts."""

SHOWN: Mapping[str, str] = {
    "Champions": "champions",
    **dict.fromkeys(("Potential Loyalist", "Loyal Customers"), "loyal"),
    **dict.fromkeys(("Promising", "New Customers"), "new"),
    **dict.fromkeys(("Can't Lose Them", "At Risk", "Need Attention"), "at risk"),
    **dict.fromkeys(("About To Sleep", "Lost"), "lost"),
    OTHERS: "in between",
}
"""Segment -> the word for it on screen."""


def rfm(events: pd.DataFrame, *, as_of: dt.date, bins: int = 5, frequency: str = "days") -> pd.DataFrame:
    """By contact_id: recency (days since the last), frequency, money, the scores R, F, M from 1 to 5, and segment.

    frequency counts distinct days, or with "orders" rows. With less than 50 contacts 3 `bins` are made, scored 1, 3, 5.
    """
    day = pd.Timestamp(as_of)
    rows = events.loc[events["date"] <= day, ["contact_id", "date", "amount"]]
    each = rows if frequency == "orders" else rows.drop_duplicates(["contact_id", "date"])
    last = rows.groupby("contact_id")["date"].max()
    found = pd.DataFrame({"recency": (day - last).dt.days, "frequency": each.groupby("contact_id").size()})
    found["money"] = rows.groupby("contact_id")["amount"].sum()
    cuts = rfm_cuts(found, bins)
    scores = {name[0].upper(): _score(found[name], cuts[name]) for name in ("recency", "frequency", "money")}
    found["R"], found["F"], found["M"] = 6 - scores["R"], scores["F"], scores["M"]
    found["segment"] = _segments(found)
    return found.astype(COLUMNS)


def rfm_cuts(found: pd.DataFrame, bins: int = 5) -> dict[str, list[float]]:
    """Of recency, frequency and money the values at which the next score begins: quantile (linear) + 1."""
    parts = np.arange(1, bins if len(found) >= SMALL else 3) / (bins if len(found) >= SMALL else 3)
    names = ("recency", "frequency", "money")
    return {name: (found[name].quantile(parts) + 1).tolist() if len(found) else [] for name in names}


def _score(values: pd.Series, cuts: list[float]) -> np.ndarray:
    """1 + the number of cuts that are no larger, stretched to 1..5."""
    steps = np.searchsorted(np.asarray(cuts), values.to_numpy("float64"), side="right")
    return 1 + steps * 4 // max(len(cuts), 1)


def _segments(found: pd.DataFrame) -> np.ndarray:
    masks = [found["R"].between(*r) & found["F"].between(*f) & found["M"].between(*m) for r, f, m in SEGMENTS.values()]
    return np.select(masks, list(SEGMENTS), default=OTHERS)
