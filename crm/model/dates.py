"""Days as people write them, in the languages Kith reads. Strict: what is not surely a day stays a text."""

import datetime as dt
import re
from functools import lru_cache

from crm.model.text import fold

LANGUAGES = ("en", "de", "fr", "es")
FIRST_YEAR, LAST_YEAR = 1000, 2199  # beyond these a typed year is a slip of the keyboard
_LONGEST = 60  # characters of a day; a whole text in its place would keep the patterns below busy for minutes

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?$")
_NUMBERS = re.compile(r"(\d{1,4})([./\- ]{1,2})(\d{1,2})\2(\d{2,4})(?:\s+(\d{1,2}):(\d{2}))?$")
_DAY_MONTH_WORD = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?:\s*(?:de\s+|of\s+)?|[-/])([^\W\d_]+)\.?(?:\s+(?:de\s+)?|,\s*|[-/])?(\d{2,4})?$"
)
_CLOCK = re.compile(r"(.*[^\W\d_].*?),?\s+(\d{1,2}):(\d{2})$")
_MONTH_WORD_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{2,4}))?$")
_VCARD = re.compile(r"--(\d{2})-?(\d{2})$")
_SHORT = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?$")


_ENGLISH = ["January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December"]  # fmt: skip


def _months(language: str) -> list[dict[int, str]]:
    """The month names of a language by number, wide ones first (from CLDR); English ones alone without babel."""
    try:
        from babel import Locale
    except ImportError:
        wide = dict(enumerate(_ENGLISH, start=1))
        return [wide, {number: name[:3] for number, name in wide.items()}]
    months = Locale(language).months
    return [months[context][width] for width in ("wide", "abbreviated") for context in ("format", "stand-alone")]


@lru_cache(maxsize=1)
def month_names() -> dict[str, int]:
    """Folded month name or abbreviation -> 1..12, in every language Kith reads."""
    names: dict[str, int] = {}
    for language in LANGUAGES:
        for months in _months(language):
            for number, name in months.items():
                names.setdefault(fold(name).strip("."), number)
    return names


def full_year(year: int, written: str, today: dt.date) -> int:
    """A year of two digits in full: at most ten years ahead of today, else in the past century."""
    if len(written) > 2:
        return year
    year += today.year // 100 * 100
    return year - 100 if year > today.year + 10 else year


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def _with_time(day: dt.date | None, hour: str | None, minute: str | None, second: str | None = None) -> dt.date | None:
    if day is None or hour is None or minute is None:
        return day
    try:
        return dt.datetime.combine(day, dt.time(int(hour), int(minute), int(second or 0)))
    except ValueError:
        return None


def numeric_order(text: str) -> str | None:
    """Which order the digits themselves settle: 'dmy', 'mdy', or None where both could be meant.

    >>> numeric_order("31/12/2024"), numeric_order("12/31/2024"), numeric_order("3/4/2025"), numeric_order("3.4.25")
    ('dmy', 'mdy', None, 'dmy')
    """
    match = _NUMBERS.match(text.strip())
    if not match or len(match[1]) == 4:
        return None
    if "." in match[2] or int(match[1]) > 12:
        return "dmy"
    return "mdy" if int(match[3]) > 12 else None


def parse_day(text: str, *, today: dt.date, order: str = "dmy") -> dt.date | None:
    """The day, or the moment where a time of day was typed; None when the text is surely no day.

    `order` decides only what the digits leave open ('dmy' or 'mdy'); dots always mean day first. `today` decides
    the century of a year of two digits.

    >>> today = dt.date(2026, 1, 1)
    >>> parse_day("3.4.25", order="mdy", today=today)
    datetime.date(2025, 4, 3)
    >>> [parse_day(text, today=today) for text in ("3 mars 2024", "Dec 24, 2023", "31 Feb 2024")]
    [datetime.date(2024, 3, 3), datetime.date(2023, 12, 24), None]
    >>> parse_day("14-Mar-24", today=today), parse_day("14/Mar/2024", today=today)
    (datetime.date(2024, 3, 14), datetime.date(2024, 3, 14))
    >>> parse_day("2024-05-01 14:30", today=today)
    datetime.datetime(2024, 5, 1, 14, 30)
    >>> parse_day("3 Nov 2026 9:05", today=today), parse_day("3 Nov 2026 25:99", today=today)
    (datetime.datetime(2026, 11, 3, 9, 5), None)
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if match := _ISO.match(text):
        return _with_time(_day(int(match[1]), int(match[2]), int(match[3])), match[4], match[5], match[6])
    if match := _NUMBERS.match(text):
        return _from_numbers(match, order, today)
    clock = _CLOCK.match(text)
    found = _from_words(clock[1] if clock else text)
    if found is None or not found[2]:
        return None
    day, month, year = found
    there = _day(full_year(int(year), year, today), month, day)
    return _with_time(there, clock[2], clock[3]) if clock else there


def _from_numbers(match: re.Match[str], order: str, today: dt.date) -> dt.date | None:
    first, second, third = match[1], match[3], match[4]
    if len(first) == 4:
        return _day(int(first), int(second), int(third))
    if len(first) > 2 or len(third) == 3:
        return None
    year = full_year(int(third), third, today)
    settled = numeric_order(match[0]) or order
    day, month = (int(first), int(second)) if settled == "dmy" else (int(second), int(first))
    return _with_time(_day(year, month, day), match[5], match[6])


def _from_words(text: str) -> tuple[int, int, str] | None:
    if match := _DAY_MONTH_WORD.match(text):
        day, word, year = match[1], match[2], match[3]
    elif match := _MONTH_WORD_DAY.match(text):
        word, day, year = match[1], match[2], match[3]
    else:
        return None
    month = month_names().get(fold(word))
    return (int(day), month, year or "") if month else None


def parse_month_day(text: str, *, today: dt.date, order: str = "dmy") -> str | None:
    """A birthday or anniversary as `1984-03-15`, or `--03-15` where no year is known; None when it is neither.

    >>> today = dt.date(2026, 1, 1)
    >>> [parse_month_day(text, today=today) for text in ("14 March", "14.3.", "29 Feb 1984", "31 Feb")]
    ['--03-14', '--03-14', '1984-02-29', None]
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if is_past_day(text, today):
        return text
    if match := _VCARD.match(text):
        return _yearless(int(match[1]), int(match[2]))
    if match := _SHORT.match(text):
        return _yearless(int(match[2]), int(match[1]))
    found = _from_words(text)
    if found and not found[2]:
        return _yearless(found[1], found[0])
    day = parse_day(text, order=order, today=today)
    if day is None:
        return None
    if day.year > today.year:  # a birthday is never ahead
        day = day.replace(year=day.year - 100)
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def is_past_day(text: str, today: dt.date) -> bool:
    """Whether a text is a day as ISO writes it, whose year is not ahead.

    >>> [is_past_day(text, dt.date(2026, 1, 1)) for text in ("1984-03-15", "1984-02-30", "2027-01-01", "15.3.1984")]
    [True, False, False, False]
    """
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return False
    try:
        return FIRST_YEAR <= dt.date.fromisoformat(text).year <= today.year
    except ValueError:
        return False


def _yearless(month: int, day: int) -> str | None:
    try:
        dt.date(2000, month, day)  # a leap year: 29 February is a birthday
    except ValueError:
        return None
    return f"--{month:02d}-{day:02d}"


def write_month_day(value: str, language: str = "en") -> str:
    """How a month-day is written in the sheet: with year as ISO, without as day and month name of the book's language.

    >>> write_month_day("--03-14"), write_month_day("1984-03-15"), write_month_day("--03-14", "de")
    ('14 March', '1984-03-15', '14. März')
    """
    if not value.startswith("--"):
        return value
    month = _months(language)[0][int(value[2:4])]
    return f"{int(value[5:7])}{'.' if language == 'de' else ''} {month}"


def in_words(day: dt.date, language: str = "en", country: str = "GB", width: str = "medium") -> str:
    """A day as it is written in a country: `medium` for lists, `long` for letters, `full` with the day of the week.

    >>> day = dt.date(2026, 11, 3)
    >>> in_words(day), in_words(day, "de", "AT", "long"), in_words(day, "en", "US", "full")
    ('3 Nov 2026', '3. November 2026', 'Tuesday, November 3, 2026')
    """
    try:
        from babel import Locale, UnknownLocaleError
        from babel.dates import format_date
    except ImportError:
        return f"{day.day} {_ENGLISH[day.month - 1][: 3 if width == 'medium' else None]} {day.year}"
    for name in (f"{language}_{country}", language):
        try:
            return str(format_date(day, width, locale=Locale.parse(name)))
        except (UnknownLocaleError, ValueError):
            continue
    return str(format_date(day, "long", locale="en_GB"))


def next_occurrence(value: str, today: dt.date) -> dt.date:
    """The next day on or after `today` on which a month-day falls; 29 February falls on 28 February in other years.

    >>> next_occurrence("1984-02-29", dt.date(2026, 1, 5))
    datetime.date(2026, 2, 28)
    """
    month, day = int(value[-5:-3]), int(value[-2:])
    for year in (today.year, today.year + 1):
        try:
            fall = dt.date(year, month, day)
        except ValueError:
            fall = dt.date(year, 2, 28)
        if fall >= today:
            return fall
    raise AssertionError("one of two years holds the day")


def in_zone(moment: dt.datetime, zone: dt.tzinfo | None) -> dt.datetime:
    """A moment as the clock on the wall shows it in a time zone, None being this computer's; without a zone, as cells
    hold it. A moment that has none already is left as it is.

    >>> import zoneinfo
    >>> in_zone(dt.datetime(2026, 3, 29, 1, 0, tzinfo=dt.UTC), zoneinfo.ZoneInfo("Europe/London"))
    datetime.datetime(2026, 3, 29, 2, 0)
    """
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment
