"""What the value of a condition means: a span of days, a number, an occasion in the year."""

import calendar
import datetime as dt
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from crm.model import dates
from crm.model.cells import Unreadable
from crm.model.schema import Column
from crm.model.snapshot import Snapshot
from crm.model.text import brief, fold, key
from crm.search.keys import AT_LEAST, AT_MOST, EQUAL, LESS, MORE_THAN

_AHEAD = "next_step"  # a length of time counts forward from today for this one, back for all others
_UNITS = {
    "d": "d days day tag tage tagen jour jours dia dias",
    "w": "w weeks week woche wochen semaine semaines semana semanas",
    "m": "m months month monat monate monaten mois mes meses",
    "y": "y years year jahr jahre jahren an ans ano anos",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_LENGTH = re.compile(r"(\d{1,5})\s*([^\W\d_]+)(?:\s+(ago|ahead))?$")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})$")
_FIRST, _LAST = dt.date(1, 1, 1), dt.date(9999, 12, 31)


@dataclass(frozen=True)
class Span:
    """The days from `first` to `last`. `back`: it was said as a time ago, so that more of it is earlier."""

    first: dt.date
    last: dt.date
    back: bool = False


def span(column: Column, text: str, snapshot: Snapshot) -> Span | Unreadable:
    """The days that a value of a day's column means: a day, a month, a year, `60 days`, `this week`, `overdue`."""
    today, word = snapshot.rules.today, key(text)
    if found := _named(word, snapshot) or _length(fold(text).strip(), today, column.field == _AHEAD):
        return found
    if word == "overdue" and column.field == _AHEAD:
        return Span(_FIRST, today - dt.timedelta(days=1))
    if match := _MONTH.match(text.strip()):
        return _month(int(match[1]), int(match[2])) or _no_day(text)
    if not word:
        return _no_day(text)
    *month, year = word.split()
    if len(year) == 4 and year.isdigit() and dates.FIRST_YEAR <= int(year) <= dates.LAST_YEAR:
        if not month:
            return Span(dt.date(int(year), 1, 1), dt.date(int(year), 12, 31))
        if len(month) == 1 and (number := dates.month_names().get(month[0])):
            return _month(int(year), number) or _no_day(text)
    day = dates.parse_day(text, order=snapshot.rules.order, today=today)
    if day is None:
        return _no_day(text)
    day = day.date() if isinstance(day, dt.datetime) else day
    return Span(day, day)


def _no_day(text: str) -> Unreadable:
    return Unreadable("not_a_date", f"“{brief(text)}” is not a day. Write 60 days, this month or 14 March 2026.")


def _named(word: str, snapshot: Snapshot) -> Span | None:
    today = snapshot.rules.today
    days = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in days:
        day = today + dt.timedelta(days=days[word])
        return Span(day, day)
    which, _, unit = word.rpartition(" ")
    step = {"": 0, "this": 0, "last": -1, "next": 1}.get(which)
    if step is None or unit not in ("week", "month", "year"):
        return None
    if unit == "week":
        begins = 6 if fold(snapshot.settings.text("week_starts")) == "sunday" else 0
        first = today - dt.timedelta(days=(today.weekday() - begins) % 7) + dt.timedelta(weeks=step)
        return Span(first, first + dt.timedelta(days=6))
    if unit == "year":
        return Span(dt.date(today.year + step, 1, 1), dt.date(today.year + step, 12, 31))
    month = today.year * 12 + today.month - 1 + step
    return _month(month // 12, month % 12 + 1)


def _month(year: int, month: int) -> Span | None:
    if not (1 <= month <= 12 and dates.FIRST_YEAR <= year <= dates.LAST_YEAR):
        return None
    return Span(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


def _length(text: str, today: dt.date, ahead: bool) -> Span | None:
    """The day that lies so far from today."""
    match = _LENGTH.match(text)
    unit = _UNIT.get(match[2]) if match else None
    if not match or not unit:
        return None
    back = not (ahead or match[3] == "ahead") or match[3] == "ago"
    day = moved(today, -int(match[1]) if back else int(match[1]), unit)
    return Span(day, day, back)


def moved(day: dt.date, count: int, unit: str) -> dt.date:
    """The day so many days, weeks, months or years later; at the end of a shorter month its last day.

    >>> moved(dt.date(2026, 3, 31), -1, "m"), moved(dt.date(2028, 2, 29), 1, "y")
    (datetime.date(2026, 2, 28), datetime.date(2029, 2, 28))
    """
    try:
        if unit in "dw":
            return day + dt.timedelta(days=count * (7 if unit == "w" else 1))
        month = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
        year, month = month // 12, month % 12 + 1
        return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return _FIRST if count < 0 else _LAST


# days of the year -----------------------------------------------------------------------------------------------------

Compare = Callable[[dt.date, dt.date], bool]
_COMPARED: dict[str, Compare] = {
    EQUAL: operator.eq, LESS: operator.lt, AT_MOST: operator.le, MORE_THAN: operator.gt, AT_LEAST: operator.ge,
}  # fmt: skip


def occasion(sign: str, text: str, snapshot: Snapshot) -> Callable[[str], bool] | Unreadable:
    """Whether a birthday (`1984-03-15`, `--03-15`) stands to a value as a sign says.

    `= May`, `= 14 March`, `= this week`; `< 14 days`: it falls within so many days from today; `< 1980`: born before.
    """
    today = snapshot.rules.today
    if sign == EQUAL and (number := dates.month_names().get(key(text))):
        return lambda value: int(value[-5:-3]) == number
    day = dates.parse_month_day(text, order=snapshot.rules.order, today=today)
    if day and (sign == EQUAL or not day.startswith("--")):
        return _born(sign, day)
    if length := _length(fold(text).strip(), today, True):
        until = length.last
        compared = _COMPARED[sign]
        return lambda value: compared(dates.next_occurrence(value, today), until)
    if sign == EQUAL and (named := _named(key(text), snapshot)):
        first, last = named.first, named.last
        return lambda value: dates.next_occurrence(value, first) <= last
    if re.fullmatch(r"\d{4}", text.strip()):
        return _born_in(sign, int(text))
    words = f"“{brief(text)}” is not a day of the year. Write May, 14 March, this week or 14 days."
    return Unreadable("not_a_date", words)


def _born(sign: str, day: str) -> Callable[[str], bool]:
    if sign == EQUAL:
        return lambda value: value == day if not day.startswith("--") else value[-5:] == day[-5:]
    compared, wanted = _COMPARED[sign], dt.date.fromisoformat(day)
    return lambda value: not value.startswith("--") and compared(dt.date.fromisoformat(value), wanted)


def _born_in(sign: str, year: int) -> Callable[[str], bool]:
    first, last = f"{year:04d}-01-01", f"{year:04d}-12-31"
    tests: dict[str, Callable[[str], bool]] = {
        EQUAL: lambda value: first <= value <= last, LESS: lambda value: value < first,
        AT_MOST: lambda value: value <= last, MORE_THAN: lambda value: value > last,
        AT_LEAST: lambda value: value >= first,
    }  # fmt: skip
    return lambda value: not value.startswith("--") and tests[sign](value)
