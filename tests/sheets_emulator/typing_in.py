"""What Google makes of what is typed: RAW keeps it, USER_ENTERED reads it as the sheet would."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from . import formulas
from .cells import Cell, Value, checked, plain
from .errors import ApiError, refused
from .locales import Locale
from .shown import MONTHS, serial

NAMES = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{1,4}))?")
NAMED = re.compile(r"(?:(\d{1,2})[ -])?([A-Za-z]{3,9})\.?[ -](?:(\d{1,2}),? )?(\d{4})")
TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([AaPp])[Mm])?")


def entered(cell: Cell, given: object, option: str, locale: Locale, now: Callable[[], datetime]) -> Cell:
    """A cell after a value was written into it. given: a JSON scalar, never None."""
    if isinstance(given, list | dict):
        kind = "list_value" if isinstance(given, list) else "struct_value"
        raise refused(f"Invalid values: {kind}")
    if option == "RAW" or not isinstance(given, str):
        return cell.holding(checked(given))
    return typed(cell, given, locale, now)


def raw(cell: Cell, given: Value) -> Cell:
    """A cell that holds exactly this."""
    return cell.holding(checked(given))


def typed(cell: Cell, text: str, locale: Locale, now: Callable[[], datetime]) -> Cell:
    """A cell after a person typed this text."""
    checked(text)
    if cell.number_format.get("type") == "TEXT":
        return cell.holding(text or None)
    if text.startswith("="):
        return with_formula(cell, text)
    if text.startswith("'"):
        return cell.holding(text[1:] or None)
    stripped = text.strip()
    if stripped.upper() in ("TRUE", "FALSE"):
        return cell.holding(stripped.upper() == "TRUE")
    number, number_format = as_number(stripped, locale) or as_moment(stripped, locale, now) or (None, None)
    if number is None:
        return cell.holding(text or None)
    cell = cell.holding(plain(number))
    if number_format and not cell.number_format:
        cell = replace(cell, format={**(cell.format or {}), "numberFormat": number_format})
    return cell


def with_formula(cell: Cell, text: str) -> Cell:
    """A cell with a formula. Raises ApiError (501) for what the emulator cannot compute."""
    if len(text) == 1:
        return cell.holding(text)
    formulas.parsed(text)
    return replace(cell, value=None, formula=text)


def as_number(text: str, locale: Locale) -> tuple[float, dict | None] | None:
    """(number, format) of a typed number, percentage or amount of money."""
    body, sign = text, 1
    if body[:1] in ("+", "-"):
        body, sign = body[1:], -1 if body[0] == "-" else 1
    number_format = None
    if body.endswith("%"):
        body, number_format = body[:-1], {"type": "PERCENT", "pattern": "0.00%" if locale.decimal in body else "0%"}
    elif body.startswith(locale.currency) or body.endswith(locale.currency):
        body = body.removeprefix(locale.currency).removesuffix(locale.currency).strip()
        number_format = {"type": "CURRENCY", "pattern": f'"{locale.currency}"#,##0.00'}
    value = digits(body, locale)
    if value is None:
        return None
    return sign * (value / 100 if text.endswith("%") else value), number_format


def digits(text: str, locale: Locale) -> float | None:
    """A number in the marks of a locale, or None."""
    thousands, decimal = re.escape(locale.thousands), re.escape(locale.decimal)
    whole = rf"(?:\d{{1,3}}(?:{thousands}\d{{3}})+|\d+)"
    if not re.fullmatch(rf"(?:{whole}(?:{decimal}\d*)?|{decimal}\d+)(?:[eE][+-]?\d+)?", text, re.ASCII):
        return None
    value = float(text.replace(locale.thousands, "").replace(locale.decimal, "."))
    return value if value < 1e308 else None


def as_moment(text: str, locale: Locale, now: Callable[[], datetime]) -> tuple[float, dict] | None:
    """(serial number, format) of a typed day, time, or both."""
    date_text, _, time_text = text.partition(" ") if TIME.search(text) else (text, "", "")
    if TIME.fullmatch(text):
        date_text, time_text = "", text
    day = as_day(date_text, locale, now) if date_text else (0, "")
    time = as_time(time_text) if time_text else (0, "")
    if day is None or time is None or not (date_text or time_text):
        return None
    kind = "DATE_TIME" if date_text and time_text else "DATE" if date_text else "TIME"
    return day[0] + time[0], {"type": kind, "pattern": " ".join(part for part in (day[1], time[1]) if part)}


def as_time(text: str) -> tuple[float, str] | None:
    """(part of a day, pattern) of a typed time."""
    found = TIME.fullmatch(text)
    if not found or int(found[2]) > 59:
        return None
    hour, pattern = int(found[1]), "h:mm" + (":ss" if found[3] else "")
    if found[4]:
        hour, pattern = hour % 12 + (12 if found[4] in "pP" else 0), pattern + " am/pm"
    return (hour * 3600 + int(found[2]) * 60 + int(found[3] or 0)) / 86400, pattern


def as_day(text: str, locale: Locale, now: Callable[[], datetime]) -> tuple[float, str] | None:
    """(serial number, pattern) of a typed day, in the order of the locale."""
    found = DATE.fullmatch(text)
    if not found:
        return as_named_day(text)
    first, mark, second, third = found.groups()
    if len(first) == 4 and third:
        return on(int(first), int(second), int(third), f"yyyy{mark}mm{mark}dd")
    if len(first) > 2 or (mark == "." and locale.decimal == "."):
        return None
    pair = (int(first), int(second)) if locale.order != "dmy" else (int(second), int(first))
    if third is None:
        return on(now().year, *pair, locale.date)
    return on(full_year(int(third)), *pair, locale.date)


def as_named_day(text: str) -> tuple[float, str] | None:
    """(serial number, pattern) of "3 Jan 2024" or "January 3, 2024"."""
    found = NAMED.fullmatch(text)
    month = NAMES.get(found[2][:3].lower()) if found else None
    if not found or not month or not (found[1] or found[3]):
        return None
    return on(int(found[4]), month, int(found[1] or found[3]), "d mmm yyyy" if found[1] else "mmm d, yyyy")


def full_year(year: int) -> int:
    """Two digits as a year of our time."""
    return year if year > 99 else year + (2000 if year < 30 else 1900)


def on(year: int, month: int, day: int, pattern: str) -> tuple[float, str] | None:
    """(serial number, pattern) of a day, or None when there is no such day."""
    try:
        return serial(datetime(year, month, day)), pattern
    except ValueError:
        return None


def option_of(given: object) -> str:
    """A valueInputOption. Raises ApiError when there is none."""
    if given not in ("RAW", "USER_ENTERED"):
        raise ApiError(400, "INVALID_ARGUMENT", "'valueInputOption' is required but not specified")
    return str(given)
