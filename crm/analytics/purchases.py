"""Each customer's purchases in four numbers, which models of buying are made of."""

import datetime as dt

import pandas as pd

WEEK = 7


def purchase_summary(events: pd.DataFrame, *, as_of: dt.date, unit: int = WEEK) -> pd.DataFrame:
    """By contact_id: x repeat days, t_x from the first day to the last, T from the first to as_of, mean amount.

    t_x and T count in `unit` days. Days are merged: two purchases of one day are one; a day of amount 0 is a day.
    mean: of the amounts of the repeat days, missing where there are none.
    """
    day = pd.Timestamp(as_of)
    rows = events.loc[events["date"] <= day, ["contact_id", "date", "amount"]]
    days = rows.groupby(["contact_id", "date"])["amount"].sum(min_count=1).reset_index()
    grouped = days.groupby("contact_id")
    first, last = grouped["date"].min(), grouped["date"].max()
    repeats = days[days["date"] != grouped["date"].transform("min")]
    found = {
        "x": grouped.size() - 1,
        "t_x": (last - first).dt.days / unit,
        "T": (day - first).dt.days / unit,
        "mean": repeats.groupby("contact_id")["amount"].mean().reindex(first.index),
    }
    kinds = {"x": "int64", "t_x": "float64", "T": "float64", "mean": "float64"}
    return pd.DataFrame(found, index=first.index).astype(kinds)
