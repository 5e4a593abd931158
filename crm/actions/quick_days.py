"""The days that a line names, in English words: those ahead for a next step, those past for what happened."""

import calendar
import datetime as dt
import re

from crm.model import dates
from crm.model.text import fold

Rule = tuple[str, int]  # a pattern, and so many days from today
_AHEAD: tuple[Rule, ...] = (
    (r"\bday after tomorrow\b", 2), (r"\btomorrow\b", 1), (r"\b(today|tonight|this (afternoon|evening))\b", 0),
    (r"\bin a fortnight\b", 14), (r"\ba week today\b", 7), (r"\ba week tomorrow\b", 8),
)  # fmt: skip
_PAST: tuple[Rule, ...] = (
    (r"\bday before yesterday\b", -2), (r"\b(yesterday|last night)\b", -1), (r"\ba fortnight ago\b", -14),
    (r"\b(today|this (morning|afternoon|evening)|just now|earlier)\b", 0), (r"\blast week\b", -7),
)  # fmt: skip
_COUNTS = {
    word: number
    for number, words in enumerate(
        ("", "a an one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
    for word in words.split()
}  # fmt: skip
_SPAN = rf"(\d{{1,3}}|{'|'.join(_COUNTS)}|a couple of) (day|week|month|year)s?"
_IN = re.compile(rf"\b(?:in|within) {_SPAN}\b")
_AGO = re.compile(rf"\b{_SPAN} ago\b")
_END = re.compile(r"\bend of (?:the |this )?(next )?(week|month|year)\b")
_NEXT = re.compile(r"\bnext (week|month|year)\b")
_ORDINAL = re.compile(r"\b(?:on|by|until|till|before) the (\d{1,2})(?:st|nd|rd|th)\b")
_WEEKDAY = re.compile(
    r"\b(?:(?P<before>next|this|last|on|by|until|till|before)\s+)?"
    r"(?P<day>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:rs|r|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b",
    re.IGNORECASE,
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BEFORE_A_DAY = ("on", "by", "until", "till", "before", "from", "due")
FRIDAY, WEEK = 4, 7
LONG_AGO = 300  # days; a date without a year that is further back was hardly meant


def day_ahead(clause: str, today: dt.date, order: str = "dmy") -> dt.date | None:
    """The day from today on that a clause names, or None. A weekday is the next one, never today; "next Friday" is the
    Friday of next week.

    >>> friday = dt.date(2026, 11, 20)
    >>> [str(day_ahead(text, friday)) for text in ("ring Monday", "send it tomorrow", "in 2 weeks", "ring on 3 Dec")]
    ['2026-11-23', '2026-11-21', '2026-12-04', '2026-12-03']
    >>> [str(day_ahead(text, friday)) for text in ("by the end of the month", "next Tuesday", "we sat down")]
    ['2026-11-30', '2026-11-24', 'None']
    """
    text = fold(clause)
    for pattern, days in _AHEAD:
        if re.search(pattern, text):
            return today + dt.timedelta(days=days)
    if match := _IN.search(text):
        return _moved(today, _count(match[1]), match[2])
    if match := _END.search(text):
        return _end(today, match[2], is_next=bool(match[1]))
    if match := _NEXT.search(text):
        return _begin_of_next(today, match[1])
    if (weekday := _weekday(clause)) and weekday[0] != "last":
        return _weekday_ahead(today, *weekday)
    if match := _ORDINAL.search(text):
        return _numbered(today, int(match[1]))
    return next((day for day in _dated(clause, today, order, is_past=False) if day >= today), None)


def day_past(clause: str, today: dt.date, order: str = "dmy", *, is_about_it: bool = True) -> dt.date | None:
    """The day up to today on which a clause says that something happened, or None.

    "Yesterday", "two days ago" and "last Tuesday" are past wherever they stand; a mere "Tuesday" or "3 Nov" is only
    where the clause `is_about_it`, about what happened.

    >>> friday = dt.date(2026, 11, 20)
    >>> [str(day_past(text, friday)) for text in ("met Ann yesterday", "rang last Friday", "called on Monday", "3 Nov")]
    ['2026-11-19', '2026-11-13', '2026-11-16', '2026-11-03']
    """
    text = fold(clause)
    for pattern, days in _PAST:
        if re.search(pattern, text):
            return today + dt.timedelta(days=days)
    if match := _AGO.search(text):
        return _moved(today, -_count(match[1]), match[2])
    if weekday := _weekday(clause):
        before, number = weekday
        back = (today.weekday() - number) % WEEK
        if before == "last":
            return today - dt.timedelta(days=back or WEEK)
        return today - dt.timedelta(days=back) if is_about_it and before in ("", "on", "this") else None
    if not is_about_it:
        return None
    found = (day for day in _dated(clause, today, order, is_past=True) if day <= today)
    return next((day for day in found if (today - day).days <= LONG_AGO), None)


def _count(text: str) -> int:
    return 2 if text == "a couple of" else _COUNTS.get(text) or int(text)


def _moved(today: dt.date, count: int, unit: str) -> dt.date | None:
    """So many days, weeks, months or years away; the 31st of a shorter month is its last day."""
    try:
        if unit in ("day", "week"):
            return today + dt.timedelta(days=count * (WEEK if unit == "week" else 1))
        months = today.year * 12 + today.month - 1 + count * (12 if unit == "year" else 1)
        year, month = months // 12, months % 12 + 1
        return dt.date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None


def _end(today: dt.date, unit: str, *, is_next: bool) -> dt.date:
    """The last day of this or the next week (its Friday), month or year."""
    if unit == "week":
        friday = today + dt.timedelta(days=(FRIDAY - today.weekday()) % WEEK)
        return friday + dt.timedelta(days=WEEK * is_next)
    start = _begin_of_next(today, unit)
    if is_next:
        start = _begin_of_next(start, unit)
    return start - dt.timedelta(days=1)


def _begin_of_next(today: dt.date, unit: str) -> dt.date:
    if unit == "week":
        return today + dt.timedelta(days=WEEK - today.weekday())
    if unit == "year":
        return dt.date(today.year + 1, 1, 1)
    return (today.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def _weekday(clause: str) -> tuple[str, int] | None:
    """What stands before a weekday, and its number; "sat" and "sun" only where they are surely days."""
    for match in _WEEKDAY.finditer(clause):
        before, name = (match["before"] or "").lower(), match["day"]
        if len(name) > 5 or name[0].isupper() or before:
            return before, _WEEKDAYS.index(name[:3].lower())
    return None


def _weekday_ahead(today: dt.date, before: str, number: int) -> dt.date:
    if before == "next":
        return today + dt.timedelta(days=WEEK - today.weekday() + number)
    return today + dt.timedelta(days=(number - today.weekday() - 1) % WEEK + 1)


def _numbered(today: dt.date, number: int) -> dt.date | None:
    """The next day of the month with this number."""
    month = today.replace(day=1)
    for _ in range(3):
        if 1 <= number <= calendar.monthrange(month.year, month.month)[1] and month.replace(day=number) >= today:
            return month.replace(day=number)
        month = _begin_of_next(month, "month")
    return None


def _dated(clause: str, today: dt.date, order: str, *, is_past: bool) -> list[dt.date]:
    """The days that are written with a month's name or in digits; without a year the nearest in that direction."""
    words, found, used = clause.split(), list[dt.date](), set[int]()
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            places, part = range(start, start + length), " ".join(words[start : start + length]).strip("(),!?")
            if used.intersection(places) or _is_amount(part, words[start - 1] if start else ""):
                continue
            known = len(found)
            day = dates.parse_day(part.rstrip("."), today=today, order=order)
            if day is not None:
                found.append(day.date() if isinstance(day, dt.datetime) else day)
            elif (value := dates.parse_month_day(part.rstrip("."), today=today)) and value.startswith("--"):
                found.append(_last(value, today) if is_past else dates.next_occurrence(value, today))
            if len(found) > known:
                used.update(places)
    return found


def _is_amount(part: str, before: str) -> bool:
    """Whether "2.5" is rather a number: a day in digits without a year has a dot behind it, or a word before it."""
    return bool(re.fullmatch(r"\d{1,2}\.\d{1,2}", part)) and fold(before) not in _BEFORE_A_DAY


def _last(value: str, today: dt.date) -> dt.date:
    """The last day up to today on which a day and month fell."""
    ahead = dates.next_occurrence(value, today)
    return ahead if ahead == today else dates.next_occurrence(value, _moved(today, -1, "year") or today)
