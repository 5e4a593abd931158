"""Several shares below each other, each with its name and of how many it is."""

import pandas as pd

from crm.analytics.words import between, percent
from crm.ui import thread_charts
from crm.ui.charts import Picture


def shares_chart(rows: pd.DataFrame, title: str, description: str) -> Picture:
    """`rows`: name, share, lo, hi (parts of 1) and n; `title` says what the shares are of."""
    said = [
        f"{name}: {percent(share)}, {between(100 * lo, 100 * hi)} %, of {int(n):,}"
        for name, share, lo, hi, n in rows[["name", "share", "lo", "hi", "n"]].itertuples(index=False)
    ]
    names = [f"{name} ({int(n):,})" for name, n in zip(rows["name"], rows["n"], strict=True)]
    shown = rows[["share", "lo", "hi"]].astype("float64").assign(group=names, told=said)
    return thread_charts.shares_chart(shown.astype({"group": "str", "told": "str"}), title, description)
