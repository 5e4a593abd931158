"""What was known on earlier days, asked many times: sorted once, so that each day after the first costs little."""

import datetime as dt

import numpy as np
import pandas as pd

from crm.analytics.lookups import places_in

SPAN = 4_000_000  # more days than any calendar has


def day_numbers(days: pd.Series) -> np.ndarray:
    """Days as whole numbers, and the smallest of all for a missing one."""
    return days.to_numpy("datetime64[D]").astype("int64")


def number_of(day: dt.date) -> int:
    """The same for one day."""
    return int(np.datetime64(day, "D").astype("int64"))


def dates_of(numbers: np.ndarray) -> np.ndarray:
    """Whole numbers as days again."""
    return numbers.astype("datetime64[D]").astype("datetime64[us]")


class Medians:
    """The median of each group's values, of those that were known on a day."""

    def __init__(self, groups: int, group: np.ndarray, value: np.ndarray, day: np.ndarray) -> None:
        order = np.lexsort((value, group))
        self._groups, self._group, self._value, self._day = groups, group[order], value[order], day[order]

    def at(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        """By group: how many values up to a day, and their median (missing: none)."""
        there = self._day <= day
        count = np.bincount(self._group[there], minlength=self._groups)
        value, start = self._value[there], np.cumsum(count) - count
        found, some = np.full(self._groups, np.nan), count > 0
        first, size = start[some], count[some]
        found[some] = (value[first + (size - 1) // 2] + value[first + size // 2]) / 2
        return count, found


class Days:
    """The days of each group, every day once, and the gaps between them, as they were known on a day."""

    def __init__(self, groups: int, group: np.ndarray, day: np.ndarray) -> None:
        keys = np.unique(group.astype("int64") * SPAN + day + SPAN // 2)
        self._groups, self._group, self._day = groups, keys // SPAN, keys % SPAN - SPAN // 2
        self._start = np.searchsorted(self._group, np.arange(groups))
        gap, same = np.diff(self._day), np.diff(self._group) == 0
        self._gap, self._gap_day = gap[same], self._day[1:][same]
        self._medians = Medians(groups, self._group[1:][same], self._gap.astype("float64"), self._gap_day)

    def last(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        """By group: on how many days up to one they came, and the last of these (0 where there is none)."""
        count = np.bincount(self._group[self._day <= day], minlength=self._groups)
        found, some = np.zeros(self._groups, dtype="int64"), count > 0
        found[some] = self._day[self._start[some] + count[some] - 1]
        return count, found

    def gap(self, day: int) -> np.ndarray:
        """By group: the median gap up to a day (missing: fewer than two days)."""
        return self._medians.at(day)[1]

    def gaps(self, day: int) -> np.ndarray:
        """All gaps that had ended by a day."""
        found: np.ndarray = self._gap[self._gap_day <= day]
        return found


class Visits(Days):
    """Everybody's days of coming; `ids` are the contacts, sorted."""

    def __init__(self, events: pd.DataFrame) -> None:
        codes, ids = pd.factorize(events["contact_id"], sort=True)
        self.ids = pd.Index(ids)
        super().__init__(len(self.ids), codes, day_numbers(events["date"]))

    def codes(self, contacts: pd.Series) -> np.ndarray:
        """The group of each contact, -1 for one who never came."""
        return places_in(self.ids, contacts)
