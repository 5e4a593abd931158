"""The table twin of each chart: the same figures with headings in words."""

from collections.abc import Sequence

import pandas as pd

from crm.analytics.cohorts import Cohorts
from crm.analytics.frames import Frames
from crm.analytics.grid import group_name
from crm.analytics.retention import Seen


def recency_table(found: Seen, frames: Frames) -> pd.DataFrame:
    """Everybody in the bands, the longest silent first: Name, Last seen, Days ago, Band."""
    bands = {"seen lately": found.lately, "quiet": found.quiet, "half a year or more": found.gone, "never": found.never}
    band = {id: name for name, ids in bands.items() for id in ids}
    last = found.last
    table = {
        "Name": [frames.name(id) for id in last.index],
        "Last seen": last.dt.date.to_numpy(),
        "Days ago": (pd.Timestamp(frames.as_of) - last).dt.days.astype("Int64").to_numpy(),
        "Band": [band[id] for id in last.index],
    }
    return pd.DataFrame(table, index=last.index)


def mix_table(groups: Sequence[tuple[str, int]]) -> pd.DataFrame:
    """How many gave which answer: Answer, People."""
    return pd.DataFrame({"Answer": [name for name, _ in groups], "People": [n for _, n in groups]})


def trend_table(points: pd.DataFrame) -> pd.DataFrame:
    """The points of a trend: From, To, Score, Low, High, Answers."""
    names = {"since": "From", "until": "To", "score": "Score", "lo": "Low", "hi": "High", "n": "Answers"}
    table = points[list(names)].rename(columns=names)
    return table.assign(From=table["From"].dt.date, To=table["To"].dt.date).round(1)


def curve_table(curve: pd.DataFrame, period: str = "month") -> pd.DataFrame:
    """The points of the curve, shares in percent."""
    table = curve.assign(**{part: (100 * curve[part]).round(1) for part in ("share", "lo", "hi")})
    table.columns = [f"{period.capitalize()}s later", "Came again", "Of", "%", "Low %", "High %"]
    return table


def cohort_table(found: Cohorts) -> pd.DataFrame:
    """The whole triangle in people: First came, People, then a column each age."""
    shown = found.counts.loc[found.sizes > 0]
    groups = [group_name(start, found.period) for start in shown.index]
    table = pd.DataFrame({"First came": groups, "People": found.sizes[shown.index].to_numpy()}, index=shown.index)
    later = shown.iloc[:, 1:].rename(columns=lambda age: f"{age} {found.period}{'' if age == 1 else 's'} later")
    return pd.concat([table, later], axis=1).reset_index(drop=True)
