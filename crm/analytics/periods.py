"""The month, quarter or year that a day lies in, by the first month of the team's own year."""

import datetime as dt
from dataclasses import dataclass

_MONTHS = {"Month": 1, "Quarter": 3, "Year": 12}


@dataclass(frozen=True)
class Period:
    """From its first day to its last."""

    start: dt.date
    end: dt.date

    def elapsed(self, as_of: dt.date) -> float:
        """How much of it is over by a day, 0 to 1, that day not counted."""
        return min(1.0, max(0.0, (as_of - self.start).days / ((self.end - self.start).days + 1)))


def period_of(name: str, as_of: dt.date, year_starts: int = 1) -> Period:
    """The running Month, Quarter or Year; quarters are of the team's year, which begins with month `year_starts`.

    >>> period_of("Quarter", dt.date(2026, 1, 31), year_starts=4)
    Period(start=datetime.date(2026, 1, 1), end=datetime.date(2026, 3, 31))
    >>> period_of("Year", dt.date(2026, 3, 31), year_starts=4)
    Period(start=datetime.date(2025, 4, 1), end=datetime.date(2026, 3, 31))
    """
    length = _MONTHS[name]
    month = as_of.year * 12 + as_of.month - 1
    first = month - (month - (year_starts - 1)) % length
    return Period(_first_of(first), _first_of(first + length) - dt.timedelta(days=1))


def beside(name: str, as_of: dt.date, year_starts: int = 1, *, whole: bool = False) -> tuple[Period, Period]:
    """The running Month, Quarter or Year up to a day, and the one before it up to as many days.

    `whole`: the last one that is over, and the one before that.

    >>> beside("Month", dt.date(2026, 3, 31))[1]
    Period(start=datetime.date(2026, 2, 1), end=datetime.date(2026, 2, 28))
    >>> beside("Quarter", dt.date(2026, 5, 9), whole=True)[1]
    Period(start=datetime.date(2025, 10, 1), end=datetime.date(2025, 12, 31))
    """
    running = period_of(name, as_of, year_starts)
    last = _before(name, running, year_starts)
    if whole:
        return last, _before(name, last, year_starts)
    return Period(running.start, as_of), Period(last.start, min(last.end, last.start + (as_of - running.start)))


def _before(name: str, period: Period, year_starts: int) -> Period:
    return period_of(name, period.start - dt.timedelta(days=1), year_starts)


def _first_of(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)
