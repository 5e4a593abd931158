"""Business time: hours and days that count towards a promise, by the team's working days and time zone.

A working day counts from its first minute to its last, so 24 hours are one working day; other days count nothing.
Moments are the wall clock of the team's time zone, without a zone, as cells hold them. Hours are real ones: a working
day on which clocks change is an hour shorter or longer.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice
from zoneinfo import ZoneInfo

from crm.model.settings import Settings
from crm.model.working_days import DEFAULT, parse_days

DAY, ZERO = dt.timedelta(days=1), dt.timedelta(0)
LONGEST = 10_000  # hours; a promise beyond is a slip of the keyboard


@dataclass(frozen=True)
class BusinessTime:
    """Which days of the week count (0 is Monday), and in which time zone; None is this computer's."""

    days: frozenset[int] = DEFAULT
    zone: ZoneInfo | None = None

    @classmethod
    def of(cls, settings: Settings) -> "BusinessTime":
        """As the Settings say; what cannot be read there has its default."""
        return cls(parse_days(settings.text("working_days")) or DEFAULT, settings.zone())

    def local(self, at: dt.datetime) -> dt.datetime:
        """The wall clock of the team at an instant (with a zone), to the minute.

        >>> BusinessTime(zone=ZoneInfo("Asia/Tokyo")).local(dt.datetime(2026, 12, 31, 20, 5, 59, tzinfo=dt.UTC))
        datetime.datetime(2027, 1, 1, 5, 5)
        """
        return at.astimezone(self.zone).replace(tzinfo=None, second=0, microsecond=0, fold=0)

    def is_working(self, day: dt.date) -> bool:
        """Whether a day counts."""
        return day.weekday() in self.days

    def working_day(self, day: dt.date) -> dt.date:
        """The first working day from a day on.

        >>> BusinessTime().working_day(dt.date(2026, 11, 14))  # a Saturday
        datetime.date(2026, 11, 16)
        """
        return next(filter(self.is_working, (day + n * DAY for n in count())))

    def elapsed(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """The business time from one moment to a later one; zero where the end is not later.

        >>> BusinessTime().elapsed(dt.datetime(2026, 11, 13, 15), dt.datetime(2026, 11, 16, 11))  # Friday to Monday
        datetime.timedelta(seconds=72000)
        """
        first, last = self._instant(start), self._instant(end)
        if last <= first:
            return ZERO
        total = ZERO
        for offset in range((end.date() - start.date()).days + 1):
            day = start.date() + offset * DAY
            if self.is_working(day):
                total += max(ZERO, min(last, self._begin(day + DAY)) - max(first, self._begin(day)))
        return total

    def days_between(self, start: dt.date, end: dt.date) -> int:
        """How many working days begin after one day, up to and with a later one; the same day is 0.

        >>> BusinessTime().days_between(dt.date(2026, 11, 13), dt.date(2026, 11, 16))  # Friday to Monday
        1
        """
        weeks, rest = divmod(max(0, (end - start).days), 7)
        return weeks * len(self.days) + sum(self.is_working(start + n * DAY) for n in range(1, rest + 1))

    def after(self, start: dt.datetime, hours: float) -> dt.datetime:
        """The moment so many business hours later: whole days at the same time of the clock, then what is left.

        What ends with a working day ends at its midnight, never on a day that does not count.

        >>> BusinessTime().after(dt.datetime(2026, 11, 13, 15), 24)  # Friday: one working day later is Monday
        datetime.datetime(2026, 11, 16, 15, 0)
        """
        whole, rest = divmod(max(0.0, min(hours, LONGEST)), 24)
        working = filter(self.is_working, (start.date() + n * DAY for n in count()))
        first = next(working)
        clock = start.time() if first == start.date() else dt.time(0)
        day = next(islice(working, int(whole) - 1, None)) if whole else first
        moment, left = self._instant(dt.datetime.combine(day, clock)), dt.timedelta(hours=rest)
        while (ends := self._begin(day + DAY)) < moment + left:
            left -= ends - moment
            day = next(working)
            moment = self._begin(day)
        return (moment + left).astimezone(self.zone).replace(tzinfo=None, fold=0)

    def promise(self, opened: dt.date, hours: float) -> dt.date:
        """When something opened then is promised for: a day where only the day was said, else a moment to the minute.

        `hours` is above 0. A promise for the midnight in which a working day ends is for its last minute, so that
        nobody takes it for the day after.

        >>> BusinessTime().promise(dt.datetime(2026, 11, 15, 14), 24)  # a Sunday: by the end of Monday
        datetime.datetime(2026, 11, 16, 23, 59)
        >>> BusinessTime().promise(dt.date(2026, 11, 13), 24)
        datetime.date(2026, 11, 16)
        """
        if not isinstance(opened, dt.datetime):
            return self.after(dt.datetime.combine(opened, dt.time(0)), hours // 24 * 24).date()
        moment = self.after(opened, hours).replace(second=0, microsecond=0)
        if moment.time() != dt.time(0):
            return moment
        last = next(filter(self.is_working, (moment.date() - n * DAY for n in count(1))))
        return dt.datetime.combine(last, dt.time(23, 59))

    def _instant(self, moment: dt.datetime) -> dt.datetime:
        return moment.replace(tzinfo=self.zone).astimezone(dt.UTC)

    def _begin(self, day: dt.date) -> dt.datetime:
        return _begin(self.zone, day)


@lru_cache(maxsize=10_000)
def _begin(zone: ZoneInfo | None, day: dt.date) -> dt.datetime:
    """The instant in which a day begins; where clocks skip midnight, the first instant after it."""
    return dt.datetime.combine(day, dt.time(0), zone).astimezone(dt.UTC)
