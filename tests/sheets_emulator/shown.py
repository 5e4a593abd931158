"""How a value looks in the sheet, and how the values API renders it."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from .cells import CellFault, Value, plain
from .errors import refused
from .locales import Locale, locale_named

EPOCH = datetime(1899, 12, 30)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
MONTHS = (*MONTHS, "December")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DATED = {"DATE", "TIME", "DATE_TIME"}
RENDERINGS = {"FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"}
PART = re.compile(r"y+|m+|d+|h+|s+|am/pm|\"[^\"]*\"|\\.|.", re.IGNORECASE | re.DOTALL)


def rendered(value: Value, number_format: Mapping, how: str, dates: str, locale: str) -> Value:
    """A value as valueRenderOption and dateTimeRenderOption ask for it; "" for nothing."""
    if how not in RENDERINGS:
        raise refused(f"Invalid value at 'value_render_option', \"{how}\"")
    if value is None:
        return ""
    if how == "FORMATTED_VALUE":
        return shown(value, number_format, locale_named(locale))
    is_date = number_format.get("type") in DATED and isinstance(value, int | float) and not isinstance(value, bool)
    if is_date and dates == "FORMATTED_STRING" and how != "FORMULA":
        return shown(value, number_format, locale_named(locale))
    return str(value) if isinstance(value, CellFault) else value


def shown(value: Value, number_format: Mapping, locale: Locale) -> str:
    """The text that a person sees in the cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return str(value)
    kind, pattern = number_format.get("type", ""), number_format.get("pattern", "")
    if kind in DATED:
        return shown_moment(value, pattern or standard_pattern(kind, locale))
    if kind == "TEXT":
        return automatic(value, locale)
    if kind == "PERCENT" or (pattern and "%" in pattern):
        return shown_number(value * 100, (pattern or "0.00%").replace("%", ""), locale) + "%"
    if kind == "CURRENCY" and not pattern:
        return locale.currency + shown_number(value, "#,##0.00", locale)
    return shown_number(value, pattern, locale) if pattern else automatic(value, locale)


def standard_pattern(kind: str, locale: Locale) -> str:
    """The pattern of a date or time format that names none."""
    return {"DATE": locale.date, "TIME": "h:mm:ss am/pm"}.get(kind, f"{locale.date} h:mm:ss")


def automatic(value: int | float, locale: Locale) -> str:
    """A number without a format: at most ten digits after the mark."""
    value = plain(value)
    text = str(value) if isinstance(value, int) else f"{value:.10g}"
    return text.replace("e", "E").replace(".", locale.decimal)


def shown_number(value: float, pattern: str, locale: Locale) -> str:
    """A number under a pattern such as "#,##0.00" or "$0"."""
    found = re.search(r"[#0?,]*[#0?](?:\.([#0?]+))?", pattern)
    if not found:
        return automatic(value, locale)
    decimals = len(found[1] or "")
    text = f"{value:,.{decimals}f}" if "," in found[0] else f"{value:.{decimals}f}"
    text = text.replace(",", "\0").replace(".", locale.decimal).replace("\0", locale.thousands)
    around = [part.replace('"', "").replace("\\", "") for part in (pattern[: found.start()], pattern[found.end() :])]
    return around[0] + text + around[1]


def moment(serial: float) -> datetime:
    """The day and time of a serial number: 43831 is 2020-01-01."""
    return EPOCH + timedelta(seconds=round(serial * 86400))


def serial(when: datetime) -> int | float:
    """The serial number of a day and time."""
    past = when - EPOCH
    return plain(past.days + past.seconds / 86400)


def shown_moment(value: float, pattern: str) -> str:
    """A serial number under a date or time pattern.

    >>> shown_moment(43831.5, "yyyy-mm-dd hh:mm")
    '2020-01-01 12:00'
    """
    when, parts, text, clock = moment(value), PART.findall(pattern), "", False
    half = "am/pm" in pattern.lower()
    for place, part in enumerate(parts):
        key = part.lower()
        minutes = key[0] == "m" and (clock or seconds_follow(parts[place + 1 :]))
        text += moment_part(when, part, minutes, half)
        clock = key[0] == "h" or (clock and not key[0].isalpha())
    return text


def seconds_follow(parts: list[str]) -> bool:
    """Whether the next letters of a pattern are seconds, so that an "m" before them means minutes."""
    return next((part.lower()[0] == "s" for part in parts if part[0].isalpha()), False)


def moment_part(when: datetime, part: str, minutes: bool, half: bool) -> str:
    """One part of a date pattern, filled in."""
    key, width = part.lower(), len(part)
    if key == "am/pm":
        return "AM" if when.hour < 12 else "PM"
    if key[0] == "y":
        return f"{when.year:04}" if width > 2 else f"{when.year % 100:02}"
    if key[0] == "m" and not minutes:
        return f"{when.month:0{width}}" if width < 3 else MONTHS[when.month - 1][: 3 if width == 3 else None]
    if key[0] == "d" and width > 2:
        return DAYS[when.weekday()][: 3 if width == 3 else None]
    hour = (when.hour % 12 or 12) if half else when.hour
    numbers = {"m": when.minute, "d": when.day, "h": hour, "s": when.second}
    if key[0] in numbers:
        return f"{numbers[key[0]]:0{min(width, 2)}}"
    return part.strip('"').removeprefix("\\")
